//! Records as runs: in an order of their own, each once, told apart by their labels.
//!
//! The order is that of time, then of content, so that the order in which runs are named changes nothing.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use backchat_wire::Time;

use super::view::{Finding, FindingKind};
use crate::catalog::{Catalog, Release};
use crate::observe::{Destination, DeviceSummary};
use crate::record::Record;

/// The year 2000: captures from before it are from clocks that were never set.
const EARLIEST: Time = Time::from_seconds(946_684_800);

/// A run that counts.
#[derive(Debug)]
pub(super) struct Run<'r> {
    /// What it is called; no two runs are called the same.
    pub(super) label: String,
    /// What was said of it, without what was said in two ways.
    pub(super) conditions: BTreeMap<String, String>,
    pub(super) record: &'r Record,
    /// The release that was said, where the catalog has it.
    pub(super) release: Option<&'r Release>,
    /// Seconds in which it was watched.
    pub(super) seconds: f64,
}

impl Run<'_> {
    /// Whether anything at all was recorded: a run of no length could see nothing.
    pub(super) fn usable(&self) -> bool {
        self.record.observation.run.packets > 0 && self.seconds > 0.0
    }

    /// First and last packet.
    pub(super) fn span(&self) -> Option<(Time, Time)> {
        self.record.observation.run.span
    }

    /// First and last packet, where the clock makes sense.
    pub(super) fn dated(&self) -> Option<(Time, Time)> {
        self.span().filter(|(from, _)| *from >= EARLIEST)
    }

    /// The devices that had something on the page; others are bystanders.
    pub(super) fn devices(&self) -> impl Iterator<Item = &DeviceSummary> {
        let devices = self.record.observation.run.devices.iter();
        devices.filter(|it| it.on_page > 0)
    }

    /// What was said of a condition.
    pub(super) fn said(&self, key: &str) -> Option<&str> {
        self.conditions.get(key).map(String::as_str)
    }
}

/// The runs, ascending in time, and what was found on the way.
pub(super) fn take<'r>(
    records: &'r [Record],
    catalog: &'r Catalog,
) -> (Vec<Run<'r>>, Vec<Finding>) {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by(|a, b| order(a, b));
    let mut findings = Vec::new();
    let mut runs: Vec<Run<'r>> = Vec::new();
    for group in sorted.chunk_by(|a, b| content(a, b) == Ordering::Equal) {
        let [first, others @ ..] = group else {
            continue;
        };
        let (conditions, disputed) = agreed(group);
        let number = runs.len();
        if !others.is_empty() {
            findings.push(Finding {
                kind: FindingKind::Twice,
                words: twice(first, others, &disputed),
                runs: vec![number],
            });
        }
        let release = release(&conditions, catalog);
        if let (None, Some(said)) = (release, conditions.get("release")) {
            findings.push(Finding {
                kind: FindingKind::Release,
                words: format!("the catalog has no release {said:?}"),
                runs: vec![number],
            });
        }
        runs.push(Run {
            label: first.label.clone(),
            conditions,
            record: first,
            release,
            seconds: first.observation.run.watched.seconds(),
        });
    }
    name(&mut runs);
    (runs, findings)
}

fn twice(first: &Record, others: &[&Record], disputed: &[&str]) -> String {
    let mut labels: Vec<&str> = others.iter().map(|it| it.label.as_str()).collect();
    labels.retain(|label| *label != first.label);
    labels.dedup();
    let also = if labels.is_empty() {
        String::new()
    } else {
        format!(", also as {}", labels.join(", "))
    };
    let times = others.len() + 1;
    let dispute = if disputed.is_empty() {
        String::new()
    } else {
        let keys = disputed.join(", ");
        format!("; what was said of it differs in {keys}, which counts as not said")
    };
    format!("the same run was given {times} times{also}; it is counted once{dispute}")
}

/// What all copies of a run say, or some say and none denies; and the keys that they deny each other.
fn agreed<'r>(group: &[&'r Record]) -> (BTreeMap<String, String>, Vec<&'r str>) {
    let mut said: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (key, value) in group.iter().flat_map(|it| it.conditions.each()) {
        let entry = said.entry(key).or_insert(Some(value));
        if *entry != Some(value) {
            *entry = None;
        }
    }
    let disputed = said.iter().filter(|it| it.1.is_none());
    let disputed = disputed.map(|it| *it.0).collect();
    let agreed = said
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned())));
    (agreed.collect(), disputed)
}

/// The release that was said; with the edition that was said, where that makes one.
fn release<'c>(conditions: &BTreeMap<String, String>, catalog: &'c Catalog) -> Option<&'c Release> {
    let said = conditions.get("release")?;
    let with_edition = conditions.get("edition").map(|it| format!("{said} {it}"));
    let mut ways = with_edition.iter().chain([said]);
    ways.find_map(|way| catalog.resolve_release(way).ok())
}

/// Numbers runs that are called the same.
fn name(runs: &mut [Run<'_>]) {
    let mut met: BTreeMap<String, u64> = BTreeMap::new();
    for run in runs.iter() {
        met.entry(run.label.clone()).or_default();
    }
    for run in runs {
        let times = met.get(&run.label).copied().unwrap_or_default() + 1;
        met.insert(run.label.clone(), times);
        let mut number = times;
        while number > 1 {
            let label = format!("{} ({number})", run.label);
            if !met.contains_key(&label) {
                met.insert(label.clone(), 1);
                run.label = label;
                break;
            }
            number += 1;
        }
    }
}

/// By time and content, then by what was said.
fn order(one: &Record, two: &Record) -> Ordering {
    content(one, two)
        .then_with(|| one.label.cmp(&two.label))
        .then_with(|| one.conditions.each().cmp(two.conditions.each()))
}

/// Compares what was seen; equal where it is the same traffic, whether it comes from the capture or from its record, which
/// keeps microseconds.
fn content(one: &Record, two: &Record) -> Ordering {
    let head = |record: &Record| {
        let run = &record.observation.run;
        let span = run.span.map(|(from, to)| (micros(from), micros(to)));
        let size = (run.packets, run.bytes, run.connections);
        let devices = run.devices.iter().map(|it| (it.label, it.mac));
        let devices: Vec<_> = devices.collect();
        (span, size, devices, record.observation.destinations.len())
    };
    head(one).cmp(&head(two)).then_with(|| {
        let each = |record: &'_ Record| -> Vec<_> {
            let all = record.observation.destinations.iter();
            all.map(signature).collect()
        };
        each(one).cmp(&each(two))
    })
}

fn signature(it: &Destination) -> impl Ord + use<> {
    let times = (micros(it.first), micros(it.last));
    (it.key.clone(), it.attempts, times, it.bytes())
}

const fn micros(time: Time) -> i64 {
    time.0.div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_name_are_numbered_around_names_that_there_are() {
        let record = Record::default();
        let run = |label: &str| Run {
            label: label.to_owned(),
            conditions: BTreeMap::new(),
            record: &record,
            release: None,
            seconds: 1.0,
        };
        let mut runs = ["a", "a", "a (2)", "a", "b"].map(run);
        name(&mut runs);
        let labels = runs.map(|it| it.label);
        assert_eq!(labels, ["a", "a (3)", "a (2)", "a (4)", "b"]);
    }
}
