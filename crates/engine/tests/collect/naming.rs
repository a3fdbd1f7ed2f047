//! What a connection's name rests on.

use backchat_engine::model::{Basis, Connection};
use backchat_wire::Absence;

use crate::lab::{A, DEVICE, Data, Lab, RESOLVER, SERVER, SERVER_V6, get, hello, message};

fn named(connection: &Connection) -> (Option<&str>, Option<Basis>) {
    (connection.name.as_deref(), connection.basis)
}

fn candidates(connection: &Connection) -> Vec<&str> {
    let candidates = connection.candidates.iter();
    candidates.map(|candidate| &*candidate.name).collect()
}

#[test]
fn an_answer_before_the_connection_names_it() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER).call(SERVER, 443, b"");
    assert_eq!(named(&lab.last()), (Some("a.example"), Some(Basis::Dns)));
}

#[test]
fn an_answer_after_the_connection_does_not() {
    let mut lab = Lab::new();
    lab.call(SERVER, 443, b"").resolve("a.example", SERVER);
    assert_eq!(named(&lab.last()), (None, None));
}

#[test]
fn an_answer_to_another_device_does_not() {
    let mut lab = Lab::new();
    (lab.device, lab.mac) = ("10.0.0.6", 6);
    lab.resolve("a.example", SERVER);
    (lab.device, lab.mac) = (DEVICE, 5);
    lab.call(SERVER, 443, b"");
    assert_eq!(named(&lab.last()), (None, None));
}

#[test]
fn an_answer_that_expired_a_while_ago_names_it_and_one_that_expired_long_ago_does_not() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .later(300 + 599)
        .call(SERVER, 443, b"")
        .later(10)
        .call(SERVER, 443, b"");
    let calls = lab.to(443);
    assert_eq!(named(&calls[0]).0, Some("a.example"));
    assert!(calls[0].candidates[0].expired);
    assert_eq!(named(&calls[1]).0, None);
}

#[test]
fn of_two_names_both_are_candidates_and_the_later_answer_comes_first() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .resolve("b.example", SERVER)
        .call(SERVER, 443, b"");
    assert_eq!(candidates(&lab.last()), ["b.example", "a.example"]);
}

#[test]
fn a_live_answer_comes_before_a_later_one_that_expired() {
    let mut lab = Lab::new();
    lab.ask("a.example", A)
        .answer(
            "a.example",
            A,
            &[("a.example", 3600, Data::Address(SERVER))],
        )
        .resolve("b.example", SERVER)
        .later(400)
        .call(SERVER, 443, b"");
    assert_eq!(candidates(&lab.last()), ["a.example", "b.example"]);
}

#[test]
fn an_answer_with_a_time_to_live_of_zero_is_live_for_the_call_at_hand() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .later(100)
        .ask("b.example", A)
        .answer("b.example", A, &[("b.example", 0, Data::Address(SERVER))])
        .call(SERVER, 443, b"");
    let call = lab.last();
    assert_eq!(candidates(&call), ["b.example", "a.example"]);
    assert!(!call.candidates[0].expired);
}

#[test]
fn an_answer_with_a_time_to_live_of_years_is_forgotten_after_a_day() {
    let mut lab = Lab::new();
    lab.ask("a.example", A)
        .answer(
            "a.example",
            A,
            &[("a.example", 99_999_999, Data::Address(SERVER))],
        )
        .later(2 * 86_400)
        .call(SERVER, 443, b"");
    assert_eq!(named(&lab.last()).0, None);
}

#[test]
fn what_was_asked_over_ipv4_names_a_connection_over_ipv6() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER_V6)
        .six()
        .call(SERVER_V6, 443, b"");
    assert_eq!(named(&lab.last()).0, Some("a.example"));
}

#[test]
fn the_chain_is_kept_and_the_name_is_the_one_asked() {
    let mut lab = Lab::new();
    lab.ask("a.example", A).answer(
        "a.example",
        A,
        &[
            ("a.example", 300, Data::Alias("a.balance.example")),
            ("a.balance.example", 30, Data::Alias("edge.example")),
            ("edge.example", 300, Data::Address(SERVER)),
        ],
    );
    lab.call(SERVER, 443, b"");
    let call = lab.last();
    assert_eq!(named(&call).0, Some("a.example"));
    let chain: Vec<&str> = call.chain.iter().map(|name| &**name).collect();
    assert_eq!(chain, ["a.example", "a.balance.example", "edge.example"]);
}

