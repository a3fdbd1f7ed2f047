//! Sets of names as small automata: membership, containment and overlap are decided, not sampled.
//!
//! A language is a union of token sequences, compiled to a nondeterministic automaton that is run as a bit set of
//! states. Containment and overlap walk the pairs of sets that a name can lead to (the subset construction, made on
//! demand).

use std::collections::{HashSet, VecDeque};

use super::{Kind, Reading};

/// How many pairs of state sets are looked at before a question is given up. Patterns of endpoint pages need fewer
/// than 200; at the limit the answer is the cautious one (not contained, overlapping), without a witness.
const PAIR_LIMIT: usize = 20_000;

/// Which texts count at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Universe {
    /// Host names: labels of at least one character between dots.
    Hosts,
    /// Any text.
    Text,
}

/// A set of names.
#[derive(Clone, Debug)]
pub struct Language {
    /// States in order; the automaton only moves on to the next one, stays, or goes one back.
    states: Vec<State>,
    /// The first state of each token sequence.
    starts: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Moves on by this byte.
    Byte(u8),
    /// Moves on by nothing; stays by any byte.
    AnyText,
    /// Moves on by nothing; stays by any byte but a dot.
    LabelText,
    /// Start of a whole label: moves on by any byte but a dot.
    LabelStart,
    /// Inside a whole label: moves on by nothing, stays by any byte but a dot, goes back by a dot.
    LabelRest,
    /// The end.
    Accept,
}

type StateSet = Box<[u64]>;

/// The answer to a question about two languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A text of the kind asked for, shortest first.
    Text(String),
    /// There is none.
    Nothing,
    /// [`PAIR_LIMIT`] was reached first.
    GaveUp,
}

impl Language {
    /// The hosts of a pattern; see [`Kind`] for what each kind means.
    pub(super) fn of_hosts(kind: Kind, host: &str, reading: Reading) -> Self {
        let mut language = Self::empty();
        match (kind, reading) {
            (Kind::Exact, _) => language.sequence(&[], host, State::LabelText),
            (Kind::Subdomains, _) => language.below(host),
            (Kind::ApexAndSubdomains, _) | (Kind::GluedPrefix, Reading::Plain) => {
                language.sequence(&[], host, State::LabelText);
                language.below(host);
            }
            (Kind::GluedPrefix, Reading::Wide) => {
                language.sequence(&[State::AnyText], host, State::AnyText);
            }
            (Kind::MidWildcard, Reading::Wide) => language.sequence(&[], host, State::AnyText),
            (Kind::MidWildcard, Reading::Plain) => match glued_start(host) {
                Some(rest) => {
                    language.sequence(&[], rest, State::LabelText);
                    language.below(rest);
                }
                None => language.sequence(&[], host, State::LabelText),
            },
        }
        language
    }

    /// Texts that match a glob in which `*` is any text, dots and slashes included.
    pub(super) fn text_glob(glob: &str) -> Self {
        let mut language = Self::empty();
        language.starts.push(0);
        for byte in glob.bytes() {
            language.states.push(match byte {
                b'*' => State::AnyText,
                byte => State::Byte(byte),
            });
        }
        language.states.push(State::Accept);
        language
    }

