//! What was said, and where: so that an error names the file, the line and the key, or the option.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// Where something was said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// In a policy file.
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

    pub(super) fn with<U>(&self, value: U) -> Said<U> {
        Said {
            value,
            origin: self.origin.clone(),
        }
    }
}
