//! The answer as CSV: a row per hit. `docs/formats.md` describes the columns.

use super::Format;
use crate::curate::search::Found;
use crate::listing::cell;
use crate::report::Layout;

/// The columns, in order; new ones are added at the end.
const COLUMNS: [&str; 7] = ["kind", "id", "name", "rank", "field", "text", "about"];

/// The format.
pub(super) struct Csv;

impl Format for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "A row per hit, for spreadsheets"
    }

    fn render(&self, found: &Found<'_>, _layout: Layout) -> String {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and all rows have as many cells as there are columns.
        let _ = writer.write_record(COLUMNS);
        for hit in &found.hits {
            let cells = [
                hit.kind.token(),
                hit.id,
                hit.name,
                hit.rank.token(),
                hit.field,
                &hit.text,
                &hit.about,
            ];
            let _ = writer.write_record(cells.map(|text| cell(text.to_owned())));
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}
