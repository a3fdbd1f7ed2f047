//! A rule holds the name, and it is reached like before: the rule is not in force.

use super::super::expectation::Expectation;
use super::super::subject::Subject;
use super::{Cause, Scene, few};

pub(super) fn find(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    if subject.expectation != Expectation::Stopped {
        return None;
    }
    let rules: Vec<String> = subject
        .after
        .names
        .keys()
        .flat_map(|name| scene.judge.rules(name))
        .map(|rule| rule.id.clone())
        .collect();
    let rule = match rules.as_slice() {
        [] => "the list of what is allowed".to_owned(),
        _ => format!("the rule {}", few(rules.iter().map(String::as_str))),
    };
    let others = match scene.holding {
        0 => {
            "no other is either: whatever enforces the policy is not in use, or not for this device"
                .to_owned()
        }
        1 => "one other is: it was lost on the way, or cannot be said there".to_owned(),
        more => format!("{more} others are: it was lost on the way, or cannot be said there"),
    };
    Some(Cause {
        cause: "not-enforced",
        evidence: format!("{rule} is not in force; {others}"),
        involved: rules,
    })
}
