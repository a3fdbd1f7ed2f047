//! What makes packets belong to one conversation: the two endpoints, in either order, and the transport.

use std::net::IpAddr;

use crate::Side;

/// The transport protocol of a conversation, by its IANA protocol number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Carrier(pub u8);

impl Carrier {
    /// Transmission Control Protocol.
    pub const TCP: Self = Self(6);
    /// User Datagram Protocol.
    pub const UDP: Self = Self(17);
}

/// One end: an address and a port (0 where the transport has none).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// The IP address.
    pub address: IpAddr,
    /// The port.
    pub port: u16,
}

/// The key of a conversation: endpoints in ascending order, packed so that hashing and comparing it is cheap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    addresses: [u128; 2],
    ports: u32,
    carrier: u16,
}

/// IPv4 addresses are widened to their mapped form; `carrier` keeps the families apart.
const fn widen(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl Key {
    /// The key of a packet from `source` to `destination`, and whether the source is the lower end.
    pub(super) fn new(carrier: Carrier, source: Endpoint, destination: Endpoint) -> (Self, bool) {
        let from = (widen(source.address), source.port);
        let to = (widen(destination.address), destination.port);
        let ascending = from <= to;
        let (low, high) = if ascending { (from, to) } else { (to, from) };
        let family = if source.address.is_ipv4() { 0 } else { 0x100 };
        let key = Self {
            addresses: [low.0, high.0],
            ports: u32::from(low.1) << 16 | u32::from(high.1),
            carrier: u16::from(carrier.0) | family,
        };
        (key, ascending)
    }
}

/// Which side a packet came from, given whether its source and the flow's initiator are the lower end.
pub(super) const fn side(source_is_low: bool, initiator_is_low: bool) -> Side {
    if source_is_low == initiator_is_low {
        Side::Initiator
    } else {
        Side::Responder
    }
}
