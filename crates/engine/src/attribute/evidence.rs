//! How far an attribution can be trusted given what the name rests on: the pattern may fit for certain, and the name be a
//! guess.

use std::borrow::Cow;

use super::Candidate;
use crate::model::Basis;
use crate::pattern::Confidence;

/// What a name rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The conversation itself, a log, or the question for the name.
    Said,
    /// A DNS answer that held the address, with no other name for it.
    Resolved,
    /// A DNS answer that held the address, as did those of other names.
    Shared,
}

impl Ground {
    /// The ground of one connection: what its name rests on, and whether other names led to the same address.
    #[must_use]
    pub const fn of(basis: Basis, rivals: bool) -> Self {
        match (basis, rivals) {
            (Basis::Dns, false) => Self::Resolved,
            (Basis::Dns, true) => Self::Shared,
            _ => Self::Said,
        }
    }

    /// The most that can be claimed on this ground.
    #[must_use]
    pub const fn limit(self) -> Confidence {
        match self {
            Self::Said => Confidence::Certain,
            Self::Resolved => Confidence::Likely,
            Self::Shared => Confidence::Doubtful,
        }
    }

    const fn words(self) -> Option<&'static str> {
        match self {
            Self::Said => None,
            Self::Resolved => Some("the name rests on a DNS answer only"),
            Self::Shared => {
                Some("the name rests on a DNS answer only, and other names led to the same address")
            }
        }
    }
}

impl Candidate {
    /// How sure it is on this ground that the connection went to this endpoint.
    #[must_use]
    pub fn confidence_on(&self, ground: Ground) -> Confidence {
        self.confidence.min(ground.limit())
    }

    /// The reason, with what the ground takes away from it.
    #[must_use]
    pub fn reason_on(&self, ground: Ground) -> Cow<'_, str> {
        match ground.words() {
            None => Cow::Borrowed(&self.reason),
            Some(words) => Cow::Owned(format!("{}; {words}", self.reason)),
        }
    }
}
