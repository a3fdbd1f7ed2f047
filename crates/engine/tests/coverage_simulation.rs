//! The estimates of `coverage` against machines of which everything is known, and the tables of `docs/coverage.md` against
//! what `cargo run -p backchat-engine --example coverage_table` prints.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../examples/coverage_table/estimates.rs"]
mod estimates;
#[path = "../examples/coverage_table/rhythms.rs"]
mod rhythms;

use std::path::Path;

use estimates::Row;

/// The least share of machines whose truth the limits of 95 % may hold, where 40 were tried: a smaller one comes once in 50 times
/// if the limits are what they say, and never where they are what they are.
const HELD: f64 = 87.5;

fn documentation() -> String {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/coverage.md");
    std::fs::read_to_string(place).unwrap()
}

#[test]
fn the_limits_hold_what_they_should_and_the_documentation_says_so() {
    let rows = estimates::rows();
    for Row { kind, run, tally } in &rows {
        let (held, new) = (tally.percent(tally.held), tally.percent(tally.new_held));
        assert!(held >= HELD, "{kind}, {run}: {held} % of the missed held");
        assert!(new >= HELD, "{kind}, {run}: {new} % of the new held");
    }
    let all: f64 = rows.iter().map(|it| it.tally.percent(it.tally.held)).sum();
    assert!(all / rows.len() as f64 >= 95.0);
    // Where the time of a table is worth it: Chao2 must be seen to fail, or nothing is learnt here.
    let worst = rows.iter().map(|it| it.tally.percent(it.tally.chao_held));
    assert!(worst.fold(100.0, f64::min) < 20.0);
    assert!(documentation().contains(&estimates::table(&rows)));
}

#[test]
fn ways_of_calling_are_told_rightly_and_the_documentation_says_so() {
    let columns = rhythms::columns();
    let all = columns.iter().flatten();
    let (seen, wrong) = all.fold((0, 0), |sum, it| (sum.0 + it.seen, sum.1 + it.wrong));
    // Of claims of a timer that is none, one in a hundred may come by chance.
    assert!(wrong * 100 <= seen * 2, "{wrong} of {seen}");
    // In three weeks everything but a week of a few beats is plain.
    let longest = columns.last().unwrap();
    for (way, told) in longest.iter().enumerate().take(5) {
        assert!(told.right * 20 >= told.seen * 19, "way {way}: {told:?}");
    }
    // Never a day from one day, never a week from one.
    assert_eq!((columns[0][4].right, columns[2][5].right), (0, 0));
    assert!(documentation().contains(&rhythms::table(&columns)));
}
