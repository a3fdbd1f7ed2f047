//! The area is off, and no rule holds the name.

use super::super::expectation::Expectation;
use super::super::subject::{Identity, Subject};
use super::{Cause, Scene};
use crate::intent::Fate;

pub(super) fn find(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    // A name that appeared is another name of the same component, which has a cause of its own.
    if subject.expectation != Expectation::Unruled || subject.before.is_silent() {
        return None;
    }
    let intent = scene.judge.intent();
    let name = subject.names().next()?;
    let refused = scene.judge.rules(name).find_map(|rule| match &rule.fate {
        Fate::Refused(_) => Some((rule, "was refused, because what it holds must stay")),
        Fate::TooWide => Some((rule, "is too wide to be made")),
        Fate::Stands | Fate::Covered(_) | Fate::Carved(_) => None,
    });
    let (evidence, involved) = match (refused, &subject.identity) {
        (Some((rule, why)), _) => (
            format!("the rule for {} {why}", rule.as_written),
            vec![rule.id.clone()],
        ),
        (None, Identity::Endpoint(endpoint)) => {
            let entry = &intent.catalog.endpoint(*endpoint).entry;
            let own = intent
                .releases
                .iter()
                .any(|it| entry.documented.iter().any(|row| row.release == it.id()));
            let why = if own {
                "no rule of the policy holds it"
            } else {
                "only pages of other releases document it; `pages = \"all\"` makes rules of those too"
            };
            (why.to_owned(), vec![entry.id.get_ref().clone()])
        }
        (None, Identity::Alone(_)) => ("no rule of the policy holds it".to_owned(), Vec::new()),
    };
    Some(Cause {
        cause: "no-rule",
        evidence,
        involved,
    })
}
