//! A switch for output.

use serde::Serialize;

use crate::catalog::file::{Allowed, ControlLink, Group, Part, Place, Setting};
use crate::catalog::{Catalog, Control, Origin};

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
    /// The groups of it that belong here; empty where all do.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub only: &'a [String],
    /// Why it is needed although the page does not link to it.
    pub beyond_link: Option<&'a str>,
    /// Why it does not silence what links to it, where the page points to the wrong section.
    pub ineffective: Option<&'a str>,
    /// What else stops.
    pub side_effects: Option<&'a str>,
    /// What to know first.
    pub caution: Option<&'a str>,
    /// What the system does while nothing of it is set.
    pub default: Option<&'a str>,
    /// Where it is documented.
    pub source: &'a Place,
    /// Where its MDM settings are documented, where that is elsewhere.
    pub mdm_source: Option<&'a Place>,
    /// Sections below it whose settings are here.
    pub parts: &'a [Part],
    /// Controls that the section only introduces.
    pub see: &'a [String],
    /// What the settings are for.
    pub groups: &'a [Group],
    /// The settings; which of them belong together is said at [`ControlEntry::setting`].
    ///
    /// [`ControlEntry::setting`]: crate::catalog::file::ControlEntry::setting
    pub settings: &'a [Setting],
    /// Who put it into the catalog.
    pub origin: &'a Origin,
    /// Destinations that no switch silences.
    pub allowed: &'a [Allowed],
}

impl<'a> ControlView<'a> {
    fn new(control: &'a Control, link: &'a ControlLink) -> Self {
        let entry = &control.entry;
        Self {
            id: control.id(),
            section: entry.section.as_deref(),
            title: &entry.title,
            summary: &entry.summary,
            only: &link.groups,
            beyond_link: link.beyond_link.as_deref(),
            ineffective: link.ineffective.as_deref(),
            side_effects: entry.side_effects.as_deref(),
            caution: entry.caution.as_deref(),
            default: entry.default.as_deref(),
            source: &entry.source,
            mdm_source: entry.mdm_source.as_ref(),
            parts: &entry.part,
            see: &entry.see,
            groups: &entry.group,
            settings: &entry.setting,
            allowed: &entry.allowed,
            origin: &control.origin,
        }
    }

    /// The settings by what they are for, in the order of the groups; settings of no group come first.
    #[must_use]
    pub fn grouped(&self) -> Vec<(Option<&'a Group>, Vec<&'a Setting>)> {
        let of = |group: Option<&str>| -> Vec<&'a Setting> {
            let settings = self.settings.iter();
            settings
                .filter(|setting| setting.group.as_deref() == group)
                .collect()
        };
        let here = |group: &&Group| self.only.is_empty() || self.only.contains(&group.id);
        let groups = self
            .groups
            .iter()
            .filter(here)
            .map(|it| (Some(it), of(Some(&it.id))));
        std::iter::once((None, of(None)))
            .chain(groups)
            .filter(|(_, settings)| !settings.is_empty())
            .collect()
    }
}

impl Catalog {
    /// The controls behind links; links that lead nowhere, which `check` reports, are left out.
    #[must_use]
    pub fn control_views<'a>(&'a self, links: &'a [ControlLink]) -> Vec<ControlView<'a>> {
        let followed = links.iter().filter_map(|link| {
            let control = self.control(&link.id)?;
            Some(ControlView::new(control, link))
        });
        followed.collect()
    }
}
