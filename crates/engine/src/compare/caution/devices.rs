//! Runs of different machines.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::{Caution, Pair};
use crate::model::Mac;
use crate::observe::DeviceSummary;
use crate::record::Record;

pub(super) fn other_device(pair: Pair<'_>) -> Vec<Caution> {
    let (before, after) = (callers(pair.before), callers(pair.after));
    let host = |run: &Record| run.conditions.get("host").map(str::to_owned);
    let same_host = host(pair.before).is_some() && host(pair.before) == host(pair.after);
    if before.is_empty() || after.is_empty() || same_host || pair.comparable {
        return Vec::new();
    }
    let shared = before
        .iter()
        .any(|one| after.iter().any(|two| same(one, two)));
    if shared {
        return Vec::new();
    }
    vec![Caution::withholds(
        "other-device",
        format!(
            "The runs are of different machines, {} before and {} after: that one is silent does not show that the other was silenced. \
             --comparable says that they are set up alike.",
            names(&before),
            names(&after)
        ),
    )]
}

pub(super) fn several(pair: Pair<'_>) -> Vec<Caution> {
    pair.each()
        .into_iter()
        .flat_map(|(_, run)| several_one(run))
        .collect()
}

pub(super) fn several_one(run: &Record) -> Option<Caution> {
    let devices = callers(run);
    (devices.len() > 1).then(|| {
        Caution::tells(
            "several-devices",
            format!(
                "{} is of {} machines together ({}); --device chooses one.",
                run.label,
                devices.len(),
                names(&devices)
            ),
        )
    })
}

/// Machines that have something on the page.
fn callers(run: &Record) -> Vec<&DeviceSummary> {
    let devices = run.observation.run.devices.iter();
    devices.filter(|it| it.on_page > 0).collect()
}

/// A shared hardware address is one machine; where there is none, a shared address is.
fn same(one: &DeviceSummary, two: &DeviceSummary) -> bool {
    let macs: [Option<Mac>; 2] = [one.mac, two.mac];
    if let [Some(one), Some(two)] = macs {
        return one == two;
    }
    let addresses: BTreeSet<IpAddr> = one.addresses.iter().copied().collect();
    two.addresses.iter().any(|it| addresses.contains(it))
}

fn names(devices: &[&DeviceSummary]) -> String {
    let each: Vec<String> = devices
        .iter()
        .map(|it| match it.mac {
            Some(mac) => format!("{} ({mac})", it.label),
            None => it.label.to_string(),
        })
        .collect();
    crate::intent::shortened(&each)
}
