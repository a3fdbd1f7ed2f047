//! `report`, `connections` and `names` on the capture in the repository.

use std::fs;

use crate::place::Place;
use crate::program::{Said, backchat, backchat_in, lab, repository};

fn on_lab(arguments: &[&str]) -> Said {
    let lab = lab();
    backchat(&[arguments, &[lab.as_str()]].concat())
}

#[test]
fn names_are_those_of_the_truth() {
    let truth = repository().join("cases/lab-idle-windows/names.truth.tsv");
    let mut truth: Vec<String> = fs::read_to_string(truth)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let said = on_lab(&["names"]);
    let mut names: Vec<String> = said.out.lines().map(str::to_owned).collect();
    truth.sort();
    names.sort();
    assert_eq!(names, truth);
}

#[test]
fn names_as_json_are_as_many_as_lines() {
    let json = on_lab(&["names", "--format", "json"]).json();
    let lines = on_lab(&["names"]).out.lines().count();
    assert_eq!(json.as_array().unwrap().len(), lines - 1);
}

#[test]
fn two_runs_give_the_same_bytes() {
    for arguments in [
        &["report"][..],
        &["report", "--format", "json"],
        &["report", "--format", "html"],
        &["connections"],
        &["names"],
    ] {
        assert_eq!(
            on_lab(arguments).out,
            on_lab(arguments).out,
            "{arguments:?}"
        );
    }
}

#[test]
fn every_report_format_in_the_help_works() {
    let help = backchat(&["report", "--help"]).out;
    let formats: Vec<&str> = help
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- ")?.split_once(':'))
        .map(|(format, _)| format)
        .collect();
    assert!(formats.contains(&"terminal") && formats.contains(&"json"));
    for format in formats {
        let said = on_lab(&["report", "--format", format]);
        assert_eq!(said.code, Some(0), "{format}: {}", said.err);
        assert!(said.out.contains("ctldl.windowsupdate.com"), "{format}");
    }
}

#[test]
fn a_report_as_json_names_its_schema() {
    let page = on_lab(&["report", "--format", "json"]).json();
    assert_eq!(page["schema"], "backchat-report/1");
}

#[test]
fn connections_are_the_same_in_every_form() {
    let lines = on_lab(&["connections"]);
    let lines: Vec<serde_json::Value> = lines
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let array = on_lab(&["connections", "--format", "json"]).json();
    assert_eq!(array, serde_json::Value::Array(lines.clone()));
    let csv = on_lab(&["connections", "--format", "csv"]);
    let rows = csv::Reader::from_reader(csv.out.as_bytes()).into_records();
    assert_eq!(rows.map(Result::unwrap).count(), lines.len());
}

#[test]
fn a_file_named_twice_counts_once() {
    let twice = backchat(&["names", &lab(), &lab().replace("cases/", "cases/./")]);
    assert_eq!(twice.out, on_lab(&["names"]).out);
}

#[test]
fn standard_input_gives_what_the_file_gives() {
    let bytes = fs::read(lab()).unwrap();
    let piped = backchat_in(&repository(), &["names", "-"], &bytes);
    assert_eq!(piped.out, on_lab(&["names"]).out);
}

#[test]
fn what_is_cut_off_is_used_with_a_warning() {
    let bytes = fs::read(lab()).unwrap();
    let place = Place::new("cut-off");
    place.write("cut.pcapng.gz", &bytes[..bytes.len() / 2]);
    let said = backchat_in(place.path(), &["names", "cut.pcapng.gz"], b"");
    said.says(
        0,
        &["warning: cut.pcapng.gz:", "everything before it was used"],
    );
    assert!(said.out.lines().count() > 100);
}

#[test]
fn in_a_folder_what_is_no_capture_is_skipped_with_a_warning() {
    let place = Place::new("mixed");
    place.write("notes.txt", b"not a capture at all");
    fs::copy(lab(), place.path().join("a.pcapng.gz")).unwrap();
    let said = backchat_in(place.path(), &["names", "."], b"");
    said.says(0, &["notes.txt: skipped"]);
    assert_eq!(said.out, on_lab(&["names"]).out);
}

#[test]
fn a_device_that_never_occurs_is_told_with_those_that_do() {
    for command in ["report", "connections"] {
        on_lab(&[command, "--device", "10.9.9.9"]).says(
            0,
            &["no connection of 10.9.9.9", "10.77.0.2 (02:77:00:00:00:02)"],
        );
    }
}

#[test]
fn a_device_may_be_given_by_either_address() {
    let by_address = on_lab(&[
        "connections",
        "--device",
        "10.77.0.3",
        "--device",
        "02:77:00:00:00:03",
    ]);
    assert!(by_address.err.is_empty(), "{}", by_address.err);
    assert!(!by_address.out.contains("\"device\":\"10.77.0.2\""));
}

#[test]
fn a_window_outside_the_capture_is_told_with_its_span() {
    on_lab(&["report", "--since", "2030-01-01"]).says(
        0,
        &[
            "no packet lies in the time asked for",
            "2026-11-23T00:00:00Z to 2026-11-24T01:50:00Z",
        ],
    );
}

#[test]
fn output_to_a_file_replaces_it_as_a_whole() {
    let place = Place::new("replaced");
    place.write("names.tsv", b"old");
    let said = backchat_in(place.path(), &["names", &lab(), "-o", "names.tsv"], b"");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
    assert_eq!(place.names(), ["names.tsv"]);
    let written = fs::read_to_string(place.path().join("names.tsv")).unwrap();
    assert_eq!(written, on_lab(&["names"]).out);
}

#[test]
fn only_always_colours_what_is_not_a_terminal() {
    assert!(!on_lab(&["report"]).out.contains('\x1b'));
    assert!(!on_lab(&["report", "--color", "never"]).out.contains('\x1b'));
    assert!(
        on_lab(&["report", "--color", "always"])
            .out
            .contains('\x1b')
    );
}

#[test]
fn a_device_is_the_whole_machine_by_whichever_of_its_addresses() {
    let report = |device| on_lab(&["report", "--format", "csv", "--device", device]).out;
    let by_address = report("10.77.0.2");
    assert!(by_address.contains("2a02:"), "its IPv6 calls are missing");
    assert_eq!(by_address, report("02:77:00:00:00:02"));
    assert_eq!(by_address, report("2001:db8:77::2"));
}

#[test]
fn without_a_release_the_page_that_fits_best_is_taken_and_that_is_said() {
    let said = on_lab(&["report"]).out;
    assert!(
        said.starts_with(
            "Connection endpoints, compared with Windows 10 Enterprise, version 2004\n"
        ),
        "{said}"
    );
    for part in ["No release was named", "43 of 51", "--release names"] {
        assert!(said.contains(part), "no {part:?} in: {said}");
    }
    let chosen = |arguments: &[&str]| on_lab(arguments).json()["release"]["chosen"].clone();
    let json = ["report", "--format", "json"];
    assert_eq!(chosen(&json)["because"], "most");
    assert!(chosen(&[&json[..], &["--release", "2004"]].concat()).is_null());
}

#[test]
fn naming_the_release_that_is_chosen_changes_nothing_else() {
    let page = |arguments: &[&str]| {
        let mut page = on_lab(arguments).json();
        page["release"]["chosen"] = serde_json::Value::Null;
        page
    };
    let json = ["report", "--format", "json"];
    assert_eq!(
        page(&json),
        page(&[&json[..], &["--release", "2004"]].concat())
    );
}
