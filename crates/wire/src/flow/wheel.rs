//! When to look at a conversation again: a ring of buckets by capture time.
//!
//! A conversation's deadline moves with every packet; moving its entry as often would cost a cache miss per packet.
//! Instead each entry stays where it was put, and when its bucket comes due the table either closes the
//! conversation or puts it back. An entry whose conversation is over by then is dropped: its slot may have another.

use crate::Time;

/// Width of a bucket in nanoseconds: how much later than its deadline a conversation may be looked at.
const WIDTH: i64 = 4_000_000_000;

/// Buckets in the ring. Deadlines beyond `BUCKETS * WIDTH` (about 4.5 hours) come up early and are put back.
const BUCKETS: usize = 4096;

/// A conversation to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where the table keeps it.
    pub(super) slot: u32,
    /// Its number, which no other conversation in that slot has.
    pub(super) flow: u64,
}

/// The ring.
#[derive(Debug)]
pub(super) struct Wheel {
    buckets: Vec<Vec<Entry>>,
    /// The bucket number of the present; bucket `n` lives in slot `n % BUCKETS`.
    now: Option<i64>,
}

impl Wheel {
    pub(super) fn new() -> Self {
        Self {
            buckets: vec![Vec::new(); BUCKETS],
            now: None,
        }
    }

    /// Sets the present of an empty ring.
    pub(super) fn begin(&mut self, time: Time) {
        self.now = Some(time.0.div_euclid(WIDTH));
    }

    /// Asks for `entry` to come up at `deadline`, or as far ahead as the ring reaches.
    pub(super) fn put(&mut self, entry: Entry, deadline: Time) {
        let wanted = deadline.0.div_euclid(WIDTH).saturating_add(1);
        let now = *self.now.get_or_insert(wanted);
        let furthest = now.saturating_add(BUCKETS as i64 - 1);
        let number = wanted.clamp(now.saturating_add(1), furthest);
        if let Some(bucket) = self.buckets.get_mut(place(number)) {
            bucket.push(entry);
        }
    }

    /// Moves the present to `time` and returns the next due bucket, if any; call until it returns `None`.
    pub(super) fn due(&mut self, time: Time) -> Option<Vec<Entry>> {
        let target = time.0.div_euclid(WIDTH);
        let now = self.now.get_or_insert(target);
        // A jump over the whole ring visits every bucket once.
        if target.saturating_sub(*now) > BUCKETS as i64 {
            *now = target.saturating_sub(BUCKETS as i64);
        }
        while *now < target {
            *now = now.saturating_add(1);
            if let Some(bucket) = self
                .buckets
                .get_mut(place(*now))
                .filter(|bucket| !bucket.is_empty())
            {
                return Some(std::mem::take(bucket));
            }
        }
        None
    }

    /// Returns the bucket that would come due first, for making room or at the end of the capture.
    pub(super) fn soonest(&mut self) -> Option<Vec<Entry>> {
        let now = self.now?;
        (1..=BUCKETS as i64)
            .map(|ahead| place(now.saturating_add(ahead)))
            .find(|&place| {
                self.buckets
                    .get(place)
                    .is_some_and(|bucket| !bucket.is_empty())
            })
            .and_then(|place| self.buckets.get_mut(place))
            .map(std::mem::take)
    }
}

/// The ring slot of a bucket number.
fn place(number: i64) -> usize {
    usize::try_from(number.rem_euclid(BUCKETS as i64)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(slot: u32) -> Entry {
        Entry {
            slot,
            flow: u64::from(slot),
        }
    }

    #[test]
    fn a_slot_comes_up_after_its_deadline_and_once() {
        let mut wheel = Wheel::new();
        wheel.put(entry(1), Time::from_seconds(0));
        wheel.put(entry(7), Time::from_seconds(60));
        let mut seen = Vec::new();
        for second in 0..200 {
            while let Some(entries) = wheel.due(Time::from_seconds(second)) {
                seen.extend(entries.into_iter().map(|entry| (entry.slot, second)));
            }
        }
        assert_eq!(
            seen.iter().map(|&(slot, _)| slot).collect::<Vec<_>>(),
            [1, 7]
        );
        assert!(
            seen.iter()
                .any(|&(slot, second)| slot == 7 && (60..70).contains(&second))
        );
    }

    #[test]
    fn a_leap_in_time_brings_everything_up() {
        let mut wheel = Wheel::new();
        for slot in 0..100 {
            wheel.put(entry(slot), Time::from_seconds(i64::from(slot) * 60));
        }
        let mut count = 0;
        while let Some(slots) = wheel.due(Time::from_seconds(1_000_000_000)) {
            count += slots.len();
        }
        assert_eq!(count, 100);
    }
}
