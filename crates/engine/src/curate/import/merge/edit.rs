//! What to do to the catalog's files.

use crate::catalog::file::{AreaRow, Counts, Row, SetEntry};
use crate::pattern::{Confidence, Kind, PathPart, Pattern};

/// One change of one entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Writes a release's file, or the fields of it that the page gives.
    Release {
        /// The file, below the catalog's folder.
        path: String,
        /// What the page gives.
        release: ReleaseDraft,
        /// What the page holds.
        counts: Counts,
    },
    /// Makes an area's file.
    NewArea {
        /// The file, below the catalog's folder.
        path: String,
        /// The area's id.
        id: String,
        /// Its name on the page.
        name: String,
    },
    /// Replaces an area's rows of a release.
    AreaRows {
        /// The area's id.
        area: String,
        /// The release's id.
        release: String,
        /// The rows, one or none.
        rows: Vec<AreaRow>,
    },
    /// Adds an endpoint at the end of its area, as a draft without a purpose.
    NewEndpoint {
        /// The area's id.
        area: String,
        /// The endpoint's id.
        id: String,
        /// The destination as the page writes it.
        as_written: String,
        /// What it means.
        meaning: MeaningDraft,
        /// The TCP ports that the page gives, or that follow from the protocols.
        ports: Vec<u16>,
        /// The UDP ports.
        udp_ports: Vec<u16>,
        /// The carrier's suffix, where it is a carrier's name.
        carrier: Option<String>,
    },
    /// Replaces what an endpoint means.
    Meaning {
        /// The endpoint's id.
        endpoint: String,
        /// What it means.
        meaning: MeaningDraft,
    },
    /// Replaces an endpoint's rows of a release.
    Rows {
        /// The endpoint's id.
        endpoint: String,
        /// The release's id.
        release: String,
        /// The rows, in the order of the page.
        rows: Vec<Row>,
    },
    /// Replaces an area's sets of a release.
    Sets {
        /// The area's id.
        area: String,
        /// The release's id.
        release: String,
        /// The sets, in the order of the page.
        sets: Vec<SetEntry>,
    },
}

impl Edit {
    /// Files before areas before endpoints before what is put into them.
    pub(super) const fn order(&self) -> u8 {
        match self {
            Self::Release { .. } => 0,
            Self::NewArea { .. } => 1,
            Self::NewEndpoint { .. } => 2,
            Self::AreaRows { .. } | Self::Sets { .. } => 3,
            Self::Meaning { .. } | Self::Rows { .. } => 4,
        }
    }
}

/// What a page says of the release that it documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReleaseDraft {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// The product.
    pub product: String,
    /// The version.
    pub version: String,
    /// The edition.
    pub edition: Option<String>,
    /// The heading above its table.
    pub section: Option<String>,
    /// Where people read the page.
    pub url: String,
    /// The page's file.
    pub file: String,
    /// The page's date.
    pub date: String,
    /// The page's title.
    pub title: Option<String>,
}

/// What an endpoint means, as its file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeaningDraft {
    /// The pattern.
    pub pattern: Pattern,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why it is no surer.
    pub why: Option<String>,
}

impl MeaningDraft {
    /// The meaning that holds `spelling` too, where pages write one host in several ways. `None` where nothing changes.
    pub(super) fn widened(&self, spelling: &Pattern) -> Option<Self> {
        let (mine, theirs) = (self.pattern.kind(), spelling.kind());
        if mine == theirs || self.pattern.host() != spelling.host() || holds(mine, theirs) {
            return None;
        }
        let path = self.pattern.path().clone();
        let pattern = Pattern::new(Kind::ApexAndSubdomains, self.pattern.host(), path).ok()?;
        let mixed = [mine, theirs].contains(&Kind::GluedPrefix);
        Some(Self {
            pattern,
            confidence: if mixed {
                Confidence::Likely
            } else {
                Confidence::Certain
            },
            why: Some(
                if mixed {
                    "pages write the name with a star, with a dot and a star, and without"
                } else {
                    "some pages list the name, others what is below it"
                }
                .to_owned(),
            ),
        })
    }

    /// The path as the file writes it.
    pub(super) fn path(&self) -> Option<&str> {
        match self.pattern.path() {
            PathPart::Unsaid => None,
            PathPart::Any => Some("/*"),
            PathPart::Glob(path) => Some(path),
        }
    }
}

/// Whether patterns of one kind hold those of another on the same host, wildcards read plainly.
fn holds(mine: Kind, theirs: Kind) -> bool {
    match mine {
        Kind::ApexAndSubdomains | Kind::GluedPrefix => theirs != Kind::MidWildcard,
        Kind::Exact | Kind::Subdomains | Kind::MidWildcard => mine == theirs,
    }
}
