//! What the table remembers of a TCP connection: its handshake, its end, and its bytes while they are read.

use super::record::{Basis, Flow, Outcome};
use super::shared::Shared;
use super::{PENDING, READINGS};
use crate::packet::{Tcp as TcpSegment, TcpFlags};
use crate::stream::{Chunk, Conversation, Direction};
use crate::{Absence, Finding, Side, Time};

/// A SYN with another sequence number begins a new connection once the old one was quiet for this long, even when
/// the old one was never seen to close.
const REUSE: i64 = 5_000_000_000;

/// The state of one connection.
#[derive(Default)]
pub(super) struct Tcp {
    /// The initial sequence number of the initiator's SYN.
    initial: Option<u32>,
    /// The sequence number of each side's first byte, as far as the handshake told it.
    starts: [Option<u32>; 2],
    syn_ack: bool,
    closing: [bool; 2],
    reset_by: Option<Side>,
    /// Who sent the first FIN or RST.
    ended_by: Option<Side>,
    /// Which side sent payload.
    spoke: [bool; 2],
    /// The initiator went on after its SYN: the answer exists, even if the capture has only one half.
    went_on: bool,
    reading: Reading,
}

#[derive(Default)]
enum Reading {
    /// No payload yet; where the first bytes will be is known from the handshake.
    #[default]
    Fresh,
    Open(Box<Open>),
    Over,
}

struct Open {
    directions: [Direction; 2],
    conversation: Conversation,
}

impl Tcp {
    /// Both ends closed, or one reset.
    pub(super) fn closed(&self) -> bool {
        self.reset_by.is_some() || self.closing == [true, true]
    }

    /// The called end answered, or the initiator behaves as if: then only the answers are not captured.
    pub(super) fn answered<N>(&self, flow: &Flow<N>) -> bool {
        self.syn_ack || self.went_on || flow.received.packets > 0
    }

    /// The ends turned out to be the other way round.
    pub(super) fn turn(&mut self) {
        self.starts.swap(0, 1);
        self.closing.swap(0, 1);
        self.spoke.swap(0, 1);
        self.reset_by = self.reset_by.map(Side::opposite);
        self.ended_by = self.ended_by.map(Side::opposite);
    }

    /// True where this segment is the first of a new connection between the same ports.
    pub(super) fn begins_anew(
        &self,
        tcp: &TcpSegment<'_>,
        last: Time,
        now: Time,
        from: Side,
    ) -> bool {
        if tcp.flags.accepts() {
            // Where only the called end's half is captured, its answers alone tell one connection from the next.
            let known = self.starts[1];
            return self.closed()
                && known.is_some_and(|start| start != tcp.sequence.wrapping_add(1));
        }
        if !tcp.flags.opens() {
            return false;
        }
        match self.initial {
            Some(initial) if from == Side::Initiator && initial == tcp.sequence => false,
            Some(_) => self.closed() || self.syn_ack || now.since(last) > REUSE,
            // The SYN of a connection whose answer was captured first.
            None => !(self.syn_ack && from == Side::Initiator && !self.went_on),
        }
    }

