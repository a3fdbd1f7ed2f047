//! Destinations as vendors write them, and what they mean.
//!
//! A [`Pattern`] is a set of host names and, on each, a set of paths. [`read`] turns a vendor's spelling into one
//! and says how sure it is; `algebra` compares two; `language` is the machinery under both.
//!
//! Vendors' wildcards are ambiguous, so a pattern has two readings: [`Reading::Plain`], what the vendor almost
//! certainly meant, and [`Reading::Wide`], everything that a literal-minded program could take it for.

mod algebra;
mod language;
mod read;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use algebra::{Relation, Witness};
pub use language::{Language, Universe};
pub use read::{ReadError, Understood, read};

/// How sure a statement is; the order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Possible, but more likely wrong: show it, do not count on it.
    Doubtful,
    /// The usual meaning of what is ambiguous.
    Likely,
    /// No other meaning is plausible.
    Certain,
}

impl Confidence {
    /// The token used in files and machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Doubtful => "doubtful",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// Which of an ambiguous pattern's two meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Wildcards respect label boundaries: `*login.live.com` is that host and its subdomains.
    Plain,
    /// Wildcards are plain text: `*login.live.com` is also `evillogin.live.com`. Contains the plain reading.
    Wide,
}

/// How a pattern's host part is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `x`: this host.
    Exact,
    /// `*.x`: every host below x, at any depth, and not x itself.
    Subdomains,
    /// x and every host below it.
    ApexAndSubdomains,
    /// `*x`: plainly x and every host below it; widely every name that ends in x.
    GluedPrefix,
    /// A `*` elsewhere (`watson.*.microsoft.com`): plainly one or more labels where it stands for a whole label,
    /// else a part of one label; widely any text.
    MidWildcard,
}

impl Kind {
    /// The token used in files and machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Subdomains => "subdomains",
            Self::ApexAndSubdomains => "apex-and-subdomains",
            Self::GluedPrefix => "glued-prefix",
            Self::MidWildcard => "mid-wildcard",
        }
    }
}

/// The paths that a pattern names on its hosts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "glob")]
pub enum PathPart {
    /// The vendor wrote a host only: every path.
    Unsaid,
    /// The vendor wrote out that every path is meant (`x*`, `x/*`).
    Any,
    /// A path where `*` stands for any text. Invisible inside TLS, where only the host can be compared.
    Glob(String),
}

/// A set of host names and paths. Always lower case; made by [`read`] or [`Pattern::new`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    kind: Kind,
    host: Box<str>,
    path: PathPart,
}

/// How a host lies in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// It is the host that the pattern spells out.
    Whole,
    /// It is below the host that the pattern spells out.
    Below,
    /// It matches a wildcard in the middle.
    Glob,
    /// It is `x` where the pattern is `*.x`: vendors mix the two up. Not part of the plain reading.
    Apex,
    /// It matches only where the wildcard is taken as plain text. Not part of the plain reading.
    Glued,
}

impl Fit {
    /// Whether the plain reading of the pattern holds the host.
    #[must_use]
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Whole | Self::Below | Self::Glob)
    }
}

impl Pattern {
    /// Makes a pattern from its parts. `host` is the name without the wildcard that `kind` stands for, and holds
    /// `*` only for [`Kind::MidWildcard`].
    ///
    /// # Errors
    /// Where `host` is not a name, or has wildcards that `kind` does not allow.
    pub fn new(kind: Kind, host: &str, path: PathPart) -> Result<Self, ReadError> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        read::check_host(&host)?;
        // Two stars in a row are no vendor's spelling, and would make one set of names two patterns.
        if host.contains('*') != (kind == Kind::MidWildcard) || host.contains("**") {
            return Err(ReadError::Wildcard(host));
        }
        Ok(Self {
            kind,
            host: host.into(),
            path,
        })
    }

    /// How the host part is to be taken.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The name that the pattern spells out, without its leading wildcard; with `*` for [`Kind::MidWildcard`].
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The path part.
    #[must_use]
    pub const fn path(&self) -> &PathPart {
        &self.path
    }

    /// The text that every host of the pattern, in any reading, ends in. Empty where a `*` is last.
    #[must_use]
    pub fn tail(&self) -> &str {
        self.host.rsplit('*').next().unwrap_or(&self.host)
    }

    /// How `host` (lower case, no trailing dot) lies in the pattern, paths left aside.
    #[must_use]
    pub fn fit(&self, host: &str) -> Option<Fit> {
        if self.kind == Kind::MidWildcard {
            return if !host.ends_with(self.tail()) {
                None
            } else if self.language(Reading::Plain).accepts(host) {
                Some(Fit::Glob)
            } else if self.language(Reading::Wide).accepts(host) {
                Some(Fit::Glued)
            } else {
                None
            };
        }
        let rest = host.strip_suffix(&*self.host)?;
        match (self.kind, rest) {
            (Kind::Subdomains, "") => Some(Fit::Apex),
            (_, "") => Some(Fit::Whole),
            (Kind::Exact, _) => None,
            (_, rest) if rest.len() > 1 && rest.ends_with('.') => Some(Fit::Below),
            (Kind::GluedPrefix, rest) if !rest.ends_with('.') => Some(Fit::Glued),
            _ => None,
        }
    }

    /// Whether the plain reading holds `host` and, where given, `path`.
    #[must_use]
    pub fn matches(&self, host: &str, path: Option<&str>) -> bool {
        self.fit(host).is_some_and(Fit::is_plain) && path.is_none_or(|path| self.matches_path(path))
    }

    /// Whether the pattern holds `path` (with its leading slash) on the hosts it names.
    #[must_use]
    pub fn matches_path(&self, path: &str) -> bool {
        match &self.path {
            PathPart::Unsaid | PathPart::Any => true,
            PathPart::Glob(glob) => Language::text_glob(glob).accepts(path),
        }
    }

    /// The hosts as an automaton.
    #[must_use]
    pub fn language(&self, reading: Reading) -> Language {
        Language::of_hosts(self.kind, &self.host, reading)
    }

    /// How many characters the pattern spells out in its host: of two patterns where one holds the other, the
    /// held one never spells out fewer.
    #[must_use]
    pub fn literal_length(&self) -> usize {
        // The dot of `*.x` is a part of every host that it holds.
        let dot = usize::from(self.kind == Kind::Subdomains);
        dot + self.host.bytes().filter(|&byte| byte != b'*').count()
    }

    /// How many characters the pattern spells out in its path.
    #[must_use]
    pub fn path_length(&self) -> usize {
        match &self.path {
            PathPart::Glob(glob) => glob.bytes().filter(|&byte| byte != b'*').count(),
            PathPart::Unsaid | PathPart::Any => 0,
        }
    }

    /// One sentence for people about what the pattern covers, without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let host = &self.host;
        let mut text = match self.kind {
            Kind::Exact => format!("the host {host}"),
            Kind::Subdomains => format!("every host below {host}"),
            Kind::ApexAndSubdomains => format!("{host} and every host below it"),
            Kind::GluedPrefix => {
                format!("{host} and every host below it; doubtfully any name that ends in {host}")
            }
            Kind::MidWildcard => {
                format!("hosts of the form {host}, where * is one or more labels or a part of one")
            }
        };
        match &self.path {
            PathPart::Unsaid => {}
            PathPart::Any => text.push_str(", on any path"),
            PathPart::Glob(glob) => {
                text.push_str(", on paths ");
                text.push_str(glob);
            }
        }
        text
    }
}

