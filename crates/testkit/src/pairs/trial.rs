//! One pair of runs: made, compared and judged.

use backchat_engine::rate::{Calls, Change, Doubt, Sample, Verdict};

use super::stream::{Habit, Process, period, unit};
use crate::mutation::Random;

/// Buckets of one destination at the most; with more of them their width doubles, as observations keep them.
const BUCKETS: usize = 1024;

const HOUR: u32 = 3600;
const DAY: u32 = 86_400;

/// How long two runs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length {
    /// In words.
    pub words: &'static str,
    /// Seconds of the first run.
    pub before: u32,
    /// Seconds of the second run.
    pub after: u32,
}

/// All lengths that are tried.
pub const LENGTHS: [Length; 9] = [
    length("1 hour", HOUR, HOUR),
    length("6 hours", 6 * HOUR, 6 * HOUR),
    length("1 day", DAY, DAY),
    length("3 days", 3 * DAY, 3 * DAY),
    length("7 days", 7 * DAY, 7 * DAY),
    length("14 days", 14 * DAY, 14 * DAY),
    length("7 days, then 1 hour", 7 * DAY, HOUR),
    length("7 days, then 6 hours", 7 * DAY, 6 * HOUR),
    length("7 days, then 1 day", 7 * DAY, DAY),
];

const fn length(words: &'static str, before: u32, after: u32) -> Length {
    Length {
        words,
        before,
        after,
    }
}

/// What really became of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It calls as before.
    Unchanged,
    /// It calls half as often.
    Halved,
    /// It calls a tenth as often.
    Tenth,
    /// It never calls again.
    Dead,
    /// It calls three times as often.
    Tripled,
    /// It did not call before.
    New,
}

impl Truth {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Unchanged,
        Self::Halved,
        Self::Tenth,
        Self::Dead,
        Self::Tripled,
        Self::New,
    ];

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Halved => "halved",
            Self::Tenth => "a tenth",
            Self::Dead => "dead",
            Self::Tripled => "tripled",
            Self::New => "new",
        }
    }

    /// The rate after as a multiple of the one before; `None` where it never calls again.
    const fn factor(self) -> Option<f64> {
        match self {
            Self::Unchanged | Self::New => Some(1.0),
            Self::Halved => Some(0.5),
            Self::Tenth => Some(0.1),
            Self::Dead => None,
            Self::Tripled => Some(3.0),
        }
    }
}

/// What a verdict is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It says what is true.
    Right,
    /// It says something that is not true.
    Wrong,
    /// It says that it cannot tell.
    Withheld,
}

/// A pair that was judged.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// What the stream does.
    pub process: Process,
    /// How long the runs are.
    pub length: Length,
    /// What became of it.
    pub truth: Truth,
    /// Whether it was seen in the first run.
    pub seen_before: bool,
    /// What the verdict is worth.
    pub outcome: Outcome,
    /// Whether it was called quiet.
    pub quiet: bool,
    /// Whether it would have been called quiet, had a stream been taken to call at all hours alike.
    pub quiet_if_alike: bool,
    /// Whether the verdict was silence, and the true rate lies above the bound that goes with it.
    pub above_bound: bool,
}

/// Makes a pair and judges it; `None` where neither run has a call.
#[must_use]
pub fn trial(process: Process, length: Length, truth: Truth, random: &mut Random) -> Option<Trial> {
    let period = period(random);
    // The second run begins ten minutes after the first, or any time within a day, at whatever time of day.
    let pause = [600, 600 + random.below(86_400)][random.below(2)];
    let zero = 1_700_000_000 + whole(unit(random) * f64::from(DAY));
    let second = i64::from(length.before) + i64::try_from(pause).expect("less than a day");
    let end = second + i64::from(length.after);
    let habit = Habit::new(process, end as f64, random);
    let (first_end, all) = (f64::from(length.before), (0.0, end as f64));
    let second_run = (second as f64, end as f64);
    let (first, later) = match (truth, truth.factor()) {
        // One stream through both runs, as a timer goes on.
        (Truth::Unchanged, _) => {
            let calls = habit.calls(period, all, random);
            let cut = calls.partition_point(|&it| it < second_run.0);
            (calls[..cut].to_vec(), calls[cut..].to_vec())
        }
        (Truth::New, _) => (Vec::new(), habit.calls(period, second_run, random)),
        (_, None) => (habit.calls(period, (0.0, first_end), random), Vec::new()),
        (_, Some(factor)) => (
            habit.calls(period, (0.0, first_end), random),
            habit.calls(period / factor, second_run, random),
        ),
    };
    let before = sample(&first, zero, (0, i64::from(length.before)));
    let after = sample(&later, zero, (second, end));
    let change = Change::between(&before, &after)?;
    let silence = match change.verdict {
        Verdict::Silent(silence) => Some(silence),
        _ => None,
    };
    let rate = truth.factor().unwrap_or(0.0) * process.calls_per_second(period) * f64::from(HOUR);
    Some(Trial {
        process,
        length,
        truth,
        seen_before: change.before.calls > 0,
        outcome: judge(truth, &change),
        quiet: silence.is_some_and(|it| it.proven()),
        quiet_if_alike: silence
            .is_some_and(|it| matches!(it.doubt, None | Some(Doubt::OtherHours))),
        above_bound: silence.and_then(|it| it.bound).is_some_and(|it| rate > it),
    })
}

/// What a verdict is worth that is not in doubt. "Same" claims that a stream was neither halved nor doubled.
fn judge(truth: Truth, change: &Change) -> Outcome {
    if change.doubt.is_some() {
        return Outcome::Withheld;
    }
    let right = match change.verdict {
        Verdict::Unclear => return Outcome::Withheld,
        Verdict::Silent(_) => truth == Truth::Dead,
        Verdict::Lower => matches!(truth, Truth::Halved | Truth::Tenth),
        Verdict::Higher => truth == Truth::Tripled,
        Verdict::Same => truth == Truth::Unchanged,
        Verdict::Appeared => truth == Truth::New,
    };
    if right {
        Outcome::Right
    } else {
        Outcome::Wrong
    }
}

/// What a run keeps of calls, in seconds after `zero`.
fn sample(calls: &[f64], zero: i64, (from, to): (i64, i64)) -> Sample {
    let seen = calls.iter().map(|&it| whole(it));
    let seen = seen.filter(|it| (from..to).contains(it));
    let mut width = 1;
    let mut buckets = merged(seen.map(|it| (it + zero, 1)), 1);
    while buckets.len() > BUCKETS {
        width *= 2;
        buckets = merged(buckets.into_iter(), i64::from(width));
    }
    let calls = Calls {
        width,
        buckets: &buckets,
    };
    Sample::new(calls, &[(zero + from, zero + to)])
}

/// Adds up what falls into one bucket of `width` seconds.
fn merged(calls: impl Iterator<Item = (i64, u64)>, width: i64) -> Vec<(i64, u64)> {
    let mut buckets: Vec<(i64, u64)> = Vec::new();
    for (second, count) in calls {
        let start = second - second.rem_euclid(width);
        match buckets.last_mut() {
            Some(last) if last.0 == start => last.1 += count,
            _ => buckets.push((start, count)),
        }
    }
    buckets
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of a few weeks, whose fractions are to go"
)]
const fn whole(seconds: f64) -> i64 {
    seconds as i64
}
