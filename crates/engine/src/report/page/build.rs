//! Joins an observation with the catalog.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::carrier::carriers;
use super::destination::DestinationView;
use super::endpoint::{AreaPage, EndpointPage};
use super::hint::hint;
use super::method::{Method, ReleaseLine, Tool};
use super::{NotSeen, Page, Summary};
use crate::attribute::{Attributor, Ranges};
use crate::catalog::{AreaRef, Catalog, EndpointRef};
use crate::observe::{Choice, Destination, Key, Observation, Status};

/// What an observation is compared with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the connections were attributed with.
    pub attributor: &'a Attributor<'a>,
    /// The id of a release in its catalog.
    pub release: &'a str,
    /// How the release was chosen, where nobody asked for it.
    pub chosen: Option<&'a Choice>,
}

/// Builds the page.
#[must_use]
pub fn build(observation: &Observation, context: Context<'_>) -> Page {
    let Context {
        attributor,
        release,
        chosen,
    } = context;
    let catalog = attributor.catalog();
    let mut by_endpoint: BTreeMap<EndpointRef, Vec<&Destination>> = BTreeMap::new();
    let mut undocumented = Vec::new();
    let mut unnamed = Vec::new();
    let ranges = Ranges::of(catalog);
    for destination in busiest(&observation.destinations) {
        match (&destination.attribution, &destination.key) {
            (Some(attribution), _) => by_endpoint
                .entry(attribution.best.endpoint)
                .or_default()
                .push(destination),
            (None, Key::Name(name)) => {
                undocumented.push(DestinationView::new(
                    destination,
                    catalog,
                    hint(attributor, name),
                ));
            }
            (None, Key::Address(address, _)) => {
                let hint = ranges.hint(*address);
                unnamed.push(DestinationView::new(destination, catalog, hint));
            }
        }
    }
    let documented: BTreeSet<EndpointRef> = catalog
        .rows_of_release(release)
        .into_iter()
        .map(|(endpoint, _)| endpoint)
        .collect();
    // A name that two rows document equally well was seen for both.
    let mut seen: BTreeSet<EndpointRef> = by_endpoint.keys().copied().collect();
    for destination in &observation.destinations {
        let attribution = destination.attribution.iter();
        seen.extend(
            attribution
                .flat_map(|it| it.equals())
                .map(|candidate| candidate.endpoint),
        );
    }
    let areas = areas(catalog, release, &by_endpoint);
    let summary = summary(observation, catalog, release, &seen, &documented, &areas);
    let vendor_days = catalog
        .release(release)
        .and_then(|it| Some(it.entry.method.as_ref()?.days));
    Page {
        schema: "backchat-report/1",
        tool: Tool::THIS,
        release: ReleaseLine::new(catalog, release, chosen),
        method: Method::new(&observation.run, vendor_days),
        user_catalogs: catalog.user_catalogs().to_vec(),
        summary,
        areas,
        undocumented,
        unnamed,
        not_seen: not_seen(catalog, release, &seen),
        carriers: carriers(&observation.destinations, catalog),
    }
}

/// The rows of the release that nothing was seen of, an endpoint once, in the order of the catalog.
fn not_seen(catalog: &Catalog, release: &str, seen: &BTreeSet<EndpointRef>) -> Vec<NotSeen> {
    let mut rows = catalog.rows_of_release(release);
    rows.sort_by_key(|(endpoint, row)| (*endpoint, row.line));
    rows.dedup_by_key(|(endpoint, _)| *endpoint);
    let missing = rows
        .into_iter()
        .filter(|(endpoint, _)| !seen.contains(endpoint));
    let missing = missing.map(|(endpoint, row)| {
        let of = catalog.endpoint(endpoint);
        NotSeen {
            area: catalog.area(of.area).name(Some(release)).to_owned(),
            endpoint: of.id().to_owned(),
            as_written: row.as_written(&of.entry).to_owned(),
        }
    });
    missing.collect()
}

