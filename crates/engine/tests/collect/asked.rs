//! Names that were asked for and never contacted.

use backchat_engine::model::Outcome;

use crate::lab::{A, AAAA, Data, HTTPS, Lab, RESOLVER, SERVER, TXT, hello, message};
use backchat_testkit::build::udp;

/// What became of the one name that was only asked for.
fn outcome(lab: &Lab) -> Outcome {
    let asked = lab.only_asked();
    assert_eq!(asked.len(), 1);
    asked[0].outcome
}

fn answered(flags: u16, address: Option<&str>) -> Outcome {
    let mut lab = Lab::new();
    let records = address.map(|address| ("a.example", 300, Data::Address(address)));
    lab.ask("a.example", A)
        .respond(flags, "a.example", A, records.as_slice());
    outcome(&lab)
}

#[test]
fn a_name_that_does_not_exist() {
    assert_eq!(answered(0x8183, None), Outcome::NameUnknown);
}

#[test]
fn a_name_answered_with_a_block_address() {
    for address in ["0.0.0.0", "127.0.0.1"] {
        assert_eq!(answered(0x8180, Some(address)), Outcome::BlockAnswer);
    }
}

#[test]
fn a_name_without_an_address() {
    assert_eq!(answered(0x8180, None), Outcome::NoAddress);
}

#[test]
fn a_lookup_that_failed() {
    for flags in [0x8182, 0x8185] {
        assert_eq!(answered(flags, None), Outcome::LookupFailed);
    }
}

#[test]
fn a_name_that_resolved() {
    assert_eq!(answered(0x8180, Some(SERVER)), Outcome::NeverContacted);
}

#[test]
fn a_lookup_without_an_answer_and_its_retries() {
    let mut lab = Lab::new();
    lab.ask("a.example", A)
        .ask("a.example", A)
        .ask("a.example", A);
    let asked = lab.only_asked();
    assert_eq!(asked[0].outcome, Outcome::LookupUnanswered);
    assert_eq!(asked[0].retries, 2);
}

#[test]
fn an_answer_that_was_cut_off_to_be_asked_again_over_tcp_says_nothing() {
    let mut lab = Lab::new();
    lab.ask("a.example", A).respond(0x8380, "a.example", A, &[]);
    assert_eq!(outcome(&lab), Outcome::LookupUnanswered);
}

#[test]
fn an_address_of_either_family_is_an_address() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .ask("a.example", AAAA)
        .answer("a.example", AAAA, &[]);
    assert_eq!(outcome(&lab), Outcome::NeverContacted);
}

#[test]
fn a_name_that_was_contacted_is_not_listed() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .call(SERVER, 443, &hello("a.example", false));
    assert_eq!(lab.only_asked().len(), 0);
}

#[test]
fn a_name_whose_address_was_called_is_not_listed_even_if_another_is_likelier() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .resolve("b.example", SERVER)
        .call(SERVER, 443, b"");
    assert_eq!(lab.only_asked().len(), 0);
}

#[test]
fn a_name_whose_server_refused_is_a_refused_connection() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER).refused(SERVER, 443);
    assert_eq!(lab.only_asked().len(), 0);
    let call = lab.last();
    assert_eq!(call.outcome, Outcome::Refused);
    assert_eq!(call.name.as_deref(), Some("a.example"));
}

#[test]
fn a_name_that_another_connection_to_its_address_does_not_name_is_listed() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .call(SERVER, 443, &hello("b.example", false));
    assert_eq!(lab.only_asked()[0].name.as_deref(), Some("a.example"));
    assert_eq!(outcome(&lab), Outcome::OtherName);
}

#[test]
fn other_records_than_addresses_are_marked() {
    let mut lab = Lab::new();
    lab.ask("a.example", TXT);
    assert_eq!(lab.only_asked()[0].facts[0].key, "dns.records");
    lab.ask("a.example", HTTPS);
    assert!(lab.only_asked()[0].facts.is_empty());
}

#[test]
fn who_asks_the_device_from_outside_is_no_device() {
    let mut lab = Lab::new();
    let question = message(0x0100, "a.example", A, &[]);
    lab.datagram(SERVER, RESOLVER, &udp(40_000, 53, &question));
    assert_eq!(lab.only_asked().len(), 0);
}
