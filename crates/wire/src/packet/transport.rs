//! TCP (RFC 9293 section 3.1) and UDP (RFC 768) headers, and the protocols beside them that are tunnels.

use super::extension::{self, AUTHENTICATION};
use super::fragment::Held;
use super::icmp::{self, Unreachable};
use super::{Envelope, Packet, Skipped, tunnel};

const TCP: u8 = 6;
const UDP: u8 = 17;

/// What a packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport<'a> {
    /// A TCP segment.
    Tcp(Tcp<'a>),
    /// A UDP datagram.
    Udp(Udp<'a>),
    /// An ICMP error: a packet of this conversation was turned away.
    Unreachable(Unreachable),
    /// Anything else: ICMP, ESP, or a tunnel with nothing readable in it.
    Other {
        /// Its IP protocol number.
        protocol: u8,
    },
}

/// A TCP segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tcp<'a> {
    /// The sender's port.
    pub source_port: u16,
    /// The receiver's port.
    pub destination_port: u16,
    /// The number of the first byte of `payload`, or of the SYN before it.
    pub sequence: u32,
    /// The number of the byte expected next from the other side; only meaningful with [`TcpFlags::ACK`].
    pub acknowledgement: u32,
    /// The control bits.
    pub flags: TcpFlags,
    /// The data, without Ethernet padding; shorter than it was on the wire where [`Packet::cut`].
    pub payload: &'a [u8],
}

/// TCP's control bits, as they stand in byte 13 of the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    /// No more data from the sender.
    pub const FIN: Self = Self(0x01);
    /// Synchronise sequence numbers.
    pub const SYN: Self = Self(0x02);
    /// Reset the connection.
    pub const RST: Self = Self(0x04);
    /// Push what is buffered to the application.
    pub const PSH: Self = Self(0x08);
    /// The acknowledgement number counts.
    pub const ACK: Self = Self(0x10);

    /// True where every bit of `flags` is set.
    #[must_use]
    pub const fn contains(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// True for the first segment of a connection: SYN without ACK.
    #[must_use]
    pub const fn opens(self) -> bool {
        self.contains(Self::SYN) && !self.contains(Self::ACK)
    }

    /// True for the answer to it: SYN with ACK.
    #[must_use]
    pub const fn accepts(self) -> bool {
        self.contains(Self::SYN) && self.contains(Self::ACK)
    }
}

/// A UDP datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Udp<'a> {
    /// The sender's port.
    pub source_port: u16,
    /// The receiver's port.
    pub destination_port: u16,
    /// The data; shorter than it was on the wire where [`Packet::cut`].
    pub payload: &'a [u8],
}

/// Opens what an IP header, or the last of its extension headers, announces as `protocol`.
#[inline]
pub(super) fn open<'a>(
    protocol: u8,
    data: &'a [u8],
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    match protocol {
        TCP => tcp(data, envelope),
        UDP => udp(data, envelope, held),
        _ => other(protocol, data, envelope, held),
    }
}

#[inline]
fn tcp<'a>(data: &'a [u8], envelope: &Envelope) -> Result<Packet<'a>, Skipped> {
    // Checksum and urgent pointer may be cut away; the ports, numbers and flags must be there.
    let Some(header) = data.first_chunk::<14>() else {
        return Err(short(envelope));
    };
    let [
        s0,
        s1,
        d0,
        d1,
        n0,
        n1,
        n2,
        n3,
        a0,
        a1,
        a2,
        a3,
        offset,
        flags,
    ] = *header;
    let header_len = usize::from(offset >> 4) * 4;
    if header_len < 20 {
        return Err(Skipped::Damaged);
    }
    let payload = data.get(header_len..);
    if payload.is_none() && !envelope.cut {
        return Err(Skipped::Damaged);
    }
    let tcp = Tcp {
        source_port: u16::from_be_bytes([s0, s1]),
        destination_port: u16::from_be_bytes([d0, d1]),
        sequence: u32::from_be_bytes([n0, n1, n2, n3]),
        acknowledgement: u32::from_be_bytes([a0, a1, a2, a3]),
        flags: TcpFlags(flags),
        payload: payload.unwrap_or_default(),
    };
    Ok(envelope.packet(Transport::Tcp(tcp), false))
}

#[inline]
fn udp<'a>(
    data: &'a [u8],
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    let Some(([s0, s1, d0, d1, l0, l1, _, _], rest)) = data.split_first_chunk() else {
        return Err(short(envelope));
    };
    let promised = match u16::from_be_bytes([*l0, *l1]) {
        // A jumbogram (RFC 2675), or captured before the network card cut it into datagrams.
        0 => rest.len(),
        1..8 => return Err(Skipped::Damaged),
        length => usize::from(length) - 8,
    };
    let udp = Udp {
        source_port: u16::from_be_bytes([*s0, *s1]),
        destination_port: u16::from_be_bytes([*d0, *d1]),
        payload: rest.get(..promised).unwrap_or(rest),
    };
    let outer = envelope.packet(Transport::Udp(udp), promised > rest.len());
    if tunnel::may_be_in_udp(&udp) {
        return tunnel::in_udp(&udp, &outer, envelope, held);
    }
    Ok(outer)
}

fn other<'a>(
    protocol: u8,
    data: &'a [u8],
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    if protocol == AUTHENTICATION {
        return extension::open(protocol, data, envelope, held);
    }
    match icmp::read(protocol, data) {
        Some(icmp::Message::Unreachable(unreachable)) => {
            return Ok(envelope.packet(Transport::Unreachable(unreachable), false));
        }
        Some(icmp::Message::Remark) => return Err(Skipped::Remark),
        Some(icmp::Message::Own) | None => {}
    }
    tunnel::in_ip(protocol, data, envelope, held)
        .unwrap_or_else(|| Ok(envelope.packet(Transport::Other { protocol }, false)))
}

/// Too short a header is the capture's fault or the sender's.
fn short(envelope: &Envelope) -> Skipped {
    if envelope.cut {
        Skipped::Cut
    } else {
        Skipped::Damaged
    }
}
