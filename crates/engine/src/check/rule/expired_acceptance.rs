//! Acceptances whose last day has passed.

use super::{Hit, Level, Look, Rule};
use crate::check::baseline::Standing;

pub(super) const RULE: Rule = Rule {
    id: "expired-acceptance",
    level: Level::Error,
    about: "An acceptance has ended",
    help: "Look at its reason again: set a later `until`, or take it out.",
    acceptable: false,
    look: Look::Acceptance(|it, standing, _| {
        (standing == Standing::Expired).then(|| Hit {
            message: format!(
                "The acceptance of {} ended on {}: {}",
                it.destination,
                it.until,
                full_stop(&it.reason)
            ),
            ..Hit::default()
        })
    }),
};

fn full_stop(sentence: &str) -> String {
    match sentence.ends_with(['.', '!', '?']) {
        true => sentence.to_owned(),
        false => format!("{sentence}."),
    }
}
