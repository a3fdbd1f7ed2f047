//! An address without a name that belongs to names which are stopped.

use super::super::subject::{Identity, Subject};
use super::{Cause, Scene, few};

pub(super) fn find(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    let Identity::Alone(_) = &subject.identity else {
        return None;
    };
    if !subject.nameless {
        return None;
    }
    let address = subject.after.addresses.first()?;
    let stopped = scene.stopped_at.get(address)?;
    let shared = match scene.others_at.get(address) {
        None => String::new(),
        Some(others) => format!(
            "; it may also belong to {}, seen there too",
            few(others.iter().map(String::as_str))
        ),
    };
    Some(Cause {
        cause: "hard-coded-address",
        evidence: format!(
            "{address} was an address of {}, and is called without a name{shared}",
            few(stopped.iter().map(String::as_str))
        ),
        involved: stopped.iter().cloned().collect(),
    })
}
