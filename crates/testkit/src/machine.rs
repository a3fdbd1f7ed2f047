//! Made-up machines, of which everything is known: what estimates of a run are held against.
//!
//! A machine is a list of callers. Each calls a destination of its own by a timer, at random, or at the start only. Times
//! depend on the seed alone.

use std::sync::Arc;

use backchat_engine::model::Rhythm;
use backchat_engine::observe::{Destination, Key, Observation, Stretch, Stretches};
use backchat_engine::scope::Scope;
use backchat_wire::Time;

/// A minute, an hour and a day in seconds.
pub const MINUTE: f64 = 60.0;
/// An hour.
pub const HOUR: f64 = 3600.0;
/// A day.
pub const DAY: f64 = 86_400.0;

/// When the runs begin: a Monday, 2026-11-23.
pub const BEGIN: i64 = 1_795_392_000;

/// Buckets of a rhythm, as in observations.
const BUCKETS: usize = 1024;

/// Who calls a destination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Caller {
    /// A timer of so many seconds that keeps to the clock; each beat comes up to a twentieth of it early or late, at most ten
    /// minutes, and one of fifty is missed.
    Clock(f64),
    /// A timer that is set anew after each call, a twentieth of it early or late: it drifts.
    Drifting(f64),
    /// At random, once in so many seconds on average.
    Random(f64),
    /// Within two minutes after the run begins, and never again.
    Start,
}

/// Random numbers that depend on the seed alone: SplitMix64 (Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The numbers of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 up to 1.
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number between two, evenly.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// A length of time between two, evenly on a logarithmic scale.
    pub fn log_between(&mut self, low: f64, high: f64) -> f64 {
        (self.between(low.ln(), high.ln())).exp()
    }

    /// One of several.
    ///
    /// # Panics
    /// There are none.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below the number of choices"
        )]
        let at = (self.unit() * choices.len() as f64) as usize;
        choices[at]
    }
}

impl Caller {
    /// How long it is between two calls on average; infinite where there are no two.
    #[must_use]
    pub const fn period(self) -> f64 {
        match self {
            Self::Clock(period) | Self::Drifting(period) | Self::Random(period) => period,
            Self::Start => f64::INFINITY,
        }
    }

    /// Seconds after the beginning at which it calls within `length` seconds, ascending.
    #[must_use]
    pub fn calls(self, length: f64, dice: &mut Dice) -> Vec<f64> {
        let mut calls = Vec::new();
        match self {
            Self::Start => calls.push(dice.between(0.0, 120.0)),
            Self::Clock(period) => {
                let jitter = (period / 20.0).min(600.0);
                let mut beat = dice.unit() * period;
                while beat < length + jitter {
                    let call = beat + dice.between(-jitter, jitter);
                    if dice.unit() > 0.02 && (0.0..length).contains(&call) {
                        calls.push(call);
                    }
                    beat += period;
                }
            }
            Self::Drifting(period) => {
                let mut call = dice.unit() * period;
                while call < length {
                    calls.push(call);
                    call += period * dice.between(0.95, 1.05);
                }
            }
            Self::Random(period) => {
                let mut call = 0.0;
                loop {
                    call -= (1.0 - dice.unit()).ln() * period;
                    if call >= length {
                        break;
                    }
                    calls.push(call);
                }
            }
        }
        calls.sort_by(f64::total_cmp);
        calls
    }
}

/// A run of so many seconds of a machine of which each caller called at these times.
#[must_use]
pub fn observation(length: f64, calls: &[Vec<f64>]) -> Observation {
    let mut observation = Observation::default();
    let watched = Stretch {
        from: time(0.0),
        to: time(length),
    };
    observation.run.span = Some((watched.from, watched.to));
    observation.run.watched = Stretches::from_parts(vec![watched]).unwrap_or_default();
    for (number, calls) in calls.iter().enumerate() {
        let within: Vec<f64> = calls.iter().copied().filter(|it| *it < length).collect();
        let (Some(first), Some(last)) = (within.first(), within.last()) else {
            continue;
        };
        let key = Key::Name(Arc::from(format!("host-{number:03}.example")));
        let mut destination = Destination::new(key, Scope::Public, time(*first));
        destination.last = time(*last);
        destination.attempts = within.len() as u64;
        destination.rhythm = Rhythm::EMPTY;
        for call in within {
            destination.rhythm.add(time(call), BUCKETS);
        }
        observation.destinations.push(destination);
    }
    observation
}

fn time(seconds: f64) -> Time {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole seconds of a few weeks are far below the limit"
    )]
    let seconds = seconds as i64;
    Time::from_seconds(BEGIN + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_beats_as_often_as_it_should() {
        let mut dice = Dice::new(1);
        for caller in [
            Caller::Clock(HOUR),
            Caller::Drifting(HOUR),
            Caller::Random(HOUR),
        ] {
            let count = caller.calls(100.0 * DAY, &mut dice).len() as f64;
            assert!((2200.0..2600.0).contains(&count), "{caller:?}: {count}");
        }
        assert_eq!(Caller::Start.calls(DAY, &mut dice).len(), 1);
    }

    #[test]
    fn what_never_called_was_not_seen() {
        let run = observation(DAY, &[vec![5.0, 9.0], vec![2.0 * DAY], vec![]]);
        assert_eq!(run.destinations.len(), 1);
        assert_eq!(run.destinations[0].attempts, 2);
        assert_eq!(run.run.watched.seconds(), DAY);
    }
}
