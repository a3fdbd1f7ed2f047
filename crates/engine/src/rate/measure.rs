//! Calls per hour, with limits that fit counts.

use super::interval::{self, Interval};
use super::{CONFIDENCE, Sample};

/// How often a stream called in one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Calls.
    pub calls: u64,
    /// Hours that were recorded.
    pub hours: f64,
    /// How many events that have nothing to do with each other the calls are worth.
    pub events: f64,
    /// Calls per recorded hour; 0 where nothing was recorded.
    pub per_hour: f64,
    /// Between which rates the true one lies with [`CONFIDENCE`], in calls per hour. It speaks of the hours that were
    /// recorded: of a run at night it says nothing about the day.
    pub interval: Interval,
}

impl Rate {
    /// Measures one run.
    #[must_use]
    pub fn of(sample: &Sample) -> Self {
        let hours = sample.seconds / 3600.0;
        let events = sample.events();
        let limits = interval::of_count(events);
        // Calls that one event stands for, per hour.
        let unit = if events > 0.0 {
            sample.calls / events
        } else {
            1.0
        } / hours;
        let recorded = hours > 0.0;
        Self {
            calls: sample.count,
            hours,
            events,
            per_hour: if recorded { sample.calls / hours } else { 0.0 },
            interval: if recorded {
                Interval {
                    low: limits.low * unit,
                    high: limits.high * unit,
                }
            } else {
                Interval::ANYTHING
            },
        }
    }

    /// The highest rate that a run of so many hours without calls leaves possible with [`CONFIDENCE`], where each event
    /// is worth `calls`.
    pub(super) fn possible_after_silence(hours: f64, calls: f64) -> Option<f64> {
        (hours > 0.0).then(|| -(1.0 - CONFIDENCE).ln() * calls / hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::Calls;

    #[test]
    fn a_rate_has_its_limits_in_calls_per_hour() {
        let buckets: Vec<_> = (0..10).map(|it| (it * 8640 + 5, 1)).collect();
        let calls = Calls {
            width: 1,
            buckets: &buckets,
        };
        let rate = Rate::of(&Sample::new(calls, &[(0, 86_400)]));
        assert_eq!((rate.calls, rate.hours, rate.events), (10, 24.0, 10.0));
        assert!((rate.per_hour - 10.0 / 24.0).abs() < 1e-12);
        // The limits of the mean of ten events at 99 %, as tables have them: 3.72 and 21.40.
        assert!((rate.interval.low * 24.0 - 3.72).abs() < 0.01);
        assert!((rate.interval.high * 24.0 - 21.40).abs() < 0.01);
    }

    #[test]
    fn bursts_widen_the_limits_and_leave_the_rate() {
        let single: Vec<_> = (0..20).map(|it| (it * 4320 + 5, 1)).collect();
        let bursts: Vec<_> = (0..4).map(|it| (it * 21_600 + 5, 5)).collect();
        let rate = |buckets: &[(i64, u64)]| {
            Rate::of(&Sample::new(Calls { width: 1, buckets }, &[(0, 86_400)]))
        };
        let (single, bursts) = (rate(&single), rate(&bursts));
        assert_eq!(single.per_hour, bursts.per_hour);
        assert!(bursts.interval.low < single.interval.low);
        assert!(bursts.interval.high > single.interval.high);
    }

    #[test]
    fn nothing_recorded_says_nothing() {
        let rate = Rate::of(&Sample::new(Calls::default(), &[]));
        assert_eq!(rate.interval, Interval::ANYTHING);
        assert_eq!(rate.per_hour, 0.0);
    }
}
