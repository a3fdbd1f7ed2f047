//! One stream in one run: everything that the statistics need of it, computed once.

use super::beat::{self, Beat};
use super::clock::{ByHour, Clock, HOURS, spread};
use super::{Calls, Watched, dispersion};

/// How long after recording begins calls are put down to the start: the machine, or the capture, has just come up.
const START: i64 = 300;

/// One destination's calls in one run, with the time that the run was recorded.
#[derive(Clone, Debug)]
pub struct Sample {
    /// All calls.
    pub(super) count: u64,
    /// The same number, to reckon with.
    pub(super) calls: f64,
    /// All seconds that were watched.
    pub(super) seconds: f64,
    /// How many times as uneven as chance the calls are, at least 1.
    pub(super) dispersion: f64,
    /// Both by hour of the day.
    pub(super) clock: Clock,
    /// The longest time without calls that was watched, in seconds.
    pub(super) longest_silence: f64,
    /// The longest time that was watched without a pause, in seconds.
    pub(super) unbroken: f64,
    /// The last time that was watched, in seconds since the epoch.
    pub(super) last: Option<(i64, i64)>,
    /// How it beats, where it does.
    pub(super) beat: Option<Beat>,
    /// Whether all calls came when recording had just begun.
    pub(super) at_start_only: bool,
}

impl Sample {
    /// Takes the calls of one destination and the times in which the run was recorded. Calls outside these times are
    /// taken for calls of the whole bucket they are in.
    #[must_use]
    pub fn new(calls: Calls<'_>, watched: Watched<'_>) -> Self {
        let mut clock = Clock::default();
        for &(from, to) in watched {
            spread(&mut clock.seconds, from, to, (to - from) as f64);
        }
        let width = i64::from(calls.width.max(1));
        for &(start, count) in calls.buckets {
            spread_bucket(&mut clock.calls, (start, start + width), count, watched);
        }
        let count = calls.buckets.iter().map(|it| it.1);
        let count = count.fold(0, u64::saturating_add);
        Self {
            count,
            calls: count as f64,
            seconds: watched.iter().map(|it| (it.1 - it.0) as f64).sum(),
            dispersion: dispersion::of(calls, watched, &clock),
            clock,
            longest_silence: beat::longest_silence(calls, watched),
            unbroken: watched
                .iter()
                .map(|it| (it.1 - it.0) as f64)
                .fold(0.0, f64::max),
            last: watched.last().copied(),
            beat: Beat::of(calls, watched),
            at_start_only: at_start_only(calls, watched),
        }
    }

    /// How many events the calls count for that have nothing to do with each other: at least 1 where there are calls.
    #[must_use]
    pub fn events(&self) -> f64 {
        if self.calls > 0.0 {
            (self.calls / self.dispersion).max(1.0)
        } else {
            0.0
        }
    }
}

/// Spreads the calls of a bucket over that part of it which was watched.
fn spread_bucket(hours: &mut ByHour, (from, to): (i64, i64), count: u64, watched: Watched<'_>) {
    let mut parts = overlaps((from, to), watched).peekable();
    if parts.peek().is_none() {
        spread(hours, from, to, count as f64);
        return;
    }
    let seconds: i64 = overlaps((from, to), watched).map(|it| it.1 - it.0).sum();
    for (from, to) in parts {
        let share = (to - from) as f64 / seconds as f64;
        spread(hours, from, to, count as f64 * share);
    }
}

/// What of a bucket was watched, in order.
fn overlaps(
    (from, to): (i64, i64),
    watched: Watched<'_>,
) -> impl Iterator<Item = (i64, i64)> + use<'_> {
    let first = watched.partition_point(|it| it.1 <= from);
    let after = watched[first..].iter().take_while(move |it| it.0 < to);
    after.map(move |it| (it.0.max(from), it.1.min(to)))
}

