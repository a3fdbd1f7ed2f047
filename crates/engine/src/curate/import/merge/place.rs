//! Where a row belongs: what the catalog knows of its spelling, its host and its description.

use std::collections::BTreeMap;

use super::super::ImportedRow;
use super::edit::MeaningDraft;
use super::endpoint::Drafts;
use crate::catalog::file::Row;
use crate::catalog::{Catalog, EndpointRef};
use crate::pattern::{PathPart, Pattern, Relation};

/// The endpoint that a row is entered at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// One that the catalog has.
    Known {
        /// The endpoint.
        endpoint: EndpointRef,
        /// Why the spelling means it, where it is a slip that is known.
        slip: Option<String>,
        /// Why somebody should look, where it was a guess.
        doubt: Option<String>,
        /// The systems that the catalog's row names, which pages tell in ways of their own.
        systems: Vec<String>,
    },
    /// One that this import makes, by its id.
    Draft(String),
    /// None yet: it is new to this area; to no area where the description says nothing either.
    New {
        area: Option<String>,
        /// Why somebody should look, where it was a guess.
        doubt: Option<String>,
    },
}

impl Place {
    pub(super) fn known((endpoint, row): (EndpointRef, &Row)) -> Self {
        Self::Known {
            endpoint,
            slip: row.why.clone(),
            doubt: None,
            systems: row.systems.clone(),
        }
    }
}

/// What tells one endpoint of an area from another: the host without leading wildcards, and the path.
pub(super) type Key = (String, String);

/// The key of a pattern.
pub(super) fn key(pattern: &Pattern) -> Key {
    let path = match pattern.path() {
        PathPart::Unsaid | PathPart::Any => "",
        PathPart::Glob(path) => path,
    };
    let path = path.trim_end_matches('*').trim_end_matches('/');
    (pattern.host().to_owned(), path.to_ascii_lowercase())
}

/// An id out of a name: lower case, dashes for everything else.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The catalog's endpoints of one product, by spelling and by key.
pub(super) struct Places<'a> {
    catalog: &'a Catalog,
    /// By spelling in lower case, with the reason where the spelling is a slip.
    spellings: BTreeMap<String, Vec<(EndpointRef, Option<&'a str>)>>,
    keys: BTreeMap<Key, Vec<EndpointRef>>,
    /// Phrases of descriptions with their area, the longest first.
    phrases: Vec<(&'a str, &'a str)>,
}

impl<'a> Places<'a> {
    pub(super) fn new(catalog: &'a Catalog, vendor: &str, product: &str) -> Self {
        let mut spellings: BTreeMap<String, Vec<(EndpointRef, Option<&'a str>)>> = BTreeMap::new();
        let mut keys: BTreeMap<Key, Vec<EndpointRef>> = BTreeMap::new();
        for (reference, endpoint) in catalog.endpoint_refs() {
            let area = catalog.area(endpoint.area);
            if area.vendor != vendor || area.product != product {
                continue;
            }
            let entry = &endpoint.entry;
            let own = std::iter::once((entry.as_written.as_str(), None));
            let rows = entry.documented.iter();
            let rows = rows.map(|row| (row.as_written(entry), row.why.as_deref()));
            for (spelling, slip) in own.chain(rows) {
                let known = spellings.entry(spelling.to_ascii_lowercase()).or_default();
                if known.iter().all(|(it, _)| *it != reference) {
                    known.push((reference, slip));
                }
            }
            keys.entry(key(&endpoint.pattern))
                .or_default()
                .push(reference);
        }
        let areas = catalog.areas().iter();
        let areas = areas.filter(|area| area.vendor == vendor && area.product == product);
        let phrases = areas.flat_map(|area| {
            let phrases = area.entry.described_as.iter();
            phrases.map(|phrase| (phrase.as_str(), area.id()))
        });
        let mut phrases: Vec<(&str, &str)> = phrases.collect();
        phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        Self {
            catalog,
            spellings,
            keys,
            phrases,
        }
    }

    /// The rows that the catalog has for a release, to be taken one by one.
    pub(super) fn rows_of_release(&self, release: &str) -> OldRows<'a> {
        OldRows {
            catalog: self.catalog,
            rows: self.catalog.rows_of_release(release),
        }
    }

