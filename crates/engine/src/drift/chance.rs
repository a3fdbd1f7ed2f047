//! How likely runs are to miss a destination that is there all the same: what tells absence from not having looked.
//!
//! Three things make a run miss what another run saw, and the likeliest of them counts:
//! - it is rare: after `k` occasions in a time `T`, a time `t` has none with a chance of `(T / (T + t))^k`. That is the chance for
//!   calls at random whose rate is only known from those `k`, so few sightings promise little (Poisson counts, the rate
//!   weighed by 1/rate before they were seen);
//! - it comes in bursts: the share of all windows of length `t`, within runs that are longer, that hold no call;
//! - it is not in every run, even where it is: the share of runs without it among those that could have seen it.
//!
//! An occasion is an hour in which it was called; in runs of less than two days, a 48th of the run. Hours in a row are fewer
//! occasions than hours apart: calls at random that fill a share `p` of all hours have `1 - p` spells an hour filled, so `s` spells
//! stand for `s / (1 - p)` occasions. A burst of six hours is about one; calls in every hour of a week are 168.

use crate::model::Rhythm;
use crate::observe::{Destination, Stretches};

/// A run is able to see a destination where the chance to miss it is no greater.
pub(super) const MISS: f64 = 0.05;

/// A claim is made where the chance that the other side misses the destination all the same is no greater: it is chosen among
/// several that could have been made.
pub(super) const CLAIM: f64 = 0.01;

/// The longest occasion, in seconds.
const HOUR: f64 = 3600.0;

/// The parts of a short run that count as occasions.
const PARTS: f64 = 48.0;

/// When a destination was called in one run.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// Times of the run in which it was called.
    occasions: f64,
    /// Silences in seconds of watched time, from the run's beginning to its end; the short ones left out.
    silences: Vec<f64>,
}

impl Pace {
    /// Of a destination in a run that was watched so. Silences up to `short` seconds are left out.
    pub(super) fn of(destination: &Destination, watched: &Stretches, short: f64) -> Self {
        let whole = watched.seconds();
        let slot = HOUR.min(whole / PARTS).max(1.0);
        let mut last = None;
        let (mut filled, mut spells) = (0.0_f64, 0.0);
        let mut before = 0.0;
        let mut silences = Vec::new();
        let mut clock = Clock::of(watched);
        let rhythm = &destination.rhythm;
        for second in seconds(rhythm, destination.first.seconds()) {
            let at = clock.at(second);
            let occasion = (at / slot).floor();
            if last != Some(occasion) {
                filled += 1.0;
            }
            if last.is_none_or(|it: f64| occasion > it + 1.0) {
                spells += 1.0;
            }
            last = Some(occasion);
            let silence: f64 = at - before;
            if silence > short {
                silences.push(silence);
            }
            before = at;
        }
        if whole - before > short {
            silences.push(whole - before);
        }
        let slots = (whole / slot).ceil().max(filled);
        // Without an empty slot there is no end of a spell to count.
        let apart = spells * slots / (slots - filled).max(f64::MIN_POSITIVE);
        Self {
            occasions: filled.min(apart),
            silences,
        }
    }
}

/// The seconds in which it was called; records made by hand may have no rhythm.
fn seconds(rhythm: &Rhythm, first: i64) -> impl Iterator<Item = i64> {
    let none = (rhythm.buckets().len() == 0).then_some(first);
    rhythm.buckets().map(|it| it.0).chain(none)
}

/// Turns times, asked for in ascending order, into seconds watched until then.
struct Clock<'s> {
    rest: &'s [crate::observe::Stretch],
    passed: f64,
}

impl<'s> Clock<'s> {
    fn of(watched: &'s Stretches) -> Self {
        Self {
            rest: watched.each(),
            passed: 0.0,
        }
    }

    fn at(&mut self, second: i64) -> f64 {
        let time = backchat_wire::Time::from_seconds(second);
        while let [stretch, rest @ ..] = self.rest {
            if time <= stretch.to || rest.is_empty() {
                let within = time.min(stretch.to).since(stretch.from).max(0);
                return self.passed + within as f64 / 1e9;
            }
            self.passed += stretch.to.since(stretch.from) as f64 / 1e9;
            self.rest = rest;
        }
        self.passed
    }
}

/// How a destination behaves in the runs that it is expected in.
#[derive(Clone, Debug, Default)]
pub(super) struct Habit {
    seconds: f64,
    occasions: f64,
    /// The lengths of the runs.
    lengths: Vec<f64>,
    silences: Vec<f64>,
}

impl Habit {
    /// Adds a run of `seconds` that has it.
    pub(super) fn seen(&mut self, seconds: f64, pace: &Pace) {
        self.seconds += seconds;
        self.occasions += pace.occasions;
        self.lengths.push(seconds);
        self.silences.extend(&pace.silences);
    }

