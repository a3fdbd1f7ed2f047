//! What is to be known of the input before any verdict: runs that say nothing, that are of other machines than they seem, or
//! whose clocks disagree.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::{Axis, build};
use super::intake::Run;
use super::order::natural;
use super::view::{Finding, FindingKind};
use crate::model::Mac;
use crate::report::wording::{counted, span};

/// A run is short below this share of the median length.
const SHORT: f64 = 0.25;

/// And below this, in seconds, whatever the others are like.
const HOUR: f64 = 3600.0;

/// Everything that was found, in the order in which it is told.
pub(super) fn findings(runs: &[Run<'_>], axes: &[Axis]) -> Vec<Finding> {
    let mut found = Vec::new();
    singles(runs, &mut found);
    lengths(runs, &mut found);
    overlaps(runs, &mut found);
    machines(runs, &mut found);
    backwards(runs, &mut found);
    products(runs, &mut found);
    coincide(runs, axes, &mut found);
    if runs.iter().filter(|it| it.usable()).count() < 2 {
        let words = "nothing can be said of changes from less than two runs".to_owned();
        found.push(finding(FindingKind::Few, Vec::new(), words));
    }
    found
}

fn finding(kind: FindingKind, runs: Vec<usize>, words: String) -> Finding {
    Finding { kind, runs, words }
}

/// What concerns each run by itself; runs of which the same is to be said are told together.
fn singles(runs: &[Run<'_>], found: &mut Vec<Finding>) {
    let mut tell = |kind, words: &str, holds: &dyn Fn(&Run<'_>) -> bool| {
        let of: Vec<usize> = (0..runs.len()).filter(|it| holds(&runs[*it])).collect();
        if !of.is_empty() {
            found.push(finding(kind, of, words.to_owned()));
        }
    };
    tell(
        FindingKind::Empty,
        "nothing was recorded, which is no absence: left out",
        &|run| !run.usable(),
    );
    tell(
        FindingKind::Quiet,
        "something was recorded, and nothing public was called: either the machine is quiet or it was not the one recorded",
        &|run| run.usable() && run.record.observation.destinations.is_empty(),
    );
    tell(
        FindingKind::Devices,
        "several devices together: what one of them called counts for all",
        &|run| run.devices().count() > 1,
    );
    tell(
        FindingKind::Clock,
        "recorded before the year 2000 by its clock: its times are left out of first and last",
        &|run| run.span().is_some() && run.dated().is_none(),
    );
    tell(
        FindingKind::Unsaid,
        "nothing was said of its conditions: `backchat record --condition` keeps them",
        &|run| run.conditions.is_empty(),
    );
    tell(
        FindingKind::Build,
        "the build is none of the release that was said",
        &contradicts,
    );
}

/// Whether the build begins with another number than the release's does.
fn contradicts(run: &Run<'_>) -> bool {
    let number = |text: &str| build(text).split('.').next().map(str::to_owned);
    let release = run.release.and_then(|it| it.entry.build.as_deref());
    let said = run.said("build");
    let said = said.filter(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    match (release, said) {
        (Some(release), Some(said)) => number(release) != number(said),
        _ => false,
    }
}

fn lengths(runs: &[Run<'_>], found: &mut Vec<Finding>) {
    let usable = runs.iter().enumerate().filter(|(_, run)| run.usable());
    let mut lengths: Vec<f64> = usable.clone().map(|(_, run)| run.seconds).collect();
    lengths.sort_by(f64::total_cmp);
    let Some(&median) = lengths.get(lengths.len() / 2) else {
        return;
    };
    let short = usable.filter(|(_, run)| run.seconds < HOUR || run.seconds < median * SHORT);
    let short: Vec<usize> = short.map(|(number, _)| number).collect();
    if !short.is_empty() {
        let words = format!(
            "watched for less than an hour, or a quarter of what is usual here ({}): absence there says little",
            span(median)
        );
        found.push(finding(FindingKind::Short, short, words));
    }
}

/// The hardware address of a run's only device.
fn hardware(run: &Run<'_>) -> Option<Mac> {
    let mut devices = run.devices();
    let only = devices.next().filter(|_| devices.next().is_none())?;
    only.mac
}

/// Runs of one device that overlap in time: a capture cut in two ways, or a file among those of another run.
fn overlaps(runs: &[Run<'_>], found: &mut Vec<Finding>) {
    let mut devices: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, run) in runs.iter().enumerate() {
        for device in run.devices() {
            let name = device
                .mac
                .map_or(device.label.to_string(), |it| it.to_string());
            devices.entry(name).or_default().push(number);
        }
    }
    for (device, of) in devices {
        let mut both = BTreeSet::new();
        let mut most = 0.0_f64;
        for (at, one) in of.iter().enumerate() {
            for two in &of[at + 1..] {
                let watched = |run: usize| &runs[run].record.observation.run.watched;
                let (Some(left), Some(right)) = (watched(*one).span(), watched(*two).span()) else {
                    continue;
                };
                // Runs are many and stretches more: most pairs are apart as a whole.
                if left.to < right.from || right.to < left.from {
                    continue;
                }
                let shared = watched(*one).overlap(watched(*two));
                if shared > 0.0 {
                    both.extend([*one, *two]);
                    most = most.max(shared);
                }
            }
        }
        if !both.is_empty() {
            let words = format!(
                "overlap in time by up to {} on the device {device}: the same traffic may be counted twice",
                span(most)
            );
            found.push(finding(
                FindingKind::Overlap,
                both.into_iter().collect(),
                words,
            ));
        }
    }
}

/// Names of hosts that do not go with hardware addresses.
fn machines(runs: &[Run<'_>], found: &mut Vec<Finding>) {
    let known = || {
        let each = runs.iter().enumerate();
        each.filter_map(|(number, run)| Some((number, run.said("host")?, hardware(run)?)))
    };
    let mut hosts: BTreeMap<&str, (BTreeSet<Mac>, Vec<usize>)> = BTreeMap::new();
    let mut cards: BTreeMap<Mac, (BTreeSet<&str>, Vec<usize>)> = BTreeMap::new();
    for (number, host, mac) in known() {
        let of = hosts.entry(host).or_default();
        of.0.insert(mac);
        of.1.push(number);
        let of = cards.entry(mac).or_default();
        of.0.insert(host);
        of.1.push(number);
    }
    for (host, (macs, of)) in hosts.into_iter().filter(|it| it.1.0.len() > 1) {
        let macs: Vec<String> = macs.iter().map(ToString::to_string).collect();
        let words = format!(
            "host {host} has several hardware addresses ({}): they may be different machines",
            macs.join(", ")
        );
        found.push(finding(FindingKind::Hardware, of, words));
    }
    for (mac, (hosts, of)) in cards.into_iter().filter(|it| it.1.0.len() > 1) {
        let hosts: Vec<&str> = hosts.into_iter().collect();
        let words = format!(
            "one hardware address ({mac}) under several hosts' names ({}): they may be one machine",
            hosts.join(", ")
        );
        found.push(finding(FindingKind::Renamed, of, words));
    }
}

/// Runs of one machine in which a lower build comes after a higher one: it went back, or a clock is wrong.
fn backwards(runs: &[Run<'_>], found: &mut Vec<Finding>) {
    let machine = |run: &Run<'_>| match run.said("host") {
        Some(host) => Some(format!("host {host}")),
        None => hardware(run).map(|mac| format!("device {mac}")),
    };
    let mut machines: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
    for (number, run) in runs.iter().enumerate() {
        if let (Some(machine), Some(said), Some(_)) = (machine(run), run.said("build"), run.dated())
        {
            let of = machines.entry(machine).or_default();
            of.push((number, build(said)));
        }
    }
    for (machine, of) in machines {
        // Runs ascend in time.
        let falls = of
            .windows(2)
            .filter(|pair| natural(pair[0].1, pair[1].1).is_gt());
        let falls: BTreeSet<usize> = falls.flat_map(|pair| [pair[0].0, pair[1].0]).collect();
        if !falls.is_empty() {
            let words = format!(
                "on {machine} a lower build comes after a higher one: it went back, or a clock or a build is wrong"
            );
            found.push(finding(
                FindingKind::Backwards,
                falls.into_iter().collect(),
                words,
            ));
        }
    }
}

fn products(runs: &[Run<'_>], found: &mut Vec<Finding>) {
    let each = runs.iter().filter_map(|run| run.release);
    let products: BTreeSet<&str> = each.map(|it| it.entry.product.as_str()).collect();
    if products.len() > 1 {
        let products: Vec<&str> = products.into_iter().collect();
        let words = format!(
            "runs of several systems together ({}): what differs between them is no change over time",
            products.join(", ")
        );
        found.push(finding(FindingKind::Products, Vec::new(), words));
    }
}

/// Conditions that tell the same runs apart: a difference by one is one by the other too.
fn coincide(runs: &[Run<'_>], axes: &[Axis], found: &mut Vec<Finding>) {
    for (at, one) in axes.iter().enumerate() {
        for two in &axes[at + 1..] {
            // A build belongs to its release.
            let natural = [one.key.as_str(), two.key.as_str()] == ["build", "release"];
            if !natural && same_runs(runs, one, two) {
                let words = format!(
                    "{} and {} tell the same runs apart: what differs by one differs by the other ({})",
                    one.key,
                    two.key,
                    counted(one.values.len() as u64, "value", "values each")
                );
                found.push(finding(FindingKind::Coincide, Vec::new(), words));
            }
        }
    }
}

/// Whether each value of one goes with one value of the other, and the other way round.
fn same_runs(runs: &[Run<'_>], one: &Axis, two: &Axis) -> bool {
    let usable = (0..runs.len()).filter(|it| runs[*it].usable());
    let pairs: BTreeSet<(usize, usize)> = usable
        .filter_map(|run| one.value(run).zip(two.value(run)))
        .collect();
    let left: BTreeSet<usize> = pairs.iter().map(|it| it.0).collect();
    let right: BTreeSet<usize> = pairs.iter().map(|it| it.1).collect();
    pairs.len() > 1 && left.len() == pairs.len() && right.len() == pairs.len()
}
