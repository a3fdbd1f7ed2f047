//! An area and its endpoints on the page: what the vendor documents, beside what was seen.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::destination::DestinationView;
use crate::catalog::file::Requirement;
use crate::catalog::{Area, Catalog, ControlView, EndpointView, RowView};

/// How many rows of other releases are cited where the one asked for has none.
const OTHERS_CITED: usize = 3;

/// A way to turn something off.
#[derive(Clone, Debug, Serialize)]
pub struct ControlLine {
    /// Its id in the catalog.
    pub id: String,
    /// The section of the vendor's guide, with its number.
    pub title: String,
    /// What it does.
    pub summary: String,
    /// Why it is needed although the vendor's page does not link to it.
    pub beyond_link: Option<String>,
    /// Why it does not silence what links to it, where the vendor's page points to the wrong section.
    pub ineffective: Option<String>,
    /// What else stops.
    pub side_effects: Option<String>,
    /// What to know first.
    pub caution: Option<String>,
    /// Where it is documented.
    pub url: String,
    /// Each setting in one sentence.
    pub settings: Vec<String>,
}

/// What was seen to stop without an endpoint.
#[derive(Clone, Debug, Serialize)]
pub struct Observed {
    /// What happens.
    pub effect: String,
    /// Links to the reports.
    pub evidence: Vec<String>,
    /// How sure it is.
    pub confidence: String,
}

/// A row of a vendor's page.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// The release that documents it.
    pub release: String,
    /// The page.
    pub url: String,
    /// Its file and line.
    pub place: String,
    /// The date the page gives itself.
    pub date: String,
}

/// One endpoint of the catalog, and what was seen of it.
#[derive(Clone, Debug, Serialize)]
pub struct EndpointPage {
    /// Its id in the catalog.
    pub id: String,
    /// The destination as the vendor writes it.
    pub as_written: String,
    /// What that means, in words.
    pub meaning: String,
    /// True where the release asked for documents it; false where only others do.
    pub in_release: bool,
    /// The protocols that the vendor documents.
    pub protocols: String,
    /// What it is for.
    pub purpose: String,
    /// What the vendor says stops without it.
    pub impact: Option<String>,
    /// What was seen to stop without it.
    pub observed: Vec<Observed>,
    /// What else uses it.
    pub dual_use: Option<String>,
    /// Why it matters for security.
    pub security_critical: Option<String>,
    /// Its switches, where they are not the area's.
    pub controls: Vec<ControlLine>,
    /// The rows of the release asked for that document it; where it has none, those of the newest other releases.
    pub sources: Vec<Source>,
    /// How many releases document it.
    pub documented_by: u64,
    /// For what users' catalogs gave or changed: where that stands.
    pub from: Option<String>,
    /// What was seen, the busiest first.
    pub destinations: Vec<DestinationView>,
}

/// An area with the endpoints seen.
#[derive(Clone, Debug, Serialize)]
pub struct AreaPage {
    /// Its id in the catalog.
    pub id: String,
    /// Its name on the release's page.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// Why turning it off weakens security, where it does.
    pub security_critical: Option<String>,
    /// What to turn off instead, where it has no switch.
    pub instead: Option<String>,
    /// Names of areas that it needs, with the reason.
    pub requires: Vec<String>,
    /// Its switches.
    pub controls: Vec<ControlLine>,
    /// Attempts on all its endpoints.
    pub attempts: u64,
    /// Bytes both ways, on the wire.
    pub bytes: u64,
    /// The endpoints seen.
    pub endpoints: Vec<EndpointPage>,
}

impl ControlLine {
    fn new(view: &ControlView<'_>) -> Self {
        Self {
            id: view.id.to_owned(),
            title: match view.section {
                Some(section) => format!("{section}. {}", view.title),
                None => view.title.to_owned(),
            },
            summary: view.summary.to_owned(),
            beyond_link: view.beyond_link.map(str::to_owned),
            ineffective: view.ineffective.map(str::to_owned),
            side_effects: view.side_effects.map(str::to_owned),
            caution: view.caution.map(str::to_owned),
            url: view.source.url.clone(),
            settings: view
                .settings
                .iter()
                .filter(|setting| setting.unusable.is_none())
                .map(crate::catalog::file::Setting::sentence)
                .collect(),
        }
    }
}

impl EndpointPage {
    pub(super) fn new(view: &EndpointView<'_>, release: &str, own_controls: bool) -> Self {
        let controls: &[ControlView<'_>] = if own_controls { &view.controls } else { &[] };
        let row = view.documented.iter().find(|row| row.release == release);
        let releases: BTreeSet<&str> = view.documented.iter().map(|row| row.release).collect();
        Self {
            id: view.id.to_owned(),
            as_written: row.map_or(view.as_written, |row| row.as_written).to_owned(),
            meaning: view.meaning.clone(),
            in_release: row.is_some(),
            protocols: row.map_or_else(|| view.protocols.clone(), |row| row.protocols.to_owned()),
            purpose: view.purpose.to_owned(),
            impact: view.impact.map(str::to_owned),
            observed: view
                .observed
                .iter()
                .map(|seen| Observed {
                    effect: seen.effect.clone(),
                    evidence: seen.evidence.clone(),
                    confidence: seen.confidence.token().to_owned(),
                })
                .collect(),
            dual_use: view.dual_use.map(str::to_owned),
            security_critical: view.security_critical.map(str::to_owned),
            controls: controls.iter().map(ControlLine::new).collect(),
            sources: sources(view, release),
            documented_by: releases.len() as u64,
            from: view.origin.is_users().then(|| view.origin.words()),
            destinations: Vec::new(),
        }
    }
}

impl AreaPage {
    pub(super) fn new(area: &Area, catalog: &Catalog, release: &str) -> Self {
        let entry = &area.entry;
        let controls = catalog.control_views(&entry.controls);
        let requires = entry.requires.iter();
        Self {
            id: area.id().to_owned(),
            name: area.name(Some(release)).to_owned(),
            summary: entry.summary.clone(),
            security_critical: entry.security_critical.clone(),
            instead: entry.instead.clone(),
            requires: requires.map(|needed| needs(needed, catalog)).collect(),
            controls: controls.iter().map(ControlLine::new).collect(),
            attempts: 0,
            bytes: 0,
            endpoints: Vec::new(),
        }
    }
}

/// The release's own rows, or else the newest others: dozens of releases document the same, and a page cites few.
fn sources(view: &EndpointView<'_>, release: &str) -> Vec<Source> {
    let mut rows: Vec<&RowView<'_>> = view.documented.iter().collect();
    rows.sort_by_key(|row| Reverse((row.release == release, row.date)));
    let own = rows.iter().filter(|row| row.release == release).count();
    rows.truncate(if own > 0 { own } else { OTHERS_CITED });
    let rows = rows.into_iter().map(|row| Source {
        release: row.release_name.to_owned(),
        url: row.url.to_owned(),
        place: format!("{}:{}", row.file, row.line),
        date: row.date.to_owned(),
    });
    rows.collect()
}

/// The name of an area that is needed, and what for.
fn needs(needed: &Requirement, catalog: &Catalog) -> String {
    let area = catalog
        .area_by_id(&needed.area)
        .map(|area| catalog.area(area).name(None));
    format!("{}: {}", area.unwrap_or(&needed.area), needed.why)
}
