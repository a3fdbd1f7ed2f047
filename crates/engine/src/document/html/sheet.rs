//! The document as the template prints it: its sections, with every table's columns measured and every plot drawn.

use serde::Serialize;

use super::order::orders;
use super::plot::figure;
use crate::document::{Document, Part, Row, Table, Tone};
use crate::report::html::plot::Figure;
use crate::report::sheet::width;

/// Columns of words up to this many letters stay on one line; longer texts are wrapped in a column of some width.
const SHORT: usize = 22;

/// Rows from which on sorting helps, and from which on a filter does.
const SORTED: usize = 4;
const FILTERED: usize = 12;

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Sheet<'a> {
    title: &'a str,
    /// What stands below the title: all up to the first heading, table or plot.
    lead: Vec<Piece<'a>>,
    sections: Vec<Section<'a>>,
    tool: &'static str,
}

/// A section.
#[derive(Debug, Default, Serialize)]
struct Section<'a> {
    id: String,
    /// Empty where the document begins without a heading.
    heading: &'a str,
    pieces: Vec<Piece<'a>>,
}

/// A part of a section.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
enum Piece<'a> {
    Text {
        tone: &'static str,
        text: &'a str,
    },
    Note {
        tone: &'static str,
        word: &'a str,
        text: &'a str,
    },
    Facts {
        facts: &'a [(String, String)],
    },
    Table(Rows<'a>),
    Plot {
        id: String,
        title: &'a str,
        figure: Figure,
    },
}

/// A table.
#[derive(Debug, Serialize)]
struct Rows<'a> {
    id: String,
    caption: String,
    sortable: bool,
    filtered: bool,
    columns: Vec<Head<'a>>,
    rows: Vec<RowSheet<'a>>,
}

#[derive(Debug, Serialize)]
struct Head<'a> {
    title: &'a str,
    class: &'static str,
}

#[derive(Debug, Serialize)]
struct RowSheet<'a> {
    cells: Vec<CellSheet<'a>>,
    notes: Vec<(&'static str, &'a str)>,
}

#[derive(Debug, Serialize)]
struct CellSheet<'a> {
    text: &'a str,
    tone: &'static str,
    class: &'static str,
    /// What it is sorted by, where that is not its text.
    order: Option<String>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let mut sheet = Self {
            title: &document.title,
            lead: Vec::new(),
            sections: Vec::new(),
            tool: concat!("backchat ", env!("CARGO_PKG_VERSION")),
        };
        let (mut tables, mut plots) = (0, 0);
        for part in &document.parts {
            let lead = sheet.sections.is_empty();
            let piece = match part {
                Part::Heading(heading) => {
                    sheet.begin(heading);
                    continue;
                }
                Part::Text(tone, text) => Piece::Text {
                    tone: class(*tone),
                    text,
                },
                Part::Note(tone, word, text) => Piece::Note {
                    tone: class(*tone),
                    word,
                    text,
                },
                Part::Facts(facts) => Piece::Facts { facts },
                Part::Table(table) => {
                    tables += 1;
                    let section = sheet.sections.last().map_or("", |it| it.heading);
                    let caption = if section.is_empty() {
                        sheet.title
                    } else {
                        section
                    };
                    Piece::Table(Rows::new(table, tables, caption))
                }
                Part::Plot(plot) => {
                    plots += 1;
                    let id = format!("plot-{plots}");
                    let Some(figure) = figure(&id, plot) else {
                        continue;
                    };
                    Piece::Plot {
                        figure,
                        id,
                        title: &plot.title,
                    }
                }
            };
            if lead && !matches!(piece, Piece::Table(_) | Piece::Plot { .. }) {
                sheet.lead.push(piece);
                continue;
            }
            if lead {
                sheet.begin("");
            }
            if let Some(section) = sheet.sections.last_mut() {
                section.pieces.push(piece);
            }
        }
        sheet
    }

    fn begin(&mut self, heading: &'a str) {
        self.sections.push(Section {
            id: format!("section-{}", self.sections.len() + 1),
            heading,
            pieces: Vec::new(),
        });
    }
}

impl<'a> Rows<'a> {
    fn new(table: &'a Table, number: usize, caption: &str) -> Self {
        let orders = orders(table);
        let columns: Vec<Head<'a>> = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| Head {
                title: &column.title,
                class: match column.right {
                    true => "n",
                    false if longest(table, at) > SHORT => "long",
                    false => "short",
                },
            })
            .collect();
        let rows = table.rows.iter().enumerate().map(|(number, row)| RowSheet {
            cells: columns
                .iter()
                .enumerate()
                .map(|(at, head)| {
                    let order = orders
                        .get(at)
                        .and_then(|column| column.as_ref()?.get(number));
                    cell(row, at, head.class, order.cloned())
                })
                .collect(),
            notes: row
                .notes
                .iter()
                .map(|(tone, text)| (class(*tone), text.as_str()))
                .collect(),
        });
        Self {
            id: format!("table-{number}"),
            // Two tables with one caption could not be told apart in a list of tables.
            caption: format!("{caption}, table {number}"),
            sortable: table.rows.len() >= SORTED,
            filtered: table.rows.len() >= FILTERED,
            rows: rows.collect(),
            columns,
        }
    }
}

fn cell<'a>(row: &'a Row, at: usize, class: &'static str, order: Option<String>) -> CellSheet<'a> {
    let cell = row.cells.get(at);
    CellSheet {
        text: cell.map_or("", |cell| &cell.text),
        tone: cell.map_or("", |cell| self::class(cell.tone)),
        class,
        order,
    }
}

fn longest(table: &Table, at: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
    cells.map(|cell| width(&cell.text)).max().unwrap_or(0)
}

/// The class that a tone is drawn by.
pub(super) const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Strong => "strong",
        Tone::Dim => "quiet",
        Tone::Good => "good",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
    }
}
