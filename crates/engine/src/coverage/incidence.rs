//! In how many equal windows of the run each destination was called: the sampling units of the estimates.
//!
//! A window has to be wide enough that one occasion falls into one window, and there have to be at least ten. The widest of
//! a quarter of an hour, an hour, a quarter of a day and a day that gives ten is taken. Windows are of time watched, so that a
//! pause is no empty window.

use serde::Serialize;

use super::clock::Clock;
use super::occasion::Calls;

/// Windows below which nothing is estimated.
pub(super) const FEWEST: i64 = 10;

/// Widths of windows in seconds, the widest first.
const WIDTHS: [i64; 4] = [86_400, 21_600, 3600, 900];

/// Calls less than this many seconds after the one before belong to the same occasion.
pub(super) const JOIN: i64 = 300;

/// Seconds after the beginning of the run in which the machine may have been starting.
const START: i64 = 600;

/// How often destinations were met.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Incidence {
    /// The width of a window in seconds.
    pub window_seconds: u64,
    /// Windows.
    pub windows: u64,
    /// Destinations met in exactly one of them, those that only the start of the run knows left out.
    pub once: u64,
    /// In exactly two.
    pub twice: u64,
    /// Destinations that were called in the first minutes of the run and never again: a start is no drawing.
    pub at_start_only: u64,
    /// For each number of windows, how many destinations were met in so many.
    #[serde(skip)]
    pub frequencies: Vec<u64>,
    /// Occasions of all destinations together.
    pub occasions: u64,
    /// Destinations with one occasion only, those of the start left out.
    pub single: u64,
    /// Destinations of which the first occasion lies in the second half of the run.
    pub late: u64,
}

/// The width of the windows of a run of so many seconds; none where there would be too few.
#[must_use]
pub(super) fn window(watched: i64) -> Option<i64> {
    WIDTHS.into_iter().find(|width| watched / width >= FEWEST)
}

/// Seconds from the beginning of a run that count as its start: ten minutes, or a twentieth of a short run.
#[must_use]
pub(super) fn start_of(watched: i64) -> i64 {
    START.min(watched / 20)
}

impl Incidence {
    /// Counts; none where the run is too short.
    #[must_use]
    pub fn of<'c>(calls: impl IntoIterator<Item = &'c Calls>, clock: &Clock) -> Option<Self> {
        let watched = clock.watched();
        let width = window(watched)?;
        // The last window would be shorter than the others; all are made a little wider instead.
        let windows = watched / width;
        let mut counts = Self {
            window_seconds: u64::try_from(watched / windows).unwrap_or_default(),
            windows: u64::try_from(windows).unwrap_or_default(),
            frequencies: vec![0; usize::try_from(windows).unwrap_or_default() + 1],
            ..Self::default()
        };
        for calls in calls {
            counts.add(calls, clock, watched, windows);
        }
        counts.once = counts.frequencies[1];
        counts.twice = counts.frequencies[2];
        Some(counts)
    }

    fn add(&mut self, calls: &Calls, clock: &Clock, watched: i64, windows: i64) {
        let longest = watched / windows;
        let times = calls.joined(JOIN, longest);
        let times: Vec<i64> = times.iter().map(|it| clock.at(*it)).collect();
        self.occasions += times.len() as u64;
        if times.iter().all(|it| *it < start_of(watched)) {
            self.at_start_only += 1;
            return;
        }
        self.single += u64::from(times.len() == 1);
        self.late += u64::from(times.first().is_some_and(|it| *it > watched / 2));
        let window = |time: i64| (time * windows / watched.max(1)).min(windows - 1);
        let mut met: Vec<i64> = times.into_iter().map(window).collect();
        met.dedup();
        self.frequencies[met.len()] += 1;
    }

    /// Destinations that were met otherwise than at the start only.
    #[must_use]
    pub fn met(&self) -> u64 {
        self.frequencies.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use backchat_wire::Time;

    use super::*;
    use crate::model::Rhythm;

    const HOUR: i64 = 3600;

    fn calls(seconds: &[i64]) -> Calls {
        let mut rhythm = Rhythm::EMPTY;
        for second in seconds {
            rhythm.add(Time::from_seconds(*second), 1024);
        }
        Calls::of(&rhythm, 0)
    }

    #[test]
    fn windows_are_ten_at_least() {
        assert_eq!(window(2 * HOUR), None);
        assert_eq!(window(3 * HOUR), Some(900));
        assert_eq!(window(26 * HOUR), Some(HOUR));
        assert_eq!(window(7 * 24 * HOUR), Some(6 * HOUR));
        assert_eq!(window(14 * 24 * HOUR), Some(24 * HOUR));
    }

    #[test]
    fn destinations_are_counted_by_windows() {
        let clock = Clock::new([(0, 26 * HOUR)]);
        let seen = [
            calls(&[5 * HOUR]),
            calls(&[5 * HOUR + 10, 5 * HOUR + 20]),
            calls(&[20 * HOUR, 22 * HOUR]),
            calls(&[30]),
        ];
        let counts = Incidence::of(&seen, &clock).unwrap();
        assert_eq!((counts.once, counts.twice, counts.at_start_only), (2, 1, 1));
        assert_eq!((counts.single, counts.late, counts.occasions), (2, 1, 5));
        assert_eq!(counts.met(), 3);
    }

    #[test]
    fn calls_without_a_break_are_met_in_every_window() {
        let clock = Clock::new([(0, 26 * HOUR)]);
        let minutes: Vec<i64> = (0..26 * 60).map(|it| it * 60).collect();
        let counts = Incidence::of(&[calls(&minutes)], &clock).unwrap();
        assert_eq!((counts.once, counts.at_start_only), (0, 0));
        assert!(counts.frequencies[26] == 1 && counts.occasions >= 26);
    }

    #[test]
    fn a_short_run_has_none() {
        assert_eq!(Incidence::of(&[calls(&[5])], &Clock::new([(0, 600)])), None);
        assert_eq!(Incidence::of(&[calls(&[5])], &Clock::default()), None);
    }
}
