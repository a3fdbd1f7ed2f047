//! Catalog → page → import → the same: what the exported page of a release says is what the catalog holds.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use backchat_engine::catalog::{Catalog, Release};
use backchat_engine::curate::export::{FORMATS, Selection};
use backchat_engine::curate::import::{self, ImportedRelease};

/// A row, as both sides know it.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    area: Option<String>,
    process: Option<String>,
    protocols: String,
    destination: String,
}

/// The page of a release, exported and read back.
fn page(release: &Release) -> (String, import::ImportedPage) {
    let selection = Selection {
        catalog: Catalog::embedded(),
        release: Some(release),
        areas: Vec::new(),
        carriers: false,
    };
    let format = FORMATS.iter().find(|it| it.id() == "markdown").unwrap();
    let text = format.render(&selection).unwrap().text;
    let page = import::read("page.md", text.as_bytes()).unwrap();
    (text, page)
}

/// The only release of a page.
fn only(page: &import::ImportedPage) -> &ImportedRelease {
    let [release] = page.releases.as_slice() else {
        panic!(
            "{:?}",
            page.releases
                .iter()
                .map(|it| &it.section)
                .collect::<Vec<_>>()
        );
    };
    release
}

/// The areas that the page of a release has: names and anchors, in its order.
fn areas(release: &Release) -> Vec<(String, Option<String>)> {
    let mut found: Vec<(u32, String, Option<String>)> = Vec::new();
    for area in Catalog::embedded().areas() {
        let rows = area.entry.documented.iter();
        found.extend(rows.filter(|row| row.release == release.id()).map(|row| {
            let name = area.name(Some(release.id())).to_owned();
            (row.line, name, row.anchor.clone())
        }));
    }
    found.sort();
    found
        .into_iter()
        .map(|(_, name, anchor)| (name, anchor))
        .collect()
}

/// The rows of the catalog for a release, in the order of its page.
fn rows(release: &Release) -> Vec<Row> {
    let catalog = Catalog::embedded();
    let has_areas = !areas(release).is_empty();
    let rows = catalog.rows_of_release(release.id()).into_iter();
    rows.map(|(endpoint, row)| {
        let area = catalog.area_of(endpoint).name(Some(release.id()));
        Row {
            area: has_areas.then(|| area.to_owned()),
            process: row.process.clone(),
            protocols: row.protocols.clone(),
            destination: row.as_written(&catalog.endpoint(endpoint).entry).to_owned(),
        }
    })
    .collect()
}

#[test]
fn the_page_of_every_release_reads_back_as_its_rows() {
    let releases = Catalog::embedded().releases().iter();
    let releases = releases.filter(|release| !rows(release).is_empty());
    let mut count = 0;
    for release in releases {
        let (_, page) = page(release);
        let read = only(&page);
        let found: Vec<Row> = read
            .rows
            .iter()
            .map(|row| Row {
                area: read.area_of(row).map(|area| area.name.clone()),
                process: row.process.clone(),
                protocols: row.protocols.clone(),
                destination: row.destination.clone(),
            })
            .collect();
        let expected = rows(release);
        for (at, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "row {at} of {}", release.id());
        }
        assert_eq!(found.len(), expected.len(), "{}", release.id());
        count += 1;
    }
    assert!(count >= 37, "{count} releases");
}

#[test]
fn the_page_of_every_release_reads_back_with_its_areas_and_links() {
    for release in Catalog::embedded().releases() {
        if rows(release).is_empty() {
            continue;
        }
        let (_, page) = page(release);
        let read = only(&page);
        let found: Vec<(String, Option<String>)> = read
            .areas
            .iter()
            .map(|area| (area.name.clone(), area.anchor.clone()))
            .collect();
        assert_eq!(found, areas(release), "{}", release.id());
    }
}

#[test]
fn the_page_of_every_windows_release_says_which_release_it_is() {
    // Of other vendors' products the importer does not know the names.
    let releases = Catalog::embedded().releases().iter();
    for release in releases.filter(|it| it.entry.product.starts_with("Windows")) {
        let (_, page) = page(release);
        let read = only(&page);
        let entry = &release.entry;
        assert_eq!(
            read.product.as_deref(),
            Some(entry.product.as_str()),
            "{}",
            release.id()
        );
        assert_eq!(read.edition, entry.edition, "{}", release.id());
        assert_eq!(page.date.as_deref(), Some(entry.page.date.as_str()));
        // Windows 11 is its own first version.
        if entry.name.contains("version") {
            assert_eq!(
                read.version.as_deref(),
                Some(entry.version.as_str()),
                "{}",
                release.id()
            );
        }
    }
}

#[test]
fn nothing_of_an_exported_page_is_skipped_but_areas_without_rows() {
    for release in Catalog::embedded().releases() {
        let empty = areas(release).len();
        let (_, page) = page(release);
        assert!(
            page.skipped.len() <= empty,
            "{}: {:?}",
            release.id(),
            page.skipped
        );
    }
}

#[test]
fn the_sets_of_the_web_service_read_back_as_the_catalogs() {
    let catalog = Catalog::embedded();
    let release = catalog.release("microsoft-365-worldwide").unwrap();
    let selection = Selection {
        catalog,
        release: Some(release),
        areas: Vec::new(),
        carriers: true,
    };
    let format = FORMATS.iter().find(|it| it.id() == "m365-json").unwrap();
    let text = format.render(&selection).unwrap().text;
    let page = import::read("endpoints.json", text.as_bytes()).unwrap();
    let mut found: Vec<_> = only(&page)
        .sets
        .iter()
        .map(|it| {
            let category = it.category.map(|category| format!("{category:?}"));
            let ranges = it.ranges.clone();
            (
                it.id,
                category,
                it.required,
                it.express_route,
                it.tcp.clone(),
                it.udp.clone(),
                ranges,
            )
        })
        .collect();
    found.sort();
    let sets = catalog.areas().iter().flat_map(|area| &area.sets);
    let sets = sets.filter(|set| set.release == release.id());
    let mut expected: Vec<_> = sets
        .map(|it| {
            let category = it.category.map(|category| format!("{category:?}"));
            let ranges = it.ranges.clone();
            (
                it.id,
                category,
                it.required,
                it.express_route,
                it.tcp.clone(),
                it.udp.clone(),
                ranges,
            )
        })
        .collect();
    expected.sort();
    assert!(expected.len() > 50, "{}", expected.len());
    assert_eq!(found, expected);
}
