//! An endpoint for output.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{ControlView, Coverage};
use crate::catalog::file::{Observed, Place, ProcessEntry};
use crate::catalog::{Catalog, EndpointRef, Origin};
use crate::pattern::Confidence;

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
    /// The ports on UDP.
    pub udp_ports: &'a [u16],
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
    /// The releases of the rows in a few words; programs have the rows.
    #[serde(skip)]
    pub coverage: Coverage<'a>,
    /// Who put it into the catalog.
    pub origin: &'a Origin,
}

/// A row of a page.
#[derive(Clone, Debug, Serialize)]
pub struct RowView<'a> {
    /// The release's id.
    pub release: &'a str,
    /// The release's name.
    pub release_name: &'a str,
    /// The release's edition, where its page is about one.
    pub edition: Option<&'a str>,
    /// The destination as this page writes it.
    pub as_written: &'a str,
    /// The protocol cell as the page writes it.
    pub protocols: &'a str,
    /// The systems that the row is for, where the page speaks of several.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub systems: &'a [String],
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
            udp_ports: &entry.udp_ports,
            purpose: &entry.purpose,
            impact: entry.impact.as_deref(),
            observed: &entry.observed,
            dual_use: entry.dual_use.as_deref(),
            used_by: self.users(reference),
            security_critical: security.or(area.entry.security_critical.as_deref()),
            controls: self.control_views(controls),
            instead: area.entry.instead.as_deref(),
            processes: &endpoint.processes,
            documented: (entry.documented.iter())
                .filter_map(|row| {
                    let release = self.release(&row.release)?;
                    let page = &release.entry.page;
                    Some(RowView {
                        release: release.id(),
                        release_name: &release.entry.name,
                        edition: release.entry.edition.as_deref(),
                        as_written: row.as_written.as_deref().unwrap_or(&entry.as_written),
                        protocols: &row.protocols,
                        systems: &row.systems,
                        url: &page.url,
                        file: &page.file,
                        line: row.line,
                        date: &page.date,
                    })
                })
                .collect(),
            sources: self.other_sources(reference),
            coverage: {
                let rows = entry.documented.iter();
                self.coverage(area, rows.map(|row| row.release.as_str()))
            },
            origin: &endpoint.origin,
        }
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
