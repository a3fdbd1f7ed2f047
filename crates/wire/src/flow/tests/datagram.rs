//! Conversations over UDP and other protocols.

use super::*;
use crate::flow::{Basis, Outcome};
use crate::packet::Unreachable;

/// A question for the address of `a`, and the same as an answer without records.
const QUESTION: &[u8] = b"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\x01\0\x01";
const ANSWER: &[u8] = b"\0\x01\x81\x80\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\x01\0\x01";

fn turned_away(source_port: u16, destination_port: u16) -> Transport<'static> {
    Transport::Unreachable(Unreachable {
        protocol: 17,
        source: CLIENT,
        source_port,
        destination: SERVER,
        destination_port,
    })
}

#[test]
fn an_answer_makes_it_established() {
    let mut capture = Capture::ports(50_000, 9_999);
    capture.udp(Client, b"?").udp(Server, b"!");
    assert_eq!(capture.only().outcome, Outcome::Established);
}

#[test]
fn without_an_answer_it_is_unanswered() {
    let mut capture = Capture::ports(50_000, 9_999);
    capture.udp(Client, b"?").udp(Client, b"?");
    let flow = capture.only();
    assert_eq!((flow.outcome, flow.sent.packets), (Outcome::Unanswered, 2));
}

#[test]
fn an_icmp_error_refuses_it() {
    let mut capture = Capture::ports(50_000, 9_999);
    capture
        .udp(Client, b"?")
        .packet(Server, turned_away(50_000, 9_999));
    assert_eq!(capture.only().outcome, Outcome::Refused);
}

#[test]
fn an_icmp_error_about_the_answers_does_not() {
    let mut capture = Capture::ports(50_000, 9_999);
    capture.udp(Client, b"?").packet(
        Client,
        Transport::Unreachable(Unreachable {
            protocol: 17,
            source: SERVER,
            source_port: 9_999,
            destination: CLIENT,
            destination_port: 50_000,
        }),
    );
    assert_eq!(capture.only().outcome, Outcome::Unanswered);
}

#[test]
fn all_lookups_of_a_device_at_one_resolver_are_one_flow() {
    let mut capture = Capture::ports(0, 53);
    for port in 50_000..50_100 {
        capture.client_port = port;
        capture.udp(Client, QUESTION).udp(Server, ANSWER);
    }
    assert_eq!(capture.heard.lookups.len(), 200);
    let flow = capture.only();
    assert_eq!(flow.initiator.address, CLIENT);
    assert_eq!((flow.sent.packets, flow.received.packets), (100, 100));
    assert_eq!(
        (flow.outcome, flow.basis),
        (Outcome::Established, Basis::Content)
    );
    assert_eq!(absence(&flow), Some(Absence::NotNaming));
}

#[test]
fn an_answer_captured_alone_still_shows_who_asked() {
    let mut capture = Capture::ports(50_000, 53);
    capture.udp(Server, ANSWER);
    assert_eq!(capture.heard.lookups, [(CLIENT, true)]);
    assert_eq!(capture.only().initiator.address, CLIENT);
}

#[test]
fn a_lookup_turned_away_is_refused() {
    let mut capture = Capture::ports(50_000, 53);
    capture
        .udp(Client, QUESTION)
        .packet(Server, turned_away(50_000, 53));
    assert_eq!(capture.only().outcome, Outcome::Refused);
}

#[test]
fn what_is_not_dns_on_its_port_is_counted_and_a_flow_of_its_own() {
    let mut capture = Capture::ports(50_000, 53);
    capture.udp(Client, b"?");
    assert_eq!(capture.table.dropped().dns, 1);
    let flow = capture.only();
    assert_eq!(flow.initiator.port, 50_000);
}

#[test]
fn a_lookup_on_another_port_turns_the_flow_to_who_asked() {
    let mut capture = Capture::ports(50_000, 8053);
    capture.udp(Server, ANSWER).udp(Client, QUESTION);
    assert_eq!(capture.heard.lookups, [(CLIENT, true), (CLIENT, false)]);
    let flow = capture.only();
    assert_eq!(
        (flow.initiator.address, flow.basis),
        (CLIENT, Basis::Content)
    );
}

#[test]
fn another_protocol_has_no_ports_and_no_name() {
    let mut capture = Capture::new();
    capture
        .packet(Client, Transport::Other { protocol: 50 })
        .packet(Server, Transport::Other { protocol: 50 });
    let flow = capture.only();
    assert_eq!(flow.outcome, Outcome::Established);
    assert_eq!(absence(&flow), Some(Absence::NotNaming));
}
