//! A vendor's switch as its file writes it: a section of the guide, what its settings are for, and the settings.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::cite::Place;
use super::setting::Setting;

/// A vendor's own switch: a section of its guide.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ControlEntry {
    /// The file's name without its ending.
    pub id: Spanned<String>,
    /// The section's number in the guide.
    pub section: Option<String>,
    /// The section's anchor in the guide.
    pub anchor: Option<String>,
    /// Other anchors that lead to the section, those that the vendor's site makes from headings among them.
    #[serde(default)]
    pub anchors: Vec<String>,
    /// The section's title.
    pub title: String,
    /// What it does, in our words.
    pub summary: String,
    /// What else stops.
    pub side_effects: Option<String>,
    /// What to know before using it.
    pub caution: Option<String>,
    /// What the system does while nothing of it is set.
    pub default: Option<String>,
    /// Where it is documented. The lines of settings are lines of this file.
    pub source: Place,
    /// Where the `mdm` settings are documented, where that is a file of its own; their lines are lines of it.
    pub mdm_source: Option<Place>,
    /// Sections below this one whose settings are here too.
    #[serde(default)]
    pub part: Vec<Part>,
    /// Controls that the section only introduces.
    #[serde(default)]
    pub see: Vec<String>,
    /// What the settings are for, where the control does more than one thing.
    #[serde(default)]
    pub group: Vec<Group>,
    /// The settings. Every group is needed, unless it is `optional`. In a group one way is enough, and all settings of
    /// that way belong together: see [`Setting::alternative`].
    #[serde(default)]
    pub setting: Vec<Setting>,
    /// Destinations that the vendor keeps reachable, as no switch of its own silences them.
    #[serde(default)]
    pub allowed: Vec<Allowed>,
}

/// A section of the guide whose settings another control has.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its number in the guide.
    pub section: String,
    /// Its anchor in the guide.
    pub anchor: Option<String>,
    /// Its title.
    pub title: String,
    /// Its line in the guide.
    pub line: u32,
}

/// One thing that a control does.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What settings call it.
    pub id: String,
    /// What is turned off.
    pub title: String,
    /// What the system does while it is not set.
    pub default: Option<String>,
    /// Why the control does its work without it; absent where it is needed.
    pub optional: Option<String>,
}

/// A destination that no switch silences.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// The destination as the vendor writes it.
    pub destination: String,
    /// What it is for.
    pub purpose: String,
    /// The line in the source.
    pub line: u32,
}
