//! A table with every column. Notes of its rows are a list below it: a cell has no room for sentences, and GitHub's tables
//! have no cell over several columns.

use super::{beginning, running};
use crate::document::numbers::Numbers;
use crate::document::{Cell, Row, Table, Tone};
use crate::report::markdown::escape;

/// Writes it.
pub(super) fn write(table: &Table, out: &mut String) {
    let columns = &table.columns;
    line(columns.iter().map(|column| running(&column.title)), out);
    rule(columns.iter().map(|column| column.right), out);
    for row in &table.rows {
        let cells = (0..columns.len()).map(|at| row.cells.get(at).map_or_else(String::new, cell));
        line(cells, out);
    }
    let noted = table.rows.iter().enumerate();
    let noted = noted.filter(|(_, row)| !row.notes.is_empty());
    let items = noted.map(|(at, row)| format!("- {}: {}\n", subject(at, row), notes(row)));
    let items: String = items.collect();
    if !items.is_empty() {
        *out += &format!("\n{items}");
    }
}

/// Writes the numbers of a plot.
pub(super) fn write_numbers(numbers: &Numbers, out: &mut String) {
    line(numbers.columns.iter().map(|it| running(it)), out);
    rule((0..numbers.columns.len()).map(|at| at > 0), out);
    for row in &numbers.rows {
        let cells = row.iter().map(|text| cell(&text.as_str().into()));
        line(cells, out);
    }
}

fn line(cells: impl Iterator<Item = String>, out: &mut String) {
    out.push('|');
    for cell in cells {
        *out += &format!(" {cell} |");
    }
    out.push('\n');
}

fn rule(right: impl Iterator<Item = bool>, out: &mut String) {
    out.push('|');
    for right in right {
        *out += if right { "---:|" } else { "---|" };
    }
    out.push('\n');
}

/// A cell; names of hosts are code, in which a wildcard is no emphasis and a host no link.
fn cell(cell: &Cell) -> String {
    let text = cell.text.trim();
    let shown = if is_name(text) {
        escape::name(text)
    } else {
        running(text)
    };
    if cell.tone == Tone::Strong && !shown.is_empty() {
        format!("**{shown}**")
    } else {
        shown
    }
}

/// Whether a text looks like the name of a host, a pattern or an address: one word with a mark in it, and a letter.
fn is_name(text: &str) -> bool {
    let inner = text.trim_end_matches(['.', ':', ',']);
    !text.contains(char::is_whitespace)
        && inner.contains(['.', ':', '*', '/'])
        && inner.contains(|c: char| c.is_ascii_alphabetic())
}

/// What a row's notes are about: the first cell that says something, or which row it is.
fn subject(at: usize, row: &Row) -> String {
    let first = row.cells.iter().find(|cell| !cell.text.trim().is_empty());
    first.map_or_else(|| format!("Row {}", at + 1), |it| beginning(&cell(it)))
}

fn notes(row: &Row) -> String {
    let notes: Vec<String> = row.notes.iter().map(|(_, text)| running(text)).collect();
    notes.join(" ")
}
