//! Many sets of names at once: which of them hold, or meet, a given one. Built on reversed labels, so that a question
//! looks at the sets above and below a name and not at all of them.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Names;

/// Sets of names, each with its number.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// By the anchor's labels from the last to the first, each followed by a dot: what is below a name is what begins
    /// with its key.
    sets: BTreeMap<Box<str>, Vec<(Names, usize)>>,
}

impl Index {
    /// Numbers sets by their position.
    #[must_use]
    pub fn of<'n>(sets: impl IntoIterator<Item = &'n Names>) -> Self {
        let mut index = Self::default();
        for (number, names) in sets.into_iter().enumerate() {
            index.add(names.clone(), number);
        }
        index
    }

    /// Adds a set.
    pub fn add(&mut self, names: Names, number: usize) {
        let at = self.sets.entry(key(names.anchor())).or_default();
        at.push((names, number));
    }

    /// The sets that hold all of `names`, those with the shortest anchor first.
    pub fn holding<'i>(&'i self, names: &'i Names) -> impl Iterator<Item = (&'i Names, usize)> {
        let above = self.above(names.anchor());
        above.filter(|(it, _)| it.contains(names))
    }

    /// The sets that share a name with `names`: those at and above its anchor, then those below.
    pub fn meeting<'i>(&'i self, names: &'i Names) -> impl Iterator<Item = (&'i Names, usize)> {
        self.near(names).filter(|(it, _)| it.meets(names))
    }

    /// The sets that can share a name with one that ends as `names` do, whatever else it holds.
    pub fn near<'i>(&'i self, names: &Names) -> impl Iterator<Item = (&'i Names, usize)> + use<'i> {
        let above = self.above(names.anchor());
        // Nothing lies below a single host but globs, whose anchors are shorter than their names.
        let below = (!matches!(names, Names::Exact(_))).then(|| self.below(names.anchor()));
        above.chain(below.into_iter().flatten())
    }

    /// Whether a set holds the host.
    #[must_use]
    pub fn has(&self, host: &str) -> bool {
        self.above(host).any(|(it, _)| it.holds(host))
    }

    /// Sets anchored at `anchor` and at the names above it, from the top down.
    fn above<'i>(&'i self, anchor: &str) -> impl Iterator<Item = (&'i Names, usize)> + use<'i> {
        let whole = key(anchor);
        let mut ends = vec![0];
        ends.extend(
            whole
                .bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'.')
                .map(|(at, _)| at + 1),
        );
        let found: Vec<&Vec<(Names, usize)>> = ends
            .iter()
            .filter_map(|&end| self.sets.get(&whole[..end]))
            .collect();
        found
            .into_iter()
            .flatten()
            .map(|(names, number)| (names, *number))
    }

    /// Sets anchored below `anchor`.
    fn below<'i>(&'i self, anchor: &str) -> impl Iterator<Item = (&'i Names, usize)> + use<'i> {
        let whole = key(anchor);
        let start = (Bound::Excluded(whole.clone()), Bound::Unbounded);
        let range = self.sets.range::<Box<str>, _>(start);
        let range = range.take_while(move |(key, _)| key.starts_with(&*whole));
        range
            .flat_map(|(_, sets)| sets)
            .map(|(names, number)| (names, *number))
    }
}

/// `dl.microsoft.com` as `com.microsoft.dl.`; nothing for no label.
fn key(anchor: &str) -> Box<str> {
    let mut key = String::with_capacity(anchor.len() + 1);
    for label in anchor.rsplit('.').filter(|label| !label.is_empty()) {
        key.push_str(label);
        key.push('.');
    }
    key.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern;

    fn names(text: &str) -> Names {
        Names::of(&pattern::read(text).unwrap().pattern)
    }

    #[test]
    fn the_index_finds_what_a_walk_over_all_finds() {
        let all: Vec<Names> = [
            "x.example",
            "*.x.example",
            "**.a.x.example",
            "b.a.x.example",
            "xx.example",
            "a.*.example",
            "a-*.x.example",
            "**.example",
            "y.test",
            "s.*x.example",
        ]
        .into_iter()
        .map(names)
        .collect();
        let index = Index::of(&all);
        for asked in &all {
            let mut meeting: Vec<usize> = index.meeting(asked).map(|(_, number)| number).collect();
            meeting.sort_unstable();
            let wanted = (0..all.len()).filter(|&at| all[at].meets(asked));
            assert_eq!(meeting, wanted.collect::<Vec<_>>(), "{asked}");
            let mut holding: Vec<usize> = index.holding(asked).map(|(_, number)| number).collect();
            holding.sort_unstable();
            let wanted = (0..all.len()).filter(|&at| all[at].contains(asked));
            assert_eq!(holding, wanted.collect::<Vec<_>>(), "{asked}");
        }
    }

    #[test]
    fn hosts_are_found_in_sets_above_them() {
        let index = Index::of(&[names("*.x.example"), names("w.*.y.example")]);
        assert!(index.has("a.b.x.example") && index.has("w.a.y.example"));
        assert!(!index.has("x.example") && !index.has("w.y.example"));
    }
}
