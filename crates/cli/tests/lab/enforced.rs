//! Rules as the planes wrote them: what is off is quiet, what stays works, for the clients and in the capture.

use crate::lab::{ENOUGH, Lab, lab};
use crate::phase::Phase;
use crate::record::{Record, records};
use crate::table::{KEPT, OFF};
use crate::verdict::compare;

#[test]
fn before_anything_is_enforced_every_client_has_its_answers() {
    let Some(lab) = lab() else { return };
    let records = records(&lab.before.capture);
    for (client, calls) in &lab.before.calls {
        assert!(calls.answered >= ENOUGH, "{client}: {calls:?}");
    }
    for name in OFF.iter().chain(KEPT) {
        assert!(reached(&records, name) >= ENOUGH, "{name}");
    }
}

#[test]
fn unbound_holds_the_policy() {
    let Some(lab) = lab() else { return };
    let records = holds(lab, lab.after("unbound"));
    // Nobody had an address to call.
    let outcomes = ["no-address", "name-unknown"];
    each_blocked(&records, |it| outcomes.contains(&it.text("outcome")));
}

#[test]
fn squid_holds_the_policy() {
    let Some(lab) = lab() else { return };
    let records = holds(lab, lab.after("squid"));
    each_blocked(&records, |it| {
        it.is_proxied() && it.text("name_basis") == "connect"
    });
    for name in OFF {
        let refused = |it: &&Record| it.is_of(name) && it.fact("refusal") == "proxy";
        let refused = records.iter().filter(refused).count();
        assert!(refused >= ENOUGH, "{name}: refused {refused} times");
    }
}

#[test]
fn nftables_holds_the_policy_by_the_addresses_that_were_seen() {
    let Some(lab) = lab() else { return };
    let records = holds(lab, lab.after("nftables"));
    each_blocked(&records, is_refused);
}

#[test]
fn nftables_holds_the_policy_by_the_addresses_that_dnsmasq_gives() {
    let Some(lab) = lab() else { return };
    let records = holds(lab, lab.after("nftables-by-name"));
    each_blocked(&records, is_refused);
}

#[test]
fn a_device_that_was_switched_off_itself_is_quiet() {
    let Some(lab) = lab() else { return };
    let told = compare(lab, lab.after("switched"));
    told.is_of_a_pair();
    for name in OFF {
        assert_eq!(
            (told.verdict(name), told.judgement(name)),
            ("quiet", "right"),
            "{name}"
        );
    }
    for name in KEPT {
        assert_eq!(told.verdict(name), "talking", "{name}");
    }
}

/// Unanswered too, as a system says only so often that it refuses.
fn is_refused(record: &Record) -> bool {
    ["refused", "unanswered"].contains(&record.text("outcome"))
}

/// Asserts that no name that is off was reached and every kept one was; what the capture holds.
fn holds(lab: &Lab, phase: &Phase) -> Vec<Record> {
    let records = records(&phase.capture);
    for (client, calls) in &phase.calls {
        let fine = if OFF.contains(&calls.host) {
            calls.answered == 0
        } else {
            calls.answered >= ENOUGH
        };
        assert!(fine, "{client}: {calls:?}");
    }
    for name in OFF {
        assert_eq!(reached(&records, name), 0, "{name}");
    }
    for name in KEPT {
        assert!(reached(&records, name) >= ENOUGH, "{name}");
    }
    let told = compare(lab, phase);
    told.is_of_a_pair();
    assert_eq!(told.wrong(), Vec::<&str>::new());
    for name in OFF {
        assert_eq!(
            (told.verdict(name), told.judgement(name)),
            ("blocked", "right"),
            "{name}"
        );
    }
    for name in KEPT {
        assert_eq!(told.verdict(name), "talking", "{name}");
    }
    for area in ["diagnostic-data", "maps", "windows-spotlight"] {
        assert_eq!(told.area(area), ("blocked", "right"), "{area}");
    }
    for area in ["windows-update", "certificates", "onedrive"] {
        assert_eq!(told.area(area), ("talking", "right"), "{area}");
    }
    records
}

/// Asserts that each name that is off was tried, and that each try looks as it should.
fn each_blocked(records: &[Record], looks: impl Fn(&Record) -> bool) {
    for name in OFF {
        let tries: Vec<&Record> = records.iter().filter(|it| it.is_of(name)).collect();
        assert!(!tries.is_empty(), "{name} was not even tried");
        assert!(tries.into_iter().all(&looks), "{name}");
    }
}

fn reached(records: &[Record], name: &str) -> usize {
    records
        .iter()
        .filter(|it| it.is_of(name) && it.reached())
        .count()
}
