//! Captures that begin when a connection is already open.

use super::*;
use crate::flow::Basis;
use crate::{Absence, Side};

#[test]
fn the_end_with_a_service_port_was_called() {
    let mut capture = Capture::ports(50_000, 443);
    capture.tcp(Server, ACK, 500, b"");
    let flow = capture.only();
    assert_eq!((flow.initiator.address, flow.basis), (CLIENT, Basis::Ports));
    assert!(flow.midway());
}

#[test]
fn without_a_service_port_whoever_was_captured_first_called() {
    let mut capture = Capture::ports(50_000, 50_001);
    capture.tcp(Server, ACK, 500, b"");
    let flow = capture.only();
    assert_eq!(
        (flow.initiator.address, flow.basis),
        (SERVER, Basis::FirstPacket)
    );
}

#[test]
fn the_content_shows_who_called_and_the_flow_turns_as_a_whole() {
    let mut capture = Capture::ports(50_000, 8080);
    capture
        .tcp(Server, ACK, 500, b"")
        .tcp(Client, ACK, 101, REQUEST);
    let opened = capture.heard.opened;
    let flow = capture.only();
    assert_eq!(flow.basis, Basis::Content);
    assert_eq!(
        (flow.initiator.address, flow.initiator.port),
        (CLIENT, 50_000)
    );
    assert_eq!(flow.initiator_mac, Some(CLIENT_MAC));
    assert_eq!((flow.sent.bytes, flow.received.bytes), (100, 1000));
    let from = flow.findings.iter().find_map(|finding| match finding {
        Finding::Name(name) => Some(name.from),
        _ => None,
    });
    assert_eq!(from, Some(Side::Initiator));
    assert_eq!(opened, 2, "the user is told anew");
}

#[test]
fn a_turned_connection_is_over_when_both_ends_closed() {
    let mut capture = Capture::ports(50_000, 8080);
    capture
        .tcp(Server, FIN, 500, b"")
        .tcp(Client, ACK, 101, REQUEST)
        .tcp(Client, FIN, 136, b"")
        .later(60)
        .tcp(Client, SYN, 9_000, b"");
    assert_eq!(capture.closed().len(), 1);
}

#[test]
fn a_syn_after_an_open_connection_is_a_new_one() {
    let mut capture = Capture::new();
    capture
        .tcp(Client, ACK, 101, REQUEST)
        .tcp(Client, SYN, 9_000, b"");
    let flows = capture.end();
    assert_eq!(flows.len(), 2);
    assert!(flows[0].midway() && !flows[1].midway());
}

#[test]
fn a_syn_is_believed_over_the_content() {
    let mut capture = Capture::ports(50_000, 8080);
    capture.handshake().tcp(Server, ACK, 501, REQUEST);
    let flow = capture.only();
    assert_eq!((flow.initiator.address, flow.basis), (CLIENT, Basis::Syn));
}

#[test]
fn a_connection_that_says_nothing_readable_has_no_handshake() {
    let mut capture = Capture::ports(50_000, 443);
    capture
        .tcp(Client, ACK, 101, &[0x55; 300])
        .tcp(Server, ACK, 500, &[0xaa; 300]);
    assert_eq!(absence(&capture.only()), Some(Absence::NoHandshake));
}

#[test]
fn a_request_after_a_stray_byte_is_found() {
    let mut capture = Capture::new();
    capture
        .tcp(Client, ACK, 100, b"\0")
        .tcp(Client, ACK, 101, REQUEST);
    assert_eq!(names(&capture.only()), ["a.example"]);
}

#[test]
fn a_request_after_missing_bytes_is_found_where_a_segment_begins_with_it() {
    let mut capture = Capture::new();
    capture
        .handshake()
        .tcp(Client, ACK, 9_101, REQUEST)
        .tcp(Client, ACK, 9_136, REQUEST);
    assert_eq!(names(&capture.only()), ["a.example"]);
}
