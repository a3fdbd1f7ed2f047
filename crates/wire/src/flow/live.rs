//! One live conversation: how long it may be quiet, what it counts, and what it keeps of the findings.

use super::FINDINGS;
use super::key::Key;
use super::record::{Flow, Outcome};
use super::shared::Dropped;
use super::tcp::Tcp;
use super::udp::Udp;
use crate::packet::Packet;
use crate::{Absence, Finding, Side, Time};

/// Quiet time after which a closed TCP connection is over: long enough for stray retransmissions.
const CLOSED: i64 = 15_000_000_000;
/// Quiet time after which an unanswered TCP call is over: Windows gives up after 21 s, Linux after 127 s.
const UNANSWERED: i64 = 180_000_000_000;
/// Quiet time after which an open TCP connection is over. TCP itself knows no such limit, and push services keep
/// connections for days; one that was taken for over too early would come back without its name.
const OPEN: i64 = 86_400_000_000_000;
/// Quiet time after which everything else is over (RFC 4787 section 4.3 asks two minutes of UDP mappings).
const DATAGRAM: i64 = 180_000_000_000;

/// One live conversation.
pub(super) struct Live<N> {
    pub(super) flow: Flow<N>,
    pub(super) key: Key,
    pub(super) initiator_is_low: bool,
    /// Time of the latest packet by the capture's clock, which may have been set back since [`Flow::last`].
    pub(super) seen: Time,
    /// True where the ends were swapped after reading began: readers go on in the old frame.
    pub(super) turned: bool,
    /// An ICMP error said that the initiator's packets do not arrive.
    pub(super) turned_away: bool,
    pub(super) state: State,
}

/// What a transport remembers of a conversation.
pub(super) enum State {
    Tcp(Tcp),
    Udp(Udp),
    Other,
}

impl<N> Live<N> {
    /// How long this conversation may be quiet.
    pub(super) fn patience(&self) -> i64 {
        match &self.state {
            State::Tcp(state) if state.closed() => CLOSED,
            State::Tcp(state) if !state.answered(&self.flow) => UNANSWERED,
            State::Tcp(_) => OPEN,
            State::Udp(_) | State::Other => DATAGRAM,
        }
    }

    /// When it is over unless something comes.
    pub(super) fn deadline(&self) -> Time {
        self.seen.plus(self.patience())
    }

    pub(super) fn account(&mut self, time: Time, packet: &Packet<'_>, from: Side) {
        self.seen = time;
        let flow = &mut self.flow;
        flow.first = flow.first.min(time);
        flow.last = flow.last.max(time);
        match from {
            Side::Initiator => flow.sent.add(packet.wire_len),
            Side::Responder => flow.received.add(packet.wire_len),
        }
        flow.cut_packets = flow.cut_packets.saturating_add(u32::from(packet.cut));
    }

    pub(super) fn turn(&mut self) {
        self.flow.turn();
        self.turned = !self.turned;
        self.initiator_is_low = !self.initiator_is_low;
        // It was the other end's packets that were turned away.
        self.turned_away = false;
        if let State::Tcp(state) = &mut self.state {
            state.turn();
        }
        for finding in &mut self.flow.findings {
            if let Finding::Name(name) = finding {
                name.from = name.from.opposite();
            }
        }
    }

    pub(super) fn keep(&mut self, mut finding: Finding, dropped: &mut Dropped) {
        if self.turned
            && let Finding::Name(name) = &mut finding
        {
            name.from = name.from.opposite();
        }
        if self.flow.findings.contains(&finding) {
            return;
        }
        if self.flow.findings.len() >= FINDINGS {
            dropped.findings = dropped.findings.saturating_add(1);
            return;
        }
        self.flow.findings.push(finding);
    }

    /// Makes sure that a conversation without a name says why, and prefers the reason that lies in the capture.
    pub(super) fn explain_absence(&mut self) {
        let findings = &mut self.flow.findings;
        if findings
            .iter()
            .any(|finding| matches!(finding, Finding::Name(_)))
        {
            return;
        }
        let said = findings.iter().find_map(|finding| match finding {
            Finding::NoName(absence) => Some(*absence),
            _ => None,
        });
        let by_capture = matches!(
            said,
            None | Some(
                Absence::Malformed
                    | Absence::Gap
                    | Absence::UnknownProtocol
                    | Absence::NoHandshake
                    | Absence::NoPayload
            )
        );
        if by_capture && self.flow.cut_packets > 0 {
            findings.insert(0, Finding::NoName(Absence::CutPackets));
        } else if by_capture && self.flow.sent.packets == 0 {
            findings.insert(0, Finding::NoName(Absence::OneSided));
        } else if said.is_none() {
            findings.push(Finding::NoName(Absence::UnknownProtocol));
        }
    }
}

/// Both ends spoke, or only the responder's half is in the capture.
pub(super) fn answered<N>(flow: &Flow<N>) -> Outcome {
    if flow.received.packets > 0 {
        Outcome::Established
    } else {
        Outcome::Unanswered
    }
}
