//! Address ranges that vendors list beside names. A range is a pointer to a service, no attribution: several services
//! share one, and whose connection it was only a name says.

use std::cmp::Reverse;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::catalog::file::Category;
use crate::catalog::{Area, Catalog};

/// A network in CIDR notation; an address is one of a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    address: IpAddr,
    /// At most 32, or 128 for IPv6.
    prefix: u8,
}

/// How a listed range lies to what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// The range holds all of it.
    Whole,
    /// The range is a part of it.
    Part,
}

/// A range, and the vendor's set that lists it.
#[derive(Clone, Debug, Serialize)]
pub struct RangeHit<'c> {
    /// The range as the vendor writes it.
    pub range: &'c str,
    /// How it lies to what was asked for.
    pub holds: Held,
    /// The release's id.
    pub release: &'c str,
    /// The release's name.
    pub release_name: &'c str,
    /// The area's id.
    pub area: &'c str,
    /// The area's name.
    pub area_name: &'c str,
    /// The vendor's number of the set.
    pub set: u32,
    /// TCP ports.
    pub tcp: &'c [u16],
    /// UDP ports.
    pub udp: &'c [u16],
    /// How the vendor wants the traffic treated, where it says.
    pub category: Option<Category>,
    /// Whether the service needs it, where the vendor says.
    pub required: Option<bool>,
    /// What it is for.
    pub note: Option<&'c str>,
    /// The line of the page's source file.
    pub line: u32,
}

/// Every range of a catalog.
#[derive(Debug)]
pub struct Ranges<'c>(Vec<(Network, RangeHit<'c>)>);

impl<'c> Ranges<'c> {
    /// Reads them. One that is none is left out; `check` complains about it.
    #[must_use]
    pub fn of(catalog: &'c Catalog) -> Self {
        let areas = catalog.areas().iter();
        Self(areas.flat_map(|area| of_area(area, catalog)).collect())
    }

    /// The ranges that hold a network or lie in it, those that hold it first, the narrowest of them
    /// before wider ones; those in it by address.
    #[must_use]
    pub fn meeting(&self, network: Network) -> Vec<RangeHit<'c>> {
        let mut met: Vec<(Network, RangeHit<'c>)> = Vec::new();
        for (range, hit) in &self.0 {
            let holds = if range.holds(network) {
                Held::Whole
            } else if network.holds(*range) {
                Held::Part
            } else {
                continue;
            };
            let hit = hit.clone();
            met.push((*range, RangeHit { holds, ..hit }));
        }
        met.sort_by_key(|(range, hit)| {
            let narrowest = (hit.holds == Held::Whole).then_some(Reverse(range.prefix));
            (hit.holds, narrowest, *range, hit.area, hit.set)
        });
        met.into_iter().map(|(_, hit)| hit).collect()
    }

    /// What the narrowest range that holds an address is listed for, in words and without a full stop.
    #[must_use]
    pub fn hint(&self, address: IpAddr) -> Option<String> {
        let hits = self.meeting(Network::from(address));
        let first = hits.first()?;
        let mut areas: Vec<&str> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.range == first.range) {
            if !areas.contains(&hit.area_name) {
                areas.push(hit.area_name);
            }
        }
        Some(format!(
            "in {}, which the page of {} lists for {}",
            first.range,
            first.release_name,
            areas.join(", ")
        ))
    }
}

fn of_area<'c>(
    area: &'c Area,
    catalog: &'c Catalog,
) -> impl Iterator<Item = (Network, RangeHit<'c>)> {
    area.sets.iter().flat_map(move |set| {
        let release = catalog.release(&set.release);
        let name = release.map_or(set.release.as_str(), |it| &it.entry.name);
        set.ranges.iter().filter_map(move |range| {
            let hit = RangeHit {
                range,
                holds: Held::Whole,
                release: &set.release,
                release_name: name,
                area: area.id(),
                area_name: area.name(Some(&set.release)),
                set: set.id,
                tcp: &set.tcp,
                udp: &set.udp,
                category: set.category,
                required: set.required,
                note: set.note.as_deref(),
                line: set.line,
            };
            Some((range.parse().ok()?, hit))
        })
    })
}

impl Network {
    /// The number of bits that its addresses share.
    #[must_use]
    pub const fn prefix(self) -> u8 {
        self.prefix
    }

    /// The address as it was written; for a network usually its first.
    #[must_use]
    pub const fn address(self) -> IpAddr {
        self.address
    }

    /// Whether it is a single address.
    #[must_use]
    pub const fn is_address(self) -> bool {
        self.prefix == width(self.address)
    }

    /// The same, written with its first address.
    #[must_use]
    pub fn tidy(self) -> Self {
        let address = at(self.address, head(self.address, self.prefix));
        Self { address, ..self }
    }

