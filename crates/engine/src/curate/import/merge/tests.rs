//! Merging small pages into small catalogs.

use std::borrow::Cow;

use super::*;
use crate::catalog::{Source, SourceFile};
use crate::curate::check::{Severity, check};
use crate::curate::import::read;

const VENDOR: &str = r#"[vendor]
id = "acme"
name = "Acme"
domains = ["a.com"]
"#;

const RELEASE: &str = r#"# Kept by hand.
[release]
id = "windows-10-2004-enterprise"
name = "Windows 10 Enterprise, version 2004"
product = "Windows 10"
version = "2004"
edition = "Enterprise"
build = "10.0.19041"
section = "Windows 10 2004 Enterprise connection endpoints"

[release.page]
url = "https://acme.example/docs/manage-2004"
file = "manage-2004.md"
date = "2020-10-22"
title = "Endpoints for Windows 10 Enterprise, version 2004"

[release.counts]
areas = 2
rows = 3
destinations = 3
"#;

const APPS: &str = r#"# Why this area is as it is.
[area]
id = "apps"
name = "Apps"
summary = "Apps."
described_as = ["weather"]
documented = [
    { release = "windows-10-2004-enterprise", line = 10, anchor = "apps", name = "Old apps" },
]

# The tile of the weather.
[[endpoint]]
id = "apps/tile.a.com"
as_written = "tile.a.com"
meaning = { kind = "exact", host = "tile.a.com", confidence = "certain" }
ports = [80]
purpose = "Tiles." # checked
documented = [
    { release = "windows-10-2004-enterprise", line = 11, protocols = "HTTP" },
]

[[endpoint]]
id = "apps/cdn.a.com"
as_written = "cdn.a.com"
meaning = { kind = "exact", host = "cdn.a.com", confidence = "certain" }
ports = [443]
purpose = "Files."
documented = [
    { release = "windows-10-2004-enterprise", line = 12, protocols = "HTTPS", as_written = "cnd.a.com", why = "a slip of the page" },
]
"#;

const UPDATE: &str = r#"[area]
id = "update"
name = "Update"
summary = "Updates."
documented = [
    { release = "windows-10-2004-enterprise", line = 13, anchor = "update" },
]

[[endpoint]]
id = "update/dl.a.com"
as_written = "*.dl.a.com"
meaning = { kind = "subdomains", host = "dl.a.com", confidence = "certain" }
ports = [80]
purpose = "Downloads."
documented = [
    { release = "windows-10-2004-enterprise", line = 14, protocols = "HTTP" },
]
"#;

/// The page that the catalog above is of. Its rows begin on line 10.
const PAGE: &str = "---
title: Endpoints for Windows 10 Enterprise, version 2004
ms.date: 10/22/2020
---
# Endpoints
## Windows 10 2004 Enterprise connection endpoints

|Area|Description|Protocol|Destination|
|--|--|--|--|
|Old apps|Tiles||[Turn off](guide.md#apps)|
|||HTTP|tile.a.com|
|||HTTPS|cnd.a.com|
|Update|Updates||[Turn off](guide.md#update)|
|||HTTP|*.dl.a.com|
";

fn source() -> Source {
    let file = |path: &'static str, text: &'static str| SourceFile {
        path: Cow::Borrowed(path),
        text: Cow::Borrowed(text),
    };
    Source {
        files: vec![
            file("acme/releases/windows-10-2004-enterprise.toml", RELEASE),
            file("acme/vendor.toml", VENDOR),
            file("acme/windows/apps.toml", APPS),
            file("acme/windows/update.toml", UPDATE),
        ],
    }
}

/// Merges a page, and gives what changed with the files that did.
fn import(source: &mut Source, file: &str, page: &str) -> (Change, Vec<String>) {
    import_with(source, file, page, &Options::default())
}

fn import_with(
    source: &mut Source,
    file: &str,
    page: &str,
    options: &Options,
) -> (Change, Vec<String>) {
    let catalog = Catalog::load(source).unwrap();
    let page = read(file, page.as_bytes()).unwrap();
    let change = merge(&page, &catalog, options).unwrap();
    let files = apply(source, &catalog, &change.edits).unwrap();
    Catalog::load(source).unwrap();
    (change, files)
}

/// Merges another edition of the known page.
fn again(page: &str) -> (Source, Vec<(StepKind, String)>) {
    let mut source = source();
    let (change, _) = import(&mut source, "manage-2004.md", page);
    let steps = steps(&change);
    let (second, files) = import(&mut source, "manage-2004.md", page);
    assert!(
        second.edits.is_empty() && files.is_empty(),
        "a second import changes {files:?}: {:?}",
        second.releases
    );
    (source, steps)
}

fn steps(change: &Change) -> Vec<(StepKind, String)> {
    let steps = change.releases.iter().flat_map(|release| &release.steps);
    steps.map(|step| (step.kind, step.entry.clone())).collect()
}

fn kinds(steps: &[(StepKind, String)]) -> Vec<(StepKind, &str)> {
    steps
        .iter()
        .map(|(kind, entry)| (*kind, &**entry))
        .collect()
}

fn text<'a>(source: &'a Source, path: &str) -> &'a str {
    let file = source.files.iter().find(|file| file.path == path);
    file.map_or("", |file| &file.text)
}

