//! An area for output.

use serde::Serialize;

use super::{ControlView, Coverage, EndpointView};
use crate::catalog::file::{AreaRow, Mention, Requirement};
use crate::catalog::{Area, AreaRef, Catalog, Origin};

/// An area with everything in it.
#[derive(Clone, Debug, Serialize)]
pub struct AreaView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name, on the page of the release asked for.
    pub name: &'a str,
    /// The vendor's id.
    pub vendor: &'a str,
    /// The product's folder.
    pub product: &'a str,
    /// What it is for.
    pub summary: &'a str,
    /// Why turning it off weakens security, where it does.
    pub security_critical: Option<&'a str>,
    /// What to turn off instead, where it has no switch.
    pub instead: Option<&'a str>,
    /// Anything else.
    pub note: Option<&'a str>,
    /// The pages that have it.
    pub documented: &'a [AreaRow],
    /// The releases of these pages in a few words; programs have the rows.
    #[serde(skip)]
    pub coverage: Coverage<'a>,
    /// The pages that only name it.
    pub mentioned: &'a [Mention],
    /// Areas that it needs.
    pub requires: &'a [Requirement],
    /// Areas that need it.
    pub required_by: Vec<&'a str>,
    /// Its switches, the one that the page links to first.
    pub controls: Vec<ControlView<'a>>,
    /// Its endpoints.
    pub endpoints: Vec<EndpointView<'a>>,
    /// Who put it into the catalog; its endpoints have origins of their own.
    pub origin: &'a Origin,
}

impl Catalog {
    /// An area with everything in it; its name is that on the page of `release`, where that has another.
    #[must_use]
    pub fn area_view(&self, area: AreaRef, release: Option<&str>) -> AreaView<'_> {
        let area = self.area(area);
        let needs_this = |other: &&Area| {
            let mut requires = other.entry.requires.iter();
            requires.any(|needed| needed.area == area.id())
        };
        let endpoints = area.endpoints.iter();
        // Pages without areas have only rows.
        let rows = area.endpoints.iter();
        let rows = rows.flat_map(|&it| &self.endpoint(it).entry.documented);
        let pages = (area.entry.documented.iter().map(|row| row.release.as_str()))
            .chain(rows.map(|row| row.release.as_str()));
        AreaView {
            id: area.id(),
            name: area.name(release),
            vendor: &area.vendor,
            product: &area.product,
            summary: &area.entry.summary,
            security_critical: area.entry.security_critical.as_deref(),
            instead: area.entry.instead.as_deref(),
            note: area.entry.note.as_deref(),
            documented: &area.entry.documented,
            coverage: self.coverage(area, pages),
            mentioned: &area.entry.mentioned,
            requires: &area.entry.requires,
            required_by: (self.areas.iter().filter(needs_this))
                .map(Area::id)
                .collect(),
            controls: self.control_views(&area.entry.controls),
            endpoints: endpoints.map(|&it| self.endpoint_view(it)).collect(),
            origin: &area.origin,
        }
    }
}
