//! What changed over many runs: new since a build, only on a host, how common, first and last seen, and what releases' pages
//! say of it.
//!
//! Records of runs in, a [`Drift`] out. Absence counts only in runs that could have seen a destination (`chance`); what a
//! condition seems to tell is claimed only where the other side could have seen it too (`claim`), and where no other
//! condition tells the same (`verdict`). What is to be known of the input is found first (`input`).

mod axis;
mod chance;
mod claim;
mod documented;
mod input;
mod intake;
mod order;
mod paper;
mod sightings;
mod verdict;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use axis::Axis;
use claim::Case;
use intake::Run;
use sightings::Sightings;

pub use view::{
    Able, AxisView, ByAxis, ClaimView, Class, DestinationView, Documented, Drift, Finding,
    FindingKind, RunView, SCHEMA, Share, Sighting, Standing, Tool, ValueView,
};

use crate::attribute::{Attribution, Attributor};
use crate::catalog::Release;
use crate::listing::stamp;
use crate::observe::{Destination, Key};
use crate::record::Record;

impl Drift {
    /// Compares records of runs. Their order changes nothing. With `by`, only these conditions are shown as axes; claims are
    /// always held against all of them.
    #[must_use]
    pub fn of(records: &[Record], attributor: &Attributor<'_>, by: &[String]) -> Self {
        let catalog = attributor.catalog();
        let (runs, mut findings) = intake::take(records, catalog);
        let axes = axis::axes(&runs, by);
        findings.extend(input::findings(&runs, &axes));
        findings.sort();
        let shown = |axis: &&Axis| by.is_empty() || by.contains(&axis.key);
        let shown: Vec<&Axis> = axes.iter().filter(shown).collect();
        let all = sightings::sightings(&runs);
        let each = all.iter().map(|sightings| {
            let case = Case {
                runs: &runs,
                axes: &axes,
                sightings,
            };
            destination(&case, &shown, attributor)
        });
        let mut destinations: Vec<DestinationView> = each.collect();
        // The names are in order already.
        destinations.sort_by_key(|it| it.class);
        let mut classes = BTreeMap::new();
        for it in &destinations {
            *classes.entry(it.class).or_default() += 1;
        }
        Self {
            schema: SCHEMA,
            tool: Tool {
                name: "backchat",
                version: env!("CARGO_PKG_VERSION"),
            },
            findings,
            axes: shown.iter().map(|it| it.view()).collect(),
            runs: runs.iter().map(run).collect(),
            able: Able {
                percent: 95,
                words: "a run counts as able to see a destination where, by how often and how evenly it was called in the \
                        runs that saw it, the chance to see it is at least 95 %"
                    .to_owned(),
            },
            classes,
            destinations,
        }
    }

    /// Leaves only destinations of some classes; the numbers of each class stay.
    pub fn keep(&mut self, classes: &[Class]) {
        self.destinations.retain(|it| classes.contains(&it.class));
    }
}

fn run(run: &Run<'_>) -> RunView {
    let observation = &run.record.observation;
    let devices = run
        .devices()
        .map(|it| it.mac.map_or(it.label.to_string(), |mac| mac.to_string()));
    RunView {
        label: run.label.clone(),
        conditions: run.conditions.clone(),
        release: run.release.map(|it| it.id().to_owned()),
        first: run.span().map(|it| stamp(it.0)),
        last: run.span().map(|it| stamp(it.1)),
        seconds: run.seconds,
        devices: devices.collect(),
        connections: observation.run.connections,
        destinations: observation.destinations.len() as u64,
        usable: run.usable(),
    }
}

fn destination(
    case: &Case<'_, '_>,
    shown: &[&Axis],
    attributor: &Attributor<'_>,
) -> DestinationView {
    let sightings = case.sightings;
    let verdict = verdict::judge(case);
    let seen: Vec<(usize, &Destination)> = sightings.each().collect();
    let name = match sightings.key {
        Key::Name(name) => Some(name.to_string()),
        Key::Address(..) => None,
    };
    let sighting = |run, time| Sighting {
        run,
        time: stamp(time),
    };
    let first = case.dated().min_by_key(|(run, it)| (it.first, *run));
    let last = case.dated().max_by_key(|(run, it)| (it.last, *run));
    let attribution = attribution(&seen, attributor);
    let mut releases: Vec<&Release> = seen
        .iter()
        .filter_map(|(run, _)| case.runs[*run].release)
        .collect();
    releases.sort_by(|a, b| documented::order(a, b));
    releases.dedup_by_key(|it| it.id());
    DestinationView {
        title: seen.first().map_or_else(String::new, |it| it.1.title()),
        name,
        class: verdict.class,
        words: verdict.words,
        runs: seen.iter().map(|it| it.0).collect(),
        able: sightings.able.iter().filter(|it| **it).count() as u64,
        attempts: seen
            .iter()
            .fold(0, |all, it| all.saturating_add(it.1.attempts)),
        first: first.map(|(run, it)| sighting(run, it.first)),
        last: last.map(|(run, it)| sighting(run, it.last)),
        by: shown
            .iter()
            .map(|axis| by(axis, case.runs, sightings))
            .collect(),
        claims: verdict.claims,
        withheld: verdict.withheld,
        documented: documented::documented(attribution.as_deref(), attributor.catalog(), &releases),
    }
}

fn by(axis: &Axis, runs: &[Run<'_>], sightings: &Sightings<'_>) -> ByAxis {
    let mut values: Vec<Share> = axis
        .values
        .iter()
        .map(|value| Share {
            value: value.clone(),
            seen: 0,
            able: 0,
            runs: 0,
        })
        .collect();
    for number in (0..runs.len()).filter(|it| runs[*it].usable()) {
        if let Some(share) = axis.value(number).and_then(|it| values.get_mut(it)) {
            share.seen += u64::from(sightings.saw(number));
            share.able += u64::from(sightings.able[number]);
            share.runs += 1;
        }
    }
    ByAxis {
        key: axis.key.clone(),
        values,
    }
}

/// What documents a destination: by the first way of asking that anything documents, in the order of the runs.
fn attribution(
    seen: &[(usize, &Destination)],
    attributor: &Attributor<'_>,
) -> Option<Arc<Attribution>> {
    // Runs ask alike: each way is looked up once.
    let mut tried = Vec::new();
    for asked in seen.iter().flat_map(|it| it.1.asked()) {
        if tried.contains(&asked) {
            continue;
        }
        if let Some(found) = attributor.component(asked) {
            return Some(Arc::new(found));
        }
        tried.push(asked);
    }
    None
}