const OTHER: &str = "---
title: Endpoints for Windows 10 editions, version 1909
ms.date: 1/2/2020
---
## Windows 10 Home

|Destination|Protocol|Description|
|--|--|--|
";

/// The endpoint and the doubts of a row of a page without areas.
fn placed(row: &str) -> (String, Vec<String>) {
    let mut source = source();
    let (change, _) = import(&mut source, "other-1909.md", &format!("{OTHER}{row}\n"));
    let catalog = Catalog::load(&source).unwrap();
    let rows = catalog.rows_of_release("windows-10-1909-home");
    let [(endpoint, _)] = rows.as_slice() else {
        panic!("{} rows", rows.len());
    };
    let of_release = change.releases.iter().flat_map(|release| &release.steps);
    let doubts = of_release.filter(|step| step.kind == StepKind::Doubt);
    let doubts = doubts.map(|step| step.what.clone()).collect();
    (catalog.endpoint(*endpoint).id().to_owned(), doubts)
}

#[test]
fn the_page_of_the_catalog_changes_nothing() {
    let mut source = source();
    let (change, files) = import(&mut source, "manage-2004.md", PAGE);
    assert_eq!((steps(&change), files), (Vec::new(), Vec::new()));
    assert_eq!(change.releases[0].unchanged, 3);
    assert!(!change.releases[0].new);
}

#[test]
fn the_release_is_found_by_what_the_page_says_where_its_file_has_another_name() {
    let mut source = source();
    let (change, _) = import(&mut source, "page.md", PAGE);
    assert_eq!(change.releases[0].release, "windows-10-2004-enterprise");
    assert_eq!(change.releases[0].unchanged, 3);
}

#[test]
fn a_page_of_the_same_name_about_a_later_version_is_another_release() {
    let mut source = source();
    let page = PAGE.replace("2004", "22H2");
    let (change, files) = import(&mut source, "manage-2004.md", &page);
    assert_eq!(change.releases[0].release, "windows-10-22h2-enterprise");
    assert!(change.releases[0].new);
    assert_eq!(change.releases[0].unchanged, 0);
    assert!(files.contains(&"acme/releases/windows-10-22h2-enterprise.toml".to_owned()));
    assert_eq!(Catalog::load(&source).unwrap().releases().len(), 2);
}

#[test]
fn another_page_about_a_service_does_not_take_the_place_of_the_known_one() {
    let page = |title: &str, host: &str| {
        format!("---\ntitle: {title}\n---\n## Devices\n\n|URL|Port|\n|--|--|\n|{host}|443|\n")
    };
    let mut source = source();
    let first = page("Endpoints for Microsoft Intune", "i.a.com");
    import(&mut source, "intune-endpoints.md", &first);
    let second = page("Bandwidth of Microsoft Intune", "b.a.com");
    let (change, _) = import(&mut source, "bandwidth.md", &second);
    assert_eq!(change.releases[0].release, "bandwidth");
    assert_eq!(change.releases[0].steps[0].kind, StepKind::Doubt);
    let third = page("China endpoints for Microsoft Intune", "i.a.cn");
    let (change, _) = import(&mut source, "china-endpoints.md", &third);
    assert_eq!(change.releases[0].release, "microsoft-intune-china");
    let catalog = Catalog::load(&source).unwrap();
    for release in ["microsoft-intune", "bandwidth", "microsoft-intune-china"] {
        assert_eq!(catalog.rows_of_release(release).len(), 1, "{release}");
    }
    for (file, page) in [
        ("intune-endpoints.md", &first),
        ("bandwidth.md", &second),
        ("china-endpoints.md", &third),
    ] {
        assert!(import(&mut source, file, page).1.is_empty(), "{file}");
    }
}

