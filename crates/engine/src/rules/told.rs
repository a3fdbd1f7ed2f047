//! How a set of names is said: what is hit beyond it, what of it is missed, or why nothing of it is said.

use super::{Names, Shape};

/// How a wanted set is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What is hit beyond it.
    pub wider: Vec<Difference>,
    /// What of it is missed.
    pub narrower: Vec<Difference>,
    /// Why nothing of it is said.
    pub refused: Option<Refusal>,
}

impl Told {
    /// Adds how a pass comes out that lies in a hole of the set: `shape` is the consumer's form for it.
    pub(crate) fn add_inner(&mut self, names: &Names, shape: Option<Shape>) {
        let Some(shape) = shape else {
            self.narrower.push(Difference {
                what: format!("{}, for which there is no form", names.sentence()),
                example: None,
            });
            return;
        };
        self.wider.extend(beyond(&shape.says(names), names));
        self.wider.extend(shape.beyond_labels(names));
    }
}

/// What an entry hits too much or too little.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What, as a clause for people.
    pub what: String,
    /// A name that is treated otherwise than meant, where one was found.
    pub example: Option<String>,
}

/// Why nothing of a set is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The consumer has no form that holds it, and no host of it is known.
    NoForm,
    /// The nearest form hits what must not be hit; number of the spared set.
    Hits(usize),
    /// It has a hole, and the consumer can make none; the hole.
    NoHole(Names),
}

/// What a wider set holds beyond what was meant; none where that is nothing.
pub(super) fn beyond(said: &Names, meant: &Names) -> Option<Difference> {
    match (said, meant) {
        (Names::Tree(host), Names::Below(own)) if host == own => Some(Difference {
            what: format!("{host} itself"),
            example: Some(host.to_string()),
        }),
        (Names::Tree(host), Names::Exact(own)) if host == own => Some(Difference {
            what: format!("what is below {host}"),
            example: Some(format!("below.{host}")),
        }),
        _ => said.outside(meant).map(|example| Difference {
            what: format!("{} beyond {}", said.sentence(), meant.sentence()),
            example: Some(example),
        }),
    }
}

impl Shape {
    /// What it holds beyond a set because stars are plain text to it.
    pub(super) fn beyond_labels(self, names: &Names) -> Option<Difference> {
        self.only_widely(names).map(|example| Difference {
            what: "what has a dot where the star is a part of a label".to_owned(),
            example: Some(example),
        })
    }
}

impl Refusal {
    /// As a clause.
    #[must_use]
    pub fn because(&self) -> String {
        match self {
            Self::NoForm => "as there is no form for such names".to_owned(),
            Self::Hits(_) => "as the nearest form would hit what stays".to_owned(),
            Self::NoHole(hole) => format!(
                "as no exception can be made for {}, which stays",
                hole.sentence()
            ),
        }
    }
}
