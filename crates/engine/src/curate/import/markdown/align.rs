//! Puts the cells of a line under the columns of their table, where the line has too few or too many.

use super::cell;
use super::column::Column;
use super::grid;
use crate::curate::import::destination;
use crate::curate::import::note::NoteCode;

/// The rows of a line; more than one where two are glued together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aligned {
    /// Cells by column, maybe fewer than the table has.
    pub(super) rows: Vec<Vec<String>>,
    /// What was done that somebody should look at.
    pub(super) doubt: Option<NoteCode>,
    /// The cells that belong to no column.
    pub(super) excess: Vec<String>,
}

/// Aligns a line.
pub(super) fn align(text: &str, columns: &[Column]) -> Aligned {
    let cells = grid::cells(text);
    let width = columns.len();
    let at = columns
        .iter()
        .position(|column| *column == Column::Destination);
    let Some(at) = at else {
        return plain(&cells);
    };
    if cells.len() <= width {
        return shifted(&cells, at).unwrap_or_else(|| plain(&cells));
    }
    let (kept, beyond) = cells.split_at(width);
    if beyond.iter().all(|cell| cell.trim().is_empty()) {
        return plain(kept);
    }
    let around_code = grid::cells_around_code(text);
    if around_code.len() <= width && around_code.get(at).is_some_and(|cell| names(cell)) {
        return plain(&around_code);
    }
    if let Some(rows) = glued(&cells, width, at) {
        return Aligned {
            rows,
            doubt: Some(NoteCode::GluedRow),
            excess: Vec::new(),
        };
    }
    if let Some(row) = with_pipe_inside(&cells, columns, at) {
        return Aligned {
            rows: vec![row],
            doubt: Some(NoteCode::UnescapedPipe),
            excess: Vec::new(),
        };
    }
    if let (Some(Column::Area), Some(Column::Destination), [area]) =
        (columns.first(), columns.last(), beyond)
        && names(kept.last().copied().unwrap_or_default())
    {
        return Aligned {
            rows: vec![owned(kept), vec![(*area).to_owned()]],
            doubt: Some(NoteCode::GluedRow),
            excess: Vec::new(),
        };
    }
    Aligned {
        excess: owned(beyond),
        ..plain(kept)
    }
}

/// Whether a cell holds something that is surely a destination.
pub(super) fn names(raw: &str) -> bool {
    let content = destination::read(&cell::read(raw).text);
    let mut found = content.destinations.iter();
    found.any(|found| destination::is_surely(&found.text))
}

fn plain(cells: &[&str]) -> Aligned {
    Aligned {
        rows: vec![owned(cells)],
        ..Aligned::default()
    }
}

/// A row whose cells in front are missing: its only destination stands further left than it should.
fn shifted(cells: &[&str], at: usize) -> Option<Aligned> {
    if cells.len() > at {
        return None;
    }
    let mut naming = cells.iter().enumerate().filter(|(_, cell)| names(cell));
    let (found, _) = naming.next().filter(|_| cells.len() > 1)?;
    if naming.next().is_some() {
        return None;
    }
    let mut row = vec![String::new(); at - found];
    row.extend(owned(cells));
    Some(Aligned {
        rows: vec![row],
        doubt: Some(NoteCode::ShiftedCells),
        excess: Vec::new(),
    })
}

/// Rows that stand on one line: `|a|b|c||d|e|f|`, with or without the empty cell that the pipes of both make.
fn glued(cells: &[&str], width: usize, at: usize) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    let mut rest = cells;
    while !rest.iter().all(|cell| cell.trim().is_empty()) {
        let between =
            usize::from(!rows.is_empty() && rest.first().is_some_and(|it| it.trim().is_empty()));
        let fits = |skip: &usize| {
            let cell = rest.get(skip + at);
            cell.is_some_and(|cell| names(cell))
        };
        let skip = [between, 0].into_iter().find(fits)?;
        let row = rest.get(skip..)?;
        let (row, after) = row.split_at(width.min(row.len()));
        rows.push(owned(row));
        rest = after;
    }
    (rows.len() > 1).then_some(rows)
}

/// A row whose description has pipes of its own, in front of the destination.
fn with_pipe_inside(cells: &[&str], columns: &[Column], at: usize) -> Option<Vec<String>> {
    let excess = cells.len() - columns.len();
    let description = columns
        .iter()
        .position(|column| *column == Column::Description)?;
    if description > at || !names(cells.get(at + excess)?) {
        return None;
    }
    let mut row = owned(cells.get(..description)?);
    row.push(cells.get(description..=description + excess)?.join("|"));
    row.extend(owned(cells.get(description + excess + 1..)?));
    Some(row)
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|&cell| cell.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Column::{Area, Description, Destination, Protocol};

    const A: &[Column] = &[Area, Description, Protocol, Destination];
    const B: &[Column] = &[Destination, Protocol, Description];

    fn aligned(text: &str, columns: &[Column]) -> (Vec<String>, Option<&'static str>) {
        let aligned = align(text, columns);
        let rows = aligned.rows.iter().map(|row| row.join("|")).collect();
        (rows, aligned.doubt.map(NoteCode::token))
    }

    #[test]
    fn two_rows_on_a_line_are_two_rows() {
        assert_eq!(
            aligned("|a.com|TLS v1.2|Used ||b.com|HTTP|Used", B),
            (
                vec!["a.com|TLS v1.2|Used ".into(), "b.com|HTTP|Used".into()],
                Some("glued-row")
            )
        );
        assert_eq!(
            aligned("||d|HTTPS|a.com||||HTTP|b.com|", A),
            (
                vec!["|d|HTTPS|a.com".into(), "||HTTP|b.com".into()],
                Some("glued-row")
            )
        );
        assert_eq!(aligned("|a.com|x|y|b.com|x|y|", B).0.len(), 2);
    }

    #[test]
    fn the_area_of_the_rows_below_may_stand_behind_a_row() {
        assert_eq!(
            aligned("||d|HTTP|a.com*|Office", A),
            (
                vec!["|d|HTTP|a.com*".into(), "Office".into()],
                Some("glued-row")
            )
        );
    }

    #[test]
    fn pipes_inside_back_ticks_separate_nothing() {
        assert_eq!(
            aligned("|Apps|`a|b`|HTTP|a.com|", A),
            (vec!["Apps|`a|b`|HTTP|a.com".into()], None)
        );
    }

    #[test]
    fn a_pipe_inside_a_description_is_a_doubt() {
        assert_eq!(
            aligned("|Apps|a or | b|HTTP|a.com|", A),
            (
                vec!["Apps|a or | b|HTTP|a.com".into()],
                Some("unescaped-pipe")
            )
        );
    }

    #[test]
    fn cells_that_are_missing_in_front_shift_the_others() {
        assert_eq!(
            aligned("|HTTP|a.com|", A),
            (vec!["||HTTP|a.com".into()], Some("shifted-cells"))
        );
        assert_eq!(
            aligned("|Xbox Live|Used by it.|", A),
            (vec!["Xbox Live|Used by it.".into()], None)
        );
    }

    #[test]
    fn what_is_beyond_the_last_column_is_not_lost() {
        let found = align("|a.com|HTTP|Used|and more|", B);
        assert_eq!(found.excess, ["and more"]);
        assert_eq!(align("|a.com|HTTP|Used|||", B).excess, Vec::<String>::new());
    }
}
