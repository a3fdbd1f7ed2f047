//! An observation as something to read, one folder per format.
//!
//! [`page::Page`] is what all formats print: the observation joined with the catalog, with every decision made, so
//! that a format only lays out. Adding a format is one folder and one line in [`FORMATS`].

mod csv;
pub(crate) mod html;
mod json;
pub(crate) mod markdown;
pub mod page;
#[cfg(test)]
mod sample;
pub mod sheet;
mod terminal;
pub(crate) mod wording;

use page::Page;

/// How a page is to be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Columns of the terminal; formats that are not for terminals ignore it.
    pub width: usize,
    /// Whether escape sequences for colour may be used.
    pub colour: bool,
}

/// A report format.
pub trait Format: Sync {
    /// The folder's name, and the word after `--format`.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// Lays the page out.
    fn render(&self, page: &Page, layout: Layout) -> String;
}

/// Every format, in the order of the help.
pub static FORMATS: &[&dyn Format] = &[
    &terminal::Terminal,
    &markdown::Markdown,
    &json::Json,
    &csv::Csv,
    &html::Html,
];
