//! Every published page that there is, read by the importer, against what a script found in them and what was counted by
//! hand. A difference is a mistake of the importer or stands in a list here with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use backchat_engine::import::{self, ImportedPage, ImportedRelease, ImportedRow};
use backchat_testkit::shared;

/// What a page holds.
struct Counts {
    file: &'static str,
    link_rows: usize,
    rows: usize,
    destinations: usize,
    areas: usize,
}

const fn counts(
    file: &'static str,
    link_rows: usize,
    rows: usize,
    destinations: usize,
    areas: usize,
) -> Counts {
    Counts {
        file,
        link_rows,
        rows,
        destinations,
        areas,
    }
}

/// Counted apart from the importer.
const PAGES: &[Counts] = &[
    counts("manage-windows-1709-endpoints.md", 0, 70, 69, 21),
    counts("manage-windows-1803-endpoints.md", 0, 76, 75, 21),
    counts("manage-windows-1809-endpoints.md", 0, 90, 89, 21),
    counts("manage-windows-1903-endpoints.md", 19, 101, 98, 22),
    counts("manage-windows-1909-endpoints.md", 20, 50, 50, 21),
    counts("manage-windows-2004-endpoints.md", 20, 48, 46, 21),
    counts("manage-windows-20H2-endpoints.md", 22, 59, 58, 23),
    counts("manage-windows-21H1-endpoints.md", 22, 59, 58, 23),
    counts("manage-windows-21h2-endpoints.md", 22, 57, 56, 23),
    counts("manage-windows-11-endpoints.md", 24, 106, 104, 24),
    counts(
        "windows-endpoints-1709-non-enterprise-editions.md",
        0,
        241,
        126,
        0,
    ),
    counts(
        "windows-endpoints-1803-non-enterprise-editions.md",
        0,
        111,
        77,
        0,
    ),
    counts(
        "windows-endpoints-1809-non-enterprise-editions.md",
        0,
        110,
        97,
        0,
    ),
    counts(
        "windows-endpoints-1903-non-enterprise-editions.md",
        0,
        215,
        161,
        0,
    ),
    // One more than the script found: two rows stand on line 146.
    counts(
        "windows-endpoints-1909-non-enterprise-editions.md",
        0,
        152,
        72,
        0,
    ),
    counts(
        "windows-endpoints-2004-non-enterprise-editions.md",
        0,
        145,
        61,
        0,
    ),
    counts(
        "windows-endpoints-20H2-non-enterprise-editions.md",
        0,
        207,
        88,
        27,
    ),
    counts(
        "windows-endpoints-21H1-non-enterprise-editions.md",
        0,
        207,
        88,
        27,
    ),
    counts(
        "windows-11-endpoints-non-enterprise-editions.md",
        0,
        197,
        84,
        26,
    ),
];

/// Rows in which the script and the importer differ, and who is right.
const DIFFERENCES: &[(&str, u32, &str)] = &[];

fn page(folder: &Path, file: &str) -> ImportedPage {
    let bytes = fs::read(folder.join(file)).unwrap();
    import::read(file, &bytes).unwrap()
}