/// Most attempts first, then most bytes, then by key.
fn busiest(destinations: &[Destination]) -> Vec<&Destination> {
    let mut sorted: Vec<&Destination> = destinations.iter().collect();
    sorted.sort_by_key(|destination| (Reverse(destination.attempts), Reverse(destination.bytes())));
    sorted
}

fn areas(
    catalog: &Catalog,
    release: &str,
    seen: &BTreeMap<EndpointRef, Vec<&Destination>>,
) -> Vec<AreaPage> {
    // The vendor's order first, then areas that only other releases document.
    let of_seen: BTreeSet<AreaRef> = seen.keys().map(|it| catalog.endpoint(*it).area).collect();
    let mut order = catalog.areas_of_release(release);
    order.retain(|area| of_seen.contains(area));
    let elsewhere: Vec<AreaRef> = of_seen
        .iter()
        .copied()
        .filter(|it| !order.contains(it))
        .collect();
    order.extend(elsewhere);
    let mut pages = Vec::new();
    for area in order {
        let mut page = AreaPage::new(catalog.area(area), catalog, release);
        for (endpoint, destinations) in seen {
            if catalog.endpoint(*endpoint).area != area {
                continue;
            }
            let own_controls = !catalog.endpoint(*endpoint).entry.controls.is_empty();
            let mut of_endpoint =
                EndpointPage::new(&catalog.endpoint_view(*endpoint), release, own_controls);
            for destination in destinations {
                page.attempts += destination.attempts;
                page.bytes = page.bytes.saturating_add(destination.bytes());
                of_endpoint
                    .destinations
                    .push(DestinationView::new(destination, catalog, None));
            }
            page.endpoints.push(of_endpoint);
        }
        pages.push(page);
    }
    pages
}

fn summary(
    observation: &Observation,
    catalog: &Catalog,
    release: &str,
    seen: &BTreeSet<EndpointRef>,
    documented: &BTreeSet<EndpointRef>,
    areas: &[AreaPage],
) -> Summary {
    let of_release = catalog.areas_of_release(release).into_iter();
    let of_release: BTreeSet<&str> = of_release.map(|area| catalog.area(area).id()).collect();
    let seen_areas = areas
        .iter()
        .filter(|area| of_release.contains(area.id.as_str()));
    let mut summary = Summary {
        areas: seen_areas.count() as u64,
        areas_documented: of_release.len() as u64,
        endpoints: seen.intersection(documented).count() as u64,
        endpoints_documented: documented.len() as u64,
        ..Summary::default()
    };
    for destination in &observation.destinations {
        summary.destinations += 1;
        match (&destination.attribution, &destination.key) {
            (Some(_), _) => summary.documented += 1,
            (None, Key::Name(_)) => summary.undocumented += 1,
            (None, Key::Address(..)) => summary.unnamed += 1,
        }
        match destination.status() {
            Status::Contacted => {}
            Status::Blocked => summary.blocked += 1,
            Status::OnlyAsked => summary.only_asked += 1,
        }
        summary.attempts += destination.attempts;
        summary.bytes = summary.bytes.saturating_add(destination.bytes());
    }
    summary
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use backchat_wire::Time;

    use super::*;
    use crate::attribute::Query;
    use crate::scope::Scope;

    #[test]
    fn a_row_that_fits_what_was_seen_as_well_is_not_missing() {
        let release = "windows-10-2004-enterprise";
        let attributor = Attributor::new(Catalog::embedded(), Some(release)).unwrap();
        let name = "go.microsoft.com";
        let key = Key::Name(name.into());
        let mut destination = Destination::new(key, Scope::Public, Time::default());
        let query = Query {
            host: name,
            ..Query::default()
        };
        destination.attribution = attributor.attribute(&query).map(Arc::new);
        let observation = Observation {
            destinations: vec![destination],
            ..Observation::default()
        };
        let context = Context {
            attributor: &attributor,
            release,
            chosen: None,
        };
        let page = build(&observation, context);
        assert_eq!(page.summary.endpoints, 2);
        assert!(page.not_seen.iter().all(|it| it.as_written != name));
        assert_eq!(
            page.summary.endpoints + page.not_seen.len() as u64,
            page.summary.endpoints_documented
        );
    }
}
