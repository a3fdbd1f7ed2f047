//! Conditions that coincide: no run tells which of them it is.

use backchat_engine::drift::{Class, FindingKind};

use crate::fleet::{BUILDS, drift, found, hourly, of, run, told};

#[test]
fn a_new_build_that_only_another_host_has_is_not_told_from_that_host() {
    // Two runs of one host with the first build, two of another with the second.
    let runs = [
        run(0, 0),
        run(0, 1).said("build", BUILDS[0]),
        run(1, 2).calls("new.example", hourly()),
        run(1, 3)
            .said("build", BUILDS[2])
            .calls("new.example", hourly()),
    ];
    let drift = drift(&runs.map(|it| it.record()));
    assert_eq!(
        told(&drift, "new.example"),
        (
            Class::CannotTell,
            "new since build 19041.1000, or only on host desk-2: in 2 of 2 runs there, in none of 2 others; these runs cannot \
             tell them apart; the date would explain it as well",
            2,
            4
        )
    );
    assert_eq!(of(&drift, "new.example").claims.len(), 2);
    assert_eq!(
        found(&drift, FindingKind::Coincide),
        [(
            vec![],
            "build and host tell the same runs apart: what differs by one differs by the other (2 values each)"
        )]
    );
}

#[test]
fn a_run_that_has_the_build_on_the_old_host_tells_them_apart() {
    let new = |run: backchat_testkit::build::RunRecord| run.calls("new.example", hourly());
    let runs = [run(0, 0), run(0, 2), new(run(1, 2)), new(run(1, 3))];
    let drift = drift(&runs.map(|it| it.record()));
    let (class, words, ..) = told(&drift, "new.example");
    assert_eq!(class, Class::Only);
    assert_eq!(
        words,
        "only on host desk-2: in 2 of 2 runs there, in none of 2 others"
    );
}

#[test]
fn a_condition_that_is_not_asked_for_is_held_against_a_claim_all_the_same() {
    let runs = [run(0, 0), run(1, 2).calls("new.example", hourly())].map(|it| it.record());
    let catalog = backchat_engine::catalog::Catalog::embedded();
    let attributor = backchat_engine::attribute::Attributor::new(catalog, None).unwrap();
    let by = ["build".to_owned()];
    let drift = backchat_engine::drift::Drift::of(&runs, &attributor, &by);
    let keys: Vec<&str> = drift.axes.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["build"]);
    let (class, words, ..) = told(&drift, "new.example");
    assert_eq!(class, Class::CannotTell);
    assert!(words.contains("or only on host desk-2"), "{words}");
}

#[test]
fn a_build_is_not_confounded_with_its_own_release() {
    let new = |run: backchat_testkit::build::RunRecord| run.calls("new.example", hourly());
    let (old, late) = (
        |host| run(host, 0).said("release", "2004"),
        |host| run(host, 3).said("release", "20H2"),
    );
    let runs = [old(0), old(1), new(late(0)), new(late(1))];
    let drift = drift(&runs.map(|it| it.record()));
    let (class, words, ..) = told(&drift, "new.example");
    assert_eq!(class, Class::New);
    assert!(
        words.starts_with("new since build 19042.10: in 2 of 2"),
        "{words}"
    );
}

#[test]
fn where_it_was_seen_without_a_host_no_host_is_the_only_one() {
    let seen = |run: backchat_testkit::build::RunRecord| run.calls("a.example", hourly());
    let nameless = backchat_testkit::build::RunRecord::new("x", 1_780_000_000, 604_800, 50)
        .calls("steady.example", hourly());
    let runs = [
        run(0, 0),
        run(0, 1),
        seen(run(1, 0)),
        seen(run(1, 1)),
        seen(nameless),
    ];
    let drift = drift(&runs.map(|it| it.record()));
    assert_eq!(told(&drift, "a.example").0, Class::Some);
}
