//! Watched time and calls by hour of the day, in UTC: any other zone's hours are the same ones under other names.

/// Hours of a day.
pub(super) const HOURS: usize = 24;

/// Seconds of an hour.
pub(super) const HOUR: i64 = 3600;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// How long an hour of the day has to have been watched to speak for itself. Where it was watched for less, the hours
/// beside it speak with it.
const ENOUGH: f64 = 1800.0;

/// Something that adds up by hour of the day: seconds, or calls.
pub(super) type ByHour = [f64; HOURS];

/// The hour of the day that a second since the epoch lies in.
pub(super) fn hour(second: i64) -> usize {
    usize::try_from(second.div_euclid(HOUR).rem_euclid(24)).expect("below 24")
}

/// Adds `amount`, spread evenly over `from..to`, to the hours that it spans.
pub(super) fn spread(hours: &mut ByHour, mut from: i64, to: i64, amount: f64) {
    if to <= from {
        return;
    }
    let per_second = amount / (to - from) as f64;
    let days = (to - from) / DAY;
    if days > 0 {
        let each = per_second * (days * HOUR) as f64;
        hours.iter_mut().for_each(|it| *it += each);
        from += days * DAY;
    }
    while from < to {
        let next = to.min((from.div_euclid(HOUR) + 1) * HOUR);
        hours[hour(from)] += per_second * (next - from) as f64;
        from = next;
    }
}

/// One run's time and calls by hour of the day.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    pub(super) seconds: ByHour,
    pub(super) calls: ByHour,
}

impl Clock {
    /// Calls per second in an hour of the day.
    pub(super) fn rate(&self, hour: usize) -> f64 {
        if self.seconds[hour] > 0.0 {
            self.calls[hour] / self.seconds[hour]
        } else {
            0.0
        }
    }

    /// How many whole days each hour was watched for at least.
    pub(super) fn days(&self) -> f64 {
        let least = self.seconds.iter().copied().fold(f64::INFINITY, f64::min);
        least / HOUR as f64
    }

    /// Sets the time that another run was recorded against what this run knows of the same hours of the day.
    pub(super) fn matched(&self, other: &ByHour) -> Matched {
        let mut assigned = [0.0; HOURS];
        let mut unknown = [false; HOURS];
        for (at, &seconds) in other.iter().enumerate() {
            if seconds <= 0.0 {
                continue;
            }
            let beside = [(at + HOURS - 1) % HOURS, at, (at + 1) % HOURS];
            let sources: &[usize] = if self.seconds[at] >= ENOUGH {
                &beside[1..2]
            } else {
                &beside
            };
            let known: f64 = sources.iter().map(|&it| self.seconds[it]).sum();
            unknown[at] = known <= 0.0;
            for &source in sources.iter().filter(|_| known > 0.0) {
                assigned[source] += seconds * self.seconds[source] / known;
            }
        }
        Matched { assigned, unknown }
    }
}

/// Another run's time, put to the hours of the day of the run that knows their rates.
#[derive(Clone, Debug)]
pub(super) struct Matched {
    /// Seconds of the other run that each hour of this run speaks for.
    assigned: ByHour,
    /// Hours that the other run was recorded in and this run knows nothing of.
    unknown: [bool; HOURS],
}

impl Matched {
    /// Whether the other run was recorded in hours that this run knows nothing of.
    pub(super) fn has_unknown(&self) -> bool {
        self.unknown.contains(&true)
    }

    /// The calls, or seconds, of the other run in hours that this run knows something of.
    pub(super) fn known(&self, other: &ByHour) -> f64 {
        let pairs = other.iter().zip(self.unknown);
        pairs
            .filter(|(_, unknown)| !unknown)
            .map(|(it, _)| it)
            .sum()
    }

    /// Hours with calls: their number, and the other run's time there as a multiple of this run's.
    pub(super) fn strata(&self, clock: &Clock) -> impl Iterator<Item = (f64, f64)> {
        (0..HOURS)
            .filter(|&at| clock.calls[at] > 0.0 && clock.seconds[at] > 0.0)
            .map(|at| (clock.calls[at], self.assigned[at] / clock.seconds[at]))
    }

    /// Calls that the other run would have at this run's rates, hour by hour.
    pub(super) fn expected(&self, clock: &Clock) -> f64 {
        self.strata(clock).map(|(calls, times)| calls * times).sum()
    }

    /// Both runs as if the rate were the same at all hours: how many calls of this run speak for the other's time, and
    /// that time as a multiple of the one that they came in. The two keep the expected number of calls and its variance.
    pub(super) fn pooled(&self, clock: &Clock) -> (f64, f64) {
        let (mut expected, mut variance) = (0.0, 0.0);
        for (calls, times) in self.strata(clock) {
            expected += calls * times;
            variance += calls * times * times;
        }
        if variance > 0.0 {
            return (expected * expected / variance, variance / expected);
        }
        let own: f64 = (0..HOURS)
            .filter(|&at| self.assigned[at] > 0.0)
            .map(|at| clock.seconds[at])
            .sum();
        let times = self.assigned.iter().sum::<f64>() / own;
        (0.0, if own > 0.0 { times } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(days: i64) -> Clock {
        let mut clock = Clock::default();
        spread(&mut clock.seconds, 0, days * DAY, (days * DAY) as f64);
        for day in 0..days {
            let start = day * DAY;
            spread(&mut clock.calls, start + 9 * HOUR, start + 17 * HOUR, 80.0);
        }
        clock
    }

    fn time(from: i64, to: i64) -> ByHour {
        let mut hours = [0.0; HOURS];
        spread(&mut hours, from, to, (to - from) as f64);
        hours
    }

    #[test]
    fn time_is_split_at_hours_and_days() {
        let hours = time(HOUR / 2, DAY + 2 * HOUR);
        assert_eq!(hours[0], 1.5 * 3600.0);
        assert_eq!(hours[1], 2.0 * 3600.0);
        assert_eq!(hours[2], 3600.0);
        assert_eq!(hours.iter().sum::<f64>(), 25.5 * 3600.0);
    }

    #[test]
    fn a_night_expects_nothing_of_who_calls_by_day() {
        let clock = office(3);
        let night = clock.matched(&time(20 * HOUR, 26 * HOUR));
        assert_eq!(night.expected(&clock), 0.0);
        assert!(!night.has_unknown());
        let noon = clock.matched(&time(11 * HOUR, 13 * HOUR));
        assert!((noon.expected(&clock) - 20.0).abs() < 1e-9);
        let (calls, times) = noon.pooled(&clock);
        assert!((calls - 60.0).abs() < 1e-9 && (times - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn an_hour_that_was_not_watched_borrows_from_the_next_and_no_further() {
        let mut clock = Clock::default();
        spread(&mut clock.seconds, 10 * HOUR, 11 * HOUR, 3600.0);
        spread(&mut clock.calls, 10 * HOUR, 11 * HOUR, 60.0);
        let next = clock.matched(&time(11 * HOUR, 12 * HOUR));
        assert!((next.expected(&clock) - 60.0).abs() < 1e-9);
        let later = clock.matched(&time(12 * HOUR, 13 * HOUR));
        assert_eq!(later.expected(&clock), 0.0);
        assert!(later.has_unknown());
    }
}
