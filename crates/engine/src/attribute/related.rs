//! Near misses: what is known around a name that nobody documents.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Attributor, normal};
use crate::catalog::{Catalog, Endpoint, EndpointRef};

/// How many endpoints of the same domain are named, closest first; the rest is counted.
const RELATED_LIMIT: usize = 8;

/// What is known around a name: a hint, never an attribution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related<'c> {
    /// The domain that the name is registered under; none where the name is itself a public suffix.
    pub domain: Option<String>,
    /// The vendor that owns the domain, where the catalog knows.
    pub vendor: Option<&'c str>,
    /// Endpoints under the same domain, by id, those that share most labels first.
    pub endpoints: Vec<&'c str>,
    /// How many more there are.
    pub more: usize,
}

impl<'c> Attributor<'c> {
    /// What is known around a name; `None` where nothing is, and for addresses.
    #[must_use]
    pub fn related(&self, host: &str) -> Option<Related<'c>> {
        let host = normal(host)?;
        let domain = psl::domain_str(&host);
        let vendor = self.catalog.vendor_of(&host);
        let vendor = vendor.map(|vendor| vendor.entry.name.as_str());
        let mut endpoints = domain
            .and_then(|domain| self.domains.get(domain).cloned())
            .unwrap_or_default();
        if endpoints.is_empty() && vendor.is_none() {
            return None;
        }
        endpoints.sort_by_key(|&endpoint| {
            // Among equals what the page asked for lists, then what most pages do.
            let other = self.catalog.endpoint(endpoint);
            let shared = shared_labels(&host, other.pattern.host());
            let standing = self.facts.get(endpoint.index()).map(|it| it.standing);
            let rows = other.entry.documented.len();
            (Reverse((shared, standing, rows)), endpoint)
        });
        let more = endpoints.len().saturating_sub(RELATED_LIMIT);
        endpoints.truncate(RELATED_LIMIT);
        let endpoints = endpoints.into_iter();
        Some(Related {
            domain: domain.map(str::to_owned),
            vendor,
            endpoints: endpoints.map(|it| self.catalog.endpoint(it).id()).collect(),
            more,
        })
    }
}

impl Related<'_> {
    /// One sentence for people, without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let domain = self.domain.as_deref().unwrap_or("its domain");
        let owner = self
            .vendor
            .map(|vendor| format!("{domain} belongs to {vendor}"));
        let known = (!self.endpoints.is_empty()).then(|| {
            let more = match self.more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "documented under {domain}: {}{more}",
                self.endpoints.join(", ")
            )
        });
        let parts: Vec<String> = [owner, known].into_iter().flatten().collect();
        parts.join("; ")
    }
}

/// Endpoints by the domain that their names are registered under. Names without a public suffix, and those of carriers,
/// are left out.
pub(super) fn domains(catalog: &Catalog) -> BTreeMap<&str, Vec<EndpointRef>> {
    let mut domains: BTreeMap<&str, Vec<EndpointRef>> = BTreeMap::new();
    let own = |(_, endpoint): &(_, &Endpoint)| endpoint.entry.carrier.is_none();
    for (reference, endpoint) in catalog.endpoint_refs().filter(own) {
        let tail = endpoint.pattern.tail().trim_start_matches('.');
        if let Some(domain) = psl::domain_str(tail) {
            domains.entry(domain).or_default().push(reference);
        }
    }
    domains
}

fn shared_labels(a: &str, b: &str) -> usize {
    let pairs = a.rsplit('.').zip(b.rsplit('.'));
    pairs.take_while(|(a, b)| a == b).count()
}
