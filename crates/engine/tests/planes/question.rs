//! Names to ask about: those that rules and kept sets spell out, what lies above, below and beside them, and names that
//! merely look like them.

use std::collections::BTreeSet;

use backchat_engine::intent::{Intent, List};
use backchat_engine::rules::{Action, Names};

/// The names, several hundred for a policy of a page.
pub(crate) fn names(intent: &Intent<'_>) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    let rules = intent.rules.iter().map(|it| &it.names);
    let passes = intent.passes.iter().map(|it| &it.names);
    let decided = intent.kept.iter().filter(|it| {
        let area = it.endpoint.map(|it| intent.catalog.endpoint(it).area);
        area.is_none_or(|area| intent.decision(area).is_some())
    });
    for names in rules.chain(passes).chain(decided.map(|it| &it.names)) {
        around(names, &mut asked);
    }
    for name in [
        "unrelated.example",
        "www.debian.org",
        "example",
        "evil.test",
    ] {
        asked.insert(name.to_owned());
    }
    asked.retain(|name| plausible(name));
    asked
}

fn around(names: &Names, asked: &mut BTreeSet<String>) {
    let host = names.host();
    let hosts: Vec<String> = if host.contains('*') {
        ["x", "x.y", "x-y"]
            .iter()
            .map(|it| host.replace('*', it))
            .chain([host.replace("*.", "").replace('*', "")])
            .collect()
    } else {
        vec![host.to_owned()]
    };
    for host in hosts {
        for name in [
            host.clone(),
            format!("a.{host}"),
            format!("b.a.{host}"),
            format!("evil{host}"),
            format!("{host}.evil.test"),
        ] {
            asked.insert(name);
        }
        if let Some((first, parent)) = host.split_once('.') {
            asked.insert(parent.to_owned());
            asked.insert(format!("{first}x.{parent}"));
            asked.insert(format!("sibling.{parent}"));
        }
    }
}

/// Whether a name can be asked for: labels of 1 to 63 characters, 253 in all, and more than a top-level domain.
fn plausible(name: &str) -> bool {
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(|label| (1..=63).contains(&label.len()))
}

/// What was meant for a name, worked out from the rules and what stays alone.
pub(crate) fn meant(intent: &Intent<'_>, host: &str) -> Action {
    let blocked = intent.blocks.iter().any(|it| it.names.holds(host));
    let passed = intent.passes.iter().any(|it| it.names.holds(host));
    let kept = intent.kept.iter().any(|it| it.names.holds(host));
    match intent.list {
        List::Block if blocked && !passed => Action::Block,
        List::Block => Action::Pass,
        List::Allow if kept && (!blocked || passed) => Action::Pass,
        List::Allow => Action::Block,
    }
}
