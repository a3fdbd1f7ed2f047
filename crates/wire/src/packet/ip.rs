//! IPv4 (RFC 791) and IPv6 (RFC 8200) headers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::fragment::{Fragment, Held, Key};
use super::{Envelope, Packet, Skipped, Tunnels, extension, transport};
use crate::link::Stripped;

/// Opens an IP packet of either version. `cut` says that a layer around it was already cut by the capture.
#[inline]
pub(super) fn open<'a>(
    stripped: &Stripped<'a>,
    wire_len: u32,
    cut: bool,
    tunnels: Tunnels,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    match stripped.packet.first() {
        Some(0x40..=0x4f) => open_v4(stripped, wire_len, cut, tunnels, held),
        Some(0x60..=0x6f) => open_v6(stripped, wire_len, cut, tunnels, held),
        Some(_) => Err(Skipped::Damaged),
        None => Err(Skipped::Cut),
    }
}

#[inline]
fn open_v4<'a>(
    stripped: &Stripped<'a>,
    wire_len: u32,
    cut: bool,
    tunnels: Tunnels,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    let data = stripped.packet;
    let Some(header) = data.first_chunk::<20>() else {
        return Err(Skipped::Cut);
    };
    let [
        version_and_length,
        _,
        l0,
        l1,
        i0,
        i1,
        f0,
        f1,
        _,
        protocol,
        _,
        _,
        s0,
        s1,
        s2,
        s3,
        d0,
        d1,
        d2,
        d3,
    ] = *header;
    let header_len = usize::from(version_and_length & 0xf) * 4;
    let total_len = match u16::from_be_bytes([l0, l1]) {
        // Captured on the sending host before the network card cut the packet into segments.
        0 => data.len(),
        length => usize::from(length),
    };
    if header_len < 20 || total_len < header_len {
        return Err(Skipped::Damaged);
    }
    let Some(payload) = data.get(header_len..total_len.min(data.len())) else {
        return Err(Skipped::Cut);
    };
    let envelope = Envelope {
        source: IpAddr::V4(Ipv4Addr::new(s0, s1, s2, s3)),
        destination: IpAddr::V4(Ipv4Addr::new(d0, d1, d2, d3)),
        source_mac: stripped.source,
        destination_mac: stripped.destination,
        wire_len,
        cut: cut || total_len > data.len(),
        tunnels,
        depth: stripped.depth,
    };
    // Bit 13 announces more fragments, the 13 bits below it are this one's offset in units of 8 bytes.
    let fragment = u16::from_be_bytes([f0, f1]);
    if fragment & 0x3fff != 0 {
        let key = Key {
            source: envelope.source,
            destination: envelope.destination,
            identification: u32::from(u16::from_be_bytes([i0, i1])),
            protocol: Some(protocol),
        };
        let more = fragment & 0x2000 != 0;
        return Fragment::new(key, fragment & 0x1fff, more, protocol, payload, envelope)
            .hold_or_open(held);
    }
    transport::open(protocol, payload, &envelope, held)
}

fn open_v6<'a>(
    stripped: &Stripped<'a>,
    wire_len: u32,
    cut: bool,
    tunnels: Tunnels,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    let data = stripped.packet;
    let Some((header, rest)) = data.split_first_chunk::<40>() else {
        return Err(Skipped::Cut);
    };
    let [_, _, _, _, l0, l1, next, _, addresses @ ..] = header;
    let (source, destination) = addresses.split_at(16);
    let payload_len = match u16::from_be_bytes([*l0, *l1]) {
        // A jumbogram, or captured before the network card cut it into segments.
        0 => rest.len(),
        length => usize::from(length),
    };
    let envelope = Envelope {
        source: v6(source),
        destination: v6(destination),
        source_mac: stripped.source,
        destination_mac: stripped.destination,
        wire_len,
        cut: cut || payload_len > rest.len(),
        tunnels,
        depth: stripped.depth,
    };
    let payload = rest.get(..payload_len).unwrap_or(rest);
    extension::open(*next, payload, &envelope, held)
}

/// `bytes` are 16; any others would give the unspecified address.
fn v6(bytes: &[u8]) -> IpAddr {
    let bytes: [u8; 16] = bytes.try_into().unwrap_or_default();
    IpAddr::V6(Ipv6Addr::from(bytes))
}

/// True where `packet` begins with an IP header whose lengths fit: enough to believe that a tunnel is one.
/// `cut` allows for a packet longer than what was kept.
pub(super) fn is_plausible(packet: &[u8], cut: bool) -> bool {
    let fits = |length: usize| length <= packet.len() || cut;
    match packet {
        [first @ 0x45..=0x4f, _, l0, l1, ..] => {
            let total_len = usize::from(u16::from_be_bytes([*l0, *l1]));
            usize::from(first & 0xf) * 4 <= total_len && fits(total_len)
        }
        [0x60..=0x6f, _, _, _, l0, l1, ..] => {
            fits(40 + usize::from(u16::from_be_bytes([*l0, *l1])))
        }
        _ => false,
    }
}
