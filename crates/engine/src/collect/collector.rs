//! Listens to the flow table and makes connections of what it hears.

use std::cmp::Reverse;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use backchat_wire::flow::{self, Endpoint, Events, Flow, Lookup};
use backchat_wire::name::dns;
use backchat_wire::{Fact, Finding, Protocol, Side, Time};

use super::Sink;
use super::answers::Answers;
use super::asked::{Answer, Asked, Heard, Questions};
use super::chains::{ChainId, Chains};
use super::devices::{DeviceId, Devices};
use super::filter::{Filter, Unmatched};
use super::named::choose;
use super::names::{NameId, Names};
use crate::model::{
    Basis, Call, Candidate, Connection, DeviceFilter, Evidence, Outcome, Refusal, Remote,
};
use crate::scope::Scope;

/// Names kept of a chain of aliases; longer chains are cut (resolvers stop at 8 to 17).
const CHAIN: usize = 16;

/// Aliases followed from a name to its addresses; what lies behind more is not believed.
const HOPS: usize = 64;

/// Names kept that could explain one connection, best first; further ones are counted. Shared content networks serve
/// thousands from one address, but what a device just asked for is first.
const CANDIDATES: usize = 16;

/// Connections held back because their machine may turn out to have an address that the user named; later ones count as
/// other machines'.
const HELD: usize = 10_000;

/// What was left out, for the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Conversations between others than the devices that the user named.
    pub other_devices: u64,
    /// Names not kept because there were too many.
    pub names: u64,
    /// DNS answers forgotten because there were too many.
    pub answers: u64,
    /// Names asked for and not kept because there were too many.
    pub questions: u64,
    /// Names that could explain a connection, beyond those kept of it.
    pub candidates: u64,
    /// Connections and lookups of machines not kept because there were too many.
    pub devices: u64,
}

/// Whose a conversation is.
#[derive(Clone, Copy, Debug, Default)]
enum Whose {
    /// That of a machine beyond the limit.
    #[default]
    Beyond,
    /// A device's; whether the user wants it is decided at the end.
    Device(DeviceId, Call),
}

/// What the collector notes on a flow when it opens.
#[derive(Clone, Debug, Default)]
pub struct Note {
    whose: Whose,
    /// What the device had heard about the remote address, best first.
    heard: Vec<(NameId, Heard)>,
}

/// The collector.
pub struct Collector<'s> {
    filter: Filter,
    /// Connections of devices that no filter wants so far, at most [`HELD`].
    held: Vec<(DeviceId, Connection)>,
    devices: Devices,
    names: Names,
    answers: Answers,
    chains: Chains,
    questions: Questions,
    counters: Counters,
    /// Scratch space for the alias chain of the answer at hand.
    chain: Vec<NameId>,
    /// Scratch space for its addresses.
    addresses: Vec<IpAddr>,
    sink: &'s mut dyn Sink,
}

impl<'s> Collector<'s> {
    /// A collector that hands connections to `sink`. With a filter, only those of the devices named.
    #[must_use]
    pub fn new(filter: Vec<DeviceFilter>, sink: &'s mut dyn Sink) -> Self {
        Self {
            filter: Filter::new(filter),
            held: Vec::new(),
            devices: Devices::default(),
            names: Names::default(),
            answers: Answers::default(),
            chains: Chains::default(),
            questions: Questions::default(),
            counters: Counters::default(),
            chain: Vec::new(),
            addresses: Vec::new(),
            sink,
        }
    }

    /// The capture is over, and the table closed every flow: hands on the names that were asked for and never
    /// contacted, in the order of their first question.
    #[must_use]
    pub fn finish(mut self) -> Counters {
        self.counters.names = self.names.dropped;
        self.counters.answers = self.answers.dropped.saturating_add(self.chains.dropped);
        self.counters.questions = self.questions.dropped;
        self.counters.devices = self.devices.dropped;
        for (device, mut connection) in std::mem::take(&mut self.held) {
            if self.is_wanted(device) {
                // What is known of the machine by now, as of all others.
                connection.device = self.devices.device(device);
                self.sink.connection(connection);
            } else {
                self.counters.other_devices = self.counters.other_devices.saturating_add(1);
            }
        }
        let questions = std::mem::take(&mut self.questions);
        for (device, name, asked) in questions.not_contacted() {
            if !self.is_wanted(device) {
                continue;
            }
            let name = self.names.text(name);
            let connection = self.only_asked(device, name, asked);
            self.sink.connection(connection);
        }
        self.counters
    }

