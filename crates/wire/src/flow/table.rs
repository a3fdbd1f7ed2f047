//! The table of live conversations.
//!
//! A conversation ends when it was closed and has been quiet for a moment, when it was quiet for longer than its
//! transport allows, when its endpoints begin a new one, or at the end of the capture. The clock is the capture's.

use hashbrown::HashMap;

use super::FLOWS;
use super::caller::who_called;
use super::events::{Events, Lookup};
use super::key::{self, Carrier, Endpoint, Key};
use super::live::{Live, State, answered};
use super::record::{Basis, Flow, Outcome, Volume};
use super::shared::{Dropped, Shared};
use super::tcp::Tcp;
use super::udp::Udp;
use super::wheel::{Entry, Wheel};
use crate::name::dns;
use crate::packet::{Packet, Transport, Unreachable};
use crate::{Absence, Finding, Side, Time};

/// The port of DNS. All of a device's lookups at one resolver are one conversation: a lookup's own port says nothing,
/// and a busy device would otherwise have a conversation per name.
const DNS_PORT: u16 = 53;

/// A capture whose time falls back by more than this had its clock set; what is less are packets out of order. Without
/// going along, nothing would expire until the capture reaches its old time again.
const STEP_BACK: i64 = 600_000_000_000;

/// Packets between two steps back of the clock: as many as the wheel has buckets, which a step renews.
const STEP_PACKETS: usize = 4096;

/// The table.
pub struct Table<E: Events> {
    index: HashMap<Key, u32>,
    /// The conversation of the packet before: packets come in bursts.
    recent: Option<(Key, u32)>,
    lives: Vec<Option<Live<E::Note>>>,
    free: Vec<u32>,
    wheel: Wheel,
    latest: Time,
    /// Packets since the clock was last found set back.
    since_step: usize,
    opened: u64,
    shared: Shared,
    parser: dns::Parser,
}

