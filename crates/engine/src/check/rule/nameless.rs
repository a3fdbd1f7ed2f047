//! Public addresses that nothing names.

use super::{Hit, Level, Look, Rule, got_through, owned};
use crate::check::view::Kind;

pub(super) const RULE: Rule = Rule {
    id: "nameless",
    level: Level::Error,
    about: "A public address was called that nothing names",
    help: "Rules about names do not hold it. Find out whose it is (backchat explain ADDRESS); accept the address or its network \
           for a time with a reason, or block it by address. With --before only addresses count that were not there before.",
    acceptable: true,
    look: Look::Destination(|_, item| {
        let looked_at = item.kind == Kind::Nameless && !item.view.expected.off();
        (looked_at && item.before.is_empty() && !item.now.is_empty()).then(|| Hit {
            message: format!(
                "{} is called by its address, and nothing names it: {}.",
                item.destination,
                got_through(item)
            ),
            names: owned(item.now.names()),
            ..Hit::default()
        })
    }),
};
