//! What a policy would have done to what was seen: which destinations it would have stopped, which would have gone
//! through and why, and who else is at the addresses of those that it stops.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::Serialize;

use crate::catalog::AreaRef;
use crate::intent::{Decision, Intent, List};
use crate::observe::{Destination, Observation};
use crate::rules::Index;

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
        let blocks = Index::of(intent.blocks.iter().map(|it| &it.names));
        let passes = Index::of(intent.passes.iter().map(|it| &it.names));
        let kept = Index::of(intent.kept.iter().map(|it| &it.names));
        let judge = Judge {
            intent,
            blocks,
            passes,
            kept,
        };
        let mut against = Self::default();
        let mut at: BTreeMap<IpAddr, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
        for destination in &seen.destinations {
            let stopped = judge.stops(destination);
            for address in &destination.addresses {
                let names = at.entry(*address).or_default();
                let names = if stopped { &mut names.0 } else { &mut names.1 };
                names.insert(destination.title());
            }
            let tried = judge.tried(destination);
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

struct Judge<'i, 'c> {
    intent: &'i Intent<'c>,
    blocks: Index,
    passes: Index,
    kept: Index,
}

impl Judge<'_, '_> {
    fn stops(&self, destination: &Destination) -> bool {
        destination.name().is_some_and(|name| self.stops_name(name))
    }

    fn stops_name(&self, name: &str) -> bool {
        let blocked = self.blocks.has(name) && !self.passes.has(name);
        match self.intent.list {
            List::Block => blocked,
            List::Allow => blocked || !self.kept.has(name),
        }
    }

    fn tried(&self, destination: &Destination) -> Tried {
        let rules = destination.name().into_iter().flat_map(|name| {
            let rules = self
                .intent
                .rules
                .iter()
                .filter(move |rule| rule.names.holds(name));
            rules.map(|rule| rule.id.clone())
        });
        Tried {
            destination: destination.title(),
            attempts: destination.attempts,
            area: self
                .area(destination)
                .map(|area| self.intent.catalog.area(area).id().to_owned()),
            rules: rules.collect(),
        }
    }

    /// The area that documents it; a mere likeness is no documentation.
    fn area(&self, destination: &Destination) -> Option<AreaRef> {
        let attribution = destination.attribution.as_ref()?;
        let sure = !attribution.best.is_likeness();
        sure.then(|| self.intent.catalog.endpoint(attribution.best.endpoint).area)
    }

    fn why(&self, destination: &Destination) -> Why {
        let Some(name) = destination.name() else {
            return Why::NoName;
        };
        if self.kept.has(name) {
            let left = self
                .area(destination)
                .and_then(|area| self.intent.decision(area))
                == Some(&Decision::Left);
            return if left { Why::LeftAlone } else { Why::Kept };
        }
        match self
            .area(destination)
            .map(|area| self.intent.decision(area))
        {
            None => Why::Undocumented,
            Some(Some(Decision::Off { .. })) => Why::NoRule,
            Some(Some(Decision::Keep(_))) => Why::Kept,
            Some(Some(Decision::Left) | None) => Why::LeftAlone,
        }
    }
}
