//! What an answer says, as parts that any format lays out: headings, sentences, tables and plots.
//!
//! Comparisons, coverage and drift are told in the same parts, so that each of them decides once what to say, and each format
//! once how it looks. Programs read the answers themselves as JSON, not documents.
//!
//! Adding a format is one folder and one line in [`FORMATS`].

mod html;
mod markdown;
mod numbers;
#[cfg(test)]
mod sample;
mod terminal;

use crate::report::Layout;

/// A form of documents.
pub trait Format: Sync {
    /// The folder's name, and the word after `--format`.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// Lays the document out.
    fn render(&self, document: &Document, layout: Layout) -> String;
}

/// Every format, in the order of the help.
pub static FORMATS: &[&dyn Format] = &[&terminal::Terminal, &markdown::Markdown, &html::Html];

/// An answer for people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// Its parts, in the order in which they are read.
    pub parts: Vec<Part>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Begins a section.
    Heading(String),
    /// A paragraph.
    Text(Tone, String),
    /// A line behind a word that says what it is: `warning`, `note`.
    Note(Tone, String, String),
    /// Labels and values, a line each.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A drawing, with its numbers for who cannot see it. Formats that cannot draw leave it out: nothing is said by a plot
    /// alone.
    Plot(Plot),
}

/// How something is meant to strike the reader. Meaning is never carried by it alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// What the eye should find first.
    Strong,
    /// What can be passed over.
    Dim,
    /// What is well.
    Good,
    /// What needs a look.
    Warning,
    /// What is wrong.
    Bad,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; every row has a cell for every column.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it holds numbers, which stand at its right edge.
    pub right: bool,
    /// Where there is no room for all, columns of higher rank are left out first; those of rank 0 always stay.
    pub rank: u8,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Sentences that belong to it, in the full width below it.
    pub notes: Vec<(Tone, String)>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its text; empty where there is nothing to say.
    pub text: String,
    /// How it strikes.
    pub tone: Tone,
}

/// A plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What it shows.
    pub title: String,
    /// What can be seen in it, in sentences.
    pub about: String,
    /// Its data.
    pub kind: PlotKind,
}

/// Kinds of plots.
#[derive(Clone, Debug, PartialEq)]
pub enum PlotKind {
    /// Values over time.
    Lines {
        /// What the values are.
        unit: String,
        /// Each line.
        lines: Vec<Line>,
    },
    /// For each label a value before and one after, each within an interval, on a logarithmic scale.
    Pairs {
        /// What the values are.
        unit: String,
        /// Each label.
        pairs: Vec<Pair>,
    },
}

/// A line of a plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// Hours since the beginning, and the value then; ascending.
    pub points: Vec<(f64, f64)>,
    /// Whether the value stays until the next point, as counts do.
    pub steps: bool,
    /// The lowest and the highest value that it may have, at the same hours; empty where that is not known.
    pub band: Vec<(f64, f64)>,
}

/// Values before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// What they are of.
    pub label: String,
    /// Lower limit, value, upper limit before; none where it was not seen.
    pub before: Option<(f64, f64, f64)>,
    /// The same after.
    pub after: Option<(f64, f64, f64)>,
    /// How it strikes.
    pub tone: Tone,
}

impl Document {
    /// An empty document.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            parts: Vec::new(),
        }
    }

    /// Begins a section.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Heading(text.into()));
    }

    /// Adds a paragraph.
    pub fn text(&mut self, tone: Tone, text: impl Into<String>) {
        self.parts.push(Part::Text(tone, text.into()));
    }

    /// Adds a line behind a word that says what it is.
    pub fn note(&mut self, tone: Tone, word: &str, text: impl Into<String>) {
        self.parts
            .push(Part::Note(tone, word.to_owned(), text.into()));
    }

    /// Adds a table, unless it is empty.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.parts.push(Part::Table(table));
        }
    }
}

impl Table {
    /// An empty table with these columns.
    #[must_use]
    pub const fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(title: &str, rank: u8) -> Self {
        Self {
            title: title.to_owned(),
            right: false,
            rank,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn numbers(title: &str, rank: u8) -> Self {
        Self {
            right: true,
            ..Self::words(title, rank)
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            tone: Tone::Plain,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Cell {
    /// The same in another tone.
    #[must_use]
    pub const fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
