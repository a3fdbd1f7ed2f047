//! From what a page says to what that changes in the catalog.
//!
//! [`merge`] compares and decides, [`apply`] edits the text of the files. A row that the catalog has stays where it is:
//! a reviewer's placement goes before any guess, so that a second import of a page changes nothing. What is new is
//! placed by the page's area, or on pages without areas by what the catalog knows of the spelling, the host and the
//! description, in this order; the rest is entered as a draft for somebody to look at.

mod apply;
mod area;
mod edit;
mod endpoint;
mod place;
mod release;

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;

use super::{ImportedPage, ImportedRelease};
use crate::catalog::Catalog;
use crate::catalog::file::{AreaRow, Row, SetEntry};

pub use apply::{ApplyError, apply};
pub use edit::{Edit, MeaningDraft, ReleaseDraft};

use area::Areas;
use endpoint::Drafts;
use place::{Place, Places};

/// What the page itself does not say.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The vendor's id; that of the product's releases, the catalog's only one, or `microsoft`, where none is given.
    pub vendor: Option<String>,
    /// The folder of the product; found by the releases that the catalog has, or made from the product's name.
    pub product: Option<String>,
    /// The id of the release that the page documents, for pages of one release that do not name it well.
    pub release: Option<String>,
    /// Where people read the page; made from the addresses of the release's siblings where none is given.
    pub url: Option<String>,
}

/// What a page changes in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Change {
    /// The releases that the page documents, each with what changes.
    pub releases: Vec<ReleaseChange>,
    /// What to do to the files; empty where the catalog already says what the page says.
    #[serde(skip)]
    pub edits: Vec<Edit>,
}

/// What a page changes for one release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReleaseChange {
    /// Its id.
    pub release: String,
    /// True where the catalog did not have it.
    pub new: bool,
    /// Areas on the page.
    pub areas: usize,
    /// Rows on the page that were entered or are there.
    pub rows: usize,
    /// Different destinations, by spelling.
    pub destinations: usize,
    /// Rows that the catalog had already, word for word.
    pub unchanged: usize,
    /// What is different, by line.
    pub steps: Vec<Step>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The page's line; for what is gone, the line that it had.
    pub line: u32,
    /// What is done.
    pub kind: StepKind,
    /// The area or endpoint that it is done to.
    pub entry: String,
    /// What is done, for people, without a full stop.
    pub what: String,
}

/// Kinds of differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// An area that the catalog did not have.
    NewArea,
    /// An endpoint that the catalog did not have: a draft without a purpose.
    NewEndpoint,
    /// A row of an endpoint that the catalog has.
    Added,
    /// A row whose line, protocols or the like differ.
    Changed,
    /// An endpoint that means more than it did.
    Widened,
    /// A row that is not on the page any more.
    Removed,
    /// A row that was placed by a guess, or could not be entered.
    Doubt,
}

/// Why a page cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// The page has no rows.
    #[error("{file} has no endpoints in tables or lists")]
    NoRows {
        /// The page.
        file: String,
    },
    /// The page does not say which release it documents.
    #[error("{file}:{line}: nothing says which release this documents")]
    NoRelease {
        /// The page.
        file: String,
        /// The line of the table's heading.
        line: u32,
    },
    /// A release was given for a page of several.
    #[error("{file} documents {count} releases; one id cannot name them all")]
    SeveralReleases {
        /// The page.
        file: String,
        /// How many.
        count: usize,
    },
}

/// Compares a page with a catalog.
///
/// # Errors
/// Where the page has nothing to enter, or does not say for which release.
pub fn merge(
    page: &ImportedPage,
    catalog: &Catalog,
    options: &Options,
) -> Result<Change, MergeError> {
    let filled: Vec<&ImportedRelease> = page
        .releases
        .iter()
        .filter(|it| !it.rows.is_empty())
        .collect();
    if filled.is_empty() {
        return Err(MergeError::NoRows {
            file: page.file.clone(),
        });
    }
    if options.release.is_some() && filled.len() > 1 {
        return Err(MergeError::SeveralReleases {
            file: page.file.clone(),
            count: filled.len(),
        });
    }
    let mut change = Change::default();
    let mut drafts = Drafts::default();
    for imported in filled {
        let found = release::find(page, imported, catalog, options)?;
        let release = found.release;
        let vendor = release::vendor(&release, catalog, options);
        let folder = release::product_folder(&release, imported, catalog, options, &vendor);
        let mut merging = Merging {
            catalog,
            release: release.id.clone(),
            places: Places::new(catalog, &vendor, &folder),
            areas: Areas::new(catalog, &vendor, &folder),
            drafts: &mut drafts,
            rows: BTreeMap::new(),
            summary: ReleaseChange {
                release: release.id.clone(),
                new: catalog.release(&release.id).is_none(),
                ..ReleaseChange::default()
            },
            edits: Vec::new(),
        };
        for doubt in found.doubts {
            merging.step(imported.line, StepKind::Doubt, &release.id, doubt);
        }
        merging.areas(imported);
        merging.rows(imported, &release);
        merging.sets(imported);
        merging.finish_rows();
        let Merging { summary, edits, .. } = merging;
        change
            .edits
            .extend(release.edit(catalog, &vendor, &summary));
        change.edits.extend(edits);
        change.releases.push(summary);
    }
    // New endpoints go before the rows that are put into them.
    let mut edits = drafts.edits();
    edits.append(&mut change.edits);
    edits.sort_by_key(Edit::order);
    change.edits = edits;
    Ok(change)
}

