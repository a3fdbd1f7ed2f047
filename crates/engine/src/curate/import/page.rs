//! What a page says: releases, each with its areas, rows and sets. This is what the merging half of an import takes.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::note::{Note, NoteCode, Quirks};
use crate::catalog::file::Category;
use crate::pattern::{ReadError, Understood};

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// Markdown with tables.
    Markdown,
    /// The JSON of the Microsoft 365 endpoints web service.
    WebService,
}

/// A page as it was understood. All lines count from 1 in the file as given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedPage {
    /// The file's base name.
    pub file: String,
    /// How it is written.
    pub format: Format,
    /// Its title, from the front matter or the first heading of the first level.
    pub title: Option<String>,
    /// Its date as `YYYY-MM-DD`, from the front matter or the comment of a generated page.
    pub date: Option<String>,
    /// The product that the page as a whole is about.
    pub product: Option<String>,
    /// The version that the page as a whole is about.
    pub version: Option<String>,
    /// The edition that the page as a whole is about.
    pub edition: Option<String>,
    /// What it documents, by heading.
    pub releases: Vec<ImportedRelease>,
    /// The tables that endpoints were read from.
    pub tables: Vec<ImportedTable>,
    /// Understood, but somebody should look; by line.
    pub doubts: Vec<Note>,
    /// Not taken, with the reason; by line.
    pub skipped: Vec<Note>,
    /// How often what is not worth a note was met.
    pub quirks: Quirks,
}

/// A table that endpoints were read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedTable {
    /// The line of its header.
    pub line: u32,
    /// Its columns from left to right, by what they were taken for (`area`, `destination`…); `other` is not read.
    pub columns: Vec<&'static str>,
    /// How many endpoint rows it gave.
    pub rows: usize,
}

/// One product, version and edition on a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ImportedRelease {
    /// The heading above its tables as written, where that names a release (`Windows 10 Family`).
    pub section: Option<String>,
    /// The product (`Windows 10`), from the section or the page.
    pub product: Option<String>,
    /// The version (`2004`), from the section or the page.
    pub version: Option<String>,
    /// The edition, by its usual name: `Home` for Family, `Pro` for Professional.
    pub edition: Option<String>,
    /// The line of the section's heading, or of the first table where there is none.
    pub line: u32,
    /// Its areas in the page's order; none on pages without areas.
    pub areas: Vec<ImportedArea>,
    /// Its endpoint rows in the page's order.
    pub rows: Vec<ImportedRow>,
    /// Its numbered sets, on pages that list addresses with hosts.
    pub sets: Vec<ImportedSet>,
}

/// A vendor's name for a group of endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedArea {
    /// As written, without markup.
    pub name: String,
    /// The first line that names it: a row or a heading.
    pub line: u32,
    /// Where in the turn-off guide its first link points, without the `#`.
    pub anchor: Option<String>,
    /// All links of its rows and text, each once.
    pub links: Vec<ImportedLink>,
}

/// A link of an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedLink {
    /// The line it is in.
    pub line: u32,
    /// What it shows, without markup.
    pub text: String,
    /// Where it points, trimmed.
    pub target: String,
}

/// A destination that a page documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// Its line. Two destinations in one cell are two rows of one line.
    pub line: u32,
    /// Its area, as a position in [`ImportedRelease::areas`].
    pub area: Option<usize>,
    /// Where in the turn-off guide the link points that applies to it, without the `#`. On pages with text between
    /// small tables this differs within an area.
    pub anchor: Option<String>,
    /// The source process cell as written, where there is one.
    pub process: Option<String>,
    /// The protocol cell as written; empty where it is.
    pub protocols: String,
    /// Ports that a column or the destination itself gives, ascending.
    pub ports: Vec<u16>,
    /// The destination as written, without Markdown's own marks: `*` and path are kept.
    pub destination: String,
    /// The page's text that applies to it, from its row, a row above or the text before the table. For people and
    /// matchers; the catalog never stores it. Cut at [`super::DESCRIPTION_LIMIT`].
    pub description: Arc<str>,
    /// What the destination means, or why it means nothing.
    pub understood: Result<Understood, ReadError>,
    /// Its set, as a position in [`ImportedRelease::sets`].
    pub set: Option<usize>,
}

