//! Every published page that there is, read by the importer, against what a script found in them and what was counted by
//! hand. A difference is a mistake of the importer or stands in a list here with its reason.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use backchat_engine::curate::import::{self, ImportedPage, ImportedRelease, ImportedRow};
use backchat_testkit::shared;

/// What each page holds, counted apart from the importer: link rows, endpoint rows, different destinations (capitals left
/// aside), different areas.
///
/// The 1909 page has a row more than the script found, two standing on line 146, and the 1709 page a destination less: the
/// script tells one with HTML inside from the same without.
const PAGES: &str = "
manage-windows-1709-endpoints 0 70 69 21
manage-windows-1803-endpoints 0 76 75 21
manage-windows-1809-endpoints 0 90 89 21
manage-windows-1903-endpoints 19 101 98 22
manage-windows-1909-endpoints 20 50 50 21
manage-windows-2004-endpoints 20 48 46 21
manage-windows-20H2-endpoints 22 59 58 23
manage-windows-21H1-endpoints 22 59 58 23
manage-windows-21h2-endpoints 22 57 56 23
manage-windows-11-endpoints 24 106 104 24
windows-endpoints-1709-non-enterprise-editions 0 241 125 0
windows-endpoints-1803-non-enterprise-editions 0 111 77 0
windows-endpoints-1809-non-enterprise-editions 0 110 97 0
windows-endpoints-1903-non-enterprise-editions 0 215 161 0
windows-endpoints-1909-non-enterprise-editions 0 152 72 0
windows-endpoints-2004-non-enterprise-editions 0 145 61 0
windows-endpoints-20H2-non-enterprise-editions 0 207 88 27
windows-endpoints-21H1-non-enterprise-editions 0 207 88 27
windows-11-endpoints-non-enterprise-editions 0 197 84 26
";

/// What a page holds.
struct Counts {
    file: String,
    counts: [usize; 4],
}

fn pages() -> Vec<Counts> {
    let lines = PAGES.lines().filter(|line| !line.is_empty());
    let counts = lines.map(|line| {
        let (name, counts) = line.split_once(' ').unwrap();
        let counts: Vec<usize> = counts
            .split(' ')
            .map(|count| count.parse().unwrap())
            .collect();
        Counts {
            file: format!("{name}.md"),
            counts: counts.try_into().unwrap(),
        }
    });
    counts.collect()
}

