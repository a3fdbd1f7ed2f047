//! From a release as people name it (`1909`, `Windows 11 Pro`, `win10-20H2`, a build number) to the catalog's.
//!
//! Every word that was said must be one of the release's own: of its id, name, product, version, edition or build. What
//! was not said may differ only in the edition; then [`DEFAULT_EDITION`] is meant. Anything else is refused with the
//! choices, because a page that was picked by guess is compared with in earnest.

use std::collections::BTreeSet;

use super::{Catalog, Release};
use crate::suggest::nearest;

/// The edition that is meant where none is named: the one that vendors document most thoroughly.
pub const DEFAULT_EDITION: &str = "Enterprise";

/// Words that say nothing about which release is meant.
const NOISE: [&str; 4] = ["version", "edition", "build", "microsoft"];

/// What people say, and what the vendor's pages call it.
const SYNONYMS: [(&str, &[&str]); 11] = [
    ("edu", &["education"]),
    ("ent", &["enterprise"]),
    ("family", &["home"]),
    ("professional", &["pro"]),
    ("w10", &["windows", "10"]),
    ("w11", &["windows", "11"]),
    ("win", &["windows"]),
    ("win10", &["windows", "10"]),
    ("win11", &["windows", "11"]),
    ("windows10", &["windows", "10"]),
    ("windows11", &["windows", "11"]),
];

/// Why a name leads to no release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// No release is called so.
    #[error("the catalog has no release `{asked}`")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// Several are.
    #[error("the release `{asked}` could be {}", matches.join(", "))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// The ids that it could be, at least two.
        matches: Vec<String>,
    },
}

impl ResolveError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self, catalog: &Catalog) -> String {
        match self {
            Self::Unknown { asked, known } => {
                // A version alone is far from every whole id.
                let versions = catalog.releases().iter();
                let versions = versions.map(|it| it.entry.version.as_str());
                let known = known.iter().map(String::as_str).chain(versions);
                match nearest(asked, known).as_slice() {
                    [] => "`backchat catalog list releases` shows all".to_owned(),
                    near => format!("there is {}", near.join(", ")),
                }
            }
            Self::Ambiguous { .. } => format!(
                "name one of these, or enough words of it; without an edition, {DEFAULT_EDITION} is meant"
            ),
        }
    }
}

impl Catalog {
    /// The release that a name means.
    ///
    /// # Errors
    /// Where no release is called so, or several are that differ in more than their edition.
    pub fn resolve_release(&self, asked: &str) -> Result<&Release, ResolveError> {
        let plain = asked.trim().to_lowercase();
        let same = |release: &&Release| {
            release.id() == plain || release.entry.name.to_lowercase() == plain
        };
        if let Some(release) = self.releases.iter().find(same) {
            return Ok(release);
        }
        let said = words(&plain);
        let matches: Vec<&Release> = self
            .releases
            .iter()
            .filter(|release| !said.is_empty() && said.is_subset(&words_of(release)))
            .collect();
        let ids = |releases: &[&Release]| releases.iter().map(|it| it.id().to_owned()).collect();
        match by_default(&matches).as_slice() {
            [release] => Ok(release),
            [] => Err(ResolveError::Unknown {
                asked: asked.to_owned(),
                known: ids(&self.releases.iter().collect::<Vec<_>>()),
            }),
            several => Err(ResolveError::Ambiguous {
                asked: asked.to_owned(),
                matches: ids(several),
            }),
        }
    }
}

/// Of releases that differ in their edition, the default edition's.
fn by_default<'c>(matches: &[&'c Release]) -> Vec<&'c Release> {
    let version =
        |release: &Release| (release.entry.product.clone(), release.entry.version.clone());
    let is_default = |release: &Release| release.entry.edition.as_deref() == Some(DEFAULT_EDITION);
    let chosen = |release: &&&Release| {
        is_default(release)
            || !matches
                .iter()
                .any(|other| is_default(other) && version(other) == version(release))
    };
    matches.iter().filter(chosen).copied().collect()
}

fn words_of(release: &Release) -> BTreeSet<String> {
    let entry = &release.entry;
    let mut all = words(&format!(
        "{} {} {} {} {}",
        release.id(),
        entry.name,
        entry.product,
        entry.version,
        entry.edition.as_deref().unwrap_or_default()
    ));
    if let Some(build) = &entry.build {
        all.insert(build.to_lowercase());
        all.extend(build.rsplit('.').next().map(str::to_lowercase));
    }
    all
}

/// The words of a name, in lower case, as the vendor's pages call them.
fn words(name: &str) -> BTreeSet<String> {
    let name = name.to_lowercase();
    let split = name.split(|c: char| !c.is_alphanumeric() && c != '.');
    let said = split
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty() && !NOISE.contains(word));
    let mut all = BTreeSet::new();
    for word in said {
        match SYNONYMS.iter().find(|(synonym, _)| *synonym == word) {
            Some((_, meant)) => all.extend(meant.iter().map(|word| (*word).to_owned())),
            None => {
                all.insert(word.to_owned());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(asked: &str) -> &'static str {
        Catalog::embedded().resolve_release(asked).unwrap().id()
    }

    #[test]
    fn a_version_alone_is_its_enterprise_edition() {
        assert_eq!(resolved("1909"), "windows-10-1909-enterprise");
        assert_eq!(resolved("20H2"), "windows-10-20h2-enterprise");
        assert_eq!(resolved("windows-10-2004"), "windows-10-2004-enterprise");
        assert_eq!(resolved("11"), "windows-11-enterprise");
    }

    #[test]
    fn an_edition_that_was_named_is_taken() {
        assert_eq!(resolved("Windows 11 Pro"), "windows-11-pro");
        assert_eq!(resolved("win10 1803 Family"), "windows-10-1803-home");
        assert_eq!(
            resolved("Windows 10 Education, version 1709"),
            "windows-10-1709-education"
        );
    }

    #[test]
    fn a_build_number_is_a_name_too() {
        assert_eq!(resolved("10.0.19041"), "windows-10-2004-enterprise");
        assert_eq!(resolved("build 17763"), "windows-10-1809-enterprise");
    }

    #[test]
    fn an_id_is_itself_even_where_others_have_all_its_words() {
        assert_eq!(resolved("Windows-11-Enterprise"), "windows-11-enterprise");
    }

    #[test]
    fn a_name_of_several_versions_is_refused_with_all_of_them() {
        let error = Catalog::embedded().resolve_release("Windows 10 Pro");
        let Err(ResolveError::Ambiguous { matches, .. }) = error else {
            panic!("{error:?}");
        };
        assert_eq!(matches.len(), 8);
        assert!(matches.contains(&"windows-10-2004-pro".to_owned()));
    }

    #[test]
    fn a_version_that_two_systems_have_is_refused() {
        // Windows 11 began with a version 21H2 too.
        let error = Catalog::embedded().resolve_release("21H2").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the release `21H2` could be windows-10-21h2-enterprise, windows-11-enterprise"
        );
    }

    #[test]
    fn what_no_release_is_called_is_unknown() {
        for asked in ["", "2005", "windows xp", "version"] {
            let error = Catalog::embedded().resolve_release(asked);
            assert!(
                matches!(error, Err(ResolveError::Unknown { .. })),
                "{asked:?}"
            );
        }
    }
}
