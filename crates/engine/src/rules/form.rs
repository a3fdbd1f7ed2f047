//! What a consumer can say of names: for each kind of set, the shape that comes nearest.

use super::Names;
use crate::pattern::Reading;

/// A form in which a consumer takes names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A host and nothing else.
    Exact,
    /// What is below a host, at any depth, without the host.
    Below,
    /// A host and what is below it.
    Tree,
    /// Text with `*` for any text, dots included.
    Glob,
    /// An expression that says any set exactly.
    Regex,
}

/// The shape that a consumer has for each kind of set; none where it has nothing that holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shapes {
    /// For one host.
    pub exact: Option<Shape>,
    /// For what is below a host.
    pub below: Option<Shape>,
    /// For a host and what is below it.
    pub tree: Option<Shape>,
    /// For a `*` in the middle.
    pub glob: Option<Shape>,
}

/// What a consumer can say: what to block, and what to let pass before that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// Entries that block.
    pub block: Shapes,
    /// Entries that let names pass: holes in a list of what is blocked, the list itself where it says what is allowed.
    pub pass: Shapes,
    /// Whether everything that is on no list can be blocked.
    pub allow_list: bool,
}

impl Forms {
    /// What is left where nothing can be blocked by an entry: a list of what is allowed, on a consumer whose passes always
    /// win, has no holes.
    #[must_use]
    pub const fn without_blocks(self) -> Self {
        Self {
            block: Shapes::NONE,
            ..self
        }
    }
}

impl Shapes {
    /// Nothing can be said.
    pub const NONE: Self = Self {
        exact: None,
        below: None,
        tree: None,
        glob: None,
    };

    /// Single hosts only.
    pub const HOSTS: Self = Self {
        exact: Some(Shape::Exact),
        ..Self::NONE
    };

    /// Hosts, what is below them, and both; no `*` in the middle.
    pub const LABELS: Self = Self {
        exact: Some(Shape::Exact),
        below: Some(Shape::Below),
        tree: Some(Shape::Tree),
        glob: None,
    };

    /// Zones: a host always with what is below it.
    pub const ZONES: Self = Self {
        exact: Some(Shape::Tree),
        below: Some(Shape::Tree),
        tree: Some(Shape::Tree),
        glob: None,
    };

    /// Everything, the kinds that labels cannot say as expressions.
    pub const ALL: Self = Self {
        glob: Some(Shape::Regex),
        ..Self::LABELS
    };

    /// The shape for a set.
    #[must_use]
    pub const fn of(&self, names: &Names) -> Option<Shape> {
        match names {
            Names::Exact(_) => self.exact,
            Names::Below(_) => self.below,
            Names::Tree(_) => self.tree,
            Names::Glob(_) => self.glob,
        }
    }

    /// Whether anything can be said.
    #[must_use]
    pub fn any(&self) -> bool {
        *self != Self::NONE
    }
}

impl Shape {
    /// What a consumer takes `names` for in this shape. [`Shape::Glob`] may hold more than the set says: see
    /// [`Shape::holds`].
    #[must_use]
    pub fn says(self, names: &Names) -> Names {
        match (self, names) {
            (Self::Tree, Names::Exact(host) | Names::Below(host)) => Names::Tree(host.clone()),
            _ => names.clone(),
        }
    }

    /// Whether a consumer takes a name of `other` for one of `names` in this shape.
    #[must_use]
    pub fn reaches(self, names: &Names, other: &Names) -> bool {
        match (self, names) {
            (Self::Glob, Names::Glob(pattern)) => {
                pattern.intersects_read(Reading::Wide, &other.pattern(), Reading::Plain)
            }
            _ => self.says(names).meets(other),
        }
    }

    /// A name that a consumer takes for one of `names` in this shape only because stars are plain text to it.
    #[must_use]
    pub fn only_widely(self, names: &Names) -> Option<String> {
        match (self, names) {
            (Self::Glob, Names::Glob(pattern)) => {
                pattern.host_only_widely().map(|witness| witness.0)
            }
            _ => None,
        }
    }

    /// Whether a consumer takes a host for one of `said`, which came out of [`Shape::says`].
    #[must_use]
    pub fn holds(self, said: &Names, host: &str) -> bool {
        match (self, said) {
            (Self::Glob, Names::Glob(pattern)) => pattern.language(Reading::Wide).accepts(host),
            _ => said.holds(host),
        }
    }
}
