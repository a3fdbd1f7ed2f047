//! The three plots and the small ones, as SVG of our own making: no library draws a heat map of areas better than forty
//! lines, and none of them would do without scripts and inline styles.

pub(super) mod discovery;
pub(super) mod heat;
mod lane;
pub(super) mod periods;
pub(crate) mod scale;
pub(super) mod spark;
pub(crate) mod svg;
pub(super) mod swim;
pub(crate) mod time_axis;
pub(super) mod volume;

use serde::Serialize;

/// A plot with its alternative in text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// The plot; markup.
    pub svg: String,
    /// What it shows and how to read it.
    pub about: Vec<String>,
    /// What its colours are: class, words.
    pub key: Vec<(&'static str, &'static str)>,
    /// The shades of its colours, where they mean numbers.
    pub legend: Vec<String>,
    /// The titles of the table of its numbers.
    pub columns: Vec<String>,
    /// The numbers.
    pub rows: Vec<Vec<String>>,
}

/// What a destination is to the release, which the plots tell apart by colour and by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// The catalog documents it.
    Documented,
    /// It has a name, and nobody documents it.
    Undocumented,
    /// Nothing names it.
    Unnamed,
}

impl Group {
    pub(super) const ALL: [Self; 3] = [Self::Documented, Self::Undocumented, Self::Unnamed];

    /// The class that colours it.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Undocumented => "undocumented",
            Self::Unnamed => "unnamed",
        }
    }

    /// In words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Undocumented => "undocumented",
            Self::Unnamed => "without a name",
        }
    }
}
