//! A row per row of a vendor's page, each with its file and line. `docs/formats.md` describes the columns.

use super::{ExportError, Exported, Format, Selection};
use crate::catalog::file::Row;
use crate::catalog::{Area, Endpoint, Release};
use crate::listing::cell;
use crate::pattern::PathPart;

/// The columns, in order; new ones are added at the end.
const COLUMNS: [&str; 24] = [
    "release",
    "file",
    "line",
    "area",
    "area_name",
    "endpoint",
    "as_written",
    "pattern",
    "kind",
    "host",
    "path",
    "confidence",
    "protocols",
    "ports",
    "process",
    "set",
    "carrier",
    "purpose",
    "impact",
    "dual_use",
    "security_critical",
    "endpoint_pattern",
    "url",
    "systems",
];

/// The format.
pub(super) struct Csv;

impl Format for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "A row per row of a vendor's page, with its file and line, for spreadsheets"
    }

    fn render(&self, selection: &Selection<'_>) -> Result<Exported, ExportError> {
        selection.filled()?;
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and all rows have as many cells as there are columns.
        let _ = writer.write_record(COLUMNS);
        for release in selection.catalog.releases() {
            if selection.has(release.id()) {
                for (area, endpoint, row) in rows(selection, release) {
                    let _ = writer.write_record(cells(release, area, endpoint, row).map(cell));
                }
            }
        }
        let text = String::from_utf8(writer.into_inner().unwrap_or_default());
        Ok(Exported {
            text: text.unwrap_or_default(),
            notes: Vec::new(),
        })
    }
}

/// The selected rows of a page, in its order.
fn rows<'c>(
    selection: &Selection<'c>,
    release: &Release,
) -> Vec<(&'c Area, &'c Endpoint, &'c Row)> {
    let mut rows = Vec::new();
    for area in selection.areas() {
        for endpoint in selection.endpoints(area) {
            let documented = endpoint.entry.documented.iter();
            let here = documented.filter(|row| row.release == release.id());
            rows.extend(here.map(|row| (area, endpoint, row)));
        }
    }
    // Stable: rows of one line keep the catalog's order.
    rows.sort_by_key(|(_, _, row)| row.line);
    rows
}

fn cells(release: &Release, area: &Area, endpoint: &Endpoint, row: &Row) -> [String; 24] {
    let entry = &endpoint.entry;
    let pattern = endpoint.meaning_of(row);
    let path = match pattern.path() {
        PathPart::Unsaid => "",
        PathPart::Any => "/*",
        PathPart::Glob(glob) => glob,
    };
    let ports = endpoint.ports_written();
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let security = entry.security_critical.as_ref();
    let security = security.or(area.entry.security_critical.as_ref());
    [
        release.id().to_owned(),
        release.entry.page.file.clone(),
        row.line.to_string(),
        area.id().to_owned(),
        area.name(Some(release.id())).to_owned(),
        endpoint.id().to_owned(),
        row.as_written(entry).to_owned(),
        pattern.to_string(),
        pattern.kind().token().to_owned(),
        pattern.host().to_owned(),
        path.to_owned(),
        entry.meaning.confidence.token().to_owned(),
        row.protocols.clone(),
        ports.join(" "),
        own(&row.process),
        row.set.map(|set| set.to_string()).unwrap_or_default(),
        own(&entry.carrier),
        entry.purpose.clone(),
        own(&entry.impact),
        own(&entry.dual_use),
        security.cloned().unwrap_or_default(),
        endpoint.pattern.to_string(),
        release.entry.page.url.clone(),
        row.systems.join(" "),
    ]
}
