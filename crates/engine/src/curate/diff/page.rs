//! One of the two pages, by host.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::catalog::file::Row;
use crate::catalog::{Catalog, Endpoint, ProtocolSet, Release};
use crate::pattern::Pattern;

/// A release and its page in one line.
#[derive(Clone, Debug, Serialize)]
pub struct PageLine<'c> {
    /// The release's id.
    pub id: &'c str,
    /// For people.
    pub name: &'c str,
    /// The page.
    pub url: &'c str,
    /// The page's source file.
    pub file: &'c str,
    /// The page's date.
    pub date: &'c str,
}

impl<'c> PageLine<'c> {
    pub(super) fn of(release: &'c Release) -> Self {
        let page = &release.entry.page;
        Self {
            id: release.id(),
            name: &release.entry.name,
            url: &page.url,
            file: &page.file,
            date: &page.date,
        }
    }
}

/// An area and what a page calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AreaLine<'c> {
    /// Its id.
    pub id: &'c str,
    /// Its name there.
    pub name: &'c str,
}

/// A row of a page.
#[derive(Clone, Debug, Serialize)]
pub struct RowLine<'c> {
    /// The endpoint's id.
    pub endpoint: &'c str,
    /// The area it is in.
    pub area: AreaLine<'c>,
    /// The destination as the page writes it.
    pub as_written: &'c str,
    /// What that means, in the canonical spelling.
    pub pattern: String,
    /// The protocol cell as the page writes it; empty where it is.
    pub protocols: &'c str,
    /// The process cell as the page writes it.
    pub process: Option<&'c str>,
    /// The line in the page's source file.
    pub line: u32,
}

/// A host that only one of the pages has.
#[derive(Clone, Debug, Serialize)]
pub struct HostOnPage<'c> {
    /// The name without wildcards in front and without a path.
    pub host: &'c str,
    /// The carrier whose name it is: a name behind others, and no destination of its own.
    pub carrier: Option<&'c str>,
    /// Its rows.
    pub rows: Vec<RowLine<'c>>,
    /// Destinations of the other page that hold all of it, most specific first.
    pub held_by: Vec<Held<'c>>,
}

impl<'c> HostOnPage<'c> {
    /// Its spellings on the page.
    #[must_use]
    pub fn as_written(&self) -> BTreeSet<&'c str> {
        self.rows.iter().map(|row| row.as_written).collect()
    }

    /// The areas it is in.
    #[must_use]
    pub fn areas(&self) -> BTreeSet<AreaLine<'c>> {
        self.rows.iter().map(|row| row.area).collect()
    }

    /// The protocols of all its rows.
    #[must_use]
    pub fn protocols(&self) -> ProtocolSet {
        let mut set = ProtocolSet::default();
        for row in &self.rows {
            set.extend(ProtocolSet::read(row.protocols).unwrap_or_default());
        }
        set
    }
}

/// A destination of the other page that holds a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held<'c> {
    /// As that page writes it.
    pub as_written: &'c str,
    /// The endpoint's id.
    pub endpoint: &'c str,
    /// The area it is in.
    pub area: AreaLine<'c>,
}

/// A page's rows by host.
pub(super) struct Page<'c> {
    hosts: BTreeMap<&'c str, Vec<Entry<'c>>>,
}

/// A row with its meaning.
#[derive(Clone)]
pub(super) struct Entry<'c> {
    pub(super) endpoint: &'c Endpoint,
    pub(super) row: &'c Row,
    pub(super) area: AreaLine<'c>,
    pub(super) pattern: Pattern,
}

impl<'c> Page<'c> {
    pub(super) fn of(catalog: &'c Catalog, release: &'c Release) -> Self {
        let mut hosts: BTreeMap<_, Vec<Entry<'c>>> = BTreeMap::new();
        for (reference, row) in catalog.rows_of_release(release.id()) {
            let endpoint = catalog.endpoint(reference);
            let area = catalog.area(endpoint.area);
            let entry = Entry {
                endpoint,
                row,
                area: AreaLine {
                    id: area.id(),
                    name: area.name(Some(release.id())),
                },
                pattern: endpoint.meaning_of(row),
            };
            hosts
                .entry(endpoint.pattern.host())
                .or_default()
                .push(entry);
        }
        Self { hosts }
    }

    /// How many hosts there are.
    pub(super) fn hosts(&self) -> usize {
        self.hosts.len()
    }

    /// The hosts that the other page does not have.
    pub(super) fn beyond(&self, other: &Self) -> impl Iterator<Item = HostOnPage<'c>> {
        let beyond = self.hosts.iter();
        let beyond = beyond.filter(|(host, _)| !other.hosts.contains_key(*host));
        beyond.map(|(&host, entries)| HostOnPage {
            host,
            carrier: entries
                .iter()
                .find_map(|it| it.endpoint.entry.carrier.as_deref()),
            rows: entries.iter().map(Entry::line).collect(),
            held_by: other.holding(entries),
        })
    }

    /// The rows of each host that both pages have.
    pub(super) fn shared<'p>(
        &'p self,
        other: &'p Self,
    ) -> impl Iterator<Item = (&'p [Entry<'c>], &'p [Entry<'c>])> {
        let pair = |(host, entries): (&&'c str, &'p Vec<Entry<'c>>)| {
            Some((entries.as_slice(), other.hosts.get(*host)?.as_slice()))
        };
        self.hosts.iter().filter_map(pair)
    }

    /// The destinations that hold every one of `entries`.
    fn holding(&self, entries: &[Entry<'c>]) -> Vec<Held<'c>> {
        let mut holding: Vec<&Entry<'c>> = self
            .hosts
            .values()
            .flatten()
            .filter(|mine| {
                let mut theirs = entries.iter();
                theirs.all(|it| mine.pattern.contains(&it.pattern))
            })
            .collect();
        holding.sort_by(|a, b| b.pattern.specificity(&a.pattern));
        holding
            .into_iter()
            .map(|it| Held {
                as_written: it.as_written(),
                endpoint: it.endpoint.id(),
                area: it.area,
            })
            .collect()
    }
}

impl<'c> Entry<'c> {
    pub(super) fn as_written(&self) -> &'c str {
        self.row.as_written(&self.endpoint.entry)
    }

    /// The protocols of the row; none where its cell is empty or says something else.
    pub(super) fn protocols(&self) -> ProtocolSet {
        ProtocolSet::read(&self.row.protocols).unwrap_or_default()
    }

    pub(super) fn line(&self) -> RowLine<'c> {
        RowLine {
            endpoint: self.endpoint.id(),
            area: self.area,
            as_written: self.as_written(),
            pattern: self.pattern.to_string(),
            protocols: &self.row.protocols,
            process: self.row.process.as_deref(),
            line: self.row.line,
        }
    }
}
