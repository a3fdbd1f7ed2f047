//! What somebody has looked at and accepts: destinations, each with a reason and a last day, in a TOML file that is reviewed and
//! committed like code.

mod draft;
mod reach;
mod read;

use jiff::civil::Date;

use crate::said::{Origin, ReadError};

pub(super) use draft::last_day;
pub use draft::{Drafted, drafted};
pub use reach::{Reach, ReachError};

/// The name and version of the format.
pub const SCHEMA: &str = "backchat-baseline/1";

/// A file of acceptances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The file, as the user named it.
    pub file: String,
    /// Its acceptances, in the order of the file.
    pub accept: Vec<Acceptance>,
}

/// A destination that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The destination as it is written.
    pub destination: String,
    /// What that means.
    pub reach: Reach,
    /// Why; empty in a draft, which counts for nothing.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
    /// Where it is said.
    pub origin: Origin,
}

/// How an acceptance stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Holds,
    /// It has no reason.
    Draft,
    /// Its last day has passed.
    Expired,
}

impl Baseline {
    /// Reads a baseline. `file` is its name for errors.
    ///
    /// # Errors
    /// Where the text is no baseline: with the line, the key, and what to write.
    pub fn read(file: &str, text: &str) -> Result<Self, ReadError> {
        read::read(file, text)
    }
}

impl Acceptance {
    /// How it stands on a day.
    #[must_use]
    pub fn standing(&self, day: Date) -> Standing {
        if self.reason.is_empty() {
            Standing::Draft
        } else if day > self.until {
            Standing::Expired
        } else {
            Standing::Holds
        }
    }
}

impl Standing {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Draft => "draft",
            Self::Expired => "expired",
        }
    }
}
