//! What DNS told each device about each address, and when.
//!
//! Answers are forgotten as capture time passes, so that the table holds what can still explain a connection and stays
//! small enough for the processor's caches.

use std::net::IpAddr;

use backchat_wire::Time;
use hashbrown::HashMap;

use super::devices::DeviceId;
use super::names::NameId;

/// How long after its time to live an answer may still explain a connection. Applications and the system's resolver
/// keep addresses a little past it; after more than this another explanation is likelier.
pub(super) const GRACE: i64 = 600_000_000_000;

/// Names kept per device and address, the latest ones; an address that serves more names than this says little.
const NAMES_PER_ADDRESS: usize = 8;

/// Addresses kept over all devices; at the bound what has expired is forgotten first, then the older half, and counted.
const LIMIT: usize = 400_000;

/// Capture time between two rounds of forgetting.
const ROUND: i64 = 300_000_000_000;

/// One answer: `name` was asked, and its answer held the address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub(super) name: NameId,
    /// The time to live, in seconds.
    lifetime: u32,
    pub(super) at: Time,
}

/// Nearly every address has one name, which needs no allocation of its own.
#[derive(Debug)]
enum Known {
    One(Heard),
    Several(Vec<Heard>),
}

/// Everything heard and not yet forgotten.
#[derive(Debug, Default)]
pub(super) struct Answers {
    heard: HashMap<(DeviceId, IpAddr), Known>,
    /// When the last round of forgetting was.
    round: Option<Time>,
    /// Addresses forgotten at [`LIMIT`] while their answers were still alive.
    pub(super) dropped: u64,
}

impl Heard {
    /// When the time to live passes.
    pub(super) fn expires(&self) -> Time {
        self.at
            .plus(i64::from(self.lifetime).saturating_mul(1_000_000_000))
    }
}

impl Known {
    fn all(&self) -> &[Heard] {
        match self {
            Self::One(heard) => std::slice::from_ref(heard),
            Self::Several(heard) => heard,
        }
    }

    fn add(&mut self, entry: Heard) {
        match self {
            Self::One(heard) if heard.name == entry.name => *heard = entry,
            Self::One(heard) => *self = Self::Several(vec![*heard, entry]),
            Self::Several(heard) => {
                if let Some(place) = heard.iter().position(|earlier| earlier.name == entry.name) {
                    heard.remove(place);
                } else if heard.len() >= NAMES_PER_ADDRESS {
                    heard.remove(0);
                }
                heard.push(entry);
            }
        }
    }
}

impl Answers {
    /// Notes an answer. `lifetime` is its time to live in seconds.
    pub(super) fn hear(
        &mut self,
        device: DeviceId,
        address: IpAddr,
        name: NameId,
        at: Time,
        lifetime: u32,
    ) {
        let round = *self.round.get_or_insert(at);
        if at.since(round) > ROUND || self.heard.len() >= LIMIT {
            self.forget(at);
        }
        let entry = Heard { name, lifetime, at };
        self.heard
            .entry((device, address))
            .and_modify(|known| known.add(entry))
            .or_insert(Known::One(entry));
    }

    /// What this device had heard about `address` by `at` and can still be going by, best first: live answers before
    /// expired ones, later ones before earlier ones.
    pub(super) fn about(&self, device: DeviceId, address: IpAddr, at: Time) -> Vec<Heard> {
        let Some(known) = self.heard.get(&(device, address)) else {
            return Vec::new();
        };
        let mut heard: Vec<Heard> = known
            .all()
            .iter()
            .copied()
            .filter(|heard| heard.at <= at && at <= heard.expires().plus(GRACE))
            .collect();
        heard.sort_by_key(|heard| (heard.expires() < at, std::cmp::Reverse(heard.at)));
        heard
    }

    /// Drops what can no longer explain anything; then, if that is not enough, the older half.
    fn forget(&mut self, now: Time) {
        self.round = Some(now);
        self.heard.retain(|_, known| {
            known
                .all()
                .iter()
                .any(|heard| now <= heard.expires().plus(GRACE))
        });
        if self.heard.len() < LIMIT / 4 * 3 {
            return;
        }
        let latest = |known: &Known| known.all().iter().map(|heard| heard.at).max();
        let mut times: Vec<Option<Time>> = self.heard.values().map(latest).collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let median = *median;
        let before = self.heard.len();
        self.heard.retain(|_, known| latest(known) > median);
        self.dropped = self
            .dropped
            .saturating_add((before - self.heard.len()) as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::devices::Devices;
    use crate::collect::names::Names;

    fn answers() -> (Answers, DeviceId, [NameId; 2], IpAddr) {
        let address: IpAddr = "20.1.2.3".parse().unwrap();
        let device = Devices::default().number("10.0.0.1".parse().unwrap(), None);
        let mut names = Names::default();
        let numbers = [
            names.number("a.example").unwrap(),
            names.number("b.example").unwrap(),
        ];
        (Answers::default(), device, numbers, address)
    }

    fn about(answers: &Answers, device: DeviceId, address: IpAddr, second: i64) -> Vec<NameId> {
        let heard = answers.about(device, address, Time::from_seconds(second));
        heard.into_iter().map(|heard| heard.name).collect()
    }

    #[test]
    fn two_names_of_one_address_are_both_kept_the_later_first() {
        let (mut answers, device, [a, b], address) = answers();
        answers.hear(device, address, a, Time::from_seconds(10), 300);
        answers.hear(device, address, b, Time::from_seconds(20), 300);
        assert_eq!(about(&answers, device, address, 30), [b, a]);
    }

    #[test]
    fn a_live_answer_beats_a_later_one_that_expired() {
        let (mut answers, device, [a, b], address) = answers();
        answers.hear(device, address, a, Time::from_seconds(10), 300);
        answers.hear(device, address, b, Time::from_seconds(20), 5);
        assert_eq!(about(&answers, device, address, 30), [a, b]);
    }

    #[test]
    fn an_answer_does_not_explain_what_came_before_it_or_long_after() {
        let (mut answers, device, [a, _], address) = answers();
        answers.hear(device, address, a, Time::from_seconds(10), 60);
        assert!(about(&answers, device, address, 9).is_empty());
        assert!(about(&answers, device, address, 10 + 60 + 601).is_empty());
        assert_eq!(about(&answers, device, address, 10 + 60 + 599), [a]);
    }

    #[test]
    fn another_device_did_not_hear_it() {
        let (mut answers, device, [a, _], address) = answers();
        answers.hear(device, address, a, Time::from_seconds(10), 60);
        let mut devices = Devices::default();
        devices.number("10.0.0.1".parse().unwrap(), None);
        let other = devices.number("10.0.0.2".parse().unwrap(), None);
        assert!(about(&answers, other, address, 20).is_empty());
    }
}
