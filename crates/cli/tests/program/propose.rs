//! `catalog propose`: what a capture has and the catalog has not, as files for a person to review.

use std::fs;
use std::path::Path;

use crate::place::Place;
use crate::program::{backchat, backchat_in, lab, repository};

/// What is proposed of a name that the capture has, and that no vendor of a system will document.
const FILE: &str = "proposed/quad9.net/proposed-quad9.net.toml";

/// The domains that something is proposed of.
fn domains(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let lab = lab();
    let all = [&["catalog", "propose", &lab, "--format", "json"], arguments].concat();
    let json = backchat_in(folder, &all, b"").json();
    let files = json["files"].as_array().unwrap().iter();
    files
        .map(|it| it["domain"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn evidence_and_decisions_are_shown() {
    let said = backchat(&["catalog", "propose", &lab()]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for part in [
        "destinations that nobody documents",
        "quad9.net (owner unknown)",
        FILE,
        "dns.quad9.net  1 attempt",
        "1× TLS SNI",
        "TLSv1.3, tcp/853",
        "devices: 10.77.0.3",
        "addresses: 9.9.9.9",
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
    backchat_in(place.path(), &arguments, b"").says(0, &["files below mine, to be reviewed"]);
    let list = ["catalog", "list", "--catalog", "mine"];
    backchat_in(place.path(), &list, b"").says(2, &["is a proposal without a purpose", "hint:"]);
    let check = ["catalog", "check", "--catalog", "mine"];
    let said = backchat_in(place.path(), &check, b"");
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("[unreviewed]"), "{}", said.out);
    // Somebody explains one and deletes the others.
    let all = domains(place.path(), &[]);
    let text = fs::read_to_string(place.path().join("mine").join(FILE)).unwrap();
    fs::remove_dir_all(place.path().join("mine")).unwrap();
    let file = place.path().join("mine").join(FILE);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(
        &file,
        text.replace("purpose = \"\"", "purpose = \"Encrypted DNS.\""),
    )
    .unwrap();
    assert_eq!(backchat_in(place.path(), &check, b"").code, Some(0));
    let left = domains(place.path(), &["--catalog", "mine"]);
    let expected: Vec<&String> = all.iter().filter(|it| *it != "quad9.net").collect();
    assert!(expected.len() < all.len());
    assert_eq!(left.iter().collect::<Vec<_>>(), expected);
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let place = Place::new("propose-twice");
    let arguments = ["catalog", "propose", &lab(), "-o", "mine"];
    let file = place.path().join("mine").join(FILE);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "reviewed").unwrap();
    backchat_in(place.path(), &arguments, b"").says(2, &["proposed-quad9.net.toml exists"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "reviewed");
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
    let lab = lab();
    let often = [
        "catalog",
        "propose",
        &lab,
        "--format",
        "json",
        "--min-attempts",
        "3",
    ];
    let json = backchat(&often).json();
    let files = json["files"].as_array().unwrap().iter();
    assert!(files.clone().any(|it| it["domain"] == "cloudflare-dns.com"));
    assert!(files.clone().all(|it| it["domain"] != "quad9.net"));
    let left = json["left_out"].as_array().unwrap().iter();
    let few = left.clone().find(|it| it["reason"] == "too-few").unwrap();
    let names = few["names"].as_array().unwrap();
    assert!(names.contains(&"dns.quad9.net".into()));
    assert!(domains(&repository(), &["--min-devices", "2"]).is_empty());
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
