//! When a destination is called: all the time, at a beat, at starts, with the network, once, or without a rhythm.
//!
//! Each claim says on how many occasions it rests and how likely the like is by chance. What may be claimed is bounded: a day's
//! rhythm from three days on, a week's from two weeks and three occasions on, and nothing finer than the rhythm keeps.

mod beat;
mod interval;
mod moment;
mod steady;
mod words;

pub(super) use words::length;

use serde::Serialize;

use super::chance::poisson;
use super::clock::Clock;
use super::estimate::Estimate;
use super::incidence::JOIN;
use super::occasion::Calls;

/// A day in seconds.
const DAY: i64 = 86_400;

/// Seconds after which calls without a break are another occasion.
const LONGEST: i64 = 3600;

/// A way of calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// Many times an hour, all the time.
    Continuous,
    /// All the time, too often for what the rhythm keeps to tell how often.
    AtLeast,
    /// At a beat of its own.
    Interval,
    /// Each hour, at the same minutes.
    Hourly,
    /// Each day, at the same time.
    Daily,
    /// Each week, at the same time.
    Weekly,
    /// When the machine or the recording starts, and only then.
    AtStart,
    /// When the machine joins a network, and only then.
    NetworkChange,
    /// Again and again without a rhythm that shows.
    Irregular,
    /// One connection that stayed open.
    Open,
    /// On one occasion.
    Once,
}

/// How far a claim can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Chance makes the like less than once in a thousand times.
    Sure,
    /// Less than once in twenty times.
    Likely,
    /// Too few occasions to claim anything.
    Open,
}

/// Beats that a period has in the time watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Beats {
    /// How many there were.
    pub due: u64,
    /// How many of them had a call.
    pub met: u64,
}

/// How a destination is called.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Periodicity {
    /// The way.
    pub pattern: Pattern,
    /// How far that can be trusted.
    pub certainty: Certainty,
    /// Occasions that it rests on: calls close together are one.
    pub occasions: u64,
    /// Calls.
    pub calls: u64,
    /// The period, or the longest time without a call for `at-least`, or how long it stayed open for `open`.
    pub seconds: Option<u64>,
    /// Half of the beats lie no further than this from the period.
    pub spread_seconds: Option<u64>,
    /// Where in the period it is called: seconds after the hour, after midnight UTC, or after Monday's midnight UTC.
    pub phase_seconds: Option<u64>,
    /// Beats, starts or joins in the time watched, and those with a call.
    pub beats: Option<Beats>,
    /// Calls in an hour for what is called all the time, occasions in a day otherwise.
    pub rate: Option<Estimate>,
    /// How likely the like is by chance, corrected for all that was tried.
    pub chance: Option<f64>,
}

/// What is classified.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'c> {
    /// Its calls.
    pub calls: &'c Calls,
    /// The second of its last packet.
    pub last: i64,
}

/// When the machine was watched, and when it joined networks.
#[derive(Clone, Debug)]
pub struct Setting {
    /// When it was watched.
    pub clock: Clock,
    /// Seconds at which a device joined a network.
    pub joins: Vec<i64>,
}

impl Periodicity {
    fn new(pattern: Pattern, calls: &Calls, occasions: usize) -> Self {
        Self {
            pattern,
            certainty: Certainty::Open,
            occasions: occasions as u64,
            calls: calls.total(),
            seconds: None,
            spread_seconds: None,
            phase_seconds: None,
            beats: None,
            rate: None,
            chance: None,
        }
    }

    /// The same, claimed: `chance` decides how surely.
    fn claimed(mut self, chance: f64) -> Self {
        self.chance = Some(chance.min(1.0));
        self.certainty = if chance <= 0.001 && self.occasions >= 5 {
            Certainty::Sure
        } else {
            Certainty::Likely
        };
        self
    }

    /// Whether it is called by a timer.
    #[must_use]
    pub const fn is_timer(&self) -> bool {
        matches!(
            self.pattern,
            Pattern::Continuous
                | Pattern::AtLeast
                | Pattern::Interval
                | Pattern::Hourly
                | Pattern::Daily
                | Pattern::Weekly
        )
    }
}

/// Classifies.
#[must_use]
pub fn classify(subject: Subject<'_>, setting: &Setting) -> Periodicity {
    let occasions = subject.calls.joined(JOIN, LONGEST);
    moment::start(subject, setting, &occasions)
        .or_else(|| moment::once(subject, setting, &occasions))
        .or_else(|| moment::network(subject, setting, &occasions))
        .or_else(|| steady::all_the_time(subject, setting))
        .or_else(|| beat::find(subject, setting))
        .or_else(|| interval::find(subject, setting))
        .unwrap_or_else(|| irregular(subject, setting, &occasions))
}

/// Without a rhythm: how often, with the limits of a count.
fn irregular(subject: Subject<'_>, setting: &Setting, occasions: &[i64]) -> Periodicity {
    let mut found = Periodicity::new(Pattern::Irregular, subject.calls, occasions.len());
    let days = setting.clock.watched() as f64 / DAY as f64;
    if days > 0.0 {
        let (low, high) = poisson(occasions.len() as f64);
        found.rate = Some(Estimate {
            value: occasions.len() as f64 / days,
            low: low / days,
            high: high / days,
        });
    }
    let gaps = occasions.windows(2).map(|pair| pair[1] - pair[0]);
    found.seconds = gaps.max().and_then(|it| u64::try_from(it).ok());
    if occasions.len() >= 8 {
        found.certainty = Certainty::Likely;
    }
    found
}

/// A length of time, rounded; none is negative.
fn whole(seconds: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounded, not negative, and the conversion saturates"
    )]
    let whole = seconds.max(0.0).round() as u64;
    whole
}

#[cfg(test)]
mod tests;
