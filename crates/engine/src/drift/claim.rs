//! Whether a condition tells where a destination is: only with one value, not with one, new since one, gone since one.
//!
//! A claim needs three things: all runs that saw it lie on one side; most runs of that side that could have seen it did; and
//! the runs of the other side, together, could have seen it. Where only the last is missing, the claim is withheld.

use super::axis::Axis;
use super::intake::Run;
use super::sightings::Sightings;
use super::view::{ClaimView, Class};

/// The share of a side's runs that have to have it. Below, the side says less of where it is than chance does.
const FILL: f64 = 0.5;

/// A statement that a condition tells where a destination is.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The place of the axis among all.
    pub(super) axis: usize,
    pub(super) kind: Class,
    /// Usable runs of the side that has it.
    pub(super) with: Vec<usize>,
    /// Usable runs of the other side.
    without: Vec<usize>,
    place: Place,
    chance: f64,
    date_explains: Option<bool>,
}

/// Where it is, by places of values.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// The only value with it, or without it.
    Value(usize),
    /// From one value to another, with the nearest values on both sides whose runs could have seen it and did not.
    Span {
        first: usize,
        after: Option<usize>,
        last: usize,
        before: Option<usize>,
    },
}

/// What an axis says of a destination.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) claim: Option<Claim>,
    pub(super) withheld: Option<String>,
}

/// What is looked at.
#[derive(Clone, Copy)]
pub(super) struct Case<'c, 'r> {
    pub(super) runs: &'c [Run<'r>],
    pub(super) axes: &'c [Axis],
    pub(super) sightings: &'c Sightings<'r>,
}

impl Case<'_, '_> {
    /// What an axis says.
    pub(super) fn ask(&self, axis: usize) -> Answer {
        let values = &self.axes[axis];
        let value = |run: usize| values.value(run);
        let mut present: Vec<usize> = Vec::new();
        for (run, _) in self.sightings.each() {
            // Where it was seen with an unknown value, no value can be the only one.
            let Some(value) = value(run) else {
                return Answer::default();
            };
            present.push(value);
        }
        present.sort_unstable();
        present.dedup();
        let mut absent: Vec<usize> = self.usable().filter_map(value).collect();
        absent.sort_unstable();
        absent.dedup();
        absent.retain(|it| !present.contains(it));
        let (Some(&first), Some(&last)) = (present.first(), present.last()) else {
            return Answer::default();
        };
        if values.ordered {
            self.span(axis, first, last)
        } else if present.len() == 1 && !absent.is_empty() {
            self.one(axis, Class::Only, first)
        } else if let ([one], true) = (absent.as_slice(), present.len() > 1) {
            self.one(axis, Class::Not, *one)
        } else {
            Answer::default()
        }
    }