#[test]
fn aliases_in_any_order_lead_to_the_address() {
    let mut lab = Lab::new();
    lab.ask("a.example", A).answer(
        "a.example",
        A,
        &[
            ("edge.example", 300, Data::Address(SERVER)),
            ("b.example", 300, Data::Alias("edge.example")),
            ("a.example", 300, Data::Alias("b.example")),
        ],
    );
    lab.call(SERVER, 443, b"");
    assert_eq!(named(&lab.last()).0, Some("a.example"));
    assert_eq!(lab.last().chain.len(), 3);
}

#[test]
fn aliases_in_a_circle_lead_nowhere() {
    let mut lab = Lab::new();
    lab.ask("a.example", A).answer(
        "a.example",
        A,
        &[
            ("a.example", 300, Data::Alias("b.example")),
            ("b.example", 300, Data::Alias("a.example")),
        ],
    );
    assert_eq!(lab.only_asked().len(), 1);
}

#[test]
fn an_address_of_a_name_that_was_not_asked_names_nothing() {
    let mut lab = Lab::new();
    lab.ask("a.example", A).answer(
        "a.example",
        A,
        &[
            ("a.example", 300, Data::Address("20.9.9.9")),
            ("victim.example", 300, Data::Address(SERVER)),
        ],
    );
    lab.call(SERVER, 443, b"");
    assert_eq!(named(&lab.last()).0, None);
}

#[test]
fn the_server_name_of_the_handshake_beats_dns() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER)
        .call(SERVER, 443, &hello("b.example", false));
    let call = lab.last();
    assert_eq!(named(&call), (Some("b.example"), Some(Basis::Tls)));
    assert_eq!(candidates(&call), ["a.example"]);
}

#[test]
fn the_public_face_of_an_encrypted_hello_is_no_name_by_itself() {
    let mut lab = Lab::new();
    lab.call(SERVER, 443, &hello("front.example", true));
    let call = lab.last();
    assert_eq!(named(&call), (None, None));
    assert_eq!(call.absence, Some(Absence::EncryptedClientHello));
}

#[test]
fn beside_an_encrypted_hello_the_name_asked_counts() {
    let mut lab = Lab::new();
    lab.resolve("real.example", SERVER)
        .call(SERVER, 443, &hello("front.example", true));
    let call = lab.last();
    assert_eq!(named(&call), (Some("real.example"), Some(Basis::Dns)));
    assert_eq!(call.absence, Some(Absence::EncryptedClientHello));
}

#[test]
fn a_name_beside_an_encrypted_hello_that_was_asked_for_is_the_name() {
    let mut lab = Lab::new();
    lab.resolve("real.example", SERVER)
        .call(SERVER, 443, &hello("real.example", true));
    assert_eq!(named(&lab.last()), (Some("real.example"), Some(Basis::Tls)));
}

#[test]
fn several_hosts_on_one_connection_are_all_named() {
    let mut lab = Lab::new();
    let said = [get("a.example"), get("b.example"), get("a.example")].concat();
    lab.call(SERVER, 80, &said);
    let call = lab.to(80).pop().unwrap();
    assert_eq!(named(&call), (Some("a.example"), Some(Basis::Http)));
    assert_eq!(call.also_named, ["b.example".into()]);
}

#[test]
fn a_tunnel_through_a_proxy_is_named_by_its_end() {
    let mut lab = Lab::new();
    lab.call(
        SERVER,
        3128,
        b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
    );
    let call = lab.to(3128).pop().unwrap();
    assert_eq!(named(&call), (Some("a.example"), Some(Basis::Connect)));
}

#[test]
fn names_that_could_explain_a_connection_are_bounded_and_counted() {
    let mut lab = Lab::new();
    for number in 0..20 {
        lab.resolve(&format!("{number}.example"), SERVER);
    }
    lab.call(SERVER, 443, b"");
    assert_eq!(candidates(&lab.last()).len(), 16);
    assert_eq!(lab.last().name.as_deref(), Some("19.example"));
    assert_eq!(lab.collect().1.candidates, 4);
}

#[test]
fn a_lookup_over_tcp_names_a_connection_too() {
    let mut lab = Lab::new();
    let response = message(
        0x8180,
        "a.example",
        A,
        &[("a.example", 300, Data::Address(SERVER))],
    );
    let length = u16::try_from(response.len()).unwrap().to_be_bytes();
    lab.call(RESOLVER, 53, b"")
        .said(RESOLVER, 53, &[&length[..], &response].concat())
        .call(SERVER, 443, b"");
    assert_eq!(named(&lab.last()).0, Some("a.example"));
}
