//! Gathers connections into an observation.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use hashbrown::HashMap;

use super::Observation;
use super::destination::{Destination, Key};
use super::run::{Apart, Count, DeviceSummary, Run};
use crate::collect::{Counters, Sink};
use crate::model::{Basis, Call, Connection, Device};
use crate::pipeline::Passage;
use crate::scope::Scope;

/// Destinations kept; connections to further ones are counted and dropped.
const LIMIT: usize = 200_000;

/// Buckets of the times at which devices joined a network.
const JOINS: usize = 1024;

/// What is known of a device so far.
#[derive(Debug)]
struct Seen {
    device: Arc<Device>,
    connections: u64,
    on_page: u64,
}

/// Gathers.
#[derive(Debug, Default)]
pub struct Observer {
    include_private: bool,
    destinations: HashMap<Key, Destination>,
    /// The latest that is known of each device, by number, and its connections.
    devices: BTreeMap<u32, Seen>,
    apart: BTreeMap<&'static str, (u64, u64)>,
    run: Run,
    dropped: u64,
}

impl Observer {
    /// An empty observer. With `include_private`, destinations that are not public are kept like the others.
    #[must_use]
    pub fn new(include_private: bool) -> Self {
        Self {
            include_private,
            ..Self::default()
        }
    }

    /// The run is over: adds what passed on the way.
    #[must_use]
    pub fn finish(self, passage: Passage, counters: Counters) -> Observation {
        let mut run = self.run;
        run.files = passage.totals.files;
        run.span = passage.span;
        run.watched.clone_from(&passage.watched);
        run.packets = passage.packets;
        run.bytes = passage.bytes;
        run.devices = self.devices.values().map(summary).collect();
        run.devices.sort_by_key(|device| device.label);
        run.apart = self
            .apart
            .into_iter()
            .map(|(kind, (connections, bytes))| Apart {
                kind: kind.to_owned(),
                connections,
                bytes,
            })
            .collect();
        let details = self
            .destinations
            .values()
            .map(|destination| destination.beyond)
            .sum();
        run.left_out = left_out(&passage, counters, self.dropped, details);
        run.warnings = passage.totals.warnings;
        let mut destinations: Vec<Destination> = self.destinations.into_values().collect();
        for destination in &mut destinations {
            let labels = destination
                .callers
                .iter()
                .filter_map(|number| self.devices.get(number));
            destination.devices = labels.map(|seen| seen.device.label).collect();
        }
        destinations.sort_by(|a, b| a.key.cmp(&b.key));
        Observation { run, destinations }
    }

    fn set_apart(&mut self, kind: &'static str, connection: &Connection) {
        let (connections, bytes) = self.apart.entry(kind).or_default();
        *connections += 1;
        *bytes = bytes
            .saturating_add(connection.sent.bytes)
            .saturating_add(connection.received.bytes);
    }

    fn add(&mut self, key: &Key, scope: Scope, connection: &Connection, whole: bool) {
        if self.destinations.len() >= LIMIT && !self.destinations.contains_key(key) {
            self.dropped += 1;
            return;
        }
        self.destinations
            .entry_ref(key)
            .or_insert_with(|| Destination::new(key.clone(), scope, connection.first))
            .add(connection, whole);
    }

    fn count_unexplained(&mut self, connection: &Connection) {
        let is_dns = connection
            .protocols
            .iter()
            .any(|protocol| protocol.0 == "DNS");
        if connection.remote.is_none()
            || connection.proxied
            || !connection.candidates.is_empty()
            || is_dns
        {
            return;
        }
        self.run.unexplained += 1;
        self.run.unexplained_named += u64::from(connection.name.is_some());
    }
}

impl Sink for Observer {
    fn connection(&mut self, connection: Connection) {
        self.run.connections += 1;
        let device = &connection.device;
        let seen = self.devices.entry(device.number).or_insert_with(|| Seen {
            device: Arc::clone(device),
            connections: 0,
            on_page: 0,
        });
        seen.connections += 1;
        if !Arc::ptr_eq(&seen.device, device) {
            seen.device.clone_from(device);
        }
        if joins(&connection) {
            self.run.joins.add(connection.first, JOINS);
        }
        if connection.call == Call::Inbound {
            return self.set_apart("inbound", &connection);
        }
        if let Some(kind) = not_public(&connection)
            && !self.include_private
        {
            return self.set_apart(kind, &connection);
        }
        if let Some(seen) = self.devices.get_mut(&connection.device.number) {
            seen.on_page += 1;
        }
        // A connection that was open before the capture is one whose initiator no handshake shows.
        let midway = connection.carrier == Some(backchat_wire::flow::Carrier::TCP)
            && connection
                .call_basis
                .is_some_and(|basis| basis > backchat_wire::flow::Basis::SynAck);
        self.run.midway += u64::from(midway);
        self.count_unexplained(&connection);
        let scope = match connection.remote {
            // The proxy is inside, what it was asked for is not.
            Some(remote) if !connection.proxied => remote.scope,
            _ => Scope::Public,
        };
        for other in &connection.also_named {
            self.add(&Key::Name(Arc::clone(other)), scope, &connection, false);
        }
        let key = match (&connection.name, connection.remote) {
            (Some(name), _) => Key::Name(Arc::clone(name)),
            (None, Some(remote)) => Key::Address(remote.address, remote.port),
            // Without a name and without an address there is nothing to tell.
            (None, None) => return,
        };
        self.add(&key, scope, &connection, true);
    }
}

