//! The catalog's releases as an axis: which of them document a destination, and how that agrees with where it was seen.
//!
//! Releases of one product and edition form an order, by the build that they start with; others are only named.

use std::collections::BTreeSet;

use super::order::natural;
use super::view::{Documented, Standing};
use crate::attribute::Attribution;
use crate::catalog::{Catalog, DEFAULT_EDITION, Release};
use crate::observe::documenting;

/// Other products that are named; what is beyond is counted.
const NAMED: usize = 3;

/// Releases of one product and edition, in their order.
struct Family<'c> {
    releases: Vec<&'c Release>,
}

/// How pages document a destination that was seen on some releases.
pub(super) fn documented(
    attribution: Option<&Attribution>,
    catalog: &Catalog,
    seen: &[&Release],
) -> Documented {
    let Some(attribution) = attribution else {
        return Documented {
            standing: Standing::Undocumented,
            endpoint: None,
            area: None,
            area_name: None,
            releases: Vec::new(),
            words: "no page documents it".to_owned(),
        };
    };
    let has = documenting(Some(attribution), catalog);
    let best = attribution.best.endpoint;
    let area = catalog.area_of(best);
    let (standing, words) = agree(catalog, &has, seen);
    let mut releases: Vec<&Release> = catalog
        .releases()
        .iter()
        .filter(|it| has.contains(it.id()))
        .collect();
    releases.sort_by(|a, b| order(a, b));
    Documented {
        standing,
        endpoint: Some(catalog.endpoint(best).id().to_owned()),
        area: Some(area.id().to_owned()),
        area_name: Some(area.name(None).to_owned()),
        releases: releases.iter().map(|it| it.id().to_owned()).collect(),
        words,
    }
}

fn agree(catalog: &Catalog, has: &BTreeSet<&str>, seen: &[&Release]) -> (Standing, String) {
    if has.is_empty() {
        // Documented by other sources than the pages of releases.
        return (
            Standing::Undocumented,
            "no release's page documents it".to_owned(),
        );
    }
    let [first, ..] = seen else {
        let words = format!("documented for {}", families(catalog, has));
        return (Standing::Unsaid, words);
    };
    let mut worst = Standing::Documented;
    let mut words = Vec::new();
    let mut done: Vec<(&str, Option<&str>)> = Vec::new();
    for release in seen {
        let kin = (
            release.entry.product.as_str(),
            release.entry.edition.as_deref(),
        );
        if done.contains(&kin) {
            continue;
        }
        done.push(kin);
        let family = Family::of(catalog, release);
        let here = seen.iter().filter(|it| family.holds(it));
        let here: Vec<&Release> = here.copied().collect();
        let (standing, sentence) = family.agree(has, &here);
        worst = worst.max(standing);
        words.push(sentence);
    }
    if worst == Standing::Elsewhere && words.iter().all(String::is_empty) {
        let names: Vec<&str> = seen.iter().map(|it| it.entry.name.as_str()).collect();
        let on = if names.len() > NAMED {
            format!("{} and other releases", first.entry.name)
        } else {
            names.join(", ")
        };
        let words = format!(
            "documented only for {}, seen here on {on}",
            families(catalog, has)
        );
        return (worst, words);
    }
    words.retain(|it| !it.is_empty());
    (worst, words.join("; "))
}

impl<'c> Family<'c> {
    fn of(catalog: &'c Catalog, release: &Release) -> Self {
        let mut releases: Vec<&Release> = catalog
            .releases()
            .iter()
            .filter(|it| kin(it, release))
            .collect();
        releases.sort_by(|a, b| order(a, b));
        Self { releases }
    }

    fn holds(&self, release: &Release) -> bool {
        self.releases.iter().any(|it| it.id() == release.id())
    }

    /// How the pages of the family agree with where it was seen; without a sentence where none of them documents it.
    fn agree(&self, has: &BTreeSet<&str>, seen: &[&Release]) -> (Standing, String) {
        let place = |release: &Release| self.releases.iter().position(|it| it.id() == release.id());
        let documents = |place: &usize| has.contains(self.releases[*place].id());
        let pages: Vec<usize> = (0..self.releases.len()).filter(documents).collect();
        let mut seen: Vec<usize> = seen.iter().filter_map(|it| place(it)).collect();
        seen.sort_unstable();
        seen.dedup();
        let (Some(&first), Some(&last)) = (pages.first(), pages.last()) else {
            return (Standing::Elsewhere, String::new());
        };
        let product = self.releases[first];
        let name = match &product.entry.edition {
            Some(edition) => format!("{} {edition}", product.entry.product),
            None => product.entry.product.clone(),
        };
        let strays: Vec<usize> = seen.iter().copied().filter(|it| !documents(it)).collect();
        let whole = (first..=last).all(|it| documents(&it));
        let on = |places: &[usize]| {
            let each = places.iter().map(|it| self.version(*it));
            each.collect::<Vec<_>>().join(", ")
        };
        if strays.is_empty() {
            let words = format!("documented for {name} {}", self.spans(&pages));
            return (Standing::Documented, words);
        }
        let early = strays.iter().all(|it| *it < first);
        let late = strays.iter().all(|it| *it > last);
        let to_end = last + 1 == self.releases.len();
        let seen = on(&strays);
        match (early, late) {
            (true, _) if whole && to_end => (
                Standing::Early,
                format!(
                    "documented for {name} from {} on, seen here on {seen}",
                    self.version(first)
                ),
            ),
            (true, _) => (
                Standing::Early,
                format!(
                    "documented for {name} {}, seen here on {seen} already",
                    self.spans(&pages)
                ),
            ),
            (_, true) => (
                Standing::Late,
                format!(
                    "documented for {name} only until {}, still seen on {seen}",
                    self.version(last)
                ),
            ),
            _ => (
                Standing::Gap,
                format!(
                    "documented for {name} {}, seen here on {seen} too",
                    self.spans(&pages)
                ),
            ),
        }
    }

