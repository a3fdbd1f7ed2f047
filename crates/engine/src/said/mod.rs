//! What was said, and where: so that an error names the file, the line and the key, or the option.
//!
//! [`Reader`] reads TOML that people write, key by key rather than by `serde`, so that every mistake is told with its line and key,
//! and with what may have been meant.

mod error;
mod reader;

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

pub use error::ReadError;
pub(crate) use reader::{Reader, date, text};

/// Where something was said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// In a file.
    File {
        /// The file, as the user named it.
        file: Arc<str>,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
    },
    /// In an option of the command line.
    Option(&'static str),
    /// In a preset.
    Preset(&'static str),
}

impl Origin {
    /// Whether it stands in a preset, which speaks of all releases at once.
    #[must_use]
    pub const fn is_preset(&self) -> bool {
        matches!(self, Self::Preset(_))
    }

    /// The line, from 1; none where it was not said in a file.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::File { line, .. } => Some(*line),
            Self::Option(_) | Self::Preset(_) => None,
        }
    }
}

/// As an error begins: `policy.toml:3: keep`, `--keep`, `preset quiet`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line, key } => write!(f, "{file}:{line}: {key}"),
            Self::Option(option) => f.write_str(option),
            Self::Preset(preset) => write!(f, "preset {preset}"),
        }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A value and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// Where it was said.
    pub origin: Origin,
}

impl<T> Said<T> {
    /// A value of an option.
    #[must_use]
    pub const fn option(option: &'static str, value: T) -> Self {
        Self {
            value,
            origin: Origin::Option(option),
        }
    }

    pub(crate) fn with<U>(&self, value: U) -> Said<U> {
        Said {
            value,
            origin: self.origin.clone(),
        }
    }
}
