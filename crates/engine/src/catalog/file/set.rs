//! Sets of destinations that share ports and address ranges, as pages with numbered rows have them.

use serde::{Deserialize, Serialize};

/// A numbered row of a page that lists several hosts and address ranges together (Microsoft 365, Intune).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SetEntry {
    /// The release whose page has it.
    pub release: String,
    /// The vendor's number, or the row's place on a page without numbers; unique on the page.
    pub id: u32,
    /// The line of the page's source file.
    pub line: u32,
    /// How the vendor wants the traffic treated, where it says.
    pub category: Option<Category>,
    /// Whether the service needs it; absent where the vendor does not say.
    pub required: Option<bool>,
    /// Whether it can be reached over a private circuit to the vendor; absent where the vendor does not say.
    pub express_route: Option<bool>,
    /// TCP ports.
    #[serde(default)]
    pub tcp: Vec<u16>,
    /// UDP ports.
    #[serde(default)]
    pub udp: Vec<u16>,
    /// Address ranges in CIDR notation, IPv4 and IPv6.
    #[serde(default)]
    pub ranges: Vec<String>,
    /// What it is for or when it is needed, in our words.
    pub note: Option<String>,
}

/// How a vendor wants traffic treated on its way (Microsoft 365 network categories).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Most sensitive to delay: the shortest way, nothing in between.
    Optimize,
    /// Sensitive to delay: nothing that decrypts in between.
    Allow,
    /// Like any other traffic.
    Default,
}
