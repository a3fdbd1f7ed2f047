//! Periods of clocks: each hour, each day, each week, and parts of them, at the same minute.
//!
//! For each candidate, the longest first, the phases of the calls modulo the period have to lie together, by Rayleigh's test where
//! there are enough of them and by the densest arc otherwise, corrected for everything that was tried; and most of the
//! beats in the time watched have to have a call. The second keeps out half of a true period, the first its double.

use super::super::chance::{arc, densest, median, phase, rayleigh};
use super::{Beats, DAY, Pattern, Periodicity, Setting, Subject, whole};

const HOUR: i64 = 3600;
const WEEK: i64 = 7 * DAY;

/// 1970-01-01 was a Thursday: the Monday before it.
const MONDAY: i64 = -3 * DAY;

/// Periods that are tried, the longest first, and how many are as plausible before anything is seen: those of the calendar
/// stand apart.
const CANDIDATES: [(i64, Pattern, f64); 14] = [
    (WEEK, Pattern::Weekly, 3.0),
    (DAY, Pattern::Daily, 3.0),
    (12 * HOUR, Pattern::Interval, 11.0),
    (8 * HOUR, Pattern::Interval, 11.0),
    (6 * HOUR, Pattern::Interval, 11.0),
    (4 * HOUR, Pattern::Interval, 11.0),
    (3 * HOUR, Pattern::Interval, 11.0),
    (2 * HOUR, Pattern::Interval, 11.0),
    (HOUR, Pattern::Hourly, 3.0),
    (1800, Pattern::Interval, 11.0),
    (1200, Pattern::Interval, 11.0),
    (900, Pattern::Interval, 11.0),
    (600, Pattern::Interval, 11.0),
    (300, Pattern::Interval, 11.0),
];

/// Parts of the circle in which phases are looked for: half an hour of a day, two and a half hours, six.
const ARCS: [f64; 3] = [0.02, 0.1, 0.25];

/// Occasions from which Rayleigh's test is used.
const ENOUGH: usize = 6;

/// The largest chance, after all corrections, of what is claimed.
const CLAIM: f64 = 0.05;

/// The longest period that fits.
pub(super) fn find(subject: Subject<'_>, setting: &Setting) -> Option<Periodicity> {
    let each = CANDIDATES.iter();
    let mut fitting = each.filter_map(|it| fits(subject, setting, *it));
    fitting.next()
}

fn fits(
    subject: Subject<'_>,
    setting: &Setting,
    (period, pattern, tried): (i64, Pattern, f64),
) -> Option<Periodicity> {
    let calls = subject.calls;
    let (from, to) = setting.clock.span()?;
    let rounds = if pattern == Pattern::Weekly { 2 } else { 3 };
    if to - from < rounds * period || calls.width > period / 8 {
        return None;
    }
    // More beats cannot be met than there were calls: most candidates end here.
    if calls.times().len() as i64 * 5 < setting.clock.watched() / period * 3 {
        return None;
    }
    let origin = if pattern == Pattern::Weekly {
        MONDAY
    } else {
        0
    };
    let times: Vec<i64> = calls.beats(period / 4);
    let times: Vec<i64> = times.iter().map(|it| it - origin).collect();
    if times.len() < 3 {
        return None;
    }
    let (mean, closeness) = phase(&times, period);
    let chance = tried * chance(&times, period, closeness);
    if chance > CLAIM || closeness < 0.7 {
        return None;
    }
    let away: Vec<f64> = times
        .iter()
        .map(|it| from_phase(*it, period, mean))
        .collect();
    let near = away.iter().filter(|it| it.abs() <= period as f64 / 8.0);
    if near.count() * 4 < times.len() * 3 {
        return None;
    }
    let beats = beats(setting, &times, period, whole(mean), origin);
    if beats.met < 3 || beats.met * 5 < beats.due * 3 {
        return None;
    }
    let mut found = Periodicity::new(pattern, calls, times.len());
    found.seconds = u64::try_from(period).ok();
    found.spread_seconds = median(&away).map(|(_, spread)| whole(spread));
    found.phase_seconds = Some(whole(mean) % whole(period as f64));
    found.beats = Some(beats);
    Some(found.claimed(chance))
}

/// The chance that phases lie together so.
fn chance(times: &[i64], period: i64, closeness: f64) -> f64 {
    let count = times.len();
    if count >= ENOUGH {
        return rayleigh(count, closeness);
    }
    let arcs = ARCS.map(|width| arc(count, densest(times, period, width), width));
    arcs.into_iter().fold(1.0, f64::min) * ARCS.len() as f64
}

/// How far a time lies from the phase of its beat, in seconds, at most half a period either way.
fn from_phase(time: i64, period: i64, mean: f64) -> f64 {
    let period_f = period as f64;
    let away = (time.rem_euclid(period) as f64 - mean).rem_euclid(period_f);
    if away > period_f / 2.0 {
        away - period_f
    } else {
        away
    }
}

/// Beats in the time watched, and those with a call near them.
fn beats(setting: &Setting, times: &[i64], period: i64, mean: u64, origin: i64) -> Beats {
    let mean = i64::try_from(mean).unwrap_or_default();
    let mut beats = Beats { due: 0, met: 0 };
    let Some((from, to)) = setting.clock.span() else {
        return beats;
    };
    let number = |second: i64| (second - origin - mean).div_euclid(period);
    for at in number(from)..=number(to) + 1 {
        let beat = at * period + mean;
        let met = times.iter().any(|it| (it - beat).abs() <= period / 4);
        let watched = setting.clock.saw(beat + origin, beat + origin);
        beats.due += u64::from(watched || met);
        beats.met += u64::from(met);
    }
    beats
}