    /// Adds a run of `seconds` that lacks it.
    pub(super) fn missed(&mut self, seconds: f64) {
        self.seconds += seconds;
        self.lengths.push(seconds);
        self.silences.push(seconds);
    }

    /// The chance that runs of these lengths together miss it by their shortness.
    pub(super) fn miss(&self, lengths: &[f64]) -> f64 {
        let together: f64 = lengths.iter().sum();
        if self.seconds <= 0.0 || together <= 0.0 {
            return 1.0;
        }
        let rare = self.seconds / (self.seconds + together);
        let rare = rare.powf(self.occasions);
        let bursts: f64 = lengths.iter().map(|it| self.empty(*it)).product();
        rare.max(bursts)
    }

    /// The share of windows of a length that hold no call; none where no run is long enough to tell.
    fn empty(&self, length: f64) -> f64 {
        let beyond = |all: &[f64]| -> f64 { all.iter().map(|it| (it - length).max(0.0)).sum() };
        let all = beyond(&self.lengths);
        // Rounding must not make a window of a run that is as long.
        if all < 1.0 {
            return 0.0;
        }
        (beyond(&self.silences) / all).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use backchat_wire::Time;

    use super::*;
    use crate::observe::{Key, Stretch};
    use crate::scope::Scope;

    const DAY: i64 = 86_400;

    fn watched(days: i64) -> Stretches {
        let stretch = Stretch {
            from: Time::from_seconds(0),
            to: Time::from_seconds(days * DAY),
        };
        Stretches::from_parts(vec![stretch]).unwrap()
    }

    fn habit(days: i64, calls: impl Iterator<Item = i64>) -> Habit {
        let mut made = Destination::new(Key::Name("a.example".into()), Scope::Public, Time(0));
        for second in calls {
            made.rhythm.add(Time::from_seconds(second), 1024);
        }
        let mut habit = Habit::default();
        let watched = watched(days);
        habit.seen(watched.seconds(), &Pace::of(&made, &watched, 0.0));
        habit
    }

    fn days(days: i64) -> f64 {
        (days * DAY) as f64
    }

    #[test]
    fn what_is_called_all_day_is_seen_in_a_day() {
        let habit = habit(7, (0..7 * 96).map(|it| it * 900));
        assert!(habit.miss(&[days(1)]) < 1e-9);
    }

    #[test]
    fn what_was_called_once_may_be_missed_by_a_run_of_the_same_length() {
        let habit = habit(7, std::iter::once(3 * DAY));
        assert!((habit.miss(&[days(7)]) - 0.5).abs() < 1e-9);
        assert!((habit.miss(&[days(7), days(7)]) - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_burst_of_many_calls_is_little_more_than_one_call() {
        // Three hundred calls in the middle day of the week.
        let burst = habit(7, (0..300).map(|it| 3 * DAY + it * 280));
        let one = habit(7, std::iter::once(3 * DAY));
        let (burst, one) = (burst.miss(&[days(7)]), one.miss(&[days(7)]));
        assert!(burst < one && burst > 0.8 * one, "{burst} {one}");
    }

    #[test]
    fn bursts_every_morning_leave_days_that_begin_at_noon_without() {
        // Six hours of every day, each hour.
        let habit = habit(14, (0..14 * 6).map(|it| it / 6 * DAY + it % 6 * 3600));
        let miss = habit.miss(&[days(1) / 4.0]);
        // Nineteen hours of silence hold windows of six hours from thirteen on.
        assert!((0.5..0.9).contains(&miss), "{miss}");
        assert!(habit.miss(&[days(7)]) < MISS);
    }

    #[test]
    fn runs_that_lack_it_make_it_rarer() {
        let mut habit = habit(7, (0..7).map(|it| it * DAY));
        let before = habit.miss(&[days(7)]);
        habit.missed(days(7));
        assert!(habit.miss(&[days(7)]) > before);
    }

    #[test]
    fn pauses_are_no_silence() {
        let parts = [(0, 3600), (100 * 3600, 101 * 3600)].map(|(from, to)| Stretch {
            from: Time::from_seconds(from),
            to: Time::from_seconds(to),
        });
        let watched = Stretches::from_parts(parts.to_vec()).unwrap();
        let mut clock = Clock::of(&watched);
        let seen = [0, 3000, 50 * 3600, 100 * 3600 + 60, 200 * 3600];
        let at = seen.map(|it| clock.at(it));
        assert_eq!(at, [0.0, 3000.0, 3600.0, 3660.0, 7200.0]);
    }

    #[test]
    fn a_run_of_no_length_sees_nothing() {
        assert_eq!(habit(7, 0..1).miss(&[]), 1.0);
        assert_eq!(Habit::default().miss(&[1.0]), 1.0);
    }
}
