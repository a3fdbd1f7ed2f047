//! Lists of appliances. None of these programs runs here: the files are read as the vendors' documents say they are read, and
//! compared with the claims. That the documents are right is not tested.

use std::process::Command;

use backchat_engine::plane::File;
use backchat_engine::rules::Action;

use super::{Asked, each_artefact, holds_to_its_claims, text};
use crate::consumer::{Place, run};

fn file<'f>(files: &'f [File], name: &str) -> Option<&'f str> {
    let found = files.iter().find(|it| it.name == name);
    found.map(|it| it.text().unwrap())
}

fn asked(names: &[String], blocks: impl Fn(&str) -> bool) -> Vec<Asked> {
    let ask = |name: &String| Asked {
        name: name.clone(),
        how: "read as documented",
        really: if blocks(name) {
            Action::Block
        } else {
            Action::Pass
        },
    };
    names.iter().map(ask).collect()
}

/// Whether a name is a host name of at most 253 characters.
fn is_host(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-_".contains(&it))
    };
    name.len() <= 253 && name.split('.').all(label)
}

fn is_below(host: &str, root: &str) -> bool {
    host.strip_suffix(root)
        .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

#[test]
fn domain_lists_read_as_pan_os_documents_are_what_is_claimed() {
    holds_to_its_claims("edl", |files, names| {
        let list: Vec<&str> = file(files, "block.txt").unwrap().lines().collect();
        for line in &list {
            assert!(is_host(line.strip_prefix("*.").unwrap_or(line)), "{line}");
        }
        let exceptions = file(files, "exceptions.txt").unwrap_or_default();
        let allowed: Vec<&str> = exceptions
            .lines()
            .map(|line| {
                let rest = line
                    .strip_prefix("set profiles spyware PROFILE botnet-domains whitelist ")
                    .unwrap();
                let (name, rest) = rest.split_once(" description \"").unwrap();
                assert_eq!(rest.find('"'), Some(rest.len() - 1), "{line}");
                name
            })
            .collect();
        let undo = file(files, "undo-exceptions.txt").unwrap_or_default();
        assert_eq!(undo.lines().count(), allowed.len());
        assert!(allowed.len() <= 100);
        asked(names, |name| {
            let allows = allowed.iter().any(|it| match it.strip_prefix("*.") {
                Some(root) => name == root || is_below(name, root),
                None => name == *it,
            });
            let blocks = list.iter().any(|it| match it.strip_prefix("*.") {
                Some(root) => is_below(name, root),
                None => name == *it,
            });
            blocks && !allows
        })
    });
}

/// Whether a name matches an entry in which stars are any text.
fn simple_wildcard(entry: &str, name: &str) -> bool {
    match entry.split_once('*') {
        None => entry == name,
        Some((front, rest)) => name.strip_prefix(front).is_some_and(|name| {
            (0..=name.len())
                .filter(|&at| name.is_char_boundary(at))
                .any(|at| simple_wildcard(rest, &name[at..]))
        }),
    }
}

#[test]
fn domain_feeds_read_as_fortinet_documents_are_what_is_claimed() {
    holds_to_its_claims("fortigate", |files, names| {
        let feed: Vec<&str> = file(files, "block.txt").unwrap().lines().collect();
        for line in &feed {
            assert!(is_host(&line.replace('*', "x")), "{line}");
        }
        let allowed: Vec<regex_lite::Regex> = file(files, "setup.conf")
            .unwrap()
            .lines()
            .filter_map(|line| line.trim().strip_prefix("set domain \"")?.strip_suffix('"'))
            .map(|it| {
                assert!(!it.contains(['"', '\\', '?']) && it.len() <= 511, "{it}");
                regex_lite::Regex::new(it).unwrap()
            })
            .collect();
        asked(names, |name| {
            feed.iter().any(|it| simple_wildcard(it, name))
                && !allowed.iter().any(|it| it.is_match(name))
        })
    });
}

#[test]
fn aliases_read_as_the_import_does_are_what_is_claimed() {
    holds_to_its_claims("opnsense", |files, names| {
        let document: serde_json::Value =
            serde_json::from_str(file(files, "aliases.json").unwrap()).unwrap();
        let aliases = document["aliases"]["alias"].as_object().unwrap();
        let (id, alias) = aliases.iter().next().unwrap();
        assert_eq!((aliases.len(), id.len()), (1, 36));
        let name = alias["name"].as_str().unwrap();
        assert!(name.len() <= 31 && name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_'));
        assert_eq!(
            (&alias["type"], &alias["enabled"]),
            (&"host".into(), &"1".into())
        );
        let hosts: Vec<&str> = alias["content"].as_str().unwrap().split('\n').collect();
        assert!(hosts.iter().all(|it| is_host(it) && it.contains('.')));
        asked(names, |name| hosts.contains(&name))
    });
}

#[test]
fn the_undo_of_an_alias_is_a_script_that_shells_read() {
    each_artefact("opnsense", |_, artefact, _, _| {
        let place = Place::new("opnsense");
        let script = place.file("undo.sh", file(&artefact.files, "undo.sh").unwrap());
        let (fine, said) = run(Command::new("sh").args(["-n", text(&script)]));
        assert!(fine, "{said}");
    });
}