/// A row that lists hosts and addresses together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedSet {
    /// The vendor's number, or the row's place on a page without numbers; unique on the page unless a doubt says
    /// otherwise.
    pub id: u32,
    /// Its line.
    pub line: u32,
    /// The service it belongs to: the heading above, or the key of the web service.
    pub service_area: Option<String>,
    /// How the vendor wants the traffic treated, where it says.
    pub category: Option<Category>,
    /// Whether the service needs it, where the vendor says.
    pub required: Option<bool>,
    /// Whether a private circuit reaches it, where the vendor says.
    pub express_route: Option<bool>,
    /// TCP ports, ascending.
    pub tcp: Vec<u16>,
    /// UDP ports, ascending.
    pub udp: Vec<u16>,
    /// Addresses and ranges as written, in the page's order.
    pub ranges: Vec<String>,
    /// The vendor's note, for people; the catalog never stores it.
    pub note: Option<String>,
}

impl ImportedPage {
    pub(super) fn new(file: String, format: Format) -> Self {
        Self {
            file,
            format,
            title: None,
            date: None,
            product: None,
            version: None,
            edition: None,
            releases: Vec::new(),
            tables: Vec::new(),
            doubts: Vec::new(),
            skipped: Vec::new(),
            quirks: Quirks::default(),
        }
    }

    /// Notes a doubt about a line, counted from 0.
    pub(super) fn doubt(&mut self, line: usize, code: NoteCode, what: String) {
        note(&mut self.doubts, line, code, what);
    }

    /// Notes what is skipped on a line, counted from 0.
    pub(super) fn skip(&mut self, line: usize, code: NoteCode, what: String) {
        note(&mut self.skipped, line, code, what);
    }

    /// Every endpoint row with its release.
    pub fn rows(&self) -> impl Iterator<Item = (&ImportedRelease, &ImportedRow)> {
        let releases = self.releases.iter();
        releases.flat_map(|release| release.rows.iter().map(move |row| (release, row)))
    }
}

/// The number, counted from 1, of a line counted from 0.
pub(super) fn numbered(line: usize) -> u32 {
    u32::try_from(line + 1).unwrap_or(u32::MAX)
}

fn note(notes: &mut Vec<Note>, line: usize, code: NoteCode, what: String) {
    let line = numbered(line);
    if notes.len() < super::NOTE_LIMIT {
        notes.push(Note { line, code, what });
    } else if notes.len() == super::NOTE_LIMIT {
        let code = NoteCode::Limit;
        let what = "there is more to note than is kept".to_owned();
        notes.push(Note { line, code, what });
    }
}

impl ImportedRelease {
    /// The area of a row of this release.
    #[must_use]
    pub fn area_of(&self, row: &ImportedRow) -> Option<&ImportedArea> {
        self.areas.get(row.area?)
    }

    /// The set of a row of this release.
    #[must_use]
    pub fn set_of(&self, row: &ImportedRow) -> Option<&ImportedSet> {
        self.sets.get(row.set?)
    }
}

/// A pattern has no serialized form of its own: it is written as its canonical spelling.
impl Serialize for ImportedRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("ImportedRow", 13)?;
        out.serialize_field("line", &self.line)?;
        out.serialize_field("area", &self.area)?;
        out.serialize_field("anchor", &self.anchor)?;
        out.serialize_field("process", &self.process)?;
        out.serialize_field("protocols", &self.protocols)?;
        out.serialize_field("ports", &self.ports)?;
        out.serialize_field("destination", &self.destination)?;
        out.serialize_field("description", &self.description)?;
        let understood = self.understood.as_ref();
        let pattern = understood.ok().map(|read| read.pattern.to_string());
        out.serialize_field("pattern", &pattern)?;
        out.serialize_field("confidence", &understood.ok().map(|read| read.confidence))?;
        out.serialize_field("why", &understood.ok().and_then(|read| read.why))?;
        out.serialize_field("error", &understood.err().map(ToString::to_string))?;
        out.serialize_field("set", &self.set)?;
        out.end()
    }
}
