//! Sets of host names that rules are made of: the plain reading of a pattern, its path left aside.
//!
//! Rules about names see no paths, and vendors' glued stars are read as hosts and what is below them, so four kinds
//! are left. Questions about the first three are answered from labels alone; only [`Names::Glob`] needs automata.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::pattern::{Kind, PathPart, Pattern};

/// A set of host names, in lower case and without trailing dots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Names {
    /// This host.
    Exact(Box<str>),
    /// Every host below, at any depth, and not the host itself.
    Below(Box<str>),
    /// The host and every host below it.
    Tree(Box<str>),
    /// Hosts of a form with `*` in its middle. Always [`Kind::MidWildcard`] and without a path.
    Glob(Pattern),
}

impl Names {
    /// The hosts of a pattern in its plain reading.
    #[must_use]
    pub fn of(pattern: &Pattern) -> Self {
        let host: Box<str> = pattern.host().into();
        match pattern.kind() {
            Kind::Exact => Self::Exact(host),
            Kind::Subdomains => Self::Below(host),
            Kind::ApexAndSubdomains | Kind::GluedPrefix => Self::Tree(host),
            Kind::MidWildcard => {
                let bare = Pattern::new(Kind::MidWildcard, &host, PathPart::Unsaid);
                Self::Glob(bare.expect("a pattern's own host is one"))
            }
        }
    }

    /// The name that is spelled out; with `*` in a glob.
    #[must_use]
    pub fn host(&self) -> &str {
        match self {
            Self::Exact(host) | Self::Below(host) | Self::Tree(host) => host,
            Self::Glob(pattern) => pattern.host(),
        }
    }

    /// The longest run of whole labels that every name of the set ends in; empty where there is none.
    #[must_use]
    pub fn anchor(&self) -> &str {
        match self {
            Self::Exact(host) | Self::Below(host) | Self::Tree(host) => host,
            Self::Glob(pattern) => pattern.tail().split_once('.').map_or("", |(_, rest)| rest),
        }
    }

    /// The pattern that means these names.
    #[must_use]
    pub fn pattern(&self) -> Pattern {
        let (kind, host) = match self {
            Self::Exact(host) => (Kind::Exact, host),
            Self::Below(host) => (Kind::Subdomains, host),
            Self::Tree(host) => (Kind::ApexAndSubdomains, host),
            Self::Glob(pattern) => return pattern.clone(),
        };
        Pattern::new(kind, host, PathPart::Unsaid).expect("the host came out of a pattern")
    }

    /// Whether a host is in the set.
    #[must_use]
    pub fn holds(&self, host: &str) -> bool {
        match self {
            Self::Exact(own) => **own == *host,
            Self::Below(own) => is_below(host, own),
            Self::Tree(own) => **own == *host || is_below(host, own),
            Self::Glob(pattern) => pattern.matches(host, None),
        }
    }

