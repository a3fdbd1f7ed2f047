//! Which releases document something, in a few lines: versions in a row are written as `first to last`, so that an entry
//! of a hundred pages is read as easily as one of three.

use std::collections::BTreeSet;

use crate::catalog::{Area, Catalog, Release};

/// Which releases document something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage<'c> {
    /// How many do.
    pub documented: usize,
    /// How many could: the releases whose pages have anything of the same product.
    pub of: usize,
    /// By edition, those that do, in words: `Windows 10 1709, 1903 to 21H1; Windows 11 21H2`.
    pub editions: Vec<(Option<&'c str>, String)>,
}

impl Catalog {
    /// Which releases are among `documented`, out of those with anything in the product of `area`.
    pub(super) fn coverage<'c>(
        &'c self,
        area: &Area,
        documented: impl Iterator<Item = &'c str>,
    ) -> Coverage<'c> {
        let documented: BTreeSet<&str> = documented.collect();
        let family = self.releases_of(area);
        // The default edition comes first, as pages of it are the most thorough.
        let mut editions: Vec<Option<&str>> = Vec::new();
        for release in &family {
            let edition = release.entry.edition.as_deref();
            if !editions.contains(&edition) {
                editions.push(edition);
            }
        }
        editions.sort_by_key(|edition| *edition != Some(crate::catalog::DEFAULT_EDITION));
        let has = |release: &Release| documented.contains(release.id());
        let lines = editions.into_iter().filter_map(|edition| {
            let of_edition = family
                .iter()
                .filter(|release| release.entry.edition.as_deref() == edition)
                .map(|release| (*release, has(release)));
            let words = runs(of_edition);
            (!words.is_empty()).then_some((edition, words))
        });
        Coverage {
            documented: family.iter().filter(|release| has(release)).count(),
            of: family.len(),
            editions: lines.collect(),
        }
    }

    /// The releases whose pages have anything in the product of an area, by id.
    fn releases_of(&self, area: &Area) -> Vec<&Release> {
        let same = |other: &&Area| other.vendor == area.vendor && other.product == area.product;
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        for area in self.areas.iter().filter(same) {
            ids.extend(area.entry.documented.iter().map(|row| row.release.as_str()));
            for &endpoint in &area.endpoints {
                let rows = self.endpoint(endpoint).entry.documented.iter();
                ids.extend(rows.map(|row| row.release.as_str()));
            }
        }
        let releases = self.releases.iter();
        releases
            .filter(|release| ids.contains(release.id()))
            .collect()
    }
}

/// Releases of one edition, each with whether it documents the thing: those that do, with neighbours as `first to last`.
fn runs<'c>(releases: impl Iterator<Item = (&'c Release, bool)>) -> String {
    let mut text = String::new();
    let mut run: Vec<&Release> = Vec::new();
    let mut product = "";
    let mut end = |run: &mut Vec<&'c Release>| {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return;
        };
        if product == first.entry.product {
            text.push_str(", ");
        } else {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(&first.entry.product);
            text.push(' ');
            product = &first.entry.product;
        }
        text.push_str(&first.entry.version);
        if run.len() > 1 {
            text.push_str(if run.len() == 2 { ", " } else { " to " });
            text.push_str(&last.entry.version);
        }
        run.clear();
    };
    for (release, documents) in releases {
        let other_product = run
            .first()
            .is_some_and(|first| first.entry.product != release.entry.product);
        if !documents || other_product {
            end(&mut run);
        }
        if documents {
            run.push(release);
        }
    }
    end(&mut run);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(endpoint: &str) -> Coverage<'static> {
        let catalog = Catalog::embedded();
        let endpoint = catalog.endpoint_by_id(endpoint).unwrap();
        catalog.endpoint_view(endpoint).coverage
    }

    #[test]
    fn neighbours_are_written_as_the_first_and_the_last() {
        let coverage = coverage("windows-update/emdl.ws.microsoft.com");
        assert_eq!(
            coverage.editions[0],
            (
                Some("Enterprise"),
                "Windows 10 1709 to 21H2; Windows 11 21H2".to_owned()
            )
        );
        assert_eq!((coverage.documented, coverage.of), (29, 37));
    }

    #[test]
    fn a_gap_and_a_single_one_are_written_out() {
        let editions = coverage("apps/blob.weather.microsoft.com").editions;
        assert_eq!(editions.len(), 1);
        assert_eq!(editions[0].1, "Windows 10 1803 to 1903, 2004");
    }
}
