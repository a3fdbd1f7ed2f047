//! Entries as the nodes of a zone, each saying what happens to itself and to what is below it.

use std::collections::BTreeMap;

use crate::plane::NamePlan;
use crate::rules::{Action, Names};

/// A node that must be in the zone.
pub(super) struct Node {
    /// Its name.
    pub(super) host: String,
    /// What happens to itself; none where nothing is said of it.
    pub(super) own: Option<Action>,
    /// What happens to what is below it.
    pub(super) below: Option<Action>,
    /// What it is for; empty for a node that only stands between others.
    pub(super) purpose: String,
}

/// What entries say of one name.
#[derive(Default)]
struct Saying {
    own: Option<Action>,
    below: Option<Action>,
    purpose: String,
}

/// The nodes of a plan, each name after those above it.
pub(super) fn zone(plan: &NamePlan) -> Vec<Node> {
    // By labels from the last to the first, so that what is above a name comes before it.
    let mut said: BTreeMap<Vec<&str>, Saying> = BTreeMap::new();
    for (entry, purpose) in plan.commented() {
        let labels: Vec<&str> = entry.names.host().rsplit('.').collect();
        let saying = said.entry(labels).or_default();
        let (own, below) = match &entry.names {
            Names::Exact(_) => (true, false),
            Names::Below(_) => (false, true),
            Names::Tree(_) | Names::Glob(_) => (true, true),
        };
        // Entries come in the order of precedence: what is said first stands.
        if own {
            saying.own.get_or_insert(entry.action);
        }
        if below {
            saying.below.get_or_insert(entry.action);
        }
        if !saying.purpose.is_empty() {
            saying.purpose.push_str("; ");
        }
        saying.purpose.push_str(purpose);
    }
    let mut nodes: BTreeMap<Vec<&str>, Saying> = BTreeMap::new();
    // An allow list blocks at the root, so names between are nodes everywhere.
    let root = (plan.default == Action::Block).then_some(Action::Block);
    for labels in said.keys() {
        let mut inherited = root;
        for end in 1..=labels.len() {
            let above = &labels[..end];
            let own_words = said.get(above);
            let own = own_words.and_then(|it| it.own).or(inherited);
            let below = own_words.and_then(|it| it.below).or(inherited);
            if own.is_some() || below.is_some() {
                let node = nodes.entry(above.to_vec()).or_default();
                (node.own, node.below) = (own, below);
            }
            inherited = below;
        }
    }
    let nodes = nodes.into_iter().map(|(labels, node)| {
        let purpose = said
            .get(&labels)
            .map(|it| it.purpose.clone())
            .unwrap_or_default();
        let host: Vec<&str> = labels.into_iter().rev().collect();
        Node {
            host: host.join("."),
            own: node.own,
            below: node.below,
            purpose,
        }
    });
    nodes.collect()
}
