//! What became of a stream between two runs, by counts alone.

use super::interval::{self, Interval};
use super::sample::{Listened, Sample};
use super::silence::{self, Silence};
use super::{Doubt, RESIDUAL, Rate};

/// What two runs say about one stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It called before and not after. [`Silence::proven`] tells whether it may be called quiet.
    Silent(Silence),
    /// It calls less often than before.
    Lower,
    /// It calls more often than before.
    Higher,
    /// It calls about as often as before: neither half as often nor twice as often.
    Same,
    /// It calls in both runs, and what was recorded fits too many ratios to say more.
    Unclear,
    /// It called after and not before.
    Appeared,
}

/// Two runs of one stream, compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// How often it called in the first run.
    pub before: Rate,
    /// How often it called in the second run.
    pub after: Rate,
    /// The second rate divided by the first: between which ratios the true one lies with [`CONFIDENCE`](super::CONFIDENCE),
    /// by the runs' averages and by hour of the day.
    pub ratio: Interval,
    /// What became of it.
    pub verdict: Verdict,
    /// Why the verdict may be wrong after all, or is none; `None` where it holds.
    pub doubt: Option<Doubt>,
}

impl Change {
    /// Compares two runs. `None` where neither has a call.
    #[must_use]
    pub fn between(before: &Sample, after: &Sample) -> Option<Self> {
        let (by_average, by_hour) = (
            ratio_by_average(before, after),
            ratio_by_hour(before, after),
        );
        let (verdict, doubt) = match (before.count, after.count) {
            (0, 0) => return None,
            (_, 0) => {
                let silence = Silence::of(before, after);
                (Verdict::Silent(silence), silence.doubt)
            }
            (0, _) => (
                Verdict::Appeared,
                // Nothing less than its present rate is to be excluded: a stream that was slower is one that grew.
                silence::doubt(after, &Listened::of(before), 1.0),
            ),
            _ => {
                let unknown = before.clock.matched(&after.clock.seconds).has_unknown();
                let (verdict, doubt) = judge(by_average, by_hour, unknown);
                match verdict {
                    Verdict::Lower if before.at_start_only => (verdict, Some(Doubt::OnlyAtStart)),
                    Verdict::Higher if after.at_start_only => (verdict, Some(Doubt::OnlyAtStart)),
                    _ => (verdict, doubt),
                }
            }
        };
        Some(Self {
            before: Rate::of(before),
            after: Rate::of(after),
            ratio: by_average.with(by_hour),
            verdict,
            doubt,
        })
    }
}

/// Both intervals have to say the same. Where the runs share too few hours of the day for the second to say anything,
/// the first is believed with a doubt.
fn judge(by_average: Interval, by_hour: Interval, unknown: bool) -> (Verdict, Option<Doubt>) {
    let (average, hour) = (read(by_average), read(by_hour));
    match read(by_average.with(by_hour)) {
        Verdict::Unclear if average == Verdict::Unclear => {
            (Verdict::Unclear, Some(Doubt::TooShort))
        }
        Verdict::Unclear if unknown && hour == Verdict::Unclear => {
            (average, Some(Doubt::OtherHours))
        }
        Verdict::Unclear => (Verdict::Unclear, Some(Doubt::TimeOfDay)),
        verdict => (verdict, None),
    }
}

/// What an interval of ratios says.
fn read(ratio: Interval) -> Verdict {
    if ratio.high < 1.0 {
        Verdict::Lower
    } else if ratio.low > 1.0 {
        Verdict::Higher
    } else if ratio.low > RESIDUAL && ratio.high < 1.0 / RESIDUAL {
        Verdict::Same
    } else {
        Verdict::Unclear
    }
}

/// Calls that one event is worth: of the run in which it is more. Both counts are divided by it, which leaves their ratio.
fn worth(before: &Sample, after: &Sample) -> f64 {
    before.dispersion.max(after.dispersion)
}

fn ratio_by_average(before: &Sample, after: &Sample) -> Interval {
    if before.seconds <= 0.0 {
        return Interval::ANYTHING;
    }
    let worth = worth(before, after);
    let times = after.seconds / before.seconds;
    interval::of_ratio(before.calls / worth, after.calls / worth, times)
}

