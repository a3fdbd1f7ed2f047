//! Exact limits of counts: of one rate, and of the ratio of two. Counts may be fractions, because they are numbers of
//! events that calls are worth.
//!
//! One count: with n events, the mean's limits are quantiles of gamma distributions (Garwood 1936). Two counts: given
//! their sum, the second is binomial, with a share that depends on the ratio of the rates alone; limits of the share
//! (Clopper and Pearson 1934, quantiles of beta distributions) are limits of the ratio.

use statrs::function::beta::beta_reg;
use statrs::function::gamma::{gamma_lr, gamma_ur};

use super::CONFIDENCE;

/// Events from which on more of them make limits no narrower. The limits are within 4 % then, and the series behind the
/// distributions converge.
const MOST: f64 = 10_000.0;

/// Two limits, both inclusive; the upper one may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Interval {
    /// Where nothing is known of something that is not negative.
    pub const ANYTHING: Self = Self {
        low: 0.0,
        high: f64::INFINITY,
    };

    /// The smallest interval that holds both.
    pub(super) const fn with(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    fn times(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            high: self.high * factor,
        }
    }
}

/// What of the doubt lies on either side.
const fn side() -> f64 {
    (1.0 - CONFIDENCE) / 2.0
}

/// Limits of the mean of a count. Of none, all of the doubt lies above: the upper limit is the mean that would have shown
/// itself with [`CONFIDENCE`].
pub(super) fn of_count(events: f64) -> Interval {
    if events <= 0.0 {
        return Interval {
            low: 0.0,
            high: -(1.0 - CONFIDENCE).ln(),
        };
    }
    let events_used = events.min(MOST);
    let low = solve(|ln| gamma_lr(events_used, ln.exp()) >= side());
    let high = solve(|ln| gamma_ur(events_used + 1.0, ln.exp()) <= side());
    Interval {
        low: low.exp(),
        high: high.exp(),
    }
    .times(events / events_used)
}

/// Limits of the ratio of the second rate to the first, where the second was counted over `times` as much time.
pub(super) fn of_ratio(first: f64, second: f64, times: f64) -> Interval {
    if times <= 0.0 || !times.is_finite() || first + second <= 0.0 {
        return Interval::ANYTHING;
    }
    let scale = MOST / first.max(second).max(MOST);
    let (first, second) = (first * scale, second * scale);
    // In terms of the odds of the second: x = odds / (1 + odds).
    let share = |ln: f64| 1.0 / (1.0 + (-ln).exp());
    let low = if second > 0.0 {
        solve(|ln| beta_reg(second, first + 1.0, share(ln)) >= side()).exp()
    } else {
        0.0
    };
    let high = if first > 0.0 {
        solve(|ln| beta_reg(first, second + 1.0, 1.0 - share(ln)) <= side()).exp()
    } else {
        f64::INFINITY
    };
    Interval { low, high }.times(1.0 / times)
}

/// The smallest logarithm at which something that stays true once it is true becomes so. Twice as many steps as a number
/// needs to be exact to nine digits.
fn solve(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut above) = (-36.0, 36.0);
    for _ in 0..48 {
        let middle = f64::midpoint(below, above);
        if holds(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    above
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() <= 2e-4 * expected.abs().max(1.0),
            "{found} is not {expected}"
        );
    }

    /// The probability of at most `most` events of mean `mean`, term by term.
    fn poisson_up_to(most: u32, mean: f64) -> f64 {
        let mut term = (-mean).exp();
        let mut sum = term;
        for events in 1..=most {
            term *= mean / f64::from(events);
            sum += term;
        }
        sum
    }

    /// The probability of at most `most` of `all` with share `share`, term by term.
    fn binomial_up_to(most: u32, all: u32, share: f64) -> f64 {
        let mut term = (1.0 - share).powi(i32::try_from(all).expect("small"));
        let mut sum = term;
        for events in 1..=most {
            term *= f64::from(all - events + 1) / f64::from(events) * share / (1.0 - share);
            sum += term;
        }
        sum
    }

    #[test]
    fn limits_of_a_count_leave_half_a_percent_on_either_side() {
        for events in [1, 2, 5, 12, 60] {
            let found = of_count(f64::from(events));
            near(poisson_up_to(events, found.high), 0.005);
            near(1.0 - poisson_up_to(events - 1, found.low), 0.005);
        }
    }

    #[test]
    fn none_seen_leaves_all_the_doubt_above() {
        assert_eq!(of_count(0.0).low, 0.0);
        near(of_count(0.0).high, 4.605_17);
    }

    #[test]
    fn limits_of_a_ratio_are_those_of_a_share() {
        for (first, second, times) in [(12_u32, 3_u32, 1.0), (5, 5, 0.5), (40, 1, 7.0)] {
            let found = of_ratio(f64::from(first), f64::from(second), times);
            let share = |ratio: f64| ratio * times / (1.0 + ratio * times);
            let all = first + second;
            near(binomial_up_to(second, all, share(found.high)), 0.005);
            near(
                1.0 - binomial_up_to(second - 1, all, share(found.low)),
                0.005,
            );
        }
    }

    #[test]
    fn what_was_not_seen_has_no_limit_on_that_side() {
        assert_eq!(of_ratio(0.0, 5.0, 1.0).high, f64::INFINITY);
        assert_eq!(of_ratio(5.0, 0.0, 1.0).low, 0.0);
        assert_eq!(of_ratio(5.0, 5.0, 0.0), Interval::ANYTHING);
    }

    #[test]
    fn many_events_do_not_break_the_series() {
        let found = of_ratio(3e6, 1.5e6, 1.0);
        assert!(found.low > 0.47 && found.high < 0.53, "{found:?}");
        let found = of_count(3e6);
        assert!(found.low > 2.8e6 && found.high < 3.2e6, "{found:?}");
    }
}
