//! One destination of a run: a name, or an address without one.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use backchat_wire::flow::Volume;
use backchat_wire::{Absence, Time};

use crate::attribute::{Asked, Attribution, Attributor, Ground};
use crate::model::{Basis, Connection, Outcome, Rhythm};
use crate::scope::Scope;

use super::way::{Tries, Way};

/// Addresses, chains, devices and candidates kept per destination; what lies beyond is counted each time it is met.
pub(crate) const KEPT: usize = 64;

/// Ways of asking kept per destination: a path or a protocol may tell endpoints apart, thousands of them do not.
const ASKED: usize = 4;

/// Hours kept per destination: two years. Later ones are added to the last.
const HOURS: usize = 17_520;

/// Buckets of a destination's rhythm: hours of six weeks.
pub(crate) const BUCKETS: usize = 1024;

/// What a destination is told apart by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A server name.
    Name(Arc<str>),
    /// An address that nothing names, and its port.
    Address(IpAddr, u16),
}

/// How a destination stands after the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// At least one connection was established.
    Contacted,
    /// Every attempt failed: refused, unanswered, or the name led nowhere.
    Blocked,
    /// The name was asked for and resolved, and nothing called the server by it.
    OnlyAsked,
}

impl Status {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Contacted => "contacted",
            Self::Blocked => "blocked",
            Self::OnlyAsked => "only-asked",
        }
    }
}

/// What happened in one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    /// Connections that began in it.
    pub connections: u64,
    /// Their bytes both ways, on the wire.
    pub bytes: u64,
}