    fn usable(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.runs.len()).filter(|it| self.runs[*it].usable())
    }

    /// Usable runs whose value is one of some.
    fn runs(&self, axis: usize, within: impl Fn(usize) -> bool) -> Vec<usize> {
        let value = |run: &usize| self.axes[axis].value(*run);
        self.usable()
            .filter(|run| value(run).is_some_and(&within))
            .collect()
    }

    /// Only with a value, or only without it.
    fn one(&self, axis: usize, kind: Class, value: usize) -> Answer {
        let of = self.runs(axis, |it| it == value);
        let others = self.runs(axis, |it| it != value);
        let (with, without) = match kind {
            Class::Only => (of, others),
            _ => (others, of),
        };
        if self.sightings.fill(&with) < FILL {
            return Answer::default();
        }
        let miss = self.sightings.miss(self.runs, &with, &without);
        let claim = Claim {
            axis,
            kind,
            with,
            without,
            place: Place::Value(value),
            chance: miss.chance(),
            date_explains: None,
        };
        if miss.excluded() {
            return Answer {
                claim: Some(claim),
                withheld: None,
            };
        }
        let axis = &self.axes[axis];
        let place = placed(&axis.key, &axis.values[value]);
        let words = match kind {
            Class::Only => format!(
                "seen only {place}, but the other runs {}: withheld",
                miss.why()
            ),
            _ => format!("not seen {place}, whose runs {}: withheld", miss.why()),
        };
        Answer {
            claim: None,
            withheld: Some(words),
        }
    }

    /// From a value to another, in an order.
    fn span(&self, axis: usize, first: usize, last: usize) -> Answer {
        let earlier = self.runs(axis, |it| it < first);
        let later = self.runs(axis, |it| it > last);
        let with = self.runs(axis, |it| (first..=last).contains(&it));
        if earlier.is_empty() && later.is_empty() || self.sightings.fill(&with) < FILL {
            return Answer::default();
        }
        let miss = |runs: &[usize]| self.sightings.miss(self.runs, &with, runs);
        let after = (0..first).rev().find(|from| {
            let runs = self.runs(axis, |it| (*from..first).contains(&it));
            miss(&runs).excluded()
        });
        let count = self.axes[axis].values.len();
        let before = (last + 1..count).find(|to| {
            let runs = self.runs(axis, |it| (last + 1..=*to).contains(&it));
            miss(&runs).excluded()
        });
        let kind = match (after, before) {
            (Some(_), Some(_)) => Some(Class::Passing),
            (Some(_), None) => Some(Class::New),
            (None, Some(_)) => Some(Class::Gone),
            (None, None) => None,
        };
        let axes = &self.axes[axis];
        let mut unsure = Vec::new();
        if after.is_none() && !earlier.is_empty() {
            unsure.push(format!(
                "seen first with {} {}, but the runs before {}: withheld",
                axes.key,
                axes.values[first],
                miss(&earlier).why()
            ));
        }
        if before.is_none() && !later.is_empty() {
            unsure.push(format!(
                "seen last with {} {}, but the runs after {}: withheld",
                axes.key,
                axes.values[last],
                miss(&later).why()
            ));
        }
        let claim = kind.map(|kind| {
            let chance =
                |sure: Option<usize>, runs: &[usize]| sure.map_or(0.0, |_| miss(runs).chance());
            let mut without = Vec::new();
            let mut dated = Vec::new();
            let worst = chance(after, &earlier).max(chance(before, &later));
            if after.is_some() {
                dated.push(self.newer(&earlier));
                without.extend(earlier);
            }
            if before.is_some() {
                dated.push(self.older(&later));
                without.extend(later);
            }
            let known: Option<Vec<bool>> = dated.into_iter().collect();
            Claim {
                axis,
                kind,
                place: Place::Span {
                    first,
                    after,
                    last,
                    before,
                },
                chance: worst,
                date_explains: known.map(|it| it.contains(&true)),
                with: with.clone(),
                without,
            }
        });
        Answer {
            claim,
            withheld: (!unsure.is_empty()).then(|| unsure.join("; ")),
        }
    }

    /// Whether the date explains that it is new: no run of the earlier side that could have seen it began after it was first
    /// seen. `None` where no date is known.
    fn newer(&self, earlier: &[usize]) -> Option<bool> {
        let first = self.dated().map(|(_, it)| it.first).min()?;
        let mut able = earlier.iter().filter(|run| self.sightings.able[**run]);
        Some(!able.any(|run| {
            let dated = self.runs[*run].dated();
            dated.is_some_and(|(from, _)| from > first)
        }))
    }

    /// Whether the date explains that it is gone.
    fn older(&self, later: &[usize]) -> Option<bool> {
        let last = self.dated().map(|(_, it)| it.last).max()?;
        let mut able = later.iter().filter(|run| self.sightings.able[**run]);
        Some(!able.any(|run| {
            let dated = self.runs[*run].dated();
            dated.is_some_and(|(_, to)| to < last)
        }))
    }

    /// What was seen in runs whose dates make sense.
    pub(super) fn dated(&self) -> impl Iterator<Item = (usize, &crate::observe::Destination)> + '_ {
        let each = self.sightings.each();
        each.filter(|(run, _)| self.runs[*run].dated().is_some())
    }

    /// A claim for output.
    pub(super) fn view(&self, claim: &Claim) -> ClaimView {
        let axis = &self.axes[claim.axis];
        let text = |place: usize| axis.values[place].clone();
        let (value, span) = match claim.place {
            Place::Value(value) => (Some(text(value)), None),
            Place::Span {
                first,
                after,
                last,
                before,
            } => (None, Some((first, after, last, before))),
        };
        let count = |of: &[usize], wanted: &dyn Fn(usize) -> bool| {
            of.iter().filter(|it| wanted(**it)).count() as u64
        };
        ClaimView {
            key: axis.key.clone(),
            kind: claim.kind,
            value,
            since: span.filter(|it| it.1.is_some()).map(|it| text(it.0)),
            after: span.and_then(|it| it.1).map(text),
            until: span.filter(|it| it.3.is_some()).map(|it| text(it.2)),
            before: span.and_then(|it| it.3).map(text),
            seen: count(&claim.with, &|run| self.sightings.saw(run)),
            of: count(&claim.with, &|run| self.sightings.able[run]),
            runs: claim.with.len() as u64,
            without: claim.without.len() as u64,
            without_able: count(&claim.without, &|run| self.sightings.able[run]),
            chance: claim.chance,
            date_explains: claim.date_explains,
            words: self.words(claim),
        }
    }

    /// A claim in words, without the runs that it rests on.
    fn words(&self, claim: &Claim) -> String {
        let axis = &self.axes[claim.axis];
        let (key, values) = (&axis.key, &axis.values);
        match claim.place {
            Place::Value(value) => {
                let place = placed(key, &values[value]);
                match claim.kind {
                    Class::Only => format!("only {place}"),
                    _ => format!("not {place}"),
                }
            }
            Place::Span {
                first,
                after,
                last,
                before,
            } => {
                let new = after.map(|after| {
                    let doubt = match after + 1 == first {
                        true => String::new(),
                        false => format!(
                            ", or since one after {}, whose runs could not tell",
                            values[after]
                        ),
                    };
                    format!("new since {key} {}{doubt}", values[first])
                });
                let gone = before.map(|before| {
                    let at = match before == last + 1 {
                        true => format!("since {key} {}", values[before]),
                        false => format!(
                            "after {key} {} and by {}, as the runs between could not tell",
                            values[last], values[before]
                        ),
                    };
                    format!("gone {at}")
                });
                let both: Vec<String> = new.into_iter().chain(gone).collect();
                both.join(", ")
            }
        }
    }
}

/// A value as a place.
fn placed(key: &str, value: &str) -> String {
    match key {
        "host" => format!("on host {value}"),
        "device" => format!("on the device {value}"),
        "release" => format!("on {value}"),
        "build" | "group" | "network" => format!("in {key} {value}"),
        _ => format!("with {key} {value}"),
    }
}
