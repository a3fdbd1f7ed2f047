//! What is different about a host that both pages have.

use std::collections::BTreeSet;

use serde::Serialize;

use super::page::{AreaLine, Entry, RowLine};
use crate::catalog::ProtocolSet;
use crate::pattern::Pattern;

/// A host that both pages have and document differently.
#[derive(Clone, Debug, Serialize)]
pub struct Change<'c> {
    /// The name without wildcards in front and without a path.
    pub host: &'c str,
    /// The carrier whose name it is.
    pub carrier: Option<&'c str>,
    /// The areas it left and came to; absent where it did not move.
    pub areas: Option<Areas<'c>>,
    /// What became of its meaning; absent where it is spelt alike.
    pub meaning: Option<MeaningChange<'c>>,
    /// Its protocols; absent where they are the same.
    pub protocols: Option<Protocols>,
    /// Its rows on the page before.
    pub before: Vec<RowLine<'c>>,
    /// Its rows on the page after.
    pub after: Vec<RowLine<'c>>,
}

/// Areas that differ.
#[derive(Clone, Debug, Serialize)]
pub struct Areas<'c> {
    /// Those of the page before alone.
    pub left: Vec<AreaLine<'c>>,
    /// Those of the page after alone.
    pub entered: Vec<AreaLine<'c>>,
    /// Those of both.
    pub stayed: Vec<AreaLine<'c>>,
}

/// Spellings that differ, and whether what they mean does.
#[derive(Clone, Debug, Serialize)]
pub struct MeaningChange<'c> {
    /// How the page after lies to the page before.
    pub is: Meaning,
    /// A name that only the wider of the two holds.
    pub example: Option<String>,
    /// As the page before writes it.
    pub before: Vec<&'c str>,
    /// As the page after writes it.
    pub after: Vec<&'c str>,
}

/// How the meaning on the page after lies to that on the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// The same names and paths, spelt differently.
    Same,
    /// All that it meant before, and more.
    Wider,
    /// Only a part of what it meant before.
    Narrower,
    /// Some more and some less.
    Other,
}

impl Meaning {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Wider => "wider",
            Self::Narrower => "narrower",
            Self::Other => "other",
        }
    }
}

/// Protocols that differ, each set in the spelling of the catalog; empty where the page does not say.
#[derive(Clone, Debug, Serialize)]
pub struct Protocols {
    /// On the page before.
    pub before: String,
    /// On the page after.
    pub after: String,
}

impl Change<'_> {
    /// Whether its spelling changed, and its meaning in this way.
    #[must_use]
    pub fn is(&self, meaning: Meaning) -> bool {
        self.meaning.as_ref().is_some_and(|it| it.is == meaning)
    }
}

/// What is different about a host, given its rows on both pages; `None` where nothing is.
pub(super) fn change<'c>(before: &[Entry<'c>], after: &[Entry<'c>]) -> Option<Change<'c>> {
    let host = before.first()?.endpoint.pattern.host();
    let carrier = |it: &Entry<'c>| it.endpoint.entry.carrier.as_deref();
    let change = Change {
        host,
        carrier: after.iter().find_map(carrier),
        areas: areas(before, after),
        meaning: meaning(before, after),
        protocols: protocols(before, after),
        before: before.iter().map(Entry::line).collect(),
        after: after.iter().map(Entry::line).collect(),
    };
    let any = change.areas.is_some() || change.meaning.is_some() || change.protocols.is_some();
    any.then_some(change)
}

fn areas<'c>(before: &[Entry<'c>], after: &[Entry<'c>]) -> Option<Areas<'c>> {
    // Areas are the same where their ids are: pages rename them.
    let beyond = |these: &[Entry<'c>], those: &[Entry<'c>], shared: bool| {
        let found = these
            .iter()
            .filter(|it| those.iter().any(|other| other.area.id == it.area.id) == shared)
            .map(|it| it.area);
        found
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let areas = Areas {
        left: beyond(before, after, false),
        entered: beyond(after, before, false),
        stayed: beyond(after, before, true),
    };
    (!areas.left.is_empty() || !areas.entered.is_empty()).then_some(areas)
}

fn meaning<'c>(before: &[Entry<'c>], after: &[Entry<'c>]) -> Option<MeaningChange<'c>> {
    let spellings = |entries: &[Entry<'c>]| -> BTreeSet<&'c str> {
        entries.iter().map(Entry::as_written).collect()
    };
    let patterns = |entries: &[Entry<'c>]| -> BTreeSet<Pattern> {
        entries.iter().map(|it| it.pattern.clone()).collect()
    };
    let (spelt_before, spelt_after) = (spellings(before), spellings(after));
    if spelt_before == spelt_after {
        return None;
    }
    let (meant_before, meant_after) = (patterns(before), patterns(after));
    let gained = outside(&meant_after, &meant_before);
    let lost = outside(&meant_before, &meant_after);
    let is = match (gained.is_some(), lost.is_some()) {
        (false, false) => Meaning::Same,
        (true, false) => Meaning::Wider,
        (false, true) => Meaning::Narrower,
        (true, true) => Meaning::Other,
    };
    Some(MeaningChange {
        is,
        example: gained.or(lost).flatten(),
        before: spelt_before.into_iter().collect(),
        after: spelt_after.into_iter().collect(),
    })
}

/// Whether one of `these` is in none of `those`, and a host that proves it where the difference is one of hosts.
///
/// A pattern that only several of `those` hold together counts as outside; no two rows of one host on a page are so.
fn outside(these: &BTreeSet<Pattern>, those: &BTreeSet<Pattern>) -> Option<Option<String>> {
    let beyond = |mine: &&Pattern| !those.iter().any(|theirs| theirs.contains(mine));
    let mine = these.iter().find(beyond)?;
    let widest = those.iter().min_by(|a, b| a.specificity(b));
    let witness = widest.and_then(|theirs| mine.host_outside(theirs));
    Some(witness.map(|witness| witness.0))
}

fn protocols(before: &[Entry<'_>], after: &[Entry<'_>]) -> Option<Protocols> {
    let all = |entries: &[Entry<'_>]| {
        let mut set = ProtocolSet::default();
        for entry in entries {
            set.extend(entry.protocols());
        }
        set
    };
    let (before, after) = (all(before), all(after));
    (before != after).then(|| Protocols {
        before: before.to_string(),
        after: after.to_string(),
    })
}
