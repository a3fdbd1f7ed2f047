//! What changed from the page of one release to that of another.
//!
//! Hosts are compared, not rows: a host that left one area and came to another in the same step has moved, and one whose
//! `x` became `*.x` means more than before. A host that is gone may still be held by a wildcard of the new page, which is
//! what people who keep rules need to know. Patterns are taken as each page spells them; slips of a page that the catalog
//! has mended are no changes.

mod change;
mod format;
mod page;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalog::{Area, Catalog, Release};
use change::change;
use page::Page;

pub use change::{Areas, Change, Meaning, MeaningChange, Protocols};
pub use format::{FORMATS, Format};
pub use page::{AreaLine, Held, HostOnPage, PageLine, RowLine};

/// What changed from one page to another. Hosts are in alphabetical order everywhere.
#[derive(Clone, Debug, Serialize)]
pub struct Diff<'c> {
    /// The version of this layout.
    pub schema: &'static str,
    /// The page before.
    pub from: PageLine<'c>,
    /// The page after.
    pub to: PageLine<'c>,
    /// The numbers at a glance.
    pub summary: Summary,
    /// What a reader should know before drawing conclusions, as sentences.
    pub notes: Vec<String>,
    /// Areas, where both pages have some.
    pub areas: AreaChanges<'c>,
    /// Hosts that only the page after has.
    pub added: Vec<HostOnPage<'c>>,
    /// Hosts that only the page before has.
    pub removed: Vec<HostOnPage<'c>>,
    /// Hosts that both have and that are documented differently.
    pub changed: Vec<Change<'c>>,
}

/// How many hosts there are, and how many of them changed in which way. A host may have changed in several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Hosts on the page before.
    pub before: usize,
    /// Hosts on the page after.
    pub after: usize,
    /// Only on the page after.
    pub added: usize,
    /// Only on the page before.
    pub removed: usize,
    /// On both.
    pub kept: usize,
    /// Kept, and in other areas.
    pub moved: usize,
    /// Kept, and the page after means more than the page before.
    pub wider: usize,
    /// Kept, and the page after means less.
    pub narrower: usize,
    /// Kept, and each page means something that the other does not.
    pub other_meaning: usize,
    /// Kept, and with other protocols.
    pub protocols: usize,
    /// Kept, and spelt differently without another meaning.
    pub respelt: usize,
}

/// What became of the areas.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AreaChanges<'c> {
    /// Only on the page after.
    pub added: Vec<AreaLine<'c>>,
    /// Only on the page before.
    pub removed: Vec<AreaLine<'c>>,
    /// On both, under other names.
    pub renamed: Vec<Renamed<'c>>,
}

/// An area with another name.
#[derive(Clone, Debug, Serialize)]
pub struct Renamed<'c> {
    /// Its id.
    pub id: &'c str,
    /// Its name on the page before.
    pub before: &'c str,
    /// Its name on the page after.
    pub after: &'c str,
}

impl Catalog {
    /// What changed from the page of one release to that of another.
    #[must_use]
    pub fn diff<'c>(&'c self, from: &'c Release, to: &'c Release) -> Diff<'c> {
        let (before, after) = (Page::of(self, from), Page::of(self, to));
        let added: Vec<_> = after.beyond(&before).collect();
        let removed: Vec<_> = before.beyond(&after).collect();
        let changed: Vec<_> = before
            .shared(&after)
            .filter_map(|(before, after)| change(before, after))
            .collect();
        let count = |holds: fn(&Change<'_>) -> bool| changed.iter().filter(|it| holds(it)).count();
        let summary = Summary {
            before: before.hosts(),
            after: after.hosts(),
            added: added.len(),
            removed: removed.len(),
            kept: before.hosts() - removed.len(),
            moved: count(|it| it.areas.is_some()),
            wider: count(|it| it.is(Meaning::Wider)),
            narrower: count(|it| it.is(Meaning::Narrower)),
            other_meaning: count(|it| it.is(Meaning::Other)),
            protocols: count(|it| it.protocols.is_some()),
            respelt: count(|it| it.is(Meaning::Same)),
        };
        Diff {
            schema: "backchat-catalog-diff/1",
            from: PageLine::of(from),
            to: PageLine::of(to),
            summary,
            notes: notes(from, to),
            areas: areas(self, from, to),
            added,
            removed,
            changed,
        }
    }
}

fn notes(from: &Release, to: &Release) -> Vec<String> {
    let mut notes = Vec::new();
    let without: Vec<&str> = [from, to]
        .into_iter()
        .filter(|release| !has_areas(release))
        .map(|release| release.entry.name.as_str())
        .collect();
    if !without.is_empty() {
        notes.push(format!(
            "The page of {} has no areas of its own: those of its rows are the catalog's, and moves are as good as these.",
            without.join(" and that of ")
        ));
    }
    notes.push(
        "Each page is what some idle machines did while they were watched: what is absent from one may still be called."
            .to_owned(),
    );
    notes
}

