//! An answer as something to read, one file per format.

mod csv;
mod json;
mod table;

use super::Found;
use crate::report::Layout;

/// A form of an answer.
pub trait Format: Sync {
    /// The file's name, and the word after `--format`.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// Lays the answer out.
    fn render(&self, found: &Found<'_>, layout: Layout) -> String;
}

/// Every format, in the order of the help.
pub static FORMATS: &[&dyn Format] = &[&table::Table, &json::Json, &csv::Csv];