/// The canonical spelling, which [`read`] takes back: `x`, `*.x`, `**.x` for apex and subdomains, `*x`, `a.*.x`;
/// then the path, where there is one.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Exact | Kind::MidWildcard => "",
            Kind::Subdomains => "*.",
            Kind::ApexAndSubdomains => "**.",
            Kind::GluedPrefix => "*",
        })?;
        f.write_str(&self.host)?;
        match &self.path {
            PathPart::Unsaid => Ok(()),
            PathPart::Any => f.write_str("/*"),
            PathPart::Glob(glob) => f.write_str(glob),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        read(text).unwrap().pattern
    }

    #[test]
    fn subdomains_are_below_at_any_depth_and_not_the_apex_itself() {
        let below = pattern("*.wns.windows.com");
        assert_eq!(below.fit("db5.wns.windows.com"), Some(Fit::Below));
        assert_eq!(below.fit("a.b.wns.windows.com"), Some(Fit::Below));
        assert_eq!(below.fit("wns.windows.com"), Some(Fit::Apex));
        assert!(!below.matches("wns.windows.com", None));
        assert_eq!(below.fit("ewns.windows.com"), None);
        assert_eq!(below.fit(".wns.windows.com"), None);
    }

    #[test]
    fn a_glued_star_stops_at_a_label_boundary_unless_read_widely() {
        let glued = pattern("*licensing.mp.microsoft.com");
        assert_eq!(glued.fit("licensing.mp.microsoft.com"), Some(Fit::Whole));
        assert_eq!(glued.fit("eu.licensing.mp.microsoft.com"), Some(Fit::Below));
        assert_eq!(
            glued.fit("evillicensing.mp.microsoft.com"),
            Some(Fit::Glued)
        );
        assert!(!glued.matches("evillicensing.mp.microsoft.com", None));
    }

    #[test]
    fn a_star_in_the_middle_is_one_or_more_labels() {
        let watson = pattern("watson.*.microsoft.com");
        assert_eq!(
            watson.fit("watson.telemetry.microsoft.com"),
            Some(Fit::Glob)
        );
        assert_eq!(
            watson.fit("watson.events.data.microsoft.com"),
            Some(Fit::Glob)
        );
        assert_eq!(watson.fit("watson.microsoft.com"), None);
        assert_eq!(watson.fit("umwatson.telemetry.microsoft.com"), None);
    }

    #[test]
    fn a_name_that_merely_starts_like_the_vendors_does_not_match() {
        for text in ["*.microsoft.com", "*microsoft.com", "microsoft.com*"] {
            assert_eq!(pattern(text).fit("microsoft.com.evil.example"), None);
        }
    }

    #[test]
    fn a_path_that_is_not_known_does_not_rule_a_pattern_out() {
        let path = pattern("g.live.com/1rewlive5skydrive/*");
        assert!(path.matches("g.live.com", None));
        assert!(path.matches("g.live.com", Some("/1rewlive5skydrive/win")));
        assert!(!path.matches("g.live.com", Some("/other")));
    }

    #[test]
    fn the_canonical_spelling_reads_back_as_the_same_pattern() {
        for text in [
            "x.example",
            "*.x.example",
            "**.x.example",
            "*x.example",
            "a.*.x.example",
            "x.example/*",
            "*.x.example/a/*/b",
        ] {
            assert_eq!(pattern(text).to_string(), text);
        }
    }
}