#[test]
fn an_older_edition_of_a_page_is_a_doubt() {
    let (_, steps) = again(&PAGE.replace("10/22/2020", "10/21/2020"));
    assert_eq!(
        kinds(&steps),
        [(StepKind::Doubt, "windows-10-2004-enterprise")]
    );
}

#[test]
fn a_new_release_is_of_the_vendor_of_its_products_releases() {
    let mut source = source();
    source.files.push(SourceFile {
        path: "zeta/vendor.toml".into(),
        text: VENDOR
            .replace("acme", "zeta")
            .replace("a.com", "z.com")
            .into(),
    });
    let row = "|tile.a.com|HTTP|Tiles|\n";
    let (_, files) = import(&mut source, "other-1909.md", &format!("{OTHER}{row}"));
    assert_eq!(
        files,
        [
            "acme/releases/windows-10-1909-home.toml",
            "acme/windows/apps.toml"
        ]
    );
    assert!(
        text(&source, "acme/releases/windows-10-1909-home.toml")
            .contains("https://acme.example/docs/other-1909")
    );
}

#[test]
fn a_page_into_nothing_makes_release_and_areas() {
    let mut source = Source::default();
    let options = Options {
        vendor: Some("acme".to_owned()),
        ..Options::default()
    };
    let (change, files) = import_with(&mut source, "manage-2004.md", PAGE, &options);
    assert_eq!(
        files,
        [
            "acme/releases/windows-10-2004-enterprise.toml",
            "acme/windows/old-apps.toml",
            "acme/windows/update.toml",
        ]
    );
    let release = &change.releases[0];
    assert_eq!(
        (release.areas, release.rows, release.destinations),
        (2, 3, 3)
    );
    let again = import_with(&mut source, "manage-2004.md", PAGE, &options);
    assert_eq!(again.1, Vec::<String>::new());
    let errors = check(&source).into_iter();
    let errors: Vec<_> = errors.filter(|it| it.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn a_new_row_is_an_endpoint_of_its_area() {
    let page = PAGE.replace("|Update|", "|||TLSv1.2|new.a.com/x/*|\n|Update|");
    let (source, steps) = again(&page);
    assert!(kinds(&steps).contains(&(StepKind::NewEndpoint, "apps/new.a.com-x")));
    let text = text(&source, "acme/windows/apps.toml");
    assert!(
        text.ends_with(
            r#"
[[endpoint]]
id = "apps/new.a.com-x"
as_written = "new.a.com/x/*"
meaning = { kind = "exact", host = "new.a.com", path = "/x/*", confidence = "certain" }
ports = [443]
purpose = ""
documented = [
    { release = "windows-10-2004-enterprise", line = 13, protocols = "TLSv1.2" },
]
"#
        ),
        "{text}"
    );
}

#[test]
fn comments_and_words_of_a_file_stay() {
    let page = PAGE.replace("|Update|", "|||HTTP|new.a.com|\n|Update|");
    let (source, _) = again(&page);
    let apps = text(&source, "acme/windows/apps.toml");
    for kept in [
        "# Why this area is as it is.\n[area]",
        "# The tile of the weather.\n[[endpoint]]",
        "purpose = \"Tiles.\" # checked",
    ] {
        assert!(apps.contains(kept), "{kept}");
    }
    let release = text(&source, "acme/releases/windows-10-2004-enterprise.toml");
    assert!(
        release.starts_with("# Kept by hand.\n[release]"),
        "{release}"
    );
    assert!(release.contains("build = \"10.0.19041\""), "{release}");
}

#[test]
fn a_row_of_a_page_without_areas_goes_by_its_spelling() {
    let (endpoint, doubts) = placed("|tile.a.com|HTTP|Nothing known|");
    assert_eq!((&*endpoint, doubts), ("apps/tile.a.com", Vec::new()));
}

#[test]
fn a_spelling_that_is_a_known_slip_keeps_its_reason() {
    let mut source = source();
    let page = format!("{OTHER}|cnd.a.com|HTTPS|x|\n");
    import(&mut source, "other-1909.md", &page);
    let catalog = Catalog::load(&source).unwrap();
    let (endpoint, row) = catalog.rows_of_release("windows-10-1909-home")[0];
    assert_eq!(catalog.endpoint(endpoint).id(), "apps/cdn.a.com");
    assert_eq!(row.why.as_deref(), Some("a slip of the page"));
    assert_eq!(catalog.endpoint(endpoint).pattern.host(), "cdn.a.com");
}

#[test]
fn a_host_written_in_another_way_widens_what_is_meant() {
    let mut source = source();
    let page = format!("{OTHER}|dl.a.com|HTTP|x|\n");
    let (change, _) = import(&mut source, "other-1909.md", &page);
    assert!(kinds(&steps(&change)).contains(&(StepKind::Widened, "update/dl.a.com")));
    let update = text(&source, "acme/windows/update.toml");
    assert!(
        update.contains("kind = \"apex-and-subdomains\""),
        "{update}"
    );
    assert!(update.contains("as_written = \"dl.a.com\" }"), "{update}");
}

#[test]
fn an_unknown_host_goes_by_a_phrase_of_its_description() {
    let (endpoint, doubts) = placed("|x.dl.a.com|HTTP|Used for the Weather app|");
    assert_eq!(endpoint, "apps/x.dl.a.com");
    assert_eq!(
        doubts,
        ["placed in apps because its description says \"weather\""]
    );
}

#[test]
fn an_unknown_host_goes_to_the_wildcard_that_holds_it() {
    let (endpoint, doubts) = placed("|x.dl.a.com|HTTP|Used for it|");
    assert_eq!(endpoint, "update/x.dl.a.com");
    assert_eq!(doubts, ["placed in update because *.dl.a.com holds it"]);
}

#[test]
fn what_nothing_places_is_unsorted_and_a_doubt() {
    let (endpoint, doubts) = placed("|b.org|HTTP|Used for it|");
    assert_eq!(endpoint, "unsorted/b.org");
    assert_eq!(doubts, ["nothing says which area it belongs to"]);
}

#[test]
fn unsorted_rows_of_one_host_keep_their_spellings() {
    let mut source = source();
    let page = format!("{OTHER}|b.org|HTTP|x|\n\n## Windows 10 Pro\n\n|URL|\n|--|\n|*b.org|\n");
    import(&mut source, "other-1909.md", &page);
    let unsorted = text(&source, "acme/windows/unsorted.toml");
    assert!(unsorted.contains("as_written = \"*b.org\" }"), "{unsorted}");
    assert!(import(&mut source, "other-1909.md", &page).1.is_empty());
}

#[test]
fn a_destination_that_means_nothing_is_not_entered() {
    let mut source = source();
    let page = format!("{OTHER}|tile.a.com|HTTP|x|\n|a..b.com|HTTP|x|\n");
    let (change, _) = import(&mut source, "other-1909.md", &page);
    assert_eq!(change.releases[0].rows, 1);
    assert_eq!(
        change.releases[0].steps.last().unwrap().kind,
        StepKind::Doubt
    );
}

#[test]
fn a_row_that_is_gone_is_taken_out_and_its_endpoint_stays() {
    let (source, steps) = again(&PAGE.replace("|||HTTP|*.dl.a.com|\n", ""));
    assert_eq!(kinds(&steps), [(StepKind::Removed, "update/dl.a.com")]);
    let update = text(&source, "acme/windows/update.toml");
    assert!(update.contains("purpose = \"Downloads.\"\n"), "{update}");
    assert!(!update.contains("line = 14"), "{update}");
    let release = text(&source, "acme/releases/windows-10-2004-enterprise.toml");
    assert!(release.contains("rows = 2"), "{release}");
}

#[test]
fn lines_that_moved_are_all_that_changes() {
    let (source, steps) = again(&PAGE.replace("# Endpoints\n", "# Endpoints\n\nText.\n"));
    assert!(steps.iter().all(|(kind, _)| *kind == StepKind::Changed));
    assert_eq!(steps.len(), 5);
    let apps = text(&source, "acme/windows/apps.toml");
    let moved = APPS.replace("line = 12", "line = 14");
    let moved = moved.replace("line = 11", "line = 13");
    assert_eq!(apps, moved.replace("line = 10", "line = 12"));
}

#[test]
fn an_area_is_known_by_a_name_that_it_once_had() {
    let mut source = source();
    let page = "# Endpoints for Windows 10 Enterprise, version 1909\n\
                |Area|Protocol|Destination|\n|--|--|--|\n|Old apps|HTTP|n.a.com|\n";
    let (change, _) = import(&mut source, "p.md", page);
    let steps = steps(&change);
    assert_eq!(kinds(&steps), [(StepKind::NewEndpoint, "apps/n.a.com")]);
}

#[test]
fn an_area_with_a_new_name_is_known_by_its_rows() {
    let (source, steps) = again(&PAGE.replace("|Update|", "|Aktualisierung|"));
    assert_eq!(
        kinds(&steps),
        [(StepKind::Changed, "update"), (StepKind::Doubt, "update"),]
    );
    let update = text(&source, "acme/windows/update.toml");
    assert!(update.contains("name = \"Aktualisierung\""), "{update}");
}

#[test]
fn a_new_area_is_a_new_file() {
    let page = format!("{PAGE}|Maps|Maps|HTTP|maps.a.com|\n");
    let (source, steps) = again(&page);
    assert!(kinds(&steps).contains(&(StepKind::NewArea, "maps")));
    let maps = text(&source, "acme/windows/maps.toml");
    assert!(
        maps.starts_with("[area]\nid = \"maps\"\nname = \"Maps\"\n"),
        "{maps}"
    );
}

#[test]
fn an_area_whose_name_another_product_has_gets_an_id_of_its_own() {
    let mut source = source();
    let page = "# Endpoints of Microsoft Intune\n|Area|URL|\n|--|--|\n|Apps|i.a.com|\n";
    let (change, _) = import(&mut source, "intune.md", page);
    let steps = steps(&change);
    assert_eq!(
        steps[0],
        (StepKind::NewArea, "microsoft-intune-apps".into())
    );
}

const SETS: &str = "# Endpoints for Microsoft Intune\n## Mail\n\n\
    ID | Category | ER | Addresses | Ports\n-- | -- | -- | -- | --\n\
    1 | Allow<BR>Required | No | `m.a.com`<BR>`1.2.3.4, 2001:db8::1, 5.6.0.0/16` | **TCP:** 443\n\
    2 | Default<BR>Optional | No | `*.m.a.com` | **TCP:** 143\n";

#[test]
fn sets_are_entered_with_their_ranges_as_ranges() {
    let mut source = source();
    import(&mut source, "sets.md", SETS);
    let mail = text(&source, "acme/microsoft-intune/mail.toml");
    for kept in [
        "\"1.2.3.4/32\",\n    \"2001:db8::1/128\",\n    \"5.6.0.0/16\",\n",
        "category = \"allow\"\nrequired = true\nexpress_route = false\ntcp = [443]\n",
    ] {
        assert!(mail.contains(kept), "{mail}");
    }
    assert!(import(&mut source, "sets.md", SETS).1.is_empty());
}

#[test]
fn ports_of_a_set_belong_to_the_spelling_that_is_in_it() {
    let mut source = source();
    import(&mut source, "sets.md", SETS);
    let catalog = Catalog::load(&source).unwrap();
    let endpoint = catalog.endpoint_by_id("mail/m.a.com").unwrap();
    assert_eq!(catalog.endpoint(endpoint).entry.ports, [443]);
}

#[test]
fn a_note_that_somebody_wrote_for_a_set_stays() {
    let mut source = source();
    import(&mut source, "sets.md", SETS);
    let path = "acme/microsoft-intune/mail.toml";
    let file = source.files.iter_mut().find(|file| file.path == path);
    let file = file.unwrap();
    file.text = file
        .text
        .replace("tcp = [443]", "tcp = [443]\nnote = \"Mail.\"")
        .into();
    let page = SETS.replace("5.6.0.0/16", "5.7.0.0/16");
    let (change, _) = import(&mut source, "sets.md", &page);
    assert_eq!(steps(&change), [(StepKind::Changed, "mail".into())]);
    let mail = text(&source, path);
    assert!(mail.contains("5.7.0.0/16") && mail.contains("note = \"Mail.\""));
}

#[test]
fn one_id_cannot_name_two_releases() {
    let page = format!("{OTHER}|a.com|HTTP|x|\n\n## Windows 10 Pro\n\n|URL|\n|--|\n|b.a.com|\n");
    let page = read("p.md", page.as_bytes()).unwrap();
    let options = Options {
        release: Some("x".to_owned()),
        ..Options::default()
    };
    let catalog = Catalog::load(&source()).unwrap();
    assert_eq!(
        merge(&page, &catalog, &options),
        Err(MergeError::SeveralReleases {
            file: "p.md".to_owned(),
            count: 2
        })
    );
}

#[test]
fn a_page_that_names_nothing_is_refused() {
    let page = read("p.md", b"|URL|Port|\n|--|--|\n|a.com|443|\n").unwrap();
    let catalog = Catalog::load(&source()).unwrap();
    let error = merge(&page, &catalog, &Options::default()).unwrap_err();
    assert_eq!(
        error,
        MergeError::NoRelease {
            file: "p.md".to_owned(),
            line: 1
        }
    );
}