/// One destination.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The name or the address.
    pub key: Key,
    /// Which part of the address space it lies in; public where only the name is known.
    pub scope: Scope,
    /// Addresses called, at most 64.
    pub addresses: BTreeSet<IpAddr>,
    /// Transport (`tcp`, `udp`, `ip`) and port.
    pub ports: BTreeSet<(&'static str, u16)>,
    /// What was spoken, as negotiated.
    pub protocols: BTreeSet<&'static str>,
    /// What the name rests on, and how often.
    pub evidence: BTreeMap<Basis, u64>,
    /// What became of the attempts, and how often.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Numbers of the devices that called, at most 64.
    pub(super) callers: BTreeSet<u32>,
    /// Their labels, once the run is over.
    pub devices: BTreeSet<IpAddr>,
    /// Attempts: connections, and names only asked for.
    pub attempts: u64,
    /// When it was tried: connections, and questions for a name that was never contacted.
    pub rhythm: Rhythm,
    /// Those of the tries that failed: refused, unanswered, turned down, or a name that led nowhere.
    pub failures: Rhythm,
    /// By which ways it was tried, and how that went.
    pub ways: BTreeMap<Way, Tries>,
    /// From the devices.
    pub sent: Volume,
    /// To the devices.
    pub received: Volume,
    /// The first attempt.
    pub first: Time,
    /// The last packet.
    pub last: Time,
    /// What happened in each hour since the epoch.
    pub hours: BTreeMap<i64, Hour>,
    /// From the name asked to the name that owned the addresses, at most 64.
    pub chains: BTreeSet<Vec<Arc<str>>>,
    /// Other names whose answers held the addresses called, at most 64.
    pub rivals: BTreeSet<Arc<str>>,
    /// Why connections had no name of their own, and how often.
    pub absences: BTreeMap<Absence, u64>,
    /// Processes that called, where known, at most 64.
    pub processes: BTreeSet<Arc<str>>,
    /// Details, at most 64 of them.
    pub facts: BTreeSet<(&'static str, String)>,
    /// Details met and not kept.
    pub(super) beyond: u64,
    /// What the first connections showed, each different way once.
    pub(super) asked: Vec<Asked>,
    /// The component that documents it, once [`Observation::attribute`](super::Observation::attribute) has looked.
    pub attribution: Option<Arc<Attribution>>,
}

/// Adds to a set, or counts what it has no room for.
fn keep<T: Ord>(set: &mut BTreeSet<T>, value: T, beyond: &mut u64) {
    if set.len() < KEPT {
        set.insert(value);
    } else if !set.contains(&value) {
        *beyond += 1;
    }
}

impl Destination {
    /// An empty destination.
    #[must_use]
    pub fn new(key: Key, scope: Scope, first: Time) -> Self {
        Self {
            key,
            scope,
            addresses: BTreeSet::new(),
            ports: BTreeSet::new(),
            protocols: BTreeSet::new(),
            evidence: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            callers: BTreeSet::new(),
            devices: BTreeSet::new(),
            attempts: 0,
            rhythm: Rhythm::EMPTY,
            failures: Rhythm::EMPTY,
            ways: BTreeMap::new(),
            sent: Volume::default(),
            received: Volume::default(),
            first,
            last: first,
            hours: BTreeMap::new(),
            chains: BTreeSet::new(),
            rivals: BTreeSet::new(),
            absences: BTreeMap::new(),
            processes: BTreeSet::new(),
            facts: BTreeSet::new(),
            beyond: 0,
            asked: Vec::new(),
            attribution: None,
        }
    }

    /// The name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.key {
            Key::Name(name) => Some(name),
            Key::Address(..) => None,
        }
    }

    /// The name, or the address with its port as people write it.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.key {
            Key::Name(name) => name.to_string(),
            Key::Address(address, 0) => address.to_string(),
            Key::Address(IpAddr::V4(address), port) => format!("{address}:{port}"),
            Key::Address(IpAddr::V6(address), port) => format!("[{address}]:{port}"),
        }
    }

    /// Bytes both ways, on the wire.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.sent.bytes.saturating_add(self.received.bytes)
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.outcomes.keys().any(|outcome| outcome.connected()) {
            Status::Contacted
        } else if self.outcomes.keys().all(|outcome| outcome.only_asked()) {
            Status::OnlyAsked
        } else {
            Status::Blocked
        }
    }

    /// The best ground that the name rests on in any of the connections.
    #[must_use]
    pub fn ground(&self) -> Ground {
        let basis = self.evidence.keys().find(|basis| **basis != Basis::Dns);
        Ground::of(
            basis.copied().unwrap_or(Basis::Dns),
            !self.rivals.is_empty(),
        )
    }

    /// Adds a connection. The volume is counted only where `whole`: a connection that served several names counts its
    /// bytes for one of them.
    pub(super) fn add(&mut self, connection: &Connection, whole: bool) {
        self.attempts += 1;
        *self.outcomes.entry(connection.outcome).or_default() += 1;
        self.ways
            .entry(Way::of(connection))
            .or_default()
            .add(connection);
        self.beat(connection);
        keep(
            &mut self.callers,
            connection.device.number,
            &mut self.beyond,
        );
        self.first = self.first.min(connection.first);
        self.last = self.last.max(connection.last);
        let volume = if whole {
            (connection.sent, connection.received)
        } else {
            Default::default()
        };
        self.sent.bytes = self.sent.bytes.saturating_add(volume.0.bytes);
        self.sent.packets = self.sent.packets.saturating_add(volume.0.packets);
        self.received.bytes = self.received.bytes.saturating_add(volume.1.bytes);
        self.received.packets = self.received.packets.saturating_add(volume.1.packets);
        self.hour(
            connection.first,
            volume.0.bytes.saturating_add(volume.1.bytes),
        );
        if let Some(remote) = connection.remote {
            // A proxy's address and port are not the destination's; the facts name it.
            let asked_port = || {
                connection
                    .evidence
                    .iter()
                    .find_map(|evidence| evidence.port)
            };
            let port = if connection.proxied {
                asked_port().unwrap_or(remote.port)
            } else {
                keep(&mut self.addresses, remote.address, &mut self.beyond);
                remote.port
            };
            let transport = match connection.carrier.map_or(0, |carrier| carrier.0) {
                6 => "tcp",
                17 => "udp",
                _ => "ip",
            };
            keep(&mut self.ports, (transport, port), &mut self.beyond);
        }
        self.protocols
            .extend(connection.protocols.iter().map(|protocol| protocol.0));
        if let Some(basis) = connection.basis {
            *self.evidence.entry(basis).or_default() += 1;
        }
        if let Some(absence) = connection.absence {
            *self.absences.entry(absence).or_default() += 1;
        }
        if connection.chain.len() > 1 {
            keep(&mut self.chains, connection.chain.clone(), &mut self.beyond);
        }
        if connection.basis == Some(Basis::Dns) {
            for candidate in connection.candidates.iter().skip(1) {
                keep(
                    &mut self.rivals,
                    Arc::clone(&candidate.name),
                    &mut self.beyond,
                );
            }
        }
        if let Some(process) = &connection.process {
            keep(&mut self.processes, Arc::clone(process), &mut self.beyond);
        }
        for fact in &connection.facts {
            keep(
                &mut self.facts,
                (fact.key, fact.value.to_string()),
                &mut self.beyond,
            );
        }
        self.ask(connection, whole);
    }

    fn beat(&mut self, connection: &Connection) {
        let failed = (!connection.reached()).then_some(&mut self.failures);
        for rhythm in [Some(&mut self.rhythm), failed].into_iter().flatten() {
            match connection.questions.as_deref() {
                Some(asked) if asked.total() > 0 => rhythm.extend(asked, BUCKETS),
                _ => rhythm.add(connection.first, BUCKETS),
            }
        }
    }

    fn ask(&mut self, connection: &Connection, whole: bool) {
        let Key::Name(name) = &self.key else {
            return;
        };
        if self.asked.len() >= ASKED {
            return;
        }
        let asked = if whole {
            Asked::of(name, connection)
        } else {
            Asked::beside(name, connection)
        };
        if !self.asked.contains(&asked) {
            self.asked.push(asked);
        }
    }

    /// What the first connections showed, each different way once.
    pub(crate) fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// The same, as a record kept it.
    pub(crate) fn set_asked(&mut self, asked: impl Iterator<Item = Asked>) {
        self.asked = asked.take(ASKED).collect();
    }

    /// Finds what documents it: the first way of asking that anything documents counts.
    pub(super) fn attribute(&mut self, attributor: &Attributor<'_>) {
        let mut found = self.asked.iter().map(|asked| attributor.component(asked));
        self.attribution = found.find_map(|it| it).map(Arc::new);
    }

    fn hour(&mut self, time: Time, bytes: u64) {
        let wanted = time.seconds().div_euclid(3600);
        let number = if self.hours.len() < HOURS || self.hours.contains_key(&wanted) {
            wanted
        } else {
            self.hours
                .last_key_value()
                .map_or(wanted, |(last, _)| *last)
        };
        let hour = self.hours.entry(number).or_default();
        hour.connections += 1;
        hour.bytes = hour.bytes.saturating_add(bytes);
    }
}
