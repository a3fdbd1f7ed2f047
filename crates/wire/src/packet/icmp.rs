//! ICMP (RFC 792) and ICMPv6 (RFC 4443) errors: a router or a host says that a packet did not arrive.
//!
//! Of the packet quoted in the error only the endpoints are read, to find the conversation that it belonged to. It is
//! never taken for a packet of its own: nobody sent it there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const ICMP: u8 = 1;
const ICMPV6: u8 = 58;
const TCP: u8 = 6;
const UDP: u8 = 17;

/// A packet that was turned away, by what its error quotes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// TCP (6) or UDP (17).
    pub protocol: u8,
    /// Who had sent it.
    pub source: IpAddr,
    /// From which port.
    pub source_port: u16,
    /// Whom it was for.
    pub destination: IpAddr,
    /// For which port.
    pub destination_port: u16,
}

/// What an ICMP message is to a reader of conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A packet was turned away.
    Unreachable(Unreachable),
    /// Another remark on a packet: it was too large, lived too long, should go elsewhere.
    Remark,
    /// A message of its own: an echo, a neighbour's address.
    Own,
}

/// Reads a message; `None` where the protocol is not ICMP.
pub(super) fn read(protocol: u8, data: &[u8]) -> Option<Message> {
    let ([kind, code, ..], quoted) = data.split_first_chunk::<8>()?;
    Some(match (protocol, *kind, *code) {
        // "Fragmentation needed" asks for smaller packets (RFC 1191).
        (ICMP, 3, 4) | (ICMP, 4 | 5 | 11 | 12, _) | (ICMPV6, 2..=127, _) => Message::Remark,
        (ICMP, 3, _) => in_v4(quoted).map_or(Message::Remark, Message::Unreachable),
        (ICMPV6, 1, _) => in_v6(quoted).map_or(Message::Remark, Message::Unreachable),
        (ICMP | ICMPV6, ..) => Message::Own,
        _ => return None,
    })
}

fn in_v4(quoted: &[u8]) -> Option<Unreachable> {
    let header = quoted.first_chunk::<20>()?;
    let [
        version_and_length,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        protocol,
        _,
        _,
        addresses @ ..,
    ] = header;
    let [s0, s1, s2, s3, d0, d1, d2, d3] = *addresses;
    let transport = quoted.get(usize::from(version_and_length & 0xf) * 4..)?;
    let source = Ipv4Addr::new(s0, s1, s2, s3).into();
    let destination = Ipv4Addr::new(d0, d1, d2, d3).into();
    with_ports(*protocol, source, destination, transport)
}

/// Extension headers before the transport are rare in what is turned away, and not stepped over.
fn in_v6(quoted: &[u8]) -> Option<Unreachable> {
    let (header, transport) = quoted.split_first_chunk::<40>()?;
    let [_, _, _, _, _, _, protocol, _, addresses @ ..] = header;
    let (source, destination) = addresses.split_first_chunk::<16>()?;
    let source = Ipv6Addr::from(*source).into();
    let destination = Ipv6Addr::from(*destination.first_chunk::<16>()?).into();
    with_ports(*protocol, source, destination, transport)
}

fn with_ports(
    protocol: u8,
    source: IpAddr,
    destination: IpAddr,
    transport: &[u8],
) -> Option<Unreachable> {
    let [s0, s1, d0, d1] = *transport.first_chunk::<4>()?;
    matches!(protocol, TCP | UDP).then_some(Unreachable {
        protocol,
        source,
        source_port: u16::from_be_bytes([s0, s1]),
        destination,
        destination_port: u16::from_be_bytes([d0, d1]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoting_v4(kind: u8, code: u8, protocol: u8) -> Vec<u8> {
        let mut message = vec![kind, code, 0, 0, 0, 0, 0, 0];
        message.extend([
            0x45, 0, 0, 60, 0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 20, 1, 2, 3,
        ]);
        message.extend([0xc0, 0x01, 0x01, 0xbb, 0, 0, 0, 0]);
        message
    }

    #[test]
    fn the_endpoints_of_what_was_turned_away_are_read() {
        let message = read(ICMP, &quoting_v4(3, 3, TCP));
        let Some(Message::Unreachable(unreachable)) = message else {
            panic!("{message:?}")
        };
        assert_eq!(unreachable.source, IpAddr::from([10, 0, 0, 1]));
        assert_eq!(
            (unreachable.source_port, unreachable.destination_port),
            (0xc001, 443)
        );
    }

    #[test]
    fn a_request_for_smaller_packets_turns_nothing_away() {
        assert_eq!(read(ICMP, &quoting_v4(3, 4, TCP)), Some(Message::Remark));
    }

    #[test]
    fn an_echo_is_a_message_of_its_own() {
        assert_eq!(read(ICMP, &[8, 0, 0, 0, 0, 1, 0, 1]), Some(Message::Own));
    }

    #[test]
    fn every_prefix_is_survived() {
        let message = quoting_v4(3, 1, UDP);
        for end in 0..message.len() {
            let _ = read(ICMP, &message[..end]);
            let _ = read(ICMPV6, &message[..end]);
        }
    }
}
