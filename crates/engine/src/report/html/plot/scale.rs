//! From values to places: linear and logarithmic scales, and the round numbers that stand beside them.

/// A scale from its start (place 0) to its end (place 1).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale {
    /// Whether each step is ten times the one before.
    pub logarithmic: bool,
    /// Values to write beside it.
    pub ticks: Vec<f64>,
    from: f64,
    to: f64,
}

/// The largest value over the smallest from which on a linear scale would hide the small ones.
const WIDE: f64 = 50.0;

impl Scale {
    /// A scale for counts that starts at zero.
    pub(crate) fn linear(largest: f64, ticks: usize) -> Self {
        let largest = largest.max(1.0);
        Self::from_zero(largest, step(largest / ticks.max(1) as f64).max(1.0))
    }

    /// A scale for values of any size that starts at zero.
    pub(crate) fn measures(largest: f64, ticks: usize) -> Self {
        let largest = if largest > 0.0 { largest } else { 1.0 };
        Self::from_zero(largest, step(largest / ticks.max(1) as f64))
    }

    fn from_zero(largest: f64, step: f64) -> Self {
        let steps = (largest / step * 0.999_999).ceil();
        let mut values = Vec::new();
        let mut at = 0.0;
        while at <= steps {
            values.push(at * step);
            at += 1.0;
        }
        Self {
            logarithmic: false,
            ticks: values,
            from: 0.0,
            to: steps * step,
        }
    }

    /// A logarithmic scale for values from `smallest` to `largest`, both above zero; of more than nine decades the upper ones.
    pub(crate) fn decades(smallest: f64, largest: f64) -> Self {
        let last = (largest.log10() - 1e-9).ceil();
        let first = (smallest.log10() + 1e-9)
            .floor()
            .min(last - 1.0)
            .max(last - 9.0);
        let between: &[f64] = if last - first <= 2.0 {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        let mut ticks = Vec::new();
        let mut decade = first;
        while decade < last {
            ticks.extend(between.iter().map(|factor| factor * 10_f64.powf(decade)));
            decade += 1.0;
        }
        ticks.push(10_f64.powf(last));
        Self {
            logarithmic: true,
            ticks,
            from: 10_f64.powf(first),
            to: 10_f64.powf(last),
        }
    }

    /// A scale for amounts: logarithmic where the largest is far above the smallest that is not zero.
    pub(crate) fn amounts(values: impl Iterator<Item = u64> + Clone) -> Self {
        let largest = values.clone().max().unwrap_or(0) as f64;
        let smallest = values.filter(|&value| value > 0).min().unwrap_or(0) as f64;
        if smallest <= 0.0 || largest / smallest < WIDE {
            return Self::linear(largest, 5);
        }
        // A decade of room below the smallest, so that its bar can be seen.
        let from = 10_f64.powf((smallest.log10() - 0.3).floor());
        let to = 10_f64.powf(largest.log10().ceil());
        let mut ticks = Vec::new();
        let mut at = from;
        while at <= to * 1.001 {
            ticks.push(at);
            at *= 10.0;
        }
        Self {
            logarithmic: true,
            ticks,
            from,
            to,
        }
    }

    /// The place of a value, from 0 to 1.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let place = if self.logarithmic {
            if value <= 0.0 {
                return 0.0;
            }
            (value / self.from).log10() / (self.to / self.from).log10()
        } else {
            (value - self.from) / (self.to - self.from)
        };
        place.clamp(0.0, 1.0)
    }

    /// The value at which it starts.
    pub(crate) const fn start(&self) -> f64 {
        self.from
    }
}

/// The next of 1, 2, 5, 10, 20… that is not below `raw`.
fn step(raw: f64) -> f64 {
    let decade = 10_f64.powf(raw.max(f64::MIN_POSITIVE).log10().floor());
    [1.0, 2.0, 5.0]
        .map(|factor| factor * decade)
        .into_iter()
        .find(|&step| step >= raw * 0.999_999)
        .unwrap_or(10.0 * decade)
}

/// Thresholds that part the counts from 1 to `largest` into at most five steps of equal ratio: the first count of each.
pub(crate) fn shades(largest: u64) -> Vec<u64> {
    let largest = largest.max(1) as f64;
    let mut thresholds: Vec<u64> = (0..5)
        .map(|at| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // Powers that should be whole come out a hair above or below it.
            let threshold = (largest.powf(f64::from(at) / 5.0) - 1e-6).ceil() as u64;
            threshold
        })
        .collect();
    thresholds.dedup();
    thresholds
}

/// The step of a count, from 1 on; 0 for nothing.
pub(crate) fn shade(thresholds: &[u64], count: u64) -> usize {
    thresholds.partition_point(|&threshold| threshold <= count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_scale_ends_on_a_round_number() {
        let scale = Scale::linear(56.0, 5);
        assert_eq!(scale.ticks, [0.0, 20.0, 40.0, 60.0]);
        assert!((scale.place(30.0) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn measures_below_one_have_ticks_too() {
        let scale = Scale::measures(0.83, 5);
        assert_eq!(scale.ticks, [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        assert_eq!(Scale::measures(0.0, 5).ticks.len(), 6);
    }

    #[test]
    fn decades_hold_their_values_and_are_few() {
        let scale = Scale::decades(0.2, 30.0);
        assert_eq!(scale.ticks, [0.1, 1.0, 10.0, 100.0]);
        assert_eq!(Scale::decades(2.0, 2.0).ticks, [1.0, 2.0, 5.0, 10.0]);
        assert_eq!(Scale::decades(1.0, 1.0).place(1.0), 1.0);
        let wide = Scale::decades(f64::MIN_POSITIVE, 1e300);
        assert_eq!(wide.ticks.len(), 10);
        assert_eq!(wide.place(1e-300), 0.0);
    }

    #[test]
    fn amounts_of_one_size_are_linear() {
        assert!(!Scale::amounts([100, 200, 0].into_iter()).logarithmic);
    }

    #[test]
    fn amounts_far_apart_are_logarithmic() {
        let scale = Scale::amounts([150, 0, 2_000_000].into_iter());
        assert!(scale.logarithmic);
        assert_eq!(scale.ticks, [10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7]);
        assert_eq!(scale.place(0.0), 0.0);
        assert!((scale.place(1e7) - 1.0).abs() < 1e-9);
        assert!(scale.place(150.0) > 0.0);
    }

    #[test]
    fn no_amounts_at_all_have_a_scale_too() {
        let scale = Scale::amounts(std::iter::empty());
        assert!(scale.place(0.0).is_finite());
        assert!(scale.place(5.0).is_finite());
    }

    #[test]
    fn every_amount_has_a_finite_place() {
        for (a, b) in [
            (1, u64::MAX),
            (u64::MAX, u64::MAX),
            (0, 1),
            (9, 10),
            (999, 100_000),
        ] {
            let scale = Scale::amounts([a, b].into_iter());
            for value in [a, b] {
                assert!((0.0..=1.0).contains(&scale.place(value as f64)), "{a} {b}");
            }
            assert!(scale.ticks.len() < 30);
        }
    }

    #[test]
    fn shades_part_counts_evenly_in_ratio() {
        assert_eq!(shades(1), [1]);
        assert_eq!(shades(3), [1, 2, 3]);
        assert_eq!(shades(100_000), [1, 10, 100, 1000, 10_000]);
        assert_eq!(
            [0, 1, 9, 10, 99_999].map(|it| shade(&shades(100_000), it)),
            [0, 1, 1, 2, 5]
        );
    }
}
