//! Which addresses are one machine.
//!
//! A machine asks over IPv4 and connects over IPv6, so what it heard must be found from either address. Addresses are
//! joined by hardware address, as long as that has one IPv4 address only: more than one is a router's, and says nothing.
//! A machine that is given another IPv4 address looks the same, and is two devices from then on: better than one name
//! too many. Addresses that a machine has only until it is given one (0.0.0.0, 169.254.0.0/16) do not count.

use std::net::IpAddr;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::model::{Device, Mac};

/// Devices and addresses kept; connections of further ones are counted and left out. Senders of made-up packets can
/// have any address.
const LIMIT: usize = 100_000;

/// Addresses of one machine: some temporary IPv6 addresses a day (RFC 8981) for a month. More are a router's.
const PER_MACHINE: usize = 128;

/// The number of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DeviceId(u32);

#[derive(Clone, Copy, Debug)]
enum Owner {
    /// The machine that this hardware address belongs to.
    Machine(DeviceId),
    /// Several machines are behind it.
    Shared,
}

/// All devices seen.
#[derive(Debug, Default)]
pub(super) struct Devices {
    by_address: HashMap<IpAddr, DeviceId>,
    by_mac: HashMap<Mac, Owner>,
    devices: Vec<Arc<Device>>,
    /// Times that a device was asked for and not kept because of [`LIMIT`].
    pub(super) dropped: u64,
}

