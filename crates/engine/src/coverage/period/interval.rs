//! Beats of a program's own: the same time from one occasion to the next, whatever the clock says.
//!
//! A timer that is set anew after each call drifts, so that no phase holds; its gaps do. Gaps near the median or near two or
//! three times the median (a beat was missed) count as hits; of random calls, about one gap in five does.

use super::super::chance::{at_least, median};
use super::{Beats, Pattern, Periodicity, Setting, Subject, whole};

/// Seconds within which calls are one occasion, the finest first: a program may do its work in bouts.
const JOINS: [i64; 4] = [60, 300, 1800, 10_800];

/// How far a gap may lie from the median, as a part of it.
const JITTER: f64 = 0.15;

/// The largest chance, after correction, of what is claimed.
const CLAIM: f64 = 0.01;

/// The finest bouts with a beat.
pub(super) fn find(subject: Subject<'_>, setting: &Setting) -> Option<Periodicity> {
    let each = JOINS.into_iter();
    let mut fitting = each.filter_map(|join| fits(subject, setting, join));
    fitting.next()
}

fn fits(subject: Subject<'_>, setting: &Setting, join: i64) -> Option<Periodicity> {
    let occasions = subject.calls.joined(join, i64::MAX);
    let clock = &setting.clock;
    // Over a pause nobody knows how many beats there were.
    let gaps: Vec<f64> = occasions
        .windows(2)
        .filter(|pair| clock.at(pair[1]) - clock.at(pair[0]) == pair[1] - pair[0])
        .map(|pair| (pair[1] - pair[0]) as f64)
        .collect();
    let (middle, _) = median(&gaps)?;
    let tolerance = JITTER + subject.calls.width as f64 / middle;
    if gaps.len() < 4 || tolerance >= 0.4 {
        return None;
    }
    let folded: Vec<f64> = gaps
        .iter()
        .filter_map(|gap| {
            let times = (gap / middle).round();
            let near = (gap / middle - times).abs() <= tolerance;
            (near && (1.0..=3.0).contains(&times)).then(|| gap / times)
        })
        .collect();
    if folded.len() * 4 < gaps.len() * 3 {
        return None;
    }
    // A random gap is longer than x medians with chance 2^-x.
    let random = |times: f64| 2.0_f64.powf(tolerance - times) - 2.0_f64.powf(-tolerance - times);
    let chance = at_least(
        folded.len(),
        gaps.len(),
        random(1.0) + random(2.0) + random(3.0),
    ) * JOINS.len() as f64;
    let (period, spread) = median(&folded)?;
    let active = clock.watched() - clock.at(*occasions.first()?);
    let due = whole(active as f64 / period).max(1);
    let met = (folded.len() as u64 + 1).min(due);
    if chance > CLAIM || met * 2 < due {
        return None;
    }
    let mut found = Periodicity::new(Pattern::Interval, subject.calls, occasions.len());
    found.seconds = Some(whole(period));
    found.spread_seconds = Some(whole(spread));
    found.beats = Some(Beats { due, met });
    Some(found.claimed(chance))
}