/// When the calls of a bucket may have begun: its start, or the start of recording where that came later.
pub(super) fn begin((start, width): (i64, i64), watched: Watched<'_>) -> i64 {
    overlaps((start, start + width), watched)
        .next()
        .map_or(start, |it| it.0)
}

/// Whether every call came within [`START`] of the beginning of recorded time. Runs that are hardly longer than that
/// have no other time to call in, and say nothing.
fn at_start_only(calls: Calls<'_>, watched: Watched<'_>) -> bool {
    let seconds: i64 = watched.iter().map(|it| it.1 - it.0).sum();
    let starts = i64::try_from(watched.len()).unwrap_or(i64::MAX);
    if calls.buckets.is_empty() || seconds < starts.saturating_mul(4 * START) {
        return false;
    }
    let width = i64::from(calls.width.max(1));
    calls.buckets.iter().all(|&(start, _)| {
        let begin = begin((start, width), watched);
        let stretch = watched.partition_point(|it| it.1 <= begin);
        watched.get(stretch).is_some_and(|it| begin - it.0 < START)
    })
}

/// Time in which a stream was listened for and not heard.
#[derive(Clone, Debug)]
pub(super) struct Listened {
    pub(super) seconds: f64,
    pub(super) hours: ByHour,
    pub(super) unbroken: f64,
    last: Option<(i64, i64)>,
}

impl Listened {
    /// All the time of a run.
    pub(super) fn of(sample: &Sample) -> Self {
        Self {
            seconds: sample.seconds,
            hours: sample.clock.seconds,
            unbroken: sample.unbroken,
            last: sample.last,
        }
    }

    /// The same, had recording gone on for `more` seconds after its end; `None` where it never began.
    pub(super) fn extended(&self, more: i64) -> Option<Self> {
        let (from, to) = self.last?;
        let mut hours: [f64; HOURS] = self.hours;
        spread(&mut hours, to, to + more, more as f64);
        Some(Self {
            seconds: self.seconds + more as f64,
            hours,
            unbroken: self.unbroken.max((to + more - from) as f64),
            last: Some((from, to + more)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn calls(width: u32, buckets: &[(i64, u64)]) -> Calls<'_> {
        Calls { width, buckets }
    }

    #[test]
    fn calls_of_a_bucket_lie_where_it_was_watched() {
        // The bucket spans 0 to 4096 s, recording began at 3600 s: nothing of it lies in the first hour.
        let sample = Sample::new(calls(4096, &[(0, 8)]), &[(3600, 7200)]);
        assert_eq!(sample.clock.calls[0], 0.0);
        assert_eq!(sample.clock.calls[1], 8.0);
    }

    #[test]
    fn calls_when_recording_begins_are_told_from_idle_ones() {
        let day = [(1000, 87_400)];
        let start = [(1003, 5), (1060, 2)];
        assert!(Sample::new(calls(1, &start), &day).at_start_only);
        let later = [(1003, 5), (40_000, 1)];
        assert!(!Sample::new(calls(1, &later), &day).at_start_only);
        // Ten minutes have hardly any other time.
        assert!(!Sample::new(calls(1, &start), &[(1000, 1600)]).at_start_only);
        // Recording that was resumed starts again.
        let twice = [(1003, 1), (50_010, 1)];
        let resumed = [(1000, 30_000), (50_000, 80_000)];
        assert!(Sample::new(calls(1, &twice), &resumed).at_start_only);
        // A wide bucket that began before recording did.
        assert!(Sample::new(calls(1024, &[(0, 3)]), &day).at_start_only);
    }

    #[test]
    fn one_burst_is_one_event() {
        let sample = Sample::new(calls(1, &[(5000, 8)]), &[(0, 86_400)]);
        assert_eq!(sample.calls, 8.0);
        assert!((1.0..1.1).contains(&sample.events()));
        assert_eq!(Sample::new(calls(1, &[]), &[(0, 86_400)]).events(), 0.0);
    }
}