    /// The place of a row that the release did not have.
    pub(super) fn of(&self, row: &ImportedRow, area: Option<&str>, drafts: &Drafts) -> Place {
        let mut found = self.by_spelling(row);
        let pattern = row.understood.as_ref().ok().map(|it| &it.pattern);
        if let (true, Some(pattern)) = (found.is_empty(), pattern) {
            let known = self.keys.get(&key(pattern)).into_iter().flatten();
            found = known.map(|&it| (it, None)).collect();
        }
        if let Some(area) = area {
            found.retain(|(it, _)| self.catalog.area_of(*it).id() == area);
            let draft = pattern.and_then(|pattern| drafts.find(area, &key(pattern)));
            return match (found.first(), draft) {
                (Some((endpoint, slip)), _) => Place::Known {
                    endpoint: *endpoint,
                    slip: slip.map(str::to_owned),
                    doubt: None,
                    systems: Vec::new(),
                },
                (None, Some(id)) => Place::Draft(id),
                (None, None) => Place::New {
                    area: Some(area.to_owned()),
                    doubt: None,
                },
            };
        }
        let described = self.described(&row.description);
        match found.as_slice() {
            [] => self.guess(pattern, described, drafts),
            [(endpoint, slip)] => Place::Known {
                endpoint: *endpoint,
                slip: slip.map(str::to_owned),
                doubt: None,
                systems: Vec::new(),
            },
            several => {
                let by_text = several.iter().find(|(it, _)| {
                    described.is_some_and(|(area, _)| self.catalog.area_of(*it).id() == area)
                });
                let rows = |it: EndpointRef| self.catalog.endpoint(it).entry.documented.len();
                // Most rows, then the first.
                let most = several
                    .iter()
                    .max_by_key(|(it, _)| (rows(*it), std::cmp::Reverse(*it)));
                let (endpoint, slip) = by_text.or(most).unwrap_or(&several[0]);
                let areas: Vec<&str> = several
                    .iter()
                    .map(|(it, _)| self.catalog.area_of(*it).id())
                    .collect();
                Place::Known {
                    endpoint: *endpoint,
                    slip: slip.map(str::to_owned),
                    doubt: by_text.is_none().then(|| {
                        format!(
                            "several areas document it ({}); it went where most pages have it",
                            areas.join(", ")
                        )
                    }),
                    systems: Vec::new(),
                }
            }
        }
    }

    /// The place of a row of a page without areas that nothing is known of: by its description, then by the wildcard
    /// that holds it.
    fn guess(
        &self,
        pattern: Option<&Pattern>,
        described: Option<(&str, &str)>,
        drafts: &Drafts,
    ) -> Place {
        let (area, doubt) = if let Some((area, phrase)) = described {
            let doubt = format!("placed in {area} because its description says \"{phrase}\"");
            (Some(area.to_owned()), doubt)
        } else if let Some(holder) = pattern.and_then(|it| self.holder(it)) {
            let area = self.catalog.area_of(holder).id();
            let written = &self.catalog.endpoint(holder).entry.as_written;
            let doubt = format!("placed in {area} because {written} holds it");
            (Some(area.to_owned()), doubt)
        } else {
            let doubt = "nothing says which area it belongs to".to_owned();
            (None, doubt)
        };
        if let (Some(area), Some(pattern)) = (&area, pattern)
            && let Some(id) = drafts.find(area, &key(pattern))
        {
            return Place::Draft(id);
        }
        Place::New {
            area,
            doubt: Some(doubt),
        }
    }

    fn by_spelling(&self, row: &ImportedRow) -> Vec<(EndpointRef, Option<&'a str>)> {
        let known = self.spellings.get(&row.destination.to_ascii_lowercase());
        known.cloned().unwrap_or_default()
    }

    /// The area with the longest phrase in a description.
    fn described(&self, description: &str) -> Option<(&'a str, &'a str)> {
        let text = description.to_lowercase();
        let mut phrases = self.phrases.iter();
        let found = phrases.find(|(phrase, _)| text.contains(phrase));
        found.map(|(phrase, area)| (*area, *phrase))
    }

    /// The narrowest endpoint that holds a pattern, carriers' names left aside.
    fn holder(&self, pattern: &Pattern) -> Option<EndpointRef> {
        let known = self.keys.values().flatten().copied();
        let holds = |it: &EndpointRef| {
            let endpoint = self.catalog.endpoint(*it);
            endpoint.entry.carrier.is_none()
                && endpoint.pattern.relation(pattern) == Relation::Contains
        };
        known
            .filter(holds)
            .max_by_key(|it| self.catalog.endpoint(*it).pattern.literal_length())
    }

    /// What an endpoint means, as a draft to be widened.
    pub(super) fn meaning(&self, endpoint: EndpointRef) -> MeaningDraft {
        let endpoint = self.catalog.endpoint(endpoint);
        MeaningDraft {
            pattern: endpoint.pattern.clone(),
            confidence: endpoint.entry.meaning.confidence,
            why: endpoint.entry.meaning.why.clone(),
        }
    }
}

/// The rows that a release has in the catalog, less those that the page was found to have.
pub(super) struct OldRows<'a> {
    catalog: &'a Catalog,
    rows: Vec<(EndpointRef, &'a Row)>,
}

impl<'a> OldRows<'a> {
    /// Takes the row that says what the page's row says, the one on the same line first.
    pub(super) fn take(
        &mut self,
        row: &ImportedRow,
        area: Option<&str>,
    ) -> Option<(EndpointRef, &'a Row)> {
        let same = |(endpoint, known): &(EndpointRef, &Row)| {
            let entry = &self.catalog.endpoint(*endpoint).entry;
            known.as_written(entry) == row.destination
                && area.is_none_or(|area| self.catalog.area_of(*endpoint).id() == area)
        };
        let on_line = self
            .rows
            .iter()
            .position(|it| same(it) && it.1.line == row.line);
        let at = on_line.or_else(|| self.rows.iter().position(same))?;
        Some(self.rows.remove(at))
    }
}