    /// Whether every name of `other` is in this set.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Exact(host)) => self.holds(host),
            (Self::Exact(_), _) => false,
            (Self::Below(own), Self::Below(host)) => own == host || is_below(host, own),
            (Self::Below(own), Self::Tree(host)) => is_below(host, own),
            (Self::Tree(own), Self::Below(host) | Self::Tree(host)) => {
                own == host || is_below(host, own)
            }
            _ => self.pattern().contains(&other.pattern()),
        }
    }

    /// Whether a name can be in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact(host), _) => other.holds(host),
            (_, Self::Exact(host)) => self.holds(host),
            (Self::Glob(_), _) | (_, Self::Glob(_)) => self.pattern().intersects(&other.pattern()),
            // Two trees meet where one's root lies in the other, or both have the same one.
            (a, b) => {
                let (a, b) = (a.host(), b.host());
                a == b || is_below(a, b) || is_below(b, a)
            }
        }
    }

    /// What is left of this set without `other`, where that is a set of these kinds: itself where they do not meet,
    /// nothing (`Some(None)`) where `other` holds all of it, the host or what is below it where `other` is the other
    /// half. `None` where a hole is left that no kind says.
    #[must_use]
    pub fn without(&self, other: &Self) -> Option<Option<Self>> {
        if other.contains(self) {
            return Some(None);
        }
        if !self.meets(other) {
            return Some(Some(self.clone()));
        }
        match (self, other) {
            (Self::Tree(own), Self::Exact(host)) if own == host => {
                Some(Some(Self::Below(own.clone())))
            }
            (Self::Tree(own), Self::Below(host)) if own == host => {
                Some(Some(Self::Exact(own.clone())))
            }
            _ => None,
        }
    }

    /// Both sets as one, where that is a set of these kinds and neither holds the other: a host and what is below it.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Exact(a), Self::Below(b)) | (Self::Below(b), Self::Exact(a)) if a == b => {
                Some(Self::Tree(a.clone()))
            }
            _ => None,
        }
    }

    /// A name of this set that is not in `other`; `None` where `other` holds all.
    #[must_use]
    pub fn outside(&self, other: &Self) -> Option<String> {
        if other.contains(self) {
            return None;
        }
        let found = self.pattern().host_outside(&other.pattern());
        found.map(|witness| witness.0)
    }

    /// In the spelling of consumers whose star is what is below a name alone: a host and what is below it are two.
    #[must_use]
    pub fn starred(&self) -> Vec<String> {
        match self {
            Self::Exact(host) => vec![host.to_string()],
            Self::Below(host) => vec![format!("*.{host}")],
            Self::Tree(host) => vec![host.to_string(), format!("*.{host}")],
            Self::Glob(pattern) => vec![pattern.host().to_owned()],
        }
    }

    /// For people: `x`, `what is below x`, `x and what is below it`, `names like a.*.x`.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Exact(host) => host.to_string(),
            Self::Below(host) => format!("what is below {host}"),
            Self::Tree(host) => format!("{host} and what is below it"),
            Self::Glob(pattern) => format!("names like {}", pattern.host()),
        }
    }
}

/// `x`, `*.x`, `**.x` for a host and what is below it, `a.*.x`: the spelling that patterns have.
impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(host) => f.write_str(host),
            Self::Below(host) => write!(f, "*.{host}"),
            Self::Tree(host) => write!(f, "**.{host}"),
            Self::Glob(pattern) => f.write_str(pattern.host()),
        }
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Whether `host` lies below `root`, at any depth.
fn is_below(host: &str, root: &str) -> bool {
    let rest = host.strip_suffix(root);
    rest.is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern;

    fn names(text: &str) -> Names {
        Names::of(&pattern::read(text).unwrap().pattern)
    }

    #[test]
    fn a_glued_star_is_a_host_and_what_is_below_it() {
        assert_eq!(names("*x.example").to_string(), "**.x.example");
        assert_eq!(names("www.bing.com*").to_string(), "www.bing.com");
    }

    #[test]
    fn a_globs_anchor_is_made_of_whole_labels() {
        assert_eq!(names("watson.*.microsoft.com").anchor(), "microsoft.com");
        assert_eq!(names("store-images.*microsoft.com").anchor(), "com");
    }

    #[test]
    fn a_tree_is_two_where_a_star_is_what_is_below_alone() {
        let starred = names("**.x.example").starred();
        assert_eq!(starred, ["x.example", "*.x.example"]);
    }

    #[test]
    fn halves_of_a_tree_are_told_apart() {
        let (tree, exact, below) = (
            names("**.x.example"),
            names("x.example"),
            names("*.x.example"),
        );
        assert_eq!(tree.without(&exact), Some(Some(below.clone())));
        assert_eq!(tree.without(&below), Some(Some(exact.clone())));
        assert_eq!(below.without(&tree), Some(None));
        assert_eq!(exact.joined(&below), Some(tree.clone()));
        assert_eq!(tree.without(&names("a.x.example")), None);
    }

    #[test]
    fn labels_answer_like_automata() {
        let all = [
            "x.example",
            "*.x.example",
            "**.x.example",
            "a.x.example",
            "*.a.x.example",
            "**.a.x.example",
            "ax.example",
            "**.example",
            "a.*.x.example",
            "a.*.example",
            "b.*.example",
        ];
        for (one, two) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            let (a, b) = (names(one), names(two));
            assert_eq!(
                a.contains(&b),
                a.pattern().contains(&b.pattern()),
                "{one} holds {two}"
            );
            assert_eq!(
                a.meets(&b),
                a.pattern().intersects(&b.pattern()),
                "{one} meets {two}"
            );
        }
    }
}
