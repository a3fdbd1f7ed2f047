//! Everything that got through went to addresses at which something stays: rules about addresses cannot stop one without the
//! other, and planes of addresses leave such addresses open.

use std::collections::BTreeSet;

use super::super::expectation::Expectation;
use super::super::subject::Subject;
use super::{Cause, Scene, few};

pub(super) fn find(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    // Without other blocks in force, this one is not missing because of its address.
    if subject.expectation != Expectation::Stopped || scene.holding == 0 {
        return None;
    }
    let mut staying: BTreeSet<&str> = BTreeSet::new();
    for address in &subject.after.addresses {
        let others = scene.others_at.get(address)?;
        staying.extend(others.iter().map(String::as_str));
    }
    if staying.is_empty() {
        return None;
    }
    Some(Cause {
        cause: "shared-address",
        evidence: format!(
            "all its addresses are also those of {}, not to be stopped: rules about addresses cannot stop one without the other",
            few(staying.iter().copied())
        ),
        involved: staying.into_iter().map(str::to_owned).collect(),
    })
}
