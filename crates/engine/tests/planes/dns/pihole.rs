//! Pi-hole's lists and expressions. Pi-hole itself is not packaged: the lists are read as its gravity parser and its order
//! of precedence are documented, the expressions by TRE, which is the engine that it has.

use backchat_engine::rules::Action;

use super::listed::{in_tree, lines, matching, reads_as_claimed};
use crate::consumer::has;

#[test]
fn the_lists_read_as_they_claim() {
    if !has("tre-agrep") {
        return;
    }
    reads_as_claimed("pihole", |files, asked| {
        let block = lines(files, "blocklist.txt", '#');
        let allow = lines(files, "allowlist.txt", '#');
        let (mut passed, mut denied) = (Vec::new(), Vec::new());
        for line in lines(files, "regex.sh", '#') {
            let quoted = line.split('\'').nth(1);
            let (into, quoted) = match (line.split(' ').nth(1), quoted) {
                (Some("--allow-regex"), Some(quoted)) => (&mut passed, quoted),
                (Some("--regex"), Some(quoted)) => (&mut denied, quoted),
                _ if line == "set -e" => continue,
                _ => panic!("{line}"),
            };
            into.push(matching("tre-agrep", quoted, asked));
        }
        for line in block.iter().chain(&allow) {
            assert!(gravity_takes(line), "{line}");
        }
        let verdict = |name: &String| {
            if passed.iter().any(|it| it.contains(name)) || listed(&allow, "@@||", name) {
                Action::Pass
            } else if listed(&block, "||", name) || denied.iter().any(|it| it.contains(name)) {
                Action::Block
            } else {
                Action::Pass
            }
        };
        asked
            .iter()
            .map(|name| (name.clone(), verdict(name)))
            .collect()
    });
}

#[test]
fn gravity_would_not_take_what_is_wrong() {
    for wrong in [
        "*.x.example",
        "||x.example",
        "x",
        "x.e",
        "||x.example^$important",
        "/x/",
    ] {
        assert!(!gravity_takes(wrong), "{wrong}");
    }
}

fn listed(list: &[&str], lead: &str, name: &str) -> bool {
    list.iter().any(|line| {
        let tree = line.strip_prefix(lead).and_then(|it| it.strip_suffix('^'));
        tree.map_or(*line == name, |host| in_tree(name, host))
    })
}

/// What the gravity parser takes: a host of two labels at least, or a domain in the marks of its kind of list.
fn gravity_takes(line: &str) -> bool {
    let marked = line
        .strip_prefix("@@||")
        .or_else(|| line.strip_prefix("||"))
        .map(|rest| rest.strip_suffix('^'));
    let (host, labels) = match marked {
        Some(Some(host)) => (host, 1),
        Some(None) => return false,
        None => (line, 2),
    };
    let last = host.rsplit('.').next().unwrap();
    host.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte))
        && host.split('.').all(|label| (1..=63).contains(&label.len()))
        && host.split('.').count() >= labels
        && last.len() >= 2
        && !last.starts_with('-')
        && !last.ends_with('-')
}
