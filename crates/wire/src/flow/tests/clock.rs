//! Conversations end by the capture's clock, however it goes.

use super::*;

/// Seconds by which a conversation may outlive its deadline: the width of the ring's buckets, twice.
const SLACK: i64 = 8;

/// Lets the capture's time pass, with a packet of somebody else.
fn tick(capture: &mut Capture) {
    let ports = (capture.client_port, capture.server_port);
    (capture.client_port, capture.server_port) = (1, 1);
    capture.packet(Client, Transport::Other { protocol: 50 });
    (capture.client_port, capture.server_port) = ports;
}

#[test]
fn a_quiet_datagram_conversation_ends_after_three_minutes() {
    let mut capture = Capture::ports(50_000, 9_999);
    capture.udp(Client, b"?").later(170);
    tick(&mut capture);
    assert_eq!(capture.closed().len(), 0);
    capture.later(10 + SLACK);
    tick(&mut capture);
    assert_eq!(capture.closed().len(), 1);
}

#[test]
fn what_is_not_quiet_goes_on() {
    let mut capture = Capture::ports(50_000, 9_999);
    for _ in 0..20 {
        capture.udp(Client, b"?").later(100);
    }
    assert_eq!(capture.only().sent.packets, 20);
}

#[test]
fn a_closed_connection_ends_soon_and_an_open_one_does_not() {
    let mut capture = Capture::new();
    capture.handshake();
    capture.client_port = 50_001;
    capture
        .handshake()
        .tcp(Client, FIN, 101, b"")
        .tcp(Server, FIN, 501, b"")
        .later(15 + SLACK);
    tick(&mut capture);
    let closed: Vec<u16> = capture
        .closed()
        .iter()
        .map(|flow| flow.initiator.port)
        .collect();
    assert_eq!(closed, [50_001]);
}

#[test]
fn an_open_connection_keeps_its_name_through_hours_of_silence() {
    let mut capture = Capture::new();
    capture
        .handshake()
        .tcp(Client, ACK, 101, REQUEST)
        .later(20 * 3600)
        .tcp(Server, ACK, 501, b"HTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!(names(&capture.only()), ["a.example"]);
}

#[test]
fn an_open_connection_of_which_only_the_calls_are_captured_is_given_as_long() {
    let mut capture = Capture::new();
    capture
        .tcp(Client, SYN, 100, b"")
        .tcp(Client, ACK, 101, REQUEST)
        .later(3600)
        .tcp(Client, ACK, 136, b"");
    assert_eq!(capture.end().len(), 1);
}

#[test]
fn an_unanswered_call_ends_after_three_minutes() {
    let mut capture = Capture::new();
    capture.tcp(Client, SYN, 100, b"").later(180 + SLACK);
    tick(&mut capture);
    assert_eq!(capture.closed().len(), 1);
}

#[test]
fn a_leap_in_time_ends_everything() {
    let mut capture = Capture::new();
    capture.handshake();
    capture.client_port = 50_001;
    capture.udp(Client, b"?").later(100_000_000);
    tick(&mut capture);
    assert_eq!(capture.closed().len(), 2);
}

#[test]
fn packets_out_of_order_end_nothing_and_widen_the_flow() {
    let mut capture = Capture::ports(50_000, 9_999);
    capture
        .udp(Client, b"?")
        .later(-60)
        .udp(Server, b"!")
        .later(61)
        .udp(Client, b"?");
    let flow = capture.only();
    assert_eq!(flow.last.since(flow.first), 61_000_000_000);
    assert_eq!(flow.sent.packets, 2);
}

#[test]
fn after_the_clock_was_set_back_conversations_still_end() {
    let mut capture = Capture::ports(50_000, 9_999);
    capture.udp(Client, b"?").later(-7200).udp(Client, b"?");
    assert_eq!(capture.closed().len(), 0, "it goes on over the step");
    capture.later(180 + SLACK);
    tick(&mut capture);
    assert_eq!(capture.closed().len(), 1);
}

#[test]
fn a_clock_that_is_set_all_the_time_is_survived() {
    let mut capture = Capture::ports(50_000, 9_999);
    for step in 0..20_000 {
        capture.client_port = 50_000 + step % 500;
        capture.udp(Client, b"?");
        capture.later(if step % 2 == 0 { -7200 } else { 7200 });
    }
    let packets: u64 = capture.end().iter().map(|flow| flow.sent.packets).sum();
    assert_eq!(packets, 20_000);
}

#[test]
fn a_slot_used_again_does_not_inherit_the_deadline_of_the_one_before() {
    let mut capture = Capture::new();
    // Each call begins anew in the slot of the one before.
    for start in 0..50 {
        capture
            .tcp(Client, SYN, start * 1000, b"")
            .tcp(Server, RST, 0, b"");
    }
    capture.later(1).tcp(Client, SYN, 99_999, b"");
    for _ in 0..10 {
        capture.later(17);
        tick(&mut capture);
    }
    assert_eq!(capture.closed().len(), 50, "the last waits for an answer");
}
