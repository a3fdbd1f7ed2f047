//! The catalog's files as they are written: one struct per table, unknown keys refused. `catalog/schema.json` says
//! the same for editors; a test holds the two together.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::pattern::{Confidence, Kind};

/// `<vendor>/<product>/<area>.toml`: an area and its endpoints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaFile {
    /// The area.
    pub area: AreaEntry,
    /// Its endpoints, in the order of the vendor's page.
    #[serde(default)]
    pub endpoint: Vec<EndpointEntry>,
}

/// `<vendor>/releases/<release>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    /// The release.
    pub release: ReleaseEntry,
}

/// `<vendor>/controls/<control>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlFile {
    /// The control.
    pub control: ControlEntry,
}

/// `<vendor>/vendor.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorFile {
    /// The vendor.
    pub vendor: VendorEntry,
}

/// `carriers.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierFile {
    /// The carriers, sorted by suffix.
    pub carrier: Vec<CarrierEntry>,
}

/// The vendor's name for a group of endpoints.
#[derive(Clone, Debug, Deserialize)]
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
#[derive(Clone, Debug, Deserialize, Serialize)]
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
    /// Why this control is needed although the page does not link to it; absent where it does.
    pub beyond_link: Option<String>,
}

/// An area that another one needs.
#[derive(Clone, Debug, Deserialize, Serialize)]
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

/// A destination, stored once for all releases that document it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointEntry {
    /// `<area>/<name>`, stable for ever.
    pub id: Spanned<String>,
    /// The destination as the vendor writes it, wildcards and all.
    pub as_written: String,
    /// What that means.
    pub meaning: Meaning,
    /// The ports, where known; pages rarely give them, so they follow from the protocol.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// What it is for, in our words.
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
    /// Processes known to use it.
    #[serde(default)]
    pub processes: Vec<ProcessEntry>,
}

/// A destination's meaning: a [`crate::pattern::Pattern`] in parts.
#[derive(Clone, Debug, Deserialize)]
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
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The release's id.
    pub release: String,
    /// The line of the page's source file.
    pub line: u32,
    /// The protocol cell as the page writes it; empty where it is.
    pub protocols: String,
    /// The destination as this page writes it, where it differs from the endpoint's.
    pub as_written: Option<String>,
}

/// What was seen to happen without an endpoint.
#[derive(Clone, Debug, Deserialize, Serialize)]
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
#[derive(Clone, Debug, Deserialize, Serialize)]
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

/// An operating system version and edition whose page documents endpoints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseEntry {
    /// The file's name without its ending.
    pub id: Spanned<String>,
    /// For people.
    pub name: String,
    /// The product's name.
    pub product: String,
    /// The version as the vendor calls it.
    pub version: String,
    /// The edition; absent where the page speaks of all.
    pub edition: Option<String>,
    /// The build number that the version starts with.
    pub build: Option<String>,
    /// The page.
    pub page: Document,
    /// How the vendor found the endpoints.
    pub method: Option<Method>,
    /// The turn-off guide that the page's anchors are in.
    pub guide: Option<Document>,
    /// What the page holds.
    pub counts: Counts,
}

/// How a vendor found the endpoints of a page.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// How many days the capture lasted.
    pub days: u32,
    /// The state of the machines.
    pub state: String,
    /// The account in use.
    pub account: String,
    /// What was looked at.
    pub networks: String,
}

/// What a page holds, counted independently of the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Areas.
    pub areas: usize,
    /// Rows with a destination.
    pub rows: usize,
    /// Different destinations, by spelling.
    pub destinations: usize,
}

/// A vendor's own switch: a section of its guide.
#[derive(Clone, Debug, Deserialize)]
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

/// Who publishes endpoint pages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorEntry {
    /// The folder's name.
    pub id: Spanned<String>,
    /// For people.
    pub name: String,
    /// Domains that the vendor registered for itself.
    pub domains: Vec<String>,
}

/// A load balancer or content network whose names stand behind others.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierEntry {
    /// The domain below which its names are.
    pub suffix: Spanned<String>,
    /// For people.
    pub name: String,
    /// What it does.
    pub kind: CarrierKind,
    /// Who says so.
    pub source: String,
}

/// What a carrier does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CarrierKind {
    /// Spreads requests over data centres by DNS.
    LoadBalancer,
    /// Serves copies of files.
    ContentNetwork,
    /// Names rented machines.
    Hosting,
}

impl CarrierKind {
    /// For people, with an article.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::LoadBalancer => "a load balancer",
            Self::ContentNetwork => "a content network",
            Self::Hosting => "a hosting service",
        }
    }
}
