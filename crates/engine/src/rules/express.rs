//! Sets of names as a consumer can say them, and how exactly that is what was meant.
//!
//! The result is a list of entries of which the first that holds a name decides. Consumers let the most specific entry win,
//! or exceptions, or go by order: as sets to block never lie in sets that pass, all three come to the same.

use std::collections::{HashMap, HashSet};

use super::told::beyond;
use super::{Difference, Forms, Index, Names, Refusal, Shape, Shapes, Told};

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Names pass.
    Pass,
    /// Names are blocked.
    Block,
}

/// One entry of a consumer's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub action: Action,
    /// The form.
    pub shape: Shape,
    /// What the consumer takes it for.
    pub names: Names,
    /// Numbers of the sets that it says, in the order of the request's list that it came from.
    pub of: Vec<usize>,
}

impl Entry {
    /// Whether it holds a host.
    #[must_use]
    pub fn holds(&self, host: &str) -> bool {
        self.shape.holds(&self.names, host)
    }
}

/// What is to be said.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// What the consumer can say.
    pub forms: Forms,
    /// What is wanted, none of it within another or within a hole.
    pub wanted: &'r [Names],
    /// What becomes of the wanted names.
    pub action: Action,
    /// Holes in what is wanted.
    pub holes: &'r [Names],
    /// What must not be hit where an entry is wider than what is wanted.
    pub spared: &'r Index,
    /// Hosts that are known, to say a part of what cannot be said as a whole.
    pub known: &'r Index,
    /// Whether saying too much is better than saying less: a hole that cannot be made is left out, and told.
    pub rather_wider: bool,
}

/// What became of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expressed {
    /// The entries; the first that holds a name decides. Holes come first.
    pub entries: Vec<Entry>,
    /// For each wanted set, how it is said.
    pub told: Vec<Told>,
}

/// Says what is wanted as the consumer can.
#[must_use]
pub fn express(request: &Request<'_>) -> Expressed {
    let hole_index = Index::of(request.holes);
    let (own, opposite) = match request.action {
        Action::Block => (request.forms.block, request.forms.pass),
        Action::Pass => (request.forms.pass, request.forms.block),
    };
    let mut work = Work {
        request,
        own,
        opposite,
        holes: Vec::new(),
        hole_made: vec![false; request.holes.len()],
        hole_names: HashSet::new(),
        entries: Vec::new(),
        told: vec![Told::default(); request.wanted.len()],
    };
    for at in 0..request.wanted.len() {
        work.set(at, &hole_index);
    }
    work.finish()
}

struct Work<'r> {
    request: &'r Request<'r>,
    own: Shapes,
    opposite: Shapes,
    holes: Vec<Entry>,
    /// Which holes of the request are among `holes`.
    hole_made: Vec<bool>,
    /// The names of `holes`.
    hole_names: HashSet<Names>,
    entries: Vec<Entry>,
    told: Vec<Told>,
}

