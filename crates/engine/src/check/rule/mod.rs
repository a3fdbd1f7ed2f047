//! What a check looks for. Adding a rule is one file and one line in [`RULES`], and a section of `docs/checking.md`.

mod draft_acceptance;
mod expired_acceptance;
mod fails;
mod gone;
mod nameless;
mod nothing_observed;
mod still_talking;
mod too_short;
mod undocumented;
mod unproven;
mod unused_acceptance;

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Order;
use super::baseline::{Acceptance, Reach, Standing};
use super::cover::{Cover, Covered};
use super::item::Item;
use super::view::{Finding, Kind, Place};

/// How bad a finding is, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know.
    Note,
    /// Somebody should look.
    Warning,
    /// The check fails.
    Error,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which stays.
    pub id: &'static str,
    /// How bad what it finds is, where it does not say otherwise.
    pub level: Level,
    /// What it finds, in a sentence.
    pub about: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Whether a baseline may accept what it finds.
    pub acceptable: bool,
    look: Look,
}

/// What a rule looks at.
#[derive(Debug)]
enum Look {
    /// The run as a whole.
    Run(fn(&Order<'_>) -> Vec<Hit>),
    /// A destination.
    Destination(fn(&Order<'_>, &Item<'_>) -> Option<Hit>),
    /// An acceptance, how it stands, and whether it met a finding of another rule.
    Acceptance(fn(&Acceptance, Standing, bool) -> Option<Hit>),
}

/// Something found.
#[derive(Default)]
struct Hit {
    /// In a sentence.
    message: String,
    /// How bad it is, where that is not as usual.
    level: Option<Level>,
    /// The names or addresses that it is about.
    names: Vec<String>,
    /// What tells it from other findings about the run as a whole.
    key: &'static str,
}

/// Every rule, what matters most first.
pub static RULES: &[Rule] = &[
    nothing_observed::RULE,
    too_short::RULE,
    still_talking::RULE,
    fails::RULE,
    undocumented::RULE,
    nameless::RULE,
    gone::RULE,
    unproven::RULE,
    expired_acceptance::RULE,
    draft_acceptance::RULE,
    unused_acceptance::RULE,
];

/// Everything that rules find, in the order of the rules.
pub(super) fn findings(order: &Order<'_>, items: &[Item<'_>], cover: &Cover<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for rule in RULES {
        let more = match rule.look {
            Look::Run(look) => {
                let hits = look(order).into_iter();
                hits.map(|hit| finding(rule, &hit, hit.key)).collect()
            }
            Look::Destination(look) => of_items(rule, look, order, items, cover),
            Look::Acceptance(look) => of_acceptances(rule, look, cover, &found),
        };
        found.extend(more);
    }
    found
}

fn of_items(
    rule: &'static Rule,
    look: fn(&Order<'_>, &Item<'_>) -> Option<Hit>,
    order: &Order<'_>,
    items: &[Item<'_>],
    cover: &Cover<'_>,
) -> Vec<Finding> {
    let hits = items.iter().enumerate();
    let hits = hits.filter_map(|(number, item)| Some((number, item, look(order, item)?)));
    hits.map(|(number, item, hit)| {
        let names: Vec<&str> = hit.names.iter().map(String::as_str).collect();
        let covered = match rule.acceptable {
            true => cover.covers(item, &names),
            false => Covered {
                accepted: Vec::new(),
                not_accepted: Vec::new(),
            },
        };
        let key = format!("{}\0{}", item.destination, item.view.expected.token());
        Finding {
            destination: Some(item.destination.clone()),
            area: item.area().map(str::to_owned),
            area_name: item.area_name().map(str::to_owned),
            causes: item.view.causes.clone(),
            seen: item.now.seen(),
            before: item.before.seen(),
            accepted: covered.accepted,
            not_accepted: covered.not_accepted,
            acceptable_as: match rule.acceptable {
                true => acceptable_as(item, &names),
                false => Vec::new(),
            },
            checked: Some(number),
            nameless: item.kind == Kind::Nameless,
            ..finding(rule, &hit, &key)
        }
    })
    .collect()
}

fn of_acceptances(
    rule: &'static Rule,
    look: fn(&Acceptance, Standing, bool) -> Option<Hit>,
    cover: &Cover<'_>,
    found: &[Finding],
) -> Vec<Finding> {
    let each = cover.each();
    let hits = each.filter_map(|(it, place, standing): (_, Place, _)| {
        let met = !Cover::met(it, found).is_empty();
        let hit = look(it, standing, met)?;
        Some(Finding {
            destination: Some(it.destination.clone()),
            place: Some(place),
            ..finding(rule, &hit, &it.destination)
        })
    });
    hits.collect()
}

fn finding(rule: &'static Rule, hit: &Hit, key: &str) -> Finding {
    Finding {
        rule: rule.id,
        level: hit.level.unwrap_or(rule.level),
        destination: None,
        area: None,
        area_name: None,
        message: hit.message.clone(),
        causes: Vec::new(),
        names: hit.names.clone(),
        seen: None,
        before: None,
        accepted: Vec::new(),
        not_accepted: Vec::new(),
        acceptable_as: Vec::new(),
        place: None,
        fingerprint: fingerprint(rule.id, key),
        checked: None,
        nameless: false,
    }
}

/// What to write to accept an item: the spelling of its page, or its names where that spelling cannot be accepted. A name that
/// would be read as a wildcard, or not at all, is left out.
fn acceptable_as(item: &Item<'_>, names: &[&str]) -> Vec<String> {
    let spelling = item.destination.trim();
    if item.kind == Kind::Documented && Reach::read(spelling).is_ok() {
        return vec![spelling.to_owned()];
    }
    let nameless = item.kind == Kind::Nameless;
    let single =
        |name: &&&str| Reach::read(name).is_ok_and(|it| it.is_single() && it.holds(name, nameless));
    names
        .iter()
        .filter(single)
        .map(|it| (*it).to_owned())
        .collect()
}

/// The same for the same rule and destination, whatever the run.
fn fingerprint(rule: &str, key: &str) -> String {
    let digest = Sha256::digest(format!("{rule}\0{key}"));
    let mut text = String::new();
    for byte in digest.iter().take(16) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether a baseline may accept what a rule finds.
pub(super) fn acceptable(id: &str) -> bool {
    RULES.iter().any(|it| it.id == id && it.acceptable)
}

/// How many of the tries got through, in words.
fn got_through(item: &Item<'_>) -> String {
    use crate::report::wording::count;
    match (item.now.tries(), item.now.reached()) {
        (1, 0) => "its only try failed".to_owned(),
        (1, _) => "its only try got through".to_owned(),
        (tries, 0) => format!("none of {} tries got through", count(tries)),
        (tries, reached) => format!("{} of {} tries got through", count(reached), count(tries)),
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

impl Rule {
    /// Whether it looks at the run as a whole, not at destinations or acceptances.
    #[must_use]
    pub const fn is_about_the_run(&self) -> bool {
        matches!(self.look, Look::Run(_))
    }
}

impl Level {
    /// The token used in output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_section_of_its_own_in_the_documentation() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/checking.md");
        let text = std::fs::read_to_string(path).expect("the page is in the repository");
        for rule in RULES {
            let heading = format!("\n### {}\n", rule.id);
            assert!(
                text.contains(&heading),
                "docs/checking.md lacks {}",
                rule.id
            );
        }
        let sections = text.lines().filter(|it| it.starts_with("### "));
        assert_eq!(sections.count(), RULES.len());
    }

    #[test]
    fn ids_are_words_with_dashes_and_each_is_there_once() {
        let mut ids: Vec<&str> = RULES.iter().map(|it| it.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
        assert!(
            ids.iter()
                .all(|id| id.bytes().all(|it| it.is_ascii_lowercase() || it == b'-'))
        );
    }
}
