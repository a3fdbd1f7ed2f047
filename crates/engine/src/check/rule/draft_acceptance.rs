//! Acceptances that nobody has given a reason.

use super::{Hit, Level, Look, Rule};
use crate::check::baseline::Standing;

pub(super) const RULE: Rule = Rule {
    id: "draft-acceptance",
    level: Level::Error,
    about: "An acceptance has no reason, and counts for nothing",
    help: "Find out what the destination is for and say so in `reason`, or take the entry out.",
    acceptable: false,
    look: Look::Acceptance(|it, standing, _| {
        (standing == Standing::Draft).then(|| Hit {
            message: format!(
                "The acceptance of {} is a draft: it has no reason, and counts for nothing.",
                it.destination
            ),
            ..Hit::default()
        })
    }),
};
