//! The scenarios: ways to enforce one policy, whole and with leaks, each captured after one capture without any.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::thread;

use backchat_testkit::consumer::has;

use crate::client::{BY_ADDRESS, BY_DOH, BY_OTHER_NAME, Client, PAST_THE_PROXY};
use crate::gateway::Enforcement;
use crate::phase::{Phase, Plan};
use crate::rules::Rules;

/// What was captured.
pub(crate) struct Lab {
    /// The device while nothing is enforced.
    pub(crate) before: Phase,
    after: BTreeMap<&'static str, Phase>,
}

impl Lab {
    /// The device under a scenario.
    pub(crate) fn after(&self, scenario: &str) -> &Phase {
        &self.after[scenario]
    }
}

/// The lab, made when the first test asks for it; none where it cannot be made here, which is said.
pub(crate) fn lab() -> Option<&'static Lab> {
    // Unlike a cell, it stays failed once it has failed: no test tries again for a minute.
    static LAB: LazyLock<Option<Lab>> = LazyLock::new(make);
    LAB.as_ref()
}

/// How often each client calls before. After it calls once more, so that what was captured after is the longer one.
const BEATS: usize = 16;

fn make() -> Option<Lab> {
    let programs = [
        "ip", "unshare", "tcpdump", "curl", "openssl", "python3", "dnsmasq", "nginx", "unbound",
        "squid", "nft",
    ];
    if !programs.into_iter().all(has) {
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lab");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("cargo's folder for tests takes folders");
    let before = Plan {
        name: "before",
        beats: BEATS,
        enforcement: Enforcement::None,
        more: &[],
    };
    let before = before.run(&folder)?;
    let rules = Rules::export(&folder, &before.capture);
    let plans = scenarios(&rules);
    let after = thread::scope(|scope| {
        let folder = &folder;
        let threads: Vec<_> = plans
            .iter()
            .map(|plan| (plan.name, scope.spawn(move || plan.run(folder))))
            .collect();
        let phases = threads.into_iter().map(|(name, thread)| {
            let phase = thread.join().unwrap_or_else(|_| panic!("{name} failed"));
            (name, phase.expect("networks could be made a moment ago"))
        });
        phases.collect()
    });
    Some(Lab { before, after })
}

/// Each with what the planes wrote, as it is or spoiled in one place.
fn scenarios(rules: &Rules) -> Vec<Plan<'static>> {
    let unbound = || Enforcement::Unbound {
        zones: rules.text("unbound/unbound.conf"),
    };
    let squid = || Enforcement::Squid {
        files: rules.files("squid"),
    };
    let table = || rules.text("nftables/backchat.nft");
    let scenario = |name, enforcement, more: &'static [Client]| Plan {
        name,
        beats: BEATS + 1,
        enforcement,
        more,
    };
    vec![
        scenario("unbound", unbound(), &[]),
        scenario("squid", squid(), &[]),
        scenario("nftables", Enforcement::Nftables { table: table() }, &[]),
        scenario(
            "nftables-by-name",
            Enforcement::NftablesByName {
                table: table(),
                names: rules.text("nftables/dnsmasq-nftset.conf"),
            },
            &[],
        ),
        scenario(
            "rule-lost",
            Enforcement::Unbound {
                zones: without_lines(&rules.text("unbound/unbound.conf"), "arc.msn.com"),
            },
            &[],
        ),
        scenario(
            "ipv6-open",
            Enforcement::Nftables {
                table: without_ipv6(&table()),
            },
            &[],
        ),
        scenario("by-address", unbound(), &[BY_ADDRESS]),
        scenario("by-doh", unbound(), &[BY_DOH]),
        scenario("by-other-name", unbound(), &[BY_OTHER_NAME]),
        scenario("past-the-proxy", squid(), &[PAST_THE_PROXY]),
    ]
}

/// The rules as somebody left them who deleted what speaks of `name`.
fn without_lines(rules: &str, name: &str) -> String {
    let left: Vec<&str> = rules.lines().filter(|it| !it.contains(name)).collect();
    assert!(
        left.len() < rules.lines().count(),
        "no rule speaks of {name}"
    );
    left.join("\n") + "\n"
}

/// The table as somebody left it who forgot IPv6: the set of seen addresses is empty.
fn without_ipv6(table: &str) -> String {
    let (head, rest) = table
        .split_once("set seen6 {")
        .expect("the table has the set");
    let (set, tail) = rest
        .split_once("elements = {")
        .expect("an address was seen");
    let (elements, tail) = tail.split_once("\n\t\t}\n").expect("the elements end");
    assert!(elements.contains("2603:"), "{elements}");
    format!("{head}set seen6 {{{set}{tail}")
}
