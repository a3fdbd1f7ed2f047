//! A check in the forms of other programs. Adding one is a file and a line in [`FORMATS`].

mod junit;
mod sarif;

use super::Check;

/// A form that a program reads.
pub trait Format: Sync {
    /// The file's name, and the word after `--format`.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// The whole file.
    fn render(&self, check: &Check) -> String;
}

/// Every form, sorted by name.
pub static FORMATS: &[&dyn Format] = &[&junit::Junit, &sarif::Sarif];