    fn version(&self, place: usize) -> &'c str {
        &self.releases[place].entry.version
    }

    /// Places in a row as `first to last`.
    fn spans(&self, places: &[usize]) -> String {
        let runs = places.chunk_by(|a, b| a + 1 == *b);
        let each = runs.map(|run| match run {
            [one] => self.version(*one).to_owned(),
            [first, second] => format!("{}, {}", self.version(*first), self.version(*second)),
            [first, .., last] => format!("{} to {}", self.version(*first), self.version(*last)),
            [] => String::new(),
        });
        each.collect::<Vec<_>>().join(", ")
    }
}

/// The products that document it, each with its versions; of a product's editions the one that vendors document best.
fn families(catalog: &Catalog, has: &BTreeSet<&str>) -> String {
    let mut releases: Vec<&Release> = catalog
        .releases()
        .iter()
        .filter(|it| has.contains(it.id()))
        .collect();
    let usual = |it: &Release| it.entry.edition.as_deref() != Some(DEFAULT_EDITION);
    releases.sort_by(|a, b| usual(a).cmp(&usual(b)).then_with(|| order(a, b)));
    let mut products: Vec<(&str, String)> = Vec::new();
    for release in &releases {
        let product = release.entry.product.as_str();
        if products.iter().any(|it| it.0 == product) {
            continue;
        }
        let family = Family::of(catalog, release);
        let documents = |place: &usize| has.contains(family.releases[*place].id());
        let pages: Vec<usize> = (0..family.releases.len()).filter(documents).collect();
        let edition = release.entry.edition.as_deref();
        let edition = edition.map_or_else(String::new, |it| format!(" {it}"));
        products.push((
            product,
            format!("{product}{edition} {}", family.spans(&pages)),
        ));
    }
    let more = products.len().saturating_sub(NAMED);
    let named: Vec<String> = products.into_iter().take(NAMED).map(|it| it.1).collect();
    match more {
        0 => named.join(" and "),
        more => format!("{} and {more} more products", named.join(", ")),
    }
}

fn kin(one: &Release, two: &Release) -> bool {
    one.entry.product == two.entry.product && one.entry.edition == two.entry.edition
}

/// By build; releases without one after those with one.
pub(super) fn order(one: &Release, two: &Release) -> std::cmp::Ordering {
    let (a, b) = (&one.entry, &two.entry);
    let builds = match (&a.build, &b.build) {
        (Some(one), Some(two)) => natural(one, two),
        (one, two) => one.is_none().cmp(&two.is_none()),
    };
    builds
        .then_with(|| a.product.cmp(&b.product))
        .then_with(|| natural(&a.version, &b.version))
        .then_with(|| one.id().cmp(two.id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreed(has: &[&str], seen: &[&str]) -> (Standing, String) {
        let catalog = Catalog::embedded();
        let id = |version: &&str| format!("windows-10-{version}-enterprise");
        let has: Vec<String> = has.iter().map(id).collect();
        let has = has.iter().map(String::as_str).collect();
        let seen: Vec<&Release> = seen
            .iter()
            .map(|it| catalog.release(&id(it)).unwrap())
            .collect();
        agree(catalog, &has, &seen)
    }

    #[test]
    fn what_pages_document_later_is_early() {
        assert_eq!(
            agreed(&["20h2", "21h1", "21h2"], &["2004", "20h2"]),
            (
                Standing::Early,
                "documented for Windows 10 Enterprise from 20H2 on, seen here on 2004".to_owned()
            )
        );
    }

    #[test]
    fn what_pages_documented_before_is_late() {
        assert_eq!(
            agreed(&["1903", "1909"], &["2004"]),
            (
                Standing::Late,
                "documented for Windows 10 Enterprise only until 1909, still seen on 2004"
                    .to_owned()
            )
        );
    }

    #[test]
    fn between_pages_there_is_a_gap() {
        assert_eq!(
            agreed(&["1803", "1809", "1903", "20h2"], &["2004"]),
            (
                Standing::Gap,
                "documented for Windows 10 Enterprise 1803 to 1903, 20H2, seen here on 2004 too"
                    .to_owned()
            )
        );
    }

    #[test]
    fn where_it_is_documented_it_was_seen() {
        let (standing, words) = agreed(&["1909", "2004"], &["2004"]);
        assert_eq!(standing, Standing::Documented);
        assert_eq!(words, "documented for Windows 10 Enterprise 1909, 2004");
    }

    #[test]
    fn pages_of_other_products_are_named() {
        let catalog = Catalog::embedded();
        let has = BTreeSet::from(["microsoft-365-worldwide", "windows-11-pro"]);
        let seen = catalog.release("windows-10-2004-enterprise").unwrap();
        assert_eq!(
            agree(catalog, &has, &[seen]),
            (
                Standing::Elsewhere,
                "documented only for Windows 11 Pro 21H2 and Microsoft 365 2020070800, seen here on Windows 10 Enterprise, version 2004".to_owned()
            )
        );
    }

    #[test]
    fn without_a_release_nothing_is_early() {
        let (standing, words) = agreed(&["1709", "1803"], &[]);
        assert_eq!(standing, Standing::Unsaid);
        assert_eq!(words, "documented for Windows 10 Enterprise 1709, 1803");
    }
}
