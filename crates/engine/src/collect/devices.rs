//! Which addresses are one machine.
//!
//! A machine asks over IPv4 and connects over IPv6, so what it heard must be found from either address. Addresses are
//! joined by hardware address, as long as that has one IPv4 address only: more than one is a router's, and says nothing.
//! What a machine uses before it has an address does not count: 0.0.0.0 and `::`, and 169.254.0.0/16 (RFC 3927).

use std::net::IpAddr;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::model::{Device, Mac};

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
}

impl Devices {
    /// The device with this address, seen behind this hardware address.
    pub(super) fn number(&mut self, address: IpAddr, mac: Option<[u8; 6]>) -> DeviceId {
        // The common case first; a second IPv4 address below is always a new address.
        if let Some(&known) = self.by_address.get(&address) {
            return known;
        }
        let mac = mac.map(Mac).filter(|mac| mac.0 != [0; 6]);
        if address.is_unspecified()
            && let Some(Owner::Machine(device)) = mac.and_then(|mac| self.by_mac.get(&mac).copied())
        {
            return device;
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
        // Every machine that has no address yet uses the same one.
        if mac.is_none() || !address.is_unspecified() {
            self.by_address.insert(address, device);
        }
        device
    }

    /// What is known of a device so far.
    pub(super) fn device(&self, number: DeviceId) -> Arc<Device> {
        Arc::clone(&self.devices[number.0 as usize])
    }

    /// A machine may have any number of IPv6 addresses (RFC 8981) and one IPv4 address.
    fn may_join(&self, device: DeviceId, address: IpAddr) -> bool {
        let known = &self.devices[device.0 as usize].addresses;
        !lasting_ipv4(&address) || !known.iter().any(lasting_ipv4)
    }

    fn join(&mut self, number: DeviceId, address: IpAddr) -> DeviceId {
        let device = Arc::make_mut(&mut self.devices[number.0 as usize]);
        device.addresses.retain(|known| !known.is_unspecified());
        device.addresses.push(address);
        if lasting_ipv4(&address) || device.label.is_unspecified() {
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

/// An IPv4 address that tells machines apart.
fn lasting_ipv4(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_unspecified() && !address.is_link_local(),
        IpAddr::V6(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAC: Option<[u8; 6]> = Some([2, 0, 0, 0, 0, 1]);

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn both_families_behind_one_hardware_address_are_one_machine() {
        let mut devices = Devices::default();
        let six = devices.number(address("fd00::5"), MAC);
        let four = devices.number(address("10.0.0.5"), MAC);
        assert_eq!(six, four);
        assert_eq!(devices.device(four).label, address("10.0.0.5"));
    }

    #[test]
    fn a_machine_that_asks_for_its_address_is_the_one_that_gets_it() {
        let mut devices = Devices::default();
        let asking = devices.number(address("0.0.0.0"), MAC);
        let other = devices.number(address("0.0.0.0"), Some([2, 0, 0, 0, 0, 2]));
        assert_ne!(asking, other);
        assert_eq!(devices.number(address("169.254.7.7"), MAC), asking);
        assert_eq!(devices.number(address("10.0.0.5"), MAC), asking);
        assert_eq!(devices.number(address("2001::5"), MAC), asking);
        assert_eq!(devices.number(address("0.0.0.0"), MAC), asking);
        let device = devices.device(asking);
        assert_eq!(device.label, address("10.0.0.5"));
        assert_eq!(
            device.addresses,
            [
                address("169.254.7.7"),
                address("10.0.0.5"),
                address("2001::5")
            ]
        );
    }

    #[test]
    fn a_hardware_address_with_two_ipv4_addresses_joins_nothing() {
        let mut devices = Devices::default();
        let a = devices.number(address("10.0.0.5"), MAC);
        let six = devices.number(address("2001::5"), MAC);
        assert_eq!(a, six);
        let b = devices.number(address("10.0.0.6"), MAC);
        assert_ne!(a, b);
        assert_ne!(devices.number(address("2001::5"), MAC), a);
        assert_eq!(devices.device(a).addresses, [address("10.0.0.5")]);
    }
}
