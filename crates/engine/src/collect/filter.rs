//! Which machines the user wants to see, and which filters found any.
//!
//! An address names the machine: what it does from its other addresses belongs to it, and would otherwise be missed,
//! so that names would seem never contacted. That two addresses are one machine can come to light late, which is why
//! the collector asks again when a conversation ends.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::devices::DeviceId;
use crate::model::{Device, DeviceFilter, Mac};

/// Machines remembered that no filter wants; more would not help the user to find the right one.
const OTHERS: usize = 12;

/// Filters that found nothing, and what they could have found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmatched {
    /// The filters, as the user gave them.
    pub filters: Vec<DeviceFilter>,
    /// Machines that would be devices without a filter and that no filter wants, at most twelve.
    pub others: BTreeMap<IpAddr, Option<Mac>>,
}

/// The filters, and what they came across.
#[derive(Debug, Default)]
pub(super) struct Filter {
    filters: Vec<DeviceFilter>,
    /// The filters that found something, by position.
    found: BTreeSet<usize>,
    /// Devices that a filter matched in some conversation.
    chosen: BTreeSet<DeviceId>,
    others: BTreeMap<IpAddr, Option<Mac>>,
}

impl Filter {
    pub(super) fn new(filters: Vec<DeviceFilter>) -> Self {
        Self {
            filters,
            ..Self::default()
        }
    }

    /// True where the user wants every device.
    pub(super) const fn is_open(&self) -> bool {
        self.filters.is_empty()
    }

    /// Whether a filter matches one end of a conversation by itself.
    pub(super) fn wants_end(&mut self, address: IpAddr, mac: Option<[u8; 6]>) -> bool {
        self.matches(|filter| match filter {
            DeviceFilter::Address(wanted) => *wanted == address,
            DeviceFilter::Mac(wanted) => mac.map(Mac) == Some(*wanted),
        })
    }

    /// Whether the user wants this device, given what is known of it by now.
    pub(super) fn wants(&mut self, number: DeviceId, device: &Device) -> bool {
        if self.is_open() || self.chosen.contains(&number) {
            return true;
        }
        self.matches(|filter| match filter {
            DeviceFilter::Address(wanted) => device.addresses.contains(wanted),
            DeviceFilter::Mac(wanted) => device.mac == Some(*wanted),
        })
    }

    /// A filter matched one end of a conversation of this device.
    pub(super) fn choose(&mut self, number: DeviceId) {
        self.chosen.insert(number);
    }

    /// A machine that no filter wants so far.
    pub(super) fn pass_over(&mut self, address: IpAddr, mac: Option<[u8; 6]>) {
        if self.others.len() < OTHERS {
            self.others.insert(address, mac.map(Mac));
        }
    }

    /// The filters that found nothing so far.
    pub(super) fn unmatched(&self) -> Unmatched {
        let filters = self.filters.iter().enumerate();
        Unmatched {
            filters: filters
                .filter(|(at, _)| !self.found.contains(at))
                .map(|(_, filter)| *filter)
                .collect(),
            others: self.others.clone(),
        }
    }

    /// Whether some filter is fulfilled; notes all that are.
    fn matches(&mut self, fulfilled: impl Fn(&DeviceFilter) -> bool) -> bool {
        let mut any = false;
        for (at, filter) in self.filters.iter().enumerate() {
            if fulfilled(filter) {
                self.found.insert(at);
                any = true;
            }
        }
        any
    }
}
