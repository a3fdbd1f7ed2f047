//! A silence that shows nothing yet.

use super::{Hit, Level, Look, Rule};
use crate::compare::{Expectation, Verdict};
use crate::report::wording::moment;

pub(super) const RULE: Rule = Rule {
    id: "unproven",
    level: Level::Warning,
    about: "A destination that the policy speaks of is silent, and that may be chance",
    help: "Record for longer, as long as the message says where it can say so.",
    acceptable: false,
    look: Look::Destination(|order, item| {
        let it = item.view;
        // Whether something else is silent for good, nobody asked.
        let meant =
            it.expected.off() || matches!(it.expected, Expectation::Stays | Expectation::Shared);
        let open = order.before.is_some() && meant && it.verdict == Verdict::Unproven;
        open.then(|| {
            let why = match &it.doubt {
                Some(doubt) => format!(", because {}", doubt.words),
                None => String::new(),
            };
            let until = it.silence.as_ref().and_then(|it| it.until.as_deref());
            let until = match until {
                Some(until) => format!("; recording until {} UTC would tell", moment(until)),
                None => String::new(),
            };
            Hit {
                message: format!(
                    "{} is silent, and too little is known to say more{why}{until}.",
                    item.destination
                ),
                ..Hit::default()
            }
        })
    }),
};
