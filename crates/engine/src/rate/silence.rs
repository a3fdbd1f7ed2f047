//! Whether a stream that was not heard would have been heard.
//!
//! **By counts.** Let a stream have n events in time T1 and none in T2, and let its rate in T2 be r times the one in T1. Of n
//! events in both, each lies in T1 with probability T1 / (T1 + r T2), whatever the rate, so that all of them do with
//! probability (1 + r T2 / T1)^-n. Where that is at most 1 % for r = [`RESIDUAL`], a stream of at least that share of its
//! rate is excluded: whoever says "quiet" only then is wrong about such a stream at most once in a hundred times,
//! without knowing any rate. The test must pass twice: over all the time, and hour of the day by hour of the day, where an
//! hour counts only as far as the other run knows that it has calls. And the silence must be longer than any silence
//! before, by [`LONGER`].
//!
//! **By the beat.** Where calls beat, the silence has to last [`BEATS`] of the longest distance between two of them. A beat of
//! half the rate comes within two; the third is for one that was lost. This leans on the beat, not on chance: a stream
//! that drops every other call *at random* is silent for three beats once in eight times.

use super::clock::Matched;
use super::sample::{Listened, Sample};
use super::{CONFIDENCE, Doubt, RESIDUAL, Rate};

/// How many of its longest distances a beat has to stay away.
const BEATS: f64 = 3.0;

/// How many times the longest silence in the run with calls the silence has to last: a stream that has come back from a
/// silence may do so again. Streams that call at random seldom fail it, those that come in spells do.
const LONGER: f64 = 2.0;

/// The longest recording that is worth a number, in seconds: a thousand years.
const NEVER: i64 = 31_557_600_000;

/// A stream of one run that the other run did not hear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silence {
    /// Why the silence proves nothing; `None` where it is proven, which is when "quiet" may be said.
    pub doubt: Option<Doubt>,
    /// Calls that its former rate would have made: the smaller of the numbers by the run's average and by hour of the day.
    pub expected: f64,
    /// The highest rate, in calls per hour, that the silence leaves possible with [`CONFIDENCE`]; `None` where it leaves any.
    pub bound: Option<f64>,
    /// How many more seconds of recording, without a pause and without a call, would prove it: 0 where it is proven,
    /// `None` where none would. May be years.
    pub needed: Option<i64>,
}

impl Silence {
    /// Whether "quiet" may be said.
    #[must_use]
    pub const fn proven(&self) -> bool {
        self.doubt.is_none()
    }

    /// Looks at a stream that was heard in `heard` and not in `silent`.
    pub(super) fn of(heard: &Sample, silent: &Sample) -> Self {
        let listened = Listened::of(silent);
        let matched = heard.clock.matched(&listened.hours);
        let flat = if heard.seconds > 0.0 {
            heard.calls * listened.seconds / heard.seconds
        } else {
            0.0
        };
        let expected = flat.min(matched.expected(&heard.clock));
        // The time at the average rate that would let as many calls be expected.
        let hours = expected * heard.seconds / heard.calls / 3600.0;
        Self {
            doubt: doubt(heard, &listened, RESIDUAL),
            expected,
            bound: Rate::possible_after_silence(hours, heard.calls / heard.events()),
            needed: needed(heard, &listened),
        }
    }
}

/// Why a stream that was heard could call at `share` of its rate and not be heard; `None` where it could not.
pub(super) fn doubt(heard: &Sample, listened: &Listened, share: f64) -> Option<Doubt> {
    if heard.at_start_only {
        return Some(Doubt::OnlyAtStart);
    }
    if heard.seconds <= 0.0 || listened.seconds <= 0.0 {
        return Some(Doubt::TooShort);
    }
    let matched = heard.clock.matched(&listened.hours);
    let paths = [
        by_counts(heard, listened, &matched, share),
        by_beat(heard, listened, &matched),
    ];
    let first = |wanted: fn(&Path) -> bool| paths.iter().any(wanted);
    if first(|it| it.enough && it.enough_by_hour && it.longer) {
        return None;
    }
    Some(if first(|it| it.enough && !it.enough_by_hour) {
        if matched.has_unknown() && first(|it| it.enough_if_alike && it.longer) {
            Doubt::OtherHours
        } else {
            Doubt::TimeOfDay
        }
    } else if first(|it| it.enough) {
        Doubt::SilentBefore
    } else if heard.events() < 2.0 {
        Doubt::Once
    } else {
        Doubt::TooShort
    })
}

/// What one way of looking at a silence says.
struct Path {
    /// It lasted long enough for a stream that calls at all hours alike.
    enough: bool,
    /// It did so in hours that are known to have calls.
    enough_by_hour: bool,
    /// It would do so if hours of which nothing is known had the average rate.
    enough_if_alike: bool,
    /// It lasted longer than silences with calls after them.
    longer: bool,
}

