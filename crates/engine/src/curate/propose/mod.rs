//! Destinations that nobody documents, as entries that a person can review and put into a catalog of their own.
//!
//! A proposal says what was seen and nothing more: the very host, never a wildcard, and no purpose. What it lacks is what
//! a person has to find out; until then [`crate::catalog::Catalog::load_layers`] refuses it.

mod near;
mod siblings;
mod table;
#[cfg(test)]
mod tests;
mod toml;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::attribute::Attributor;
use crate::catalog::Catalog;
use crate::listing::stamp;
use crate::observe::{Destination, Key, Observation};
use crate::report::page::{DestinationView, hint};
use crate::scope::Scope;

pub use near::{Near, NearArea};
pub use siblings::Siblings;
pub use table::table;
pub use toml::toml;

/// Names of a kind of what was left out that are listed; the rest is counted.
const NAMED: usize = 20;

/// How much must have been seen of a destination before it is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Attempts: connections, and questions for the name.
    pub attempts: u64,
    /// Devices that made them.
    pub devices: usize,
}

/// What a capture's undocumented destinations come to.
#[derive(Clone, Debug, Serialize)]
pub struct Proposals {
    /// `backchat-proposals/1`; the number changes when a field changes its meaning.
    pub schema: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// Time of the first packet, RFC 3339 in UTC.
    pub first: Option<String>,
    /// Time of the last packet.
    pub last: Option<String>,
    /// Files to write, one for each registered domain, by path.
    pub files: Vec<ProposedFile>,
    /// What is undocumented and was not proposed.
    pub left_out: Vec<LeftOut>,
}

/// The destinations under one registered domain.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedFile {
    /// Its path below the catalog's folder.
    pub path: String,
    /// The id of the area that it makes.
    pub area: String,
    /// The domain that the names are registered under.
    pub domain: String,
    /// The vendor that owns the domain, where the catalog knows.
    pub vendor: Option<String>,
    /// The entries, the busiest first.
    pub entries: Vec<Proposal>,
    /// Parents of several hosts: where a wildcard could be meant.
    pub siblings: Vec<Siblings>,
}

/// One destination as an entry.
#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    /// The entry's id.
    pub id: String,
    /// The host, as it was named.
    pub host: String,
    /// The nearest endpoint that is documented.
    pub near: Option<Near>,
    /// The carriers on its alias chains, by suffix.
    pub carriers: Vec<String>,
    /// Everything that was seen of it.
    pub seen: DestinationView,
}

/// Undocumented destinations that were not proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Why, as a stable token.
    pub reason: &'static str,
    /// Why, in words.
    pub words: &'static str,
    /// How many.
    pub count: u64,
    /// Those with the most attempts, at most 20.
    pub names: Vec<String>,
}

/// Why an undocumented destination is not proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Unnamed,
    Carrier,
    Private,
    Suffix,
    Unreadable,
    Few,
}

/// Proposes entries for what an observation has and the catalog has not.
#[must_use]
pub fn propose(
    observation: &Observation,
    attributor: &Attributor<'_>,
    threshold: Threshold,
) -> Proposals {
    let catalog = attributor.catalog();
    let mut busiest: Vec<&Destination> = observation.destinations.iter().collect();
    busiest.sort_by_key(|it| (Reverse(it.attempts), Reverse(it.bytes())));
    let mut files: BTreeMap<String, ProposedFile> = BTreeMap::new();
    let mut left_out: BTreeMap<Reason, LeftOut> = BTreeMap::new();
    for destination in busiest {
        if destination.attribution.is_some() {
            continue;
        }
        match domain_of(destination, catalog, threshold) {
            Ok((host, domain)) => {
                let file = ProposedFile::new(domain, catalog);
                let file = files.entry(file.path.clone()).or_insert(file);
                let entry = Proposal::new(&file.area, host, destination, attributor);
                file.entries.push(entry);
            }
            Err(reason) => left_out
                .entry(reason)
                .or_insert_with(|| LeftOut::new(reason))
                .add(destination),
        }
    }
    let mut files: Vec<ProposedFile> = files.into_values().collect();
    for file in &mut files {
        file.siblings = siblings::of(&file.entries, attributor);
    }
    Proposals {
        schema: "backchat-proposals/1",
        version: env!("CARGO_PKG_VERSION"),
        first: observation.run.span.map(|(first, _)| stamp(first)),
        last: observation.run.span.map(|(_, last)| stamp(last)),
        files,
        left_out: left_out.into_values().collect(),
    }
}

