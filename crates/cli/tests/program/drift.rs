//! `drift` over stored records, captures and folders of both.

use backchat_testkit::build::RunRecord;

use crate::place::Place;
use crate::program::{backchat_in, lab};

const WEEK: i64 = 7 * 24 * 3600;
const START: i64 = 1_767_571_200;

fn hourly() -> impl Iterator<Item = i64> {
    (0..168).map(|it| it * 3600 + 600)
}

/// Three builds on two hosts, a week each; the last build brings a destination.
fn records(place: &Place) {
    for (week, build) in [(0, "19041.388"), (1, "19041.1000"), (2, "19042.10")] {
        for device in [1, 2] {
            let label = format!("desk-{device} {build}");
            let from = START + week * WEEK + i64::from(device);
            let mut run = RunRecord::new(&label, from, WEEK, device)
                .said("host", &format!("desk-{device}"))
                .said("build", build)
                .said("release", if week == 2 { "20H2" } else { "2004" })
                .calls("arc.msn.com", hourly());
            if week == 2 {
                run = run.calls("new.example", hourly());
            }
            place.write(&format!("{build}-{device}.run.json"), run.json().as_bytes());
        }
    }
}

#[test]
fn a_folder_of_records_is_as_many_runs() {
    let place = Place::new("drift-folder");
    records(&place);
    let said = backchat_in(place.path(), &["drift", "."], b"");
    said.says(0, &["note: .: 6 records, a run each"]);
    assert!(said.out.starts_with("Drift over 6 runs\n"), "{}", said.out);
    let line = "New since build 19042.10: in 2 of 2 runs there, in none of 4 others";
    assert!(said.out.contains(line), "{}", said.out);
    let (changed, same) = said
        .out
        .split_once("In every run that could have seen them (1)")
        .unwrap();
    assert!(changed.contains("new.example") && same.contains("arc.msn.com"));
    // 19041.388 is the earlier build, although it is written with fewer digits.
    assert!(
        said.out.contains("19041.388, 19041.1000, 19042.10"),
        "{}",
        said.out
    );
}

#[test]
fn the_order_of_runs_changes_nothing_and_a_run_named_twice_is_told() {
    let place = Place::new("drift-order");
    records(&place);
    let names = place.names();
    let mut arguments = vec!["drift", "--format", "json"];
    arguments.extend(names.iter().map(String::as_str));
    let one = backchat_in(place.path(), &arguments, b"").json();
    arguments[3..].reverse();
    assert_eq!(one, backchat_in(place.path(), &arguments, b"").json());
    arguments.push(&names[0]);
    let twice = backchat_in(place.path(), &arguments, b"").json();
    assert_eq!(one["destinations"], twice["destinations"]);
    assert_eq!(twice["findings"][0]["kind"], "twice");
}

#[test]
fn axes_and_classes_are_chosen() {
    let place = Place::new("drift-choice");
    records(&place);
    let arguments = [
        "drift", ".", "--by", "host", "--only", "new", "--format", "json",
    ];
    let said = backchat_in(place.path(), &arguments, b"").json();
    assert_eq!(said["axes"].as_array().unwrap().len(), 1);
    assert_eq!(said["axes"][0]["key"], "host");
    let titles: Vec<&str> = said["destinations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["new.example"]);
    let said = backchat_in(place.path(), &["drift", ".", "--by", "colour"], b"");
    said.says(2, &["no run says its colour", "--condition"]);
}

#[test]
fn a_capture_and_its_record_are_the_same_run() {
    let place = Place::new("drift-capture");
    let arguments = ["record", &lab(), "-o", "lab.run.json"];
    assert_eq!(backchat_in(place.path(), &arguments, b"").code, Some(0));
    let arguments = ["drift", &lab(), "lab.run.json", "--format", "json"];
    let said = backchat_in(place.path(), &arguments, b"").json();
    assert_eq!(said["runs"].as_array().unwrap().len(), 1);
    let kinds: Vec<&str> = said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["twice", "devices", "unsaid", "few"]);
    let class = |it: &serde_json::Value| it["class"] == "cannot-tell";
    assert!(said["destinations"].as_array().unwrap().iter().all(class));
}

#[test]
fn a_folder_of_captures_is_one_run() {
    let place = Place::new("drift-captures");
    let bytes = std::fs::read(lab()).unwrap();
    std::fs::create_dir(place.path().join("week")).unwrap();
    place.write("week/a.pcapng.gz", &bytes);
    place.write(
        "other.run.json",
        RunRecord::new("other", START, WEEK, 1).json().as_bytes(),
    );
    let said = backchat_in(place.path(), &["drift", "week", "other.run.json"], b"");
    said.says(0, &["note: week: 1 file, taken as the captures of one run"]);
    assert!(said.out.starts_with("Drift over 2 runs\n"), "{}", said.out);
}

#[test]
fn what_lies_beside_records_is_left_out_and_told() {
    let place = Place::new("drift-beside");
    records(&place);
    place.write("notes.json", b"{\"a\": 1}");
    place.write("readme.txt", b"kept since January");
    let said = backchat_in(place.path(), &["drift", "."], b"");
    said.says(
        0,
        &[
            "6 records, a run each",
            "2 other files left out beside the records",
        ],
    );
}

#[test]
fn an_input_is_never_written_over() {
    let place = Place::new("drift-output");
    records(&place);
    let name = "19042.10-1.run.json";
    let before = std::fs::read(place.path().join(name)).unwrap();
    let arguments = ["drift", ".", "--format", "json", "-o", name];
    backchat_in(place.path(), &arguments, b"").says(2, &["is an input"]);
    assert_eq!(std::fs::read(place.path().join(name)).unwrap(), before);
}
