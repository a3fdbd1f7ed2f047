//! What is wrong with a file that a person wrote, with the place and what to do.

use super::Origin;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
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
    /// A key that such files do not have.
    #[error("{origin}: {of} has no such key")]
    Key {
        /// Where.
        origin: Origin,
        /// What the file is, with its article.
        of: &'static str,
        /// The keys that may have been meant, best first.
        near: Vec<String>,
        /// Every key that could stand there.
        known: Vec<String>,
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
}

impl ReadError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Syntax { .. } => None,
            Self::Key { near, known, .. } => Some(match near.as_slice() {
                [] => format!("its keys are {}", known.join(", ")),
                near => format!("did you mean {}?", near.join(", or ")),
            }),
            Self::Value { hint, .. } => Some(hint.clone()),
        }
    }

    /// The line that it is about, from 1; none where no file is.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::Syntax { line, .. } => Some(*line),
            Self::Key { origin, .. } | Self::Value { origin, .. } => origin.line(),
        }
    }
}
