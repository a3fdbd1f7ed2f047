//! Another name of the same component: it appeared when the known ones were stopped.

use std::collections::BTreeSet;

use super::super::expectation::Expectation;
use super::super::subject::Subject;
use super::{Cause, Scene, few};

pub(super) fn find(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    if !subject.before.is_silent() || subject.nameless {
        return None;
    }
    let stopped = || {
        scene
            .subjects
            .iter()
            .filter(|it| it.expectation == Expectation::Stopped)
    };
    match subject.expectation {
        Expectation::Unruled => {
            let same = stopped().filter(|it| it.area.is_some() && it.area == subject.area);
            let names: BTreeSet<&str> = same.flat_map(Subject::names).collect();
            let beside = if names.is_empty() {
                String::new()
            } else {
                format!(" beside {}", few(names.iter().copied()))
            };
            Some(Cause {
                cause: "other-name",
                evidence: format!("the same area calls by this name{beside}, and no rule holds it"),
                involved: names.into_iter().map(str::to_owned).collect(),
            })
        }
        Expectation::Undocumented => {
            let at = subject.after.addresses.iter();
            let by_address: BTreeSet<&str> = at
                .filter_map(|address| scene.stopped_at.get(address))
                .flatten()
                .map(String::as_str)
                .collect();
            let owners = &subject.after.owners;
            let shares = |it: &&Subject| {
                let known = it.before.owners.union(&it.after.owners);
                known.into_iter().any(|owner| owners.contains(owner))
            };
            let by_owner: BTreeSet<&str> =
                stopped().filter(shares).flat_map(Subject::names).collect();
            let (names, how) = match (by_address.is_empty(), by_owner.is_empty()) {
                (false, _) => (by_address, "has an address of"),
                (true, false) => (by_owner, "is an alias of the same server as"),
                (true, true) => return None,
            };
            Some(Cause {
                cause: "other-name",
                evidence: format!(
                    "it appeared now, nobody documents it, and it {how} {}: it may be the same component",
                    few(names.iter().copied())
                ),
                involved: names.into_iter().map(str::to_owned).collect(),
            })
        }
        _ => None,
    }
}
