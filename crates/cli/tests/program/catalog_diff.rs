//! `catalog diff`: its forms, and releases that cannot be meant.

use crate::place::Place;
use crate::program::{backchat, backchat_in};

fn diff(from: &str, to: &str, format: &str) -> String {
    let said = backchat(&["catalog", "diff", from, to, "--format", format]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    said.out
}

#[test]
fn the_table_says_what_came_what_went_and_what_still_holds_it() {
    let said = backchat(&["catalog", "diff", "1809", "1903"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for part in [
        "86 hosts became 94: 31 added, 23 removed, 63 kept",
        "\nAdded (31)\n",
        "+ *.update.microsoft.com",
        "\nRemoved (23)\n",
        "- sls.update.microsoft.com",
        "still held by",
        "\nWider than before (",
        "login.live.com/ppsecure → login.live.com*",
    ] {
        assert!(said.out.contains(part), "no {part:?} in: {}", said.out);
    }
}

#[test]
fn every_form_has_every_host() {
    let json: serde_json::Value = serde_json::from_str(&diff("1909", "2004", "json")).unwrap();
    let (table, markdown, csv) = (
        diff("1909", "2004", "table"),
        diff("1909", "2004", "markdown"),
        diff("1909", "2004", "csv"),
    );
    let mut hosts = 0;
    for list in ["added", "removed", "changed"] {
        for entry in json[list].as_array().unwrap() {
            let host = entry["host"].as_str().unwrap();
            for text in [&table, &markdown, &csv] {
                assert!(text.contains(host), "{host}");
            }
            hosts += 1;
        }
    }
    assert!(hosts > 30);
}

#[test]
fn json_has_the_pages_the_numbers_and_each_row() {
    let json = backchat(&["catalog", "diff", "1809", "1903", "--format", "json"]).json();
    assert_eq!(json["schema"], "backchat-catalog-diff/1");
    assert_eq!(json["from"]["id"], "windows-10-1809-enterprise");
    assert_eq!(json["summary"]["removed"], 23);
    let removed = json["removed"].as_array().unwrap();
    let gone = removed
        .iter()
        .find(|it| it["host"] == "sls.update.microsoft.com");
    let gone = gone.unwrap();
    assert_eq!(gone["held_by"][0]["as_written"], "*.update.microsoft.com");
    assert_eq!(gone["rows"][0]["area"]["id"], "windows-update");
    assert!(gone["rows"][0]["line"].as_u64() > Some(0));
}

#[test]
fn csv_has_a_row_per_host_and_change() {
    let csv = diff("1909", "2004", "csv");
    let mut lines = csv.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("change,host,from,to,from_written,")
    );
    assert!(lines.any(|line| line.starts_with("moved,")));
}

#[test]
fn colours_are_off_unless_asked_for() {
    assert!(!diff("1909", "2004", "table").contains('\x1b'));
    let said = backchat(&["catalog", "diff", "1909", "2004", "--color", "always"]);
    assert!(said.out.contains("\x1b[32m"));
}

#[test]
fn pages_that_do_not_differ_say_so_in_numbers() {
    let table = diff("20H2", "21H1", "table");
    assert!(table.contains("0 added, 0 removed, 57 kept."), "{table}");
}

#[test]
fn a_file_takes_the_difference() {
    let place = Place::new("catalog-diff");
    let arguments = [
        "catalog", "diff", "1909", "2004", "--format", "markdown", "-o", "a.md",
    ];
    let said = backchat_in(place.path(), &arguments, b"");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
    let text = std::fs::read_to_string(place.path().join("a.md")).unwrap();
    assert_eq!(text, diff("1909", "2004", "markdown"));
}

#[test]
fn releases_that_cannot_be_meant_are_refused_with_the_choices() {
    let diff = |from: &str, to: &str| backchat(&["catalog", "diff", from, to]);
    diff("1909", "1910").says(2, &["no release `1910`"]);
    diff("1909", "windows-10-2005").says(2, &["there is windows-10-200"]);
    diff("21H2", "11").says(
        2,
        &["could be windows-10-21h2-enterprise, windows-11-enterprise"],
    );
    backchat(&["catalog", "diff", "1909"]).says(2, &["RELEASE"]);
    backchat(&["catalog", "diff", "1909", "2004", "--format", "xml"]).says(2, &["markdown"]);
}
