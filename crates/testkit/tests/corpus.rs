//! The stored corpus, and damage to it, against the properties that the fuzz targets check.
#![allow(clippy::print_stdout, reason = "numbers for people")]

use std::fs;

use backchat_testkit::mutation::{Random, mutated};
use backchat_testkit::property::TARGETS;
use backchat_testkit::property::conversation::says_the_same_however_cut;
use backchat_testkit::{corpus, seed, shared};

/// Set to write what differs instead of failing.
const BLESS: &str = "BACKCHAT_BLESS";

#[test]
fn every_seed_is_stored() {
    let bless = std::env::var_os(BLESS).is_some();
    let mut differ = Vec::new();
    for seed in seed::all() {
        let path = corpus::folder(seed.target).join(&seed.name);
        if fs::read(&path).ok().as_deref() == Some(&seed.bytes) {
            continue;
        }
        if bless {
            fs::create_dir_all(corpus::folder(seed.target)).unwrap();
            fs::write(&path, &seed.bytes).unwrap();
        } else {
            differ.push(path);
        }
    }
    assert!(differ.is_empty(), "run with {BLESS}=1 to store {differ:#?}");
}

#[test]
fn every_target_has_a_corpus_and_a_fuzz_target() {
    let workspace = shared::workspace();
    let manifest = fs::read_to_string(workspace.join("fuzz/Cargo.toml")).unwrap();
    for target in TARGETS {
        assert!(!corpus::read(target.name).is_empty(), "{}", target.name);
        let path = format!("fuzz_targets/{}.rs", target.name);
        let text = fs::read_to_string(workspace.join("fuzz").join(&path)).unwrap();
        assert!(
            text.contains(&format!("\"{}\"", target.name)),
            "{path} calls its property"
        );
        assert!(manifest.contains(&path), "{path} is in the manifest");
    }
}

#[test]
fn conversations_say_the_same_however_they_are_cut() {
    for id in ["dns", "http1", "http2", "proxy_protocol", "rdp", "tls"] {
        let target = if id == "dns" { "dns_stream" } else { id };
        for seed in seed::all() {
            if seed.target == target {
                says_the_same_however_cut(id, &seed.bytes);
            }
        }
    }
    for dialect in ["ftp", "imap", "ldap", "pop3", "postgresql", "smtp", "xmpp"] {
        let seed = seed::all().into_iter().find(|seed| seed.name == dialect);
        says_the_same_however_cut(dialect, &seed.unwrap().bytes);
    }
    for (id, name) in [("socks4", "version-4a"), ("socks5", "version-5")] {
        let seed = seed::all().into_iter().find(|seed| seed.name == name);
        says_the_same_however_cut(id, &seed.unwrap().bytes);
    }
}

/// Checks the stored inputs of one target and `count` damaged ones.
fn hold(name: &str, count: usize) {
    let target = TARGETS
        .iter()
        .find(|target| target.name == name)
        .expect("the test is named after a target");
    let corpus = corpus::read(name);
    for (_, bytes) in &corpus {
        (target.holds)(bytes);
    }
    let mut random = Random::new(1);
    for number in 0..count {
        let seed = &corpus[number % corpus.len()].1;
        let other = &corpus[random.below(corpus.len())].1;
        (target.holds)(&mutated(seed, other, &mut random));
    }
}

/// A test per target, so that they run side by side and name themselves. The counts keep each below two seconds in a
/// build without optimisation.
macro_rules! targets {
    ($($name:ident: $count:literal,)*) => {
        $(
            #[test]
            fn $name() {
                hold(stringify!($name), $count);
            }
        )*

        #[test]
        fn every_target_is_tested() {
            let tested = [$(stringify!($name)),*];
            let all: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(tested.as_slice(), all);
        }
    };
}

targets! {
    baseline: 100,
    capture: 100,
    catalog: 10,
    client_hello: 5000,
    container: 3000,
    dns: 5000,
    dns_stream: 3000,
    http1: 3000,
    http2: 3000,
    import: 500,
    names: 250,
    packet: 1000,
    pattern: 1000,
    policy: 4,
    proxy_protocol: 3000,
    quic: 100,
    rdp: 3000,
    record: 3000,
    registry_export: 3000,
    server_hello: 5000,
    socks: 3000,
    starttls: 1000,
    tls: 1000,
}
