//! Which release a run is compared with where nobody has said: the one whose page documents most of the names seen.
//!
//! Pages of one system's versions differ in few names, so the choice is stated with its numbers and with what came next;
//! it is no proof of what the machines run.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Destination, Key, Observation};
use crate::attribute::{Attribution, Candidate};
use crate::catalog::{Catalog, DEFAULT_EDITION, Release};

/// Names below which a lead over the release that is compared with otherwise says nothing.
const FEW: u64 = 3;

/// Other releases named.
const OTHERS: usize = 3;

/// The release to compare with, and how it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its id.
    #[serde(skip)]
    pub release: String,
    /// Why it.
    pub because: Because,
    /// Names seen that its page documents.
    pub documented: u64,
    /// Names seen.
    pub names: u64,
    /// The releases whose pages document the most of them besides, best first; at most three.
    pub others: Vec<Other>,
    /// Other releases whose pages document as many.
    pub equals: u64,
}

/// Why a release was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Because {
    /// Its page documents the most.
    Most,
    /// Pages of others document as many.
    Tie,
    /// There are too few names to tell, and it is the one that is compared with then.
    Few,
    /// No page documents any of the names, and it is the one that is compared with then.
    None,
}

/// A release that was not chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Other {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Names seen that its page documents.
    pub documented: u64,
}

impl Choice {
    /// The choice for an observation that was attributed without a release. Where names do not tell, `usual` is taken if
    /// it is as good. `None` where the catalog has no releases.
    #[must_use]
    pub fn of(observation: &Observation, catalog: &Catalog, usual: &str) -> Option<Self> {
        Self::of_all([observation], catalog, usual)
    }

    /// The one choice for several observations, each attributed without a release; a name that several saw counts once.
    #[must_use]
    pub fn of_all<'o>(
        observations: impl IntoIterator<Item = &'o Observation>,
        catalog: &Catalog,
        usual: &str,
    ) -> Option<Self> {
        let each = observations.into_iter().flat_map(|it| &it.destinations);
        let different: BTreeMap<&Key, &Destination> = each.map(|it| (&it.key, it)).collect();
        let mut documented: BTreeMap<&str, u64> = BTreeMap::new();
        let mut names = 0;
        for destination in different.values() {
            names += u64::from(destination.name().is_some());
            let attribution = destination.attribution.as_deref();
            for release in releases(attribution, catalog) {
                *documented.entry(release).or_default() += 1;
            }
        }
        let of = |release: &Release| documented.get(release.id()).copied().unwrap_or(0);
        let mut ranked: Vec<&Release> = catalog.releases().iter().collect();
        ranked.sort_by_key(|it| (Reverse(of(it)), preference(it, usual)));
        let best = *ranked.first()?;
        let usual = catalog.release(usual);
        let because = |chosen: &Release| {
            let equal = |it: &&Release| it.id() != chosen.id() && of(it) == of(chosen);
            match (of(best), ranked.iter().copied().find(|it| equal(it))) {
                (0, _) => Because::None,
                _ if of(chosen) < of(best) => Because::Few,
                (_, Some(_)) => Because::Tie,
                (_, None) => Because::Most,
            }
        };
        let chosen = match usual {
            Some(usual) if of(best) < FEW && of(usual) > 0 => usual,
            _ => best,
        };
        let others = ranked.iter().filter(|it| it.id() != chosen.id());
        let others = others.filter(|it| of(it) > 0);
        Some(Self {
            release: chosen.id().to_owned(),
            because: because(chosen),
            documented: of(chosen),
            names,
            equals: others.clone().filter(|it| of(it) == of(chosen)).count() as u64,
            others: others
                .take(OTHERS)
                .map(|it| Other {
                    id: it.id().to_owned(),
                    name: it.entry.name.clone(),
                    documented: of(it),
                })
                .collect(),
        })
    }

    /// The choice in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (documented, names) = (self.documented, self.names);
        let chosen = match self.because {
            Because::Most => format!(
                "; this one's page documents the most of the names seen, {documented} of {names}"
            ),
            Because::Tie => format!(
                "; this one's page documents {documented} of {names} names seen, as many as {}",
                match self.equals {
                    1 => "one other".to_owned(),
                    equals => format!("{equals} others"),
                }
            ),
            Because::Few => format!(
                ", and the names seen are too few to choose by; this one's page documents {documented} of {names}"
            ),
            Because::None => ", and no page documents a name that was seen".to_owned(),
        };
        let others: Vec<String> = self.others.iter().map(Other::words).collect();
        let next = if others.is_empty() {
            String::new()
        } else {
            format!("; next {}", others.join(", "))
        };
        format!("No release was named{chosen}{next}.")
    }
}

