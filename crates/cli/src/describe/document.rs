//! An answer in parts as text: plain lines, tables with their columns padded.

use backchat_engine::document::{Document, Part, Table, Tone};
use backchat_engine::report::sheet::{Sheet, Style, padded, width};

use super::field;

/// Blanks between columns.
const GAP: usize = 2;

/// The document on a sheet.
pub(crate) fn document(sheet: &mut Sheet, document: &Document) {
    sheet.line(&[(Style::Bold, document.title.clone())]);
    for part in &document.parts {
        match part {
            Part::Heading(text) => sheet.heading(text, Style::Bold),
            Part::Text(tone, text) => sheet.wrapped("", text, style(*tone)),
            Part::Note(tone, word, text) => {
                sheet.labelled(&format!("{word} "), text, style(*tone), Style::Plain);
            }
            Part::Facts(facts) => {
                for (label, text) in facts {
                    field(sheet, label, text);
                }
            }
            Part::Table(it) => table(sheet, it),
            // Nothing is said by a plot alone.
            Part::Plot(_) => {}
        }
    }
}

fn table(sheet: &mut Sheet, table: &Table) {
    let mut shown: Vec<usize> = (0..table.columns.len()).collect();
    let widest = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        let title = width(&table.columns[column].title);
        cells
            .map(|it| width(&it.text))
            .max()
            .unwrap_or(0)
            .max(title)
    };
    let room = |shown: &[usize]| shown.iter().map(|it| widest(*it) + GAP).sum::<usize>();
    while room(&shown) > sheet.width + GAP {
        let rank = |place: &usize| table.columns[shown[*place]].rank;
        let last = (0..shown.len()).max_by_key(rank);
        match last.filter(|place| rank(place) > 0) {
            Some(place) => drop(shown.remove(place)),
            None => break,
        }
    }
    let gap = " ".repeat(GAP);
    let cell = |column: usize, text: &str| {
        let right = table.columns[column].right;
        padded(text, widest(column), right) + &gap
    };
    let head = shown
        .iter()
        .map(|it| (Style::Dim, cell(*it, &table.columns[*it].title)));
    sheet.line(&head.collect::<Vec<_>>());
    for row in &table.rows {
        let each = shown
            .iter()
            .filter_map(|it| Some((*it, row.cells.get(*it)?)));
        let pieces = each.map(|(column, it)| (style(it.tone), cell(column, &it.text)));
        sheet.line(&pieces.collect::<Vec<_>>());
        for (tone, text) in &row.notes {
            sheet.wrapped("    ", text, style(*tone));
        }
    }
}

const fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::Plain,
        Tone::Strong => Style::Bold,
        Tone::Dim => Style::Dim,
        Tone::Good => Style::Good,
        Tone::Warning => Style::Warning,
        Tone::Bad => Style::Bad,
    }
}
