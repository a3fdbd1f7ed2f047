//! The endpoint is shared: its area is off, and another one that stays needs it.

use super::super::expectation::Expectation;
use super::super::subject::Subject;
use super::{Cause, Scene};

pub(super) fn find(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    if subject.expectation != Expectation::Shared {
        return None;
    }
    let name = subject.names().next()?;
    let intent = scene.judge.intent();
    let keeper = scene.judge.keepers(name).max_by_key(|it| it.strength)?;
    let area = keeper.endpoint.map(|it| intent.catalog.area_of(it).id());
    Some(Cause {
        cause: "kept-for-another",
        evidence: format!(
            "it is kept although its area is off: {}",
            intent.reason(keeper)
        ),
        involved: area.map(str::to_owned).into_iter().collect(),
    })
}
