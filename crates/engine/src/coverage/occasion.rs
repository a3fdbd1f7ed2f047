//! Occasions: calls close together are one, because a program that retries, or opens six connections, had one reason to call.

use crate::model::Rhythm;

/// The times of a destination's calls, with as much detail as its rhythm keeps.
#[derive(Clone, Debug)]
pub struct Calls {
    /// Seconds since the epoch and calls in that bucket, ascending; never empty.
    buckets: Vec<(i64, u64)>,
    /// Seconds that a bucket spans: nothing finer is known.
    pub width: i64,
}

impl Calls {
    /// The calls of a rhythm. Buckets stand for their middle. `first` stands for a rhythm that is empty.
    #[must_use]
    pub fn of(rhythm: &Rhythm, first: i64) -> Self {
        let width = i64::from(rhythm.width());
        let mut buckets: Vec<(i64, u64)> = rhythm
            .buckets()
            .map(|(start, calls)| (start + width / 2, calls))
            .collect();
        if buckets.is_empty() {
            buckets.push((first, 1));
        }
        Self { buckets, width }
    }

    /// All calls.
    #[must_use]
    pub fn total(&self) -> u64 {
        let each = self.buckets.iter().map(|it| it.1);
        each.fold(0, u64::saturating_add)
    }

    /// The second of each bucket that holds a call.
    pub fn times(&self) -> impl ExactSizeIterator<Item = i64> + '_ {
        self.buckets.iter().map(|it| it.0)
    }

    /// Occasions: a call less than `join` seconds after the one before belongs to the same one, unless that began
    /// `longest` seconds ago; calls without a break are many occasions. Gives the first second of each.
    #[must_use]
    pub fn joined(&self, join: i64, longest: i64) -> Vec<i64> {
        let mut occasions: Vec<i64> = Vec::new();
        let mut last = None;
        for second in self.times() {
            let apart = last.is_none_or(|last| second - last >= join);
            if apart || occasions.last().is_none_or(|it| second - it >= longest) {
                occasions.push(second);
            }
            last = Some(second);
        }
        occasions
    }

    /// Occasions of at most `length` seconds, however many calls follow each other: what counts as one beat of a period.
    #[must_use]
    pub fn beats(&self, length: i64) -> Vec<i64> {
        let mut beats: Vec<i64> = Vec::new();
        for second in self.times() {
            if beats.last().is_none_or(|start| second - start >= length) {
                beats.push(second);
            }
        }
        beats
    }
}

#[cfg(test)]
mod tests {
    use backchat_wire::Time;

    use super::*;

    fn calls(seconds: &[i64]) -> Calls {
        let mut rhythm = Rhythm::EMPTY;
        for second in seconds {
            rhythm.add(Time::from_seconds(*second), 1024);
        }
        Calls::of(&rhythm, 0)
    }

    #[test]
    fn retries_are_one_occasion() {
        let calls = calls(&[0, 10, 40, 3600, 3630]);
        assert_eq!(calls.joined(60, 3600), [0, 3600]);
        assert_eq!(calls.total(), 5);
    }

    #[test]
    fn a_beat_ends_even_where_calls_go_on() {
        let calls = calls(&[0, 50, 100, 150, 200]);
        assert_eq!(calls.joined(60, 3600), [0]);
        assert_eq!(calls.joined(60, 150), [0, 150]);
        assert_eq!(calls.beats(100), [0, 100, 200]);
    }

    #[test]
    fn without_a_rhythm_the_first_call_stands() {
        assert_eq!(Calls::of(&Rhythm::EMPTY, 77).joined(60, 3600), [77]);
    }
}