    /// Whether the text is in the language.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        let mut set = self.start();
        let mut next = self.no_states();
        for byte in text.bytes() {
            next.fill(0);
            self.step_into(&set, byte, &mut next);
            std::mem::swap(&mut set, &mut next);
        }
        self.accepting(&set)
    }

    /// A shortest text of the universe that is in `self` and not in `other`: none means that `other` holds `self`.
    pub(super) fn outside(&self, other: &Self, universe: Universe) -> Found {
        self.search(other, universe, |mine, theirs| mine && !theirs)
    }

    /// A shortest text of the universe that is in both.
    pub(super) fn common(&self, other: &Self, universe: Universe) -> Found {
        self.search(other, universe, |mine, theirs| mine && theirs)
    }

    fn search(
        &self,
        other: &Self,
        universe: Universe,
        wanted: impl Fn(bool, bool) -> bool,
    ) -> Found {
        let alphabet = alphabet(self, other);
        let mut seen = HashSet::new();
        let mut queue = VecDeque::new();
        let mut texts: Vec<(usize, u8)> = Vec::new();
        // `true` where a host name may neither end nor have a dot.
        let mut push =
            |pair: (StateSet, StateSet, bool), from: usize, byte: u8, texts: &mut Vec<_>| {
                let fresh = seen.insert(pair.clone());
                fresh.then(|| {
                    texts.push((from, byte));
                    (pair, texts.len() - 1)
                })
            };
        queue.extend(push((self.start(), other.start(), true), 0, 0, &mut texts));
        while let Some(((mine, theirs, label_start), at)) = queue.pop_front() {
            let may_end = universe == Universe::Text || !label_start;
            if may_end && wanted(self.accepting(&mine), other.accepting(&theirs)) {
                return Found::Text(spell(&texts, at));
            }
            if texts.len() > PAIR_LIMIT {
                return Found::GaveUp;
            }
            for &byte in &alphabet {
                if universe == Universe::Hosts && byte == b'.' && label_start {
                    continue;
                }
                let next = self.step(&mine, byte);
                if is_empty(&next) {
                    continue;
                }
                let pair = (next, other.step(&theirs, byte), byte == b'.');
                queue.extend(push(pair, at, byte, &mut texts));
            }
        }
        Found::Nothing
    }

    const fn empty() -> Self {
        Self {
            states: Vec::new(),
            starts: Vec::new(),
        }
    }

    fn below(&mut self, host: &str) {
        let dotted = format!(".{host}");
        self.sequence(
            &[State::LabelStart, State::LabelRest],
            &dotted,
            State::LabelText,
        );
    }

    /// Adds a token sequence: `front`, then the glob, in which a `*` that is a whole label is one or more labels, and
    /// any other `*` is `part`.
    fn sequence(&mut self, front: &[State], glob: &str, part: State) {
        self.starts.push(self.states.len());
        self.states.extend_from_slice(front);
        let bytes = glob.as_bytes();
        for (at, &byte) in bytes.iter().enumerate() {
            if byte != b'*' {
                self.states.push(State::Byte(byte));
                continue;
            }
            let starts = at == 0 || bytes.get(at - 1) == Some(&b'.');
            let ends = bytes.get(at + 1).is_none_or(|&next| next == b'.');
            if starts && ends {
                self.states
                    .extend_from_slice(&[State::LabelStart, State::LabelRest]);
            } else {
                self.states.push(part);
            }
        }
        self.states.push(State::Accept);
    }

    fn start(&self) -> StateSet {
        let mut set = self.no_states();
        for &start in &self.starts {
            self.enter(&mut set, start);
        }
        set
    }

    fn step(&self, set: &StateSet, byte: u8) -> StateSet {
        let mut next = self.no_states();
        self.step_into(set, byte, &mut next);
        next
    }

    fn step_into(&self, set: &StateSet, byte: u8, next: &mut StateSet) {
        for at in members(set) {
            match self.states[at] {
                State::Byte(wanted) if wanted == byte => self.enter(next, at + 1),
                State::AnyText => self.enter(next, at),
                State::LabelText if byte != b'.' => self.enter(next, at),
                State::LabelStart if byte != b'.' => self.enter(next, at + 1),
                State::LabelRest if byte != b'.' => self.enter(next, at),
                State::LabelRest => self.enter(next, at - 1),
                _ => {}
            }
        }
    }

    /// Adds a state and all that are reached from it by nothing.
    fn enter(&self, set: &mut StateSet, mut at: usize) {
        loop {
            set[at / 64] |= 1 << (at % 64);
            if !matches!(
                self.states[at],
                State::AnyText | State::LabelText | State::LabelRest
            ) {
                return;
            }
            at += 1;
        }
    }

    fn accepting(&self, set: &StateSet) -> bool {
        members(set).any(|at| matches!(self.states[at], State::Accept))
    }

    fn no_states(&self) -> StateSet {
        vec![0; self.states.len() / 64 + 1].into()
    }
}

/// The rest of a glob whose first `*` is glued to what follows, and can stand for whole labels: no label begins with a
/// hyphen.
fn glued_start(glob: &str) -> Option<&str> {
    glob.strip_prefix('*')
        .filter(|rest| !rest.starts_with(['.', '*', '-']))
}

/// Every byte that the two tell apart, and one that stands for all others.
fn alphabet(a: &Language, b: &Language) -> Vec<u8> {
    let mut bytes: Vec<u8> = [a, b]
        .iter()
        .flat_map(|language| &language.states)
        .filter_map(|state| match state {
            State::Byte(byte) => Some(*byte),
            _ => None,
        })
        .chain([b'.'])
        .collect();
    bytes.sort_unstable();
    bytes.dedup();
    let other = (b'a'..=b'z')
        .chain(b'0'..=b'9')
        .chain([b'-', b'_', b'~'])
        .find(|byte| !bytes.contains(byte));
    bytes.extend(other);
    bytes
}

fn members(set: &StateSet) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(word, &bits)| {
        let lowest_cleared = |&bits: &u64| Some(bits & bits.checked_sub(1)?);
        std::iter::successors(Some(bits), lowest_cleared)
            .take_while(|&bits| bits != 0)
            .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
    })
}

fn is_empty(set: &StateSet) -> bool {
    set.iter().all(|&word| word == 0)
}

fn spell(texts: &[(usize, u8)], mut at: usize) -> String {
    let mut bytes = Vec::new();
    while at != 0 {
        let (from, byte) = texts[at];
        bytes.push(byte);
        at = from;
    }
    bytes.iter().rev().map(|&byte| char::from(byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(kind: Kind, host: &str) -> Language {
        Language::of_hosts(kind, host, Reading::Plain)
    }

    #[test]
    fn a_witness_is_a_shortest_text_that_only_one_holds() {
        let all = hosts(Kind::ApexAndSubdomains, "x.y");
        let below = hosts(Kind::Subdomains, "x.y");
        assert_eq!(
            all.outside(&below, Universe::Hosts),
            Found::Text("x.y".into())
        );
        assert_eq!(below.outside(&all, Universe::Hosts), Found::Nothing);
    }

    #[test]
    fn whole_label_stars_take_labels_and_part_stars_do_not_cross_dots() {
        let labels = hosts(Kind::MidWildcard, "a.*.z");
        assert!(labels.accepts("a.b.z") && labels.accepts("a.b.c.z"));
        assert!(!labels.accepts("a.z"));
        let part = hosts(Kind::MidWildcard, "a-*-b.z");
        assert!(part.accepts("a--b.z") && part.accepts("a-q-b.z"));
        assert!(!part.accepts("a-q.r-b.z"));
    }

    #[test]
    fn names_with_empty_labels_are_no_witnesses() {
        let glued = Language::of_hosts(Kind::GluedPrefix, "x.y", Reading::Wide);
        let plain = hosts(Kind::GluedPrefix, "x.y");
        let Found::Text(witness) = glued.outside(&plain, Universe::Hosts) else {
            panic!("the wide reading is wider");
        };
        assert!(!witness.starts_with('.'), "{witness}");
    }
}
