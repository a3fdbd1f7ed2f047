//! Which of very many patterns hold a host: one walk over the name from its end, one hash look-up per label.
//!
//! Patterns are filed under the whole labels that their hosts end in: exactly that name, or as something to try on names below
//! it (wildcards in the middle, wide readings of glued ones). The cost of a look-up grows with the labels of the name
//! and hardly with the number of patterns.

use hashbrown::HashTable;

use crate::pattern::{Fit, Kind, Language, Pattern, Reading};

/// Patterns, filed for look-up. A pattern's number is its place in the iterator that the index was built from.
#[derive(Debug, Default)]
pub struct Index {
    nodes: Vec<Node>,
    /// Positions in `nodes`, by the hash of their names.
    table: HashTable<u32>,
    /// Patterns that must be tried on every name, because they end in a wildcard. Vendors write hardly any.
    endless: Vec<Try>,
}

#[derive(Debug)]
struct Node {
    name: Box<str>,
    hash: u64,
    /// Patterns whose name this is, however they continue to the left.
    here: Vec<(u32, Kind)>,
    /// Patterns to be tried on names that end here.
    below: Vec<Try>,
}

#[derive(Debug)]
struct Try {
    number: u32,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// The wide reading of `*text`, the plain one being filed under `text`.
    Glued(Box<str>),
    /// A wildcard elsewhere. The text before the first star spares most names the automata.
    Glob {
        start: Box<str>,
        plain: Language,
        wide: Language,
    },
}

impl Index {
    /// Files patterns.
    pub fn build<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Self {
        let mut index = Self::default();
        for (number, pattern) in patterns.into_iter().enumerate() {
            let number = u32::try_from(number).expect("fewer than 2^32 patterns");
            index.add(number, pattern);
        }
        index
    }

    /// Calls `found` for every pattern that holds `host` (lower case, without a trailing dot), in either reading.
    pub fn look_up(&self, host: &str, mut found: impl FnMut(u32, Fit)) {
        for (start, hash) in suffixes(host) {
            let name = &host[start..];
            let same = |&at: &u32| {
                self.nodes
                    .get(at as usize)
                    .is_some_and(|it| *it.name == *name)
            };
            let Some(node) = self.table.find(hash, same) else {
                continue;
            };
            let Some(node) = self.nodes.get(*node as usize) else {
                continue;
            };
            let whole = start == 0;
            for &(number, kind) in &node.here {
                match (kind, whole) {
                    (Kind::Exact, false) | (Kind::MidWildcard, _) => {}
                    (Kind::Subdomains, true) => found(number, Fit::Apex),
                    (_, true) => found(number, Fit::Whole),
                    (_, false) => found(number, Fit::Below),
                }
            }
            try_all(&node.below, host, &mut found);
        }
        try_all(&self.endless, host, &mut found);
    }

    fn add(&mut self, number: u32, pattern: &Pattern) {
        let host = pattern.host();
        match pattern.kind() {
            Kind::MidWildcard => {
                let test = Test::Glob {
                    start: host.split('*').next().unwrap_or_default().into(),
                    plain: pattern.language(Reading::Plain),
                    wide: pattern.language(Reading::Wide),
                };
                self.file(pattern.tail(), Try { number, test });
            }
            kind => {
                self.node(host).here.push((number, kind));
                if kind == Kind::GluedPrefix {
                    let test = Test::Glued(host.into());
                    self.file(host, Try { number, test });
                }
            }
        }
    }

    /// Files a test under the whole labels at the end of `tail`, whose first label may be a part of one.
    fn file(&mut self, tail: &str, test: Try) {
        match tail.split_once('.') {
            Some((_, labels)) if !labels.is_empty() => self.node(labels).below.push(test),
            _ => self.endless.push(test),
        }
    }

