//! Everything, as one JSON document: the entries as their files have them, joined, with what follows from them.
//! `docs/formats.md` describes the layout.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{ExportError, Exported, Format, Selection};
use crate::catalog::file::{
    AreaEntry, CarrierEntry, ControlEntry, EndpointEntry, ProcessEntry, ReleaseEntry, SetEntry,
    VendorEntry,
};
use crate::catalog::{Area, Endpoint, Release};

/// The format.
pub(super) struct Json;

impl Format for Json {
    fn id(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "Everything as one JSON document"
    }

    fn render(&self, selection: &Selection<'_>) -> Result<Exported, ExportError> {
        selection.filled()?;
        let document = Document::of(selection);
        // Every key is text, so writing to memory cannot fail.
        let text = serde_json::to_string_pretty(&document).unwrap_or_default() + "\n";
        Ok(Exported {
            text,
            notes: Vec::new(),
        })
    }
}

#[derive(Serialize)]
struct Document<'c> {
    schema: &'static str,
    /// The release that the selection is limited to.
    release: Option<&'c str>,
    vendors: Vec<&'c VendorEntry>,
    releases: Vec<&'c ReleaseEntry>,
    areas: Vec<AreaOut<'c>>,
    controls: Vec<&'c ControlEntry>,
    carriers: Vec<&'c CarrierEntry>,
}

#[derive(Serialize)]
struct AreaOut<'c> {
    vendor: &'c str,
    product: &'c str,
    #[serde(flatten)]
    entry: AreaEntry,
    sets: Vec<&'c SetEntry>,
    endpoints: Vec<EndpointOut<'c>>,
}

#[derive(Serialize)]
struct EndpointOut<'c> {
    /// What it means, in the canonical spelling.
    pattern: String,
    /// The protocols of all rows together, in the catalog's spelling.
    protocols: String,
    /// The processes of all rows together, and those that the entry adds.
    known_processes: &'c [ProcessEntry],
    #[serde(flatten)]
    entry: EndpointEntry,
}

impl<'c> Document<'c> {
    fn of(selection: &Selection<'c>) -> Self {
        let catalog = selection.catalog;
        let areas: Vec<&Area> = selection.areas().collect();
        let endpoints = || areas.iter().flat_map(|area| selection.endpoints(area));
        let whole = selection.release.is_none() && selection.areas.is_empty();
        let links = areas.iter().flat_map(|area| &area.entry.controls);
        let links = links.chain(endpoints().flat_map(|it| &it.entry.controls));
        let linked: BTreeSet<&str> = links.map(|link| link.id.as_str()).collect();
        let carrying: BTreeSet<&str> = endpoints()
            .filter_map(|it| it.entry.carrier.as_deref())
            .collect();
        let vendors: BTreeSet<&str> = areas.iter().map(|area| area.vendor.as_str()).collect();
        let rows = endpoints().flat_map(|it| &it.entry.documented);
        let rows = rows.map(|row| row.release.as_str());
        let pages = areas.iter().flat_map(|area| &area.entry.documented);
        let named: BTreeSet<&str> = rows.chain(pages.map(|row| row.release.as_str())).collect();
        Self {
            schema: "backchat-catalog/1",
            release: selection.release.map(Release::id),
            vendors: (catalog.vendors().iter())
                .filter(|it| whole || vendors.contains(it.id()))
                .map(|it| &it.entry)
                .collect(),
            releases: (catalog.releases().iter())
                .filter(|it| selection.has(it.id()))
                .filter(|it| whole || named.contains(it.id()))
                .map(|it| &it.entry)
                .collect(),
            controls: (catalog.controls().iter())
                .filter(|it| whole || linked.contains(it.id()))
                .map(|it| &it.entry)
                .collect(),
            carriers: (catalog.carriers().iter())
                .filter(|it| whole || carrying.contains(it.suffix()))
                .map(|it| &it.entry)
                .collect(),
            areas: areas
                .iter()
                .map(|area| AreaOut::of(selection, area))
                .collect(),
        }
    }
}

impl<'c> AreaOut<'c> {
    fn of(selection: &Selection<'c>, area: &'c Area) -> Self {
        let mut entry = area.entry.clone();
        entry.documented.retain(|row| selection.has(&row.release));
        let sets = area.sets.iter();
        let endpoints = selection.endpoints(area);
        Self {
            vendor: &area.vendor,
            product: &area.product,
            entry,
            sets: sets.filter(|set| selection.has(&set.release)).collect(),
            endpoints: endpoints.map(|it| EndpointOut::of(selection, it)).collect(),
        }
    }
}

impl<'c> EndpointOut<'c> {
    fn of(selection: &Selection<'c>, endpoint: &'c Endpoint) -> Self {
        let mut entry = endpoint.entry.clone();
        entry.documented.retain(|row| selection.has(&row.release));
        Self {
            pattern: endpoint.pattern.to_string(),
            protocols: endpoint.protocols.to_string(),
            known_processes: &endpoint.processes,
            entry,
        }
    }
}
