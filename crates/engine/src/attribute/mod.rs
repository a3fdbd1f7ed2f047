//! From a name to the endpoints that document it: a ranking with reasons, not a first match.
//!
//! [`Attributor`] prepares a catalog for look-up. Candidates are ranked by how much of the name they spell out, then
//! by protocol, process and release; what is equal in all of these is tied, and stays visible as such.
//! [`Attributor::explain`] says everything about a name, an address or a pattern.

mod agreement;
mod asked;
mod evidence;
mod explain;
mod index;
mod range;
mod reason;
mod related;
mod spelling;
mod stage;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;

use crate::catalog::{Catalog, EndpointRef, ProtocolSet};
use crate::pattern::{Confidence, Fit, PathPart};

pub use agreement::Agreement;
pub use asked::Asked;
pub use evidence::Ground;
pub use explain::{CarrierHit, Explanation, MatchView, RelationView, Subject};
pub use index::Index;
pub use range::{Held, Network, NetworkError, RangeHit, Ranges};
pub use related::Related;
use spelling::Spelling;
pub use stage::Stage;

/// What was seen of a connection.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'a> {
    /// The server's name. Case and a trailing dot do not matter; an address finds nothing.
    pub host: &'a str,
    /// The path of a request, with its leading slash, where it was in the clear.
    pub path: Option<&'a str>,
    /// The protocols as negotiated (`TLSv1.2`, `HTTP`, `QUIC`); those that tell endpoints apart are used.
    pub protocols: &'a [&'a str],
    /// The process, with or without its folder and `.exe`, where known.
    pub process: Option<&'a str>,
    /// The server's port.
    pub port: Option<u16>,
}

/// The endpoints that a name belongs to.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// The best candidate. With [`Candidate::tied`] others in `others` are as good.
    pub best: Candidate,
    /// All others, best first.
    pub others: Vec<Candidate>,
}

/// An endpoint that may be the one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The endpoint.
    pub endpoint: EndpointRef,
    /// How sure it is that the connection went to this endpoint.
    pub confidence: Confidence,
    /// How the host lies in the endpoint's pattern.
    pub fit: Fit,
    /// How the protocols agree.
    pub protocol: Agreement,
    /// How the process agrees.
    pub process: Agreement,
    /// Who documents it.
    pub standing: Standing,
    /// True where the best candidate and this one are equal in everything that ranks them; for the best itself,
    /// where it has such an equal.
    pub tied: bool,
    /// Why it matches, in words, and for the best why it wins. Without a full stop.
    pub reason: String,
    rank: Rank,
    /// Which of the endpoint's spellings holds the name.
    spelling: u32,
}

/// Who documents an endpoint; the order is from weakest to strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Only pages of other releases, or other sources.
    Elsewhere,
    /// The page names it without a row of its own.
    Mentioned,
    /// The page of the release asked for has a row for it; without a release, any page has.
    Documented,
}

/// What candidates are compared by, most important first; greater is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    sureness: Sureness,
    /// The standing on the page of the release asked for: what that page says goes before what others say more
    /// exactly. The same for all where no release is asked for.
    page: Standing,
    host: usize,
    path: usize,
    protocol: Agreement,
    process: Agreement,
    standing: Standing,
}

/// Whether the plain reading holds the host, and if not, how far off it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    Broad,
    Glued,
    Apex,
    Plain,
}

/// A release that the catalog does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no release {asked:?}; there is {}", known.join(", "))]
pub struct UnknownRelease {
    /// What was asked for.
    pub asked: String,
    /// The ids that there are.
    pub known: Vec<String>,
}

/// A catalog prepared for look-up, seen from one release or from all.
#[derive(Debug)]
pub struct Attributor<'c> {
    catalog: &'c Catalog,
    release: Option<String>,
    /// The patterns of all spellings; their numbers are places in `spellings`.
    index: Index,
    spellings: Vec<Spelling<'c>>,
    /// Per endpoint, what does not depend on the query.
    facts: Vec<Facts>,
    /// Endpoints by the domain that their names are registered under.
    domains: BTreeMap<&'c str, Vec<EndpointRef>>,
}

#[derive(Clone, Copy, Debug)]
struct Facts {
    protocols: ProtocolSet,
    standing: Standing,
    /// How many rows document it, for the order of ties where no release is asked for.
    rows: usize,
    /// The line on the release's page, for the order of ties; the last where it has none.
    line: u32,
}

