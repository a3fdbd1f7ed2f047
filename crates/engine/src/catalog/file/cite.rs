//! What entries point to: lines of pages, documents, controls.

use serde::{Deserialize, Serialize};

/// A place on a page that names something in passing.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// The release's id.
    pub release: String,
    /// The line of the page's source file.
    pub line: u32,
}

/// A control that turns something off.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ControlLink {
    /// The control's id.
    pub id: String,
    /// The groups of the control that belong here, where not all do: an app's area needs no other app removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Why this control is needed although the page does not link to it; absent where it does.
    pub beyond_link: Option<String>,
    /// Why this control does not silence what links to it: the page points to the wrong section. Shown, never set.
    pub ineffective: Option<String>,
}

impl ControlLink {
    /// Whether a group of the control belongs here.
    #[must_use]
    pub fn has(&self, group: Option<&str>) -> bool {
        self.groups.is_empty()
            || group.is_some_and(|group| self.groups.iter().any(|it| it == group))
    }
}

/// A place in a public document.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Where people read it.
    pub url: String,
    /// The source file's name.
    pub file: String,
    /// The line in it.
    pub line: u32,
    /// The date that the document gives itself, as YYYY-MM-DD.
    pub date: String,
}

/// A document whose lines are cited.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Where people read it.
    pub url: String,
    /// The source file's name.
    pub file: String,
    /// The date that the document gives itself, as YYYY-MM-DD.
    pub date: String,
    /// Its title.
    pub title: Option<String>,
    /// Whose it is and on what terms.
    pub rights: Option<String>,
}
