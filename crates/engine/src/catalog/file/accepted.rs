//! Accepted warnings, as their file writes them.

use serde::Deserialize;
use toml::Spanned;

/// A warning of `catalog check` that somebody looked at: the vendor's page is the cause, and the catalog follows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedEntry {
    /// The kind of problem.
    pub code: String,
    /// The id of the entry that has it.
    pub entry: Spanned<String>,
    /// The ids of the other entries that the warning may name; it comes back where it names another.
    #[serde(default)]
    pub others: Vec<String>,
    /// Why it is right as it is.
    pub why: String,
}
