//! Runs that differ in what somebody said of them, or of which nothing was said.

use super::{Caution, Pair};
use crate::record::KNOWN;

/// Conditions without which two runs are of different systems, so that silence has another explanation.
const SYSTEM: [&str; 2] = ["release", "host"];

pub(super) fn differ(pair: Pair<'_>) -> Vec<Caution> {
    let (before, after) = (&pair.before.conditions, &pair.after.conditions);
    let keys = before.each().map(|it| it.0);
    let keys: std::collections::BTreeSet<&str> = keys.chain(after.each().map(|it| it.0)).collect();
    let weighs = |key: &str| {
        KNOWN
            .iter()
            .find(|it| it.key == key)
            .is_none_or(|it| it.weighs)
    };
    let mut found = Vec::new();
    for key in keys {
        match (before.get(key), after.get(key)) {
            (Some(one), Some(two)) if one != two => {
                let words = format!("The runs differ in {key}: {one} before, {two} after.");
                let system = SYSTEM.contains(&key) && !pair.comparable;
                found.push(if system {
                    Caution::withholds(
                        "condition",
                        format!(
                            "{words} --comparable says that they may be compared all the same."
                        ),
                    )
                } else if weighs(key) {
                    Caution::tells(
                        "condition",
                        format!("{words} What changed may be due to that."),
                    )
                } else {
                    Caution::tells("condition", words)
                });
            }
            (Some(one), None) if weighs(key) => found.push(Caution::tells(
                "condition",
                format!("{key} was {one} before; nothing is said of it after."),
            )),
            (None, Some(two)) if weighs(key) => found.push(Caution::tells(
                "condition",
                format!("{key} is {two} after; nothing is said of it before."),
            )),
            _ => {}
        }
    }
    found
}

pub(super) fn unknown(pair: Pair<'_>) -> Vec<Caution> {
    if !pair.before.conditions.is_empty() || !pair.after.conditions.is_empty() {
        return Vec::new();
    }
    vec![Caution::tells(
        "conditions-unknown",
        "Nothing is said of the conditions of either run (release, edition, account, settings): that they were the same is assumed.",
    )]
}