    /// The filters that found no machine so far, and the machines that no filter wants.
    #[must_use]
    pub fn unmatched(&self) -> Unmatched {
        self.filter.unmatched()
    }

    fn is_wanted(&mut self, device: DeviceId) -> bool {
        self.filter.is_open() || self.filter.wants(device, &self.devices.device(device))
    }

    /// Which end is the device, and whether a filter says so. Otherwise it is who called, unless that is a public address
    /// calling a private one: then the machine under observation is the one inside.
    fn side_of_device<N>(&mut self, flow: &Flow<N>) -> (Side, bool) {
        if !self.filter.is_open() {
            if self
                .filter
                .wants_end(flow.initiator.address, flow.initiator_mac)
            {
                return (Side::Initiator, true);
            }
            if self
                .filter
                .wants_end(flow.responder.address, flow.responder_mac)
            {
                return (Side::Responder, true);
            }
        }
        if from_outside(flow.initiator.address, flow.responder.address) {
            (Side::Responder, false)
        } else {
            (Side::Initiator, false)
        }
    }

    /// What this device had heard about `address` by `at` and can still be going by, best first: live answers before
    /// expired ones, later ones before earlier ones.
    fn about(&mut self, device: DeviceId, address: IpAddr, at: Time) -> Vec<(NameId, Heard)> {
        let mut about = Vec::new();
        for &name in self.answers.names(address) {
            let Some(asked) = self.questions.find(device, name) else {
                continue;
            };
            let latest = asked
                .heard()
                .iter()
                .filter(|heard| heard.explains(at) && self.answers.holds(heard.answer, address))
                .max_by_key(|heard| heard.at);
            about.extend(latest.map(|heard| (name, *heard)));
        }
        about.sort_by_key(|(_, heard): &(_, Heard)| (heard.expired(at), Reverse(heard.at)));
        let beyond = about.len().saturating_sub(CANDIDATES);
        self.counters.candidates = self.counters.candidates.saturating_add(beyond as u64);
        about.truncate(CANDIDATES);
        about.shrink_to_fit();
        about
    }

    fn chain_of(&self, chain: ChainId) -> Vec<Arc<str>> {
        self.chains
            .names(chain)
            .iter()
            .map(|name| self.names.text(*name))
            .collect()
    }

    fn only_asked(&self, device: DeviceId, name: Arc<str>, asked: &Asked) -> Connection {
        let mut facts = Vec::new();
        if asked.only_other_records() {
            facts.push(Fact {
                key: "dns.records",
                value: "other".into(),
            });
        }
        Connection {
            device: self.devices.device(device),
            call: Call::Outbound,
            proxied: false,
            call_basis: None,
            remote: None,
            carrier: None,
            first: asked.first,
            last: asked.last,
            sent: flow::Volume::default(),
            received: flow::Volume::default(),
            outcome: asked.outcome(),
            refusal: None,
            retries: asked.questions.saturating_sub(1),
            questions: Some(Box::new(asked.rhythm.clone())),
            protocols: Vec::new(),
            name: Some(name),
            basis: Some(Basis::DnsQuery),
            also_named: Vec::new(),
            evidence: Vec::new(),
            candidates: Vec::new(),
            chain: self.chain_of(asked.chain),
            absence: None,
            facts,
            process: None,
            attribution: None,
        }
    }

