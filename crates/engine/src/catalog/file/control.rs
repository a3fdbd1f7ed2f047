//! A vendor's switch as its file writes it.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::cite::Place;

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
    /// The section's title.
    pub title: String,
    /// What it does, in our words.
    pub summary: String,
    /// What else stops.
    pub side_effects: Option<String>,
    /// What to know before using it.
    pub caution: Option<String>,
    /// Where it is documented.
    pub source: Place,
    /// The settings. Several of one kind belong together; different kinds are alternatives.
    #[serde(default)]
    pub setting: Vec<Setting>,
}

/// One setting of a control.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// What kind of switch.
    pub kind: SettingKind,
    /// Where: a registry key, a policy's path, an MDM policy, an app package.
    pub at: String,
    /// The registry value's or the policy's name.
    pub name: Option<String>,
    /// The registry value's type.
    pub r#type: Option<String>,
    /// What to set it to.
    pub set: String,
    /// The line in the source.
    pub line: Option<u32>,
}

impl Setting {
    /// One line for people, without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (at, set) = (&self.at, &self.set);
        let name = self.name.as_deref().unwrap_or("");
        match self.kind {
            SettingKind::Registry if set == "deleted" => format!("delete {at}\\{name}"),
            SettingKind::Registry => {
                let set = if set.trim().is_empty() {
                    "one blank"
                } else {
                    set
                };
                let kind = self.r#type.as_deref().unwrap_or("value");
                format!("{at}\\{name} = {set} ({kind})")
            }
            SettingKind::GroupPolicy => format!("{at} > {name}: {set}"),
            SettingKind::Mdm => format!("MDM {at} = {set}"),
            SettingKind::App => format!("remove the app {at}"),
        }
    }
}

/// Kinds of switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    /// A registry value.
    Registry,
    /// A Group Policy.
    GroupPolicy,
    /// A policy of mobile device management (CSP).
    Mdm,
    /// An app package to remove.
    App,
}
