//! When something was tried, in little memory whatever the length of the run.

use backchat_wire::Time;

/// Numbers of tries in buckets of equal width. The width begins at one second and doubles whenever there would be more
/// buckets than wanted: a week of one call a minute is kept by quarters of an hour, twenty calls of a test by seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// The width of a bucket as a power of two, in seconds.
    power: u8,
    /// The number of a bucket since the epoch, and the tries in it; ascending, none empty.
    buckets: Vec<(i64, u64)>,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// The widest bucket: 34 years, in which all times of a capture that could make sense lie.
const WIDEST: u8 = 30;

impl Rhythm {
    /// Without a try.
    pub const EMPTY: Self = Self {
        power: 0,
        buckets: Vec::new(),
    };

    /// From its parts, as records keep them: the width in seconds, and buckets by their first second. `None` where the width
    /// is no power of two up to 2^30, a bucket does not begin at a multiple of it, or they do not ascend.
    #[must_use]
    pub fn from_parts(width: u32, buckets: impl IntoIterator<Item = (i64, u64)>) -> Option<Self> {
        let power = u8::try_from(width.checked_ilog2()?).ok()?;
        if !width.is_power_of_two() || power > WIDEST {
            return None;
        }
        let mut rhythm = Self {
            power,
            buckets: Vec::new(),
        };
        for (start, tries) in buckets {
            let number = start >> power;
            let ascends = rhythm.buckets.last().is_none_or(|last| last.0 < number);
            if !ascends || tries == 0 || number << power != start {
                return None;
            }
            rhythm.buckets.push((number, tries));
        }
        Some(rhythm)
    }

    /// The width of a bucket, in seconds.
    #[must_use]
    pub const fn width(&self) -> u32 {
        1 << self.power
    }

    /// The first second of each bucket since the epoch, with its tries; ascending, none empty.
    pub fn buckets(&self) -> impl ExactSizeIterator<Item = (i64, u64)> + '_ {
        let each = self.buckets.iter();
        each.map(|&(number, tries)| (number << self.power, tries))
    }

    /// All tries.
    #[must_use]
    pub fn total(&self) -> u64 {
        let each = self.buckets.iter().map(|it| it.1);
        each.fold(0, u64::saturating_add)
    }

    /// Adds a try, in at most `room` buckets.
    pub fn add(&mut self, at: Time, room: usize) {
        self.add_many(at.seconds(), 1, room);
    }

    /// Adds a try unless the same second (or bucket) of `last` has one already; gives what `last` is next. A name is asked
    /// for several kinds of records at once, which is one try.
    pub fn add_once(&mut self, at: Time, last: &mut Option<i64>, room: usize) {
        let second = at.seconds();
        if *last != Some(second) {
            *last = Some(second);
            self.add_many(second, 1, room);
        }
    }

    /// Adds all tries of another, in at most `room` buckets.
    pub fn extend(&mut self, other: &Self, room: usize) {
        while self.power < other.power {
            self.double();
        }
        for (start, tries) in other.buckets() {
            self.add_many(start, tries, room);
        }
    }

    /// What is left without the tries of another, which are among these.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = self.clone();
        let mut less = other.clone();
        while left.power < less.power {
            left.double();
        }
        while less.power < left.power {
            less.double();
        }
        for (number, tries) in &less.buckets {
            if let Ok(at) = left.buckets.binary_search_by_key(number, |it| it.0) {
                left.buckets[at].1 = left.buckets[at].1.saturating_sub(*tries);
            }
        }
        left.buckets.retain(|it| it.1 > 0);
        left
    }

    fn add_many(&mut self, second: i64, tries: u64, room: usize) {
        let number = second >> self.power;
        // Nearly always the last bucket, or a new one after it.
        let place = match self.buckets.last() {
            None => Err(0),
            Some(last) if last.0 < number => Err(self.buckets.len()),
            Some(last) if last.0 == number => Ok(self.buckets.len() - 1),
            Some(_) => self.buckets.binary_search_by_key(&number, |it| it.0),
        };
        match place {
            Ok(at) => self.buckets[at].1 = self.buckets[at].1.saturating_add(tries),
            Err(at) => self.buckets.insert(at, (number, tries)),
        }
        while self.buckets.len() > room.max(1) && self.power < WIDEST {
            self.double();
        }
    }

    fn double(&mut self) {
        self.power += 1;
        let mut merged: Vec<(i64, u64)> = Vec::with_capacity(self.buckets.len());
        for &(number, tries) in &self.buckets {
            match merged.last_mut() {
                Some(last) if last.0 == number >> 1 => last.1 = last.1.saturating_add(tries),
                _ => merged.push((number >> 1, tries)),
            }
        }
        self.buckets = merged;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(seconds: &[i64], room: usize) -> Rhythm {
        let mut rhythm = Rhythm::EMPTY;
        for second in seconds {
            rhythm.add(Time::from_seconds(*second), room);
        }
        rhythm
    }

    #[test]
    fn few_tries_are_kept_by_the_second() {
        let rhythm = of(&[10, 11, 11, 70], 8);
        assert_eq!(rhythm.width(), 1);
        assert_eq!(
            rhythm.buckets().collect::<Vec<_>>(),
            [(10, 1), (11, 2), (70, 1)]
        );
    }

    #[test]
    fn many_are_kept_more_coarsely() {
        let rhythm = of(&(0..100).map(|it| it * 60).collect::<Vec<_>>(), 16);
        assert_eq!((rhythm.width(), rhythm.total()), (512, 100));
        assert!(rhythm.buckets().len() <= 16);
    }

    #[test]
    fn failures_are_taken_out_whatever_the_widths() {
        let tries = of(&(0..100).map(|it| it * 60).collect::<Vec<_>>(), 16);
        let failures = of(&[0, 60, 5940], 16);
        let left = tries.without(&failures);
        assert_eq!((left.total(), left.width()), (97, 512));
        assert_eq!(tries.without(&tries).total(), 0);
    }

    #[test]
    fn kinds_of_records_asked_for_at_once_are_one_try() {
        let (mut rhythm, mut last) = (Rhythm::EMPTY, None);
        for second in [5, 5, 5, 9] {
            rhythm.add_once(Time::from_seconds(second), &mut last, 8);
        }
        assert_eq!(rhythm.total(), 2);
    }

    #[test]
    fn parts_that_make_no_sense_are_refused() {
        assert_eq!(Rhythm::from_parts(3, []), None);
        assert_eq!(Rhythm::from_parts(0, []), None);
        assert_eq!(Rhythm::from_parts(4, [(6, 1)]), None);
        assert_eq!(Rhythm::from_parts(4, [(8, 1), (4, 1)]), None);
        assert_eq!(Rhythm::from_parts(4, [(8, 0)]), None);
    }

    proptest! {
        #[test]
        fn no_try_is_lost_whatever_the_order(
            seconds in prop::collection::vec(-100_000_i64..2_000_000_000, 0..200),
            room in 1_usize..40,
        ) {
            let rhythm = of(&seconds, room);
            prop_assert_eq!(rhythm.total(), seconds.len() as u64);
            prop_assert!(rhythm.buckets().len() <= room.max(3));
            let parts: Vec<_> = rhythm.buckets().collect();
            prop_assert_eq!(Rhythm::from_parts(rhythm.width(), parts), Some(rhythm.clone()));
            let (first, second) = seconds.split_at(seconds.len() / 2);
            let mut joined = of(first, room);
            joined.extend(&of(second, room), room);
            prop_assert_eq!(joined.total(), rhythm.total());
        }
    }
}
