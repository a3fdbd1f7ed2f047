//! Lines for dnsmasq that put the addresses which it gives for a name into a set. The line with the longest name counts,
//! so what stays below a name that is off has a line of its own.

use std::collections::BTreeSet;

use crate::intent::{Intent, Strength};
use crate::plane::{Comment, NamePlan};
use crate::rules::{Action, Index, Names};

/// The lines: those of what is off and its exceptions, then those of everything else that stays.
pub(super) fn lines(intent: &Intent<'_>, plan: &NamePlan) -> String {
    let mut text = Comment::HASH.lines([
        "backchat nftables: fills the sets of the table by name",
        "Names are taken with what is below them; the longest counts.",
    ]);
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for (entry, purpose) in plan.commented() {
        let host = entry.names.host();
        // A pass comes first, and the last of several lines for one name would count.
        if !said.insert(host) {
            continue;
        }
        text.push_str(&Comment::HASH.lines([purpose]));
        let set = match entry.action {
            Action::Block => "named",
            Action::Pass => "kept",
        };
        text.push_str(&line(host, set));
    }
    text.push_str(&Comment::HASH.lines(["What stays: its addresses are let through"]));
    let blocks = Index::of(plan.of_action(Action::Block).map(|entry| &entry.names));
    let stays = intent
        .kept
        .iter()
        .filter(|it| it.strength == Strength::Hard && !matches!(it.names, Names::Glob(_)));
    for kept in stays {
        let host = kept.names.host();
        // Below a name that is off it is an exception, or only an approximation of one.
        if !blocks.has(host) && said.insert(host) {
            text.push_str(&line(host, "kept"));
        }
    }
    text
}

fn line(host: &str, set: &str) -> String {
    format!("nftset=/{host}/4#inet#backchat#{set}4,6#inet#backchat#{set}6\n")
}
