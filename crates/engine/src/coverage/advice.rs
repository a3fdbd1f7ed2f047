//! Whether to leave a run going, until when, and why; or what it rests on that enough was seen.
//!
//! Times follow from the run's end, never from the clock on the wall. Nobody is told to wait for longer than four weeks in
//! all: what is rarer than that is not found by waiting.

use backchat_wire::Time;
use serde::Serialize;

use super::clock::Clock;
use super::discovery::Discovery;
use super::period::{Pattern, Periodicity};
use super::unseen::Unseen;
use super::words::{length, stamp_minute};
use crate::listing::stamp;
use crate::report::wording::counted;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The longest run that is advised.
const LONGEST: i64 = 28 * DAY;

/// A whole run has each time of day twice: what is daily is then told from what is rarer.
const TWO_DAYS: i64 = 2 * DAY;

/// The share of all destinations that may be first seen in the last quarter before more are expected.
const LATE: f64 = 0.05;

/// The share of seeable destinations that the estimate may take for unseen.
const MISSING: f64 = 0.05;

/// A reason to go on, or something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Its token.
    pub token: &'static str,
    /// It in a sentence.
    pub sentence: String,
    /// Until when to leave the run going because of it (RFC 3339); none where waiting does not help.
    pub until: Option<String>,
    #[serde(skip)]
    second: Option<i64>,
}

/// The advice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// Whether nothing speaks for going on.
    pub enough: bool,
    /// Until when to leave the run going (RFC 3339), where something speaks for it: the latest of the reasons'.
    pub until: Option<String>,
    /// Why to go on, or what could be done besides.
    pub reasons: Vec<Reason>,
    /// What it rests on that enough was seen; empty where it was not.
    pub rests_on: Vec<String>,
}

/// What is looked at.
#[derive(Clone, Copy)]
pub(super) struct Seen<'s> {
    pub(super) clock: &'s Clock,
    pub(super) discovery: &'s Discovery,
    pub(super) unseen: Option<&'s Unseen>,
    pub(super) periods: &'s [&'s Periodicity],
    pub(super) joins: usize,
}

impl Advice {
    /// What to do.
    pub(super) fn of(seen: Seen<'_>) -> Self {
        let Some((from, to)) = seen.clock.span() else {
            return Self {
                reasons: vec![reason(
                    "nothing",
                    None,
                    "Nothing was recorded: there is nothing to judge.".to_owned(),
                )],
                ..Self::default()
            };
        };
        let latest = from.max(to - 2 * DAY) + LONGEST;
        let all = [
            days(seen, to),
            twice(seen, to),
            late(seen, to),
            missing(seen, to),
            weekend(seen, to),
        ];
        let mut reasons: Vec<Reason> = all.into_iter().flatten().collect();
        let waiting = reasons.iter().filter_map(|it| it.second).max();
        for reason in &mut reasons {
            reason.until = reason.second.map(|it| time(it.min(latest.max(to))));
        }
        let until = waiting
            .filter(|_| to < latest)
            .map(|it| time(it.min(latest)));
        if waiting.is_some() && until.is_none() {
            reasons.push(reason(
                "four-weeks",
                None,
                "The run is four weeks long: what has not called by now is found sooner by using the machine, restarting it or changing its network than by waiting.".to_owned(),
            ));
        }
        reasons.extend(start(seen));
        let rests_on = if until.is_none() {
            rests(seen)
        } else {
            Vec::new()
        };
        Self {
            enough: until.is_none(),
            until,
            reasons,
            rests_on,
        }
    }
}

fn reason(token: &'static str, second: Option<i64>, sentence: String) -> Reason {
    // To the next full hour: nobody waits by the second.
    let second = second.map(|it| (it + HOUR - 1).div_euclid(HOUR) * HOUR);
    Reason {
        token,
        sentence,
        until: None,
        second,
    }
}

fn time(second: i64) -> String {
    stamp(Time::from_seconds(second))
}

/// Too short for a day's rhythm.
fn days(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let watched = seen.clock.watched();
    (watched < TWO_DAYS).then(|| {
        let sentence = format!(
            "Only {} were watched: what is called once a day shows itself as such after two days, and is surely seen after one.",
            length(watched.unsigned_abs())
        );
        reason("two-days", Some(to + TWO_DAYS - watched), sentence)
    })
}

