//! Which column of a table is the one with destinations, where its headers leave that open.

use super::align::names;
use super::column::Column;
use super::grid::{self, Table};

/// How many rows of a table are looked at.
const SAMPLE: usize = 50;

/// How the column of destinations was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// By its header.
    Named,
    /// By what is in it: the column's position.
    Guessed(usize),
    /// There is none.
    Nowhere,
}

/// Leaves one column of destinations: of several the one that holds most, and of none the one that holds little else.
pub(super) fn settle(columns: &mut [Column], table: &Table<'_>) -> Found {
    let named: Vec<usize> = positions(columns, &[Column::Destination]);
    match named.as_slice() {
        [_] => Found::Named,
        [] => {
            let open = positions(columns, &[Column::Other, Column::Address]);
            let best = open.into_iter().find(|&at| {
                let (naming, filled) = count(table, at);
                filled > 0 && naming * 5 >= filled * 4
            });
            let Some(at) = best else {
                return Found::Nowhere;
            };
            if let Some(column) = columns.get_mut(at) {
                *column = Column::Destination;
            }
            Found::Guessed(at)
        }
        several => {
            let counts = several.iter().map(|&at| (count(table, at).0, at));
            // Of equal ones the first.
            let best = counts.max_by_key(|&(naming, at)| (naming, usize::MAX - at));
            let best = best.map_or(0, |(_, at)| at);
            for &at in several.iter().filter(|&&at| at != best) {
                if let Some(column) = columns.get_mut(at) {
                    *column = Column::Other;
                }
            }
            Found::Named
        }
    }
}

fn positions(columns: &[Column], wanted: &[Column]) -> Vec<usize> {
    let numbered = columns.iter().enumerate();
    numbered
        .filter(|(_, column)| wanted.contains(column))
        .map(|(at, _)| at)
        .collect()
}

/// How many cells of a column hold a destination, and how many hold anything.
fn count(table: &Table<'_>, at: usize) -> (usize, usize) {
    let mut naming = 0;
    let mut filled = 0;
    for row in table.rows.iter().take(SAMPLE) {
        let cells = grid::cells(&row.text);
        let Some(cell) = cells.get(at).filter(|cell| !cell.trim().is_empty()) else {
            continue;
        };
        filled += 1;
        naming += usize::from(names(cell));
    }
    (naming, filled)
}
