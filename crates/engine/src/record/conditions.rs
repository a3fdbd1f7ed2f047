//! The conditions of a run: what somebody said about the machine and its state. Nothing in a capture tells them for sure.

use std::collections::BTreeMap;
use std::fmt;

/// A condition that is known by name.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its key.
    pub key: &'static str,
    /// What it is, for the help.
    pub about: &'static str,
    /// Whether runs that differ in it are of different machines or systems, so that a difference between them has more than one
    /// explanation.
    pub weighs: bool,
}

/// The conditions that are known by name; others may be said too, and are compared like these.
pub const KNOWN: &[Known] = &[
    known("host", "the machine's name", true),
    known(
        "release",
        "the system's release, as the catalog names it",
        true,
    ),
    known("build", "the system's build (19041.388)", false),
    known(
        "edition",
        "the system's edition (Enterprise, Pro, Home)",
        true,
    ),
    known(
        "account",
        "who is signed in (local, Microsoft account, domain, nobody)",
        true,
    ),
    known(
        "settings",
        "how it was set up (default, restricted baseline…)",
        true,
    ),
    known("policy", "the policy in force", false),
    known("group", "the group of machines that it belongs to", false),
    known("network", "where it was connected", true),
    known("idle-since", "since when nobody had used it", false),
    known("note", "anything else", false),
];

const fn known(key: &'static str, about: &'static str, weighs: bool) -> Known {
    Known { key, about, weighs }
}

/// Conditions by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions(BTreeMap<String, String>);

/// Why a condition cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// There is no `=`, or nothing on one of its sides.
    #[error("`{0}` is no condition; write KEY=VALUE, such as edition=Pro")]
    Form(String),
    /// The key holds something else than lower-case letters, digits and dashes.
    #[error("`{0}` is no key of a condition: lower-case letters, digits and dashes")]
    Key(String),
}

impl Conditions {
    /// Reads `key=value`.
    ///
    /// # Errors
    /// Where it is not of that form.
    pub fn read(text: &str) -> Result<(String, String), ConditionError> {
        let form = || ConditionError::Form(text.to_owned());
        let (key, value) = text.split_once('=').ok_or_else(form)?;
        let (key, value) = (key.trim(), value.trim());
        if key.is_empty() || value.is_empty() {
            return Err(form());
        }
        if !Self::is_key(key) {
            return Err(ConditionError::Key(key.to_owned()));
        }
        Ok((key.to_owned(), value.to_owned()))
    }

    /// Whether a key has the form of one.
    #[must_use]
    pub fn is_key(key: &str) -> bool {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !key.is_empty() && key.chars().all(fits)
    }

    /// Says a condition; what was said of it before is forgotten.
    pub fn say(&mut self, key: &str, value: &str) {
        self.0.insert(key.to_owned(), value.to_owned());
    }

    /// What was said of a condition.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Each of them, by key.
    pub fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (key, value)) in self.each().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{key} {value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_has_a_key_and_a_value() {
        let pair = |key: &str, value: &str| Ok((key.to_owned(), value.to_owned()));
        assert_eq!(Conditions::read("edition=Pro"), pair("edition", "Pro"));
        assert_eq!(Conditions::read("note = a=b "), pair("note", "a=b"));
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["edition", "=Pro", "edition="] {
            assert_eq!(
                Conditions::read(text),
                Err(ConditionError::Form(text.to_owned()))
            );
        }
        assert_eq!(
            Conditions::read("Edition=Pro"),
            Err(ConditionError::Key("Edition".to_owned()))
        );
    }

    #[test]
    fn known_keys_are_keys() {
        assert!(KNOWN.iter().all(|it| Conditions::is_key(it.key)));
    }
}