impl Work<'_> {
    fn set(&mut self, at: usize, hole_index: &Index) {
        let names = &self.request.wanted[at];
        let mut holes: Vec<usize> = hole_index
            .meeting(names)
            .map(|(_, number)| number)
            .collect();
        holes.sort_unstable();
        match self.whole(names, &holes) {
            Ok(extra) => self.say(at, holes, extra),
            Err(refusal) => self.narrow(at, refusal, hole_index),
        }
    }

    /// Whether a set can be said as a whole, with its holes; then what must be spared beyond them.
    fn whole(&self, names: &Names, holes: &[usize]) -> Result<Vec<Names>, Refusal> {
        let shape = self.own.of(names).ok_or(Refusal::NoForm)?;
        for hole in holes.iter().map(|&hole| &self.request.holes[hole]) {
            let made = self.opposite.of(hole).map(|shape| shape.says(hole));
            // A hole that swallows the whole set leaves nothing to say.
            if made.is_none_or(|made| made.contains(names)) && !self.request.rather_wider {
                return Err(Refusal::NoHole(hole.clone()));
            }
        }
        let mut extra = Vec::new();
        if shape.says(names) == *names && shape.only_widely(names).is_none() {
            return Ok(extra);
        }
        // What the wider form hits and the set does not.
        for (spared, number) in self.request.spared.near(&shape.says(names)) {
            if spared.meets(names) || !shape.reaches(names, spared) {
                continue;
            }
            // A hole for it must not open what is wanted.
            let made = self.opposite.of(spared);
            made.filter(|made| !made.reaches(spared, names))
                .ok_or(Refusal::Hits(number))?;
            extra.push(spared.clone());
        }
        Ok(extra)
    }

    fn say(&mut self, at: usize, holes: Vec<usize>, extra: Vec<Names>) {
        let names = &self.request.wanted[at];
        let shape = self.own.of(names).expect("`whole` found it");
        let said = shape.says(names);
        let mut told = Told::default();
        if said != *names {
            told.wider.extend(beyond(&said, names));
        }
        told.wider.extend(shape.beyond_labels(names));
        for hole in holes {
            let meant = &self.request.holes[hole];
            let made = self.opposite.of(meant).map(|shape| shape.says(meant));
            if made.is_none_or(|made| made.contains(names)) {
                told.wider.push(Difference {
                    what: meant.sentence(),
                    example: None,
                });
            } else {
                self.hole(hole);
            }
        }
        for spared in extra {
            self.extra_hole(&spared);
        }
        self.entries.push(Entry {
            action: self.request.action,
            shape,
            names: said,
            of: vec![at],
        });
        self.told[at] = told;
    }

    /// Makes a hole, once.
    fn hole(&mut self, number: usize) {
        if std::mem::replace(&mut self.hole_made[number], true) {
            return;
        }
        let names = &self.request.holes[number];
        let shape = self.opposite.of(names).expect("`whole` found it");
        let said = shape.says(names);
        self.hole_names.insert(said.clone());
        self.holes.push(Entry {
            action: self.other(),
            shape,
            names: said,
            of: vec![number],
        });
    }

    /// A hole for what only the wider form hits.
    fn extra_hole(&mut self, names: &Names) {
        let shape = self.opposite.of(names).expect("`whole` found it");
        let said = shape.says(names);
        if !self.hole_names.insert(said.clone()) {
            return;
        }
        self.holes.push(Entry {
            action: self.other(),
            shape,
            names: said,
            of: Vec::new(),
        });
    }

    const fn other(&self) -> Action {
        match self.request.action {
            Action::Block => Action::Pass,
            Action::Pass => Action::Block,
        }
    }

    /// Says the known hosts of a set that cannot be said as a whole.
    fn narrow(&mut self, at: usize, refusal: Refusal, hole_index: &Index) {
        let names = &self.request.wanted[at];
        let mut hosts: Vec<&str> = Vec::new();
        if let Some(shape) = self.own.exact {
            let known = self.request.known.meeting(names).map(|(host, _)| host);
            hosts.extend(
                known
                    .filter(|host| self.may_name(names, host, shape, hole_index))
                    .map(Names::host),
            );
        }
        hosts.sort_unstable();
        hosts.dedup();
        if hosts.is_empty() {
            self.told[at].refused = Some(refusal);
            return;
        }
        let shape = self.own.exact.expect("hosts were found for it");
        let example = self.example_but(names, &hosts);
        let count = hosts.len();
        for host in hosts {
            self.entries.push(Entry {
                action: self.request.action,
                shape,
                names: shape.says(&Names::Exact(host.into())),
                of: vec![at],
            });
        }
        let (noun, verb) = if count == 1 {
            ("host", "is")
        } else {
            ("hosts", "are")
        };
        self.told[at].narrower.push(Difference {
            what: format!(
                "all of it but the {count} known {noun} that {verb} named, {}",
                refusal.because()
            ),
            example,
        });
    }

    /// Whether a known host may stand for a part of a set: nothing else is hit by its entry.
    fn may_name(&self, names: &Names, host: &Names, shape: Shape, hole_index: &Index) -> bool {
        let said = shape.says(host);
        matches!(host, Names::Exact(_))
            && names.contains(&said)
            && self.request.spared.meeting(&said).next().is_none()
            && hole_index.meeting(&said).next().is_none()
    }

    /// A name of the set that is none of the hosts.
    fn example_but(&self, names: &Names, hosts: &[&str]) -> Option<String> {
        let candidate = |prefix: &str| match names {
            Names::Glob(pattern) => pattern.host().replace('*', prefix),
            names => format!("{prefix}.{}", names.host()),
        };
        ["other", "another", "one-more"]
            .into_iter()
            .map(candidate)
            .find(|host| {
                !hosts.contains(&host.as_str())
                    && names.holds(host)
                    && !self.request.spared.has(host)
            })
    }

    /// What wider holes let through of what is wanted.
    fn tell_leaks(&mut self) {
        let wanted = Index::of(self.request.wanted);
        for made in &self.holes {
            // An extra hole was meant as its spared set says, which the set that it was made for does not meet.
            let meant = made.of.first().map(|&number| &self.request.holes[number]);
            let widely = made.shape.only_widely(&made.names);
            if meant == Some(&made.names) && widely.is_none() {
                continue;
            }
            for (names, at) in wanted.near(&made.names) {
                let inside = meant.is_some_and(|meant| meant.contains(names));
                if self.told[at].refused.is_some()
                    || inside
                    || !made.shape.reaches(&made.names, names)
                {
                    continue;
                }
                let mut leak = match (meant.and_then(|meant| beyond(&made.names, meant)), &widely) {
                    (Some(leak), _) => leak,
                    (None, Some(example)) => Difference {
                        what: format!(
                            "what has a dot where a star of {} is a part of a label",
                            made.names
                        ),
                        example: Some(example.clone()),
                    },
                    (None, None) => Difference {
                        what: made.names.sentence(),
                        example: None,
                    },
                };
                leak.example = leak.example.filter(|host| names.holds(host));
                self.told[at].narrower.push(leak);
            }
        }
    }

    fn finish(mut self) -> Expressed {
        self.tell_leaks();
        let mut entries = self.holes;
        // A narrow set and a whole one can come to the same entry.
        entries.extend(self.entries);
        let mut merged: Vec<Entry> = Vec::with_capacity(entries.len());
        let mut seen = HashMap::new();
        for entry in entries {
            match seen.get(&(entry.action, entry.names.clone())) {
                Some(&at) => {
                    let into: &mut Entry = &mut merged[at];
                    into.of.extend(entry.of);
                }
                None => {
                    seen.insert((entry.action, entry.names.clone()), merged.len());
                    merged.push(entry);
                }
            }
        }
        Expressed {
            entries: covered_dropped(merged),
            told: self.told,
        }
    }
}

