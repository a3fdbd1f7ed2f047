//! blocky's configuration. blocky is not packaged: the lists are read as its documentation says.

use std::collections::BTreeMap;

use backchat_engine::rules::Action;

use super::listed::{in_tree, matching, reads_as_claimed};
use crate::consumer::has;

#[test]
fn the_lists_read_as_they_claim() {
    if !has("grep") {
        return;
    }
    reads_as_claimed("blocky", |files, asked| {
        let lists = lists(files[0].text().unwrap());
        let listed = |kind: &str| {
            let mut held = std::collections::BTreeSet::new();
            for line in lists.get(kind).into_iter().flatten() {
                let expression = line.strip_prefix('/').and_then(|it| it.strip_suffix('/'));
                match (expression, line.strip_prefix("*.")) {
                    (Some(expression), _) => held.extend(matching("grep", expression, asked)),
                    (_, Some(host)) => {
                        held.extend(asked.iter().filter(|it| in_tree(it, host)).cloned());
                    }
                    _ => held.extend(asked.get(line).cloned()),
                }
            }
            held
        };
        let (deny, allow) = (listed("denylists"), listed("allowlists"));
        let only_allow = !lists.contains_key("denylists");
        let verdict = |name: &String| match (allow.contains(name), deny.contains(name)) {
            (true, _) => Action::Pass,
            (_, true) => Action::Block,
            _ if only_allow => Action::Block,
            _ => Action::Pass,
        };
        asked
            .iter()
            .map(|name| (name.clone(), verdict(name)))
            .collect()
    });
}

/// The lists of the one group, by their kind. Reads the part of YAML that the plane writes, and fails at any other line.
fn lists(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    assert_eq!(lines.next(), Some("blocking:"));
    let mut kind = String::new();
    for line in lines {
        let inner = line.trim_start();
        match (line.len() - inner.len(), inner) {
            (2, "blockType: nxDomain" | "blockTTL: 5m") => {}
            (2, "denylists:" | "allowlists:" | "clientGroupsBlock:") => {
                kind = inner.trim_end_matches(':').to_owned();
            }
            (4, "backchat:") if kind != "clientGroupsBlock" => {}
            (4, "default:") | (6, "- backchat") if kind == "clientGroupsBlock" => {}
            (6, "- |") => {}
            (8, entry) => lists
                .entry(kind.clone())
                .or_default()
                .push(entry.to_owned()),
            _ => panic!("{line}"),
        }
    }
    assert_eq!(
        kind, "clientGroupsBlock",
        "without groups lists have no effect"
    );
    lists
}
