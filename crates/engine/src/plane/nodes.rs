//! Entries as the nodes of the tree of names, for consumers that let the nearest node above a name decide: each says what
//! becomes of itself and of what is below it.

use std::collections::BTreeMap;

use super::NamePlan;
use crate::rules::{Action, Index, Names};

/// A name at which something else holds than above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Its name.
    pub(super) host: String,
    /// What becomes of itself.
    pub(super) own: Action,
    /// What becomes of the names below it, up to the next node.
    pub(super) below: Action,
    /// What it is for, as a clause; empty for a node that was only asked for.
    pub(super) purpose: String,
}

/// The nodes of a plan, each after those above it, and those of `also`, whether something else holds there or not.
///
/// A name that is no node is treated as the nearest node above it says of what is below; without one, by the plan's
/// default. Expressions and globs are no nodes: planes that use this have no form for them.
pub(super) fn nodes(plan: &NamePlan, also: &[&str]) -> Vec<Node> {
    // By labels from the last to the first, so that what is above a name comes before it.
    let mut said: BTreeMap<Vec<String>, (bool, Vec<&str>)> = BTreeMap::new();
    for host in also {
        said.entry(labels(host)).or_default().0 = true;
    }
    for (entry, purpose) in plan.commented() {
        if matches!(entry.names, Names::Glob(_)) {
            continue;
        }
        let (_, purposes) = said.entry(labels(entry.names.host())).or_default();
        if !purpose.is_empty() && !purposes.contains(&purpose) {
            purposes.push(purpose);
        }
    }
    let entries = Index::of(plan.entries.iter().map(|entry| &entry.names));
    let mut above: BTreeMap<Vec<String>, Action> = BTreeMap::new();
    let mut nodes = Vec::new();
    for (labels, (asked, purposes)) in said {
        let host: Vec<&str> = labels.iter().rev().map(String::as_str).collect();
        let host = host.join(".");
        let inherited = (0..labels.len())
            .rev()
            .find_map(|end| above.get(&labels[..end]));
        let inherited = inherited.copied().unwrap_or(plan.default);
        let own = decided(plan, &entries, &Names::Exact(host.as_str().into()));
        let below = decided(plan, &entries, &Names::Below(host.as_str().into()));
        above.insert(labels, below);
        if asked || own != inherited || below != inherited {
            nodes.push(Node {
                host,
                own,
                below,
                purpose: purposes.join("; "),
            });
        }
    }
    nodes
}

/// What becomes of a set of which each entry holds all or nothing: the first that holds it decides.
fn decided(plan: &NamePlan, entries: &Index, names: &Names) -> Action {
    let first = entries.holding(names).map(|(_, number)| number).min();
    first.map_or(plan.default, |number| plan.entries[number].action)
}

fn labels(host: &str) -> Vec<String> {
    host.rsplit('.').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use crate::rules::{Forms, Shapes};

    const LABELS: Forms = Forms {
        block: Shapes::LABELS,
        pass: Shapes::LABELS,
        allow_list: true,
    };

    fn said(policy: &str) -> Vec<(String, Action, Action)> {
        trial::with(policy, |order| {
            let plan = NamePlan::of(order, LABELS).unwrap();
            let nodes = nodes(&plan, &[]);
            nodes
                .into_iter()
                .map(|it| (it.host, it.own, it.below))
                .collect()
        })
    }

    #[test]
    fn a_hole_is_a_node_below_the_block() {
        let nodes = said(&trial::off("**.x.example", &["*.ok.x.example"]));
        let at = |host: &str| {
            let node = nodes.iter().find(|(it, ..)| it == host);
            node.map(|(_, own, below)| (*own, *below))
        };
        assert_eq!(at("x.example"), Some((Action::Block, Action::Block)));
        assert_eq!(at("ok.x.example"), Some((Action::Block, Action::Pass)));
    }

    #[test]
    fn what_is_asked_for_is_a_node_even_where_nothing_changes() {
        trial::with(&trial::off("**.x.example", &[]), |order| {
            let plan = NamePlan::of(order, LABELS).unwrap();
            let found = nodes(&plan, &["a.x.example", "y.example"]);
            let at = |host: &str| found.iter().find(|it| it.host == host).map(|it| it.below);
            assert_eq!(at("a.x.example"), Some(Action::Block));
            assert_eq!(at("y.example"), Some(Action::Pass));
        });
    }
}
