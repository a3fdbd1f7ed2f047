//! How TCP connections begin and end.

use super::*;
use crate::flow::{Basis, Outcome};
use crate::packet::Unreachable;

fn outcome(capture: &mut Capture) -> Outcome {
    capture.only().outcome
}

#[test]
fn a_syn_answered_by_a_reset_is_refused() {
    let mut capture = Capture::new();
    capture.tcp(Client, SYN, 100, b"").tcp(Server, RST, 0, b"");
    assert_eq!(outcome(&mut capture), Outcome::Refused);
}

#[test]
fn a_syn_repeated_after_a_reset_is_a_retry_of_the_refused_call() {
    let mut capture = Capture::new();
    for _ in 0..3 {
        capture.tcp(Client, SYN, 100, b"").tcp(Server, RST, 0, b"");
    }
    let flow = capture.only();
    assert_eq!((flow.outcome, flow.retries), (Outcome::Refused, 2));
}

#[test]
fn a_syn_that_nobody_answers_is_unanswered_and_its_retries_count() {
    let mut capture = Capture::new();
    for wait in [0, 1, 2, 4] {
        capture.later(wait).tcp(Client, SYN, 100, b"");
    }
    let flow = capture.only();
    assert_eq!((flow.outcome, flow.retries), (Outcome::Unanswered, 3));
}

#[test]
fn a_syn_turned_away_by_an_icmp_error_is_refused() {
    let mut capture = Capture::new();
    capture.tcp(Client, SYN, 100, b"").packet(
        Server,
        Transport::Unreachable(Unreachable {
            protocol: 6,
            source: CLIENT,
            source_port: 50_000,
            destination: SERVER,
            destination_port: 80,
        }),
    );
    let flow = capture.only();
    assert_eq!((flow.outcome, flow.received.packets), (Outcome::Refused, 0));
}

#[test]
fn an_icmp_error_does_not_undo_an_answer() {
    let mut capture = Capture::new();
    capture.handshake().packet(
        Server,
        Transport::Unreachable(Unreachable {
            protocol: 6,
            source: CLIENT,
            source_port: 50_000,
            destination: SERVER,
            destination_port: 80,
        }),
    );
    assert_eq!(outcome(&mut capture), Outcome::Established);
}

#[test]
fn a_reset_after_the_handshake_is_a_reset() {
    let mut capture = Capture::new();
    capture.handshake().tcp(Server, RST, 501, b"");
    assert_eq!(outcome(&mut capture), Outcome::Reset);
}

#[test]
fn a_reset_by_the_client_after_both_ends_closed_changes_nothing() {
    let mut capture = Capture::new();
    capture
        .handshake()
        .tcp(Client, FIN, 101, b"")
        .tcp(Server, FIN, 501, b"")
        .tcp(Client, RST, 102, b"");
    assert_eq!(outcome(&mut capture), Outcome::Established);
}

#[test]
fn a_client_that_gives_up_with_a_reset_was_not_answered() {
    let mut capture = Capture::new();
    capture
        .tcp(Client, SYN, 100, b"")
        .tcp(Client, RST, 101, b"");
    assert_eq!(outcome(&mut capture), Outcome::Unanswered);
}

#[test]
fn ports_used_again_after_a_close_make_a_new_flow() {
    let mut capture = Capture::new();
    capture
        .handshake()
        .tcp(Client, ACK, 101, REQUEST)
        .tcp(Client, FIN, 136, b"")
        .tcp(Server, FIN, 501, b"")
        .later(1)
        .tcp(Client, SYN, 9_000, b"")
        .tcp(Server, SYN_ACK, 700, b"");
    let flows = capture.end();
    assert_eq!(flows.len(), 2);
    assert_eq!((names(&flows[0]).len(), names(&flows[1]).len()), (1, 0));
    assert!(flows.iter().all(|flow| flow.retries == 0));
}

#[test]
fn ports_used_again_make_a_new_flow_even_if_no_close_was_captured() {
    let mut capture = Capture::new();
    capture.handshake().later(1).tcp(Client, SYN, 9_000, b"");
    assert_eq!(capture.end().len(), 2);
}

#[test]
fn ports_used_again_make_a_new_flow_where_only_the_answers_are_captured() {
    let mut capture = Capture::new();
    for start in [500, 9_000] {
        capture
            .tcp(Server, SYN_ACK, start, b"")
            .tcp(Server, RST, start + 1, b"")
            .later(1);
    }
    assert_eq!(capture.end().len(), 2);
}

#[test]
fn a_repeated_syn_of_an_answered_call_is_no_new_flow() {
    let mut capture = Capture::new();
    capture.handshake().tcp(Client, SYN, 100, b"");
    assert_eq!(capture.end().len(), 1);
}

#[test]
fn data_on_the_syn_is_read() {
    let mut capture = Capture::new();
    capture.tcp(Client, SYN, 100, REQUEST);
    assert_eq!(names(&capture.only()), ["a.example"]);
}

#[test]
fn data_on_the_syn_that_is_sent_again_is_read_once() {
    let mut capture = Capture::new();
    let (first, rest) = REQUEST.split_at(20);
    capture
        .tcp(Client, SYN, 100, first)
        .tcp(Server, SYN_ACK, 500, b"")
        .tcp(Client, ACK, 101, first)
        .tcp(Client, ACK, 121, rest);
    assert_eq!(names(&capture.only()), ["a.example"]);
}

#[test]
fn an_answer_captured_before_its_syn_belongs_to_it() {
    let mut capture = Capture::new();
    capture
        .tcp(Server, SYN_ACK, 500, b"")
        .tcp(Client, SYN, 100, b"")
        .tcp(Client, ACK, 101, REQUEST);
    let flow = capture.only();
    assert_eq!(flow.initiator.address, CLIENT);
    assert_eq!((flow.basis, flow.retries), (Basis::Syn, 0));
    assert_eq!(names(&flow), ["a.example"]);
}

#[test]
fn a_syn_of_the_other_end_between_the_same_ports_is_a_call_of_its_own() {
    let mut capture = Capture::new();
    capture
        .handshake()
        .tcp(Server, RST, 501, b"")
        .tcp(Server, SYN, 7_000, b"");
    let flows = capture.end();
    assert_eq!(flows.len(), 2);
    assert_eq!(flows[1].initiator.address, SERVER);
}

#[test]
fn a_call_seen_only_from_the_client_is_established_once_it_goes_on() {
    let mut capture = Capture::new();
    capture
        .tcp(Client, SYN, 100, b"")
        .tcp(Client, ACK, 101, REQUEST);
    let flow = capture.only();
    assert_eq!(flow.outcome, Outcome::Established);
    assert_eq!(names(&flow), ["a.example"]);
}

#[test]
fn a_call_seen_only_from_the_server_is_established_and_its_caller_known() {
    let mut capture = Capture::ports(50_000, 8080);
    capture.tcp(Server, SYN_ACK, 500, b"");
    let flow = capture.only();
    assert_eq!(flow.initiator.address, CLIENT);
    assert_eq!(
        (flow.basis, flow.outcome),
        (Basis::SynAck, Outcome::Established)
    );
}

#[test]
fn an_answer_to_another_syn_does_not_move_the_first_byte() {
    let mut capture = Capture::new();
    capture.tcp(Client, SYN, 100, b"");
    capture.next[0] = 77;
    capture.tcp(Server, SYN_ACK, 500, b"");
    capture.tcp(Client, ACK, 101, REQUEST);
    assert_eq!(names(&capture.only()), ["a.example"]);
}
