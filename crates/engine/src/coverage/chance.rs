//! How likely something is by chance, and how far a count may lie from its mean.

use std::f64::consts::TAU;

/// The normal quantile of a two-sided interval of 95 %.
pub(super) const Z: f64 = 1.959_964;

/// Limits of the mean of a Poisson count, 95 %, by Byar's approximation (Breslow and Day 1987, II, 2.3); for 0 the upper one
/// is 3.67 where the exact one is 3.69.
pub(super) fn poisson(count: f64) -> (f64, f64) {
    let cube = |mean: f64, sign: f64| {
        let root = 1.0 - 1.0 / (9.0 * mean) + sign * Z / (3.0 * mean.sqrt());
        mean * root.max(0.0).powi(3)
    };
    // Byar's form is for counts; below one half its lower limit makes no sense.
    let low = if count < 0.5 { 0.0 } else { cube(count, -1.0) };
    (low, cube(count + 1.0, 1.0))
}

/// The chance of at least `hits` of `tries` where each hits with `chance`.
pub(super) fn at_least(hits: usize, tries: usize, chance: f64) -> f64 {
    if hits == 0 {
        return 1.0;
    }
    if chance <= 0.0 || hits > tries {
        return 0.0;
    }
    if chance >= 1.0 {
        return 1.0;
    }
    // In logarithms: with a thousand tries the powers are too small for a double.
    let odds = (chance / (1.0 - chance)).ln();
    let mut log = tries as f64 * (1.0 - chance).ln();
    let mut sum = 0.0;
    for k in 0..=tries {
        if k >= hits {
            sum += log.exp();
        }
        log += ((tries - k) as f64 / (k + 1) as f64).ln() + odds;
    }
    sum.min(1.0)
}

/// Where on a circle of `period` seconds times lie: the mean of their phases, and how closely they lie together, from 0 (all
/// around) to 1 (all at one).
pub(super) fn phase(times: &[i64], period: i64) -> (f64, f64) {
    let period_f = period as f64;
    let angles = times
        .iter()
        .map(|it| it.rem_euclid(period) as f64 / period_f * TAU);
    let (x, y) = angles.fold((0.0, 0.0), |(x, y), it| (x + it.cos(), y + it.sin()));
    let count = times.len().max(1) as f64;
    let mean = y.atan2(x).rem_euclid(TAU) / TAU * period_f;
    (mean, x.hypot(y) / count)
}

/// The chance that phases without preference lie as closely together: Rayleigh's test, with the correction for few of them
/// (Zar, Biostatistical Analysis, 27.1).
pub(super) fn rayleigh(count: usize, closeness: f64) -> f64 {
    let n = count as f64;
    let r = n * closeness;
    let root = (1.0 + 4.0 * n + 4.0 * (n * n - r * r)).max(0.0).sqrt();
    (root - (1.0 + 2.0 * n)).exp().min(1.0)
}

/// The most phases in any arc of `width` parts of the circle.
pub(super) fn densest(times: &[i64], period: i64, width: f64) -> usize {
    let mut phases: Vec<i64> = times.iter().map(|it| it.rem_euclid(period)).collect();
    phases.sort_unstable();
    let arc = period as f64 * width;
    let count = phases.len();
    let around: Vec<i64> = phases
        .iter()
        .copied()
        .chain(phases.iter().map(|it| it + period))
        .collect();
    let mut most = 0;
    let mut from = 0;
    for to in 0..around.len() {
        while (around[to] - around[from]) as f64 > arc {
            from += 1;
        }
        most = most.max(to - from + 1);
    }
    most.min(count)
}

/// A bound on the chance that an arc holds so many: any of the phases may begin it.
pub(super) fn arc(count: usize, inside: usize, width: f64) -> f64 {
    let others = count.saturating_sub(1);
    let chance = at_least(inside.saturating_sub(1), others, width);
    (count as f64 * chance).min(1.0)
}

/// The middle of values, and the middle of their distances from it.
pub(super) fn median(values: &[f64]) -> Option<(f64, f64)> {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let half = values.len() / 2;
        match (values.len() % 2, values.as_slice()) {
            (_, []) => None,
            (1, values) => Some(values[half]),
            (_, values) => Some(f64::midpoint(values[half - 1], values[half])),
        }
    };
    let center = middle(values.to_vec())?;
    let spread = middle(values.iter().map(|it| (it - center).abs()).collect())?;
    Some((center, spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64, by: f64) -> bool {
        (value - expected).abs() <= by
    }

    #[test]
    fn limits_of_counts_are_those_of_tables() {
        // Garwood's exact limits.
        for (count, low, high) in [(0.0, 0.0, 3.69), (1.0, 0.0253, 5.57), (10.0, 4.80, 18.39)] {
            let (l, h) = poisson(count);
            assert!(
                near(l, low, 0.05) && near(h, high, 0.05),
                "{count}: {l} {h}"
            );
        }
    }

    #[test]
    fn tails_of_the_binomial_are_those_of_tables() {
        assert!(near(at_least(8, 10, 0.5), 0.054_687, 1e-6));
        assert_eq!(at_least(0, 10, 0.1), 1.0);
        assert_eq!(at_least(11, 10, 0.5), 0.0);
        assert!(at_least(900, 1000, 0.2) >= 0.0);
    }

    #[test]
    fn phases_at_one_time_lie_close() {
        let days: Vec<i64> = (0..5).map(|it| it * 86_400 + 15_000).collect();
        let (mean, closeness) = phase(&days, 86_400);
        assert!(near(mean, 15_000.0, 1.0) && near(closeness, 1.0, 1e-9));
        assert!(rayleigh(5, closeness) < 0.01);
        let around: Vec<i64> = (0..4).map(|it| it * 21_600).collect();
        assert!(rayleigh(4, phase(&around, 86_400).1) > 0.5);
    }

    #[test]
    fn an_arc_goes_over_midnight() {
        assert_eq!(densest(&[86_390, 10, 40_000], 86_400, 0.01), 2);
        assert!(near(arc(3, 3, 0.02), 3.0 * 0.02 * 0.02, 1e-9));
    }

    #[test]
    fn medians_are_of_the_middle() {
        assert_eq!(median(&[1.0, 9.0, 2.0]), Some((2.0, 1.0)));
        assert_eq!(median(&[]), None);
    }
}
