//! An endpoint as its area's file writes it.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::cite::{ControlLink, Mention, Place};
use crate::pattern::{Confidence, Kind};

/// A destination, stored once for all releases that document it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointEntry {
    /// `<area>/<name>`, stable for ever.
    pub id: Spanned<String>,
    /// The destination as the vendor writes it, wildcards and all.
    pub as_written: String,
    /// What that means.
    pub meaning: Meaning,
    /// The TCP ports, where known; pages rarely give them, so they follow from the protocol.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// The UDP ports, where a page gives some or the protocol is spoken over UDP.
    #[serde(default)]
    pub udp_ports: Vec<u16>,
    /// What it is for, in our words.
    /// Empty in a draft that nobody has described yet.
    #[serde(default)]
    pub purpose: String,
    /// What the vendor says stops working without it, in our words; absent where the vendor says nothing.
    pub impact: Option<String>,
    /// What was seen to stop working without it.
    #[serde(default)]
    pub observed: Vec<Observed>,
    /// What else uses it, where a rule against it hits more than its area.
    pub dual_use: Option<String>,
    /// Why it matters for security, where its area as a whole does not.
    pub security_critical: Option<String>,
    /// The suffix of the carrier whose name this is: a name behind others that some pages list as a destination. It is
    /// shown with its rows, but nothing is attributed to it and no rule is made from it.
    pub carrier: Option<String>,
    /// Ids of other areas that use it.
    #[serde(default)]
    pub used_by: Vec<String>,
    /// Controls of this endpoint, instead of its area's.
    #[serde(default)]
    pub controls: Vec<ControlLink>,
    /// The rows that document it.
    #[serde(default)]
    pub documented: Vec<Row>,
    /// Places that name it without a row of its own.
    #[serde(default)]
    pub mentioned: Vec<Mention>,
    /// Sources other than the pages of releases in the catalog.
    #[serde(default)]
    pub sources: Vec<Place>,
    /// Processes known to use it beyond those that its rows name.
    #[serde(default)]
    pub processes: Vec<ProcessEntry>,
}

/// A destination's meaning: a [`crate::pattern::Pattern`] in parts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// How the host is to be taken.
    pub kind: Kind,
    /// The name without its leading wildcard.
    pub host: String,
    /// A path glob; `/*` is any path. Absent where the vendor wrote a host only.
    pub path: Option<String>,
    /// How sure this reading is.
    pub confidence: Confidence,
    /// Why it is no surer, or why it differs from what the spelling says.
    pub why: Option<String>,
}

/// An endpoint's row on the page of a release.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The release's id.
    pub release: String,
    /// The line of the page's source file.
    pub line: u32,
    /// The protocol cell as the page writes it; empty where it is, or where the page gives ports in a set.
    #[serde(default)]
    pub protocols: String,
    /// The source process cell as the page writes it, where the page has that column and fills it.
    pub process: Option<String>,
    /// The systems that the row is for, in lower case, on pages that speak of several and say so; empty where the page
    /// does not.
    #[serde(default)]
    pub systems: Vec<String>,
    /// The number of the area's [`super::SetEntry`] that the row belongs to, on pages that have sets.
    pub set: Option<u32>,
    /// The destination as this page writes it, where it differs from the endpoint's.
    pub as_written: Option<String>,
    /// Why this spelling, which reads as something else, means this endpoint: a slip of the page.
    pub why: Option<String>,
}

impl Row {
    /// The destination as this page writes it.
    #[must_use]
    pub fn as_written<'a>(&'a self, entry: &'a EndpointEntry) -> &'a str {
        self.as_written.as_deref().unwrap_or(&entry.as_written)
    }
}

/// What was seen to happen without an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// What happens.
    pub effect: String,
    /// Links to the reports.
    pub evidence: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// The builds it was seen on, where known.
    pub build: Option<String>,
}

/// A process that uses an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessEntry {
    /// The image's base name in lower case, without `.exe`.
    pub name: String,
    /// Who says so.
    pub source: ProcessSource,
}

/// Who says that a process uses an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessSource {
    /// A column of the vendor's pages.
    VendorPages,
    /// Name lookups logged on real machines.
    Observed,
}
