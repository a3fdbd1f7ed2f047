//! Five builds on four hosts.

use backchat_engine::drift::{Class, Share};

use crate::fleet::{BUILDS, DAY, drift, found, grid, hourly, lasting, of, run, told, weekly};

#[test]
fn what_comes_with_the_third_build_is_new_since_it() {
    let runs = grid(|run, _, build| match build {
        2.. => run.calls("new.example", hourly()),
        _ => run,
    });
    let drift = drift(&runs);
    assert_eq!(
        told(&drift, "new.example"),
        (
            Class::New,
            "new since build 19041.1000: in 12 of 12 runs there, in none of 8 others; the date would explain it as well",
            12,
            20
        )
    );
    let claim = &of(&drift, "new.example").claims[0];
    assert_eq!(claim.since.as_deref(), Some("19041.1000"));
    assert_eq!(claim.after.as_deref(), Some("19041.388"));
    assert!(claim.chance < 1e-6);
    let by = &of(&drift, "new.example").by;
    assert_eq!(by[0].key, "build");
    let shares: Vec<(&str, u64, u64)> = by[0]
        .values
        .iter()
        .map(
            |Share {
                 value, seen, able, ..
             }| (value.as_str(), *seen, *able),
        )
        .collect();
    let expected = [0, 0, 4, 4, 4].into_iter().zip(BUILDS);
    assert_eq!(
        shares,
        expected
            .map(|(seen, build)| (build, seen, 4))
            .collect::<Vec<_>>()
    );
    assert_eq!(
        told(&drift, "steady.example"),
        (Class::Everywhere, "in all 20 runs", 20, 20)
    );
}

#[test]
fn a_host_that_keeps_an_old_build_rules_the_date_out() {
    let mut runs = grid(|run, _, build| match build {
        2.. => run.calls("new.example", hourly()),
        _ => run,
    });
    // In the last week, a fifth machine still has the second build.
    let late = run(0, 4).said("build", BUILDS[1]).said("host", "desk-11");
    runs.push(late.record());
    let drift = drift(&runs);
    let (class, words, ..) = told(&drift, "new.example");
    assert_eq!(class, Class::New);
    assert_eq!(
        words,
        "new since build 19041.1000: in 12 of 12 runs there, in none of 9 others"
    );
}

#[test]
fn what_the_last_builds_lack_is_gone_and_what_only_the_middle_has_passed() {
    let runs = grid(|run, _, build| {
        let run = match build {
            ..3 => run.calls("gone.example", hourly()),
            _ => run,
        };
        match build {
            1..4 => run.calls("passing.example", hourly()),
            _ => run,
        }
    });
    let drift = drift(&runs);
    let (class, words, ..) = told(&drift, "gone.example");
    assert_eq!(class, Class::Gone);
    assert!(
        words.starts_with("gone since build 19042.10: in 12 of 12"),
        "{words}"
    );
    let (class, words, ..) = told(&drift, "passing.example");
    assert_eq!(class, Class::Passing);
    assert!(
        words.starts_with("new since build 19041.388, gone since build 19042.985: in 12 of 12 runs there, in none of 8"),
        "{words}"
    );
}

#[test]
fn what_one_host_has_is_only_there_and_what_one_lacks_is_everywhere_else() {
    let runs = grid(|run, host, _| match host {
        2 => run.calls("only.example", hourly()),
        _ => run.calls("not.example", hourly()),
    });
    let drift = drift(&runs);
    assert_eq!(
        told(&drift, "only.example"),
        (
            Class::Only,
            "only on host desk-9: in 5 of 5 runs there, in none of 15 others",
            5,
            20
        )
    );
    assert_eq!(
        told(&drift, "not.example"),
        (
            Class::Not,
            "not on host desk-9: in 15 of 15 runs there, in none of 5 others",
            15,
            20
        )
    );
}

