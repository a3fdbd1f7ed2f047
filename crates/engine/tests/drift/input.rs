//! What is found out about the runs before any verdict.

use backchat_engine::drift::{Class, FindingKind};
use backchat_testkit::build::RunRecord;

use crate::fleet::{DAY, HOUR, START, WEEK, drift, found, hourly, lasting, run, told};

#[test]
fn a_run_that_was_given_twice_is_counted_once() {
    let once = [run(0, 0), run(1, 1)].map(|it| it.record());
    let mut twice = once.to_vec();
    twice.push(run(0, 0).record());
    let (once, twice) = (drift(&once), drift(&twice));
    assert_eq!(once.destinations, twice.destinations);
    assert_eq!(once.runs, twice.runs);
    assert_eq!(
        found(&twice, FindingKind::Twice),
        [(
            vec!["desk-1-0"],
            "the same run was given 2 times; it is counted once"
        )]
    );
}

#[test]
fn one_run_under_two_hosts_names_has_none() {
    let other = RunRecord::new("other", START, WEEK, 10)
        .said("host", "desk-2")
        .said("build", "19041.84")
        .calls("steady.example", hourly());
    let drift = drift(&[run(0, 0), other, run(1, 1)].map(|it| it.record()));
    assert_eq!(drift.runs.len(), 2);
    assert_eq!(drift.runs[0].conditions.get("host"), None);
    assert_eq!(
        found(&drift, FindingKind::Twice)[0].1,
        "the same run was given 2 times, also as other; it is counted once; what was said of it differs in host, which counts as not said"
    );
}

#[test]
fn an_empty_run_is_no_absence() {
    let empty = RunRecord::new("empty", START, 0, 10).said("host", "desk-3");
    let drift = drift(&[run(0, 0), run(1, 0), empty].map(|it| it.record()));
    assert_eq!(
        told(&drift, "steady.example"),
        (Class::Everywhere, "in all 2 runs", 2, 2)
    );
    assert_eq!(found(&drift, FindingKind::Empty)[0].0, ["empty"]);
}

#[test]
fn a_machine_that_is_quiet_for_a_week_counts() {
    let quiet = RunRecord::new("quiet", START + 7, WEEK, 12).said("host", "desk-9");
    let drift = drift(&[run(0, 0), run(1, 0), quiet].map(|it| it.record()));
    let (class, words, ..) = told(&drift, "steady.example");
    assert_eq!(
        (class, words),
        (
            Class::Not,
            "not on host desk-9: in 2 of 2 runs there, in none of 1 other"
        )
    );
    assert_eq!(found(&drift, FindingKind::Quiet)[0].0, ["quiet"]);
}

#[test]
fn runs_of_one_device_at_the_same_time_are_told() {
    let late = RunRecord::new("late", START + DAY, WEEK, 10).calls("steady.example", hourly());
    let drift = drift(&[run(0, 0), late, run(1, 0)].map(|it| it.record()));
    assert_eq!(
        found(&drift, FindingKind::Overlap),
        [(
            vec!["desk-1-0", "late"],
            "overlap in time by up to 6 d on the device 02:00:00:00:00:0a: the same traffic may be counted twice"
        )]
    );
}

#[test]
fn names_of_hosts_that_do_not_go_with_hardware_are_told() {
    let moved = RunRecord::new("moved", START + 9 * WEEK, WEEK, 77)
        .said("host", "desk-1")
        .calls("steady.example", hourly());
    let renamed = RunRecord::new("renamed", START + 9 * WEEK, WEEK, 11)
        .said("host", "desk-7")
        .calls("steady.example", hourly());
    let drift = drift(&[run(0, 0), run(1, 0), moved, renamed].map(|it| it.record()));
    let hardware = found(&drift, FindingKind::Hardware);
    assert_eq!(hardware[0].0, ["desk-1-0", "moved"]);
    assert!(
        hardware[0]
            .1
            .contains("02:00:00:00:00:0a, 02:00:00:00:00:4d")
    );
    let renamed = found(&drift, FindingKind::Renamed);
    assert_eq!(renamed[0].0, ["desk-2-0", "renamed"]);
}

#[test]
fn clocks_that_cannot_be_right_are_told_and_their_times_left_out() {
    let unset = RunRecord::new("unset", 86_400, WEEK, 10)
        .said("host", "desk-1")
        .calls("steady.example", hourly());
    let drift = drift(&[run(0, 0), run(1, 0), unset].map(|it| it.record()));
    assert_eq!(found(&drift, FindingKind::Clock)[0].0, ["unset"]);
    let first = drift.destinations[0].first.as_ref().unwrap();
    assert_eq!(drift.runs[first.run].label, "desk-1-0");
}

#[test]
fn builds_that_go_back_on_one_host_are_told() {
    let back = lasting(0, 4, WEEK).said("build", "19041.9");
    let drift = drift(&[run(0, 0), run(0, 3), back, run(1, 4)].map(|it| it.record()));
    let found = found(&drift, FindingKind::Backwards);
    assert_eq!(found[0].0, ["desk-1-3", "desk-1-4"]);
    assert!(found[0].1.starts_with("on host desk-1 a lower build"));
}

#[test]
fn releases_that_are_unknown_or_of_other_builds_are_told() {
    let runs = [
        run(0, 0).said("release", "2005"),
        run(1, 0).said("release", "20H2"),
        run(2, 0).said("release", "2004"),
    ];
    let drift = drift(&runs.map(|it| it.record()));
    assert_eq!(
        found(&drift, FindingKind::Release),
        [(vec!["desk-1-0"], "the catalog has no release \"2005\"")]
    );
    assert_eq!(found(&drift, FindingKind::Build)[0].0, ["desk-2-0"]);
}

#[test]
fn a_run_without_conditions_is_told_and_its_device_is_its_axis() {
    let bare = |label: &str, device| {
        RunRecord::new(label, START + i64::from(device), WEEK, device)
            .calls("steady.example", hourly())
    };
    let runs = [
        bare("a", 10),
        bare("b", 11),
        bare("b", 12).calls("x.example", hourly()),
    ];
    let drift = drift(&runs.map(|it| it.record()));
    assert_eq!(found(&drift, FindingKind::Unsaid)[0].0, ["a", "b", "b (2)"]);
    assert_eq!(
        told(&drift, "x.example").1,
        "only on the device 02:00:00:00:00:0c: in 1 of 1 run there, in none of 2 others"
    );
}

#[test]
fn one_run_tells_no_change() {
    let drift = drift(&[run(0, 0).record()]);
    assert_eq!(told(&drift, "steady.example").0, Class::CannotTell);
    assert_eq!(found(&drift, FindingKind::Few).len(), 1);
}

#[test]
fn of_no_run_nothing_is_said() {
    let drift = drift(&[]);
    assert!(drift.destinations.is_empty() && drift.runs.is_empty());
    assert_eq!(found(&drift, FindingKind::Few).len(), 1);
}

#[test]
fn a_short_run_is_told() {
    let drift = drift(&[run(0, 0), run(1, 0), lasting(2, 0, HOUR / 2)].map(|it| it.record()));
    assert_eq!(found(&drift, FindingKind::Short)[0].0, ["desk-9-0"]);
}
