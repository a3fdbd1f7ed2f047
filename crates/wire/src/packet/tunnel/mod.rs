//! Tunnels inside IP and inside UDP: which there are, and what to make of one that holds nothing readable.
//!
//! What runs over UDP is known by its port alone, and any program may use that port for something else. So a tunnel
//! over UDP is believed only where an IP header with fitting lengths stands in it, and where that leads to TCP or
//! UDP; otherwise the datagram is taken as it is. A host's talk with its Teredo server stays visible this way.

mod geneve;
mod gre;
mod gtp;
mod l2tp;
mod teredo;
mod vxlan;

use super::fragment::Held;
use super::{Depth, Envelope, Packet, Skipped, Transport, Udp, ip};
use crate::link::{Stripped, raw};

const IPV4_IN_IP: u8 = 4;
const IPV6_IN_IP: u8 = 41;
const GRE: u8 = 47;

/// A kind of tunnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Tunnel {
    /// IPv4 inside IP (RFC 2003, RFC 2473).
    Ipv4InIp,
    /// IPv6 inside IP: 6in4, 6to4, 6in6 (RFC 4213, RFC 2473).
    Ipv6InIp,
    /// Generic routing encapsulation (RFC 2784, RFC 2637, RFC 8086).
    Gre,
    /// Teredo (RFC 4380).
    Teredo,
    /// VXLAN (RFC 7348).
    Vxlan,
    /// Geneve (RFC 8926).
    Geneve,
    /// GTP-U (3GPP TS 29.281).
    GtpU,
    /// L2TP version 2 (RFC 2661).
    L2tp,
}

impl Tunnel {
    const ALL: [Self; 8] = [
        Self::Ipv4InIp,
        Self::Ipv6InIp,
        Self::Gre,
        Self::Teredo,
        Self::Vxlan,
        Self::Geneve,
        Self::GtpU,
        Self::L2tp,
    ];

    /// The token used in machine-readable output; never changes once released.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Ipv4InIp => "ipv4-in-ip",
            Self::Ipv6InIp => "ipv6-in-ip",
            Self::Gre => "gre",
            Self::Teredo => "teredo",
            Self::Vxlan => "vxlan",
            Self::Geneve => "geneve",
            Self::GtpU => "gtp-u",
            Self::L2tp => "l2tp",
        }
    }
}

/// The tunnels that a packet came through: which kinds, and how many in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tunnels {
    kinds: u8,
    depth: u8,
}

impl Tunnels {
    /// How many tunnels, one in the other.
    #[must_use]
    pub const fn depth(self) -> u8 {
        self.depth
    }

    /// Each kind once, in the order of [`Tunnel`].
    pub fn kinds(self) -> impl Iterator<Item = Tunnel> {
        Tunnel::ALL
            .into_iter()
            .filter(move |&tunnel| self.kinds & Self::bit(tunnel) != 0)
    }

    fn with(self, tunnel: Tunnel) -> Self {
        Self {
            kinds: self.kinds | Self::bit(tunnel),
            depth: self.depth.saturating_add(1),
        }
    }

    const fn bit(tunnel: Tunnel) -> u8 {
        1 << tunnel as u8
    }
}

/// Opens a tunnel over UDP. Gives the packet in it, or `outer` where it is no tunnel after all.
#[cold]
pub(super) fn in_udp<'a>(
    udp: &Udp<'a>,
    outer: &Packet<'a>,
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    for port in [udp.destination_port, udp.source_port] {
        if let Some((tunnel, open)) = over_udp(port)
            && let Some(found) = believed(tunnel, open, udp.payload, outer.cut, envelope, held)
        {
            return found;
        }
    }
    Ok(*outer)
}

/// True where one of the ports is a tunnel's.
#[inline]
pub(super) fn may_be_in_udp(udp: &Udp<'_>) -> bool {
    over_udp(udp.destination_port).is_some() || over_udp(udp.source_port).is_some()
}

type Open = for<'a> fn(&'a [u8], Depth) -> Result<Stripped<'a>, Skipped>;

/// The tunnels over UDP, by port.
#[inline]
fn over_udp(port: u16) -> Option<(Tunnel, Open)> {
    match port {
        1701 => Some((Tunnel::L2tp, l2tp::open)),
        2152 => Some((Tunnel::GtpU, gtp::open)),
        3544 => Some((Tunnel::Teredo, teredo::open)),
        4754 => Some((Tunnel::Gre, gre::open)),
        4789 => Some((Tunnel::Vxlan, vxlan::open)),
        4790 => Some((Tunnel::Vxlan, vxlan::open_generic)),
        6081 => Some((Tunnel::Geneve, geneve::open)),
        // Linux' port from before the registration, shared with other protocols.
        8472 => Some((Tunnel::Vxlan, vxlan::open_strictly)),
        _ => None,
    }
}

fn believed<'a>(
    tunnel: Tunnel,
    open: Open,
    payload: &'a [u8],
    cut: bool,
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Option<Result<Packet<'a>, Skipped>> {
    let stripped = open(payload, envelope.depth.deeper().ok()?).ok()?;
    if !ip::is_plausible(stripped.packet, cut) {
        return None;
    }
    match inside(tunnel, stripped, cut, envelope, held) {
        found @ Err(Skipped::FragmentKept) => Some(found),
        Ok(Packet {
            transport: Transport::Other { .. } | Transport::Unreachable(_),
            ..
        })
        | Err(_) => None,
        found => Some(found),
    }
}

/// Opens a tunnel directly over IP. `None` where `protocol` is none, or one with nothing readable in it.
pub(super) fn in_ip<'a>(
    protocol: u8,
    data: &'a [u8],
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Option<Result<Packet<'a>, Skipped>> {
    let (tunnel, open): (_, Open) = match protocol {
        IPV4_IN_IP => (Tunnel::Ipv4InIp, raw::strip),
        IPV6_IN_IP => (Tunnel::Ipv6InIp, raw::strip),
        GRE => (Tunnel::Gre, gre::open),
        _ => return None,
    };
    let stripped = open(data, envelope.depth.deeper().ok()?).ok()?;
    match inside(tunnel, stripped, envelope.cut, envelope, held) {
        found @ (Ok(_) | Err(Skipped::FragmentKept)) => Some(found),
        Err(_) => None,
    }
}

fn inside<'a>(
    tunnel: Tunnel,
    mut stripped: Stripped<'a>,
    cut: bool,
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    if stripped.source.is_none() {
        stripped.source = envelope.source_mac;
        stripped.destination = envelope.destination_mac;
    }
    let tunnels = envelope.tunnels.with(tunnel);
    ip::open(&stripped, envelope.wire_len, cut, tunnels, held)
}

#[cfg(test)]
mod tests;
