//! The table itself. Cells that the vendor filled (process, protocol) are written as the catalog keeps them, which is as
//! the page's source has them; names are escaped, so that their stars stay stars.

use crate::catalog::file::{AreaRow, Row};
use crate::catalog::{Area, Endpoint, Release};
use crate::curate::export::Selection;
use crate::report::markdown::escape::text;

/// A line of the page.
enum Line<'c> {
    Area(&'c Area, &'c AreaRow),
    Row(&'c Area, &'c Endpoint, &'c Row),
}

impl Line<'_> {
    /// The place on the page: its line, and the area before its rows.
    fn place(&self) -> (u32, bool) {
        match self {
            Self::Area(_, row) => (row.line, false),
            Self::Row(_, _, row) => (row.line, true),
        }
    }
}

pub(super) fn write(selection: &Selection<'_>, release: &Release, out: &mut String) {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for area in selection.areas() {
        let here = |row: &&AreaRow| row.release == release.id();
        lines.extend(
            area.entry
                .documented
                .iter()
                .find(here)
                .map(|row| Line::Area(area, row)),
        );
        for endpoint in selection.endpoints(area) {
            let rows = endpoint.entry.documented.iter();
            let rows = rows.filter(|row| row.release == release.id());
            lines.extend(rows.map(|row| Line::Row(area, endpoint, row)));
        }
    }
    // Stable: rows of one line keep the catalog's order.
    lines.sort_by_key(Line::place);
    let with_areas = lines.iter().any(|line| matches!(line, Line::Area(..)));
    if with_areas {
        by_area(&lines, release, out);
    } else {
        bare(&lines, out);
    }
}

fn bare(lines: &[Line<'_>], out: &mut String) {
    *out += "| Destination | Protocol | Description |\n|---|---|---|\n";
    for line in lines {
        if let Line::Row(area, endpoint, row) = line {
            let name = text(row.as_written(&endpoint.entry));
            let description = text(&description(area, endpoint));
            *out += &format!("| {name} | {} | {description} |\n", row.protocols);
        }
    }
}

fn by_area(lines: &[Line<'_>], release: &Release, out: &mut String) {
    let process = |line: &Line<'_>| matches!(line, Line::Row(_, _, row) if row.process.is_some());
    let mut table = Table {
        out,
        processes: lines.iter().any(process),
    };
    table.head();
    // The name of the area at hand, until a row has said it.
    let mut name = String::new();
    let mut said = String::new();
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        match line {
            Line::Area(area, row) => {
                name = text(area.name(Some(release.id())));
                said.clear();
                let summary = text(&area.entry.summary);
                let alone = !matches!(lines.peek(), Some(Line::Row(..)));
                if let Some(anchor) = &row.anchor {
                    let link = link(release, anchor);
                    table.row(&std::mem::take(&mut name), "", &summary, "", &link);
                } else if alone {
                    table.row(&std::mem::take(&mut name), "", &summary, "", "");
                }
            }
            Line::Row(area, endpoint, row) => {
                let description = text(&description(area, endpoint));
                // A blank cell means what stands above.
                let told = if description == said {
                    ""
                } else {
                    &description
                };
                let process = row.process.as_deref().unwrap_or_default();
                let destination = text(row.as_written(&endpoint.entry));
                table.row(
                    &std::mem::take(&mut name),
                    process,
                    told,
                    &row.protocols,
                    &destination,
                );
                said = description;
            }
        }
    }
}

struct Table<'o> {
    out: &'o mut String,
    processes: bool,
}

impl Table<'_> {
    fn head(&mut self) {
        *self.out += if self.processes {
            "|Area|Source process|Description|Protocol|Destination|\n|---|---|---|---|---|\n"
        } else {
            "|Area|Description|Protocol|Destination|\n|---|---|---|---|\n"
        };
    }

    fn row(&mut self, area: &str, process: &str, description: &str, protocols: &str, last: &str) {
        let process = if self.processes {
            format!("{process}|")
        } else {
            String::new()
        };
        *self.out += &format!("|{area}|{process}{description}|{protocols}|{last}|\n");
    }
}

/// A link to the section of the guide, as pages have it: relative, since both lie in one folder.
fn link(release: &Release, anchor: &str) -> String {
    let guide = release.entry.guide.as_ref();
    let file = guide.map_or("guide.md", |guide| guide.file.as_str());
    format!("[How to turn off the following endpoints]({file}#{anchor})")
}

/// What an endpoint is for and what stops without it; its area's purpose where nobody has said.
fn description(area: &Area, endpoint: &Endpoint) -> String {
    let entry = &endpoint.entry;
    match (entry.purpose.as_str(), &entry.impact) {
        ("", _) => area.entry.summary.clone(),
        (purpose, Some(impact)) => format!("{purpose} Without it: {impact}"),
        (purpose, None) => purpose.to_owned(),
    }
}
