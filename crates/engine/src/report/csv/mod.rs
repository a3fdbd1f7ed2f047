//! The page as CSV: one row per destination seen, then one per documented endpoint that was not. `docs/formats.md` describes
//! the columns.
//!
//! What a destination did in each hour and the method section are left out: they do not fit into a row, and JSON has
//! them.

use super::page::{AreaPage, ControlLine, DestinationView, EndpointPage, NotSeen, Page, Tally};
use super::{Format, Layout};
use crate::listing::cell;

/// The columns, in order; new ones are added at the end.
const COLUMNS: [&str; 34] = [
    "area",
    "endpoint",
    "documented_as",
    "destination",
    "status",
    "confidence",
    "reason",
    "also_documented",
    "protocols",
    "documented_protocols",
    "ports",
    "addresses",
    "attempts",
    "sent_bytes",
    "received_bytes",
    "first",
    "last",
    "devices",
    "evidence",
    "outcomes",
    "no_name",
    "chain",
    "rivals",
    "hint",
    "scope",
    "purpose",
    "impact",
    "security_critical",
    "turn_off",
    "processes",
    "facts",
    "area_id",
    "in_release",
    "tied",
];

/// The format.
pub(super) struct Csv;

impl Format for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "A row per destination, for spreadsheets; docs/formats.md describes the columns"
    }

    fn render(&self, page: &Page, _layout: Layout) -> String {
        let mut rows: Vec<Row> = Vec::new();
        for area in &page.areas {
            for endpoint in &area.endpoints {
                for view in &endpoint.destinations {
                    rows.push(Row::seen(view).of(area, endpoint));
                }
            }
        }
        rows.extend(page.undocumented.iter().map(Row::seen));
        rows.extend(page.unnamed.iter().map(Row::seen));
        rows.extend(page.not_seen.iter().map(Row::not_seen));
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and all rows have as many cells as there are columns.
        let _ = writer.write_record(COLUMNS);
        for row in rows {
            let _ = writer.write_record(row.0.map(cell));
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// The cells of a row, in the order of [`COLUMNS`].
struct Row([String; COLUMNS.len()]);

impl Row {
    fn empty() -> Self {
        Self(std::array::from_fn(|_| String::new()))
    }

    fn set(&mut self, column: &str, value: impl Into<String>) {
        let at = COLUMNS.iter().position(|it| *it == column);
        debug_assert!(at.is_some(), "there is no column {column}");
        if let Some(cell) = at.and_then(|at| self.0.get_mut(at)) {
            *cell = value.into();
        }
    }

    fn seen(view: &DestinationView) -> Self {
        let mut row = Self::empty();
        let documented = |candidate: &super::page::CandidateView| candidate.endpoint.clone();
        row.set("destination", view.title.as_str());
        row.set("status", view.status);
        row.set("confidence", view.confidence.clone().unwrap_or_default());
        row.set("reason", view.reason.clone().unwrap_or_default());
        row.set("also_documented", joined(view.also.iter().map(documented)));
        row.set("protocols", view.protocols.join(" "));
        row.set("ports", view.ports.join(" "));
        row.set("addresses", joined(view.addresses.iter()));
        row.set("attempts", view.attempts.to_string());
        row.set("sent_bytes", view.sent_bytes.to_string());
        row.set("received_bytes", view.received_bytes.to_string());
        row.set("first", view.first.as_str());
        row.set("last", view.last.as_str());
        row.set("devices", joined(view.devices.iter()));
        row.set("evidence", tallies(&view.evidence));
        row.set("outcomes", tallies(&view.outcomes));
        row.set("no_name", tallies(&view.absences));
        row.set("chain", joined(view.chains.iter().map(|it| it.join(">"))));
        row.set("rivals", view.rivals.join(" "));
        row.set("hint", view.hint.clone().unwrap_or_default());
        row.set("scope", view.scope);
        row.set("tied", view.tied.to_string());
        row.set("processes", view.processes.join("; "));
        row.set("facts", view.facts.join("; "));
        row
    }

    fn of(mut self, area: &AreaPage, endpoint: &EndpointPage) -> Self {
        let critical = endpoint.security_critical.as_ref();
        let controls = if endpoint.controls.is_empty() {
            &area.controls
        } else {
            &endpoint.controls
        };
        let turn_off = if controls.is_empty() {
            area.instead.clone().unwrap_or_default()
        } else {
            controls.iter().map(control).collect::<Vec<_>>().join("; ")
        };
        self.set("area", area.name.as_str());
        self.set("area_id", area.id.as_str());
        self.set("endpoint", endpoint.id.as_str());
        self.set("documented_as", endpoint.as_written.as_str());
        self.set("documented_protocols", endpoint.protocols.as_str());
        self.set("in_release", endpoint.in_release.to_string());
        self.set("purpose", endpoint.purpose.as_str());
        self.set("impact", endpoint.impact.clone().unwrap_or_default());
        self.set("security_critical", critical.cloned().unwrap_or_default());
        self.set("turn_off", turn_off);
        self
    }

    fn not_seen(endpoint: &NotSeen) -> Self {
        let mut row = Self::empty();
        row.set("area", endpoint.area.as_str());
        row.set("endpoint", endpoint.endpoint.as_str());
        row.set("documented_as", endpoint.as_written.as_str());
        row.set("status", "not-seen");
        row.set("in_release", "true");
        row
    }
}

fn control(control: &ControlLine) -> String {
    format!("{} <{}>", control.title, control.url)
}

fn tallies(rows: &[Tally]) -> String {
    joined(
        rows.iter()
            .map(|row| format!("{}={}", row.token, row.count)),
    )
}

fn joined<T: ToString>(parts: impl Iterator<Item = T>) -> String {
    parts
        .map(|part| part.to_string())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn render(page: &Page) -> Vec<::csv::StringRecord> {
        let layout = Layout {
            width: 80,
            colour: true,
        };
        let text = Csv.render(page, layout);
        ::csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes())
            .into_records()
            .collect::<Result<_, _>>()
            .unwrap()
    }

    fn value<'a>(row: &'a ::csv::StringRecord, column: &str) -> &'a str {
        &row[COLUMNS.iter().position(|it| *it == column).unwrap()]
    }

    #[test]
    fn a_page_without_destinations_is_a_header() {
        let rows = render(&sample::empty());
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].iter().collect::<Vec<_>>(), COLUMNS);
    }

    #[test]
    fn every_destination_and_every_endpoint_not_seen_is_a_row() {
        let page = sample::everything();
        let rows = render(&page);
        let statuses: Vec<&str> = rows
            .iter()
            .skip(1)
            .map(|row| value(row, "status"))
            .collect();
        assert_eq!(
            statuses.len() as u64,
            page.summary.destinations + page.not_seen.len() as u64
        );
        assert!(statuses.contains(&"not-seen"));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for row in render(&sample::everything()) {
            for cell in &row {
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            }
        }
    }

    #[test]
    fn a_chain_keeps_its_order() {
        let rows = render(&sample::everything());
        assert!(
            rows.iter()
                .any(|row| value(row, "chain").contains("download.example.test>a.akadns.net"))
        );
    }
}
