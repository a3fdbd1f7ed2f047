//! AdGuard's filter list. No program that AdGuard Home filters with is packaged, so the list is read as its documentation
//! says; a line of any other form than those that the plane may use fails.

use std::collections::{BTreeMap, BTreeSet};

use backchat_engine::rules::Action;

use super::listed::{in_tree, is_below, lines, matching, reads_as_claimed};
use crate::consumer::has;

#[test]
fn the_list_reads_as_it_claims() {
    if !has("grep") {
        return;
    }
    reads_as_claimed("adguard", |files, asked| {
        // The rank of the strongest rule that matches, and what it does.
        let mut strongest: BTreeMap<&String, (usize, Action)> = BTreeMap::new();
        for line in lines(files, "adguard.txt", '!') {
            let (rest, action) = match line.strip_prefix("@@") {
                Some(rest) => (rest, Action::Pass),
                None => (line, Action::Block),
            };
            let (pattern, important) = match rest.strip_suffix("$important") {
                Some(pattern) => (pattern, true),
                None => (rest, false),
            };
            let rank = usize::from(important) * 2 + usize::from(action == Action::Pass);
            for name in matched(pattern, asked) {
                let before = strongest.entry(name).or_insert((rank, action));
                if rank > before.0 {
                    *before = (rank, action);
                }
            }
        }
        let verdicts = asked.iter().map(|name| {
            let rule = strongest.get(name);
            (name.clone(), rule.map_or(Action::Pass, |it| it.1))
        });
        verdicts.collect()
    });
}

fn matched<'a>(pattern: &str, asked: &'a BTreeSet<String>) -> Vec<&'a String> {
    let by = |holds: &dyn Fn(&str) -> bool| asked.iter().filter(|name| holds(name)).collect();
    if let Some(expression) = pattern
        .strip_prefix('/')
        .and_then(|it| it.strip_suffix('/'))
    {
        let found = matching("grep", expression, asked);
        return asked.iter().filter(|name| found.contains(*name)).collect();
    }
    let ended = pattern
        .strip_suffix('^')
        .unwrap_or_else(|| panic!("{pattern}"));
    let host = ended.trim_start_matches('|').trim_start_matches("*.");
    assert!(
        host.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)),
        "{pattern}"
    );
    match ended.strip_suffix(host).unwrap() {
        "|" => by(&|name| name == host),
        "||" => by(&|name| in_tree(name, host)),
        "||*." => by(&|name| is_below(name, host)),
        _ => panic!("{pattern}"),
    }
}
