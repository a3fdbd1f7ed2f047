//! A release as its file writes it.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::cite::Document;

/// An operating system version and edition whose page documents endpoints.
#[derive(Clone, Debug, Deserialize, Serialize)]
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
    /// The heading above this edition's table, where the page has one for each edition.
    pub section: Option<String>,
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
