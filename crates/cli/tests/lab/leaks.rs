//! Rules with a leak, and clients that get past them: exactly what leaks is reached, in the way that it leaks.

use std::net::IpAddr;

use crate::lab::{ENOUGH, lab};
use crate::record::{Record, records};
use crate::table::{OFF, address};
use crate::verdict::compare;

#[test]
fn a_rule_that_was_lost_lets_its_name_through() {
    leaks(
        "rule-lost",
        "not-enforced",
        "arc.msn.com",
        Record::was_looked_up,
    );
}

#[test]
fn a_client_that_knows_an_address_passes_the_resolver() {
    leaks(
        "by-address",
        "hard-coded-address",
        "v10.events.data.microsoft.com",
        |it| !it.was_looked_up(),
    );
}

#[test]
fn a_client_that_asks_over_https_passes_the_resolver() {
    leaks("by-doh", "encrypted-dns", "maps.windows.com", |it| {
        !it.was_looked_up()
    });
}

#[test]
fn another_name_of_the_same_component_has_no_rule() {
    leaks(
        "by-other-name",
        "other-name",
        "v20.events.data.microsoft.com",
        |it| it.was_looked_up() && it.text("area") == "diagnostic-data",
    );
}

#[test]
fn what_is_refused_over_ipv4_passes_over_ipv6() {
    leaks("ipv6-open", "other-family", "arc.msn.com", |it| {
        it.text("remote")
            .parse::<IpAddr>()
            .is_ok_and(|it| it.is_ipv6())
    });
}

#[test]
fn a_client_that_knows_no_proxy_passes_it() {
    leaks(
        "past-the-proxy",
        "past-the-proxy",
        "maps.windows.com",
        |it| !it.is_proxied(),
    );
}

#[test]
fn what_shares_its_address_with_what_stays_passes_the_firewall() {
    leaks(
        "shared-address",
        "shared-address",
        "maps.windows.com",
        |it| it.text("remote") == address("g.live.com"),
    );
}

/// Asserts that of all that is off only `name` was reached, and only so, and that the comparison finds it and names the cause.
fn leaks(scenario: &str, cause: &str, name: &str, how: impl Fn(&Record) -> bool) {
    let Some(lab) = lab() else { return };
    let phase = lab.after(scenario);
    let records = records(&phase.capture);
    let reached: Vec<&Record> = records
        .iter()
        .filter(|it| it.reached() && (OFF.contains(&it.text("name")) || it.is_of(name)))
        .collect();
    assert!(reached.len() >= ENOUGH, "{name}: {} calls", reached.len());
    for record in reached {
        let it = record.text("name");
        assert!(
            it == name && how(record),
            "{it} was reached, and not as expected"
        );
    }
    let told = compare(lab, phase);
    told.is_of_a_pair();
    assert_eq!(told.wrong(), [name]);
    assert_eq!(told.causes(name), [cause], "{name}");
}
