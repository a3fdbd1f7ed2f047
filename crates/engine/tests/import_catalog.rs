//! Every published page that there is, merged: into the catalog that is built in nothing changes, and into an empty one
//! come the rows that were counted, as a catalog that can be used.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use backchat_engine::catalog::{Catalog, Source, SourceFile};
use backchat_engine::curate::check::{Severity, check};
use backchat_engine::curate::import::merge::{Options, apply, merge};
use backchat_engine::curate::import::read;
use backchat_testkit::shared;

/// What the pages hold, counted apart from the importer: areas on the page, and rows by edition in the page's order.
///
/// The 1909 page of the other editions has one row more than the count, which takes two on line 146 for one.
const PAGES: &[(&str, usize, &[usize])] = &[
    ("manage-windows-1709-endpoints.md", 21, &[70]),
    ("manage-windows-1803-endpoints.md", 21, &[76]),
    ("manage-windows-1809-endpoints.md", 21, &[90]),
    ("manage-windows-1903-endpoints.md", 22, &[101]),
    ("manage-windows-1909-endpoints.md", 21, &[50]),
    ("manage-windows-2004-endpoints.md", 21, &[48]),
    ("manage-windows-20H2-endpoints.md", 23, &[59]),
    ("manage-windows-21H1-endpoints.md", 23, &[59]),
    ("manage-windows-21h2-endpoints.md", 23, &[57]),
    ("manage-windows-11-endpoints.md", 24, &[106]),
    (
        "windows-endpoints-1709-non-enterprise-editions.md",
        0,
        &[84, 89, 68],
    ),
    (
        "windows-endpoints-1803-non-enterprise-editions.md",
        0,
        &[44, 23, 44],
    ),
    (
        "windows-endpoints-1809-non-enterprise-editions.md",
        0,
        &[50, 21, 39],
    ),
    (
        "windows-endpoints-1903-non-enterprise-editions.md",
        0,
        &[77, 69, 69],
    ),
    (
        "windows-endpoints-1909-non-enterprise-editions.md",
        0,
        &[51, 58, 43],
    ),
    (
        "windows-endpoints-2004-non-enterprise-editions.md",
        0,
        &[43, 55, 47],
    ),
    (
        "windows-endpoints-20H2-non-enterprise-editions.md",
        27,
        &[84, 64, 59],
    ),
    (
        "windows-endpoints-21H1-non-enterprise-editions.md",
        27,
        &[84, 64, 59],
    ),
    (
        "windows-11-endpoints-non-enterprise-editions.md",
        26,
        &[80, 61, 56],
    ),
    ("intune/intune-endpoints.md", 4, &[112]),
    ("office365/office-365-worldwide-endpoints.md", 4, &[395]),
];

fn folder() -> Option<PathBuf> {
    shared::folder("reference/microsoft")
}

/// Merges a page into a source: its releases with areas and rows, and the files that changed.
fn import(
    path: &std::path::Path,
    source: &mut Source,
    options: &Options,
) -> (Vec<(String, usize, usize)>, Vec<String>) {
    let catalog = Catalog::load(source).unwrap();
    let page = read(&path.to_string_lossy(), &fs::read(path).unwrap()).unwrap();
    let change = merge(&page, &catalog, options).unwrap();
    let files = apply(source, &catalog, &change.edits).unwrap();
    let releases = change.releases.into_iter();
    let releases = releases.map(|it| (it.release, it.areas, it.rows));
    (releases.collect(), files)
}

#[test]
fn the_catalog_that_is_built_in_says_what_every_page_says() {
    let Some(folder) = folder() else {
        return;
    };
    let mut source = Source::embedded();
    for (file, ..) in PAGES {
        let (_, files) = import(&folder.join(file), &mut source, &Options::default());
        assert_eq!(files, Vec::<String>::new(), "{file}");
    }
}

#[test]
fn all_pages_into_an_empty_catalog_make_one_that_can_be_used() {
    let Some(folder) = folder() else {
        return;
    };
    let embedded = Source::embedded();
    let kept = |file: &SourceFile| file.path.ends_with("vendor.toml") || !file.path.contains('/');
    let mut source = Source {
        files: embedded.files.into_iter().filter(kept).collect(),
    };
    let options = Options {
        vendor: Some("microsoft".to_owned()),
        url: Some("https://learn.example/page".to_owned()),
        ..Options::default()
    };
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for (file, areas, counted) in PAGES {
        let (releases, _) = import(&folder.join(file), &mut source, &options);
        let found: Vec<usize> = releases.iter().map(|(_, _, rows)| *rows).collect();
        assert_eq!(found, *counted, "{file}");
        let most = releases.iter().map(|(_, areas, _)| *areas).max();
        // A page of several editions has areas that not every edition has.
        assert!(most <= Some(*areas), "{file}: {most:?}");
        assert!(
            releases.len() > 1 || most == Some(*areas),
            "{file}: {most:?}"
        );
        rows.extend(releases.into_iter().map(|(id, _, rows)| (id, rows)));
    }
    let catalog = Catalog::load(&source).unwrap();
    for (release, rows) in rows {
        assert_eq!(catalog.rows_of_release(&release).len(), rows, "{release}");
    }
    let problems = check(&source).into_iter();
    let errors: Vec<_> = problems
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    assert!(
        errors.is_empty(),
        "{} errors: {:#?}",
        errors.len(),
        errors.first()
    );
    for (file, ..) in PAGES {
        let (_, files) = import(&folder.join(file), &mut source, &options);
        assert_eq!(files, Vec::<String>::new(), "{file} a second time");
    }
}
