//! Acceptances that meet nothing.

use super::{Hit, Level, Look, Rule};
use crate::check::baseline::Standing;

pub(super) const RULE: Rule = Rule {
    id: "unused-acceptance",
    level: Level::Note,
    about: "An acceptance meets nothing that was found",
    help: "It may be taken out, unless what it accepts comes only now and then.",
    acceptable: false,
    look: Look::Acceptance(|it, standing, met| {
        // The others are told already.
        (standing == Standing::Holds && !met).then(|| Hit {
            message: format!(
                "The acceptance of {} meets nothing that was found.",
                it.destination
            ),
            ..Hit::default()
        })
    }),
};
