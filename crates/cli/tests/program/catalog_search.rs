//! `catalog search`: what is found, how it is shown, and what is said where nothing is.

use crate::program::{Said, backchat};

fn search(arguments: &[&str]) -> Said {
    backchat(&[&["catalog", "search"], arguments].concat())
}

/// The ids that were found, best first.
fn ids(arguments: &[&str]) -> Vec<String> {
    let json = search(&[arguments, &["--format", "json"]].concat()).json();
    let hits = json["hits"].as_array().unwrap().iter();
    hits.map(|hit| hit["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn each_hit_is_one_line_with_its_kind_and_id() {
    let said = search(&["certificates"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let ids = ids(&["certificates"]);
    assert_eq!(said.out.lines().count(), ids.len());
    for (line, id) in said.out.lines().zip(&ids) {
        assert_eq!(line.split_whitespace().nth(1), Some(id.as_str()), "{line}");
    }
    assert_eq!(ids[0], "certificates");
}

#[test]
fn a_host_finds_the_destinations_that_hold_it_the_narrowest_first() {
    let ids = ids(&["x7.download.windowsupdate.com"]);
    assert_eq!(ids[0], "windows-update/download.windowsupdate.com");
    assert!(ids.contains(&"windows-update/windowsupdate.com".to_owned()));
}

#[test]
fn kinds_and_releases_limit_what_is_found() {
    let json = search(&["update", "--kind", "control", "--format", "json"]).json();
    let hits = json["hits"].as_array().unwrap();
    assert!(!hits.is_empty() && hits.iter().all(|hit| hit["kind"] == "control"));
    let all = ids(&["msedge", "--kind", "endpoint"]);
    let of_1909 = ids(&["msedge", "--kind", "endpoint", "--release", "1909"]);
    assert!(of_1909.len() < all.len() && of_1909.iter().all(|id| all.contains(id)));
    search(&["a", "--kind", "planet"]).says(2, &["endpoint"]);
    search(&["a", "--release", "windows 95"]).says(2, &["no release `windows 95`"]);
}

#[test]
fn json_says_where_it_was_found() {
    let json = search(&["DisableRootAutoUpdate", "--format", "json"]).json();
    assert_eq!(json["schema"], "backchat-catalog-search/1");
    let hit = &json["hits"][0];
    assert_eq!(
        (&hit["kind"], &hit["rank"]),
        (&"control".into(), &"exact".into())
    );
    assert_eq!(hit["field"], "registry value");
    assert_eq!(hit["text"], "DisableRootAutoUpdate");
}

#[test]
fn csv_has_a_row_per_hit() {
    let csv = search(&["certificate", "--format", "csv"]).out;
    assert!(csv.starts_with("kind,id,name,rank,field,text,about\n"));
    assert_eq!(csv.lines().count(), ids(&["certificate"]).len() + 1);
}

#[test]
fn what_was_found_is_marked_only_in_colour() {
    assert!(!search(&["certificate"]).out.contains('\x1b'));
    let marked = search(&["certificate", "--color", "always"]).out;
    assert!(marked.contains("\x1b[1mcertificate\x1b[0ms"));
}

#[test]
fn nothing_found_is_exit_code_1_with_what_was_perhaps_meant() {
    let said = search(&["certificte"]);
    said.says(
        1,
        &["no entry has `certificte`", "did you mean Certificates"],
    );
    assert!(said.out.is_empty());
    search(&["zzzz.example"]).says(1, &["backchat explain zzzz.example"]);
    search(&["zzzz", "--kind", "area"]).says(1, &["without --release and --kind"]);
    let said = search(&["certificte", "--format", "json"]);
    assert_eq!(said.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["hits"].as_array().map(Vec::len), Some(0));
    assert_eq!(json["near"][0], "Certificates");
}

#[test]
fn nothing_to_look_for_is_wrong_use() {
    search(&[" "]).says(2, &["nothing to look for"]);
    search(&[]).says(2, &["TEXT"]);
}