impl Devices {
    /// The device with this address, seen behind this hardware address; `None` for a new one beyond the limit.
    pub(super) fn number(&mut self, address: IpAddr, mac: Option<[u8; 6]>) -> Option<DeviceId> {
        // Machines without an address yet all use the same one, and are known by their hardware address.
        let nobodys = address.is_unspecified() && mac.is_some();
        // The common case first; a second IPv4 address below is always a new address.
        if !nobodys && let Some(&known) = self.by_address.get(&address) {
            return Some(known);
        }
        let mac = mac.and_then(station);
        if nobodys
            && let Some(Owner::Machine(device)) = mac.and_then(|mac| self.by_mac.get(&mac).copied())
        {
            return Some(device);
        }
        if self.by_address.len() >= LIMIT || self.devices.len() >= LIMIT {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        let device = match mac.and_then(|mac| self.by_mac.get(&mac).copied()) {
            Some(Owner::Machine(device)) if self.may_join(device, address) => {
                self.join(device, address)
            }
            Some(Owner::Machine(device)) => {
                if let Some(mac) = mac {
                    self.by_mac.insert(mac, Owner::Shared);
                }
                self.split(device);
                self.add(address, None)
            }
            Some(Owner::Shared) => self.add(address, None),
            None => {
                let device = self.add(address, mac);
                if let Some(mac) = mac {
                    self.by_mac.insert(mac, Owner::Machine(device));
                }
                device
            }
        };
        if !nobodys {
            self.by_address.insert(address, device);
        }
        Some(device)
    }

    /// What is known of a device so far.
    pub(super) fn device(&self, number: DeviceId) -> Arc<Device> {
        Arc::clone(&self.devices[number.0 as usize])
    }

    /// A machine may have many IPv6 addresses and one lasting IPv4 address.
    fn may_join(&self, device: DeviceId, address: IpAddr) -> bool {
        let addresses = &self.devices[device.0 as usize].addresses;
        addresses.len() < PER_MACHINE
            && !(lasting_v4(address) && addresses.iter().any(|known| lasting_v4(*known)))
    }

    fn join(&mut self, number: DeviceId, address: IpAddr) -> DeviceId {
        let device = Arc::make_mut(&mut self.devices[number.0 as usize]);
        device.addresses.retain(|known| !known.is_unspecified());
        device.addresses.push(address);
        if lasting_v4(address) || device.label.is_unspecified() {
            device.label = address;
        }
        number
    }

    /// The hardware address turned out to be shared: each address is its own device from now on.
    fn split(&mut self, number: DeviceId) {
        let device = Arc::make_mut(&mut self.devices[number.0 as usize]);
        device.mac = None;
        let label = device.label;
        let others: Vec<IpAddr> = device
            .addresses
            .iter()
            .copied()
            .filter(|address| *address != label)
            .collect();
        device.addresses.retain(|address| *address == label);
        for address in others {
            let own = self.add(address, None);
            self.by_address.insert(address, own);
        }
    }

    fn add(&mut self, address: IpAddr, mac: Option<Mac>) -> DeviceId {
        let number = DeviceId(u32::try_from(self.devices.len()).unwrap_or(u32::MAX));
        self.devices.push(Arc::new(Device {
            number: number.0,
            label: address,
            addresses: vec![address],
            mac,
        }));
        number
    }
}

/// A hardware address that can belong to one station: set, and no group's.
fn station(mac: [u8; 6]) -> Option<Mac> {
    (mac != [0; 6] && mac[0] & 1 == 0).then_some(Mac(mac))
}

/// An IPv4 address that a machine was given, not one that it makes do with.
fn lasting_v4(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if !address.is_unspecified() && !address.is_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAC: [u8; 6] = [2, 0, 0, 0, 0, 1];

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn number(devices: &mut Devices, text: &str) -> DeviceId {
        devices.number(address(text), Some(MAC)).unwrap()
    }

    #[test]
    fn both_families_behind_one_hardware_address_are_one_machine() {
        let mut devices = Devices::default();
        let six = number(&mut devices, "fd00::5");
        let four = number(&mut devices, "10.0.0.5");
        assert_eq!(six, four);
        assert_eq!(devices.device(four).label, address("10.0.0.5"));
    }

    #[test]
    fn a_hardware_address_with_two_ipv4_addresses_joins_nothing() {
        let mut devices = Devices::default();
        let a = number(&mut devices, "10.0.0.5");
        let six = number(&mut devices, "2001::5");
        assert_eq!(a, six);
        let b = number(&mut devices, "10.0.0.6");
        assert_ne!(a, b);
        assert_ne!(number(&mut devices, "2001::5"), a);
        assert_eq!(devices.device(a).addresses, [address("10.0.0.5")]);
    }

    #[test]
    fn the_addresses_before_a_machine_is_given_one_do_not_count() {
        let mut devices = Devices::default();
        let machine = number(&mut devices, "0.0.0.0");
        for text in ["169.254.7.7", "fe80::1", "10.0.0.5", "0.0.0.0"] {
            assert_eq!(number(&mut devices, text), machine, "{text}");
        }
        let device = devices.device(machine);
        assert_eq!(device.label, address("10.0.0.5"));
        assert!(!device.addresses.contains(&address("0.0.0.0")));
    }

    #[test]
    fn machines_without_an_address_are_told_apart_by_hardware_address() {
        let mut devices = Devices::default();
        let a = number(&mut devices, "0.0.0.0");
        let other = Some([2, 0, 0, 0, 0, 9]);
        assert_ne!(devices.number(address("0.0.0.0"), other), Some(a));
    }

    #[test]
    fn a_group_address_joins_nothing() {
        let mut devices = Devices::default();
        let group = Some([0x33, 0x33, 0, 0, 0, 1]);
        let a = devices.number(address("10.0.0.5"), group);
        assert_ne!(devices.number(address("fd00::5"), group), a);
    }

    #[test]
    fn a_hardware_address_with_very_many_addresses_is_a_routers() {
        let mut devices = Devices::default();
        for last in 1..=PER_MACHINE + 1 {
            number(&mut devices, &format!("2001::{last:x}"));
        }
        assert_ne!(
            number(&mut devices, "2001::1"),
            number(&mut devices, "2001::2")
        );
    }

    #[test]
    fn devices_are_bounded_and_counted() {
        let mut devices = Devices::default();
        for number in 0..u32::try_from(LIMIT).unwrap() + 5 {
            devices.number(IpAddr::from(number.to_be_bytes()), None);
        }
        assert_eq!(devices.dropped, 5);
        assert!(devices.number(address("0.0.0.7"), None).is_some());
    }
}