/// The work on one release.
struct Merging<'a> {
    catalog: &'a Catalog,
    release: String,
    places: Places<'a>,
    areas: Areas<'a>,
    drafts: &'a mut Drafts,
    /// What the page documents, by endpoint id.
    rows: BTreeMap<String, Vec<Row>>,
    summary: ReleaseChange,
    edits: Vec<Edit>,
}

impl Merging<'_> {
    fn step(&mut self, line: u32, kind: StepKind, entry: &str, what: String) {
        self.summary.steps.push(Step {
            line,
            kind,
            entry: entry.to_owned(),
            what,
        });
    }

    /// Enters the page's areas, and takes out those that are gone.
    fn areas(&mut self, imported: &ImportedRelease) {
        let mut rows: BTreeMap<String, Vec<AreaRow>> = BTreeMap::new();
        for (at, area) in imported.areas.iter().enumerate() {
            if let Some(it) = self.areas.renamed(at, imported, &self.release) {
                let what = format!(
                    "{} is taken for this area under another name: {} of its {} rows were here",
                    area.name, it.votes, it.rows
                );
                self.step(area.line, StepKind::Doubt, &it.id, what);
            }
            let (id, new) = self.areas.id_of(&area.name);
            if new {
                self.step(
                    area.line,
                    StepKind::NewArea,
                    &id,
                    format!("a new area, {}", area.name),
                );
            }
            let name = self.areas.name_of(&id);
            let of_area = rows.entry(id).or_default();
            // A page that names an area twice still has it once.
            if of_area.is_empty() {
                of_area.push(AreaRow {
                    release: self.release.clone(),
                    line: area.line,
                    anchor: area.anchor.clone(),
                    name: (name != area.name).then(|| area.name.clone()),
                });
            }
        }
        self.summary.areas = rows.len();
        for (id, row) in self.areas.rows_of(&self.release) {
            if !rows.contains_key(id) {
                let what = "the page does not have this area any more".to_owned();
                let (id, line) = (id.to_owned(), row.line);
                self.step(line, StepKind::Removed, &id, what);
                rows.insert(id, Vec::new());
            }
        }
        for (area, rows) in rows {
            let known: Vec<&AreaRow> = (self.areas.rows_of(&self.release))
                .into_iter()
                .filter(|(id, _)| **id == *area)
                .map(|(_, row)| row)
                .collect();
            if known != rows.iter().collect::<Vec<_>>() {
                if !known.is_empty() && !rows.is_empty() {
                    let what = format!("the area's row was {}", area::written(known[0]));
                    let line = rows[0].line;
                    self.step(line, StepKind::Changed, &area, what);
                }
                self.edits.push(Edit::AreaRows {
                    area,
                    release: self.release.clone(),
                    rows,
                });
            }
        }
    }

    /// Finds a place for every row of the page.
    fn rows(&mut self, imported: &ImportedRelease, release: &ReleaseDraft) {
        let mut old = self.places.rows_of_release(&self.release);
        let mut spellings: Vec<String> = Vec::new();
        for row in &imported.rows {
            let area = self.areas.of_row(row, imported);
            if let Some((name, id, true)) = &area {
                let what = format!("a new area, {name}");
                self.step(row.line, StepKind::NewArea, id, what);
            }
            let area = area.map(|(_, id, _)| id);
            let place = match old.take(row, area.as_deref()) {
                Some(known) => Place::known(known),
                None => self.places.of(row, area.as_deref(), self.drafts),
            };
            let entered = self.enter(row, place, release, imported);
            if entered {
                self.summary.rows += 1;
                spellings.push(row.destination.to_ascii_lowercase());
            }
        }
        spellings.sort_unstable();
        spellings.dedup();
        self.summary.destinations = spellings.len();
    }

    /// Enters the sets of pages that number their rows.
    fn sets(&mut self, imported: &ImportedRelease) {
        let mut sets: BTreeMap<String, Vec<SetEntry>> = BTreeMap::new();
        for set in &imported.sets {
            let area = self.areas.of_set(set, imported);
            sets.entry(area).or_default().push(SetEntry {
                release: self.release.clone(),
                id: set.id,
                line: set.line,
                category: set.category,
                required: set.required,
                express_route: set.express_route,
                tcp: set.tcp.clone(),
                udp: set.udp.clone(),
                ranges: set.ranges.iter().map(|range| in_cidr(range)).collect(),
                note: self.areas.set_note(&self.release, set.id),
            });
        }
        for (area, known) in self.areas.sets_of(&self.release) {
            let now = sets.entry(area).or_default();
            if now.is_empty() {
                for set in known {
                    let what = format!("set {} is not on the page any more", set.id);
                    let entry = self.release.clone();
                    self.step(set.line, StepKind::Removed, &entry, what);
                }
            }
        }
        for (area, sets) in sets {
            let known = self.areas.sets_in(&area, &self.release);
            if known == sets {
                continue;
            }
            let mut steps = Vec::new();
            for set in &sets {
                match known.iter().find(|it| it.id == set.id) {
                    Some(it) if it == set => {}
                    Some(_) => steps.push((
                        set.line,
                        StepKind::Changed,
                        format!("set {} differs", set.id),
                    )),
                    None => steps.push((set.line, StepKind::Added, format!("set {}", set.id))),
                }
            }
            for (line, kind, what) in steps {
                self.step(line, kind, &area, what);
            }
            self.edits.push(Edit::Sets {
                area,
                release: self.release.clone(),
                sets,
            });
        }
    }
}

/// A range as the catalog writes it: an address by itself is a range of one.
fn in_cidr(range: &str) -> String {
    match range.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => format!("{address}/32"),
        Ok(IpAddr::V6(address)) => format!("{address}/128"),
        Err(_) => range.to_owned(),
    }
}

#[cfg(test)]
mod tests;