    /// Takes a segment. `from` is who sent it; `frame` is the same in the frame that reading began with.
    pub(super) fn take<N>(
        &mut self,
        flow: &mut Flow<N>,
        from: Side,
        frame: Side,
        tcp: &TcpSegment<'_>,
        shared: &mut Shared,
    ) {
        let mut sequence = tcp.sequence;
        if tcp.flags.contains(TcpFlags::SYN) {
            sequence = sequence.wrapping_add(1);
            if tcp.flags.contains(TcpFlags::ACK) {
                self.syn_ack |= from == Side::Responder;
                // A repeated answer with another number replaces the first: nothing was read on it yet. The initiator's
                // own SYN knows better than an answer what it was.
                let own = self.initial.map(|initial| initial.wrapping_add(1));
                self.starts = [own.or(Some(tcp.acknowledgement)), Some(sequence)];
            } else if from == Side::Initiator {
                match self.initial {
                    Some(_) => flow.retries = flow.retries.saturating_add(1),
                    None => {
                        self.initial = Some(tcp.sequence);
                        self.starts[0] = Some(sequence);
                    }
                }
                flow.basis = Basis::Syn;
            }
        } else if from == Side::Initiator && !tcp.flags.contains(TcpFlags::RST) {
            self.went_on = true;
        }
        let ends = tcp.flags.contains(TcpFlags::FIN) || tcp.flags.contains(TcpFlags::RST);
        if ends && self.ended_by.is_none() {
            self.ended_by = Some(from);
        }
        if tcp.flags.contains(TcpFlags::FIN) {
            match from {
                Side::Initiator => self.closing[0] = true,
                Side::Responder => self.closing[1] = true,
            }
        }
        if tcp.flags.contains(TcpFlags::RST) && self.reset_by.is_none() {
            self.reset_by = Some(from);
        }
        if !tcp.payload.is_empty() {
            match from {
                Side::Initiator => self.spoke[0] = true,
                Side::Responder => self.spoke[1] = true,
            }
        }
        if matches!(self.reading, Reading::Over) {
            return;
        }
        if matches!(self.reading, Reading::Fresh) {
            if tcp.payload.is_empty() {
                return;
            }
            if shared.readings >= READINGS {
                shared.dropped.unread = shared.dropped.unread.saturating_add(1);
                shared.findings.push(Finding::NoName(Absence::Bounded));
                self.reading = Reading::Over;
                return;
            }
            let ports = if from == frame {
                [flow.initiator.port, flow.responder.port]
            } else {
                [flow.responder.port, flow.initiator.port]
            };
            let mut directions = [Direction::default(), Direction::default()];
            for (direction, start) in directions.iter_mut().zip(self.starts) {
                if let Some(start) = start {
                    direction.begin(start);
                }
            }
            let conversation = Conversation::new(ports, flow.midway());
            shared.readings = shared.readings.saturating_add(1);
            self.reading = Reading::Open(Box::new(Open {
                directions,
                conversation,
            }));
        }
        let Reading::Open(open) = &mut self.reading else {
            return;
        };
        open.take(frame, sequence, tcp, shared);
        if open.conversation.over() {
            self.stop(shared);
        }
    }

    /// The connection is over: says what became of it and why it has no name, if it has none.
    pub(super) fn finish<N>(&mut self, flow: &mut Flow<N>, shared: &mut Shared) {
        if let Reading::Open(open) = &mut self.reading {
            open.flush(shared);
            open.conversation.finish(&mut shared.findings);
        } else if matches!(self.reading, Reading::Fresh) {
            shared.findings.push(Finding::NoName(Absence::NoPayload));
        }
        self.stop(shared);
        flow.hung_up = self.hung_up();
        flow.outcome = match (self.initial, self.reset_by) {
            (Some(_), Some(Side::Responder)) if !self.syn_ack && !self.went_on => Outcome::Refused,
            (Some(_), _) if !self.answered(flow) => Outcome::Unanswered,
            (_, Some(_)) if self.closing == [false, false] => Outcome::Reset,
            _ => Outcome::Established,
        };
    }

    /// Whether the called end listened, and ended a connection that was captured whole without a byte of its own.
    fn hung_up(&self) -> bool {
        self.syn_ack && self.spoke == [true, false] && self.ended_by == Some(Side::Responder)
    }

    fn stop(&mut self, shared: &mut Shared) {
        if let Reading::Open(open) = std::mem::replace(&mut self.reading, Reading::Over) {
            shared.readings = shared.readings.saturating_sub(1);
            shared.pending = shared.pending.saturating_sub(open.held());
        }
    }
}

impl Open {
    fn held(&self) -> usize {
        self.directions.iter().map(Direction::held).sum()
    }

    fn take(&mut self, frame: Side, sequence: u32, tcp: &TcpSegment<'_>, shared: &mut Shared) {
        let held = self.held();
        let [initiator, responder] = &mut self.directions;
        let (own, other) = match frame {
            Side::Initiator => (initiator, responder),
            Side::Responder => (responder, initiator),
        };
        if tcp.flags.contains(TcpFlags::ACK) {
            other.acknowledge(tcp.acknowledgement);
        }
        let conversation = &mut self.conversation;
        let findings = &mut shared.findings;
        own.push(sequence, tcp.payload, |chunk| {
            conversation.take(frame, chunk, findings);
        });
        if shared.pending > PENDING {
            own.flush(|chunk| conversation.take(frame, chunk, findings));
        }
        shared.pending = shared
            .pending
            .saturating_sub(held)
            .saturating_add(self.held());
    }

    fn flush(&mut self, shared: &mut Shared) {
        let Self {
            directions: [initiator, responder],
            conversation,
        } = self;
        let held = initiator.held().saturating_add(responder.held());
        shared.pending = shared.pending.saturating_sub(held);
        for (side, direction) in [(Side::Initiator, initiator), (Side::Responder, responder)] {
            direction
                .flush(|chunk: Chunk<'_>| conversation.take(side, chunk, &mut shared.findings));
        }
    }
}
