//! A switch for output.

use serde::Serialize;

use crate::catalog::file::{ControlLink, Place, Setting};
use crate::catalog::{Catalog, Origin};

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
    /// Who put it into the catalog.
    pub origin: &'a Origin,
}

impl Catalog {
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
                origin: &control.origin,
            })
        });
        followed.collect()
    }
}