impl<'c> Attributor<'c> {
    /// Prepares a catalog, from the view of a release where one is given.
    ///
    /// # Errors
    /// Where the catalog has no such release.
    pub fn new(catalog: &'c Catalog, release: Option<&str>) -> Result<Self, UnknownRelease> {
        if let Some(asked) = release.filter(|id| catalog.release(id).is_none()) {
            let known = catalog.releases().iter();
            return Err(UnknownRelease {
                asked: asked.to_owned(),
                known: known.map(|release| release.id().to_owned()).collect(),
            });
        }
        let facts = catalog.endpoints().iter().map(|endpoint| {
            let entry = &endpoint.entry;
            let ours = |id: &str| release.is_none_or(|release| release == id);
            let row = entry.documented.iter().find(|row| ours(&row.release));
            let standing = if row.is_some() {
                Standing::Documented
            } else if entry.mentioned.iter().any(|it| ours(&it.release)) {
                Standing::Mentioned
            } else {
                Standing::Elsewhere
            };
            Facts {
                protocols: endpoint.protocols(release),
                standing,
                rows: match release {
                    None => entry.documented.len(),
                    Some(_) => 0,
                },
                line: match release {
                    None => 0,
                    Some(_) => row.map_or(u32::MAX, |row| row.line),
                },
            }
        });
        let spellings = spelling::all(catalog, release);
        Ok(Self {
            catalog,
            release: release.map(str::to_owned),
            index: Index::build(spellings.iter().map(|spelling| &spelling.pattern)),
            spellings,
            facts: facts.collect(),
            domains: related::domains(catalog),
        })
    }

    /// The catalog behind it.
    #[must_use]
    pub fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// The endpoints that document a name, ranked. `None` where none does, and for addresses.
    #[must_use]
    pub fn attribute(&self, query: &Query<'_>) -> Option<Attribution> {
        let host = normal(query.host)?;
        let seen = ProtocolSet::of_connection(query.protocols);
        let mut candidates: Vec<Candidate> = Vec::new();
        self.index.look_up(&host, |number, fit| {
            let Some(candidate) = self.candidate(number, fit, query, seen) else {
                return;
            };
            // An endpoint stands once, by the spelling that says most.
            let same = |it: &&mut Candidate| it.endpoint == candidate.endpoint;
            match candidates.iter_mut().find(same) {
                Some(other) if self.says_less(other, &candidate) => *other = candidate,
                Some(_) => {}
                None => candidates.push(candidate),
            }
        });
        candidates.sort_by(|a, b| self.order(b, a));
        let mut candidates = candidates.into_iter();
        let mut best = candidates.next()?;
        let mut others: Vec<Candidate> = candidates.collect();
        for other in &mut others {
            other.tied = other.rank == best.rank;
            best.tied |= other.tied;
        }
        self.give_reasons(query, seen, &mut best, &mut others);
        self.borrow_confidence(&mut best, &others);
        Some(Attribution { best, others })
    }

    fn candidate(
        &self,
        number: u32,
        fit: Fit,
        query: &Query<'_>,
        seen: ProtocolSet,
    ) -> Option<Candidate> {
        let spelling = self.spellings.get(number as usize)?;
        let endpoint = self.catalog.endpoint(spelling.endpoint);
        let facts = self.facts.get(spelling.endpoint.index())?;
        let pattern = &spelling.pattern;
        let hidden_path = match (pattern.path(), query.path) {
            (PathPart::Glob(_), None) => true,
            (PathPart::Glob(_), Some(path)) if !pattern.matches_path(path) => return None,
            _ => false,
        };
        let protocol = agreement::protocols(facts.protocols, seen);
        let known = endpoint.processes.iter();
        let process = agreement::process(known.map(|it| it.name.as_str()), query.process);
        let meaning = spelling.confidence;
        // What covers all of a vendor says nothing, unless it is what the page asked for says.
        let broad = spelling.broad && (self.release.is_none() || !spelling.ours);
        let mut confidence = match fit {
            _ if broad => Confidence::Doubtful,
            // What a wildcard means is of no matter where the name is spelt out.
            Fit::Whole if meaning > Confidence::Doubtful => Confidence::Certain,
            Fit::Whole | Fit::Below | Fit::Glob => meaning,
            Fit::Apex => meaning.min(Confidence::Likely),
            Fit::Glued => Confidence::Doubtful,
        };
        let carried = endpoint.entry.carrier.is_some();
        let said_elsewhere = facts.standing == Standing::Documented && !spelling.ours;
        if hidden_path || carried || said_elsewhere || protocol == Agreement::Disagrees {
            confidence = confidence.min(Confidence::Likely);
        }
        let rank = Rank {
            sureness: match fit {
                _ if broad => Sureness::Broad,
                Fit::Whole | Fit::Below | Fit::Glob => Sureness::Plain,
                Fit::Apex => Sureness::Apex,
                Fit::Glued => Sureness::Glued,
            },
            page: match self.release {
                Some(_) => facts.standing,
                None => Standing::Documented,
            },
            host: pattern.host().len(),
            path: if hidden_path {
                0
            } else {
                1 + pattern.path_length()
            },
            // What no row documents must not win by its silence over a row that disagrees.
            protocol: match facts.standing {
                Standing::Mentioned if facts.protocols.is_empty() => Agreement::Disagrees,
                _ => protocol,
            },
            process,
            standing: facts.standing,
        };
        Some(Candidate {
            endpoint: spelling.endpoint,
            confidence,
            fit,
            protocol,
            process,
            standing: facts.standing,
            tied: false,
            reason: String::new(),
            rank,
            spelling: number,
        })
    }