#[test]
fn short_runs_cannot_tell_that_something_weekly_is_new() {
    let mut runs = grid(|run, _, _| run.calls("weekly.example", weekly()));
    // The first build was only watched for a day by each host.
    runs.drain(..4);
    runs.extend((0..4).map(|host| lasting(host, 0, DAY).record()));
    let drift = drift(&runs);
    assert_eq!(
        told(&drift, "weekly.example"),
        (
            Class::CannotTell,
            "in 16 runs; the other 4 could not be sure to see it",
            16,
            16
        )
    );
    assert_eq!(
        of(&drift, "weekly.example").withheld,
        [
            "seen first with build 19041.388, but the runs before could not be sure to see it: withheld"
        ]
    );
    // What is called every hour, a day would have shown.
    assert_eq!(told(&drift, "steady.example").0, Class::Everywhere);
    let short = found(&drift, backchat_engine::drift::FindingKind::Short);
    assert_eq!(
        short[0].0,
        ["desk-1-0", "desk-2-0", "desk-9-0", "desk-10-0"]
    );
}

#[test]
fn builds_that_could_not_tell_leave_open_which_was_the_first() {
    let mut runs = grid(|run, _, build| match build {
        2.. => run.calls("daily.example", (0..7).map(|it| it * DAY + 7200)),
        _ => run,
    });
    // The second build was only watched for two hours by each host.
    runs.drain(4..8);
    runs.extend((0..4).map(|host| lasting(host, 1, 7200).record()));
    let drift = drift(&runs);
    let it = of(&drift, "daily.example");
    assert_eq!(it.class, Class::New);
    assert_eq!(it.claims[0].after.as_deref(), Some("19041.84"));
    assert!(
        it.words.starts_with("new since build 19041.1000, or since one after 19041.84, whose runs could not tell: in 12 of 12"),
        "{}",
        it.words
    );
}

#[test]
fn one_run_of_many_is_rare_and_half_of_them_is_some() {
    let runs = grid(|run, host, build| {
        let run = match (host, build) {
            (1, 3) => run.calls("rare.example", hourly()),
            _ => run,
        };
        match (host + build) % 2 {
            0 => run.calls("some.example", hourly()),
            _ => run,
        }
    });
    let drift = drift(&runs);
    assert_eq!(
        told(&drift, "rare.example"),
        (
            Class::Rare,
            "in 1 of 20 runs that could have seen it",
            1,
            20
        )
    );
    assert_eq!(
        told(&drift, "some.example"),
        (
            Class::Some,
            "in 10 of 20 runs that could have seen it",
            10,
            20
        )
    );
}

#[test]
fn first_and_last_name_the_run_and_the_time() {
    let runs = grid(|run, host, build| match (host, build) {
        (0, 1) | (2, 3) => run.calls("twice.example", [5 * 3600, 6 * 3600]),
        _ => run,
    });
    let drift = drift(&runs);
    let it = of(&drift, "twice.example");
    let (first, last) = (it.first.as_ref().unwrap(), it.last.as_ref().unwrap());
    assert_eq!(drift.runs[first.run].label, "desk-1-1");
    assert_eq!(first.time, "2026-01-12T05:00:00.000000Z");
    assert_eq!(drift.runs[last.run].label, "desk-9-3");
    assert_eq!(last.time, "2026-01-26T06:00:02.250000Z");
}

#[test]
fn what_is_in_every_other_run_of_a_host_is_not_missing_on_the_others_by_that() {
    // In two of four runs of one host, often; and not in the only run of another.
    let runs = [
        run(0, 0).calls("a.example", hourly()),
        run(0, 1),
        run(0, 2).calls("a.example", hourly()),
        run(0, 3),
        run(1, 0),
    ];
    let runs = runs.map(|it| it.said("build", BUILDS[0]).record());
    let drift = drift(&runs);
    let it = of(&drift, "a.example");
    assert_eq!(it.class, Class::Some);
    assert_eq!(
        it.withheld,
        [
            "seen only on host desk-1, but the other runs may lack it by chance, as others do that could have seen it: withheld"
        ]
    );
}
