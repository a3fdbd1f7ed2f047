//! Entries of the catalog as text to read: for `explain` and `catalog show`.
//!
//! Everything is a label and a text, wrapped beside it. Addresses of pages and registry paths are never wrapped, so that
//! they can be copied.

mod area;
mod control;
mod endpoint;
mod plan;
pub(crate) mod planes;
mod release;

use backchat_engine::catalog::{Coverage, Origin};
use backchat_engine::report::sheet::{Sheet, Style, padded};

pub(crate) use area::area;
pub(crate) use control::{control, controls};
pub(crate) use endpoint::{Pages, endpoint};
pub(crate) use plan::plan;
pub(crate) use release::release;

/// Columns of a label with its gap.
const LABEL: usize = 14;

/// A label and a text beside it.
pub(crate) fn field(sheet: &mut Sheet, label: &str, text: &str) {
    styled_field(sheet, label, text, Style::Plain);
}

/// A label and a text in a style beside it.
pub(crate) fn styled_field(sheet: &mut Sheet, label: &str, text: &str, style: Style) {
    sheet.labelled(&padded(label, LABEL, false), text, Style::Dim, style);
}

/// A label and a text beside it that is not wrapped.
pub(crate) fn whole_field(sheet: &mut Sheet, label: &str, text: &str) {
    let label = padded(label, LABEL, false);
    sheet.line(&[(Style::Dim, label), (Style::Plain, text.to_owned())]);
}

/// Which releases document something.
fn covered(sheet: &mut Sheet, coverage: &Coverage<'_>) {
    let text = format!("{} of {} releases", coverage.documented, coverage.of);
    field(sheet, "Documented", &text);
    for (edition, releases) in &coverage.editions {
        let text = match edition {
            Some(edition) => format!("{edition}: {releases}"),
            None => releases.clone(),
        };
        field(sheet, "", &text);
    }
}

/// Who put an entry into the catalog, where that was not only the program.
pub(crate) fn origin(sheet: &mut Sheet, origin: &Origin) {
    if origin.is_users() {
        styled_field(sheet, "Entry", &sentence(&origin.words()), Style::Warning);
    }
}

/// A command to type, and what it shows.
pub(crate) fn next(sheet: &mut Sheet, command: &str, about: &str) {
    sheet.line(&[
        (Style::Plain, "  ".to_owned()),
        (Style::Bold, command.to_owned()),
    ]);
    sheet.wrapped("      ", about, Style::Dim);
}

/// A number with its noun.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A clause as a sentence.
pub(crate) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(char::to_uppercase);
    let first: String = first.into_iter().flatten().collect();
    format!("{first}{}.", letters.as_str())
}
