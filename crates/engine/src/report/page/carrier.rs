//! The load balancers and content networks that stood between a name that was asked for and its addresses. They are
//! shown, never blamed: no destination is attributed to one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::catalog::Catalog;
use crate::observe::Destination;

/// A carrier seen on alias chains.
#[derive(Clone, Debug, Serialize)]
pub struct CarrierView {
    /// The domain below which its names are.
    pub suffix: String,
    /// Whose it is.
    pub name: String,
    /// What it does, with an article.
    pub kind: &'static str,
    /// Destinations with a chain that leads through it.
    pub destinations: u64,
}

/// The carriers on the chains of `destinations`, by suffix.
pub(super) fn carriers(destinations: &[Destination], catalog: &Catalog) -> Vec<CarrierView> {
    let mut seen: BTreeMap<&str, CarrierView> = BTreeMap::new();
    for destination in destinations {
        let of_destination: BTreeSet<&str> = destination
            .chains
            .iter()
            .flat_map(|chain| chain.iter().skip(1))
            .filter_map(|alias| catalog.carrier_of(alias))
            .map(|carrier| {
                let suffix = carrier.suffix();
                seen.entry(suffix).or_insert_with(|| CarrierView {
                    suffix: suffix.to_owned(),
                    name: carrier.entry.name.clone(),
                    kind: carrier.entry.kind.words(),
                    destinations: 0,
                });
                suffix
            })
            .collect();
        for suffix in of_destination {
            if let Some(view) = seen.get_mut(suffix) {
                view.destinations += 1;
            }
        }
    }
    seen.into_values().collect()
}
