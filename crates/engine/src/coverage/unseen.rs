//! What can be said of the destinations that were not seen.

use serde::Serialize;

use super::estimate::{Estimate, as_long_again, chao2, ice, next_is_new, seeable};
use super::incidence::Incidence;

/// The unseen.
#[derive(Clone, Debug, Serialize)]
pub struct Unseen {
    /// Destinations that are called at least once in this time are estimated: twice the time watched. Of rarer ones nothing
    /// can be known.
    pub horizon_seconds: f64,
    /// How many of those were not seen.
    pub destinations: Estimate,
    /// The share of those that were seen.
    pub seen_share: Estimate,
    /// How many a run of twice the length would add.
    pub as_long_again: Estimate,
    /// The chance that the next occasion belongs to a destination not seen yet.
    pub next_is_new: Option<f64>,
    /// The share of destinations without a rhythm among those whose way of calling is known.
    pub irregular_share: f64,
    /// Chao2, for comparison: what it would be if callers were random.
    pub chao2: Estimate,
    /// ICE, for comparison.
    pub ice: Option<f64>,
    /// What it rests on.
    pub incidence: Incidence,
}

impl Unseen {
    /// From how often `seen` destinations were met in so many seconds, and how many of those whose way of calling is known
    /// (`known`) have no rhythm.
    #[must_use]
    pub fn of(incidence: Incidence, seen: u64, watched: f64, irregular: u64, known: u64) -> Self {
        // One of each kind is taken as known before anything is, so that few do not decide.
        let irregular_share = (irregular + 1) as f64 / (known + 2) as f64;
        let destinations = seeable(&incidence, irregular_share);
        let share = |unseen: f64| match seen as f64 + unseen {
            0.0 => 0.0,
            all => seen as f64 / all,
        };
        Self {
            horizon_seconds: 2.0 * watched,
            seen_share: Estimate {
                value: share(destinations.value),
                low: share(destinations.high),
                high: share(destinations.low),
            },
            destinations,
            as_long_again: as_long_again(&incidence, irregular_share),
            next_is_new: next_is_new(&incidence),
            irregular_share,
            chao2: chao2(&incidence),
            ice: ice(&incidence),
            incidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_seen_is_no_division_by_zero() {
        let unseen = Unseen::of(Incidence::default(), 0, 0.0, 0, 0);
        assert_eq!((unseen.seen_share.low, unseen.seen_share.high), (0.0, 0.0));
        assert_eq!(unseen.next_is_new, None);
        assert_eq!(unseen.irregular_share, 0.5);
    }
}
