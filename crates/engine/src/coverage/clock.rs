//! The time that a run was watched: pauses in the recording are no time in which anything could have been seen.
//!
//! A silence of more than an hour counts as a pause, as nothing tells a machine that says nothing from a recorder that was
//! stopped. Times here are whole seconds since the epoch.

use crate::observe::{Run, Stretch, Stretches};

/// When it was watched.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// First and last second of each stretch, ascending.
    stretches: Vec<(i64, i64)>,
}

impl Clock {
    /// The clock of a run.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let mut stretches = run.watched.clone();
        if let (true, Some((from, to))) = (stretches.each().is_empty(), run.span) {
            stretches = Stretches::from_parts(vec![Stretch { from, to }]).unwrap_or_default();
        }
        let each = stretches.each().iter();
        Self::new(each.map(|it| (it.from.seconds(), it.to.seconds())))
    }

    /// A clock of stretches, which must ascend.
    #[must_use]
    pub fn new(stretches: impl IntoIterator<Item = (i64, i64)>) -> Self {
        Self {
            stretches: stretches.into_iter().collect(),
        }
    }

    /// The first and the last second, where anything was recorded.
    #[must_use]
    pub fn span(&self) -> Option<(i64, i64)> {
        Some((self.stretches.first()?.0, self.stretches.last()?.1))
    }

    /// Seconds watched.
    #[must_use]
    pub fn watched(&self) -> i64 {
        self.stretches.iter().map(|it| it.1 - it.0).sum()
    }

    /// Seconds watched before a time; a time in a pause is the end of what was watched before it.
    #[must_use]
    pub fn at(&self, second: i64) -> i64 {
        let each = self.stretches.iter();
        each.map(|it| (second.min(it.1) - it.0).max(0)).sum()
    }

    /// Whether any second from `from` to `to` was watched.
    #[must_use]
    pub fn saw(&self, from: i64, to: i64) -> bool {
        let after = self.stretches.partition_point(|it| it.1 < from);
        self.stretches.get(after).is_some_and(|it| it.0 <= to)
    }

    /// The first second of each stretch: the machine started or woke, or the recording did.
    pub fn starts(&self) -> impl ExactSizeIterator<Item = i64> + '_ {
        self.stretches.iter().map(|it| it.0)
    }

    /// Whether a time lies in the first `within` seconds of a stretch.
    #[must_use]
    pub fn starting(&self, second: i64, within: i64) -> bool {
        let after = self.stretches.partition_point(|it| it.0 <= second);
        let last = after.checked_sub(1).map(|at| self.stretches[at].0);
        // A bucket of a rhythm may begin before the stretch does.
        let next = self.stretches.get(after).map(|it| it.0);
        last.is_some_and(|start| second - start < within)
            || next.is_some_and(|start| start - second < within.min(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_no_time() {
        let clock = Clock::new([(100, 200), (1000, 1050)]);
        assert_eq!((clock.watched(), clock.span()), (150, Some((100, 1050))));
        assert_eq!(
            [0, 150, 500, 1010, 9999].map(|it| clock.at(it)),
            [0, 50, 100, 110, 150]
        );
    }

    #[test]
    fn what_was_seen_lies_in_a_stretch() {
        let clock = Clock::new([(100, 200), (1000, 1050)]);
        assert!(clock.saw(190, 300) && clock.saw(0, 2000));
        assert!(!clock.saw(201, 999) && !clock.saw(1051, 2000));
    }

    #[test]
    fn each_stretch_has_a_start() {
        let clock = Clock::new([(100, 200), (1000, 1050)]);
        assert!(clock.starting(1003, 10) && !clock.starting(1010, 10));
        assert!(clock.starting(99, 10), "a bucket that begins before");
        assert!(!Clock::default().starting(0, 10));
    }
}
