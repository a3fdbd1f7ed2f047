//! Two runs held against each other, and against a policy: what became of every endpoint and area, why what should be silent
//! still talks, and what cannot be told.
//!
//! [`Comparison`] is what all formats print; its serialized form is the JSON output. [`document`] puts it into words.

mod area;
mod cause;
mod caution;
mod document;
mod expectation;
mod side;
mod subject;
#[cfg(test)]
mod tests;
mod verdict;
mod view;

use std::collections::BTreeMap;

use backchat_wire::Time;

use self::cause::Scene;
use self::caution::Pair;
use self::side::Side;
use self::subject::Subject;
use self::verdict::{Found, decide};
use crate::catalog::{Catalog, Release};
use crate::intent::Intent;
use crate::model::Rhythm;
use crate::observe::{Choice, Stretches};
use crate::plan::Judge;
use crate::rate::{Calls, Change, Sample};
use crate::record::Record;

pub use area::AreaView;
pub use cause::Cause;
pub use caution::Caution;
pub use document::document;
pub use expectation::Expectation;
pub use verdict::{Judgement, Verdict};
pub use view::{
    Comparison, DestinationView, DoubtView, NameView, RateView, RunView, SideView, SilenceView,
    Tally,
};

/// What is compared, and how.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// The first run; without one, only what is seen in the second counts.
    pub before: Option<&'o Record>,
    /// The second run.
    pub after: &'o Record,
    /// What a policy wants, and what it is called.
    pub policy: Option<(&'o Intent<'o>, &'o str)>,
    /// The catalog that both runs were attributed by.
    pub catalog: &'o Catalog,
    /// The release whose page counts.
    pub release: Option<&'o Release>,
    /// How it was found, where nobody named it.
    pub chosen: Option<&'o Choice>,
    /// Whether the user says that both runs are of machines set up alike.
    pub comparable: bool,
}

impl Comparison {
    /// Compares. Both runs must have been attributed.
    #[must_use]
    pub fn of(order: Order<'_>) -> Self {
        let judge = order.policy.map(|(intent, _)| Judge::of(intent));
        let before = order.before.map(|it| &it.observation);
        let after = &order.after.observation;
        let subjects = subject::subjects(before, after, judge.as_ref(), order.catalog);
        let mut cautions = match order.before {
            Some(before) => caution::cautions(Pair {
                before,
                after: order.after,
                comparable: order.comparable,
            }),
            None => caution::of_one(order.after),
        };
        let watched = [
            before.map(|it| seconds(&it.run.watched)),
            Some(seconds(&after.run.watched)),
        ];
        let mut found: Vec<Found> = subjects
            .iter()
            .map(|it| judged(it, &watched, order.before.is_some()))
            .collect();
        cautions.extend(all_silent(&subjects, &found));
        if cautions.iter().any(|it| it.withholds) {
            found.iter_mut().for_each(Found::withhold);
        }
        let scene = judge
            .as_ref()
            .map(|judge| Scene::new(judge, &subjects, before, after));
        let end = after.run.watched.span().map(|it| it.to);
        let destinations = subjects.iter().zip(&found).map(|(subject, found)| {
            let causes = scene.as_ref().map(|it| cause::causes(subject, it));
            view::destination(subject, found, causes.unwrap_or_default(), &order, end)
        });
        let mut destinations: Vec<DestinationView> = destinations.collect();
        destinations.sort_by(|a, b| {
            let key = |it: &DestinationView| (it.judgement, it.verdict);
            let tries = |it: &DestinationView| it.before.tries.max(it.after.tries);
            key(a)
                .cmp(&key(b))
                .then_with(|| tries(b).cmp(&tries(a)))
                .then_with(|| a.destination.cmp(&b.destination))
        });
        let areas = area::areas(&destinations, &subjects, &order);
        view::comparison(&order, cautions, destinations, areas)
    }
}

/// What is held of a subject's counts, and what follows.
fn judged(subject: &Subject, watched: &[Option<Vec<(i64, i64)>>; 2], paired: bool) -> Found {
    let change = match watched {
        [Some(before), Some(after)] => change(subject, before, after),
        _ => None,
    };
    let before = paired.then_some(&subject.before);
    decide(before, &subject.after, subject.expectation, change)
}

/// Tries that got through are compared, or all tries where none did in one of the runs.
fn change(subject: &Subject, before: &[(i64, i64)], after: &[(i64, i64)]) -> Option<Change> {
    let both = subject.before.reached() > 0 && subject.after.reached() > 0;
    let stream = |side: &Side| match both {
        true => side.through(),
        false => side.tries.clone(),
    };
    Change::between(
        &sample(&stream(&subject.before), before),
        &sample(&stream(&subject.after), after),
    )
}

/// A rhythm as the statistics take it.
pub(crate) fn sample(rhythm: &Rhythm, watched: &[(i64, i64)]) -> Sample {
    let buckets: Vec<(i64, u64)> = rhythm.buckets().collect();
    let calls = Calls {
        width: rhythm.width(),
        buckets: &buckets,
    };
    Sample::new(calls, watched)
}

/// Times that a run was recorded in, in whole seconds, each without its end; a moment is a second.
pub(crate) fn seconds(watched: &Stretches) -> Vec<(i64, i64)> {
    let up = |time: Time| time.0.saturating_add(999_999_999).div_euclid(1_000_000_000);
    let each = watched.each().iter();
    let mut seconds: Vec<(i64, i64)> = Vec::with_capacity(each.len());
    for it in each {
        let from = it
            .from
            .seconds()
            .max(seconds.last().map_or(i64::MIN, |it| it.1));
        seconds.push((from, up(it.to).max(from + 1)));
    }
    seconds
}

/// Where all that should go on is silent too, the machine was off, or the capture did not hear it.
fn all_silent(subjects: &[Subject], found: &[Found]) -> Option<Caution> {
    /// What should go on, was often heard before, and is needed at least to say so.
    const ENOUGH: usize = 3;
    let pairs = || subjects.iter().zip(found);
    let going_on = pairs().any(|(it, _)| !it.expectation.off() && !it.after.is_silent());
    let gone = pairs()
        .filter(|(it, found)| {
            !it.expectation.off() && matches!(found.verdict, Verdict::Gone | Verdict::Quiet)
        })
        .count();
    (!going_on && gone >= ENOUGH).then(|| {
        Caution::withholds(
            "all-silent",
            format!(
                "Nothing that should go on was heard after, and {gone} such destinations were heard often before: the machine was off, \
                 or not where the capture was taken."
            ),
        )
    })
}

/// How many destinations have each verdict.
fn tallies<'v>(destinations: impl Iterator<Item = &'v DestinationView>) -> Vec<Tally> {
    let mut counts: BTreeMap<Verdict, u64> = BTreeMap::new();
    for it in destinations {
        *counts.entry(it.verdict).or_default() += 1;
    }
    let tallies = counts.into_iter();
    tallies
        .map(|(verdict, count)| Tally { verdict, count })
        .collect()
}
