//! A table within the width of the terminal. Columns are left out and names are cut where there is no room, and it says so;
//! where even that does not help, every row becomes a list.

use super::style;
use crate::document::{Column, Row, Table, Tone};
use crate::report::sheet::{Sheet, Style, cut, cut_middle, padded, width};
use crate::report::wording::clean;

/// Blanks between columns.
const GAP: usize = 2;

/// Before a note of a row, and before the cells of a row that became a list.
const INDENT: &str = "    ";

/// Words get at least this much before another column is worth having: most names of hosts fit.
const WANTED: usize = 36;

/// The narrowest column of words that tells names apart.
const NARROWEST: usize = 12;

/// A table whose texts can be shown.
struct Clean<'a> {
    columns: &'a [Column],
    titles: Vec<String>,
    rows: Vec<(Vec<(Tone, String)>, &'a Row)>,
}

/// Writes it.
pub(super) fn write(table: &Table, sheet: &mut Sheet) {
    let clean = Clean::new(table);
    match clean.fit(sheet.width) {
        Some(widths) => clean.write(&widths, sheet),
        None => clean.write_lists(sheet),
    }
}

impl<'a> Clean<'a> {
    fn new(table: &'a Table) -> Self {
        let rows = table.rows.iter().map(|row| {
            let cells = row.cells.iter().take(table.columns.len());
            (
                cells.map(|cell| (cell.tone, clean(&cell.text))).collect(),
                row,
            )
        });
        Self {
            columns: &table.columns,
            titles: table.columns.iter().map(|it| clean(&it.title)).collect(),
            rows: rows.collect(),
        }
    }

    /// The width of every column within `total`, 0 for those left out; none where what must stay does not fit.
    fn fit(&self, total: usize) -> Option<Vec<usize>> {
        let mut widths: Vec<usize> = (0..self.columns.len()).map(|at| self.need(at)).collect();
        let modest = |at: usize, needed: usize| {
            let words = self.columns.get(at).is_some_and(|column| !column.right);
            if words { needed.min(WANTED) } else { needed }
        };
        while sum(widths.iter().enumerate().map(|(at, it)| modest(at, *it))) > total {
            // Among columns of one rank the last goes first.
            let ranks = self.columns.iter().map(|column| column.rank);
            let shown = ranks.enumerate().filter(|(at, rank)| {
                *rank > 0 && widths.get(*at).is_some_and(|columns| *columns > 0)
            });
            let (goes, _) = match shown.max_by_key(|(at, rank)| (*rank, *at)) {
                Some(found) => found,
                None => break,
            };
            *widths.get_mut(goes)? = 0;
        }
        while let Some(over) = sum(widths.iter().copied()).checked_sub(total + 1) {
            let words = widths.iter_mut().zip(self.columns);
            let words = words.filter(|(columns, column)| !column.right && **columns > NARROWEST);
            let (widest, _) = words.max_by_key(|(columns, _)| **columns)?;
            // By halves of what is too much, so that columns of one width stay about as wide as each other.
            *widest = widest.saturating_sub(over / 2 + 1).max(NARROWEST);
        }
        Some(widths)
    }

    /// Columns that show all of it.
    fn need(&self, at: usize) -> usize {
        let cells = self.rows.iter().filter_map(|(cells, _)| cells.get(at));
        let title = self.titles.get(at).map_or(0, |title| width(title));
        // A column without a title and without a text would look left out.
        cells
            .map(|(_, text)| width(text))
            .fold(title, usize::max)
            .max(1)
    }

    fn write(&self, widths: &[usize], sheet: &mut Sheet) {
        let titles = self.titles.iter().map(|title| (Tone::Dim, title.as_str()));
        self.line(widths, titles, cut, sheet);
        for (cells, row) in &self.rows {
            let cells = cells.iter().map(|(tone, text)| (*tone, text.as_str()));
            self.line(widths, cells, cut_middle, sheet);
            write_notes(row, sheet);
        }
        let left_out = self.titles.iter().zip(widths);
        let left_out: Vec<&str> = left_out
            .filter(|(_, columns)| **columns == 0)
            .map(|(title, _)| title.as_str())
            .collect();
        if !left_out.is_empty() {
            let text = format!("No room for: {}.", left_out.join(", "));
            sheet.wrapped("", &text, Style::Dim);
        }
    }

    fn line<'t>(
        &self,
        widths: &[usize],
        cells: impl Iterator<Item = (Tone, &'t str)>,
        shorten: fn(&str, usize) -> String,
        sheet: &mut Sheet,
    ) {
        let mut pieces = Vec::new();
        for ((column, columns), (tone, text)) in self.columns.iter().zip(widths).zip(cells) {
            if *columns == 0 {
                continue;
            }
            if !pieces.is_empty() {
                pieces.push((Style::Plain, " ".repeat(GAP)));
            }
            let text = padded(&shorten(text, *columns), *columns, column.right);
            pieces.push((style(tone), text));
        }
        sheet.line(&pieces);
    }

    /// Every row as its first cell, and below it the others behind their titles.
    fn write_lists(&self, sheet: &mut Sheet) {
        for (cells, row) in &self.rows {
            let mut cells = self.titles.iter().zip(cells);
            if let Some((_, (tone, text))) = cells.next() {
                sheet.wrapped("", text, style(*tone));
            }
            for (title, (tone, text)) in cells.filter(|(_, (_, text))| !text.trim().is_empty()) {
                let title = format!("{INDENT}{}: ", cut(title, WANTED));
                sheet.labelled(&title, text, Style::Dim, style(*tone));
            }
            write_notes(row, sheet);
        }
    }
}

fn write_notes(row: &Row, sheet: &mut Sheet) {
    for (tone, text) in &row.notes {
        sheet.wrapped(INDENT, text, style(*tone));
    }
}

/// The width of a line with columns of these widths.
fn sum(widths: impl Iterator<Item = usize>) -> usize {
    let shown = widths.filter(|columns| *columns > 0);
    shown
        .map(|columns| columns + GAP)
        .sum::<usize>()
        .saturating_sub(GAP)
}
