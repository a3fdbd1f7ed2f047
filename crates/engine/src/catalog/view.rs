//! The catalog for output: plain values with every reference followed, for `catalog list` and `show`, reports and JSON.

use std::collections::BTreeSet;

use serde::Serialize;

use super::file::{
    AreaRow, ControlLink, Counts, Document, Mention, Method, Observed, Place, ProcessEntry,
    Requirement, Setting,
};
use super::{AreaRef, Catalog, EndpointRef};
use crate::pattern::Confidence;

/// What the catalog holds, in numbers and ids.
#[derive(Clone, Debug, Serialize)]
pub struct Summary<'a> {
    /// The releases.
    pub releases: Vec<ReleaseView<'a>>,
    /// Every area with the number of its endpoints, by id.
    pub areas: Vec<AreaLine<'a>>,
    /// How many endpoints there are.
    pub endpoints: usize,
    /// How many controls there are.
    pub controls: usize,
    /// How many carriers there are.
    pub carriers: usize,
}

/// An area in one line.
#[derive(Clone, Debug, Serialize)]
pub struct AreaLine<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How many endpoints it has.
    pub endpoints: usize,
    /// Whether turning it off weakens security.
    pub security_critical: bool,
}

/// A release and its page.
#[derive(Clone, Debug, Serialize)]
pub struct ReleaseView<'a> {
    /// Its id, for `--release`.
    pub id: &'a str,
    /// For people.
    pub name: &'a str,
    /// The product.
    pub product: &'a str,
    /// The version.
    pub version: &'a str,
    /// The edition, where the page is about one.
    pub edition: Option<&'a str>,
    /// The build that the version starts with.
    pub build: Option<&'a str>,
    /// The page.
    pub page: &'a Document,
    /// How the vendor found the endpoints.
    pub method: Option<&'a Method>,
    /// The turn-off guide.
    pub guide: Option<&'a Document>,
    /// What the page holds.
    pub counts: Counts,
}

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
}

/// A switch, and why it is named here.
#[derive(Clone, Debug, Serialize)]
pub struct ControlView<'a> {
    /// Its id.
    pub id: &'a str,
    /// The section's number in the guide.
    pub section: Option<&'a str>,
    /// The section's title.
    pub title: &'a str,
    /// What it does.
    pub summary: &'a str,
    /// Why it is needed although the page does not link to it.
    pub beyond_link: Option<&'a str>,
    /// What else stops.
    pub side_effects: Option<&'a str>,
    /// What to know first.
    pub caution: Option<&'a str>,
    /// Where it is documented.
    pub source: &'a Place,
    /// The settings; several of one kind belong together, different kinds are alternatives.
    pub settings: &'a [Setting],
}

/// An endpoint with everything known about it.
#[derive(Clone, Debug, Serialize)]
pub struct EndpointView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its area's id.
    pub area: &'a str,
    /// Its area's name.
    pub area_name: &'a str,
    /// The destination as the vendor writes it.
    pub as_written: &'a str,
    /// What that means, in the canonical spelling.
    pub pattern: String,
    /// What that means, in words.
    pub meaning: String,
    /// The kind of pattern.
    pub kind: &'static str,
    /// How sure the meaning is.
    pub confidence: Confidence,
    /// Why it is no surer.
    pub why: Option<&'a str>,
    /// The protocols, of all rows together.
    pub protocols: String,
    /// The ports.
    pub ports: &'a [u16],
    /// What it is for.
    pub purpose: &'a str,
    /// What the vendor says stops without it.
    pub impact: Option<&'a str>,
    /// What was seen to stop without it.
    pub observed: &'a [Observed],
    /// What else uses it.
    pub dual_use: Option<&'a str>,
    /// Other areas that use it, by id: named so, or documenting the same destination.
    pub used_by: Vec<&'a str>,
    /// Why it matters for security: its own reason, or its area's.
    pub security_critical: Option<&'a str>,
    /// Its switches: its own, or its area's.
    pub controls: Vec<ControlView<'a>>,
    /// What to turn off instead, where its area has no switch.
    pub instead: Option<&'a str>,
    /// Processes known to use it.
    pub processes: &'a [ProcessEntry],
    /// The rows that document it.
    pub documented: Vec<RowView<'a>>,
    /// Other places that name it.
    pub sources: Vec<Place>,
}

