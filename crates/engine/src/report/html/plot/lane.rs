//! The rows that both pictures of "when" have: one an area, then what nobody documents and what nothing names.

use std::collections::BTreeSet;

use super::Group;
use crate::report::page::{DestinationView, Page};

/// A row of destinations.
#[derive(Clone, Debug)]
pub(super) struct Lane<'a> {
    /// What it is called.
    pub label: &'a str,
    /// The id of its section on the page.
    pub target: String,
    /// What its destinations are.
    pub group: Group,
    /// Its destinations.
    pub destinations: Vec<&'a DestinationView>,
}

/// The colours of these rows and what they mean: class, words.
pub(super) fn key<'a>(
    lanes: impl Iterator<Item = &'a Lane<'a>>,
) -> Vec<(&'static str, &'static str)> {
    let seen: BTreeSet<Group> = lanes.map(|lane| lane.group).collect();
    seen.into_iter()
        .map(|group| {
            let words = match group {
                Group::Documented => "documented area",
                Group::Undocumented => "undocumented names",
                Group::Unnamed => "addresses without a name",
            };
            (group.class(), words)
        })
        .collect()
}

/// The rows that hold anything, in the order of the page.
pub(super) fn lanes(page: &Page) -> Vec<Lane<'_>> {
    let areas = page.areas.iter().map(|area| Lane {
        label: &area.name,
        target: format!("area-{}", area.id),
        group: Group::Documented,
        destinations: area
            .endpoints
            .iter()
            .flat_map(|endpoint| &endpoint.destinations)
            .collect(),
    });
    let others = [
        (
            "Undocumented names",
            Group::Undocumented,
            &page.undocumented,
        ),
        ("Addresses without a name", Group::Unnamed, &page.unnamed),
    ];
    let others = others.into_iter().map(|(label, group, destinations)| Lane {
        label,
        target: group.class().to_owned(),
        group,
        destinations: destinations.iter().collect(),
    });
    areas
        .chain(others)
        .filter(|lane| !lane.destinations.is_empty())
        .collect()
}
