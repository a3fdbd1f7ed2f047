//! What is called all the time.

use super::super::estimate::Estimate;
use super::{Certainty, Pattern, Periodicity, Setting, Subject};

/// Calls in an hour from which it is all the time.
const MANY: f64 = 20.0;

/// A slot of the run in seconds, in which there has to be a call.
const SLOT: i64 = 900;

/// Slots below which nothing is claimed.
const FEWEST: i64 = 8;

/// Called in nearly every quarter of an hour, many times each hour; or as often as the rhythm can tell.
pub(super) fn all_the_time(subject: Subject<'_>, setting: &Setting) -> Option<Periodicity> {
    let (calls, clock) = (subject.calls, &setting.clock);
    let from = clock.at(calls.times().next()?);
    let active = clock.watched() - from;
    let slot = SLOT.max(calls.width);
    let slots = active / slot;
    if slots < FEWEST {
        return None;
    }
    let times: Vec<i64> = calls.times().map(|it| clock.at(it) - from).collect();
    let mut taken: Vec<i64> = times.iter().map(|it| it / slot).collect();
    taken.dedup();
    let rate = calls.total() as f64 / (active as f64 / 3600.0);
    let full = taken.len() as f64 >= slots as f64 * 0.9;
    let mut found = Periodicity::new(Pattern::Continuous, calls, calls.times().len());
    found.certainty = Certainty::Sure;
    found.rate = Some(Estimate {
        value: rate,
        low: rate,
        high: rate,
    });
    if full && rate >= MANY {
        return Some(found);
    }
    // Where the rhythm keeps little, only the longest silence between its buckets is known.
    let ends = times.iter().copied().chain([active]);
    let pairs = times.iter().zip(ends.skip(1));
    let silence = pairs.map(|(a, b)| b - a).max()?;
    if calls.width <= 60 || silence > 3 * calls.width {
        return None;
    }
    found.pattern = Pattern::AtLeast;
    found.seconds = u64::try_from(silence).ok();
    Some(found)
}
