//! Entries of the catalog by what people remember of them: a part of a name, a host, a registry value, a process.
//!
//! Every term must be found in an entry. A hit ranks as its worst term does, so that what has all terms in its name
//! stands before what has one of them in a description.

mod candidate;
mod cited;
mod format;
mod score;

use serde::Serialize;

use crate::catalog::{Catalog, Release};
use candidate::{Candidate, candidates};
use cited::Cited;
use score::{Score, Term};

pub use format::{FORMATS, Format};

/// Kinds of entries, in the order in which equal hits are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A group of endpoints.
    Area,
    /// A destination.
    Endpoint,
    /// A vendor's own switch.
    Control,
    /// A version and edition whose page documents endpoints.
    Release,
    /// A load balancer or content network.
    Carrier,
    /// A program that uses endpoints.
    Process,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 6] = [
        Self::Area,
        Self::Endpoint,
        Self::Control,
        Self::Release,
        Self::Carrier,
        Self::Process,
    ];

    /// The token used on the command line and in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Endpoint => "endpoint",
            Self::Control => "control",
            Self::Release => "release",
            Self::Carrier => "carrier",
            Self::Process => "process",
        }
    }
}

/// How well an entry answers; the order is from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// The term is one of its names.
    Exact,
    /// The term is a host that its pattern holds.
    Pattern,
    /// The term is a part of one of its names.
    Name,
    /// The term stands in what is said about it.
    Text,
}

impl Rank {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Pattern => "pattern",
            Self::Name => "name",
            Self::Text => "text",
        }
    }
}

/// What to look for, and where.
#[derive(Clone, Debug)]
pub struct Query<'q> {
    /// The terms; all must be found. Blanks inside a term belong to it.
    pub terms: &'q [String],
    /// Only what the page of this release documents, and what turns that off.
    pub release: Option<&'q Release>,
    /// Only entries of these kinds; empty means all.
    pub kinds: &'q [Kind],
}

/// An answer, best hits first.
#[derive(Clone, Debug, Serialize)]
pub struct Found<'c> {
    /// The version of this layout.
    pub schema: &'static str,
    /// The terms asked for.
    pub terms: Vec<String>,
    /// The release looked at, where one was named.
    pub release: Option<String>,
    /// What was found.
    pub hits: Vec<Hit<'c>>,
    /// Where nothing was found: words of the catalog that were perhaps meant. Filled in by who asks.
    pub near: Vec<String>,
}

/// An entry that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Hit<'c> {
    /// What kind of entry.
    pub kind: Kind,
    /// Its id, for `catalog show`.
    pub id: &'c str,
    /// What it is called: an area's or control's title, a destination as the vendor writes it.
    pub name: &'c str,
    /// What it is, in one line.
    pub about: String,
    /// How well it answers.
    pub rank: Rank,
    /// What the worst term was found in: `id`, `name`, `host`, `purpose`, `setting`…
    pub field: &'static str,
    /// That text.
    pub text: String,
}

