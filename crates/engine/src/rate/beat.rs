//! Streams that beat like a clock, and the longest time that any stream was silent.
//!
//! A stream beats where its calls, bursts taken as one, come at nearly equal distances. How long a beat may stay away is
//! known after a few, long before counting them would tell: daily calls of one week are missed on the fourth day.

use super::sample::begin;
use super::{Calls, Watched};

/// Distances between beats that are needed. Of six distances between calls at random, fewer than one in a hundred are as
/// even as [`EVEN`] asks for (the test below draws them).
const DISTANCES: usize = 6;

/// How large the standard deviation of the distances may be, as a share of their mean. A timer that is off by up to 30 %
/// either way has 0.17, one that loses a call in twelve 0.29, calls at random have 1.
const EVEN: f64 = 0.3;

/// Calls nearer to each other than this share of the longest distance are one beat.
const BURST: f64 = 0.2;

/// How many mean distances a beat may be silent within recorded time, its ends included. What is silent for longer has
/// beaten for a part of the run only, and may do so again.
const GAP: f64 = 2.0;

/// How regular calls come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beat {
    /// Mean distance of two beats in seconds.
    pub(super) mean: f64,
    /// The longest distance in seconds, those to the ends of recorded time counted too.
    pub(super) longest: f64,
}

impl Beat {
    /// Finds whether calls beat. Distances across pauses are not used: what lies in them is not known.
    pub(super) fn of(calls: Calls<'_>, watched: Watched<'_>) -> Option<Self> {
        let stretches = by_stretch(calls, watched);
        let inner = stretches.iter().flat_map(|(_, begins)| begins.windows(2));
        let longest_inner = inner.map(|it| it[1] - it[0]).max()? as f64;
        let mut distances = Vec::new();
        for (_, begins) in &stretches {
            let mut beat: Option<i64> = None;
            let mut before: Option<i64> = None;
            for &begin in begins {
                let apart = before.is_none_or(|it| (begin - it) as f64 > BURST * longest_inner);
                if apart {
                    if let Some(beat) = beat {
                        distances.push((begin - beat) as f64);
                    }
                    beat = Some(begin);
                }
                before = Some(begin);
            }
        }
        if distances.len() < DISTANCES {
            return None;
        }
        let count = distances.len() as f64;
        let mean = distances.iter().sum::<f64>() / count;
        let squares: f64 = distances.iter().map(|it| (it - mean) * (it - mean)).sum();
        let deviation = (squares / (count - 1.0)).sqrt();
        let silence = longest_silence(calls, watched);
        let longest = distances.iter().copied().fold(silence, f64::max);
        (deviation <= EVEN * mean && silence <= GAP * mean).then_some(Self {
            mean,
            // A call may lie anywhere in its bucket.
            longest: longest + f64::from(calls.width),
        })
    }
}

/// The longest time without calls within one stretch of recorded time, from one bucket's start to the next, in seconds.
/// What lies between a stretch's ends and its first and last call counts too.
pub(super) fn longest_silence(calls: Calls<'_>, watched: Watched<'_>) -> f64 {
    let longest = by_stretch(calls, watched)
        .iter()
        .map(|((from, to), begins)| {
            let mut longest = 0;
            let mut before = *from;
            for &begin in begins.iter().chain([to]) {
                longest = longest.max(begin - before);
                before = begin;
            }
            longest
        })
        .max();
    longest.unwrap_or(0) as f64
}

/// Every stretch with the starts of the buckets in it.
fn by_stretch(calls: Calls<'_>, watched: Watched<'_>) -> Vec<((i64, i64), Vec<i64>)> {
    let mut stretches: Vec<_> = watched.iter().map(|&it| (it, Vec::new())).collect();
    let width = i64::from(calls.width.max(1));
    for &(start, _) in calls.buckets {
        let begin = begin((start, width), watched);
        let at = watched.partition_point(|it| it.1 <= begin);
        if let Some((stretch, begins)) = stretches.get_mut(at) {
            begins.push(begin.max(stretch.0));
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn beat(starts: &[i64], watched: Watched<'_>) -> Option<Beat> {
        let buckets: Vec<_> = starts.iter().map(|&it| (it, 1)).collect();
        let calls = Calls {
            width: 1,
            buckets: &buckets,
        };
        Beat::of(calls, watched)
    }

    #[test]
    fn a_daily_call_beats_after_a_week() {
        let week: Vec<_> = (0..7).map(|it| it * DAY + 600).collect();
        let found = beat(&week, &[(0, 7 * DAY)]).expect("it beats");
        assert_eq!(found.mean, DAY as f64);
        assert_eq!(found.longest, (DAY + 1) as f64);
        assert_eq!(beat(&week[..6], &[(0, 6 * DAY)]), None, "too few");
    }

    #[test]
    fn bursts_beat_too() {
        let bursts: Vec<_> = (0..10)
            .flat_map(|it| [it * 3600, it * 3600 + 2, it * 3600 + 5])
            .collect();
        let found = beat(&bursts, &[(0, 10 * 3600)]).expect("it beats");
        assert_eq!(found.mean, 3600.0);
    }

    #[test]
    fn the_ends_of_the_run_count_as_distances() {
        let calls: Vec<_> = (0..10).map(|it| it * 3600).collect();
        let found = beat(&calls, &[(-5000, 10 * 3600)]).expect("it beats");
        assert_eq!(found.longest, 5001.0);
        assert_eq!(beat(&calls, &[(0, 20 * 3600)]), None, "for half the run");
    }

    #[test]
    fn pauses_are_no_distances() {
        let mut calls: Vec<_> = (0..5).map(|it| it * 3600).collect();
        calls.extend((0..5).map(|it| 50 * 3600 + it * 3600));
        let watched = [(0, 5 * 3600), (50 * 3600, 55 * 3600)];
        let found = beat(&calls, &watched).expect("it beats");
        assert_eq!(found.mean, 3600.0);
        assert_eq!(found.longest, 3601.0);
        assert_eq!(beat(&calls, &[(0, 55 * 3600)]), None, "recorded all along");
    }

    #[test]
    fn calls_at_random_seldom_beat() {
        // Exponential distances from a multiplicative generator (Lehmer, modulus 2^31 - 1, factor 48271).
        let mut state: u64 = 1;
        let mut distance = || {
            state = state * 48_271 % 2_147_483_647;
            1.0 + (-(state as f64 / 2_147_483_647.0).ln() * 100_000.0).round()
        };
        let mut beats = 0;
        for _ in 0..2000 {
            let mut at = 0.0;
            let mut buckets = vec![(0, 1)];
            for _ in 0..DISTANCES {
                at += distance();
                buckets.push((whole(at), 1));
            }
            let calls = Calls {
                width: 1,
                buckets: &buckets,
            };
            beats += u32::from(Beat::of(calls, &[(0, whole(at) + 1)]).is_some());
        }
        assert!(beats < 20, "{beats} of 2000");
    }

    fn whole(seconds: f64) -> i64 {
        format!("{seconds:.0}").parse().expect("a whole number")
    }
}