#[test]
fn every_page_has_the_rows_that_were_counted() {
    let Some(folder) = shared::folder("reference/microsoft") else {
        return;
    };
    let mut wrong = Vec::new();
    for expected in PAGES {
        let page = page(&folder, expected.file);
        let rows: Vec<_> = page.rows().collect();
        let destinations: BTreeSet<&str> = rows.iter().map(|(_, row)| &*row.destination).collect();
        let areas = page.releases.iter().flat_map(|release| &release.areas);
        let areas: BTreeSet<&str> = areas.map(|area| &*area.name).collect();
        let found = [
            page.quirks.link_rows,
            rows.len(),
            destinations.len(),
            areas.len(),
        ];
        let counted = [
            expected.link_rows,
            expected.rows,
            expected.destinations,
            expected.areas,
        ];
        if found != counted {
            wrong.push(format!("{}: {found:?}, counted {counted:?}", expected.file));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A row as the script and the importer both can write it.
type Plain = BTreeMap<&'static str, String>;

#[test]
fn every_row_is_the_one_that_the_script_found() {
    let Some(folder) = shared::folder("reference/microsoft") else {
        return;
    };
    let truth = truth(&folder.join("../facts/docs-endpoints.csv"));
    let mut wrong = Vec::new();
    for Counts { file, .. } in PAGES {
        let page = page(&folder, file);
        let mut found: BTreeMap<u32, Vec<Plain>> = BTreeMap::new();
        for (release, row) in page.rows() {
            found.entry(row.line).or_default().push(plain(release, row));
        }
        let expected = truth.get(*file).cloned().unwrap_or_default();
        let lines: BTreeSet<u32> = found.keys().chain(expected.keys()).copied().collect();
        for line in lines {
            let (found, expected) = (found.get(&line), expected.get(&line));
            let listed = DIFFERENCES.iter().any(|(f, l, _)| f == file && *l == line);
            if (found == expected) == listed {
                wrong.push(format!("{file}:{line}\n   {found:?}\n   {expected:?}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} differences",
        wrong.join("\n"),
        wrong.len()
    );
}

fn plain(release: &ImportedRelease, row: &ImportedRow) -> Plain {
    let section = release.section.clone().unwrap_or_default();
    let edition = release.edition.clone().unwrap_or_default();
    let area = release.area_of(row).map(|area| area.name.clone());
    BTreeMap::from([
        ("version", release.version.clone().unwrap_or_default()),
        (
            "edition",
            if edition == "Enterprise" {
                edition
            } else {
                section
            },
        ),
        ("area", area.unwrap_or_default()),
        ("anchor", row.anchor.clone().unwrap_or_default()),
        ("process", row.process.clone().unwrap_or_default()),
        ("protocol", row.protocols.clone()),
        ("destination", row.destination.clone()),
    ])
}

fn truth(path: &Path) -> BTreeMap<String, BTreeMap<u32, Vec<Plain>>> {
    let mut truth: BTreeMap<String, BTreeMap<u32, Vec<Plain>>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(path).unwrap();
    for record in reader.deserialize::<BTreeMap<String, String>>() {
        let mut record = record.unwrap();
        let mut take = |key: &str| record.remove(key).unwrap();
        let version = take("version");
        // The Windows 11 pages name no version: the product's name is all.
        let version = if version == "11" {
            String::new()
        } else {
            version
        };
        let row = BTreeMap::from([
            ("version", version),
            ("edition", take("edition")),
            ("area", take("area")),
            ("anchor", take("anchor")),
            // The script joins what the page breaks.
            ("process", take("source_process").replace(';', " <br> ")),
            ("protocol", take("protocol_raw")),
            ("destination", without_marks(&take("destination_raw"))),
        ]);
        let file = take("file");
        let line: u32 = take("line").parse().unwrap();
        let lines = truth.entry(file).or_default();
        lines.entry(line).or_default().push(row);
    }
    truth
}

/// The script keeps Markdown's and HTML's marks.
fn without_marks(raw: &str) -> String {
    let text = raw.replace("\\*", "*").replace('`', "");
    let text = match (text.strip_prefix('['), text.split_once("](")) {
        (Some(_), Some((shown, _))) => shown.trim_start_matches('[').to_owned(),
        _ => text,
    };
    match (text.find('<'), text.rfind('>')) {
        (Some(open), Some(close)) => format!("{}{}", &text[..open], &text[close + 1..]),
        _ => text,
    }
}

#[test]
fn dump() {
    let Some(folder) = shared::folder("reference/microsoft") else {
        return;
    };
    let mut all = import::Quirks::default();
    for path in shared::files(&folder) {
        let name = path.to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        let page = import::read(&name, &bytes).unwrap();
        println!(
            "=== {} {:?} {:?} {:?} {:?} {:?} rows {} tables {}",
            page.file,
            page.title,
            page.date,
            page.product,
            page.version,
            page.edition,
            page.rows().count(),
            page.tables.len()
        );
        for r in &page.releases {
            println!(
                "  R {:?} {:?} {:?} {:?} l{} a{} r{} s{}",
                r.section,
                r.product,
                r.version,
                r.edition,
                r.line,
                r.areas.len(),
                r.rows.len(),
                r.sets.len()
            );
        }
        for t in &page.doubts {
            println!("  D {t}");
        }
        for t in &page.skipped {
            println!("  S {t}");
        }
        println!("  {:?}", page.quirks);
        all.no_closing_pipe += page.quirks.no_closing_pipe;
        all.tabs += page.quirks.tabs;
        all.escaped_stars += page.quirks.escaped_stars;
    }
    println!("{all:?}");
}
