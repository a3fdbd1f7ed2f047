//! Round moments along a run, with their labels.

use super::super::moment::{Clock, time_of_day, time_with_seconds};

/// Steps in seconds that people read clocks and calendars in.
const STEPS: [f64; 20] = [
    1.0,
    5.0,
    10.0,
    30.0,
    60.0,
    300.0,
    600.0,
    1_800.0,
    3_600.0,
    7_200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    DAY,
    2.0 * DAY,
    7.0 * DAY,
    28.0 * DAY,
    91.0 * DAY,
    364.0 * DAY,
    3_640.0 * DAY,
];

const DAY: f64 = 86_400.0;

/// A moment on the axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// Seconds since 1970.
    pub at: f64,
    /// What to write there.
    pub label: String,
    /// True where a day begins: a stronger line.
    pub day: bool,
}

/// Ticks from `first` to `last`, at most `most` of them.
pub(in super::super) fn ticks(first: f64, last: f64, most: usize, clock: Clock) -> Vec<Tick> {
    let Some(step) = step(last - first, most) else {
        return Vec::new();
    };
    let mut ticks = Vec::new();
    let mut number = (first / step).ceil();
    while number * step <= last {
        let at = number * step;
        let midnight = at.rem_euclid(DAY) == 0.0;
        ticks.push(Tick {
            at,
            label: match step {
                _ if midnight => clock.day(at),
                s if s < 60.0 => time_with_seconds(at),
                _ => time_of_day(at),
            },
            day: midnight,
        });
        number += 1.0;
    }
    ticks
}

/// Ticks of the time since a beginning up to `last` seconds after it, at most `most` beside the beginning itself: hours,
/// and days where one is over.
pub(crate) fn elapsed(last: f64, most: usize) -> Vec<Tick> {
    let Some(step) = step(last, most) else {
        return Vec::new();
    };
    let mut ticks = Vec::new();
    let mut number = 0.0;
    while number * step <= last {
        let at = number * step;
        let day = at > 0.0 && at.rem_euclid(DAY) == 0.0;
        ticks.push(Tick {
            at,
            label: match at {
                0.0 => "start".to_owned(),
                DAY => "1 day".to_owned(),
                _ if day => format!("{} days", at / DAY),
                _ if at > DAY => format!("{} h", at.rem_euclid(DAY) / 3_600.0),
                _ if step >= 3_600.0 => format!("{} h", at / 3_600.0),
                _ if step >= 60.0 => format!("{} min", at / 60.0),
                _ => format!("{at} s"),
            },
            day,
        });
        number += 1.0;
    }
    ticks
}

/// The shortest step of which at most `most` go into `span`.
fn step(span: f64, most: usize) -> Option<f64> {
    let most = most.max(1) as f64;
    STEPS.into_iter().find(|step| span / step <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: f64, last: f64, most: usize) -> Vec<String> {
        ticks(first, last, most, Clock::of_run(first, last))
            .into_iter()
            .map(|tick| tick.label)
            .collect()
    }

    #[test]
    fn midnight_shows_the_date() {
        assert_eq!(
            labels(-3_600.0 * 12.0, 3_600.0 * 14.0, 6),
            ["12:00", "18:00", "1 Jan", "06:00", "12:00"]
        );
    }

    #[test]
    fn elapsed_time_is_told_in_hours_and_days() {
        let labels = |hours: f64| -> Vec<String> {
            let ticks = elapsed(hours * 3_600.0, 6);
            ticks.into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(
            labels(31.0),
            ["start", "6 h", "12 h", "18 h", "1 day", "6 h"]
        );
        assert_eq!(labels(72.0).last().unwrap(), "3 days");
        assert_eq!(labels(0.5)[1], "5 min");
        assert_eq!(labels(0.0), ["start"]);
    }

    #[test]
    fn ticks_are_few_whatever_the_span() {
        for span in [0.0, 0.3, 59.0, 4_000.0, 1e6, 1e9, 1e12] {
            assert!(labels(1000.0, 1000.0 + span, 8).len() <= 9, "{span}");
        }
    }
}