    /// Whether an address is in both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.holds(other) || other.holds(self)
    }

    /// What is left without the other, in as few networks as say it; at most 128 of them.
    #[must_use]
    pub fn without(self, other: Self) -> Vec<Self> {
        if !self.meets(other) {
            return vec![self];
        }
        let mut left = Vec::new();
        let mut rest = self.tidy();
        // Each half that the other is not in stays; the half that it is in is halved again.
        while !other.holds(rest) {
            let prefix = rest.prefix + 1;
            let bit = 1_u128 << (width(rest.address) - prefix);
            let low = Self { prefix, ..rest };
            let high = Self {
                address: at(rest.address, bits(rest.address) | bit),
                prefix,
            };
            let (next, stays) = if low.meets(other) {
                (low, high)
            } else {
                (high, low)
            };
            left.push(stays);
            rest = next;
        }
        left.sort_unstable();
        left
    }

    /// Whether all addresses of the other are in it. IPv4 and IPv6 have none in common.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        let same_kind = self.address.is_ipv4() == other.address.is_ipv4();
        let beyond = u32::from(width(self.address) - self.prefix);
        // With no bits in common every address is in it; a shift by all 128 would overflow.
        let head = |address| bits(address).checked_shr(beyond).unwrap_or(0);
        same_kind && self.prefix <= other.prefix && head(self.address) == head(other.address)
    }
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The bits of an address that a prefix leaves, the others zero.
fn head(address: IpAddr, prefix: u8) -> u128 {
    let beyond = u32::from(width(address) - prefix);
    let mask = u128::MAX.checked_shl(beyond).unwrap_or(0);
    bits(address) & mask
}

/// Bits as an address of the same kind.
fn at(like: IpAddr, bits: u128) -> IpAddr {
    match like {
        IpAddr::V4(_) => {
            let bits = u32::try_from(bits).expect("an IPv4 address has 32 bits");
            IpAddr::V4(bits.into())
        }
        IpAddr::V6(_) => IpAddr::V6(bits.into()),
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        // An IPv4 address in IPv6 clothes is the IPv4 address.
        let address = address.to_canonical();
        let prefix = width(address);
        Self { address, prefix }
    }
}

/// Text that is no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Not an address, or not one with a number after a slash.
    #[error("it is not an address with a number of bits, such as 192.0.2.0/24")]
    Unreadable,
    /// More bits than the address has.
    #[error("an address of this kind has only {0} bits")]
    TooLong(u8),
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError::Unreadable)?;
        let Some(prefix) = prefix else {
            return Ok(Self::from(address));
        };
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NetworkError::Unreadable);
        }
        let width = width(address);
        match prefix.parse() {
            Ok(prefix) if prefix <= width => Ok(Self { address, prefix }),
            _ => Err(NetworkError::TooLong(width)),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_address() {
            true => write!(formatter, "{}", self.address),
            false => write!(formatter, "{}/{}", self.address, self.prefix),
        }
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    fn meeting(text: &str) -> Vec<RangeHit<'static>> {
        Ranges::of(Catalog::embedded()).meeting(network(text))
    }

    #[test]
    fn an_address_leads_to_the_sets_that_list_it() {
        let hits = meeting("13.107.6.152");
        let first = hits.first().unwrap();
        assert_eq!(
            (first.area, first.set, first.range, first.holds),
            ("exchange-online", 1, "13.107.6.152/31", Held::Whole)
        );
    }

    #[test]
    fn an_ipv6_address_does_too() {
        let hits = meeting("2603:1006::1");
        assert!(
            hits.iter().any(|it| it.area == "exchange-online"),
            "{hits:?}"
        );
        assert!(hits.iter().all(|it| it.range.contains(':')));
    }

    #[test]
    fn a_network_meets_the_ranges_in_it_after_those_around_it() {
        let hits = meeting("13.107.6.0/24");
        assert!(hits.iter().any(|it| it.holds == Held::Part));
        assert!(hits.is_sorted_by_key(|it| it.holds));
    }

    #[test]
    fn an_address_beside_every_range_meets_none() {
        assert!(meeting("192.0.2.1").is_empty());
        assert!(
            meeting("13.107.6.154")
                .iter()
                .all(|it| it.range != "13.107.6.152/31")
        );
    }

    #[test]
    fn no_bits_hold_everything_of_their_kind() {
        assert!(network("0.0.0.0/0").holds(network("203.0.113.7")));
        assert!(network("::/0").holds(network("2001:db8::1")));
        assert!(!network("::/0").holds(network("203.0.113.7")));
    }

    #[test]
    fn what_is_left_of_a_network_is_said_in_few() {
        let left = |whole: &str, part: &str| -> Vec<String> {
            let left = network(whole).without(network(part));
            left.iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            left("192.0.2.0/28", "192.0.2.5"),
            ["192.0.2.0/30", "192.0.2.4", "192.0.2.6/31", "192.0.2.8/29"]
        );
        assert_eq!(left("192.0.2.0/24", "192.0.2.7/0"), [""; 0]);
        assert_eq!(left("192.0.2.0/24", "198.51.100.0/24"), ["192.0.2.0/24"]);
        assert_eq!(left("2001:db8::/127", "2001:db8::1"), ["2001:db8::"]);
        assert_eq!(left("::/0", "8000::/1"), ["::/1"]);
        assert_eq!(network("192.0.2.77/24").tidy(), network("192.0.2.0/24"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "/", "1.2.3/8", "1.2.3.4/", "1.2.3.4/x", "1.2.3.4/+8"] {
            assert_eq!(text.parse::<Network>(), Err(NetworkError::Unreadable));
        }
        let long = |text: &str| text.parse::<Network>().unwrap_err();
        assert_eq!(long("1.2.3.4/33"), NetworkError::TooLong(32));
        assert_eq!(long("::1/999"), NetworkError::TooLong(128));
    }

    #[test]
    fn every_range_of_the_catalog_is_read() {
        let areas = Catalog::embedded().areas().iter();
        let written: usize = areas
            .flat_map(|area| &area.sets)
            .map(|set| set.ranges.len())
            .sum();
        assert_eq!(Ranges::of(Catalog::embedded()).0.len(), written);
    }
}
