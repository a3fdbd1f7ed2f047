//! Which part of the address space an address lies in, by IANA's special-purpose registries.
//!
//! Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and successors), the multicast registries
//! (RFC 5771, RFC 4291), and for IPv6 the allocated unicast space 2000::/3. Addresses that embed an IPv4 address
//! (mapped, NAT64, 6to4) are judged by that one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Reachable over the Internet.
    Public,
    /// Private use (RFC 1918), unique local (RFC 4193) or shared with a provider (RFC 6598).
    Private,
    /// Of this host.
    Loopback,
    /// Of this link.
    LinkLocal,
    /// Groups, and the limited broadcast address.
    Multicast,
    /// The unspecified address: what block lists answer with.
    Unspecified,
    /// Documentation and benchmarking.
    Documentation,
    /// Reserved, unallocated, or special in another way.
    Reserved,
}

impl Scope {
    /// The scope of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }

    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Public,
        Self::Private,
        Self::Loopback,
        Self::LinkLocal,
        Self::Multicast,
        Self::Unspecified,
        Self::Documentation,
        Self::Reserved,
    ];

    /// The scope of this token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.token() == token)
    }

    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Loopback => "loopback",
            Self::LinkLocal => "link-local",
            Self::Multicast => "multicast",
            Self::Unspecified => "unspecified",
            Self::Documentation => "documentation",
            Self::Reserved => "reserved",
        }
    }
}

fn of_v4(address: Ipv4Addr) -> Scope {
    match address.octets() {
        [0, 0, 0, 0] => Scope::Unspecified,
        // PCP and TURN anycast, AS112 and AMT are globally reachable parts of special blocks.
        [192, 0, 0, 9 | 10] | [192, 31, 196, _] | [192, 52, 193, _] | [192, 175, 48, _] => {
            Scope::Public
        }
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Scope::Private,
        [127, ..] => Scope::Loopback,
        [169, 254, ..] => Scope::LinkLocal,
        [224..=239, ..] | [255, 255, 255, 255] => Scope::Multicast,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [198, 18 | 19, ..] => {
            Scope::Documentation
        }
        [0 | 240..=255, ..] | [192, 0, 0, _] | [192, 88, 99, _] => Scope::Reserved,
        _ => Scope::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> Scope {
    if address.is_unspecified() {
        return Scope::Unspecified;
    }
    if address.is_loopback() {
        return Scope::Loopback;
    }
    match address.segments() {
        // ::ffff:0:0/96 and 64:ff9b::/96
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => {
            of_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
        }
        // RFC 8215: translation inside one network
        [0x64, 0xff9b, 1, ..] => Scope::Private,
        [0xff00..=0xffff, ..] => Scope::Multicast,
        [0xfe80..=0xfebf, ..] => Scope::LinkLocal,
        // fec0::/10, site-local, deprecated by RFC 3879 and still in use
        [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => Scope::Private,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] | [0x2001, 2, 0, ..] => Scope::Documentation,
        // Inside 2001::/23: port control, TURN, AMT, AS112, ORCHIDv2 and drone identifiers are global
        [0x2001, 1, 0, 0, 0, 0, 0, 1..=3] | [0x2001, 3 | 4 | 0x20..=0x3f, ..] => Scope::Public,
        // Teredo (RFC 4380) reaches the public IPv4 Internet
        [0x2001, 0, ..] => Scope::Public,
        [0x2001, 0..=0x1ff, ..] => Scope::Reserved,
        [0x2000..=0x3fff, ..] => Scope::Public,
        _ => Scope::Reserved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        Scope::of(text.parse().unwrap())
    }

    #[test]
    fn private_blocks_end_where_the_registry_says() {
        assert_eq!(scope("172.31.255.255"), Scope::Private);
        assert_eq!(scope("172.32.0.0"), Scope::Public);
        assert_eq!(scope("100.64.0.1"), Scope::Private);
        assert_eq!(scope("100.128.0.1"), Scope::Public);
    }

    #[test]
    fn embedded_ipv4_addresses_are_judged_by_themselves() {
        assert_eq!(scope("::ffff:20.1.2.3"), Scope::Public);
        assert_eq!(scope("64:ff9b::10.0.0.1"), Scope::Private);
        assert_eq!(scope("2002:c0a8:101::1"), Scope::Private);
    }

    #[test]
    fn ipv6_outside_the_allocated_unicast_space_is_reserved() {
        assert_eq!(scope("4000::1"), Scope::Reserved);
        assert_eq!(scope("2603:1030:40c::a1"), Scope::Public);
        assert_eq!(scope("2001:db8::1"), Scope::Documentation);
        assert_eq!(scope("fd77::2"), Scope::Private);
    }

    #[test]
    fn multicast_is_not_public() {
        assert_eq!(scope("239.255.255.250"), Scope::Multicast);
        assert_eq!(scope("ff0e::1"), Scope::Multicast);
    }
}
