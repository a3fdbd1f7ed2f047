//! A run kept for later: what comparisons need of it, in a compact and versioned file, so that its captures need not be read
//! again, and need not be kept.
//!
//! The format is described in `docs/formats.md` and by `schemas/run.schema.json`. What documents a destination is not in it:
//! that is worked out anew from what the connections showed, by the catalog of the day.

mod conditions;
mod file;
mod intern;
mod read;
mod write;

pub use conditions::{Conditions, KNOWN, Known};
pub use read::ReadError;

use crate::observe::Observation;

#[cfg(test)]
mod tests;

/// The name and version of the format.
pub const SCHEMA: &str = "backchat-run/1";

/// A run with all that comparisons need.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What it is called: the name of its file, or what somebody called it.
    pub label: String,
    /// What is known of the machine and its state, as somebody said.
    pub conditions: Conditions,
    /// What was seen.
    pub observation: Observation,
}

impl Record {
    /// Whether bytes begin as a record does; compressed ones are to be unpacked before.
    #[must_use]
    pub fn looks_like(head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        head.trim_ascii_start().first() == Some(&b'{')
    }
}
