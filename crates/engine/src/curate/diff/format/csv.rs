//! The difference as CSV: a row per host and way in which it changed. `docs/formats.md` describes the columns.

use std::collections::BTreeSet;

use super::{Format, KINDS};
use crate::catalog::ProtocolSet;
use crate::curate::diff::{Diff, HostOnPage, RowLine};
use crate::listing::cell;
use crate::report::Layout;

/// The columns, in order; new ones are added at the end.
const COLUMNS: [&str; 11] = [
    "change",
    "host",
    "from",
    "to",
    "from_written",
    "to_written",
    "from_areas",
    "to_areas",
    "from_protocols",
    "to_protocols",
    "held_by",
];

/// The format.
pub(super) struct Csv;

impl Format for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "A row per host and way in which it changed, for spreadsheets"
    }

    fn render(&self, diff: &Diff<'_>, _layout: Layout) -> String {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and all rows have as many cells as there are columns.
        let _ = writer.write_record(COLUMNS);
        let mut row = |change: &str,
                       host: &str,
                       before: &[RowLine<'_>],
                       after: &[RowLine<'_>],
                       held: String| {
            let cells = [
                change.to_owned(),
                host.to_owned(),
                diff.from.id.to_owned(),
                diff.to.id.to_owned(),
                all(before, |row| row.as_written.to_owned()),
                all(after, |row| row.as_written.to_owned()),
                all(before, |row| row.area.id.to_owned()),
                all(after, |row| row.area.id.to_owned()),
                protocols(before),
                protocols(after),
                held,
            ];
            let _ = writer.write_record(cells.map(cell));
        };
        for host in &diff.added {
            row("added", host.host, &[], &host.rows, held(host));
        }
        for host in &diff.removed {
            row("removed", host.host, &host.rows, &[], held(host));
        }
        for change in &diff.changed {
            for kind in KINDS.iter().filter(|kind| (kind.words)(change).is_some()) {
                row(
                    kind.token,
                    change.host,
                    &change.before,
                    &change.after,
                    String::new(),
                );
            }
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// What the rows say in one column, each once, joined by blanks.
fn all(rows: &[RowLine<'_>], of: fn(&RowLine<'_>) -> String) -> String {
    let all: BTreeSet<String> = rows.iter().map(of).collect();
    all.into_iter().collect::<Vec<_>>().join(" ")
}

fn protocols(rows: &[RowLine<'_>]) -> String {
    let mut set = ProtocolSet::default();
    for row in rows {
        set.extend(ProtocolSet::read(row.protocols).unwrap_or_default());
    }
    set.to_string()
}

fn held(host: &HostOnPage<'_>) -> String {
    let held: Vec<&str> = host.held_by.iter().map(|it| it.as_written).collect();
    held.join(" ")
}
