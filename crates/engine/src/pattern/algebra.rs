//! Two patterns compared: does one hold the other, can a name be in both, which is the more specific.
//!
//! Host and path are independent, so a pattern holds another where both parts do, and meets it where both parts do.

use std::cmp::Ordering;

use serde::Serialize;

use super::language::Found;
use super::{Language, PathPart, Pattern, Reading, Universe};

/// How one pattern lies to another, in the plain reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Both hold the same names and paths.
    Same,
    /// The first holds the second and more.
    Contains,
    /// The second holds the first and more.
    Within,
    /// They share some, and each has others.
    Overlaps,
    /// They share none.
    Apart,
}

/// An example that proves an answer: a host, or a host and path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness(pub String);

impl Pattern {
    /// Whether every host and path of `other` is in `self`, both read plainly.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.contains_read(Reading::Plain, other, Reading::Plain)
    }

    /// Whether every host and path of `other`, read as `theirs`, is in `self`, read as `mine`. To be safe from
    /// surprises in a rule that must cover, take `Plain` for `mine` and `Wide` for `theirs`.
    #[must_use]
    pub fn contains_read(&self, mine: Reading, other: &Self, theirs: Reading) -> bool {
        self.path_holds(other)
            && tails_meet(self, other)
            && other
                .language(theirs)
                .outside(&self.language(mine), Universe::Hosts)
                == Found::Nothing
    }

    /// Whether some host and path are in both, both read plainly.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.intersects_read(Reading::Plain, other, Reading::Plain)
    }

    /// Whether some host and path are in both, each read as stated. To be safe from surprises in a rule that must
    /// not reach something, take `Wide` for both.
    #[must_use]
    pub fn intersects_read(&self, mine: Reading, other: &Self, theirs: Reading) -> bool {
        tails_meet(self, other)
            && self.path_meets(other)
            && self
                .language(mine)
                .common(&other.language(theirs), Universe::Hosts)
                != Found::Nothing
    }

    /// A host that is in both patterns, read plainly; `None` where there is none or none was found.
    #[must_use]
    pub fn common_host(&self, other: &Self) -> Option<Witness> {
        let (mine, theirs) = (
            self.language(Reading::Plain),
            other.language(Reading::Plain),
        );
        witness(tails_meet(self, other).then(|| mine.common(&theirs, Universe::Hosts)))
    }

    /// A host of `self` that is not in `other`, read plainly; `None` where `other` holds all of them.
    #[must_use]
    pub fn host_outside(&self, other: &Self) -> Option<Witness> {
        let (mine, theirs) = (
            self.language(Reading::Plain),
            other.language(Reading::Plain),
        );
        witness(Some(mine.outside(&theirs, Universe::Hosts)))
    }

    /// A host that the wide reading of `self` holds and the plain one does not; `None` where both are the same set.
    #[must_use]
    pub fn host_only_widely(&self) -> Option<Witness> {
        let (plain, wide) = (self.language(Reading::Plain), self.language(Reading::Wide));
        witness(Some(wide.outside(&plain, Universe::Hosts)))
    }

    /// How `self` lies to `other`, both read plainly.
    #[must_use]
    pub fn relation(&self, other: &Self) -> Relation {
        match (self.contains(other), other.contains(self)) {
            (true, true) => Relation::Same,
            (true, false) => Relation::Contains,
            (false, true) => Relation::Within,
            (false, false) if self.intersects(other) => Relation::Overlaps,
            (false, false) => Relation::Apart,
        }
    }

    /// Orders by how much is spelt out: the more specific pattern is the greater. A pattern that lies strictly within
    /// another is always the greater of the two; unrelated ones are ordered by length and then by spelling, so that
    /// the order is total.
    #[must_use]
    pub fn specificity(&self, other: &Self) -> Ordering {
        self.literal_length()
            .cmp(&other.literal_length())
            .then_with(|| self.path_length().cmp(&other.path_length()))
            .then_with(|| other.kind().cmp(&self.kind()))
            .then_with(|| stars(other).cmp(&stars(self)))
            .then_with(|| other.cmp(self))
    }

    fn path_holds(&self, other: &Self) -> bool {
        match (self.path(), other.path()) {
            (PathPart::Unsaid | PathPart::Any, _) => true,
            (PathPart::Glob(mine), theirs) => {
                let theirs = path_language(theirs);
                theirs.outside(&Language::text_glob(mine), Universe::Text) == Found::Nothing
            }
        }
    }

    fn path_meets(&self, other: &Self) -> bool {
        let (mine, theirs) = (path_language(self.path()), path_language(other.path()));
        mine.common(&theirs, Universe::Text) != Found::Nothing
    }
}