fn ratio_by_hour(before: &Sample, after: &Sample) -> Interval {
    let worth = worth(before, after);
    let matched = before.clock.matched(&after.clock.seconds);
    let (calls, times) = matched.pooled(&before.clock);
    let known = matched.known(&after.clock.calls);
    interval::of_ratio(calls / worth, known / worth, times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::{Calls, Watched};

    const HOUR: i64 = 3600;
    const DAY: i64 = 86_400;

    /// Calls `apart` seconds from each other on average, unevenly.
    fn stream(apart: i64, (from, to): (i64, i64)) -> Vec<(i64, u64)> {
        let mut at = from + apart / 3;
        let mut buckets = Vec::new();
        for tenths in [4, 15, 7, 17, 2, 15].into_iter().cycle() {
            if at >= to {
                break;
            }
            buckets.push((at, 1));
            at += (apart * tenths / 10).max(1);
        }
        buckets
    }

    fn sample(buckets: &[(i64, u64)], watched: Watched<'_>) -> Sample {
        Sample::new(Calls { width: 1, buckets }, watched)
    }

    /// Two days with one distance between calls, two days with another; 0 is no calls.
    fn change(before: i64, after: i64) -> Change {
        let runs = [(0, 2 * DAY), (3 * DAY, 5 * DAY)];
        let [before, after] = [(before, runs[0]), (after, runs[1])].map(|(apart, run)| {
            let buckets = if apart > 0 {
                stream(apart, run)
            } else {
                Vec::new()
            };
            sample(&buckets, &[run])
        });
        Change::between(&before, &after).expect("one run has calls")
    }

    #[test]
    fn rates_are_told_apart_where_the_interval_leaves_one_side() {
        for (before, after, verdict) in [
            (600, 600, Verdict::Same),
            (600, 1200, Verdict::Lower),
            (1200, 600, Verdict::Higher),
            (0, 600, Verdict::Appeared),
        ] {
            let found = change(before, after);
            assert_eq!((found.verdict, found.doubt), (verdict, None), "{found:?}");
        }
        let ratio = change(600, 1200).ratio;
        assert!(
            ratio.low < 0.5 && 0.5 < ratio.high && ratio.high < 0.7,
            "{ratio:?}"
        );
    }

    #[test]
    fn few_calls_are_unclear_and_not_the_same() {
        let found = change(8 * HOUR, 8 * HOUR);
        assert_eq!(found.verdict, Verdict::Unclear);
        assert_eq!(found.doubt, Some(Doubt::TooShort));
    }

    #[test]
    fn one_new_call_may_have_been_there_before() {
        let found = change(0, 40 * HOUR);
        assert_eq!((found.before.calls, found.verdict), (0, Verdict::Appeared));
        assert_eq!(found.doubt, Some(Doubt::Once));
    }

    #[test]
    fn silence_is_doubted_as_its_proof_is() {
        let found = change(600, 0);
        assert!(matches!(found.verdict, Verdict::Silent(it) if it.proven()));
        assert_eq!((found.doubt, found.ratio.low), (None, 0.0));
        let found = change(30 * HOUR, 0);
        assert!(matches!(found.verdict, Verdict::Silent(it) if !it.proven()));
        assert!(found.doubt.is_some());
    }

    #[test]
    fn an_evening_is_not_compared_with_office_hours() {
        let office: Vec<_> = (0..3)
            .flat_map(|day| stream(60, (day * DAY + 9 * HOUR, day * DAY + 17 * HOUR)))
            .collect();
        let before = sample(&office, &[(0, 3 * DAY)]);
        // The day's rate from 15 to 17 h and nothing until 21 h: less than the average of days, and nothing new.
        let run = (3 * DAY + 15 * HOUR, 3 * DAY + 21 * HOUR);
        let after = sample(&stream(60, (run.0, run.0 + 2 * HOUR)), &[run]);
        let found = Change::between(&before, &after).expect("both have calls");
        assert!(
            !matches!(found.verdict, Verdict::Lower | Verdict::Higher),
            "{found:?}"
        );
        assert!(found.ratio.low < 1.0 && found.ratio.high > 1.0);
    }

    #[test]
    fn short_runs_at_different_hours_are_compared_with_a_doubt() {
        let (morning, evening) = ((8 * HOUR, 9 * HOUR), (20 * HOUR, 21 * HOUR));
        let before = sample(&stream(20, morning), &[morning]);
        let after = sample(&stream(120, evening), &[evening]);
        let found = Change::between(&before, &after).expect("both have calls");
        assert_eq!(
            (found.verdict, found.doubt),
            (Verdict::Lower, Some(Doubt::OtherHours))
        );
    }

    #[test]
    fn calls_of_a_start_do_not_grow_less() {
        let start: Vec<_> = (0..60).map(|it| (it * 4, 1)).collect();
        let before = sample(&start, &[(0, DAY)]);
        let after = sample(&[(2 * DAY + HOUR, 1)], &[(2 * DAY, 3 * DAY)]);
        let found = Change::between(&before, &after).expect("both have calls");
        assert_ne!((found.verdict, found.doubt), (Verdict::Lower, None));
    }

    #[test]
    fn nothing_in_either_run_is_no_change() {
        let empty = sample(&[], &[(0, DAY)]);
        assert_eq!(Change::between(&empty, &empty), None);
    }
}
