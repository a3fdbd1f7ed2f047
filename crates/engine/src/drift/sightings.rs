//! One destination over all runs: where it was seen, and which runs could have seen it.

use std::collections::BTreeMap;

use super::chance::{Habit, MISS, Pace};
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
        };
        let habit = made.habit(runs, |number| made.saw(number));
        let able = runs.iter().enumerate().map(|(number, run)| {
            made.saw(number) || run.usable() && habit.miss(&[run.seconds]) <= MISS
        });
        let able = able.collect();
        made.able = able;
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

    /// The chance that none of some runs sees it, though it behaves there as it does on the other side: because they are too
    /// short, or because it is not in every run there either.
    pub(super) fn miss(&self, runs: &[Run<'_>], with: &[usize], without: &[usize]) -> f64 {
        let lengths: Vec<f64> = without.iter().map(|it| runs[*it].seconds).collect();
        let habit = self.habit(runs, |run| with.contains(&run));
        let lacking = 1.0 - self.fill(with);
        let sparse: f64 = lengths.iter().map(|_| lacking).product();
        habit.miss(&lengths).max(sparse)
    }

    /// The share of runs with it among those of some that could have seen it.
    pub(super) fn fill(&self, with: &[usize]) -> f64 {
        let able = with.iter().filter(|it| self.able[**it]).count();
        let seen = with.iter().filter(|it| self.saw(**it)).count();
        if able == 0 {
            return 0.0;
        }
        seen as f64 / able as f64
    }
}
