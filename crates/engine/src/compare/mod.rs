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
use self::subject::Subject;
use self::verdict::{Found, decide};
use crate::catalog::{Catalog, Release};
use crate::intent::Intent;
use crate::model::Rhythm;
use crate::observe::{Choice, Stretches};
use crate::plan::Judge;
use crate::rate::{Calls, Change, Rate, Sample};
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
        let watched_before = before.map(|it| seconds(&it.run.watched));
        let watched_after = seconds(&after.run.watched);
        let counts = subjects
            .iter()
            .map(|it| Counts::of(it, watched_before.as_deref(), &watched_after));
        let counts: Vec<Counts> = counts.collect();
        let judged = subjects.iter().zip(&counts).map(|(it, counts)| {
            let before = order.before.map(|_| &it.before);
            decide(before, &it.after, it.expectation, counts.change)
        });
        let mut found: Vec<Found> = judged.collect();
        if order.policy.is_some_and(|(intent, _)| intent.observe) {
            cautions.push(Caution::tells(
                "observe",
                "The policy is only watched: what it would stop is expected to go on, and is told as if it should not.",
            ));
        }
        cautions.extend(all_silent(&subjects, &found));
        if cautions.iter().any(|it| it.withholds) {
            found.iter_mut().for_each(Found::withhold);
        }
        let scene = judge
            .as_ref()
            .map(|judge| Scene::new(judge, &subjects, before, after));
        let end = after.run.watched.span().map(|it| it.to);
        let all = subjects.iter().zip(&counts).zip(&found);
        let destinations = all.map(|((subject, counts), found)| {
            let causes = scene.as_ref().map(|it| cause::causes(subject, it));
            let causes = causes.unwrap_or_default();
            view::destination(subject, counts, found, causes, &order, end)
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

/// What the counts of a subject come to.
struct Counts {
    /// How often it was tried in the first run, where there is one.
    before: Option<Rate>,
    /// How often it was tried in the second run.
    after: Rate,
    /// What became of the stream that is compared: of tries that got through, or of all where none did in one of the runs.
    change: Option<Change>,
}

impl Counts {
    fn of(subject: &Subject, before: Option<&[(i64, i64)]>, after: &[(i64, i64)]) -> Self {
        let tried_before = before.map(|watched| sample(&subject.before.tries, watched));
        let tried_after = sample(&subject.after.tries, after);
        let both = subject.before.reached() > 0 && subject.after.reached() > 0;
        let failures = [&subject.before.failures, &subject.after.failures];
        // Without failures, all tries are those that got through.
        let apart = both && failures.iter().any(|it| it.total() > 0);
        let change = match before {
            Some(before) if apart => Change::between(
                &sample(&subject.before.through(), before),
                &sample(&subject.after.through(), after),
            ),
            _ => tried_before
                .as_ref()
                .and_then(|before| Change::between(before, &tried_after)),
        };
        Self {
            before: tried_before.as_ref().map(Rate::of),
            after: Rate::of(&tried_after),
            change,
        }
    }
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
