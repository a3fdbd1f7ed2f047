//! Accepted warnings, as their file writes them.

use serde::Deserialize;
use toml::Spanned;

/// The name of the file in its vendor's folder.
const NAME: &str = "accepted.toml";

/// `<vendor>/accepted.toml`. Only `catalog check` reads it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedFile {
    /// Warnings that are no surprise.
    #[serde(default)]
    pub accepted: Vec<AcceptedEntry>,
}

impl AcceptedFile {
    /// Whether a file at this path, below the catalog's folder, is one.
    #[must_use]
    pub fn is_at(path: &str) -> bool {
        let parts = path.split_once('/');
        parts.is_some_and(|(_, name)| name == NAME)
    }
}

/// A warning of `catalog check` that somebody looked at: the vendor's page is the cause, and the catalog follows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedEntry {
    /// The kind of problem.
    pub code: String,
    /// The id of the entry that has it.
    pub entry: Spanned<String>,
    /// The ids of the other entries that the warning may name, or `<area>/*` for all of an area; it comes back where it
    /// names another.
    #[serde(default)]
    pub others: Vec<String>,
    /// Why it is right as it is.
    pub why: String,
}
