//! Names that nobody documents.

use super::{Hit, Level, Look, Rule, got_through, owned};
use crate::check::view::Kind;

pub(super) const RULE: Rule = Rule {
    id: "undocumented",
    level: Level::Error,
    about: "A name was called or looked up that nobody documents",
    help: "Find out which program it is and what for. Then accept it for a time with a reason, describe it in a catalog of your \
           own (backchat catalog propose), or turn it off. With --before only names count that were not there before.",
    acceptable: true,
    look: Look::Destination(|_, item| {
        // What the policy stops is judged by whether it is stopped.
        let looked_at = item.kind == Kind::Undocumented && !item.view.expected.off();
        (looked_at && item.before.is_empty() && !item.now.is_empty()).then(|| Hit {
            message: format!(
                "{} is documented by nobody: {}.",
                item.destination,
                got_through(item)
            ),
            names: owned(item.now.names()),
            ..Hit::default()
        })
    }),
};
