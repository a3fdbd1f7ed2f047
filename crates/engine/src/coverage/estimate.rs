//! How many destinations were not seen, from how many were seen once.
//!
//! Idle traffic is no random drawing. A program that calls every 20 hours is certainly met in a run of 24; one drawn at random
//! with that rate would be missed one time in three. So the estimators of ecology (Chao2, ICE) are given, but not relied on:
//! simulations (`docs/coverage.md`) show that they overestimate several times wherever timers are about as long as the run.
//!
//! What is relied on is an argument about *seeable* destinations, those called at least once in twice the run, T. One that is
//! called every P seconds, T < P < 2T, is met once with chance T/P and missed with chance 1 − T/P, which is never larger. So no more
//! are missed, on average, than were met once: an upper limit. For the estimate, periods are taken to be spread evenly on a
//! logarithmic scale, as nothing else is known of them; then, of strict timers, (ln 2 − ½) / (2 ln 2) are missed for each
//! that is met once, and of random callers E₁(½).

use serde::Serialize;

use super::chance::{Z, poisson};
use super::incidence::Incidence;

/// Timers missed for each that is met once, see above.
const TIMERS: f64 = 0.139_3;

/// Random callers missed for each that is met once: the exponential integral E₁ at one half.
const RANDOM: f64 = 0.559_8;

/// Windows up to which ICE takes a destination for infrequent, as its authors propose (Lee and Chao 1994).
const INFREQUENT: usize = 10;

/// A number that is not known, between limits of 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The likeliest value.
    pub value: f64,
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

/// Seeable destinations that were not seen. `irregular` is the share of random callers among those whose way of calling is
/// known. The limits are whole numbers; the lower one counts random callers only, as timers that were met once may be all
/// there are.
#[must_use]
pub(super) fn seeable(counts: &Incidence, irregular: f64) -> Estimate {
    let once = counts.once as f64;
    let value = once * (TIMERS + (RANDOM - TIMERS) * irregular.clamp(0.0, 1.0));
    Estimate {
        value,
        low: poisson(once * RANDOM * irregular.clamp(0.0, 1.0)).0.floor(),
        high: poisson(once).1.ceil(),
    }
}

/// Destinations that as long again would add: as many as the second half added to the first, where periods are spread
/// evenly on a logarithmic scale. They are no more, on average, than those met once, whatever the periods: a timer of T to 2T is
/// added with chance 1 − T/P and met once with T/P, a longer one both with T/P; a random caller is added with chance
/// exp(−u) (1 − exp(−u)) and met once with exp(−u) u, where u = T/P.
#[must_use]
pub(super) fn as_long_again(counts: &Incidence, irregular: f64) -> Estimate {
    let late = counts.late as f64;
    Estimate {
        value: late,
        low: poisson(late * irregular.clamp(0.0, 1.0)).0.floor(),
        high: poisson(counts.once as f64).1.ceil().max(late),
    }
}

/// The chance that the next occasion belongs to a destination not seen yet (Good 1953, after Turing): the share of
/// occasions that are the only one of their destination. Of strict timers it is rather too high.
#[must_use]
pub(super) fn next_is_new(counts: &Incidence) -> Option<f64> {
    (counts.occasions > 0).then(|| counts.single as f64 / counts.occasions as f64)
}

/// Destinations not seen by Chao2 in its bias-corrected form, with the limits of a log-normal (Chao 1987; Colwell 2013,
/// EstimateS user's guide, appendix B). A lower bound where callers are random.
#[must_use]
pub(super) fn chao2(counts: &Incidence) -> Estimate {
    let (once, twice) = (counts.once as f64, counts.twice as f64);
    let windows = counts.windows.max(1) as f64;
    let few = (windows - 1.0) / windows;
    let value = few * once * (once - 1.0) / (2.0 * (twice + 1.0));
    if value <= 0.0 {
        let zero = 0.0;
        return Estimate {
            value: zero,
            low: zero,
            high: zero,
        };
    }
    let variance = if counts.twice > 0 {
        value
            + few.powi(2) * once * (2.0 * once - 1.0).powi(2) / (4.0 * (twice + 1.0).powi(2))
            + few.powi(2) * once.powi(2) * twice * (once - 1.0).powi(2)
                / (4.0 * (twice + 1.0).powi(4))
    } else {
        let all = counts.met() as f64 + value;
        value + few.powi(2) * once * (2.0 * once - 1.0).powi(2) / 4.0
            - few.powi(2) * once.powi(4) / (4.0 * all)
    };
    let factor = (Z * (1.0 + variance.max(0.0) / value.powi(2)).ln().sqrt()).exp();
    Estimate {
        value,
        low: value / factor,
        high: value * factor,
    }
}

