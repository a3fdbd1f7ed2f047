//! Ways of calling, told from made-up calls.

use backchat_wire::Time;

use super::*;
use crate::model::Rhythm;

const HOUR: i64 = 3600;

/// A Monday.
const BEGIN: i64 = 20_052 * DAY;

fn of_run(seconds: &[i64], clock: Clock, joins: &[i64]) -> Periodicity {
    let mut rhythm = Rhythm::EMPTY;
    for second in seconds {
        rhythm.add(Time::from_seconds(*second), 1024);
    }
    let calls = Calls::of(&rhythm, BEGIN);
    let last = seconds.last().copied().unwrap_or(BEGIN);
    let setting = Setting {
        clock,
        joins: joins.to_vec(),
    };
    let calls = &calls;
    classify(Subject { calls, last }, &setting)
}

fn of(seconds: &[i64], days: i64) -> Periodicity {
    of_run(seconds, Clock::new([(BEGIN, BEGIN + days * DAY)]), &[])
}

/// Beats from `first` seconds after the beginning on, each moved by up to `jitter` seconds either way.
fn beats(first: i64, period: i64, days: i64, jitter: i64) -> Vec<i64> {
    let count = (days * DAY - first - 1) / period + 1;
    (0..count)
        .map(|at| BEGIN + first + at * period + (at * 7919 + 13) % (2 * jitter + 1) - jitter)
        .collect()
}

#[test]
fn a_quarter_of_an_hour_is_found_with_its_jitter() {
    let found = of(&beats(700, 900, 2, 60), 2);
    assert_eq!(found.pattern, Pattern::Interval);
    assert_eq!(found.certainty, Certainty::Sure);
    let seconds = found.seconds.unwrap();
    assert!((850..950).contains(&seconds), "{found:?}");
}

#[test]
fn a_timer_that_drifts_has_an_interval() {
    let mut at = BEGIN + 4000;
    let mut calls = Vec::new();
    for step in 0..40 {
        calls.push(at);
        at += 80 * 60 + (step * 7919) % 600;
    }
    let found = of(&calls, 3);
    assert_eq!(found.pattern, Pattern::Interval);
    assert!((4900..5400).contains(&found.seconds.unwrap()), "{found:?}");
}

#[test]
fn an_hour_at_the_same_minute_is_hourly() {
    let found = of(&beats(17 * 60, HOUR, 1, 20), 1);
    assert_eq!(found.pattern, Pattern::Hourly);
    assert_eq!(found.phase_seconds.unwrap() / 60, 17);
    assert_eq!(found.beats.unwrap().due, 24);
}

#[test]
fn a_day_needs_three_days() {
    let four = beats(4 * HOUR, DAY, 4, 300);
    let found = of(&four, 4);
    assert_eq!(found.pattern, Pattern::Daily, "{found:?}");
    assert!(found.phase_seconds.unwrap().abs_diff(4 * 3600) < 300);
    let two = of(&four[..2], 2);
    assert_eq!(two.pattern, Pattern::Irregular);
    assert_eq!(two.words().split(',').next(), Some("twice"));
    assert_ne!(of(&four[..3], 2).pattern, Pattern::Daily);
}

#[test]
fn a_bout_of_calls_each_day_is_daily() {
    let bouts = beats(4 * HOUR, DAY, 7, 600);
    let calls: Vec<i64> = bouts
        .iter()
        .flat_map(|it| (0..10).map(move |call| it + call * 120))
        .collect();
    assert_eq!(of(&calls, 7).pattern, Pattern::Daily);
}

#[test]
fn a_day_that_was_missed_is_forgiven() {
    let mut calls = beats(9 * HOUR, DAY, 8, 300);
    calls.remove(4);
    let found = of(&calls, 8);
    assert_eq!(found.pattern, Pattern::Daily);
    assert_eq!(found.beats, Some(Beats { due: 8, met: 7 }));
}

#[test]
fn a_beat_in_a_pause_is_not_missed() {
    let calls = beats(9 * HOUR, DAY, 8, 300);
    let seen: Vec<i64> = calls
        .iter()
        .copied()
        .filter(|it| !(BEGIN + 3 * DAY..BEGIN + 5 * DAY).contains(it))
        .collect();
    let clock = Clock::new([(BEGIN, BEGIN + 3 * DAY), (BEGIN + 5 * DAY, BEGIN + 8 * DAY)]);
    let found = of_run(&seen, clock, &[]);
    assert_eq!(found.pattern, Pattern::Daily);
    assert_eq!(found.beats, Some(Beats { due: 6, met: 6 }));
}