/// A row of a page.
#[derive(Clone, Debug, Serialize)]
pub struct RowView<'a> {
    /// The release's id.
    pub release: &'a str,
    /// The release's name.
    pub release_name: &'a str,
    /// The destination as this page writes it.
    pub as_written: &'a str,
    /// The protocol cell as the page writes it.
    pub protocols: &'a str,
    /// The page's address.
    pub url: &'a str,
    /// The page's source file.
    pub file: &'a str,
    /// The line in it.
    pub line: u32,
    /// The page's date.
    pub date: &'a str,
}

impl Catalog {
    /// What the catalog holds.
    #[must_use]
    pub fn summary(&self) -> Summary<'_> {
        let areas = self.areas.iter();
        Summary {
            releases: self.release_views(),
            areas: areas
                .map(|area| AreaLine {
                    id: area.id(),
                    name: &area.entry.name,
                    endpoints: area.endpoints.len(),
                    security_critical: area.entry.security_critical.is_some(),
                })
                .collect(),
            endpoints: self.endpoints.len(),
            controls: self.controls.len(),
            carriers: self.carriers.len(),
        }
    }

    /// Every release.
    #[must_use]
    pub fn release_views(&self) -> Vec<ReleaseView<'_>> {
        let releases = self.releases.iter();
        releases
            .map(|release| ReleaseView {
                id: release.id(),
                name: &release.entry.name,
                product: &release.entry.product,
                version: &release.entry.version,
                edition: release.entry.edition.as_deref(),
                build: release.entry.build.as_deref(),
                page: &release.entry.page,
                method: release.entry.method.as_ref(),
                guide: release.entry.guide.as_ref(),
                counts: release.entry.counts,
            })
            .collect()
    }

    /// An area with everything in it; its name is that on the page of `release`, where that has another.
    #[must_use]
    pub fn area_view(&self, area: AreaRef, release: Option<&str>) -> AreaView<'_> {
        let area = self.area(area);
        let needs_this = |other: &&super::Area| {
            let mut requires = other.entry.requires.iter();
            requires.any(|needed| needed.area == area.id())
        };
        let endpoints = area.endpoints.iter();
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
            mentioned: &area.entry.mentioned,
            requires: &area.entry.requires,
            required_by: (self.areas.iter().filter(needs_this))
                .map(super::Area::id)
                .collect(),
            controls: self.control_views(&area.entry.controls),
            endpoints: endpoints.map(|&it| self.endpoint_view(it)).collect(),
        }
    }

    /// An endpoint with everything known about it.
    #[must_use]
    pub fn endpoint_view(&self, reference: EndpointRef) -> EndpointView<'_> {
        let endpoint = self.endpoint(reference);
        let entry = &endpoint.entry;
        let area = self.area(endpoint.area);
        let controls = if entry.controls.is_empty() {
            &area.entry.controls
        } else {
            &entry.controls
        };
        let security = entry.security_critical.as_deref();
        EndpointView {
            id: endpoint.id(),
            area: area.id(),
            area_name: &area.entry.name,
            as_written: &entry.as_written,
            pattern: endpoint.pattern.to_string(),
            meaning: endpoint.pattern.sentence(),
            kind: endpoint.pattern.kind().token(),
            confidence: entry.meaning.confidence,
            why: entry.meaning.why.as_deref(),
            protocols: endpoint.protocols.to_string(),
            ports: &entry.ports,
            purpose: &entry.purpose,
            impact: entry.impact.as_deref(),
            observed: &entry.observed,
            dual_use: entry.dual_use.as_deref(),
            used_by: self.users(reference),
            security_critical: security.or(area.entry.security_critical.as_deref()),
            controls: self.control_views(controls),
            instead: area.entry.instead.as_deref(),
            processes: &entry.processes,
            documented: (entry.documented.iter())
                .filter_map(|row| {
                    let release = self.release(&row.release)?;
                    let page = &release.entry.page;
                    Some(RowView {
                        release: release.id(),
                        release_name: &release.entry.name,
                        as_written: row.as_written.as_deref().unwrap_or(&entry.as_written),
                        protocols: &row.protocols,
                        url: &page.url,
                        file: &page.file,
                        line: row.line,
                        date: &page.date,
                    })
                })
                .collect(),
            sources: self.other_sources(reference),
        }
    }

    /// The controls behind links; links that lead nowhere, which `check` reports, are left out.
    #[must_use]
    pub fn control_views<'a>(&'a self, links: &'a [ControlLink]) -> Vec<ControlView<'a>> {
        let followed = links.iter().filter_map(|link| {
            let control = self.control(&link.id)?;
            let entry = &control.entry;
            Some(ControlView {
                id: control.id(),
                section: entry.section.as_deref(),
                title: &entry.title,
                summary: &entry.summary,
                beyond_link: link.beyond_link.as_deref(),
                side_effects: entry.side_effects.as_deref(),
                caution: entry.caution.as_deref(),
                source: &entry.source,
                settings: &entry.setting,
            })
        });
        followed.collect()
    }

    /// The ids of other areas that use an endpoint: those it names, and those that document the same hosts.
    fn users(&self, reference: EndpointRef) -> Vec<&str> {
        let endpoint = self.endpoint(reference);
        let named = endpoint.entry.used_by.iter().map(String::as_str);
        let same = self
            .endpoints
            .iter()
            .filter(|other| other.area != endpoint.area && other.pattern == endpoint.pattern)
            .map(|other| self.area(other.area).id());
        let all: BTreeSet<&str> = named.chain(same).collect();
        all.into_iter().collect()
    }

    /// The places that name an endpoint outside its rows.
    fn other_sources(&self, reference: EndpointRef) -> Vec<Place> {
        let entry = &self.endpoint(reference).entry;
        let mentioned = entry.mentioned.iter().filter_map(|mention| {
            let page = &self.release(&mention.release)?.entry.page;
            Some(Place {
                url: page.url.clone(),
                file: page.file.clone(),
                line: mention.line,
                date: page.date.clone(),
            })
        });
        mentioned.chain(entry.sources.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(id: &str) -> EndpointView<'static> {
        let catalog = Catalog::embedded();
        catalog.endpoint_view(catalog.endpoint_by_id(id).unwrap())
    }

    #[test]
    fn an_endpoint_without_controls_of_its_own_has_those_of_its_area() {
        let view = endpoint("windows-update/emdl.ws.microsoft.com");
        let ids: Vec<&str> = view.controls.iter().map(|control| control.id).collect();
        assert_eq!(ids, ["delivery-optimization", "windows-update"]);
        assert!(view.controls[1].beyond_link.is_some());
    }

    #[test]
    fn an_endpoint_with_controls_of_its_own_has_only_those() {
        let view = endpoint("windows-defender/checkappexec.microsoft.com");
        let ids: Vec<&str> = view.controls.iter().map(|control| control.id).collect();
        assert_eq!(ids, ["defender-smartscreen"]);
    }

    #[test]
    fn an_endpoint_that_two_areas_document_names_the_other() {
        assert_eq!(
            endpoint("fwlink/go.microsoft.com").used_by,
            ["windows-defender"]
        );
    }

    #[test]
    fn a_row_leads_to_its_page_and_line() {
        let view = endpoint("windows-update/emdl.ws.microsoft.com");
        let row = &view.documented[0];
        assert_eq!((row.line, row.date), (111, "2020-10-22"));
        assert!(row.url.starts_with("https://learn.microsoft.com/"));
    }

    #[test]
    fn dependants_are_found_backwards() {
        let catalog = Catalog::embedded();
        let area = catalog.area_by_id("device-authentication").unwrap();
        assert_eq!(
            catalog.area_view(area, None).required_by,
            ["windows-update"]
        );
    }
}