impl Catalog {
    /// Searches the catalog.
    #[must_use]
    pub fn search<'c>(&'c self, query: &Query<'_>) -> Found<'c> {
        let terms: Vec<Term> = query.terms.iter().map(|term| Term::new(term)).collect();
        let terms: Vec<Term> = terms.into_iter().filter(|term| !term.is_empty()).collect();
        let whole = Term::new(&query.terms.join(" "));
        let mut hits: Vec<(Score, Hit<'c>)> = Vec::new();
        for candidate in self.candidates(query) {
            // Several words may be one name.
            let as_one = score::of(&candidate, &whole).filter(|it| it.rank() == Rank::Exact);
            let all = || score::of_all(&candidate, &terms);
            if let Some(score) = as_one.or_else(all) {
                let hit = candidate.hit(&score);
                hits.push((score, hit));
            }
        }
        hits.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.kind.cmp(&right.kind)));
        // A line of a page names what stands on it before anything else does.
        let cited = query.terms.iter().filter_map(|term| Cited::read(term));
        let cited = cited.flat_map(|it| it.hits(self));
        let wanted = |hit: &Hit<'_>| query.kinds.is_empty() || query.kinds.contains(&hit.kind);
        let cited: Vec<Hit<'c>> = cited.filter(wanted).collect();
        Found {
            schema: "backchat-catalog-search/1",
            terms: query.terms.to_vec(),
            release: query.release.map(|release| release.id().to_owned()),
            hits: (cited
                .into_iter()
                .chain(hits.into_iter().map(|(_, hit)| hit)))
            .collect(),
            near: Vec::new(),
        }
    }

    /// Every name that a search with the same limits could have found, in the catalog's order.
    #[must_use]
    pub fn names<'c>(&'c self, query: &Query<'_>) -> Vec<&'c str> {
        let candidates = self.candidates(query);
        candidates.flat_map(|it| it.names()).collect()
    }

    fn candidates<'c>(&'c self, query: &Query<'_>) -> impl Iterator<Item = Candidate<'c>> {
        let wanted = |kind: &Kind| query.kinds.is_empty() || query.kinds.contains(kind);
        candidates(self, query.release)
            .into_iter()
            .filter(move |it| wanted(&it.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(terms: &[&str], kinds: &[Kind]) -> Vec<(Kind, &'static str, Rank)> {
        let terms: Vec<String> = terms.iter().map(|term| (*term).to_owned()).collect();
        let query = Query {
            terms: &terms,
            release: None,
            kinds,
        };
        let found = Catalog::embedded().search(&query);
        let hits = found.hits.into_iter();
        hits.map(|hit| (hit.kind, hit.id, hit.rank)).collect()
    }

    #[test]
    fn an_id_comes_first() {
        let hits = search(&["windows-update"], &[]);
        assert_eq!(hits[0], (Kind::Area, "windows-update", Rank::Exact));
    }

    #[test]
    fn words_that_are_one_name_are_that_name() {
        let hits = search(&["windows", "update"], &[]);
        assert_eq!(hits[0], (Kind::Area, "windows-update", Rank::Exact));
    }

    #[test]
    fn a_host_finds_the_pattern_that_holds_it_before_names_that_are_like_it() {
        let hits = search(&["x7.download.windowsupdate.com"], &[Kind::Endpoint]);
        assert_eq!(hits[0].2, Rank::Pattern);
        assert!(
            hits[0].1.ends_with("download.windowsupdate.com"),
            "{hits:?}"
        );
    }

    #[test]
    fn an_address_of_the_web_is_its_host() {
        let bare = search(&["ctldl.windowsupdate.com"], &[]);
        assert_eq!(
            search(&["https://ctldl.windowsupdate.com:443/msdownload/"], &[]),
            bare
        );
        assert_eq!(bare[0].2, Rank::Exact);
    }

    #[test]
    fn a_registry_value_finds_its_control() {
        let hits = search(&["disablerootautoupdate"], &[]);
        assert_eq!(
            hits[0],
            (
                Kind::Control,
                "automatic-root-certificates-update",
                Rank::Exact
            )
        );
    }

    #[test]
    fn a_name_behind_a_carrier_finds_the_carrier() {
        let hits = search(&["e1234.g.akamaiedge.net"], &[Kind::Carrier]);
        assert_eq!(hits, [(Kind::Carrier, "akamaiedge.net", Rank::Pattern)]);
    }

    #[test]
    fn a_program_finds_itself_with_and_without_its_ending() {
        let hits = search(&["MpCmdRun.exe"], &[]);
        assert_eq!(hits[0], (Kind::Process, "mpcmdrun", Rank::Exact));
    }

    #[test]
    fn every_term_must_be_found() {
        assert!(search(&["certificates", "xyzzy"], &[]).is_empty());
        assert!(search(&["xyzzy"], &[]).is_empty());
        assert!(search(&[" "], &[]).is_empty());
    }

    #[test]
    fn names_come_before_descriptions() {
        let hits = search(&["certificate"], &[]);
        let ranks: Vec<Rank> = hits.iter().map(|hit| hit.2).collect();
        assert!(ranks.is_sorted());
        assert!(ranks.contains(&Rank::Name) && ranks.contains(&Rank::Text));
    }

    #[test]
    fn a_release_limits_endpoints_to_its_page() {
        let catalog = Catalog::embedded();
        let terms = ["com".to_owned()];
        let release = catalog.release("windows-10-2004-enterprise");
        let kinds = [Kind::Endpoint];
        let query = Query {
            terms: &terms,
            release,
            kinds: &kinds,
        };
        // One of the page's 46 destinations, of which two are in two areas, has no `com` in its name.
        let ids: Vec<&str> = catalog
            .search(&query)
            .hits
            .iter()
            .map(|hit| hit.id)
            .collect();
        assert!((40..=48).contains(&ids.len()), "{}", ids.len());
        assert!(!ids.contains(&"apps/candycrushsoda.king.com"));
    }
}
