//! The machines under observation.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A hardware address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mac(pub [u8; 6]);

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Listings print one per record; digit by digit costs a fraction of six formatted numbers.
        let mut text = String::with_capacity(17);
        for (place, byte) in self.0.iter().enumerate() {
            if place > 0 {
                text.push(':');
            }
            for digit in [byte >> 4, byte & 0xf] {
                text.extend(char::from_digit(digit.into(), 16));
            }
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Mac {
    type Err = ();

    /// Reads `aa:bb:cc:dd:ee:ff`, and the same with dashes, as Windows prints it.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 6];
        let mut parts = text.split([':', '-']);
        for byte in &mut bytes {
            let part = parts.next().filter(|part| part.len() == 2).ok_or(())?;
            *byte = u8::from_str_radix(part, 16).map_err(|_| ())?;
        }
        if parts.next().is_some() {
            Err(())
        } else {
            Ok(Self(bytes))
        }
    }
}

/// One machine. Addresses that share a hardware address, one per family, are one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Tells devices apart during one run; what is known of a device grows, its number stays.
    pub number: u32,
    /// The address it is called by in reports: its first IPv4 address, else its first address.
    pub label: IpAddr,
    /// Every address seen, in the order seen.
    pub addresses: Vec<IpAddr>,
    /// The hardware address, where the capture's link has one and it is not shared by several machines.
    pub mac: Option<Mac>,
}

/// Which machines the user wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceFilter {
    /// By IP address.
    Address(IpAddr),
    /// By hardware address.
    Mac(Mac),
}

impl FromStr for DeviceFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        text.parse().map(Self::Mac).map_err(|()| {
            format!("`{text}` is neither an IP address (192.0.2.7, 2001:db8::7) nor a MAC (aa:bb:cc:dd:ee:ff)")
        })
    }
}
