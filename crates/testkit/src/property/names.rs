//! Sets of names that rules are made of.

use backchat_engine::pattern::{Kind, read};
use backchat_engine::rules::{Names, regex};
use regex_lite::Regex;

/// The longest spelling that is looked at, in bytes: beyond it automata may give up where labels still answer.
const SPELLING: usize = 64;

/// How many spellings of an input are sets, and how many lines in all are hosts to ask for.
const SETS: usize = 3;
const LINES: usize = 8;

/// The first lines of an input are destinations, all lines are hosts to ask for. What is answered from labels is what
/// the patterns' automata say, what is left of a set is what it holds without the other, and expressions match what the
/// sets hold.
pub(super) fn agree(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().take(LINES).filter(|it| it.len() <= SPELLING);
    let lines: Vec<&str> = lines.collect();
    let sets = lines.iter().take(SETS).filter_map(|line| read(line).ok());
    let sets: Vec<Names> = sets.map(|it| Names::of(&it.pattern)).collect();
    let hosts = hosts(&lines);
    for one in &sets {
        assert_eq!(*one, Names::of(&one.pattern()), "{one}");
        assert!(one.host().ends_with(one.anchor()), "{one}");
        expression(one, &hosts);
        for other in &sets {
            related(one, other, &hosts);
        }
    }
}

/// Hosts that lines spell out, or could be made to by a word in the place of stars.
fn hosts(lines: &[&str]) -> Vec<String> {
    let filled = lines
        .iter()
        .flat_map(|line| ["", "a", "b.c"].map(|word| line.replace('*', word)));
    let read = filled.filter_map(|line| read(&line).ok());
    let hosts = read.filter(|it| it.pattern.kind() == Kind::Exact);
    hosts.map(|it| it.pattern.host().to_owned()).collect()
}

fn expression(names: &Names, hosts: &[String]) {
    let text = regex(names);
    let expression = Regex::new(&text).expect("an expression of names is one");
    for host in hosts {
        assert_eq!(
            expression.is_match(host),
            names.holds(host),
            "{text} of {names} on {host}"
        );
    }
}

fn related(one: &Names, other: &Names, hosts: &[String]) {
    let (mine, theirs) = (one.pattern(), other.pattern());
    assert_eq!(
        one.contains(other),
        mine.contains(&theirs),
        "{one} holds {other}"
    );
    assert_eq!(
        one.meets(other),
        mine.intersects(&theirs),
        "{one} meets {other}"
    );
    match one.outside(other) {
        Some(host) => assert!(
            one.holds(&host) && !other.holds(&host),
            "{host} is in {one} and not in {other}"
        ),
        None => assert!(one.contains(&one.clone())),
    }
    let left = one.without(other);
    assert_eq!(
        left == Some(None),
        other.contains(one),
        "{one} without {other}"
    );
    if let Some(Some(left)) = &left {
        assert!(one.contains(left) && !left.meets(other), "{left}");
    }
    let joined = one.joined(other);
    for host in hosts {
        let (mine, theirs) = (one.holds(host), other.holds(host));
        if let Some(left) = &left {
            let left = left.as_ref().is_some_and(|it| it.holds(host));
            assert_eq!(left, mine && !theirs, "{host} in {one} without {other}");
        }
        if let Some(joined) = &joined {
            assert_eq!(joined.holds(host), mine || theirs, "{host} in {joined}");
        }
    }
}
