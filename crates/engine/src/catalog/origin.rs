//! Who put an entry into the catalog: the program, a user's files, or both. Nothing that a user's catalog adds, changes
//! or removes may pass for the vendor's documentation.

use serde::Serialize;

/// Where an entry comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// True where the program's own catalog has it.
    pub built_in: bool,
    /// The places in users' catalogs that gave or changed it, the one with the last word last.
    pub given: Vec<Given>,
}

/// A place in a user's catalog that gives an entry or fields of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    /// The number of the layer, from 1: the order in which the folders were named.
    #[serde(skip)]
    pub(super) layer: usize,
    /// The file, with the user's folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The fields that it changes; empty where it gives an entry that no layer below has.
    pub fields: Vec<String>,
}

/// An entry that a user's catalog took away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// The number of the layer, from 1.
    #[serde(skip)]
    pub(super) layer: usize,
    /// `area`, `endpoint`, `release`, `control`, `vendor` or `carrier`.
    pub kind: &'static str,
    /// Its id, or the suffix of a carrier.
    pub id: String,
    /// Why, in the user's words.
    pub why: String,
    /// The user's file, with the folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// What one user's catalog did to those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UserCatalog {
    /// The folder as it was given.
    pub folder: String,
    /// Its files.
    pub files: usize,
    /// Entries that no layer below has.
    pub added: usize,
    /// Entries of the layers below that it changes.
    pub changed: usize,
    /// Entries of the layers below that it takes away.
    pub removed: usize,
}

impl Origin {
    /// True where a user's catalog has a part in it.
    #[must_use]
    pub fn is_users(&self) -> bool {
        !self.given.is_empty()
    }

    /// In words, for people: `built in`, `from DIR/file:3`, `built in, changed by DIR/file:3 (purpose)`.
    #[must_use]
    pub fn words(&self) -> String {
        let mut text = String::new();
        for given in &self.given {
            let place = format!("{}:{}", given.file, given.line);
            if !text.is_empty() || self.built_in {
                text += if text.is_empty() { "built in, " } else { ", " };
                text += &format!("changed by {place} ({})", given.fields.join(", "));
            } else {
                text = format!("from {place}");
            }
        }
        if text.is_empty() {
            "built in".to_owned()
        } else {
            text
        }
    }
}

impl UserCatalog {
    /// In words, for people: `DIR (2 added, 1 changed, 0 removed)`.
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "{} ({} added, {} changed, {} removed)",
            self.folder, self.added, self.changed, self.removed
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(fields: &[&str]) -> Given {
        Given {
            layer: 1,
            file: "mine/a.toml".to_owned(),
            line: 3,
            fields: fields.iter().map(|&it| it.to_owned()).collect(),
        }
    }

    #[test]
    fn an_origin_names_the_place_and_what_it_changes() {
        let mut origin = Origin {
            built_in: true,
            given: Vec::new(),
        };
        assert_eq!(origin.words(), "built in");
        origin.given.push(given(&["purpose"]));
        assert_eq!(
            origin.words(),
            "built in, changed by mine/a.toml:3 (purpose)"
        );
    }

    #[test]
    fn what_only_a_user_has_is_from_the_users_file() {
        let origin = Origin {
            built_in: false,
            given: vec![given(&[]), given(&["impact"])],
        };
        assert_eq!(
            origin.words(),
            "from mine/a.toml:3, changed by mine/a.toml:3 (impact)"
        );
    }
}
