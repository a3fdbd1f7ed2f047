//! How well an entry answers a term.

use std::cmp::Reverse;

use super::Rank;
use super::candidate::{Candidate, Field, Holds};

/// The longest name in the DNS.
const HOST_LIMIT: usize = 253;

/// A term as it is compared.
pub(super) struct Term {
    /// In lower case; of a URL, its host.
    text: String,
    /// Whether it can be a host's name.
    is_host: bool,
}

impl Term {
    pub(super) fn new(written: &str) -> Self {
        let text = written.trim().to_lowercase();
        let text = match text.split_once("://") {
            Some((_, rest)) => {
                let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
                let host = host.rsplit('@').next().unwrap_or(host);
                host.split(':').next().unwrap_or(host).to_owned()
            }
            None => text,
        };
        let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let is_host = text.contains('.') && text.len() <= HOST_LIMIT && text.chars().all(letter);
        Self { text, is_host }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// How well an entry answers; the least is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score {
    rank: Rank,
    place: Place,
    /// How much of its name a pattern spells out: the more, the better.
    literal: Reverse<usize>,
    field: usize,
}

/// Where in a text a term was found; the order is from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Words,
    Start,
    Inside,
}

impl Score {
    pub(super) const fn rank(&self) -> Rank {
        self.rank
    }

    /// The position of the field that the term was found in; none has it where the pattern holds the host.
    pub(super) const fn field(&self) -> usize {
        self.field
    }
}

/// The score of an entry for all terms: that of the worst; `None` where there is no term, or one is not found.
pub(super) fn of_all(candidate: &Candidate<'_>, terms: &[Term]) -> Option<Score> {
    let scores: Option<Vec<Score>> = terms.iter().map(|term| of(candidate, term)).collect();
    scores?.into_iter().max()
}

/// The best score of an entry for one term.
pub(super) fn of(candidate: &Candidate<'_>, term: &Term) -> Option<Score> {
    let fields = candidate.fields.iter().enumerate();
    let by_text = fields.filter_map(|(at, field)| {
        let (rank, place) = in_field(field, term)?;
        Some(Score {
            rank,
            place,
            literal: Reverse(0),
            field: at,
        })
    });
    by_text.chain(by_host(candidate, term)).min()
}

fn by_host(candidate: &Candidate<'_>, term: &Term) -> Option<Score> {
    if !term.is_host {
        return None;
    }
    let host = term.text.trim_end_matches('.');
    let literal = match candidate.holds {
        Holds::Nothing => return None,
        Holds::Hosts(pattern) => pattern
            .matches(host, None)
            .then(|| pattern.literal_length())?,
        Holds::AtOrBelow(suffix) => {
            let rest = host.strip_suffix(suffix)?;
            (rest.is_empty() || rest.ends_with('.')).then_some(suffix.len())?
        }
    };
    Some(Score {
        rank: Rank::Pattern,
        place: Place::Words,
        literal: Reverse(literal),
        field: usize::MAX,
    })
}

fn in_field(field: &Field<'_>, term: &Term) -> Option<(Rank, Place)> {
    let text = field.text.to_lowercase();
    if field.is_name && is_name(&text, &term.text) {
        return Some((Rank::Exact, Place::Words));
    }
    let rank = if field.is_name {
        Rank::Name
    } else {
        Rank::Text
    };
    Some((rank, place(&text, &term.text)?))
}

/// Whether a term is the whole of a name; of an endpoint's id, also without the area; of a program, also with `.exe`.
fn is_name(name: &str, term: &str) -> bool {
    let in_area = name.split_once('/').map(|(_, rest)| rest);
    name == term || in_area == Some(term) || term.strip_suffix(".exe") == Some(name)
}

fn place(text: &str, term: &str) -> Option<Place> {
    if term.is_empty() {
        return None;
    }
    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let found = text.match_indices(term).map(|(at, _)| {
        let before = boundary(text.get(..at).and_then(|text| text.chars().next_back()));
        let after = text
            .get(at + term.len()..)
            .and_then(|text| text.chars().next());
        match (before, boundary(after)) {
            (true, true) => Place::Words,
            (true, false) => Place::Start,
            _ => Place::Inside,
        }
    });
    found.min()
}
