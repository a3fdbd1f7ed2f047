//! A conversation between two endpoints, from its first packet to its last.

use super::key::{Carrier, Endpoint};
use crate::{Finding, Side, Time};

/// One conversation. `N` is what the caller noted on it when it opened.
#[derive(Clone, Debug)]
pub struct Flow<N> {
    /// Counts up in the order in which conversations began.
    pub id: u64,
    /// TCP, UDP or another IP protocol.
    pub carrier: Carrier,
    /// Who called.
    pub initiator: Endpoint,
    /// Who was called.
    pub responder: Endpoint,
    /// The initiator's hardware address, where the link has one.
    pub initiator_mac: Option<[u8; 6]>,
    /// The responder's (or the next router's) hardware address, where the link has one.
    pub responder_mac: Option<[u8; 6]>,
    /// How we know who called.
    pub basis: Basis,
    /// Time of the first packet.
    pub first: Time,
    /// Time of the latest packet.
    pub last: Time,
    /// From the initiator.
    pub sent: Volume,
    /// From the responder.
    pub received: Volume,
    /// SYNs of the initiator beyond the first: retries of an unanswered call.
    pub retries: u32,
    /// What became of the call.
    pub outcome: Outcome,
    /// TCP: the called end was spoken to and ended the connection without one byte of its own, as filters do that look into
    /// the first message.
    pub hung_up: bool,
    /// Everything the extractors had to say, in the order of the capture; at most [`super::FINDINGS`].
    pub findings: Vec<Finding>,
    /// Packets that the capture kept only a part of.
    pub cut_packets: u32,
    /// What the caller noted.
    pub note: N,
}

/// Packets and bytes of one direction. Bytes are counted on the wire, link header included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// Packets.
    pub packets: u64,
    /// Bytes on the wire, link header included.
    pub bytes: u64,
}

impl Volume {
    /// Adds one packet of this many bytes.
    pub const fn add(&mut self, bytes: u32) {
        self.packets = self.packets.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes as u64);
    }
}

/// How the initiator is known, from the surest to the least sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The SYN is in the capture.
    Syn,
    /// The answer to the SYN is in the capture.
    SynAck,
    /// The content shows it (ClientHello, request, DNS query).
    Content,
    /// One port is a service's, the other is not.
    Ports,
    /// Nothing better than who was captured first.
    FirstPacket,
}

impl Basis {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Syn => "syn",
            Self::SynAck => "syn-ack",
            Self::Content => "content",
            Self::Ports => "ports",
            Self::FirstPacket => "first-packet",
        }
    }
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Both ends spoke. For TCP: the handshake was completed, or the connection was already open.
    Established,
    /// Established, then ended by a reset instead of a close.
    Reset,
    /// A TCP SYN was answered by a reset, or an ICMP error turned the call away.
    Refused,
    /// Nothing came back.
    Unanswered,
}

impl Outcome {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Established => "established",
            Self::Reset => "reset",
            Self::Refused => "refused",
            Self::Unanswered => "unanswered",
        }
    }
}

impl<N> Flow<N> {
    /// The endpoint on this side.
    #[must_use]
    pub const fn end(&self, side: Side) -> Endpoint {
        match side {
            Side::Initiator => self.initiator,
            Side::Responder => self.responder,
        }
    }

    /// True where the capture does not hold the beginning of a TCP connection.
    #[must_use]
    pub fn midway(&self) -> bool {
        self.carrier == Carrier::TCP && self.basis > Basis::SynAck
    }

    pub(super) fn turn(&mut self) {
        std::mem::swap(&mut self.initiator, &mut self.responder);
        std::mem::swap(&mut self.initiator_mac, &mut self.responder_mac);
        std::mem::swap(&mut self.sent, &mut self.received);
    }
}
