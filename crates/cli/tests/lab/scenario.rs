//! The scenarios: ways to enforce one policy, whole and with leaks, each captured after one capture without any.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::sync::{LazyLock, Mutex};
use std::thread;

use backchat_testkit::consumer::has;

use crate::client::{
    AT_A_SHARED_ADDRESS, BY_ADDRESS, BY_DOH, BY_OTHER_NAME, Client, IDLE, PAST_THE_PROXY,
};
use crate::gateway::Enforcement;
use crate::phase::{Phase, Plan};
use crate::rules::Rules;
use crate::table::OFF;

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

/// How many calls a verdict needs.
pub(crate) const ENOUGH: usize = 12;

/// How often each client calls before: somewhat more than is needed, as a busy machine may be late with an answer. After it
/// calls once more, so that what was captured after is the longer one.
const BEATS: usize = 14;

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
        clients: IDLE.iter().collect(),
        enforcement: Enforcement::None,
    };
    let before = before.run(&folder)?;
    let rules = Rules::export(&folder, &before.capture);
    let after = run_all(&scenarios(&rules), &folder);
    Some(Lab { before, after })
}

/// Runs scenarios side by side, but no more than the processors can serve at a steady beat.
fn run_all(plans: &[Plan], folder: &Path) -> BTreeMap<&'static str, Phase> {
    let at_once = 2 * thread::available_parallelism().map_or(1, NonZero::get);
    let queue = Mutex::new(plans.iter());
    let next = || {
        queue
            .lock()
            .expect("no thread panics while it takes one")
            .next()
    };
    let run = || {
        let mut phases = Vec::new();
        while let Some(plan) = next() {
            let phase = plan.run(folder);
            phases.push((
                plan.name,
                phase.expect("networks could be made a moment ago"),
            ));
        }
        phases
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..at_once).map(|_| scope.spawn(run)).collect();
        let phases = threads
            .into_iter()
            .flat_map(|it| it.join().expect("all scenarios run"));
        phases.collect()
    })
}

/// Each with what the planes wrote, as it is or spoiled in one place.
fn scenarios(rules: &Rules) -> Vec<Plan> {
    let zones = rules.text("unbound/unbound.conf");
    let table = rules.text("nftables/backchat.nft");
    let names = rules.text("nftables/dnsmasq-nftset.conf");
    let files = rules.files("squid");
    let unbound = || Enforcement::Unbound {
        zones: zones.clone(),
    };
    let squid = || Enforcement::Squid {
        files: files.clone(),
    };
    let nftables = || Enforcement::Nftables {
        table: table.clone(),
    };
    let by_name = || Enforcement::NftablesByName {
        table: table.clone(),
        names: names.clone(),
    };
    let rule_lost = Enforcement::Unbound {
        zones: without_lines(&zones, "arc.msn.com"),
    };
    let ipv6_open = Enforcement::Nftables {
        table: without_ipv6(&table),
    };
    let scenario = |name, enforcement, clients: Vec<&'static Client>| Plan {
        name,
        beats: BEATS + 1,
        clients,
        enforcement,
    };
    let whole = || IDLE.iter().collect();
    // Of what stays not all, as the processors have enough to do.
    let with = |leak: Option<&'static Client>| {
        let few = ["connectivity-test", "settings"];
        let idle = IDLE
            .iter()
            .filter(|it| OFF.contains(&it.host()) || few.contains(&it.id));
        idle.chain(leak).collect()
    };
    vec![
        scenario("unbound", unbound(), whole()),
        scenario("squid", squid(), whole()),
        scenario("nftables", nftables(), whole()),
        scenario("nftables-by-name", by_name(), whole()),
        scenario("rule-lost", rule_lost, with(None)),
        scenario("ipv6-open", ipv6_open, with(None)),
        scenario(
            "shared-address",
            by_name(),
            with(Some(&AT_A_SHARED_ADDRESS)),
        ),
        scenario("by-address", unbound(), with(Some(&BY_ADDRESS))),
        scenario("by-doh", unbound(), with(Some(&BY_DOH))),
        scenario("by-other-name", unbound(), with(Some(&BY_OTHER_NAME))),
        scenario("past-the-proxy", squid(), with(Some(&PAST_THE_PROXY))),
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
