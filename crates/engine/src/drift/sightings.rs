//! One destination over all runs: where it was seen, and which runs could have seen it.

use std::collections::BTreeMap;

use super::chance::{CLAIM, Habit, MISS, Pace};
use super::intake::Run;
use crate::observe::{Destination, Key};

/// A destination's runs.
#[derive(Debug)]
pub(super) struct Sightings<'r> {
    pub(super) key: &'r Key,
    /// For each run what it saw.
    pub(super) seen: Vec<Option<Seen<'r>>>,
    /// For each run whether it saw it or could have.
    pub(super) able: Vec<bool>,
    /// For each run the chance that it would see it: 1 where it did.
    sees: Vec<f64>,
}

/// The chance that runs miss a destination that behaves there as it does in others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Miss {
    /// By their shortness.
    short: f64,
    /// Because it is not in every run of the others either.
    sparse: f64,
}

impl Miss {
    /// The likelier of both.
    pub(super) const fn chance(self) -> f64 {
        self.short.max(self.sparse)
    }

    /// Whether the runs would see it.
    pub(super) fn excluded(self) -> bool {
        self.chance() <= CLAIM
    }

    /// Why they may not, after their name.
    pub(super) fn why(self) -> &'static str {
        if self.short > CLAIM {
            "could not be sure to see it"
        } else {
            "may lack it by chance, as others do that could have seen it"
        }
    }
}

/// What a run saw.
#[derive(Debug)]
pub(super) struct Seen<'r> {
    pub(super) destination: &'r Destination,
    pace: Pace,
}

/// Every destination of usable runs, by key.
pub(super) fn sightings<'r>(runs: &[Run<'r>]) -> Vec<Sightings<'r>> {
    let usable = || runs.iter().enumerate().filter(|(_, run)| run.usable());
    let shortest = usable().map(|(_, run)| run.seconds);
    let shortest = shortest.fold(f64::INFINITY, f64::min);
    let mut all: BTreeMap<&'r Key, Vec<(usize, &'r Destination)>> = BTreeMap::new();
    for (number, run) in usable() {
        for destination in &run.record.observation.destinations {
            let entry = all.entry(&destination.key).or_default();
            entry.push((number, destination));
        }
    }
    all.into_iter()
        .map(|(key, each)| {
            let mut seen: Vec<Option<Seen<'r>>> = runs.iter().map(|_| None).collect();
            for (number, destination) in each {
                let watched = &runs[number].record.observation.run.watched;
                // No window is shorter than the shortest run, so shorter silences are never asked for.
                let pace = Pace::of(destination, watched, shortest);
                seen[number] = Some(Seen { destination, pace });
            }
            Sightings::of(key, seen, runs)
        })
        .collect()
}

impl<'r> Sightings<'r> {
    fn of(key: &'r Key, seen: Vec<Option<Seen<'r>>>, runs: &[Run<'_>]) -> Self {
        let mut made = Self {
            key,
            seen,
            able: Vec::new(),
            sees: Vec::new(),
        };
        let habit = made.habit(runs, |number| made.saw(number));
        let sees = runs.iter().enumerate().map(|(number, run)| {
            if made.saw(number) {
                1.0
            } else if run.usable() {
                1.0 - habit.miss(&[run.seconds])
            } else {
                0.0
            }
        });
        made.sees = sees.collect();
        made.able = made.sees.iter().map(|it| 1.0 - it <= MISS).collect();
        made
    }

    /// Whether a run saw it.
    pub(super) fn saw(&self, run: usize) -> bool {
        self.seen.get(run).is_some_and(Option::is_some)
    }

    /// What each run that saw it saw.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, &'r Destination)> + '_ {
        let each = self.seen.iter().enumerate();
        each.filter_map(|(run, seen)| Some((run, seen.as_ref()?.destination)))
    }

    /// How it behaves in some of the runs: in those that saw it, and those that did not.
    fn habit(&self, runs: &[Run<'_>], within: impl Fn(usize) -> bool) -> Habit {
        let mut habit = Habit::default();
        for (number, run) in runs.iter().enumerate() {
            if !within(number) || !run.usable() {
                continue;
            }
            match self.seen.get(number).and_then(Option::as_ref) {
                Some(seen) => habit.seen(run.seconds, &seen.pace),
                None => habit.missed(run.seconds),
            }
        }
        habit
    }

    /// The chance that none of some runs sees it, though it behaves there as it does on the other side.
    pub(super) fn miss(&self, runs: &[Run<'_>], with: &[usize], without: &[usize]) -> Miss {
        let lengths: Vec<f64> = without.iter().map(|it| runs[*it].seconds).collect();
        let habit = self.habit(runs, |run| with.contains(&run));
        let lacking = 1.0 - self.fill(with);
        Miss {
            short: habit.miss(&lengths),
            sparse: lengths.iter().map(|_| lacking).product(),
        }
    }

    /// The share of runs with it among those of some, each counted as far as it would see it.
    pub(super) fn fill(&self, with: &[usize]) -> f64 {
        let could: f64 = with.iter().map(|it| self.sees[*it]).sum();
        let seen = with.iter().filter(|it| self.saw(**it)).count();
        if could <= 0.0 {
            return 0.0;
        }
        seen as f64 / could
    }
}