/// Rows in which the script and the importer differ, and who is right.
const DIFFERENCES: &[(&str, u32, &str)] = &[(
    "windows-endpoints-1909-non-enterprise-editions.md",
    146,
    "the script takes the line for one row; it is two",
)];

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
    for expected in pages() {
        let page = page(&folder, &expected.file);
        let rows: Vec<_> = page.rows().collect();
        // The count tells apart what differs in more than capitals.
        let destinations = rows.iter().map(|(_, row)| row.destination.to_lowercase());
        let destinations: BTreeSet<String> = destinations.collect();
        let areas = page.releases.iter().flat_map(|release| &release.areas);
        let areas: BTreeSet<&str> = areas.map(|area| &*area.name).collect();
        let found = [
            page.quirks.link_rows,
            rows.len(),
            destinations.len(),
            areas.len(),
        ];
        let counted = expected.counts;
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
    for Counts { file, .. } in pages() {
        let page = page(&folder, &file);
        let mut found: BTreeMap<u32, Vec<Plain>> = BTreeMap::new();
        for (release, row) in page.rows() {
            found.entry(row.line).or_default().push(plain(release, row));
        }
        let expected = truth.get(&file).cloned().unwrap_or_default();
        let lines: BTreeSet<u32> = found.keys().chain(expected.keys()).copied().collect();
        for line in lines {
            let (found, expected) = (found.get(&line), expected.get(&line));
            let listed = DIFFERENCES.iter().any(|(f, l, _)| *f == file && *l == line);
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
fn quirks_are_met_as_often_as_they_were_counted() {
    let Some(folder) = shared::folder("reference/microsoft") else {
        return;
    };
    let pages = pages().into_iter().map(|it| page(&folder, &it.file));
    let quirks: Vec<_> = pages.map(|page| page.quirks).collect();
    let sum = |count: fn(&import::Quirks) -> usize| quirks.iter().map(count).sum::<usize>();
    // 570 were counted with another edition of the 2004 page, which has one.
    assert_eq!(sum(|quirks| quirks.no_closing_pipe), 569);
    assert_eq!(sum(|quirks| quirks.tabs), 200);
    assert_eq!(sum(|quirks| quirks.escaped_stars), 107);
    assert_eq!(sum(|quirks| quirks.empty_rows), 4);
}

#[test]
fn doubts_stand_where_the_pages_are_odd() {
    let Some(folder) = shared::folder("reference/microsoft") else {
        return;
    };
    for (file, line, code) in [
        ("manage-windows-1709-endpoints.md", 74, "wildcard-word"),
        ("manage-windows-1709-endpoints.md", 282, "wildcard-suffix"),
        ("manage-windows-1903-endpoints.md", 113, "cut-off"),
        ("manage-windows-1903-endpoints.md", 133, "cut-off"),
        (
            "windows-11-endpoints-non-enterprise-editions.md",
            65,
            "several-destinations",
        ),
        (
            "windows-endpoints-1709-non-enterprise-editions.md",
            56,
            "leading-dot",
        ),
        (
            "windows-endpoints-1709-non-enterprise-editions.md",
            162,
            "markup-in-name",
        ),
        (
            "windows-endpoints-1709-non-enterprise-editions.md",
            293,
            "row-after-blank-line",
        ),
        (
            "windows-endpoints-1809-non-enterprise-editions.md",
            67,
            "cut-off",
        ),
        (
            "windows-endpoints-1809-non-enterprise-editions.md",
            73,
            "misspelt",
        ),
        (
            "windows-endpoints-1909-non-enterprise-editions.md",
            146,
            "glued-row",
        ),
    ] {
        let page = page(&folder, file);
        let found = page
            .doubts
            .iter()
            .any(|doubt| doubt.line == line && doubt.code.token() == code);
        assert!(found, "{file}:{line}: {code}");
    }
}

#[test]
fn nothing_of_the_windows_pages_is_skipped_but_rows_without_destination() {
    let Some(folder) = shared::folder("reference/microsoft") else {
        return;
    };
    for counts in pages() {
        for note in page(&folder, &counts.file).skipped {
            assert_eq!(
                note.code.token(),
                "no-destination",
                "{}: {note}",
                counts.file
            );
        }
    }
}

#[test]
fn microsoft_365_has_the_sets_that_were_counted() {
    let Some(folder) = shared::folder("reference/microsoft/office365") else {
        return;
    };
    let page = page(&folder, "office-365-worldwide-endpoints.md");
    assert_eq!(page.version.as_deref(), Some("2020070800"));
    assert_eq!(page.date.as_deref(), Some("2020-07-08"));
    let [release] = page.releases.as_slice() else {
        panic!("one release");
    };
    let areas: Vec<&str> = release.areas.iter().map(|area| &*area.name).collect();
    assert_eq!(areas.len(), 4, "{areas:?}");
    assert_eq!((release.sets.len(), release.rows.len()), (114, 395));
    let ranges: usize = release.sets.iter().map(|set| set.ranges.len()).sum();
    assert_eq!(ranges, 402);
    let required = release.sets.iter().filter(|set| set.required == Some(true));
    assert_eq!(required.count(), 59);
    let media = release.sets.iter().find(|set| set.id == 11).unwrap();
    assert_eq!(
        (media.tcp.len(), &*media.udp),
        (0, &[3478, 3479, 3480, 3481][..])
    );
    assert!(
        release
            .rows
            .iter()
            .all(|row| row.understood.is_ok() && row.set.is_some())
    );
    assert!(page.skipped.is_empty());
}

#[test]
fn intune_has_hosts_with_addresses_and_hosts_without() {
    let Some(folder) = shared::folder("reference/microsoft/intune") else {
        return;
    };
    let page = page(&folder, "intune-endpoints.md");
    let [release] = page.releases.as_slice() else {
        panic!("one release");
    };
    assert_eq!(release.product.as_deref(), Some("Microsoft Intune"));
    assert_eq!(release.sets.len(), 38);
    let of_sets = release.rows.iter().filter(|row| row.set.is_some()).count();
    let ranges: usize = release.sets.iter().map(|set| set.ranges.len()).sum();
    assert_eq!((of_sets, ranges, release.rows.len()), (90, 95, 112));
    let courier = release.rows.iter().find(|row| row.line == 136).unwrap();
    assert_eq!(courier.ports, [443, 5223]);
}
