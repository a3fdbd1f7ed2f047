//! What the table remembers of a UDP conversation: which extractor reads it, if any.

use super::READINGS;
use super::live::answered;
use super::record::Flow;
use super::shared::Shared;
use crate::name::{DATAGRAM, DATAGRAM_PROBES, Datagram, DatagramReader, Probe, Progress};
use crate::{Absence, Finding, Protocol, Side};

/// The state of one conversation.
pub(super) enum Udp {
    Probing {
        /// Datagrams shown to the probes so far.
        shown: u8,
    },
    Reading(Box<dyn DatagramReader>),
    Over,
}

impl Default for Udp {
    fn default() -> Self {
        Self::Probing { shown: 0 }
    }
}

impl Udp {
    /// Takes a datagram of `from`; `frame` is the same in the frame that reading began with.
    pub(super) fn take<N>(
        &mut self,
        flow: &Flow<N>,
        from: Side,
        frame: Side,
        payload: &[u8],
        cut: bool,
        shared: &mut Shared,
    ) {
        if matches!(self, Self::Over) || payload.is_empty() {
            return;
        }
        let [initiator, responder] = if from == frame {
            [flow.initiator, flow.responder]
        } else {
            [flow.responder, flow.initiator]
        };
        let datagram = Datagram {
            from: frame,
            payload,
            initiator_port: initiator.port,
            responder_port: responder.port,
            cut,
        };
        if matches!(self, Self::Probing { .. }) {
            self.probe(&datagram, shared);
        }
        if let Self::Reading(reader) = self
            && reader.read(&datagram, &mut shared.findings) == Progress::Done
        {
            self.stop(shared);
        }
    }

    /// The port-53 short cut has read the datagram already.
    pub(super) fn is_dns<N>(&mut self, flow: &mut Flow<N>) {
        if matches!(self, Self::Probing { .. }) {
            flow.findings.push(Finding::Protocol(Protocol("DNS")));
            flow.findings.push(Finding::NoName(Absence::NotNaming));
            *self = Self::Over;
        }
    }

    /// The conversation is over.
    pub(super) fn finish<N>(&mut self, flow: &mut Flow<N>, shared: &mut Shared) {
        match self {
            Self::Reading(reader) => reader.finish(&mut shared.findings),
            Self::Probing { shown: 0 } => shared.findings.push(Finding::NoName(Absence::NoPayload)),
            Self::Probing { .. } => shared
                .findings
                .push(Finding::NoName(Absence::UnknownProtocol)),
            Self::Over => {}
        }
        self.stop(shared);
        flow.outcome = answered(flow);
    }

    fn probe(&mut self, datagram: &Datagram<'_>, shared: &mut Shared) {
        let Self::Probing { shown } = self else {
            return;
        };
        *shown = shown.saturating_add(1);
        let last = *shown >= DATAGRAM_PROBES;
        for protocol in DATAGRAM {
            match protocol.probe(datagram) {
                Probe::NotMine | Probe::NeedMore => {}
                Probe::Mine if shared.readings >= READINGS => {
                    shared.dropped.unread = shared.dropped.unread.saturating_add(1);
                    shared.findings.push(Finding::NoName(Absence::Bounded));
                    *self = Self::Over;
                    return;
                }
                Probe::Mine => {
                    shared.readings = shared.readings.saturating_add(1);
                    *self = Self::Reading(protocol.reader());
                    return;
                }
            }
        }
        if last {
            shared
                .findings
                .push(Finding::NoName(Absence::UnknownProtocol));
            *self = Self::Over;
        }
    }

    fn stop(&mut self, shared: &mut Shared) {
        if let Self::Reading(_) = std::mem::replace(self, Self::Over) {
            shared.readings = shared.readings.saturating_sub(1);
        }
    }
}
