//! What the packets of a conversation that never showed a hello tell about the reason.

use super::attempt::{Attempt, Standing};
use super::packet::Packet;
use super::version::Version;
use crate::name::Datagram;
use crate::{Absence, Side};

/// The evidence so far.
#[derive(Debug, Default)]
pub(super) struct Witness {
    /// The version last seen in a long header.
    pub(super) version: Option<Version>,
    /// The end that sent what only servers send.
    pub(super) server: Option<Side>,
    /// By [`Side::index`]: which ends spoke QUIC at all.
    spoke: [bool; 2],
    /// An Initial packet did not open.
    failed: bool,
    /// An Initial packet was cut by the capture.
    cut: bool,
    /// A packet had a version that cannot be read here.
    foreign: bool,
    /// The end whose port is that of a server.
    low_port: Option<Side>,
}

impl Witness {
    /// Takes note of a packet.
    pub(super) fn see(&mut self, datagram: &Datagram<'_>, packet: &Packet<'_>) {
        self.spoke(datagram.from);
        self.low_port = match (
            datagram.initiator_port < SYSTEM_PORTS,
            datagram.responder_port < SYSTEM_PORTS,
        ) {
            (true, false) => Some(Side::Initiator),
            (false, true) => Some(Side::Responder),
            _ => None,
        };
        if let Packet::Retry(_) | Packet::Negotiation(_) = packet {
            self.server = Some(datagram.from);
        }
        if let Packet::Foreign(_) = packet {
            self.foreign = true;
        }
        if let Some(ids) = packet.ids()
            && ids.version != Version::NEGOTIATION
        {
            self.version = Some(ids.version);
        }
    }

    /// Takes note that an end spoke QUIC.
    pub(super) fn spoke(&mut self, from: Side) {
        if let Some(spoke) = self.spoke.get_mut(from.index()) {
            *spoke = true;
        }
    }

    /// Takes note of an Initial packet that the capture cut.
    pub(super) fn cut(&mut self) {
        self.cut = true;
    }

    /// Takes note of an Initial packet that does not open.
    pub(super) fn failed(&mut self, version: Version) {
        if version.is_reserved() {
            self.foreign = true;
        } else {
            self.failed = true;
        }
    }

    /// Why there is no name.
    pub(super) fn absence(&self, attempts: &[Attempt]) -> Absence {
        let got_to = |standing| {
            attempts
                .iter()
                .any(|attempt| attempt.standing() == standing)
        };
        if got_to(Standing::Full) {
            Absence::Bounded
        } else if self.cut {
            Absence::CutPackets
        } else if got_to(Standing::Gap) {
            Absence::Gap
        } else if !attempts.is_empty() {
            Absence::NoHandshake
        } else if self.foreign && !self.failed {
            Absence::UnsupportedVersion
        } else if self.only_the_server_spoke() {
            Absence::OneSided
        } else if self.failed && self.spoke != [true, true] {
            // Nobody answered, as nobody answers a first packet that is damaged. Where somebody did, the packet
            // is more likely a later one, and what it follows from was before the capture.
            Absence::Malformed
        } else {
            Absence::NoHandshake
        }
    }

    fn only_the_server_spoke(&self) -> bool {
        self.server.or(self.low_port).is_some_and(|server| {
            let client = server.opposite();
            self.spoke.get(client.index()) == Some(&false)
        })
    }
}

/// RFC 6335 section 6: the ports below are for servers.
const SYSTEM_PORTS: u16 = 1024;
