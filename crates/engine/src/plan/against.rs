//! What a policy would have done to what was seen: which destinations it would have stopped, which would have gone
//! through and why, and who else is at the addresses of those that it stops.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::Serialize;

use super::Judge;
use crate::intent::Intent;
use crate::observe::{Destination, Observation};

/// What a policy would have done to what was seen.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Against {
    /// What it would have stopped, most attempts first.
    pub stopped: Vec<Tried>,
    /// What would have gone through, most attempts first.
    pub survives: Vec<Survives>,
    /// Addresses of what it stops at which others were seen too: an address rule would hit both.
    pub shared: Vec<Shared>,
}

/// A destination that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// The name, or the address and port.
    pub destination: String,
    /// Attempts.
    pub attempts: u64,
    /// The id of the area that documents it, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Ids of the rules that stop it; empty in a list of what is allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// A destination that would have gone through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Survives {
    /// The destination.
    #[serde(flatten)]
    pub tried: Tried,
    /// Why.
    pub why: Why,
}

/// Why a destination goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Its area stays, or somebody else needs it.
    Kept,
    /// The policy does not speak of its area.
    LeftAlone,
    /// Its area is turned off, and no rule holds it: another page documents it, or its rule was refused.
    NoRule,
    /// Nobody documents it.
    Undocumented,
    /// It has no name that rules about names could hold.
    NoName,
}

/// An address with several names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shared {
    /// The address.
    pub address: IpAddr,
    /// Names at it that are stopped.
    pub stopped: BTreeSet<String>,
    /// Names at it that are not.
    pub others: BTreeSet<String>,
}

impl Why {
    /// For people, as a clause.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Kept => "stays",
            Self::LeftAlone => "left alone",
            Self::NoRule => "its area is turned off, but no rule holds it",
            Self::Undocumented => "nobody documents it",
            Self::NoName => "called by address: rules about names do not hold it",
        }
    }
}

impl Against {
    /// Holds an intent against an observation that has been attributed.
    pub(super) fn of(intent: &Intent<'_>, seen: &Observation) -> Self {
        let judge = Judge::of(intent);
        let mut against = Self::default();
        let mut at: BTreeMap<IpAddr, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
        for destination in &seen.destinations {
            let stopped = judge.stops(destination);
            for address in &destination.addresses {
                let names = at.entry(*address).or_default();
                let names = if stopped { &mut names.0 } else { &mut names.1 };
                names.insert(destination.title());
            }
            let tried = tried(intent, &judge, destination);
            if stopped {
                against.stopped.push(tried);
            } else {
                let why = judge.why(destination);
                against.survives.push(Survives { tried, why });
            }
            // Other names whose answers held the addresses called, whether anything called by them or not.
            for rival in &destination.rivals {
                let names = destination
                    .addresses
                    .iter()
                    .map(|address| (*address, rival.to_string()));
                for (address, name) in names {
                    let entry = at.entry(address).or_default();
                    let names = if judge.stops_name(&name) {
                        &mut entry.0
                    } else {
                        &mut entry.1
                    };
                    names.insert(name);
                }
            }
        }
        against.stopped.sort_by(|a, b| {
            b.attempts
                .cmp(&a.attempts)
                .then_with(|| a.destination.cmp(&b.destination))
        });
        against.survives.sort_by(|a, b| {
            let attempts = b.tried.attempts.cmp(&a.tried.attempts);
            attempts.then_with(|| a.tried.destination.cmp(&b.tried.destination))
        });
        let shared = at
            .into_iter()
            .filter(|(_, (stopped, others))| !stopped.is_empty() && !others.is_empty());
        against.shared = shared
            .map(|(address, (stopped, others))| Shared {
                address,
                stopped,
                others,
            })
            .collect();
        against
    }
}

fn tried(intent: &Intent<'_>, judge: &Judge<'_, '_>, destination: &Destination) -> Tried {
    let area = judge.area(destination);
    let rules = destination.name().into_iter();
    Tried {
        destination: destination.title(),
        attempts: destination.attempts,
        area: area.map(|area| intent.catalog.area(area).id().to_owned()),
        rules: rules
            .flat_map(|name| judge.rules(name))
            .map(|rule| rule.id.clone())
            .collect(),
    }
}
