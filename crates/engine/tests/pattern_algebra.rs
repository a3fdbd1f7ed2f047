//! The algebra of patterns against a brute-force model: every name of up to six characters over a small alphabet,
//! matched by a naive matcher that shares no code with the automata.

use std::cmp::Ordering;
use std::sync::LazyLock;

use backchat_engine::pattern::{Kind, PathPart, Pattern, Reading, Relation, read};
use proptest::prelude::*;

/// Every valid name of up to six characters over two letters that patterns use and one that they do not.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..6 {
        last = last
            .iter()
            .flat_map(|name| ["a", "b", "c", "."].map(|letter| format!("{name}{letter}")))
            .collect();
        all.extend(last.iter().cloned());
    }
    all.retain(|name| !name.split('.').any(str::is_empty));
    all
});

/// What the documentation of `Kind` says, as directly as it can be said.
fn model(pattern: &Pattern, reading: Reading, name: &str) -> bool {
    let host = pattern.host();
    let below = || name.ends_with(&format!(".{host}")) && name.len() > host.len() + 1;
    match (pattern.kind(), reading) {
        (Kind::Exact, _) => name == host,
        (Kind::Subdomains, _) => below(),
        (Kind::ApexAndSubdomains, _) | (Kind::GluedPrefix, Reading::Plain) => {
            name == host || below()
        }
        (Kind::GluedPrefix, Reading::Wide) => name.ends_with(host),
        (Kind::MidWildcard, Reading::Plain) => {
            let glued = host
                .strip_prefix('*')
                .filter(|rest| !rest.starts_with(['.', '*']));
            match glued {
                Some(rest) => {
                    naive(rest, name, reading) || naive(&format!("*.{rest}"), name, reading)
                }
                None => naive(host, name, reading),
            }
        }
        (Kind::MidWildcard, Reading::Wide) => naive(host, name, reading),
    }
}

/// Matches by trying every split of the name at the first `*`.
fn naive(glob: &str, name: &str, reading: Reading) -> bool {
    fn go(glob: &[u8], before: Option<u8>, name: &[u8], reading: Reading) -> bool {
        let Some((&first, rest)) = glob.split_first() else {
            return name.is_empty();
        };
        if first != b'*' {
            return name.first() == Some(&first) && go(rest, Some(first), &name[1..], reading);
        }
        let whole = before.is_none_or(|b| b == b'.') && rest.first().is_none_or(|&b| b == b'.');
        (0..=name.len()).any(|cut| {
            let taken = std::str::from_utf8(&name[..cut]).expect("names are ASCII");
            let allowed = match (whole, reading) {
                (true, _) => !taken.split('.').any(str::is_empty),
                (false, Reading::Plain) => !taken.contains('.'),
                (false, Reading::Wide) => true,
            };
            allowed && go(rest, Some(b'*'), &name[cut..], reading)
        })
    }
    go(glob.as_bytes(), None, name.as_bytes(), reading)
}

fn any_pattern() -> impl Strategy<Value = Pattern> {
    let plain = prop_oneof![
        Just(Kind::Exact),
        Just(Kind::Subdomains),
        Just(Kind::ApexAndSubdomains),
        Just(Kind::GluedPrefix)
    ];
    prop_oneof![
        (plain, "[ab]{1,2}(\\.[ab]{1,2}){0,1}").prop_map(|(kind, host)| Pattern::new(
            kind,
            &host,
            PathPart::Unsaid
        )
        .expect("no wildcards")),
        "[ab*]{1,2}(\\.[ab*]{1,2}){0,2}".prop_filter_map("not a destination", |text| {
            read(&text).ok().map(|understood| understood.pattern)
        }),
    ]
}

fn any_reading() -> impl Strategy<Value = Reading> {
    prop_oneof![Just(Reading::Plain), Just(Reading::Wide)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn matching_agrees_with_the_model(pattern in any_pattern(), reading in any_reading()) {
        let language = pattern.language(reading);
        for name in NAMES.iter() {
            prop_assert_eq!(language.accepts(name), model(&pattern, reading, name), "{} {}", &pattern, name);
            if reading == Reading::Plain {
                prop_assert_eq!(pattern.matches(name, None), model(&pattern, reading, name), "{} {}", &pattern, name);
            }
        }
    }

    #[test]
    fn containment_agrees_with_the_model(a in any_pattern(), b in any_pattern(), mine in any_reading(), theirs in any_reading()) {
        let outside = NAMES.iter().find(|name| model(&b, theirs, name) && !model(&a, mine, name));
        if a.contains_read(mine, &b, theirs) {
            prop_assert_eq!(outside, None, "{} holds {}", &a, &b);
        } else if (mine, theirs) == (Reading::Plain, Reading::Plain) {
            let witness = b.host_outside(&a).unwrap().0;
            prop_assert!(model(&b, theirs, &witness) && !model(&a, mine, &witness), "{} {} {}", &a, &b, &witness);
        }
    }

    #[test]
    fn overlap_agrees_with_the_model(a in any_pattern(), b in any_pattern(), mine in any_reading(), theirs in any_reading()) {
        let common = NAMES.iter().find(|name| model(&a, mine, name) && model(&b, theirs, name));
        if !a.intersects_read(mine, &b, theirs) {
            prop_assert_eq!(common, None, "{} {}", &a, &b);
        } else if (mine, theirs) == (Reading::Plain, Reading::Plain) {
            let witness = a.common_host(&b).unwrap().0;
            prop_assert!(model(&a, mine, &witness) && model(&b, theirs, &witness), "{} {} {}", &a, &b, &witness);
        }
    }

    #[test]
    fn what_lies_strictly_within_is_more_specific(a in any_pattern(), b in any_pattern()) {
        let ordering = a.specificity(&b);
        prop_assert_eq!(ordering.reverse(), b.specificity(&a));
        match a.relation(&b) {
            Relation::Contains => prop_assert_eq!(ordering, Ordering::Less, "{} {}", &a, &b),
            Relation::Within => prop_assert_eq!(ordering, Ordering::Greater, "{} {}", &a, &b),
            _ => {}
        }
    }

    #[test]
    fn the_wide_reading_holds_the_plain_one(a in any_pattern()) {
        prop_assert!(a.contains_read(Reading::Wide, &a, Reading::Plain), "{}", &a);
    }

    #[test]
    fn reading_any_text_never_panics_and_reads_back(text in prop_oneof![".{0,40}", "[aB*.]{1,9}(/[a*]{0,4})?", "[a-z0-9.*/:`\\\\ -]{0,20}"]) {
        if let Ok(understood) = read(&text) {
            let again = read(&understood.pattern.to_string());
            prop_assert_eq!(again.map(|again| again.pattern), Ok(understood.pattern));
        }
    }
}