    fn answered(
        &mut self,
        device: DeviceId,
        name: NameId,
        lookup: &Lookup,
        message: &dns::Message,
        asked_name: &str,
        asked_for: bool,
    ) {
        let mut chain = std::mem::take(&mut self.chain);
        chain.clear();
        chain.push(name);
        let mut reached = asked_name;
        let mut lifetime = u32::MAX;
        // Each alias leads on at most once, in whatever order they stand.
        for _ in 0..message.answers().len().min(HOPS) {
            let alias = message.answers().find_map(|record| match record.data {
                dns::RecordData::Cname(target) if record.owner == Some(reached) => {
                    Some((target, record.ttl))
                }
                _ => None,
            });
            let Some((target, ttl)) = alias else { break };
            reached = target;
            lifetime = lifetime.min(ttl);
            if chain.len() < CHAIN
                && let Some(alias) = self.names.number(target)
            {
                chain.push(alias);
            }
        }
        let (mut good, mut bad, mut binding) = (false, false, false);
        let mut addresses = std::mem::take(&mut self.addresses);
        addresses.clear();
        for record in message.answers() {
            match record.data {
                // An address of another name says nothing about the one that was asked.
                dns::RecordData::Address(address) if record.owner == Some(reached) => {
                    lifetime = lifetime.min(record.ttl);
                    if address.is_unspecified() || address.is_loopback() {
                        bad = true;
                    } else {
                        good = true;
                    }
                    addresses.push(address);
                }
                // A service binding says how to call, and so that calling makes sense.
                dns::RecordData::Service(_) => binding = true,
                _ => {}
            }
        }
        let answer = if good {
            Answer::Address
        } else if bad
            || message
                .block_answer()
                .is_some_and(dns::BlockAnswer::is_certain)
        {
            Answer::Block
        } else if binding {
            Answer::Binding
        } else {
            match message.code {
                dns::ResponseCode::NO_ERROR => Answer::NoData,
                dns::ResponseCode::NAME_ERROR => Answer::Unknown,
                _ => Answer::Failed,
            }
        };
        if let Some(asked) = self.questions.entry(device, name, lookup.time) {
            asked.kind(asked_for);
            // What was cut off, by the capture or for the asker to ask again over TCP, may have held an address.
            let partial = message.truncated || message.damaged.is_some();
            if !(partial && answer == Answer::NoData) {
                asked.answer(answer);
            }
            if !addresses.is_empty() {
                asked.hear(self.answers.number(name, &addresses), lookup.time, lifetime);
            }
            if good || binding {
                asked.chain = self.chains.number(&chain);
            }
        }
        self.chain = chain;
        self.addresses = addresses;
    }

    fn conclude(&mut self, flow: Flow<Note>, device: DeviceId, call: Call) -> Connection {
        let (remote, sent, received) = match call {
            Call::Outbound => (flow.responder, flow.sent, flow.received),
            Call::Inbound => (flow.initiator, flow.received, flow.sent),
        };
        let candidates: Vec<Candidate> = flow
            .note
            .heard
            .iter()
            .map(|(name, heard)| Candidate {
                name: self.names.text(*name),
                age: flow.first.since(heard.at),
                expired: heard.expired(flow.first),
            })
            .collect();
        let named = choose(&flow.findings, &candidates, &mut self.names);
        let mut chain = Vec::new();
        if let Some(name) = &named.name {
            if let Some(number) = self.names.number(name) {
                self.questions.contacted(device, number);
                if let Some(asked) = self.questions.find(device, number) {
                    chain = self.chain_of(asked.chain);
                }
            }
            for other in &named.also {
                if let Some(number) = self.names.number(other) {
                    self.questions.contacted(device, number);
                }
            }
        }
        for (name, _) in &flow.note.heard {
            if named.basis == Some(Basis::Dns) {
                // Any of the candidates may be the one that was called.
                self.questions.contacted(device, *name);
            } else {
                self.questions.address_called(device, *name);
            }
        }
        let mut protocols = Vec::new();
        let mut facts = Vec::new();
        for finding in flow.findings {
            match finding {
                Finding::Protocol(protocol) if !protocols.contains(&protocol) => {
                    protocols.push(protocol);
                }
                Finding::Fact(fact) => facts.push(fact),
                _ => {}
            }
        }
        let proxied = is_proxied(&named.evidence, &facts);
        if proxied {
            // What is spoken to the proxy says nothing of what is spoken through it.
            let outer = |protocol: &Protocol| matches!(protocol.0, "HTTP" | "SOCKS");
            if protocols.len() > 1 && protocols.first().is_some_and(outer) {
                protocols.remove(0);
            }
            let proxy = SocketAddr::new(remote.address, remote.port).to_string();
            facts.push(Fact {
                key: "proxy",
                value: proxy.into(),
            });
        }
        let refusal = refusal(flow.hung_up, &protocols, &facts, proxied);
        facts.extend(refusal.map(|it| Fact {
            key: "refusal",
            value: it.token().into(),
        }));
        Connection {
            device: self.devices.device(device),
            call,
            proxied,
            call_basis: Some(flow.basis),
            remote: Some(remote_of(remote)),
            carrier: Some(flow.carrier),
            first: flow.first,
            last: flow.last,
            sent,
            received,
            outcome: Outcome::from(flow.outcome),
            refusal,
            retries: flow.retries,
            questions: None,
            protocols,
            name: named.name,
            basis: named.basis,
            also_named: named.also,
            evidence: named.evidence,
            candidates,
            chain,
            absence: named.absence,
            facts,
            process: None,
            attribution: None,
        }
    }
}

/// A CONNECT or SOCKS request, or a request whose target names a server beside the one it was sent to.
fn is_proxied(evidence: &[Evidence], facts: &[Fact]) -> bool {
    evidence
        .iter()
        .any(|evidence| matches!(evidence.basis, Basis::Connect | Basis::Socks))
        || facts
            .iter()
            .any(|fact| fact.key == "http.target" || fact.key == "socks.target")
}