/// Whether the page itself sorts its rows by areas.
fn has_areas(release: &Release) -> bool {
    release.entry.counts.areas > 0
}

fn areas<'c>(catalog: &'c Catalog, from: &'c Release, to: &'c Release) -> AreaChanges<'c> {
    let of = |release: &'c Release| -> BTreeSet<_> {
        catalog.areas_of_release(release.id()).into_iter().collect()
    };
    let (before, after) = (of(from), of(to));
    if !has_areas(from) || !has_areas(to) {
        return AreaChanges::default();
    }
    let line = |area: &'c Area, release: &'c Release| AreaLine {
        id: area.id(),
        name: area.name(Some(release.id())),
    };
    let renamed = before.intersection(&after).filter_map(|&area| {
        let area = catalog.area(area);
        let (before, after) = (line(area, from).name, line(area, to).name);
        (before != after).then(|| Renamed {
            id: area.id(),
            before,
            after,
        })
    });
    AreaChanges {
        added: (after.difference(&before))
            .map(|&area| line(catalog.area(area), to))
            .collect(),
        removed: (before.difference(&after))
            .map(|&area| line(catalog.area(area), from))
            .collect(),
        renamed: renamed.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(from: &str, to: &str) -> Diff<'static> {
        let catalog = Catalog::embedded();
        let release = |asked| catalog.resolve_release(asked).unwrap();
        catalog.diff(release(from), release(to))
    }

    #[test]
    fn a_page_and_itself_do_not_differ() {
        let diff = diff("1903", "1903");
        let (added, removed) = (diff.added.len(), diff.removed.len());
        assert_eq!((added, removed, diff.changed.len()), (0, 0, 0));
        assert_eq!(diff.summary.kept, diff.summary.before);
    }

    #[test]
    fn forwards_and_backwards_mirror_each_other() {
        let (there, back) = (diff("1909", "11"), diff("11", "1909"));
        assert_eq!(there.summary.added, back.summary.removed);
        assert_eq!(there.summary.wider, back.summary.narrower);
        assert_eq!(there.summary.moved, back.summary.moved);
        assert_eq!(there.areas.added.len(), back.areas.removed.len());
    }

    #[test]
    fn a_host_that_is_gone_may_be_held_by_a_new_wildcard() {
        let diff = diff("1809", "1903");
        let gone = diff.removed.iter();
        let gone = gone.filter(|it| it.host == "fe2.update.microsoft.com");
        let held: Vec<&str> = gone
            .flat_map(|it| &it.held_by)
            .map(|it| it.as_written)
            .collect();
        assert_eq!(held, ["*.update.microsoft.com"]);
    }

    #[test]
    fn a_host_in_another_area_has_moved_and_is_neither_added_nor_removed() {
        let diff = diff("1903", "1909");
        let moved = diff.changed.iter().find(|it| it.host == "login.live.com");
        let areas = moved.and_then(|it| it.areas.as_ref()).unwrap();
        assert_eq!(areas.entered[0].id, "microsoft-account");
        assert_eq!(areas.stayed[0].id, "device-authentication");
        let is_moved = |host: &str| host == "login.live.com";
        assert!(!diff.added.iter().any(|it| is_moved(it.host)));
        assert!(!diff.removed.iter().any(|it| is_moved(it.host)));
    }

    #[test]
    fn a_star_that_was_added_makes_the_meaning_wider() {
        let diff = diff("1803", "1903");
        let wider = diff.changed.iter().filter(|it| it.is(Meaning::Wider));
        let spelt = wider.filter_map(|it| it.meaning.as_ref());
        let spelt: Vec<_> = spelt
            .map(|it| (it.before.clone(), it.after.clone()))
            .collect();
        assert!(
            spelt.contains(&(
                vec!["displaycatalog.mp.microsoft.com"],
                vec!["*displaycatalog.mp.microsoft.com"]
            )),
            "{spelt:?}"
        );
    }

    #[test]
    fn a_slip_of_a_page_is_no_change() {
        // 1909 writes a stray 1 before this name.
        let diff = diff("1903", "1909");
        let host = "storecatalogrevocation.storequality.microsoft.com";
        assert!(diff.added.iter().all(|it| !it.host.ends_with(host)));
        assert!(diff.removed.iter().all(|it| it.host != host));
    }

    #[test]
    fn pages_without_areas_have_no_areas_to_compare() {
        let diff = diff("1709 Home", "1803 Home");
        assert!(diff.areas.added.is_empty() && diff.areas.removed.is_empty());
        assert_eq!(diff.notes.len(), 2);
    }
}
