//! What is wrong with a policy, with the place and what to do.

use jiff::civil::Date;

use super::Origin;
use crate::said::ReadError;

/// Why a policy cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The file is no TOML.
    #[error("{file}:{line}: {what}")]
    Syntax {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What the reader of TOML says.
        what: String,
    },
    /// A key that policies do not have.
    #[error("{origin}: a policy has no such key")]
    Key {
        /// Where.
        origin: Origin,
        /// The keys that may have been meant, best first.
        near: Vec<String>,
    },
    /// A value of the wrong kind, or one that is not known.
    #[error("{origin}: {what}")]
    Value {
        /// Where.
        origin: Origin,
        /// What is wrong.
        what: String,
        /// What to write.
        hint: String,
    },
    /// A name that leads to nothing.
    #[error("{origin}: there is no {kind} `{asked}`")]
    Unknown {
        /// Where.
        origin: Origin,
        /// `preset`, `release`, `area`, `endpoint`.
        kind: &'static str,
        /// What was asked for.
        asked: String,
        /// What may have been meant, or where all are listed.
        hint: String,
    },
    /// An exception whose last day has passed.
    #[error("{origin}: the exception for {names} ended on {until}")]
    Expired {
        /// Where.
        origin: Origin,
        /// Its names.
        names: String,
        /// The last day on which it held.
        until: Date,
    },
    /// Two statements that cannot both hold.
    #[error("the policy contradicts itself: {first} and {second}")]
    Contradiction {
        /// The one, with its place.
        first: String,
        /// The other, with its place.
        second: String,
        /// How to choose.
        hint: String,
    },
    /// Nothing is turned off.
    #[error("the policy turns nothing off")]
    Empty,
}

impl From<ReadError> for PolicyError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Syntax { file, line, what } => Self::Syntax { file, line, what },
            ReadError::Key { origin, near, .. } => Self::Key { origin, near },
            ReadError::Value { origin, what, hint } => Self::Value { origin, what, hint },
        }
    }
}

impl PolicyError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Syntax { .. } => return None,
            Self::Key { near, .. } => match near.as_slice() {
                [] => format!("its keys are {}", super::read::KEYS.join(", ")),
                near => format!("did you mean {}?", near.join(", or ")),
            },
            Self::Value { hint, .. } | Self::Unknown { hint, .. } | Self::Contradiction { hint, .. } => {
                hint.clone()
            }
            Self::Expired { .. } => {
                "take it out, or look at the reason again and set a later `until`".to_owned()
            }
            Self::Empty => "name areas in `off`, or take a preset: \
                            `backchat catalog list areas` shows the areas, `backchat plan --help` the presets"
                .to_owned(),
        })
    }
}
