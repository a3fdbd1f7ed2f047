//! What should go on, and is silent.

use super::{Hit, Level, Look, Rule, owned};
use crate::compare::{Judgement, Verdict};
use crate::report::wording::counted;

pub(super) const RULE: Rule = Rule {
    id: "gone",
    level: Level::Warning,
    about: "A destination is silent that was heard before, and nothing should have silenced it",
    help: "What it is for may no longer work, or another destination took its place.",
    acceptable: true,
    look: Look::Destination(|_, item| {
        let it = item.view;
        let gone = it.verdict == Verdict::Gone && it.judgement == Judgement::Look;
        gone.then(|| Hit {
            message: format!(
                "{} is silent; before, there were {} of it, and nothing should have silenced it.",
                item.destination,
                counted(item.before.tries(), "try", "tries")
            ),
            names: owned(item.before.names()),
            ..Hit::default()
        })
    }),
};
