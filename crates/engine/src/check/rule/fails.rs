//! What nothing should stop, and what fails.

use super::{Hit, Level, Look, Rule, got_through, owned};
use crate::compare::Verdict;

pub(super) const RULE: Rule = Rule {
    id: "fails",
    level: Level::Error,
    about: "Every try of a destination fails, and nothing should stop it",
    help: "A rule is wider than was meant, or the service is down. Without a run before it is a warning: it may have failed all \
           along, and --before tells.",
    acceptable: true,
    look: Look::Destination(|order, item| {
        (item.view.verdict == Verdict::Broken && !item.now.is_empty()).then(|| Hit {
            message: format!(
                "{} fails: {}, and nothing should stop it.",
                item.destination,
                got_through(item)
            ),
            // Without a run before, it may have failed all along.
            level: order.before.is_none().then_some(Level::Warning),
            names: owned(item.now.names()),
            ..Hit::default()
        })
    }),
};