/// Whether a device asks for an address in a network that it has just joined: DHCP to everybody, for IPv4 (RFC 2131) or IPv6
/// (RFC 9915). A lease is prolonged with the server alone.
fn joins(connection: &Connection) -> bool {
    connection.carrier == Some(backchat_wire::flow::Carrier::UDP)
        && connection
            .remote
            .is_some_and(|remote| match remote.address {
                IpAddr::V4(address) => remote.port == 67 && address.is_broadcast(),
                IpAddr::V6(address) => remote.port == 547 && address.is_multicast(),
            })
}

fn summary(seen: &Seen) -> DeviceSummary {
    let mut addresses = seen.device.addresses.clone();
    addresses.sort_unstable();
    DeviceSummary {
        label: seen.device.label,
        addresses,
        mac: seen.device.mac,
        connections: seen.connections,
        on_page: seen.on_page,
    }
}

/// Why a connection is not for the page, if it is not: by its address, or, where there is none, by its name.
fn not_public(connection: &Connection) -> Option<&'static str> {
    if connection.proxied
        && let Some(name) = connection.name.as_deref()
    {
        return local_name(name).then_some("local-name");
    }
    if let Some(remote) = connection.remote {
        return (remote.scope != Scope::Public).then(|| remote.scope.token());
    }
    let name = connection.name.as_deref()?;
    if connection.basis == Some(Basis::DnsQuery)
        && connection
            .facts
            .iter()
            .any(|fact| fact.key == "dns.records")
    {
        return Some("other-records");
    }
    local_name(name).then_some("local-name")
}

/// Names that never lead into the Internet: special-use domains (RFC 6761, 6762, 7686, 8375, 9476 and the private `internal`),
/// reverse lookups, the DNS root, and names without a dot.
fn local_name(name: &str) -> bool {
    const SPECIAL: [&str; 13] = [
        "local",
        "localhost",
        "localdomain",
        "lan",
        "home",
        "internal",
        "intranet",
        "corp",
        "arpa",
        "test",
        "invalid",
        "onion",
        "alt",
    ];
    match name.rsplit_once('.') {
        None => true,
        Some((_, last)) => last.is_empty() || SPECIAL.contains(&last),
    }
}

fn left_out(passage: &Passage, counters: Counters, destinations: u64, details: u64) -> Vec<Count> {
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for (skipped, count) in &passage.skipped {
        // Several link types cannot be read; they are one reason.
        *counts
            .entry((skipped.token(), skipped.sentence()))
            .or_default() += count;
    }
    let dropped = passage.dropped;
    for (token, words, count) in [
        (
            "cut-packets",
            "packets of which the capture kept only the first part",
            passage.cut,
        ),
        (
            "odd-length",
            "frames whose stated length cannot be; their captured length was counted",
            passage.odd_lengths,
        ),
        (
            "fragments-expired",
            "datagrams given up because some of their IP fragments never came",
            passage.fragments.expired + passage.fragments.waiting,
        ),
        (
            "fragments-evicted",
            "datagrams given up because too many were waiting for IP fragments",
            passage.fragments.evicted,
        ),
        (
            "icmp-error",
            "ICMP errors, which end the connection that they are about",
            passage.icmp_errors,
        ),
        (
            "flow-limit",
            "connections closed early because too many were open at once",
            dropped.flows,
        ),
        (
            "reading-limit",
            "connections not read because too many were being read at once",
            dropped.unread,
        ),
        (
            "finding-limit",
            "names and details beyond what is kept of one connection",
            dropped.findings,
        ),
        (
            "dns-unreadable",
            "DNS messages that cannot be read",
            dropped.dns,
        ),
        (
            "other-device",
            "connections between others than the devices asked for",
            counters.other_devices,
        ),
        (
            "name-limit",
            "names not kept because there were too many",
            counters.names,
        ),
        (
            "answer-limit",
            "DNS answers forgotten because there were too many",
            counters.answers,
        ),
        (
            "question-limit",
            "names asked for and not kept because there were too many",
            counters.questions,
        ),
        (
            "candidate-limit",
            "names that could explain a connection beyond those kept of it",
            counters.candidates,
        ),
        (
            "device-limit",
            "connections and lookups of machines not kept because there were too many",
            counters.devices,
        ),
        (
            "destination-limit",
            "connections to more destinations than are kept",
            destinations,
        ),
        (
            "detail-limit",
            "addresses and other details beyond what is kept of one destination",
            details,
        ),
    ] {
        if count > 0 {
            *counts.entry((token, words)).or_default() += count;
        }
    }
    counts
        .into_iter()
        .map(|((token, words), count)| Count {
            token: token.to_owned(),
            words: words.to_owned(),
            count,
        })
        .collect()
}
