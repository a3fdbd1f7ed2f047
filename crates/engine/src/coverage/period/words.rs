//! A way of calling in words.

use super::{Certainty, Pattern, Periodicity, whole};
use crate::report::wording::{count, span};

const DAYS: [&str; 7] = [
    "Mondays",
    "Tuesdays",
    "Wednesdays",
    "Thursdays",
    "Fridays",
    "Saturdays",
    "Sundays",
];

impl Pattern {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Continuous => "continuous",
            Self::AtLeast => "at-least",
            Self::Interval => "interval",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::AtStart => "at-start",
            Self::NetworkChange => "network-change",
            Self::Irregular => "irregular",
            Self::Open => "open",
            Self::Once => "once",
        }
    }
}

impl Certainty {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Open => "open",
        }
    }
}

impl Periodicity {
    /// How it is called.
    #[must_use]
    pub fn words(&self) -> String {
        let seconds = self.seconds.unwrap_or_default();
        let phase = self.phase_seconds.unwrap_or_default();
        let clock = |second: u64| format!("{:02}:{:02} UTC", second / 3600 % 24, second / 60 % 60);
        let rate = self.rate.map_or(0.0, |it| it.value);
        match self.pattern {
            Pattern::Continuous => {
                format!("all the time, about {} calls an hour", count(whole(rate)))
            }
            Pattern::AtLeast => format!("at least every {}", length(seconds)),
            Pattern::Interval => format!("every {}", length(seconds)),
            Pattern::Hourly => format!("each hour, about minute {}", phase / 60),
            Pattern::Daily => format!("each day, about {}", clock(phase)),
            Pattern::Weekly => {
                let day = usize::try_from(phase / 86_400 % 7).unwrap_or_default();
                format!("each week, {} about {}", DAYS[day], clock(phase))
            }
            Pattern::AtStart => match self.beats {
                Some(beats) if beats.due > 1 => {
                    format!("at {} of {} starts only", beats.met, beats.due)
                }
                _ => "at the start only".to_owned(),
            },
            Pattern::NetworkChange => match self.beats {
                Some(beats) => format!("after {} of {} network changes", beats.met, beats.due),
                None => "after network changes".to_owned(),
            },
            Pattern::Irregular => self.irregular(seconds),
            Pattern::Open => format!("one connection, open for {}", length(seconds)),
            Pattern::Once => "once".to_owned(),
        }
    }

    fn irregular(&self, longest: u64) -> String {
        match (self.occasions, self.rate) {
            (0..=2, _) => format!("twice, {} apart", length(longest)),
            (3..8, _) => format!("{} times, without a rhythm that shows", self.occasions),
            (_, Some(rate)) if rate.value >= 1.0 => format!(
                "without a rhythm, {} to {} times a day",
                whole(rate.low.floor()),
                whole(rate.high.ceil())
            ),
            (occasions, _) => format!("without a rhythm, {} times", count(occasions)),
        }
    }
}

/// A length of time to about a hundredth of it: `22 h 30 min`, `15 min`.
pub(in crate::coverage) fn length(seconds: u64) -> String {
    let unit = match seconds {
        0..120 => 1,
        120..14_400 => 60,
        14_400..172_800 => 600,
        _ => 3600,
    };
    let rounded = (seconds + unit / 2) / unit * unit;
    match rounded {
        0..10 => format!("{rounded} s"),
        _ => span(rounded as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::occasion::Calls;
    use crate::model::Rhythm;

    fn of(pattern: Pattern, seconds: u64, phase: u64, occasions: usize) -> String {
        let calls = Calls::of(&Rhythm::EMPTY, 0);
        let mut found = Periodicity::new(pattern, &calls, occasions);
        found.seconds = Some(seconds);
        found.phase_seconds = Some(phase);
        found.words()
    }

    #[test]
    fn periods_are_told_as_people_tell_them() {
        assert_eq!(of(Pattern::Interval, 899, 0, 9), "every 15 min");
        assert_eq!(
            of(Pattern::Daily, 86_400, 15_010, 9),
            "each day, about 04:10 UTC"
        );
        assert_eq!(
            of(Pattern::Weekly, 604_800, 86_400 + 3600, 3),
            "each week, Tuesdays about 01:00 UTC"
        );
        assert_eq!(
            of(Pattern::Hourly, 3600, 1050, 9),
            "each hour, about minute 17"
        );
        assert_eq!(
            of(Pattern::Irregular, 40_000, 0, 2),
            "twice, 11 h 10 min apart"
        );
        assert_eq!(of(Pattern::Once, 0, 0, 1), "once");
    }
}
