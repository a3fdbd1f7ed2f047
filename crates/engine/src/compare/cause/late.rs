//! It got through at first, and no more: the block came into force during the run, or a connection or an answer outlived it.

use super::super::subject::Subject;
use super::{Cause, Scene};

pub(super) fn find(subject: &Subject, _: &Scene<'_>) -> Option<Cause> {
    if !subject.expectation.off() {
        return None;
    }
    let (through, failures) = (subject.after.through(), &subject.after.failures);
    let (mut passed, mut failed) = (through.buckets(), failures.buckets());
    let first_through = passed.next()?.0;
    let first_failure = failed.next()?.0;
    let last_through = passed.last().map_or(first_through, |it| it.0);
    let last_failure = failed.last().map_or(first_failure, |it| it.0);
    // Of one bucket the order is not known; a burst may have the last that got through and the first that failed in one second.
    if last_through > first_failure || first_through == last_failure {
        return None;
    }
    let moment = jiff::Timestamp::from_second(first_failure).ok()?;
    Some(Cause {
        cause: "came-late",
        evidence: format!(
            "all {} that got through came until {moment}, and all {} that failed came from then on: the block holds since then",
            through.total(),
            failures.total()
        ),
        involved: Vec::new(),
    })
}