impl Other {
    fn words(&self) -> String {
        format!("{} ({})", self.name, self.documented)
    }
}

/// Among releases that document as many: the usual one, the edition that vendors document best, the page that lists
/// least besides, the newest.
fn preference<'r>(release: &'r Release, usual: &str) -> impl Ord + use<'r> {
    let entry = &release.entry;
    (
        release.id() != usual,
        entry.edition.as_deref() != Some(DEFAULT_EDITION),
        entry.counts.rows,
        Reverse(&entry.page.date),
        release.id(),
    )
}

/// The releases whose pages document a name, whichever of the endpoints there it is.
pub(crate) fn releases<'c>(
    attribution: Option<&Attribution>,
    catalog: &'c Catalog,
) -> BTreeSet<&'c str> {
    let Some(attribution) = attribution else {
        return BTreeSet::new();
    };
    let all = std::iter::once(&attribution.best).chain(&attribution.others);
    let plain = all.filter(|it: &&Candidate| !it.is_likeness());
    let rows = plain.flat_map(|it| &catalog.endpoint(it.endpoint).entry.documented);
    rows.map(|row| row.release.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use backchat_wire::Time;

    use super::*;
    use crate::attribute::{Attributor, Query};
    use crate::scope::Scope;

    const USUAL: &str = "windows-10-2004-enterprise";

    fn choice(names: &[&str]) -> Choice {
        Choice::of(&seen(names), Catalog::embedded(), USUAL).unwrap()
    }

    fn seen(names: &[&str]) -> Observation {
        let catalog = Catalog::embedded();
        let attributor = Attributor::new(catalog, None).unwrap();
        let destinations = names.iter().map(|name| {
            let key = Key::Name((*name).into());
            let mut destination = Destination::new(key, Scope::Public, Time::default());
            let query = Query {
                host: name,
                ..Query::default()
            };
            destination.attribution = attributor.attribute(&query).map(Arc::new);
            destination
        });
        Observation {
            destinations: destinations.collect(),
            ..Observation::default()
        }
    }

    #[test]
    fn a_name_that_two_runs_saw_counts_once() {
        let (one, two) = (
            seen(&["swscan.apple.com", "gdmf.apple.com"]),
            seen(&["gdmf.apple.com", "mesu.apple.com"]),
        );
        let choice = Choice::of_all([&one, &two], Catalog::embedded(), USUAL).unwrap();
        assert_eq!((choice.documented, choice.names), (3, 3));
        assert_eq!(choice.release, "apple-platforms-2026-07");
    }

    #[test]
    fn a_macs_names_lead_to_apples_page() {
        let choice = choice(&[
            "swscan.apple.com",
            "gdmf.apple.com",
            "mesu.apple.com",
            "nobody.example",
        ]);
        assert_eq!(choice.release, "apple-platforms-2026-07");
        assert_eq!(
            (choice.because, choice.documented, choice.names),
            (Because::Most, 3, 4)
        );
        assert!(
            choice
                .sentence()
                .contains("the most of the names seen, 3 of 4")
        );
    }

    #[test]
    fn the_usual_release_wins_a_tie_that_is_told() {
        let choice = choice(&[
            "ctldl.windowsupdate.com",
            "settings-win.data.microsoft.com",
            "arc.msn.com",
        ]);
        assert_eq!(
            (choice.release.as_str(), choice.because),
            (USUAL, Because::Tie)
        );
        assert!(choice.equals > 1, "{choice:?}");
    }

    #[test]
    fn two_names_do_not_tell_against_the_usual_release() {
        // One is on its page and on others, the second is not.
        let choice = choice(&["arc.msn.com", "store-images.s-microsoft.com"]);
        assert_eq!(
            (choice.release.as_str(), choice.because, choice.documented),
            (USUAL, Because::Few, 1)
        );
    }

    #[test]
    fn where_no_page_knows_a_name_the_usual_release_is_taken() {
        for names in [&[][..], &["nobody.example"]] {
            let choice = choice(names);
            assert_eq!(
                (choice.release.as_str(), choice.because),
                (USUAL, Because::None)
            );
            assert!(choice.others.is_empty());
        }
    }

    #[test]
    fn what_no_release_documents_needs_a_catalog_with_releases() {
        let observation = Observation::default();
        assert_eq!(Choice::of(&observation, &Catalog::default(), USUAL), None);
    }
}
