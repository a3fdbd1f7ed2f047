//! Names that the catalog's files vouch for: what vendors registered, what carriers use, what endpoints are called.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{Files, Item};
use crate::catalog::file::CarrierKind;

/// Names that others are compared with.
#[derive(Default)]
pub(super) struct Known {
    /// Domains that vendors registered for themselves.
    pub(super) owned: BTreeSet<String>,
    /// Suffixes of load balancers and content networks.
    pub(super) carriers: BTreeSet<String>,
    /// Those of load balancers, whose names devices do not ask for.
    balancers: BTreeSet<String>,
    /// Names of endpoints without wildcards, each with how many rows spell it. Carriers' names are left out.
    pub(super) hosts: BTreeMap<String, usize>,
    /// Ids of the areas that have endpoints in a registered domain.
    areas: BTreeMap<String, BTreeSet<String>>,
}

impl Known {
    pub(super) fn new(files: &Files<'_>, items: &[Item<'_>]) -> Self {
        let mut known = Self::default();
        for (_, file) in &files.vendors {
            known.owned.extend(file.vendor.domains.iter().cloned());
        }
        for (_, file) in &files.carriers {
            let suffixes = file.carrier.iter().map(|it| it.suffix.get_ref().clone());
            known.carriers.extend(suffixes);
            let balancers = file.carrier.iter();
            let balancers = balancers.filter(|it| it.kind == CarrierKind::LoadBalancer);
            let suffixes = balancers.map(|it| it.suffix.get_ref().clone());
            known.balancers.extend(suffixes);
        }
        for item in items.iter().filter(|it| it.entry.carrier.is_none()) {
            let Some(pattern) = &item.pattern else {
                continue;
            };
            if let Some(domain) = registered(pattern.tail().trim_start_matches('.')) {
                let areas = known.areas.entry(domain.to_owned()).or_default();
                areas.insert(item.area_id().to_owned());
            }
            if !pattern.host().contains('*') {
                let rows = item.entry.documented.len();
                *known.hosts.entry(pattern.host().to_owned()).or_default() += rows;
            }
        }
        known
    }

    /// The carrier suffix that a name is at or below.
    pub(super) fn carrier_of(&self, host: &str) -> Option<&str> {
        let found = tails(host).find_map(|tail| self.carriers.get(tail));
        found.map(String::as_str)
    }

    /// The load balancer whose name a name is: the longest carrier suffix decides.
    pub(super) fn balancer_of(&self, host: &str) -> Option<&str> {
        self.carrier_of(host)
            .filter(|suffix| self.balancers.contains(*suffix))
    }

    /// How many areas have endpoints in a registered domain.
    pub(super) fn areas_in(&self, domain: &str) -> usize {
        self.areas.get(domain).map_or(0, BTreeSet::len)
    }

    /// Whether a vendor registered the domain of a name.
    pub(super) fn is_owned(&self, host: &str) -> bool {
        tails(host).any(|tail| self.owned.contains(tail))
    }
}

/// The name, then without its first label, and so on.
fn tails(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |name| {
        name.split_once('.').map(|(_, rest)| rest)
    })
}

/// The registered domain of a name.
pub(super) fn registered(host: &str) -> Option<&str> {
    let domain = psl::domain(host.as_bytes())?;
    let known = domain.suffix().is_known();
    std::str::from_utf8(domain.as_bytes())
        .ok()
        .filter(|_| known)
}

/// The public suffix of a name, where it has a known one.
pub(super) fn suffix(host: &str) -> Option<&str> {
    let suffix = psl::suffix(host.as_bytes())?;
    let known = suffix.is_known();
    std::str::from_utf8(suffix.as_bytes())
        .ok()
        .filter(|_| known)
}

/// Whether a name is a domain that somebody registered with a registry, not a customer's name below a company's.
pub(super) fn is_registered(name: &str) -> bool {
    let domain = psl::domain(name.as_bytes());
    domain.is_some_and(|it| {
        it.as_bytes() == name.as_bytes() && it.suffix().typ() == Some(psl::Type::Icann)
    })
}

/// Whether registries hand out names below this one; not so for a company that lets its customers have some.
pub(super) fn is_registry(name: &str) -> bool {
    let suffix = psl::suffix(name.as_bytes());
    suffix.is_some_and(|it| it.as_bytes() == name.as_bytes() && it.typ() == Some(psl::Type::Icann))
}
