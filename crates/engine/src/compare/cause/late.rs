//! It got through at first, and no more: the block came into force during the run, or a connection or an answer outlived it.

use super::super::subject::Subject;
use super::{Cause, Scene};

pub(super) fn find(subject: &Subject, _: &Scene<'_>) -> Option<Cause> {
    if !subject.expectation.off() {
        return None;
    }
    let (through, failures) = (subject.after.through(), &subject.after.failures);
    let last = through.buckets().last()?.0 + i64::from(through.width());
    let first = failures.buckets().next()?.0;
    // Wide buckets may hold both; then the order is not known.
    if last > first {
        return None;
    }
    let moment = jiff::Timestamp::from_second(first).ok()?;
    Some(Cause {
        cause: "came-late",
        evidence: format!(
            "all {} that got through came before {moment}, and all {} since then failed: the block holds since then",
            through.total(),
            failures.total()
        ),
        involved: Vec::new(),
    })
}