#[test]
fn a_week_needs_three_occasions() {
    let calls = beats(26 * HOUR, 7 * DAY, 21, 600);
    let found = of(&calls, 21);
    assert_eq!(found.pattern, Pattern::Weekly, "{found:?}");
    assert!(
        found.words().starts_with("each week, Tuesdays about 0"),
        "{}",
        found.words()
    );
    assert_ne!(of(&calls[..2], 14).pattern, Pattern::Weekly);
}

#[test]
fn half_a_period_is_no_period() {
    // Each day is also every second half day.
    assert_eq!(of(&beats(0, 12 * HOUR, 7, 300), 7).seconds, Some(43_200));
    assert_eq!(of(&beats(3 * HOUR, DAY, 7, 300), 7).seconds, Some(86_400));
}

#[test]
fn many_an_hour_are_all_the_time() {
    let found = of(&beats(5, 60, 1, 10), 1);
    assert_eq!(found.pattern, Pattern::Continuous);
    assert_eq!(found.words(), "all the time, about 60 calls an hour");
}

#[test]
fn nothing_finer_than_the_rhythm_is_claimed() {
    // Every five minutes for two weeks does not fit into 1,024 buckets.
    let found = of(&beats(5, 300, 14, 10), 14);
    assert_eq!(found.pattern, Pattern::AtLeast);
    assert!(
        found.words().starts_with("at least every"),
        "{}",
        found.words()
    );
}

#[test]
fn what_is_called_at_starts_only_is_so_called() {
    let clock = || {
        Clock::new([
            (BEGIN, BEGIN + 10 * HOUR),
            (BEGIN + 20 * HOUR, BEGIN + 30 * HOUR),
        ])
    };
    let found = of_run(&[BEGIN + 20, BEGIN + 20 * HOUR + 30], clock(), &[]);
    assert_eq!(found.pattern, Pattern::AtStart);
    assert_eq!(found.beats, Some(Beats { due: 2, met: 2 }));
    let once = of_run(&[BEGIN + 20], clock(), &[]);
    assert_eq!(
        (once.pattern, once.certainty),
        (Pattern::AtStart, Certainty::Open)
    );
    assert_eq!(
        of_run(&[BEGIN + 5 * HOUR], clock(), &[]).pattern,
        Pattern::Once
    );
}

#[test]
fn what_follows_a_network_is_told_by_the_joins() {
    let joins: Vec<i64> = [3, 11, 29, 40].map(|it| BEGIN + it * HOUR).to_vec();
    let calls: Vec<i64> = joins.iter().map(|it| it + 12).collect();
    let clock = Clock::new([(BEGIN, BEGIN + 2 * DAY)]);
    let found = of_run(&calls, clock.clone(), &joins);
    assert_eq!(found.pattern, Pattern::NetworkChange);
    assert_eq!(found.words(), "after 4 of 4 network changes");
    let away: Vec<i64> = joins.iter().map(|it| it + 3000).collect();
    assert_ne!(of_run(&away, clock, &joins).pattern, Pattern::NetworkChange);
}

#[test]
fn a_connection_that_stays_is_no_single_call() {
    let mut rhythm = Rhythm::EMPTY;
    rhythm.add(Time::from_seconds(BEGIN + 5), 1024);
    let calls = &Calls::of(&rhythm, BEGIN);
    let setting = Setting {
        clock: Clock::new([(BEGIN, BEGIN + DAY)]),
        joins: Vec::new(),
    };
    let last = BEGIN + DAY;
    let found = classify(Subject { calls, last }, &setting);
    assert_eq!(found.pattern, Pattern::Open);
}

#[test]
fn runs_of_nothing_do_no_harm() {
    for clock in [Clock::default(), Clock::new([(BEGIN, BEGIN)])] {
        let found = of_run(&[BEGIN, BEGIN, BEGIN + 1], clock, &[BEGIN]);
        assert_eq!(found.pattern, Pattern::Once);
        assert!(!found.words().contains("NaN"));
    }
}
