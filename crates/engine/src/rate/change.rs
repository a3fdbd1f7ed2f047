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
