//! The difference as text for a terminal: what came, what went, and what is different about the rest.

use super::{Format, KINDS, held, in_areas, said, summary, written};
use crate::curate::diff::{Diff, HostOnPage};
use crate::report::Layout;
use crate::report::sheet::{Sheet, Style, padded, width};

/// The widest the column of destinations becomes.
const DESTINATION: usize = 48;

/// The column of what is said about destinations that have a line of their own.
const LONG: usize = 4;

/// The format.
pub(super) struct Table;

impl Format for Table {
    fn id(&self) -> &'static str {
        "table"
    }

    fn about(&self) -> &'static str {
        "Text, to read here and now"
    }

    fn render(&self, diff: &Diff<'_>, layout: Layout) -> String {
        let mut sheet = Sheet::new(layout.width, layout.colour);
        for (label, page) in [("from  ", &diff.from), ("to    ", &diff.to)] {
            let text = format!("{} (page of {})", page.name, page.date);
            sheet.labelled(label, &text, Style::Dim, Style::Bold);
        }
        sheet.wrapped("", &summary(diff), Style::Plain);
        areas(&mut sheet, diff);
        hosts(
            &mut sheet,
            ("Added", "+ ", Style::Good),
            &diff.added,
            "held before by",
        );
        hosts(
            &mut sheet,
            ("Removed", "- ", Style::Bad),
            &diff.removed,
            "still held by",
        );
        for kind in &KINDS {
            let rows: Vec<(&str, String)> = diff
                .changed
                .iter()
                .filter_map(|change| Some((change.host, (kind.words)(change)?)))
                .collect();
            if rows.is_empty() {
                continue;
            }
            sheet.heading(&format!("{} ({})", kind.title, rows.len()), Style::Bold);
            let column = column(rows.iter().map(|(host, _)| width(host)));
            // Beside each other where all fit: broken names cannot be copied.
            let beside = rows
                .iter()
                .all(|(_, text)| column + 2 + width(text) <= sheet.width);
            let column = if beside { column } else { LONG };
            for (host, text) in &rows {
                row(&mut sheet, ("~ ", Style::Warning), host, column, text);
            }
        }
        sheet.blank();
        for note in &diff.notes {
            sheet.wrapped("", note, Style::Dim);
        }
        sheet.into_text()
    }
}

fn areas(sheet: &mut Sheet, diff: &Diff<'_>) {
    let areas = &diff.areas;
    let named = |areas: &[super::AreaLine<'_>]| {
        let names: Vec<&str> = areas.iter().map(|area| area.name).collect();
        names.join(", ")
    };
    let renamed = areas.renamed.iter();
    let renamed: Vec<String> = renamed
        .map(|it| format!("{} → {}", it.before, it.after))
        .collect();
    for (label, text) in [
        ("Areas added: ", named(&areas.added)),
        ("Areas removed: ", named(&areas.removed)),
        ("Areas renamed: ", renamed.join(", ")),
    ] {
        if !text.is_empty() {
            sheet.wrapped(label, &text, Style::Plain);
        }
    }
}

fn hosts(
    sheet: &mut Sheet,
    (title, mark, style): (&str, &str, Style),
    hosts: &[HostOnPage<'_>],
    held_by: &str,
) {
    if hosts.is_empty() {
        return;
    }
    sheet.heading(&format!("{title} ({})", hosts.len()), Style::Bold);
    let column = column(hosts.iter().map(|host| width(&written(host))));
    for host in hosts {
        let mut text = format!(
            "{}; {}",
            in_areas(host),
            said(&host.protocols().to_string())
        );
        if let Some(suffix) = host.carrier {
            text += &format!("; a name behind others, carried by {suffix}");
        }
        if let Some(held) = held(host) {
            text += &format!("; {held_by} {held}");
        }
        row(sheet, (mark, style), &written(host), column, &text);
    }
}

fn column(widths: impl Iterator<Item = usize>) -> usize {
    widths.max().unwrap_or(0).min(DESTINATION) + 2
}

/// A destination with a text beside it, or below it where the destination is long.
fn row(sheet: &mut Sheet, (mark, style): (&str, Style), name: &str, column: usize, text: &str) {
    let indent = " ".repeat(mark.len() + column);
    if width(name) + 2 > column {
        sheet.line(&[(style, mark.to_owned()), (Style::Plain, name.to_owned())]);
        sheet.wrapped(&indent, text, Style::Plain);
    } else {
        let lead = format!("{mark}{}", padded(name, column, false));
        sheet.labelled(&lead, text, style, Style::Plain);
    }
}
