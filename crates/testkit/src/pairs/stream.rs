//! What streams do: when a made stream calls.

use crate::mutation::Random;

const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;

/// The rarest streams call, or begin a burst, once a week, in seconds from one to the next.
const RAREST: f64 = 7.0 * DAY;

/// The busiest ones do it once a minute.
const BUSIEST: f64 = 60.0;

/// Chooses how often a stream calls, in seconds from one call or burst to the next; each doubling is as likely.
pub(super) fn period(random: &mut Random) -> f64 {
    RAREST * (BUSIEST / RAREST).powf(unit(random))
}

/// Calls of a burst at the most; as many as it has are equally likely.
const BURST: usize = 8;

/// What share of its beats a lossy stream misses.
const MISSED: f64 = 0.2;

/// A kind of stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Process {
    /// Single calls at random, at all times alike.
    Random,
    /// A timer with a random delay of up to 1, 10 or 30 % of its period.
    Beat,
    /// Bursts of one to eight calls, at random.
    Bursts,
    /// Single calls at random, from 9 to 17 h of some time zone.
    Office,
    /// A timer whose beats are bursts, of which one in five is missed.
    Lossy,
    /// Single calls at random in spells, with nothing between them. A spell and the pause after it take between an hour
    /// and two days on average, and spells are a fifth to three fifths of the time.
    Spells,
}

impl Process {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Random,
        Self::Beat,
        Self::Bursts,
        Self::Office,
        Self::Lossy,
        Self::Spells,
    ];

    /// What it is, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Random => "at random",
            Self::Beat => "a timer",
            Self::Bursts => "bursts at random",
            Self::Office => "from 9 to 17 h only",
            Self::Lossy => "a timer with bursts and missed beats",
            Self::Spells => "spells with pauses",
        }
    }

    /// Calls per second of a stream that has an event each `period` seconds.
    #[must_use]
    pub fn calls_per_second(self, period: f64) -> f64 {
        let burst = f64::midpoint(1.0, BURST as f64);
        match self {
            Self::Bursts => burst / period,
            Self::Lossy => burst * (1.0 - MISSED) / period,
            _ => 1.0 / period,
        }
    }
}

/// What stays the same of a stream when its rate changes.
#[derive(Clone, Debug)]
pub struct Habit {
    process: Process,
    /// Random delay as a share of the period.
    jitter: f64,
    /// Seconds by which nine o'clock is off.
    zone: f64,
    /// What share of the time calls fall into.
    duty: f64,
    /// When spells begin and end.
    spells: Vec<(f64, f64)>,
}

impl Habit {
    /// Chooses the habits of one stream for `0..end` seconds.
    #[must_use]
    pub fn new(process: Process, end: f64, random: &mut Random) -> Self {
        let jitter = [0.01, 0.1, 0.3][random.below(3)];
        let zone = unit(random) * DAY;
        let duty = 0.2 + 0.4 * unit(random);
        let cycle = HOUR * 48_f64.powf(unit(random));
        let mut spells = Vec::new();
        // Begun long before, so that the first spell is as likely to be on as any.
        let mut at = -10.0 * cycle;
        while process == Process::Spells && at < end {
            let from = at + exponential(random, cycle * (1.0 - duty));
            at = from + exponential(random, cycle * duty);
            spells.push((from, at));
        }
        Self {
            process,
            jitter,
            zone,
            duty,
            spells,
        }
    }

    /// When it calls in `from..to`, ascending, with an event each `period` seconds on average.
    #[must_use]
    pub fn calls(&self, period: f64, (from, to): (f64, f64), random: &mut Random) -> Vec<f64> {
        let mut calls = Vec::new();
        match self.process {
            Process::Random => at_random(&mut calls, (from, to), period, random),
            Process::Beat => self.timer(period, (from, to), random, |at, _| calls.push(at)),
            Process::Bursts => {
                let mut begins = Vec::new();
                at_random(&mut begins, (from, to), period, random);
                for begin in begins {
                    burst(&mut calls, begin, random);
                }
            }
            Process::Lossy => self.timer(period, (from, to), random, |at, random| {
                if unit(random) >= MISSED {
                    burst(&mut calls, at, random);
                }
            }),
            Process::Office => {
                let mut nine = self.zone - DAY;
                while nine < to {
                    let open = (nine.max(from), (nine + 8.0 * HOUR).min(to));
                    at_random(&mut calls, open, period / 3.0, random);
                    nine += DAY;
                }
            }
            Process::Spells => {
                for spell in &self.spells {
                    let spell = (spell.0.max(from), spell.1.min(to));
                    at_random(&mut calls, spell, period * self.duty, random);
                }
            }
        }
        if matches!(self.process, Process::Bursts | Process::Lossy) {
            calls.retain(|&it| it < to);
            calls.sort_by(f64::total_cmp);
        }
        calls
    }

    fn timer(
        &self,
        period: f64,
        (from, to): (f64, f64),
        random: &mut Random,
        mut beat: impl FnMut(f64, &mut Random),
    ) {
        let mut at = from + period * unit(random);
        while at < to {
            beat(at, random);
            at += period * (1.0 + self.jitter * (2.0 * unit(random) - 1.0));
        }
    }
}

fn at_random(calls: &mut Vec<f64>, (from, to): (f64, f64), period: f64, random: &mut Random) {
    let mut at = from + exponential(random, period);
    while at < to {
        calls.push(at);
        at += exponential(random, period);
    }
}

fn burst(calls: &mut Vec<f64>, begin: f64, random: &mut Random) {
    let mut at = begin;
    for _ in 0..=random.below(BURST) {
        calls.push(at);
        at += exponential(random, 2.0);
    }
}

/// A number from 0 to 1, without 1.
#[must_use]
pub fn unit(random: &mut Random) -> f64 {
    (random.number() >> 11) as f64 / (1_u64 << 53) as f64
}

fn exponential(random: &mut Random, mean: f64) -> f64 {
    -(1.0 - unit(random)).ln() * mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_call_as_often_as_they_say() {
        for process in Process::ALL {
            let mut random = Random::new(7);
            let (mut calls, mut expected) = (0.0, 0.0);
            for _ in 0..40 {
                let end = 30.0 * DAY;
                let habit = Habit::new(process, end, &mut random);
                calls += habit.calls(HOUR, (0.0, end), &mut random).len() as f64;
                expected += process.calls_per_second(HOUR) * end;
            }
            let ratio: f64 = calls / expected;
            assert!((0.9..1.1).contains(&ratio), "{process:?}: {ratio}");
        }
    }
}
