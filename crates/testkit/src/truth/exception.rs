//! Where we differ from the truth and know why: a committed list, grouped by reason.
//!
//! A line `reason: …` starts a group; each line below it is file, kind, name, address, port and `missing` or `extra`,
//! separated by tabs. Empty lines and lines that start with `#` say nothing.

use std::collections::BTreeMap;

use super::name::Row;

/// On which side a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The truth has it and we do not.
    Missing,
    /// We have it and the truth does not.
    Extra,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The capture, as the index writes it.
    pub file: String,
    /// On which side.
    pub side: Side,
    /// The row.
    pub row: Row,
}

/// The list, and which of it was used.
#[derive(Debug)]
pub struct Exceptions {
    listed: BTreeMap<Difference, Listed>,
}

#[derive(Debug)]
struct Listed {
    reason: String,
    used: bool,
}

impl Exceptions {
    /// Reads the list.
    ///
    /// # Panics
    /// The list is malformed, or has a line twice.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut listed = BTreeMap::new();
        let mut reason = None;
        for (at, line) in text.lines().enumerate() {
            let at = at + 1;
            if let Some(words) = line.strip_prefix("reason: ") {
                reason = Some(words.to_owned());
                continue;
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let reason = reason
                .clone()
                .unwrap_or_else(|| panic!("line {at} stands under a reason"));
            let [file, kind, name, address, port, side] = line.split('\t').collect::<Vec<_>>()[..]
            else {
                panic!("line {at} has six columns");
            };
            let difference = Difference {
                file: file.to_owned(),
                side: match side {
                    "missing" => Side::Missing,
                    "extra" => Side::Extra,
                    _ => panic!("line {at} says missing or extra"),
                },
                row: Row::new(kind, name, address, port),
            };
            let used = false;
            let before = listed.insert(difference, Listed { reason, used });
            assert!(before.is_none(), "line {at} is listed once");
        }
        Self { listed }
    }

    /// The reason for a difference, if it is known; it counts as used.
    pub fn reason(&mut self, difference: &Difference) -> Option<&str> {
        let listed = self.listed.get_mut(difference)?;
        listed.used = true;
        Some(&listed.reason)
    }

    /// What is listed and was not asked for: differences that are no more.
    pub fn unused(&self) -> impl Iterator<Item = &Difference> {
        self.listed
            .iter()
            .filter(|(_, listed)| !listed.used)
            .map(|(difference, _)| difference)
    }

    /// How many differences each reason explains.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for listed in self.listed.values() {
            *reasons.entry(listed.reason.as_str()).or_default() += 1;
        }
        reasons
    }
}
