//! `catalog propose`: what a capture has and the catalog has not, as files for a person to review.

use std::fs;

use crate::place::Place;
use crate::program::{backchat, backchat_in, lab, repository};

const FILE: &str = "proposed/microsoft/proposed-microsoft.com.toml";

#[test]
fn evidence_and_decisions_are_shown() {
    let said = backchat(&["catalog", "propose", &lab()]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for part in [
        "4 destinations that nobody documents",
        "idleprobe.data.microsoft.com  2 attempts",
        "2× TLS SNI",
        "idleprobe.data.microsoft.com > idleprobe.trafficmanager.net",
        "trafficmanager.net (Azure Traffic Manager)",
        "the area may be diagnostic-data",
        "What is it for?",
        "5 addresses that nothing names",
        "telemetry.contoso.example",
    ] {
        assert!(said.out.contains(part), "no {part:?} in: {}", said.out);
    }
}

#[test]
fn files_are_refused_until_they_are_reviewed_and_count_from_then_on() {
    let place = Place::new("propose-review");
    let arguments = ["catalog", "propose", &lab(), "--output", "mine"];
    backchat_in(place.path(), &arguments, b"").says(0, &["4 files below mine, to be reviewed"]);
    let list = ["catalog", "list", "--catalog", "mine"];
    backchat_in(place.path(), &list, b"").says(2, &["is a proposal without a purpose", "hint:"]);
    let check = ["catalog", "check", "--catalog", "mine"];
    let said = backchat_in(place.path(), &check, b"");
    assert_eq!(said.code, Some(1));
    assert_eq!(said.out.matches("[unreviewed]").count(), 4, "{}", said.out);
    let folder = place.path().join("mine");
    for other in ["cloudflare-dns.com", "quad9.net"] {
        fs::remove_dir_all(folder.join("proposed").join(other)).unwrap();
    }
    for file in [FILE, "proposed/microsoft/proposed-msftncsi.com.toml"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let text = text.replace("purpose = \"\"", "purpose = \"Probes.\"");
        fs::write(folder.join(file), text).unwrap();
    }
    assert_eq!(backchat_in(place.path(), &check, b"").code, Some(0));
    let lab = lab();
    let arguments = [
        "catalog",
        "propose",
        &lab,
        "--catalog",
        "mine",
        "--format",
        "json",
    ];
    let json = backchat_in(place.path(), &arguments, b"").json();
    let files = json["files"].as_array().unwrap().iter();
    let domains: Vec<&str> = files.map(|it| it["domain"].as_str().unwrap()).collect();
    assert_eq!(domains, ["cloudflare-dns.com", "quad9.net"]);
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let place = Place::new("propose-twice");
    let arguments = ["catalog", "propose", &lab(), "-o", "mine"];
    let folder = place.path().join("mine/proposed/microsoft");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("proposed-microsoft.com.toml"), "reviewed").unwrap();
    backchat_in(place.path(), &arguments, b"").says(2, &["proposed-microsoft.com.toml exists"]);
    let names = fs::read_dir(place.path().join("mine/proposed")).unwrap();
    assert_eq!(names.count(), 1, "nothing else was written");
}

#[test]
fn the_programs_own_catalog_is_no_place_for_proposals() {
    let catalog = repository().join("catalog");
    for folder in [
        catalog.clone(),
        catalog.join("microsoft"),
        catalog.join("new"),
    ] {
        let folder = folder.to_str().unwrap();
        backchat(&["catalog", "propose", &lab(), "-o", folder]).says(2, &["program's own catalog"]);
    }
    assert!(!catalog.join("proposed").exists() && !catalog.join("new").exists());
}

#[test]
fn thresholds_leave_out_and_count() {
    let json = |least: &str, value: &str| {
        let lab = lab();
        backchat(&["catalog", "propose", &lab, "--format", "json", least, value]).json()
    };
    let few = json("--min-attempts", "3");
    assert_eq!(few["files"].as_array().unwrap().len(), 1);
    let left = few["left_out"].as_array().unwrap().iter();
    let few = left.filter(|it| it["reason"] == "too-few");
    assert_eq!(few.map(|it| it["count"].as_u64().unwrap()).sum::<u64>(), 3);
    assert!(
        json("--min-devices", "2")["files"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn the_printed_form_is_the_written_one() {
    let place = Place::new("propose-printed");
    let arguments = [
        "catalog",
        "propose",
        &lab(),
        "-o",
        "mine",
        "--format",
        "toml",
    ];
    let said = backchat_in(place.path(), &arguments, b"");
    let written = fs::read_to_string(place.path().join("mine").join(FILE)).unwrap();
    assert!(
        said.out.contains(&format!("# {FILE}\n{written}")),
        "{}",
        said.out
    );
}
