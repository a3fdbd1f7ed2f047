//! Headers for tests, each around what it carries.

use std::net::{Ipv4Addr, Ipv6Addr};

pub(crate) const CLIENT: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
pub(crate) const SERVER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 2);
pub(crate) const CLIENT_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
pub(crate) const SERVER_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 2);
pub(crate) const CLIENT_MAC: [u8; 6] = [2, 0, 0, 0, 0, 1];
pub(crate) const SERVER_MAC: [u8; 6] = [2, 0, 0, 0, 0, 2];

pub(crate) fn ethernet(ethertype: u16, inside: &[u8]) -> Vec<u8> {
    [
        &SERVER_MAC[..],
        &CLIENT_MAC,
        &ethertype.to_be_bytes(),
        inside,
    ]
    .concat()
}

pub(crate) fn ipv4(protocol: u8, inside: &[u8]) -> Vec<u8> {
    ipv4_fragment(protocol, 0, inside)
}

/// `field` holds the flags and the offset.
pub(crate) fn ipv4_fragment(protocol: u8, field: u16, inside: &[u8]) -> Vec<u8> {
    let length = u16::try_from(20 + inside.len()).unwrap();
    let mut packet = vec![0x45, 0];
    packet.extend(length.to_be_bytes());
    packet.extend([0, 7]);
    packet.extend(field.to_be_bytes());
    packet.extend([64, protocol, 0, 0]);
    packet.extend(CLIENT.octets());
    packet.extend(SERVER.octets());
    packet.extend(inside);
    packet
}

pub(crate) fn ipv6(next: u8, inside: &[u8]) -> Vec<u8> {
    let length = u16::try_from(inside.len()).unwrap();
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend(length.to_be_bytes());
    packet.extend([next, 64]);
    packet.extend(CLIENT_V6.octets());
    packet.extend(SERVER_V6.octets());
    packet.extend(inside);
    packet
}

/// From port 40000 to `port`, with PSH and ACK.
pub(crate) fn tcp(port: u16, payload: &[u8]) -> Vec<u8> {
    let mut segment = 40000_u16.to_be_bytes().to_vec();
    segment.extend(port.to_be_bytes());
    segment.extend([0, 0, 0, 5, 0, 0, 0, 9, 0x50, 0x18, 0, 0, 0, 0, 0, 0]);
    segment.extend(payload);
    segment
}

/// From port 40000 to `port`.
pub(crate) fn udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let mut datagram = 40000_u16.to_be_bytes().to_vec();
    datagram.extend(port.to_be_bytes());
    datagram.extend(u16::try_from(8 + payload.len()).unwrap().to_be_bytes());
    datagram.extend([0, 0]);
    datagram.extend(payload);
    datagram
}

/// TCP to port 443 with the payload `hello`, in IPv4.
pub(crate) fn hello() -> Vec<u8> {
    ipv4(6, &tcp(443, b"hello"))
}

/// As [`hello`], in IPv6.
pub(crate) fn hello_v6() -> Vec<u8> {
    ipv6(6, &tcp(443, b"hello"))
}
