//! How often verdicts on pairs of runs with known truth are wrong, held to what they claim.

use std::fs;
use std::path::Path;

use backchat_testkit::pairs::{
    LENGTHS, Length, Outcome, Process, ROUNDS, SEED, Share, Tally, Trial, Truth,
};

/// Pairs of each process, length and truth: 6,480 pairs, of which some have no call in either run.
const QUICK: u32 = 20;

/// Lengths whose rows of the documented table are quick enough to be made again.
const SHORT: &[Length] = &[LENGTHS[0], LENGTHS[1]];

fn at_most_one_percent(share: Share, of: &str) {
    assert!(share.all > 0, "{of}: nothing to judge");
    assert!(share.percent() <= 1.0, "{of}: {share:?}");
}

#[test]
fn verdicts_claim_what_they_keep() {
    let tally = Tally::run(2, QUICK, &LENGTHS);
    assert!(tally.pairs() >= 5000, "{}", tally.pairs());
    let all = |_: &Trial| true;

    // Quiet means that not even half of it is left.
    for truth in [Truth::Unchanged, Truth::Halved] {
        at_most_one_percent(tally.quiet(truth, all), truth.words());
        for process in Process::ALL {
            let of = format!("{}, {}", process.words(), truth.words());
            at_most_one_percent(tally.quiet(truth, |it| it.process == process), &of);
        }
    }
    // What silence leaves possible lies below its bound, a tenth of the rate too.
    for process in Process::ALL {
        let above = tally.above_bound(|it| it.process == process);
        at_most_one_percent(above, process.words());
    }
    // Every other verdict is as sure. A tenth that is called quiet is not what "quiet" excludes.
    for truth in Truth::ALL {
        let wrong = tally.share(
            |it| it.truth == truth,
            |it| it.outcome == Outcome::Wrong && !(truth == Truth::Tenth && it.quiet),
        );
        at_most_one_percent(wrong, truth.words());
    }
}

#[test]
fn long_runs_are_told_apart() {
    // Two weeks show what becomes of most streams that call a few times a day or more.
    let tally = Tally::run(2, QUICK / 2, &LENGTHS[4..6]);
    for truth in [Truth::Tenth, Truth::Dead, Truth::Tripled, Truth::New] {
        let share = tally.share(|it| it.truth == truth, |it| it.outcome == Outcome::Right);
        assert!(share.percent() >= 60.0, "{truth:?}: {share:?}");
    }
    let halved = tally.share(
        |it| it.truth == Truth::Halved,
        |it| it.outcome == Outcome::Right,
    );
    assert!(halved.percent() >= 40.0, "{halved:?}");
}

#[test]
fn the_documented_table_is_what_the_example_prints() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/comparing.md");
    let page = fs::read_to_string(page).expect("the page exists");
    let rows = Tally::run(SEED, ROUNDS, SHORT).by_length(SHORT);
    for row in rows.lines() {
        assert!(
            page.lines().any(|it| it == row),
            "the table is out of date, print it again: {row}"
        );
    }
}