/// Whether the far end said no. A proxy says so with a status where nothing of what it was asked for came through; the
/// status of a plain request may be the server's own, so only what proxies say of themselves counts there.
fn refusal(
    hung_up: bool,
    protocols: &[Protocol],
    facts: &[Fact],
    proxied: bool,
) -> Option<Refusal> {
    let fact = |key: &str| facts.iter().find(|it| it.key == key);
    if protocols.iter().any(|it| it.0.starts_with("TLSv")) {
        return None;
    }
    let status = fact("http.status").map(|it| &*it.value);
    let connect = fact("http.method").is_some_and(|it| it.value == "CONNECT");
    let by_proxy = proxied
        && status.is_some_and(|it| match connect {
            true => it.starts_with(['4', '5']),
            false => matches!(it, "403" | "407" | "502" | "503" | "504"),
        });
    let alert = fact("tls.alert").is_some_and(|it| it.value.ends_with("(server)"));
    // A proxy that never answered let nothing through.
    if by_proxy || (connect && status.is_none()) {
        Some(Refusal::Proxy)
    } else if alert {
        Some(Refusal::Alert)
    } else {
        hung_up.then_some(Refusal::HungUp)
    }
}

/// A public address calls one that is not.
fn from_outside(caller: IpAddr, called: IpAddr) -> bool {
    let public = |address: IpAddr| Scope::of(address) == Scope::Public;
    public(caller) && !public(called)
}

fn remote_of(end: Endpoint) -> Remote {
    Remote {
        address: end.address,
        port: end.port,
        scope: Scope::of(end.address),
    }
}

impl Events for Collector<'_> {
    type Note = Note;

    fn opened(&mut self, flow: &mut Flow<Note>) {
        let (side, chosen) = self.side_of_device(flow);
        let (own, mac, call, remote) = match side {
            Side::Initiator => (
                flow.initiator,
                flow.initiator_mac,
                Call::Outbound,
                flow.responder,
            ),
            Side::Responder => (
                flow.responder,
                flow.responder_mac,
                Call::Inbound,
                flow.initiator,
            ),
        };
        let Some(device) = self.devices.number(own.address, mac) else {
            flow.note.whose = Whose::Beyond;
            return;
        };
        if chosen {
            self.filter.choose(device);
        }
        flow.note.whose = Whose::Device(device, call);
        flow.note.heard = self.about(device, remote.address, flow.first);
    }

    fn lookup(&mut self, lookup: &Lookup, message: &dns::Message) {
        let (asker, resolver) = (lookup.asker.address, lookup.resolver.address);
        let chosen = self.filter.wants_end(asker, lookup.asker_mac);
        // Who is asked from outside is the machine under observation, and asks nothing.
        if !chosen && from_outside(asker, resolver) {
            return;
        }
        let Some(device) = self.devices.number(asker, lookup.asker_mac) else {
            return;
        };
        if chosen {
            self.filter.choose(device);
        }
        for question in message.questions() {
            let Some(asked_name) = question.name else {
                continue;
            };
            let Some(name) = self.names.number(asked_name) else {
                continue;
            };
            let for_address = matches!(
                question.kind,
                dns::RecordType::A
                    | dns::RecordType::AAAA
                    | dns::RecordType::HTTPS
                    | dns::RecordType::ANY
            );
            if message.response {
                self.answered(device, name, lookup, message, asked_name, for_address);
            } else if let Some(asked) = self.questions.entry(device, name, lookup.time) {
                asked.question(lookup.time, for_address);
            }
        }
    }

    fn closed(&mut self, flow: Flow<Note>) {
        let Whose::Device(device, call) = flow.note.whose else {
            // Counted when it was not numbered.
            return;
        };
        // Only now: that two addresses are one machine may have come to light in between.
        let wanted = self.is_wanted(device);
        if !wanted {
            let (end, mac) = match call {
                Call::Outbound => (flow.initiator, flow.initiator_mac),
                Call::Inbound => (flow.responder, flow.responder_mac),
            };
            self.filter.pass_over(end.address, mac);
        }
        if !wanted && self.held.len() >= HELD {
            self.counters.other_devices = self.counters.other_devices.saturating_add(1);
            return;
        }
        let connection = self.conclude(flow, device, call);
        if wanted {
            self.sink.connection(connection);
        } else {
            self.held.push((device, connection));
        }
    }
}
