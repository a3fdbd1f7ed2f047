//! From a vendor's page as published to what it says: Markdown with tables of endpoints, or the JSON of the Microsoft 365
//! endpoints web service.
//!
//! [`read`] is the reading half of an import. It decides by what the page holds (headers of tables, headings, keys),
//! never by its name, and loses nothing silently: what it is not sure of is a doubt, what it leaves out is skipped
//! with a reason, both with their line.

mod blank;
mod decode;
mod destination;
mod front;
mod markdown;
pub mod merge;
mod note;
mod page;
mod port;
mod release;
mod service;
mod spelling;

pub use note::{Note, NoteCode, Quirks};
pub use page::{
    Format, ImportedArea, ImportedLink, ImportedPage, ImportedRelease, ImportedRow, ImportedSet,
    ImportedTable,
};

/// The largest page read, in bytes. The largest published one has about 130 kB.
pub const SIZE_LIMIT: usize = 4 << 20;

/// The longest description kept, in bytes: rows share one with the rows below, and a reader needs no more. The longest
/// published one has about 1,500.
pub const DESCRIPTION_LIMIT: usize = 4096;

/// How many endpoint rows of a page are read. The longest page has about 250.
pub const ROW_LIMIT: usize = 100_000;

/// How many doubts, and how many skipped things, of a page are noted.
pub const NOTE_LIMIT: usize = 20_000;

/// Why nothing of a page could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Larger than [`SIZE_LIMIT`].
    #[error("the page has {0} bytes; at most {SIZE_LIMIT} are read")]
    TooLarge(usize),
    /// It has bytes that no text has.
    #[error("line {line} holds a zero byte: this is not text, or UTF-16 without a byte order mark")]
    NotText {
        /// The line, counted from 1.
        line: u32,
    },
    /// It is JSON, but not that of the web service.
    #[error("line {line}: {what}")]
    Json {
        /// The line, counted from 1.
        line: u32,
        /// What is wrong with it.
        what: String,
    },
}

/// Reads a page. `name` is the file's name or path; only its base name is kept.
///
/// # Errors
/// Where the bytes are no text, or JSON of another kind. A page without any table of endpoints is not an error: it has
/// no rows, and says what was skipped.
pub fn read(name: &str, bytes: &[u8]) -> Result<ImportedPage, ImportError> {
    if bytes.len() > SIZE_LIMIT {
        return Err(ImportError::TooLarge(bytes.len()));
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let mut page = ImportedPage::new(file, Format::Markdown);
    let text = decode::decode(bytes, &mut page.doubts, &mut page.quirks)?;
    if service::is_meant(&page.file, &text) {
        page.format = Format::WebService;
        service::read(&text, &mut page)?;
    } else {
        markdown::read(&text, &mut page);
    }
    spelling::check(&mut page);
    page.doubts.sort();
    page.skipped.sort();
    Ok(page)
}

#[cfg(test)]
mod tests;
