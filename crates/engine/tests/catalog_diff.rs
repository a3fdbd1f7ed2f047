//! What changed from release to release, against a list of differences that was made from the pages by a script of its
//! own.
//!
//! The list is not part of this repository: it is looked for in `$BACKCHAT_SHARED`, then in `shared` beside the
//! workspace, and where it is absent the tests that need it say so and pass.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use backchat_engine::catalog::Catalog;
use backchat_engine::curate::diff::Diff;
use backchat_testkit::shared;

/// A step from one Enterprise page to the next: the versions as the list calls them, the number of hosts added, removed
/// and kept as it counts them, and how far the catalog's own numbers are from these, because of [`MENDED`].
struct Step {
    from: &'static str,
    to: &'static str,
    listed: [usize; 3],
    mended: [isize; 3],
}

const fn step(
    from: &'static str,
    to: &'static str,
    listed: [usize; 3],
    mended: [isize; 3],
) -> Step {
    Step {
        from,
        to,
        listed,
        mended,
    }
}

const STEPS: [Step; 9] = [
    step("1709", "1803", [6, 0, 66], [0, 0, 0]),
    step("1803", "1809", [14, 0, 72], [0, 0, 0]),
    // The image host is kept, under its whole name.
    step("1809", "1903", [32, 24, 62], [-1, -1, 1]),
    // The revocation host is not added with a stray 1 in front.
    step("1903", "1909", [12, 61, 33], [-1, 0, 0]),
    // Nor is that one removed.
    step("1909", "2004", [11, 10, 35], [0, -1, 0]),
    step("2004", "20H2", [15, 4, 42], [0, 0, 0]),
    step("20H2", "21H1", [0, 0, 57], [0, 0, 0]),
    step("21H1", "21H2", [0, 2, 55], [0, 0, 0]),
    step("21H2", "11", [50, 2, 53], [0, 0, 0]),
];

/// Hosts that the list has as the page spells them and the catalog as they are meant, with the reason.
const MENDED: [(&str, &str, &str); 4] = [
    (
        "cy2.*.md.mp.microsoft.com.",
        "cy2.*.md.mp.microsoft.com.akadns.net",
        "the page has a star where the carrier's domain stands, which the list takes as one for paths",
    ),
    (
        "img-prod-cms-rt-microsoft-com",
        "img-prod-cms-rt-microsoft-com.akamaized.net",
        "the page of 1903 leaves out the end of the name",
    ),
    (
        "onecollector.cloudapp.aria",
        "onecollector.cloudapp.aria.akadns.net",
        "the page of 1903 leaves out the end of the name",
    ),
    (
        "1storecatalogrevocation.storequality.microsoft.com",
        "storecatalogrevocation.storequality.microsoft.com",
        "the page of 1909 has a stray 1 before the name",
    ),
];

fn diff(step: &Step) -> Diff<'static> {
    let catalog = Catalog::embedded();
    let release = |version: &str| {
        // `21H2` alone may be Windows 11 too.
        let product = if version == "11" { "" } else { "Windows 10 " };
        catalog
            .resolve_release(&format!("{product}{version}"))
            .unwrap()
    };
    catalog.diff(release(step.from), release(step.to))
}

/// The host as the catalog means it.
fn mended(host: &str) -> &str {
    let slip = MENDED.iter().find(|(listed, _, _)| *listed == host);
    slip.map_or(host, |(_, meant, _)| meant)
}

#[test]
fn as_many_hosts_change_in_each_step_as_were_counted() {
    for step in &STEPS {
        let summary = diff(step).summary;
        let found = [summary.added, summary.removed, summary.kept];
        for (at, what) in ["added", "removed", "kept"].into_iter().enumerate() {
            let expected = step.listed[at].checked_add_signed(step.mended[at]);
            assert_eq!(
                Some(found[at]),
                expected,
                "{what} from {} to {}",
                step.from,
                step.to
            );
        }
    }
}

#[test]
fn the_hosts_of_each_step_are_those_of_the_list() {
    let Some(folder) = shared::folder("reference") else {
        return;
    };
    let list = std::fs::read_to_string(folder.join("facts/docs-diffs.csv")).unwrap();
    let mut listed: BTreeMap<(String, String), BTreeMap<String, BTreeSet<String>>> =
        BTreeMap::new();
    // No cell of the first four has a comma or quotes.
    for line in list.lines().skip(1) {
        let cells: Vec<&str> = line.splitn(5, ',').collect();
        let [from, to, change, host, _] = cells[..] else {
            panic!("{line}");
        };
        let step = listed.entry((from.to_owned(), to.to_owned())).or_default();
        step.entry(change.to_owned())
            .or_default()
            .insert(mended(host).to_owned());
    }
    for step in &STEPS {
        let mut expected = listed
            .remove(&(step.from.to_owned(), step.to.to_owned()))
            .unwrap_or_default();
        let mut added = expected.remove("added").unwrap_or_default();
        let mut removed = expected.remove("removed").unwrap_or_default();
        // What only left under one spelling and came under another has stayed.
        let stayed: BTreeSet<String> = added.intersection(&removed).cloned().collect();
        added.retain(|host| !stayed.contains(host));
        removed.retain(|host| !stayed.contains(host));
        let diff = diff(step);
        // The stray 1 stands beside the same name without it.
        let known = |host: &String| {
            diff.changed.iter().any(|it| it.host == host) && MENDED.iter().any(|it| it.1 == host)
        };
        added.retain(|host| !known(host));
        removed.retain(|host| !known(host));
        let found = |hosts: &[backchat_engine::curate::diff::HostOnPage<'_>]| -> BTreeSet<String> {
            hosts.iter().map(|host| host.host.to_owned()).collect()
        };
        assert_eq!(
            found(&diff.added),
            added,
            "added from {} to {}",
            step.from,
            step.to
        );
        assert_eq!(
            found(&diff.removed),
            removed,
            "removed from {} to {}",
            step.from,
            step.to
        );
    }
    assert!(
        listed.is_empty(),
        "steps that were not compared: {:?}",
        listed.keys()
    );
}

#[test]
fn every_mended_host_has_a_reason_that_the_catalog_gives_too() {
    let catalog = Catalog::embedded();
    for (_, meant, reason) in MENDED {
        assert!(!reason.is_empty());
        let endpoints = catalog.endpoints().iter();
        let mut of_host = endpoints.filter(|endpoint| endpoint.pattern.host() == meant);
        assert!(
            of_host.any(|endpoint| {
                let rows = &endpoint.entry.documented;
                endpoint.entry.meaning.why.is_some() || rows.iter().any(|row| row.why.is_some())
            }),
            "{meant}"
        );
    }
}