/// Entries without those that another one of the same action holds: wider forms can overlap where what was meant did not,
/// and consumers refuse or misread such lists.
fn covered_dropped(entries: Vec<Entry>) -> Vec<Entry> {
    let mut indices = [Index::default(), Index::default()];
    for (at, entry) in entries.iter().enumerate() {
        indices[usize::from(entry.action == Action::Block)].add(entry.names.clone(), at);
    }
    let covered: Vec<Option<usize>> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let index = &indices[usize::from(entry.action == Action::Block)];
            let mut holders = index.holding(&entry.names).map(|(_, other)| other);
            // The holder with the shortest anchor comes first, and nothing but an equal set holds that one.
            holders.find(|&other| {
                other != at && !(other > at && entry.names.contains(&entries[other].names))
            })
        })
        .collect();
    let mut of: Vec<Vec<usize>> = entries.iter().map(|entry| entry.of.clone()).collect();
    for (at, holder) in covered.iter().enumerate() {
        if let Some(holder) = holder {
            let moved = std::mem::take(&mut of[at]);
            of[*holder].extend(moved);
        }
    }
    let kept = entries
        .into_iter()
        .zip(of)
        .zip(covered)
        .filter(|(_, holder)| holder.is_none());
    kept.map(|((entry, of), _)| Entry { of, ..entry }).collect()
}