/// The host of a destination and the domain that it is registered under, or why it is not to be proposed.
fn domain_of<'d>(
    destination: &'d Destination,
    catalog: &Catalog,
    threshold: Threshold,
) -> Result<(&'d str, &'d str), Reason> {
    let Key::Name(host) = &destination.key else {
        return Err(Reason::Unnamed);
    };
    if destination.scope != Scope::Public {
        return Err(Reason::Private);
    }
    // Ids and paths are made of it, and a capture may hold any bytes.
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    let labels = || host.split('.');
    if !labels().all(|label| (1..64).contains(&label.len()) && label.bytes().all(plain)) {
        return Err(Reason::Unreadable);
    }
    if catalog.carrier_of(host).is_some() {
        return Err(Reason::Carrier);
    }
    if !psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known()) {
        return Err(Reason::Private);
    }
    let domain = psl::domain_str(host).ok_or(Reason::Suffix)?;
    if destination.attempts < threshold.attempts || destination.devices.len() < threshold.devices {
        return Err(Reason::Few);
    }
    Ok((host, domain))
}

impl ProposedFile {
    fn new(domain: &str, catalog: &Catalog) -> Self {
        let vendor = catalog.vendor_of(domain);
        let area = format!("proposed-{domain}");
        let folder = vendor.map_or(domain, |vendor| vendor.id());
        Self {
            path: format!("proposed/{folder}/{area}.toml"),
            area,
            domain: domain.to_owned(),
            vendor: vendor.map(|vendor| vendor.entry.name.clone()),
            entries: Vec::new(),
            siblings: Vec::new(),
        }
    }
}

impl Proposal {
    fn new(area: &str, host: &str, destination: &Destination, attributor: &Attributor<'_>) -> Self {
        let catalog = attributor.catalog();
        let aliases = destination
            .chains
            .iter()
            .flat_map(|chain| chain.iter().skip(1));
        let mut carriers: Vec<String> = aliases
            .filter_map(|alias| catalog.carrier_of(alias))
            .map(|carrier| format!("{} ({})", carrier.suffix(), carrier.entry.name))
            .collect();
        carriers.sort();
        carriers.dedup();
        Self {
            id: format!("{area}/{host}"),
            host: host.to_owned(),
            near: near::of(host, attributor),
            carriers,
            seen: DestinationView::new(destination, catalog, hint(attributor, host)),
        }
    }
}

impl Proposals {
    /// How many entries there are in all files.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.files.iter().map(|file| file.entries.len()).sum()
    }
}

impl LeftOut {
    fn new(reason: Reason) -> Self {
        let (reason, words) = match reason {
            Reason::Unnamed => ("unnamed", "addresses that nothing names"),
            Reason::Carrier => ("carrier", "names of load balancers and content networks"),
            Reason::Private => ("private", "names that lead nowhere on the Internet"),
            Reason::Suffix => (
                "public-suffix",
                "public suffixes, under which anybody registers",
            ),
            Reason::Unreadable => ("unreadable", "names that are no host names"),
            Reason::Few => (
                "too-few",
                "names with fewer attempts or devices than asked for",
            ),
        };
        Self {
            reason,
            words,
            count: 0,
            names: Vec::new(),
        }
    }

    fn add(&mut self, destination: &Destination) {
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(destination.title());
        }
    }
}
