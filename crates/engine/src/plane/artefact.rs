//! What a plane makes: files to apply, files to go back, and what is to be known of both.

use serde::{Serialize, Serializer};

use super::{Ruled, Tally};

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It is applied.
    Apply,
    /// It takes back what the others did.
    Undo,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its name; may hold folders, separated by `/`.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Its bytes: in JSON as text, or in hexadecimal where it is none.
    #[serde(serialize_with = "readable")]
    pub content: Vec<u8>,
}

/// What a plane makes of an intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Artefact {
    /// The files, the main one first.
    pub files: Vec<File>,
    /// How to apply it, in steps: sentences with the commands.
    pub apply: Vec<String>,
    /// How to go back, in steps.
    pub undo: Vec<String>,
    /// Each rule, and how exactly it is said.
    pub rules: Vec<Ruled>,
    /// What else to know, in sentences.
    pub notes: Vec<String>,
}

impl Artefact {
    /// How many rules came out how.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally::of(&self.rules)
    }
}

impl File {
    /// A file to apply.
    #[must_use]
    pub fn apply(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            role: Role::Apply,
            content: content.into(),
        }
    }

    /// A file to go back.
    #[must_use]
    pub fn undo(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            role: Role::Undo,
            ..Self::apply(name, content)
        }
    }

    /// The content as text, where it is some.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.content).ok()
    }
}

fn readable<S: Serializer>(content: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    match std::str::from_utf8(content) {
        Ok(text) if !text.contains('\0') => serializer.serialize_str(text),
        _ => {
            let digits = content.iter().map(|byte| format!("{byte:02x}"));
            serializer.serialize_str(&digits.collect::<String>())
        }
    }
}
