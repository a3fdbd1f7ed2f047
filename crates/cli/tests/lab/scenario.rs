//! The scenarios: ways to enforce one policy, whole and with leaks.

use crate::client::{
    AT_A_SHARED_ADDRESS, BY_ADDRESS, BY_DOH, BY_OTHER_NAME, Client, IDLE, PAST_THE_PROXY,
};
use crate::gateway::Enforcement;
use crate::phase::Plan;
use crate::rules::Rules;
use crate::table::OFF;

/// Each with what the planes wrote, as it is or spoiled in one place.
pub(crate) fn scenarios(rules: &Rules, beats: usize) -> Vec<Plan> {
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
        beats,
        clients,
        enforcement,
    };
    let whole = || IDLE.iter().collect();
    // As if the vendor's own switches had been set: what is off does not even try.
    let switched = IDLE.iter().filter(|it| !OFF.contains(&it.host())).collect();
    // Of what stays not all, as the processors have enough to do.
    let with = |leak: Option<&'static Client>| {
        let few = ["connectivity-test", "settings"];
        let idle = IDLE
            .iter()
            .filter(|it| OFF.contains(&it.host()) || few.contains(&it.id));
        idle.chain(leak).collect()
    };
    vec![
        scenario("switched", Enforcement::None, switched),
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
