//! How much more uneven calls are than chance would have them: the largest ratio of variance to mean of their counts in
//! windows, over windows from a moment to a quarter of the run.
//!
//! Independent calls have a ratio near 1 at every length. Bursts of five have one of about 5 at every length, spells of
//! hours have a large one in windows of hours. Divided by the ratio, the number of calls becomes a number of events whose
//! relative variance is the counts' own: what a burst or a spell adds to it is one event. Regular calls have ratios below
//! 1, which are not used: to take them for more events than calls would be to bet on the regularity.
//!
//! What happens every day at the same hours is no whim. Where every hour of the day was watched twice, counts are held
//! against what the hour has on average, not against the run's average.

use super::clock::{Clock, HOUR, hour};
use super::sample::begin;
use super::{Calls, Watched};

/// Windows that the run is cut into at the most. Shorter ones would tell nothing: a burst within one window counts in
/// full in all lengths above.
const FINEST: usize = 1024;

/// Windows at the least. The ratio in two or three windows is mostly noise, and a run of which only a quarter has calls
/// has a ratio in four that leaves it a single event.
const COARSEST: usize = 4;

/// Days on which every hour was watched, from which on the hours' own averages are used: a little less than two, because
/// a run of two days may lack its first minutes.
const DAYS: f64 = 1.9;

/// Seconds from which on a run is too long to be walked through hour by hour: ten years. Only a broken clock records one.
const LONGEST: i64 = 315_360_000;

/// The ratio of variance to mean, at least 1.
pub(super) fn of(calls: Calls<'_>, watched: Watched<'_>, clock: &Clock) -> f64 {
    let Some(cells) = Cells::new(calls, watched, clock) else {
        return 1.0;
    };
    let mut windows = COARSEST;
    let mut most: f64 = 1.0;
    while windows <= cells.counts.len() {
        most = most.max(cells.ratio(windows, clock.days()));
        windows *= 2;
    }
    most
}

/// The run cut into the finest windows: calls in each, and calls expected there.
struct Cells {
    counts: Vec<f64>,
    expected: Vec<f64>,
}

impl Cells {
    /// `None` where there are no calls or no time.
    fn new(calls: Calls<'_>, watched: Watched<'_>, clock: &Clock) -> Option<Self> {
        let (start, end) = (watched.first()?.0, watched.last()?.1);
        let seconds: i64 = watched.iter().map(|it| it.1 - it.0).sum();
        let total: f64 = calls.buckets.iter().map(|it| it.1 as f64).sum();
        if seconds <= 0 || total <= 0.0 {
            return None;
        }
        let finest = i64::try_from(FINEST).expect("a small number");
        // Buckets begin at multiples of their width; so do cells, which hold whole buckets.
        let width = i64::from(calls.width.max(1));
        let mut step = width;
        while (end - start) / step >= finest {
            step *= 2;
        }
        let first = start.div_euclid(step);
        let cell = |second: i64| usize::try_from(second.div_euclid(step) - first).ok();
        let len = cell(end - 1)? + 1;
        let mut cells = Self {
            counts: vec![0.0; len],
            expected: vec![0.0; len],
        };
        for &(start, count) in calls.buckets {
            let at = cell(begin((start, width), watched)).unwrap_or(0);
            cells.counts[at.min(len - 1)] += count as f64;
        }
        let by_hour = clock.days() >= DAYS && end - start <= LONGEST;
        let flat = total / seconds as f64;
        for &(from, to) in watched {
            let mut at = from;
            while at < to {
                let mut next = to.min((at.div_euclid(step) + 1) * step);
                if by_hour {
                    next = next.min((at.div_euclid(HOUR) + 1) * HOUR);
                }
                let rate = if by_hour { clock.rate(hour(at)) } else { flat };
                if let Some(cell) = cell(at) {
                    cells.expected[cell] += rate * (next - at) as f64;
                }
                at = next;
            }
        }
        Some(cells)
    }

    /// The ratio in `windows` equal parts of the run. Pauses make parts with less time, which weigh as much less.
    fn ratio(&self, windows: usize, days: f64) -> f64 {
        let len = self.counts.len();
        let (mut squares, mut mean, mut used) = (0.0, 0.0, 0_u32);
        for window in 0..windows {
            let range = window * len / windows..(window + 1) * len / windows;
            let count: f64 = self.counts[range.clone()].iter().sum();
            let expected: f64 = self.expected[range].iter().sum();
            if expected > 0.0 {
                squares += (count - expected) * (count - expected);
                mean += expected;
                used += 1;
            }
        }
        if used < 2 || mean <= 0.0 {
            return 1.0;
        }
        // Averages that were taken from the same counts lie too near to them: by one part of as many as there are
        // windows, or days.
        let mut parts = f64::from(used);
        if days >= DAYS {
            parts = parts.min(days);
        }
        squares / mean * parts / (parts - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::Sample;

    const DAY: i64 = 86_400;

    fn dispersion(width: u32, buckets: &[(i64, u64)], watched: Watched<'_>) -> f64 {
        Sample::new(Calls { width, buckets }, watched).dispersion
    }

    #[test]
    fn regular_calls_are_never_more_than_they_are() {
        let hourly: Vec<_> = (0..168).map(|it| (it * 3600 + 7, 1)).collect();
        assert_eq!(dispersion(1, &hourly, &[(0, 7 * DAY)]), 1.0);
    }

    #[test]
    fn bursts_count_once() {
        let bursts: Vec<_> = (0..28).map(|it| (it * 21_600 + 7, 5)).collect();
        let found = dispersion(1, &bursts, &[(0, 7 * DAY)]);
        assert!((4.0..5.5).contains(&found), "{found}");
    }

    #[test]
    fn a_spell_is_one_event() {
        // A call a minute for an hour and a half, in a run of six.
        let spell: Vec<_> = (0..90).map(|it| (it * 60, 1)).collect();
        let found = dispersion(1, &spell, &[(0, 6 * 3600)]);
        assert!((85.0..95.0).contains(&found), "{found}");
    }

    #[test]
    fn office_hours_are_no_spells_once_they_are_known() {
        let minutes = |days: i64| -> Vec<(i64, u64)> {
            (0..days)
                .flat_map(|day| (0..480).map(move |it| (day * DAY + 9 * 3600 + it * 60, 1)))
                .collect()
        };
        let week = dispersion(1, &minutes(7), &[(0, 7 * DAY)]);
        assert!(week < 1.5, "{week}");
        let one = dispersion(1, &minutes(1), &[(0, DAY)]);
        assert!(one > 100.0, "{one}");
    }

    #[test]
    fn a_pause_is_not_a_spell() {
        let calls: Vec<_> = (0..480).map(|it| (it * 60, 1)).collect();
        let later: Vec<_> = (0..480).map(|it| (DAY + it * 60, 1)).collect();
        let both = [calls, later].concat();
        let watched = [(0, 8 * 3600), (DAY, DAY + 8 * 3600)];
        let found = dispersion(1, &both, &watched);
        assert!(found < 2.0, "{found}");
    }
}
