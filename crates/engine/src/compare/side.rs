//! What one run holds of a subject: its destinations taken together.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use backchat_wire::Time;

use crate::model::{Outcome, Rhythm};
use crate::observe::{BUCKETS, Destination, Tries, Way};

/// One run's share of a subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    /// Titles of its destinations, with the tries of each.
    pub(super) names: BTreeMap<String, u64>,
    /// When it was tried.
    pub(super) tries: Rhythm,
    /// When it was tried in vain.
    pub(super) failures: Rhythm,
    /// By which ways, and how that went.
    pub(super) ways: BTreeMap<Way, Tries>,
    /// What became of the tries.
    pub(super) outcomes: BTreeMap<Outcome, u64>,
    /// Addresses called.
    pub(super) addresses: BTreeSet<IpAddr>,
    /// Names at the ends of alias chains.
    pub(super) owners: BTreeSet<String>,
    /// Ports called, as `tcp/443`.
    pub(super) ports: BTreeSet<String>,
    /// Bytes both ways, on the wire.
    pub(super) bytes: u64,
    /// The first try and the last packet.
    pub(super) span: Option<(Time, Time)>,
}

impl Side {
    /// Takes a destination in.
    pub(super) fn add(&mut self, it: &Destination) {
        let title = it.title();
        *self.names.entry(title).or_default() += it.rhythm.total();
        self.tries.extend(&it.rhythm, BUCKETS);
        self.failures.extend(&it.failures, BUCKETS);
        for (way, tries) in &it.ways {
            let sum = self.ways.entry(*way).or_default();
            sum.reached += tries.reached;
            sum.failed += tries.failed;
            sum.unexplained += tries.unexplained;
        }
        for (outcome, count) in &it.outcomes {
            *self.outcomes.entry(*outcome).or_default() += count;
        }
        self.addresses.extend(&it.addresses);
        let owners = it.chains.iter().filter_map(|chain| chain.last());
        self.owners.extend(owners.map(ToString::to_string));
        let ports = it.ports.iter();
        self.ports
            .extend(ports.map(|(transport, port)| format!("{transport}/{port}")));
        self.bytes = self.bytes.saturating_add(it.bytes());
        self.span = Some(match self.span {
            None => (it.first, it.last),
            Some((first, last)) => (first.min(it.first), last.max(it.last)),
        });
    }

    /// Whether nothing was seen of it.
    pub(super) fn is_silent(&self) -> bool {
        self.names.is_empty()
    }

    /// Tries of all kinds: connections, and look-ups of names that were never contacted.
    pub(super) fn tried(&self) -> u64 {
        self.tries.total()
    }

    /// Tries that got through.
    pub(super) fn reached(&self) -> u64 {
        let each = self.ways.values().map(|it| it.reached);
        each.fold(0, u64::saturating_add)
    }

    /// Those of them that no look-up in the capture explains.
    pub(super) fn unexplained(&self) -> u64 {
        let each = self.ways.values().map(|it| it.unexplained);
        each.fold(0, u64::saturating_add)
    }

    /// Tries by some ways that got through, and that failed.
    pub(super) fn by(&self, wanted: impl Fn(Way) -> bool) -> (u64, u64) {
        let each = self.ways.iter().filter(|(way, _)| wanted(**way));
        each.fold((0, 0), |(reached, failed), (_, tries)| {
            (reached + tries.reached, failed + tries.failed)
        })
    }

    /// When tries got through.
    pub(super) fn through(&self) -> Rhythm {
        self.tries.without(&self.failures)
    }

    /// Whether its names were only asked for, and resolved.
    pub(super) fn only_asked(&self) -> bool {
        !self.outcomes.is_empty() && self.outcomes.keys().all(|it| it.only_asked())
    }
}
