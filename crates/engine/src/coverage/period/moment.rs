//! What belongs to one moment: a start, a network that was joined, or a single occasion.

use super::super::chance::at_least;
use super::super::incidence::start_of;
use super::{Beats, Pattern, Periodicity, Setting, Subject};

/// Seconds after a start of the recording that count as the machine's start.
const START: i64 = 600;

/// Seconds around a network that was joined: the name server is asked just before the address is confirmed at the earliest.
const BEFORE: i64 = 60;
const AFTER: i64 = 300;

/// Called in the first minutes of the run or of what was recorded after a pause, and at no other time.
pub(super) fn start(
    subject: Subject<'_>,
    setting: &Setting,
    occasions: &[i64],
) -> Option<Periodicity> {
    let clock = &setting.clock;
    let (from, _) = clock.span()?;
    // The run has to be much longer than a start, or everything is at one.
    let within = start_of(clock.watched()).min(START);
    let starting = |second: &i64| clock.starting(*second, within);
    if within < 30
        || open(subject, setting).is_some()
        || !subject.calls.times().all(|it| starting(&it))
    {
        return None;
    }
    let starts: Vec<i64> = clock.starts().collect();
    let met = starts.iter().filter(|start| {
        let near = |second: &&i64| (**start - 60..**start + within).contains(*second);
        occasions.iter().any(|it| near(&it))
    });
    let met = met.count();
    // What was called only after a pause is no habit of starts.
    if met < 2 && !occasions.iter().any(|it| *it < from + within) {
        return None;
    }
    let mut found = Periodicity::new(Pattern::AtStart, subject.calls, occasions.len());
    found.beats = Some(Beats {
        due: starts.len() as u64,
        met: met as u64,
    });
    let share = starts.len() as f64 * within as f64 / clock.watched().max(1) as f64;
    let chance = at_least(occasions.len(), occasions.len(), share.min(1.0));
    Some(if met >= 2 {
        found.claimed(chance)
    } else {
        found
    })
}

/// Called on one occasion, or by one connection that stayed open.
pub(super) fn once(
    subject: Subject<'_>,
    setting: &Setting,
    occasions: &[i64],
) -> Option<Periodicity> {
    if let Some(seconds) = open(subject, setting) {
        let mut found = Periodicity::new(Pattern::Open, subject.calls, 1);
        found.seconds = u64::try_from(seconds).ok();
        return Some(found);
    }
    (occasions.len() == 1).then(|| Periodicity::new(Pattern::Once, subject.calls, 1))
}

/// How long its only connection stayed open, where that is most of the run.
fn open(subject: Subject<'_>, setting: &Setting) -> Option<i64> {
    let first = subject.calls.times().next()?;
    let seconds = subject.last - first;
    let long = seconds >= 3600 && seconds > setting.clock.watched() / 2;
    (subject.calls.total() == 1 && long).then_some(seconds)
}

/// Called within minutes after a device joined a network, and hardly at any other time.
pub(super) fn network(
    subject: Subject<'_>,
    setting: &Setting,
    occasions: &[i64],
) -> Option<Periodicity> {
    let near = |join: i64, second: i64| (-BEFORE..AFTER).contains(&(second - join));
    let joined = |second: &&i64| setting.joins.iter().any(|join| near(*join, **second));
    let hits = occasions.iter().filter(joined).count();
    let met = setting.joins.iter();
    let met = met.filter(|join| occasions.iter().any(|it| near(**join, *it)));
    let met = met.count();
    if met < 2 || hits * 5 < occasions.len() * 4 || met * 2 < setting.joins.len() {
        return None;
    }
    let around = setting.joins.len() as f64 * (BEFORE + AFTER) as f64;
    let share = around / setting.clock.watched().max(1) as f64;
    let chance = at_least(hits, occasions.len(), share.min(1.0));
    let mut found = Periodicity::new(Pattern::NetworkChange, subject.calls, occasions.len());
    found.beats = Some(Beats {
        due: setting.joins.len() as u64,
        met: met as u64,
    });
    (chance <= 0.01).then(|| found.claimed(chance))
}
