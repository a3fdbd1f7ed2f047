//! What a policy wants of what was seen.

use serde::Serialize;

use crate::observe::Destination;
use crate::plan::{Judge, Why};

/// What a policy wants of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// A rule stops it.
    Stopped,
    /// Its area is turned off, and no rule holds it.
    Unruled,
    /// It stays, although its area is turned off: another one needs it.
    Shared,
    /// It stays.
    Stays,
    /// The policy does not speak of it.
    LeftAlone,
    /// Nobody documents it, and the policy lets such destinations pass.
    Undocumented,
    /// It is called by an address that nothing names, and rules about names do not hold it.
    Nameless,
    /// There is no policy.
    None,
}

impl Expectation {
    /// What the policy wants of a destination.
    pub(super) fn of(it: &Destination, judge: Option<&Judge<'_, '_>>) -> Self {
        let Some(judge) = judge else {
            return Self::None;
        };
        if judge.stops(it) {
            return Self::Stopped;
        }
        match judge.why(it) {
            Why::Kept if judge.is_off(it) => Self::Shared,
            Why::Kept => Self::Stays,
            Why::LeftAlone => Self::LeftAlone,
            Why::NoRule => Self::Unruled,
            Why::Undocumented => Self::Undocumented,
            Why::NoName => Self::Nameless,
        }
    }

    /// Whether the policy wants it silent.
    #[must_use]
    pub const fn off(self) -> bool {
        matches!(self, Self::Stopped | Self::Unruled)
    }

    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Unruled => "unruled",
            Self::Shared => "shared",
            Self::Stays => "stays",
            Self::LeftAlone => "left-alone",
            Self::Undocumented => "undocumented",
            Self::Nameless => "nameless",
            Self::None => "none",
        }
    }

    /// For people, as a clause about the destination.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Stopped => "to be stopped",
            Self::Unruled => "its area is off, no rule holds it",
            Self::Shared => "kept for another area",
            Self::Stays => "stays",
            Self::LeftAlone => "left alone",
            Self::Undocumented => "undocumented",
            Self::Nameless => "called by address",
            Self::None => "",
        }
    }
}
