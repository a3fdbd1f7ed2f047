//! The documented endpoint that a name lies nearest to: a hint where to look, never an attribution.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::attribute::Attributor;
use crate::catalog::{AreaRef, EndpointRef};

/// Areas named; more would be no hint.
const AREAS: usize = 3;

/// The nearest documented endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Near {
    /// The endpoint's id.
    pub endpoint: String,
    /// The destination as the vendor writes it.
    pub as_written: String,
    /// The longest domain that both lie in.
    pub shared: String,
    /// The areas that have most endpoints in that domain, where it is more than the registered one: a vendor runs many
    /// services under one domain, and the domain alone says nothing.
    pub areas: Vec<NearArea>,
}

/// An area that a name may belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NearArea {
    /// Its id.
    pub area: String,
    /// How many of its endpoints lie as near.
    pub endpoints: usize,
}

pub(super) fn of(host: &str, attributor: &Attributor<'_>) -> Option<Near> {
    let catalog = attributor.catalog();
    let domain = psl::domain_str(host)?;
    let mut nearest: Option<(&str, EndpointRef)> = None;
    let mut areas: BTreeMap<AreaRef, usize> = BTreeMap::new();
    for (reference, endpoint) in catalog.endpoint_refs() {
        let shared = shared(host, endpoint.pattern.host());
        let most = nearest.map_or(domain.len(), |(most, _)| most.len());
        if shared.len() < most {
            continue;
        }
        if nearest.is_none() || shared.len() > most {
            nearest = Some((shared, reference));
            areas.clear();
        }
        *areas.entry(endpoint.area).or_default() += 1;
    }
    let (shared, endpoint) = nearest?;
    let mut areas: Vec<(AreaRef, usize)> = areas.into_iter().collect();
    areas.sort_by_key(|(area, endpoints)| (Reverse(*endpoints), *area));
    areas.truncate(if shared.len() > domain.len() {
        AREAS
    } else {
        0
    });
    // Of several that lie as near, one of the likeliest area's.
    let likely = areas.first().and_then(|(area, _)| {
        let mut of_area = catalog.area(*area).endpoints.iter();
        of_area.find(|it| self::shared(host, catalog.endpoint(**it).pattern.host()) == shared)
    });
    let endpoint = catalog.endpoint(likely.copied().unwrap_or(endpoint));
    let areas = areas.into_iter().map(|(area, endpoints)| NearArea {
        area: catalog.area(area).id().to_owned(),
        endpoints,
    });
    Some(Near {
        endpoint: endpoint.id().to_owned(),
        as_written: endpoint.entry.as_written.clone(),
        shared: shared.to_owned(),
        areas: areas.collect(),
    })
}

impl Near {
    /// One sentence for people, without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let both = format!(
            "{} ({}) lies under {} too",
            self.as_written, self.endpoint, self.shared
        );
        let areas = self.areas.iter();
        let areas = areas.map(|it| format!("{} (with {} there)", it.area, it.endpoints));
        match areas.collect::<Vec<_>>().as_slice() {
            [] => {
                format!("{both}, which is only the registered domain and says nothing of the area")
            }
            areas => format!("{both}; the area may be {}", areas.join(" or ")),
        }
    }
}

/// The longest run of whole labels that two names end in.
fn shared<'h>(host: &'h str, other: &str) -> &'h str {
    let mut length: usize = 0;
    for (mine, theirs) in host.rsplit('.').zip(other.rsplit('.')) {
        if mine != theirs {
            break;
        }
        length += mine.len() + 1;
    }
    // The labels with the dots between them are one shorter than the labels with a dot each.
    let from = host.len().saturating_sub(length.saturating_sub(1));
    host.get(from..).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_labels_are_shared() {
        assert_eq!(shared("a.data.x.com", "b.data.x.com"), "data.x.com");
        assert_eq!(shared("aa.x.com", "a.x.com"), "x.com");
        assert_eq!(shared("x.com", "x.com"), "x.com");
        assert_eq!(shared("x.com", "x.net"), "");
    }
}
