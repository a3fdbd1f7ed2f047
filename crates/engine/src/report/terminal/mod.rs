//! The page on a terminal: what was captured, the numbers, what needs a look, then the areas, then what the page cannot
//! say. It fits the width it is given; every other format holds more.

mod areas;
mod attention;
mod header;
mod notes;
mod row;

use super::page::{DestinationView, Page};
use super::{Format, Layout, sheet, wording};
use row::Columns;
use sheet::Sheet;

/// The format.
pub(super) struct Terminal;

impl Format for Terminal {
    fn id(&self) -> &'static str {
        "terminal"
    }

    fn about(&self) -> &'static str {
        "To read here and now: what needs a look first, long lists cut"
    }

    fn render(&self, page: &Page, layout: Layout) -> String {
        let mut sheet = Sheet::new(layout.width, layout.colour);
        let columns = Columns::of(page, &sheet);
        header::write(page, &mut sheet);
        attention::write(page, &columns, &mut sheet);
        areas::write(page, &columns, &mut sheet);
        notes::write(page, &mut sheet);
        sheet.into_text()
    }
}

/// What stands before a name: `?` for a doubtful attribution, `~` for one that is likely or has an equal.
fn mark(view: &DestinationView) -> char {
    match view.confidence.as_deref() {
        Some("doubtful") => '?',
        Some("certain") if !view.tied => ' ',
        None => ' ',
        Some(_) => '~',
    }
}

/// The line that stands for the rows of a list that are not shown.
fn more(sheet: &mut Sheet, hidden: usize) {
    if hidden > 0 {
        let text = format!(
            "… and {} more (all in --format csv)",
            wording::count(hidden as u64)
        );
        sheet.wrapped("  ", &text, sheet::Style::Dim);
    }
}

#[cfg(test)]
mod tests;