    fn node(&mut self, name: &str) -> &mut Node {
        let hash = hash_of(name);
        let same = |&at: &u32| *self.nodes[at as usize].name == *name;
        let at = match self.table.find(hash, same) {
            Some(&at) => at,
            None => {
                let at = u32::try_from(self.nodes.len()).expect("fewer than 2^32 names");
                self.nodes.push(Node {
                    name: name.into(),
                    hash,
                    here: Vec::new(),
                    below: Vec::new(),
                });
                let nodes = &self.nodes;
                self.table
                    .insert_unique(hash, at, |&at| nodes[at as usize].hash);
                at
            }
        };
        &mut self.nodes[at as usize]
    }
}

fn try_all(tests: &[Try], host: &str, found: &mut impl FnMut(u32, Fit)) {
    for Try { number, test } in tests {
        match test {
            Test::Glued(text) => {
                // At a label boundary it is the plain reading, which has been found already.
                let rest = host.strip_suffix(&**text);
                if rest.is_some_and(|rest| !rest.is_empty() && !rest.ends_with('.')) {
                    found(*number, Fit::Glued);
                }
            }
            Test::Glob { start, plain, wide } => {
                if !host.starts_with(&**start) {
                } else if plain.accepts(host) {
                    found(*number, Fit::Glob);
                } else if wide.accepts(host) {
                    found(*number, Fit::Glued);
                }
            }
        }
    }
}

/// The whole-label suffixes of a name, shortest first: where each begins, and its hash, computed on the way.
fn suffixes(host: &str) -> impl Iterator<Item = (usize, u64)> + '_ {
    let mut hash = SEED;
    let bytes = host.as_bytes();
    (0..bytes.len()).rev().filter_map(move |at| {
        hash = mix(hash, bytes[at]);
        let boundary = at == 0 || bytes[at - 1] == b'.';
        (boundary && bytes[at] != b'.').then(|| (at, finish(hash)))
    })
}

/// FNV-1a over the bytes from the last to the first, so that every suffix's hash falls out of one pass.
fn hash_of(name: &str) -> u64 {
    finish(name.bytes().rev().fold(SEED, mix))
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

const fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Spreads the bits, as the table takes its tags from the upper ones, where FNV is weak.
const fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::read;

    fn found(patterns: &[&str], host: &str) -> Vec<(u32, Fit)> {
        let patterns: Vec<Pattern> = patterns
            .iter()
            .map(|text| read(text).unwrap().pattern)
            .collect();
        let mut found = Vec::new();
        Index::build(&patterns).look_up(host, |number, fit| found.push((number, fit)));
        found.sort_unstable();
        found
    }

    #[test]
    fn every_pattern_on_the_way_to_the_root_is_found() {
        assert_eq!(
            found(
                &["ctldl.x.com", "*.x.com", "*x.com", "y.com", "**.com"],
                "ctldl.x.com"
            ),
            [
                (0, Fit::Whole),
                (1, Fit::Below),
                (2, Fit::Below),
                (4, Fit::Below)
            ]
        );
    }

    #[test]
    fn a_glued_pattern_is_found_in_both_readings() {
        assert_eq!(found(&["*lic.x.com"], "evillic.x.com"), [(0, Fit::Glued)]);
        assert_eq!(found(&["*lic.x.com"], "a.lic.x.com"), [(0, Fit::Below)]);
        assert_eq!(found(&["*lic.x.com"], "lic.x.com.evil.org"), []);
    }

    #[test]
    fn patterns_without_whole_labels_at_their_end_are_still_found() {
        assert_eq!(found(&["img-*-x", "*-cdn"], "img-1-x"), [(0, Fit::Glob)]);
        assert_eq!(found(&["img-*-x", "*-cdn"], "x-cdn"), [(1, Fit::Glued)]);
        assert_eq!(found(&["a.*.b.*"], "a.q.b.com"), [(0, Fit::Glob)]);
    }

    #[test]
    fn odd_names_find_nothing_and_do_no_harm() {
        for host in ["", ".", "..", ".com", "a..com", "\\255.com"] {
            assert_eq!(found(&["x.com", "*.x.com", "w.*.com"], host), [], "{host}");
        }
    }
}
