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
    let names = few(stopped.iter().map(String::as_str));
    let was_open = subject.after.already_open >= subject.after.tried();
    Some(Cause {
        cause: if was_open {
            "already-open"
        } else {
            "hard-coded-address"
        },
        evidence: if was_open {
            format!(
                "a connection to {address}, an address of {names}, was open before recording began, and no rule ends it{shared}"
            )
        } else {
            format!("{address} was an address of {names}, and is called without a name{shared}")
        },
        involved: stopped.iter().cloned().collect(),
    })
}
