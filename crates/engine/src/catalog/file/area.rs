//! An area as its file writes it.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::cite::{ControlLink, Mention};

/// The vendor's name for a group of endpoints.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AreaEntry {
    /// The file's name without its ending; unique in the catalog.
    pub id: Spanned<String>,
    /// As the vendor's latest page titles it.
    pub name: String,
    /// What the area is for, in our words.
    pub summary: String,
    /// Why turning it off weakens the device's security, where it does.
    pub security_critical: Option<String>,
    /// What to turn off instead, where the area has no switch.
    pub instead: Option<String>,
    /// Anything else that a reader should know.
    pub note: Option<String>,
    /// Phrases by which pages that have no areas describe this one's endpoints, in any case.
    #[serde(default)]
    pub described_as: Vec<String>,
    /// The releases whose page has the area.
    #[serde(default)]
    pub documented: Vec<AreaRow>,
    /// The releases whose page names the area without having it.
    #[serde(default)]
    pub mentioned: Vec<Mention>,
    /// The sections of the vendor's guide that turn the area off, the one linked from the page first.
    #[serde(default)]
    pub controls: Vec<ControlLink>,
    /// Areas without which this one does not work.
    #[serde(default)]
    pub requires: Vec<Requirement>,
}

/// An area on the page of a release.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AreaRow {
    /// The release's id.
    pub release: String,
    /// The line of the page's source file.
    pub line: u32,
    /// The anchor in the turn-off guide that the page links to; none where the page has no link.
    pub anchor: Option<String>,
    /// The area's name on this page, where it differs.
    pub name: Option<String>,
}

/// An area that another one needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The needed area's id.
    pub area: String,
    /// What for.
    pub why: String,
    /// The release whose page says so.
    pub release: String,
    /// The line of the page's source file.
    pub line: u32,
}