/// What was called with long silences has to be seen twice and more.
fn twice(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let watched = seen.clock.watched();
    let longest = |it: &&Periodicity| match it.pattern {
        Pattern::Irregular | Pattern::Interval | Pattern::Daily | Pattern::Weekly => it.seconds,
        _ => None,
    };
    let silences = seen.periods.iter().filter_map(longest);
    let silence = i64::try_from(silences.max()?).ok()?;
    (silence > watched / 2 && watched >= 6 * HOUR).then(|| {
        let alike = seen.periods.iter().filter_map(longest);
        let alike = alike.filter(|it| i64::try_from(*it).is_ok_and(|it| it > watched / 2));
        let alike = alike.count() as u64;
        let sentence = format!(
            "{} left alone for up to {}, more than half of the run: others with such silences were met by luck or not at all. Twice that silence finds all of them.",
            counted(alike, "destination was", "destinations were"),
            length(silence.unsigned_abs())
        );
        reason("long-silences", Some(to + 2 * silence - watched), sentence)
    })
}

/// New ones to the last.
fn late(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let watched = seen.clock.watched();
    let (all, last) = (seen.discovery.end().all, seen.discovery.quarters[3]);
    (last >= 2 && last as f64 > all as f64 * LATE).then(|| {
        let sentence = format!(
            "{} of {all} were first seen in the last quarter, the last {}: the curve is still rising.",
            counted(last, "destination", "destinations"),
            length((watched / 4).unsigned_abs())
        );
        reason("still-rising", Some(to + watched / 2), sentence)
    })
}

/// Many that were met once.
fn missing(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let unseen = seen.unseen?;
    let all = seen.discovery.end().all as f64;
    (unseen.destinations.value > (all * MISSING).max(1.0)).then(|| {
        let sentence = format!(
            "{} met in a single window of time, which lets expect about {:.0} more that are called at least once in {}.",
            counted(unseen.incidence.once, "destination was", "destinations were"),
            unseen.destinations.value,
            span(unseen)
        );
        reason("met-once", Some(to + seen.clock.watched()), sentence)
    })
}

/// Neither a Saturday nor a Sunday.
fn weekend(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let (from, _) = seen.clock.span()?;
    let saw_weekend = (from.div_euclid(DAY)..=to.div_euclid(DAY)).any(|day| {
        // 1970-01-01 was a Thursday; half of the day has to be in the run.
        let weekend = matches!((day + 4).rem_euclid(7), 6 | 0);
        let (begin, end) = (day * DAY, (day + 1) * DAY);
        weekend && seen.clock.at(end) - seen.clock.at(begin) >= DAY / 2
    });
    if saw_weekend {
        return None;
    }
    // The Sunday after the end, to its end.
    let day = to.div_euclid(DAY);
    let ahead = (7 - (day + 4).rem_euclid(7)).rem_euclid(7);
    let sunday = (day + ahead + 1) * DAY;
    let sunday = if sunday - to < DAY / 2 {
        sunday + 7 * DAY
    } else {
        sunday
    };
    let sentence = "No Saturday or Sunday was watched for half a day: work that is put off to quiet days, and weekly work, may be missing.";
    Some(reason("no-weekend", Some(sunday), sentence.to_owned()))
}

/// No start or change of network: waiting does not help.
fn start(seen: Seen<'_>) -> Option<Reason> {
    (seen.joins == 0).then(|| {
        let sentence = "No device joined a network in the run: what is called only then, or only when the machine starts, was not seen. Restart the machine, or take its network away for a minute, while recording.";
        reason("no-start", None, sentence.to_owned())
    })
}

fn span(unseen: &Unseen) -> String {
    super::words::days(unseen.horizon_seconds)
}

fn rests(seen: Seen<'_>) -> Vec<String> {
    let (from, to) = seen.clock.span().unwrap_or_default();
    let mut rests = vec![format!(
        "{} were watched, from {} to {}.",
        length(seen.clock.watched().unsigned_abs()),
        stamp_minute(from),
        stamp_minute(to)
    )];
    let last = seen.discovery.quarters[3];
    rests.push(match last {
        0 => "The last quarter of it brought no new destination.".to_owned(),
        last => format!(
            "The last quarter of it brought {}.",
            counted(last, "new destination", "new destinations")
        ),
    });
    if let Some(unseen) = seen.unseen {
        rests.push(format!(
            "{} met in a single window of time; at most about {:.0} that are called at least once in {} are missing.",
            counted(unseen.incidence.once, "destination was", "destinations were"),
            unseen.destinations.high,
            span(unseen)
        ));
    }
    rests
}