    /// What the page asked for holds by an ambiguous wildcard is as sure as the page of another release that names it in
    /// the same area.
    fn borrow_confidence(&self, best: &mut Candidate, others: &[Candidate]) {
        let area = |it: &Candidate| self.catalog.endpoint(it.endpoint).area;
        let surer = others
            .iter()
            .filter(|it| area(it) == area(best) && it.fit == Fit::Whole)
            .find(|it| it.confidence > best.confidence);
        if let Some(surer) = surer.filter(|_| best.fit.is_plain()) {
            best.confidence = surer.confidence;
            let written = &self.catalog.endpoint(surer.endpoint).entry.as_written;
            best.reason
                .push_str(&format!("; other pages name {written} in the same area"));
        }
    }

    fn spellings_of(&self, endpoint: EndpointRef) -> impl Iterator<Item = &Spelling<'c>> {
        // They are filed in the order of the endpoints.
        let first = self.spellings.partition_point(|it| it.endpoint < endpoint);
        let rest = self.spellings.get(first..).unwrap_or_default();
        rest.iter().take_while(move |it| it.endpoint == endpoint)
    }

    /// Whether the first of two spellings of one endpoint says less about the name than the second.
    fn says_less(&self, first: &Candidate, second: &Candidate) -> bool {
        let key = |it: &Candidate| {
            let spelling = self.spellings.get(it.spelling as usize);
            let known = spelling.map(|spelling| (spelling.ours, spelling.on_a_page));
            (it.rank, it.confidence, known)
        };
        key(first) < key(second)
    }

    /// By rank; among equals the narrower pattern, then what more pages list, then the order of the page asked for,
    /// then of the catalog.
    fn order(&self, a: &Candidate, b: &Candidate) -> Ordering {
        let kind = |it: &Candidate| {
            self.spellings
                .get(it.spelling as usize)
                .map(|it| it.pattern.kind())
        };
        let facts = |it: &Candidate| self.facts.get(it.endpoint.index());
        let rows = |it: &Candidate| facts(it).map(|facts| facts.rows);
        let line = |it: &Candidate| facts(it).map(|facts| facts.line);
        a.rank
            .cmp(&b.rank)
            .then_with(|| kind(b).cmp(&kind(a)))
            .then_with(|| rows(a).cmp(&rows(b)))
            .then_with(|| line(b).cmp(&line(a)))
            .then_with(|| b.endpoint.cmp(&a.endpoint))
    }
}

impl Candidate {
    /// Whether the name only looks like the endpoint's: it fits a wildcard taken as plain text, or one that covers all
    /// of a vendor. Such a name is undocumented.
    #[must_use]
    pub fn is_likeness(&self) -> bool {
        self.rank.sureness < Sureness::Apex
    }
}

impl Attribution {
    /// The best candidate and its equals.
    pub fn equals(&self) -> impl Iterator<Item = &Candidate> {
        let others = self.others.iter().filter(|other| other.tied);
        std::iter::once(&self.best).chain(others)
    }
}

/// A host in lower case without a trailing dot; `None` for addresses and for what is empty.
fn normal(host: &str) -> Option<Cow<'_, str>> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    // Only what begins with a digit or holds a colon can be an address; names need not be parsed as one.
    let like_address = bare.contains(':') || bare.starts_with(|c: char| c.is_ascii_digit());
    if host.is_empty() || (like_address && bare.parse::<IpAddr>().is_ok()) {
        return None;
    }
    Some(if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(host.to_ascii_lowercase())
    } else {
        Cow::Borrowed(host)
    })
}

#[cfg(test)]
mod tests;