/// False only where no name can be in both, because all names of each end in a text of its own.
fn tails_meet(a: &Pattern, b: &Pattern) -> bool {
    a.tail().ends_with(b.tail()) || b.tail().ends_with(a.tail())
}

fn path_language(path: &PathPart) -> Language {
    Language::text_glob(match path {
        PathPart::Unsaid | PathPart::Any => "/*",
        PathPart::Glob(glob) => glob,
    })
}

fn stars(pattern: &Pattern) -> usize {
    let path = match pattern.path() {
        PathPart::Glob(glob) => glob,
        PathPart::Unsaid | PathPart::Any => "*",
    };
    let count = |text: &str| text.bytes().filter(|&byte| byte == b'*').count();
    count(pattern.host()) + count(path)
}

fn witness(found: Option<Found>) -> Option<Witness> {
    match found {
        Some(Found::Text(text)) => Some(Witness(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn pattern(text: &str) -> Pattern {
        read(text).unwrap().pattern
    }

    fn relation(a: &str, b: &str) -> Relation {
        pattern(a).relation(&pattern(b))
    }

    #[test]
    fn windows_update_reaches_the_certificate_host() {
        assert_eq!(
            relation("*.windowsupdate.com", "ctldl.windowsupdate.com"),
            Relation::Contains
        );
    }

    #[test]
    fn the_delivery_rows_are_nested() {
        assert_eq!(
            relation(
                "*.dl.delivery.mp.microsoft.com",
                "*.delivery.mp.microsoft.com"
            ),
            Relation::Within
        );
    }

    #[test]
    fn subdomains_and_apex_are_apart() {
        assert_eq!(relation("*.x.example", "x.example"), Relation::Apart);
        assert_eq!(relation("**.x.example", "x.example"), Relation::Contains);
    }

    #[test]
    fn a_wildcard_in_the_middle_meets_one_in_front() {
        assert_eq!(
            relation("watson.*.microsoft.com", "*.telemetry.microsoft.com"),
            Relation::Overlaps
        );
        let common = pattern("watson.*.microsoft.com")
            .common_host(&pattern("*.telemetry.microsoft.com"))
            .unwrap();
        assert_eq!(common.0, "watson.telemetry.microsoft.com");
    }

    #[test]
    fn any_path_and_no_path_are_the_same_set() {
        assert_eq!(relation("www.bing.com*", "www.bing.com"), Relation::Same);
        assert_eq!(relation("x.example/a/*", "x.example"), Relation::Within);
        assert_eq!(relation("x.example/a/*", "x.example/b/*"), Relation::Apart);
        assert_eq!(
            relation("x.example/a/*", "*.example/*/c"),
            Relation::Overlaps
        );
    }

    #[test]
    fn the_wide_reading_reaches_what_the_plain_one_does_not() {
        let (glued, other) = (pattern("*login.live.com"), pattern("evillogin.live.com"));
        assert!(!glued.intersects(&other));
        assert!(glued.intersects_read(Reading::Wide, &other, Reading::Wide));
    }

    #[test]
    fn what_lies_within_is_more_specific() {
        assert_eq!(
            pattern("ctldl.windowsupdate.com").specificity(&pattern("*.windowsupdate.com")),
            Ordering::Greater
        );
        assert_eq!(
            pattern("*.x.example").specificity(&pattern("*x.example")),
            Ordering::Greater
        );
    }
}
