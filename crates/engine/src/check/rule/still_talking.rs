//! What the policy turns off and what talks all the same.

use super::{Hit, Level, Look, Rule, got_through, owned};
use crate::compare::{Expectation, Judgement, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "still-talking",
    level: Level::Error,
    about: "A destination that the policy turns off still gets through",
    help: "The cause says what to mend: a rule that is not in force, a door that it leaves open, an address that needs a rule of \
           its own. Or accept the destination for a time, or keep its area in the policy.",
    acceptable: true,
    look: Look::Destination(|_, item| {
        let it = item.view;
        let talks = it.judgement == Judgement::Wrong && it.verdict != Verdict::Broken;
        (talks && item.now.reached() > 0).then(|| Hit {
            message: format!(
                "{} is turned off and still talks: {}{}.",
                item.destination,
                got_through(item),
                match it.expected {
                    Expectation::Unruled => ", and no rule holds it",
                    _ => "",
                }
            ),
            names: owned(item.now.talking()),
            ..Hit::default()
        })
    }),
};