/// Destinations not seen by the incidence-based coverage estimator (ICE; Lee and Chao 1994). None where every infrequent one was
/// met once only.
#[must_use]
pub(super) fn ice(counts: &Incidence) -> Option<f64> {
    let few = counts.frequencies.iter().enumerate();
    let few = few.skip(1).take(INFREQUENT);
    let (mut destinations, mut met, mut pairs) = (0.0, 0.0, 0.0);
    for (windows, count) in few {
        let (windows, count) = (windows as f64, *count as f64);
        destinations += count;
        met += windows * count;
        pairs += windows * (windows - 1.0) * count;
    }
    let once = counts.once as f64;
    if met <= once {
        return (once == 0.0).then_some(0.0);
    }
    let coverage = 1.0 - once / met;
    let windows = counts.windows as f64;
    let spread = destinations / coverage * windows / (windows - 1.0) * pairs / met.powi(2) - 1.0;
    Some(destinations / coverage + once / coverage * spread.max(0.0) - destinations)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(frequencies: &[u64]) -> Incidence {
        Incidence {
            windows: 20,
            once: frequencies[1],
            twice: frequencies[2],
            frequencies: frequencies.to_vec(),
            ..Incidence::default()
        }
    }

    #[test]
    fn without_any_met_once_only_the_limit_of_a_zero_is_left() {
        let unseen = seeable(&counts(&[0, 0, 5, 9]), 0.5);
        assert_eq!((unseen.value, unseen.low, unseen.high), (0.0, 0.0, 4.0));
    }

    #[test]
    fn random_callers_hide_more_than_timers() {
        let counts = counts(&[0, 20, 5, 9]);
        let (timers, random) = (seeable(&counts, 0.0), seeable(&counts, 1.0));
        assert!((timers.value - 2.786).abs() < 1e-9 && (random.value - 11.196).abs() < 1e-9);
        assert!(timers.low <= timers.value && random.high >= random.value);
    }

    #[test]
    fn as_long_again_may_bring_nothing_or_all_that_were_met_once() {
        let mut counts = counts(&[0, 20, 5, 9]);
        counts.late = 12;
        let timers = as_long_again(&counts, 0.0);
        assert_eq!((timers.low, timers.value, timers.high), (0.0, 12.0, 31.0));
        assert!(as_long_again(&counts, 1.0).low > 5.0);
    }

    #[test]
    fn the_constants_are_what_the_argument_says() {
        let two = std::f64::consts::LN_2;
        assert!((TIMERS - (two - 0.5) / (2.0 * two)).abs() < 1e-4);
        // The integral of exp(-u) / u from one half on, by steps.
        let step = 1e-4;
        let integral: f64 = (0..400_000_u32)
            .map(|it| 0.5 + (f64::from(it) + 0.5) * step)
            .map(|u| (-u).exp() / u * step)
            .sum();
        assert!((RANDOM - integral).abs() < 1e-4, "{integral}");
    }

    #[test]
    fn chao2_is_the_one_of_the_formula() {
        // 19/20 · 10 · 9 / (2 · 5) = 8.55.
        let chao = chao2(&counts(&[0, 10, 4, 2]));
        assert!((chao.value - 8.55).abs() < 1e-9);
        assert!(0.0 < chao.low && chao.low < chao.value && chao.value < chao.high);
        assert_eq!(chao2(&counts(&[0, 1, 0])).high, 0.0);
        assert!(chao2(&counts(&[0, 5, 0])).high.is_finite());
    }

    #[test]
    fn ice_needs_something_met_twice() {
        assert_eq!(ice(&counts(&[0, 5, 0])), None);
        assert_eq!(ice(&counts(&[0, 0, 3])), Some(0.0));
        assert!(ice(&counts(&[0, 10, 4, 2])).is_some_and(|it| it > 5.0 && it < 40.0));
    }
}