impl<E: Events> Default for Table<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Events> Table<E> {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self {
            index: HashMap::new(),
            recent: None,
            lives: Vec::new(),
            free: Vec::new(),
            wheel: Wheel::new(),
            latest: Time(i64::MIN),
            // The first step is followed at once.
            since_step: STEP_PACKETS,
            opened: 0,
            shared: Shared {
                dropped: Dropped::default(),
                readings: 0,
                pending: 0,
                findings: Vec::new(),
            },
            parser: dns::Parser::default(),
        }
    }

    /// What was dropped so far.
    #[must_use]
    pub const fn dropped(&self) -> Dropped {
        self.shared.dropped
    }

    /// Takes the next packet of the capture.
    pub fn packet(&mut self, time: Time, packet: &Packet<'_>, events: &mut E) {
        self.expire(time, events);
        let (carrier, mut source_port, mut destination_port) = match &packet.transport {
            Transport::Tcp(tcp) => (Carrier::TCP, tcp.source_port, tcp.destination_port),
            Transport::Udp(udp) => (Carrier::UDP, udp.source_port, udp.destination_port),
            Transport::Other { protocol } => (Carrier(*protocol), 0, 0),
            Transport::Unreachable(unreachable) => return self.turned_away(unreachable),
        };
        let mut message_from = None;
        if let Transport::Udp(udp) = &packet.transport
            && (source_port == DNS_PORT || destination_port == DNS_PORT)
        {
            message_from = self.lookup(time, packet, udp.payload, events);
            match message_from {
                Some(Side::Initiator) => source_port = 0,
                Some(Side::Responder) => destination_port = 0,
                None => {}
            }
        }
        let source = Endpoint {
            address: packet.source,
            port: source_port,
        };
        let destination = Endpoint {
            address: packet.destination,
            port: destination_port,
        };
        let (key, source_is_low) = Key::new(carrier, source, destination);

        let mut slot = match self.recent {
            Some((recent, slot)) if recent == key => Some(slot),
            _ => self.index.get(&key).copied(),
        };
        if let (Some(found), Transport::Tcp(tcp)) = (slot, &packet.transport)
            && let Some(live) = self.live(found)
            && let State::Tcp(state) = &live.state
            && state.begins_anew(
                tcp,
                live.seen,
                time,
                key::side(source_is_low, live.initiator_is_low),
            )
        {
            self.close(found, events);
            slot = None;
        }
        let slot = match slot {
            Some(slot) => slot,
            None => self.open(
                time,
                packet,
                (source, destination),
                key,
                source_is_low,
                message_from,
                events,
            ),
        };
        self.recent = Some((key, slot));
        let Some(live) = self.lives.get_mut(slot as usize).and_then(Option::as_mut) else {
            return;
        };
        let from = key::side(source_is_low, live.initiator_is_low);
        live.account(time, packet, from);
        let reading_side = if live.turned { from.opposite() } else { from };
        match (&mut live.state, &packet.transport) {
            (State::Tcp(state), Transport::Tcp(tcp)) => {
                let closed = state.closed();
                state.take(&mut live.flow, from, reading_side, tcp, &mut self.shared);
                // An open connection is looked at hours later; a closed one is over soon.
                if state.closed() && !closed {
                    let flow = live.flow.id;
                    self.wheel.put(Entry { slot, flow }, live.deadline());
                }
            }
            (State::Udp(state), Transport::Udp(udp)) if message_from.is_none() => {
                state.take(
                    &live.flow,
                    from,
                    reading_side,
                    udp.payload,
                    packet.cut,
                    &mut self.shared,
                );
            }
            (State::Udp(state), Transport::Udp(_)) => state.is_dns(&mut live.flow),
            _ => {}
        }
        if !self.shared.findings.is_empty() {
            self.keep_findings(slot, time, events);
        }
    }

    /// Ends every conversation: the capture is over.
    pub fn finish(&mut self, events: &mut E) {
        let mut slots: Vec<(u64, u32)> = Vec::new();
        for (slot, live) in (0_u32..).zip(&self.lives) {
            if let Some(live) = live {
                slots.push((live.flow.id, slot));
            }
        }
        slots.sort_unstable();
        for (_, slot) in slots {
            self.close(slot, events);
        }
    }

    /// A packet of a conversation was turned away: if nothing else comes of it, it was refused.
    fn turned_away(&mut self, packet: &Unreachable) {
        let mut source = Endpoint {
            address: packet.source,
            port: packet.source_port,
        };
        let mut destination = Endpoint {
            address: packet.destination,
            port: packet.destination_port,
        };
        let carrier = Carrier(packet.protocol);
        if carrier == Carrier::UDP {
            // All lookups at one resolver are one conversation; see `DNS_PORT`.
            if destination.port == DNS_PORT {
                source.port = 0;
            } else if source.port == DNS_PORT {
                destination.port = 0;
            }
        }
        let (key, source_is_low) = Key::new(carrier, source, destination);
        if let Some(&slot) = self.index.get(&key)
            && let Some(live) = self.lives.get_mut(slot as usize).and_then(Option::as_mut)
            && key::side(source_is_low, live.initiator_is_low) == Side::Initiator
        {
            live.turned_away = true;
        }
    }

    fn live(&self, slot: u32) -> Option<&Live<E::Note>> {
        self.lives.get(slot as usize).and_then(Option::as_ref)
    }

    /// The conversation that an entry is about, unless it is over.
    fn listed(&self, entry: Entry) -> Option<&Live<E::Note>> {
        self.live(entry.slot)
            .filter(|live| live.flow.id == entry.flow)
    }

    /// Reads a datagram of the DNS port; returns who of source (`Initiator`) and destination asks, where it is DNS.
    fn lookup(
        &mut self,
        time: Time,
        packet: &Packet<'_>,
        payload: &[u8],
        events: &mut E,
    ) -> Option<Side> {
        let Transport::Udp(udp) = &packet.transport else {
            return None;
        };
        let Ok(message) = self.parser.parse(payload, packet.cut) else {
            self.shared.dropped.dns = self.shared.dropped.dns.saturating_add(1);
            return None;
        };
        let source = Endpoint {
            address: packet.source,
            port: udp.source_port,
        };
        let destination = Endpoint {
            address: packet.destination,
            port: udp.destination_port,
        };
        let (asker, asker_mac, resolver) = if message.response {
            (destination, packet.destination_mac, source)
        } else {
            (source, packet.source_mac, destination)
        };
        let lookup = Lookup {
            time,
            asker,
            asker_mac,
            resolver,
            carrier: Carrier::UDP,
        };
        events.lookup(&lookup, message);
        Some(if message.response {
            Side::Responder
        } else {
            Side::Initiator
        })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one caller, and each argument was just computed there"
    )]
    fn open(
        &mut self,
        time: Time,
        packet: &Packet<'_>,
        (source, destination): (Endpoint, Endpoint),
        key: Key,
        source_is_low: bool,
        message_from: Option<Side>,
        events: &mut E,
    ) -> u32 {
        if self.index.len() >= FLOWS {
            self.make_room(events);
        }
        let (caller, basis) = who_called(packet, source, destination, message_from);
        let by_source = caller == Side::Initiator;
        let (initiator, responder) = if by_source {
            (source, destination)
        } else {
            (destination, source)
        };
        let macs = (packet.source_mac, packet.destination_mac);
        let (initiator_mac, responder_mac) = if by_source { macs } else { (macs.1, macs.0) };
        let mut flow = Flow {
            id: self.opened,
            carrier: match &packet.transport {
                Transport::Tcp(_) => Carrier::TCP,
                Transport::Udp(_) => Carrier::UDP,
                Transport::Other { protocol } => Carrier(*protocol),
                // Handled before: an error opens no conversation.
                Transport::Unreachable(unreachable) => Carrier(unreachable.protocol),
            },
            initiator,
            responder,
            initiator_mac,
            responder_mac,
            basis,
            first: time,
            last: time,
            sent: Volume::default(),
            received: Volume::default(),
            retries: 0,
            outcome: Outcome::Unanswered,
            hung_up: false,
            findings: Vec::new(),
            cut_packets: 0,
            note: E::Note::default(),
        };
        self.opened = self.opened.saturating_add(1);
        events.opened(&mut flow);
        let state = match &packet.transport {
            Transport::Tcp(_) => State::Tcp(Tcp::default()),
            Transport::Udp(_) => State::Udp(Udp::default()),
            Transport::Other { .. } | Transport::Unreachable(_) => State::Other,
        };
        let live = Live {
            flow,
            key,
            initiator_is_low: source_is_low == by_source,
            seen: time,
            turned: false,
            turned_away: false,
            state,
        };
        let (flow, deadline) = (live.flow.id, live.deadline());
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                self.lives.push(None);
                // FLOWS bounds the table far below u32::MAX.
                u32::try_from(self.lives.len().saturating_sub(1)).unwrap_or(u32::MAX)
            }
        };
        if let Some(place) = self.lives.get_mut(slot as usize) {
            *place = Some(live);
        }
        self.index.insert(key, slot);
        self.wheel.put(Entry { slot, flow }, deadline);
        slot
    }

    fn keep_findings(&mut self, slot: u32, time: Time, events: &mut E) {
        let mut findings = std::mem::take(&mut self.shared.findings);
        for finding in findings.drain(..) {
            let Some(live) = self.lives.get_mut(slot as usize).and_then(Option::as_mut) else {
                return;
            };
            match finding {
                Finding::Dns { from, message } => {
                    let from = if live.turned { from.opposite() } else { from };
                    let Ok(message) = self.parser.parse(&message, false) else {
                        self.shared.dropped.dns = self.shared.dropped.dns.saturating_add(1);
                        continue;
                    };
                    let asks = if message.response {
                        from.opposite()
                    } else {
                        from
                    };
                    let asker_mac = if asks == Side::Initiator {
                        live.flow.initiator_mac
                    } else {
                        live.flow.responder_mac
                    };
                    let lookup = Lookup {
                        time,
                        asker: live.flow.end(asks),
                        asker_mac,
                        resolver: live.flow.end(asks.opposite()),
                        carrier: live.flow.carrier,
                    };
                    events.lookup(&lookup, message);
                }
                Finding::Initiator(side) => {
                    let side = if live.turned { side.opposite() } else { side };
                    if live.flow.basis > Basis::SynAck {
                        live.flow.basis = Basis::Content;
                        if side == Side::Responder {
                            live.turn();
                            events.opened(&mut live.flow);
                        }
                    }
                }
                other => live.keep(other, &mut self.shared.dropped),
            }
        }
        self.shared.findings = findings;
    }

    fn expire(&mut self, time: Time, events: &mut E) {
        self.since_step = self.since_step.saturating_add(1);
        if time <= self.latest {
            if self.latest.since(time) > STEP_BACK {
                self.step_back(time);
            }
            return;
        }
        self.latest = time;
        while let Some(entries) = self.wheel.due(time) {
            for entry in entries {
                let Some(live) = self.listed(entry) else {
                    continue;
                };
                let deadline = live.deadline();
                if deadline <= time {
                    self.close(entry.slot, events);
                } else {
                    self.wheel.put(entry, deadline);
                }
            }
        }
    }

    /// The clock was set back: the present is `time`, and every conversation was last seen now. A capture that does this
    /// all the time is followed only as often as the cost is paid for by packets.
    fn step_back(&mut self, time: Time) {
        if self.since_step < self.lives.len().max(STEP_PACKETS) {
            return;
        }
        self.since_step = 0;
        self.latest = time;
        self.wheel = Wheel::new();
        self.wheel.begin(time);
        for (slot, live) in (0_u32..).zip(&mut self.lives) {
            if let Some(live) = live {
                live.seen = live.seen.min(time);
                let flow = live.flow.id;
                self.wheel.put(Entry { slot, flow }, live.deadline());
            }
        }
    }

    fn make_room(&mut self, events: &mut E) {
        while self.index.len() >= FLOWS {
            let Some(entries) = self.wheel.soonest() else {
                return;
            };
            for entry in entries {
                if self.listed(entry).is_some() {
                    self.shared.dropped.flows = self.shared.dropped.flows.saturating_add(1);
                    self.close(entry.slot, events);
                }
            }
        }
    }

    fn close(&mut self, slot: u32, events: &mut E) {
        if let Some(live) = self.lives.get_mut(slot as usize).and_then(Option::as_mut) {
            match &mut live.state {
                State::Tcp(state) => state.finish(&mut live.flow, &mut self.shared),
                State::Udp(state) => state.finish(&mut live.flow, &mut self.shared),
                State::Other => {
                    live.flow.outcome = answered(&live.flow);
                    self.shared
                        .findings
                        .push(Finding::NoName(Absence::NotNaming));
                }
            }
            let time = live.flow.last;
            self.keep_findings(slot, time, events);
        }
        let Some(mut live) = self.lives.get_mut(slot as usize).and_then(Option::take) else {
            return;
        };
        if live.turned_away && live.flow.outcome == Outcome::Unanswered {
            live.flow.outcome = Outcome::Refused;
        }
        self.recent = None;
        self.index.remove(&live.key);
        self.free.push(slot);
        live.explain_absence();
        events.closed(live.flow);
    }
}
