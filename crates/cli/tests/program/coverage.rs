//! `coverage`: what is said of runs long and short, and what is refused.

use crate::place::Place;
use crate::program::{backchat, lab};

#[test]
fn a_run_of_a_day_is_told_in_words_with_advice() {
    let said = backchat(&["coverage", &lab(), "--device", "10.77.0.2"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for part in [
        "an estimated",
        "leave it running until 2026-",
        "No device joined a network",
        "evoke-windowsservices-tas.msedge.net",
        "every 5 h",
        "open for 1 d 1 h",
        "What limits this",
    ] {
        assert!(said.out.contains(part), "no {part:?} in: {}", said.out);
    }
    assert!(
        !said.out.contains("each day"),
        "a day is too short for that"
    );
}

#[test]
fn a_record_says_what_its_captures_say() {
    let place = Place::new("coverage-record");
    let record = place.path().join("lab.run.json");
    let record = record.to_str().unwrap();
    let said = backchat(&["record", &lab(), "-o", record]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let of = |run: &str| backchat(&["coverage", run, "--format", "json"]).json();
    assert_eq!(of(record), of(&lab()));
}

#[test]
fn an_empty_run_is_said_to_be_one() {
    let place = Place::new("coverage-empty");
    // The header of a pcap alone.
    let header = [
        0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0,
    ];
    place.write("empty.pcap", &header);
    let empty = place.path().join("empty.pcap");
    let said = backchat(&["coverage", empty.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("Nothing was recorded"), "{}", said.out);
    assert!(!said.out.contains("NaN") && !said.out.contains("seen enough"));
}

#[test]
fn a_page_that_does_not_exist_is_found_out_before_the_work() {
    let said = backchat(&["coverage", &lab(), "--release", "windows 3.11"]);
    said.says(2, &["release"]);
    assert!(said.out.is_empty());
}
