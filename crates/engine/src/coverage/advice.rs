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

/// From three days on, what is called once a day is told from what is rarer.
const THREE_DAYS: i64 = 3 * DAY;

/// The share of all destinations that speak for nothing yet: with long silences, first seen in the last quarter, or estimated to
/// be missing.
const FEW: f64 = 0.05;

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
        let Some((_, to)) = seen.clock.span() else {
            return Self {
                reasons: vec![reason(
                    "nothing",
                    None,
                    "Nothing was recorded: there is nothing to judge.".to_owned(),
                )],
                ..Self::default()
            };
        };
        // A run that is as long already is not told to go on.
        let left = LONGEST - seen.clock.watched();
        let latest = to + left;
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
            reason.until = reason
                .second
                .filter(|_| left > 0)
                .map(|it| time(it.min(latest)));
        }
        let until = waiting.filter(|_| left > 0).map(|it| time(it.min(latest)));
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
    (watched < THREE_DAYS).then(|| {
        let sentence = format!(
            "{} were watched: what is called once a day is told from what is rarer after three days.",
            length(watched.unsigned_abs())
        );
        reason("three-days", Some(to + THREE_DAYS - watched), sentence)
    })
}

/// What was called with long silences has to be seen twice and more, where it is more than a few.
fn twice(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let watched = seen.clock.watched();
    let silence = |it: &&Periodicity| match it.pattern {
        Pattern::Irregular | Pattern::Interval | Pattern::Daily | Pattern::Weekly => {
            it.seconds.and_then(|it| i64::try_from(it).ok())
        }
        _ => None,
    };
    let silences = seen.periods.iter().filter_map(silence);
    let long: Vec<i64> = silences.filter(|it| *it > watched / 2).collect();
    let few = seen.periods.len() as f64 * FEW;
    let longest = *long.iter().max()?;
    (long.len() as f64 > few && watched >= 6 * HOUR).then(|| {
        let sentence = format!(
            "{} left alone for up to {}, more than half of the run: others with such silences may not have been met. A run of twice that silence meets all of them.",
            counted(long.len() as u64, "destination was", "destinations were"),
            length(longest.unsigned_abs())
        );
        reason("long-silences", Some(to + 2 * longest - watched), sentence)
    })
}

/// New ones to the last.
fn late(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let watched = seen.clock.watched();
    let (all, last) = (seen.discovery.end().all, seen.discovery.quarters[3]);
    (last >= 2 && last as f64 > all as f64 * FEW).then(|| {
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
    (unseen.destinations.value > (all * FEW).max(1.0)).then(|| {
        let sentence = format!(
            "{} met in a single window of time only: that speaks for about {:.0} more that are called at least once in {}.",
            counted(unseen.incidence.once, "destination was", "destinations were"),
            unseen.destinations.value,
            span(unseen)
        );
        reason("met-once", Some(to + seen.clock.watched()), sentence)
    })
}

/// Neither a Saturday nor a Sunday.
fn weekend(seen: Seen<'_>, to: i64) -> Option<Reason> {
    let stretches = seen.clock.stretches().iter();
    let mut days = stretches.flat_map(|it| it.0.div_euclid(DAY)..=it.1.div_euclid(DAY));
    let saw_weekend = days.any(|day| {
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

#[cfg(test)]
mod tests {
    use super::super::discovery::Standing;
    use super::*;

    /// A Monday.
    const BEGIN: i64 = 20_052 * DAY;

    /// The advice for a run of so many seconds that begins on a Monday, with destinations first seen after so many of them.
    fn advice(watched: i64, firsts: &[i64], joins: usize) -> Advice {
        let clock = Clock::new([(BEGIN, BEGIN + watched)]);
        let firsts: Vec<_> = firsts.iter().map(|it| (*it, Standing::Unnamed)).collect();
        Advice::of(Seen {
            clock: &clock,
            discovery: &Discovery::of(&firsts, watched),
            unseen: None,
            periods: &[],
            joins,
        })
    }

    fn tokens(advice: &Advice) -> Vec<&str> {
        advice.reasons.iter().map(|it| it.token).collect()
    }

    #[test]
    fn a_week_in_which_nothing_new_comes_is_enough() {
        let advice = advice(7 * DAY, &[10, 20, 30], 1);
        assert!(advice.enough && advice.until.is_none());
        assert_eq!(tokens(&advice), Vec::<&str>::new());
        assert!(
            advice
                .rests_on
                .concat()
                .contains("brought no new destination")
        );
    }

    #[test]
    fn a_day_in_the_week_is_not() {
        let advice = advice(DAY, &[10], 0);
        assert_eq!(tokens(&advice), ["three-days", "no-weekend", "no-start"]);
        // The end of Sunday comes after the third day.
        assert_eq!(advice.until, Some(time(BEGIN + 7 * DAY)));
        let until: Vec<_> = advice.reasons.iter().map(|it| it.until.clone()).collect();
        assert_eq!(until, [Some(time(BEGIN + 3 * DAY)), advice.until, None]);
        assert!(advice.rests_on.is_empty());
    }

    #[test]
    fn a_curve_that_rises_speaks_for_half_as_long_again() {
        let days = [1, 2, 3, 4, 5, 6].map(|it| it * DAY);
        let advice = advice(8 * DAY, &[&days[..], &[7 * DAY, 7 * DAY]].concat(), 1);
        assert_eq!(tokens(&advice), ["still-rising"]);
        assert_eq!(advice.until, Some(time(BEGIN + 12 * DAY)));
    }

    #[test]
    fn nobody_waits_for_more_than_four_weeks() {
        let late: Vec<i64> = (0..9).map(|it| 28 * DAY - it).collect();
        let advice = advice(28 * DAY, &late, 1);
        assert!(advice.enough);
        assert_eq!(tokens(&advice), ["still-rising", "four-weeks"]);
    }

    #[test]
    fn nothing_recorded_is_neither_enough_nor_to_be_waited_for() {
        let advice = Advice::of(Seen {
            clock: &Clock::default(),
            discovery: &Discovery::of(&[], 0),
            unseen: None,
            periods: &[],
            joins: 0,
        });
        assert_eq!((advice.enough, &advice.until), (false, &None));
        assert_eq!(tokens(&advice), ["nothing"]);
    }

    #[test]
    fn years_between_two_stretches_are_no_time_watched() {
        let clock = Clock::new([(0, 60), (BEGIN, BEGIN + 60)]);
        let advice = Advice::of(Seen {
            clock: &clock,
            discovery: &Discovery::of(&[], 120),
            unseen: None,
            periods: &[],
            joins: 0,
        });
        assert!(!advice.enough && advice.until.is_some());
    }

    #[test]
    fn a_run_of_one_packet_is_told_to_go_on() {
        let advice = advice(0, &[0], 0);
        assert!(!advice.enough);
        assert_eq!(tokens(&advice)[0], "three-days");
    }
}
