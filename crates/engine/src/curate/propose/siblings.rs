//! Hosts under one parent: where a vendor may mean a wildcard. It is offered to the reviewer, with what else it would
//! reach, and never proposed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Proposal;
use crate::attribute::Attributor;
use crate::pattern::Relation;

/// Hosts that must have been seen under a parent; fewer are a coincidence.
const LEAST: usize = 3;

/// Several hosts under one parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Siblings {
    /// The parent.
    pub parent: String,
    /// The hosts directly below it that were seen.
    pub hosts: Vec<String>,
    /// Documented endpoints, by id, that a wildcard below the parent would reach too.
    pub reaches: Vec<String>,
}

/// The parents of at least three of the hosts, by name. Public suffixes are none, and no host here is a carrier's.
pub(super) fn of(entries: &[Proposal], attributor: &Attributor<'_>) -> Vec<Siblings> {
    let mut parents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in entries {
        if let Some((_, parent)) = entry.host.split_once('.')
            && psl::domain_str(parent).is_some()
        {
            parents.entry(parent).or_default().push(&entry.host);
        }
    }
    let enough = parents
        .into_iter()
        .filter(|(_, hosts)| hosts.len() >= LEAST);
    enough
        .map(|(parent, mut hosts)| {
            hosts.sort_unstable();
            let explanation = attributor.explain(&format!("*.{parent}"));
            let reached = explanation.relations.iter();
            let reached = reached.filter(|it| it.relation != Relation::Apart && !it.doubtful);
            Siblings {
                parent: parent.to_owned(),
                hosts: hosts.into_iter().map(str::to_owned).collect(),
                reaches: reached.map(|it| it.endpoint.id.to_owned()).collect(),
            }
        })
        .collect()
}
