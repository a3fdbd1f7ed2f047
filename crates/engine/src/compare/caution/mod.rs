//! What to know of two runs before any verdict: what makes them a poor pair, and what a verdict would only guess.
//!
//! Adding a caution is one function and one line in [`CAUTIONS`].

mod clocks;
mod conditions;
mod content;
mod devices;

use serde::Serialize;

use crate::record::Record;

/// Something to know before any verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Caution {
    /// Which: `empty`, `same-run`, `overlap`, `order`, `clock`, `other-device`, `several-devices`, `condition`, `conditions-unknown`,
    /// `length`, `short`, `read`, `lost`, `no-lookups`, `no-ipv6`, `all-silent`.
    pub caution: &'static str,
    /// What was found, in a sentence.
    pub words: String,
    /// Whether verdicts about rates and silence are withheld because of it: they would be a guess.
    pub withholds: bool,
}

/// Both runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'r> {
    pub(super) before: &'r Record,
    pub(super) after: &'r Record,
    /// Whether the user says that both are of machines set up alike.
    pub(super) comparable: bool,
}

type Finder = fn(Pair<'_>) -> Vec<Caution>;

/// Every caution, what withholds most first.
const CAUTIONS: &[Finder] = &[
    content::empty,
    clocks::same_run,
    clocks::overlap,
    clocks::order,
    clocks::nonsense,
    devices::other_device,
    devices::several,
    conditions::differ,
    conditions::unknown,
    clocks::lengths,
    content::unread,
    content::lookups,
    content::families,
];

/// What to know of two runs.
pub(super) fn cautions(pair: Pair<'_>) -> Vec<Caution> {
    CAUTIONS.iter().flat_map(|find| find(pair)).collect()
}

/// What to know of one run by itself.
pub(super) fn of_one(run: &Record) -> Vec<Caution> {
    let mut found = content::empty_one(run, "the run");
    found.extend(clocks::nonsense_one(run));
    found.extend(devices::several_one(run));
    found.extend(content::unread_one(run));
    found
}

impl Caution {
    pub(super) fn tells(caution: &'static str, words: impl Into<String>) -> Self {
        Self {
            caution,
            words: words.into(),
            withholds: false,
        }
    }

    pub(super) fn withholds(caution: &'static str, words: impl Into<String>) -> Self {
        Self {
            withholds: true,
            ..Self::tells(caution, words)
        }
    }
}

impl<'r> Pair<'r> {
    /// Each run with what it is called in sentences.
    fn each(self) -> [(&'static str, &'r Record); 2] {
        [("before", self.before), ("after", self.after)]
    }
}