fn by_counts(heard: &Sample, listened: &Listened, matched: &Matched, share: f64) -> Path {
    let needed = -(1.0 - CONFIDENCE).ln();
    let worth = heard.events() / heard.calls;
    let times = listened.seconds / heard.seconds;
    let flat = heard.events() * (share * times).ln_1p();
    let by_hour: f64 = matched
        .strata(&heard.clock)
        .map(|(calls, times)| calls * worth * (share * times).ln_1p())
        .sum();
    let unknown = listened.seconds - matched.known(&listened.hours);
    let alike = by_hour + heard.events() * (share * unknown / heard.seconds).ln_1p();
    Path {
        enough: flat >= needed,
        enough_by_hour: by_hour >= needed,
        enough_if_alike: alike >= needed,
        longer: listened.seconds >= LONGER * heard.longest_silence,
    }
}

fn by_beat(heard: &Sample, listened: &Listened, matched: &Matched) -> Path {
    let Some(beat) = heard.beat else {
        return Path {
            enough: false,
            enough_by_hour: false,
            enough_if_alike: false,
            longer: false,
        };
    };
    // Time in which as many beats are due as the hours of the day let expect.
    let due = matched.expected(&heard.clock) * heard.seconds / heard.calls;
    let unknown = listened.seconds - matched.known(&listened.hours);
    // Sums of fractions of hours may lie a little below the whole.
    let beats = BEATS * beat.mean * (1.0 - 1e-9);
    Path {
        enough: listened.unbroken >= BEATS * beat.longest,
        enough_by_hour: due >= beats,
        enough_if_alike: due + unknown >= beats,
        longer: true,
    }
}

