//! What DNS told each device about each address, and when.

use std::collections::VecDeque;
use std::net::IpAddr;

use backchat_wire::Time;
use hashbrown::HashMap;

use super::devices::DeviceId;
use super::names::NameId;

/// How long after its time to live an answer may still explain a connection. Applications and the system's resolver keep
/// addresses past it; an hour later another explanation is likelier.
pub(super) const GRACE: i64 = 3_600_000_000_000;

/// Names kept per device and address, the latest ones; an address that serves more names than this says little.
const NAMES_PER_ADDRESS: usize = 8;

/// Answers kept in all; at the bound the oldest are forgotten and counted.
const LIMIT: usize = 500_000;

/// One answer: `name` was asked, and its answer held the address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub(super) name: NameId,
    pub(super) at: Time,
    /// When its time to live passes.
    pub(super) expires: Time,
}

/// Everything heard and not yet forgotten.
#[derive(Debug, Default)]
pub(super) struct Answers {
    heard: HashMap<(DeviceId, IpAddr), Vec<Heard>>,
    /// Keys in the order of their first entry, for forgetting.
    order: VecDeque<(DeviceId, IpAddr)>,
    /// Answers forgotten at [`LIMIT`].
    pub(super) dropped: u64,
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
        let key = (device, address);
        let expires = at.plus(i64::from(lifetime).saturating_mul(1_000_000_000));
        let entry = Heard { name, at, expires };
        if let Some(heard) = self.heard.get_mut(&key) {
            if let Some(place) = heard.iter().position(|earlier| earlier.name == name) {
                heard.remove(place);
            } else if heard.len() >= NAMES_PER_ADDRESS {
                heard.remove(0);
            }
            heard.push(entry);
            return;
        }
        if self.heard.len() >= LIMIT {
            self.forget(at);
        }
        self.heard.insert(key, vec![entry]);
        self.order.push_back(key);
    }

    /// What this device had heard about `address` by `at` and can still be going by, best first: live answers before
    /// expired ones, later ones before earlier ones.
    pub(super) fn about(&self, device: DeviceId, address: IpAddr, at: Time) -> Vec<Heard> {
        let Some(heard) = self.heard.get(&(device, address)) else {
            return Vec::new();
        };
        let mut heard: Vec<Heard> = heard
            .iter()
            .copied()
            .filter(|heard| heard.at <= at && at <= heard.expires.plus(GRACE))
            .collect();
        heard.sort_by_key(|heard| (heard.expires < at, std::cmp::Reverse(heard.at)));
        heard
    }

    /// Makes room: drops what can no longer explain anything, and the oldest if that is not enough.
    fn forget(&mut self, now: Time) {
        self.heard
            .retain(|_, heard| heard.iter().any(|heard| now <= heard.expires.plus(GRACE)));
        let heard = &self.heard;
        self.order.retain(|key| heard.contains_key(key));
        while self.heard.len() > LIMIT / 4 * 3 {
            let Some(key) = self.order.pop_front() else {
                return;
            };
            if self.heard.remove(&key).is_some() {
                self.dropped = self.dropped.saturating_add(1);
            }
        }
    }
}