/// How many more seconds would prove the silence, to one part in a thousand.
fn needed(heard: &Sample, listened: &Listened) -> Option<i64> {
    let proven = |more: i64| {
        listened
            .extended(more)
            .is_some_and(|it| doubt(heard, &it, RESIDUAL).is_none())
    };
    if proven(0) {
        return Some(0);
    }
    let (mut below, mut above) = (0, 60);
    while !proven(above) {
        below = above;
        above *= 2;
        if heard.at_start_only || above > NEVER {
            return None;
        }
    }
    while above - below > 1 + above / 1000 {
        let middle = below + (above - below) / 2;
        if proven(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    Some(above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::{Calls, Watched};

    const HOUR: i64 = 3600;
    const DAY: i64 = 86_400;

    fn heard(starts: impl IntoIterator<Item = i64>, watched: Watched<'_>) -> Sample {
        let buckets: Vec<_> = starts.into_iter().map(|it| (it, 1)).collect();
        let calls = Calls {
            width: 1,
            buckets: &buckets,
        };
        Sample::new(calls, watched)
    }

    fn silence(heard: &Sample, watched: Watched<'_>) -> Silence {
        Silence::of(heard, &Sample::new(Calls::default(), watched))
    }

    /// Distances that are too uneven to be a beat and too even to be bursts, about one each `mean` seconds.
    fn uneven(mean: i64, from: i64, to: i64) -> Vec<i64> {
        let distances = [3, 14, 6, 18, 9].map(|it| it * mean / 10);
        let mut at = from + mean / 2;
        let mut starts = Vec::new();
        for distance in distances.into_iter().cycle() {
            if at >= to {
                break;
            }
            starts.push(at);
            at += distance;
        }
        starts
    }

    #[test]
    fn twelve_events_and_as_much_time_again_are_enough_and_eleven_are_not() {
        let day = |calls: i64| uneven(DAY / calls, 0, DAY);
        let next = [(DAY, 2 * DAY)];
        let twelve = heard(day(12), &[(0, DAY)]);
        assert_eq!((twelve.calls, twelve.beat), (12.0, None));
        assert!(silence(&twelve, &next).proven());
        let eleven = heard(day(12).into_iter().take(11), &[(0, DAY)]);
        let found = silence(&eleven, &next);
        assert_eq!(found.doubt, Some(Doubt::TooShort));
        // (1 + T2 / 2 T1)^-11 is 1 % at T2 = 1.04 T1.
        let needed = found.needed.expect("it can be proven");
        assert!((HOUR / 2..2 * HOUR).contains(&needed), "{needed}");
    }

    #[test]
    fn needed_is_what_is_needed() {
        let stream = heard(uneven(HOUR, 0, 10 * HOUR), &[(0, DAY)]);
        let after = (2 * DAY, 2 * DAY + HOUR);
        let needed = silence(&stream, &[after]).needed.expect("it can be proven");
        assert!(needed > 0);
        assert!(silence(&stream, &[(after.0, after.1 + needed)]).proven());
        let less = needed - 2 - needed / 500;
        assert!(!silence(&stream, &[(after.0, after.1 + less)]).proven());
    }

    #[test]
    fn one_call_says_nothing_of_its_rate_and_the_need_is_absurd() {
        let found = silence(&heard([DAY / 2], &[(0, DAY)]), &[(DAY, 8 * DAY)]);
        assert_eq!(found.doubt, Some(Doubt::Once));
        let years = found.needed.expect("198 days less seven") as f64 / DAY as f64;
        assert!((185.0..195.0).contains(&years), "{years}");
        let burst = silence(&heard(40_000..40_008, &[(0, DAY)]), &[(DAY, 8 * DAY)]);
        assert_eq!(burst.doubt, Some(Doubt::Once));
    }

    #[test]
    fn a_daily_call_is_missed_on_the_fourth_day() {
        let week = heard((0..7).map(|it| it * DAY + 600), &[(0, 7 * DAY)]);
        assert!(!silence(&week, &[(7 * DAY, 9 * DAY)]).proven());
        assert!(silence(&week, &[(7 * DAY, 10 * DAY + HOUR)]).proven());
    }

    #[test]
    fn a_beat_is_missed_only_in_one_piece() {
        let week = heard((0..7).map(|it| it * DAY + 600), &[(0, 7 * DAY)]);
        // Six days in all, but never three in a row.
        let pieces = [
            (7 * DAY, 9 * DAY),
            (10 * DAY, 12 * DAY),
            (13 * DAY, 15 * DAY),
        ];
        assert!(!silence(&week, &pieces).proven());
    }

    #[test]
    fn a_night_does_not_prove_that_office_hours_are_quiet() {
        let calls = (0..3).flat_map(|day| uneven(600, day * DAY + 9 * HOUR, day * DAY + 17 * HOUR));
        let office = heard(calls, &[(0, 3 * DAY)]);
        let night = silence(&office, &[(3 * DAY + 18 * HOUR, 4 * DAY)]);
        assert_eq!(night.doubt, Some(Doubt::TimeOfDay));
        assert_eq!((night.expected, night.bound), (0.0, None));
        // The night's end, and two hours of the next day's calls on top.
        let needed = night.needed.expect("the day comes");
        assert!((10 * HOUR..45 * HOUR).contains(&needed), "{needed}");
    }

    #[test]
    fn a_short_run_knows_nothing_of_other_hours() {
        let morning = heard(uneven(60, 8 * HOUR, 10 * HOUR), &[(8 * HOUR, 10 * HOUR)]);
        let next = silence(&morning, &[(10 * HOUR, 11 * HOUR)]);
        assert!(next.proven(), "the hour after: {next:?}");
        let evening = silence(&morning, &[(20 * HOUR, 24 * HOUR)]);
        assert_eq!(evening.doubt, Some(Doubt::OtherHours));
        let tomorrow = silence(&morning, &[(DAY + 8 * HOUR, DAY + 10 * HOUR)]);
        assert!(tomorrow.proven());
    }

    #[test]
    fn a_silence_that_it_came_back_from_proves_nothing() {
        // A call a minute for six spells of an hour with four hours between them.
        let spells = (0..6).flat_map(|it| uneven(60, it * 5 * HOUR, it * 5 * HOUR + HOUR));
        let stream = heard(spells, &[(0, 30 * HOUR)]);
        let found = silence(&stream, &[(40 * HOUR, 46 * HOUR)]);
        assert!(!found.proven(), "{found:?}");
    }

    #[test]
    fn calls_of_a_start_prove_nothing_however_long() {
        let start = heard([3, 4, 40, 41, 100], &[(0, DAY)]);
        let found = silence(&start, &[(DAY, 30 * DAY)]);
        assert_eq!(
            (found.doubt, found.needed),
            (Some(Doubt::OnlyAtStart), None)
        );
    }

    #[test]
    fn nothing_recorded_proves_nothing() {
        let stream = heard(uneven(60, 0, DAY), &[(0, DAY)]);
        let found = silence(&stream, &[]);
        assert_eq!(found.doubt, Some(Doubt::TooShort));
        assert_eq!((found.bound, found.needed), (None, None));
    }

    #[test]
    fn the_bound_is_the_rule_of_four_and_a_half() {
        let stream = heard(uneven(600, 0, DAY), &[(0, DAY)]);
        let bound = silence(&stream, &[(DAY, 2 * DAY)]).bound.expect("a bound");
        assert!((bound * 24.0 - 4.605).abs() < 0.3, "{bound}");
    }
}
