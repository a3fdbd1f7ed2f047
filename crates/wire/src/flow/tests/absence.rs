//! Why a conversation has no name: what lies in the capture comes before what lies in the conversation.

use super::*;

const NOISE: &[u8] = &[0x55; 4000];

#[test]
fn nothing_said_is_no_payload() {
    let mut capture = Capture::new();
    capture.handshake();
    assert_eq!(absence(&capture.only()), Some(Absence::NoPayload));
}

#[test]
fn noise_is_an_unknown_protocol() {
    let mut capture = Capture::new();
    capture.handshake().tcp(Client, ACK, 101, NOISE);
    assert_eq!(absence(&capture.only()), Some(Absence::UnknownProtocol));
}

#[test]
fn cut_packets_are_the_reason_where_there_are_any() {
    let mut capture = Capture::new();
    capture.handshake().cut = true;
    capture.tcp(Client, ACK, 101, b"");
    assert_eq!(absence(&capture.only()), Some(Absence::CutPackets));
}

#[test]
fn the_answers_alone_are_one_sided() {
    let mut capture = Capture::new();
    capture
        .tcp(Server, SYN_ACK, 500, b"")
        .tcp(Server, ACK, 501, NOISE);
    assert_eq!(absence(&capture.only()), Some(Absence::OneSided));
}

#[test]
fn the_calls_alone_are_read_like_any_other() {
    let mut capture = Capture::new();
    capture
        .tcp(Client, SYN, 100, b"")
        .tcp(Client, ACK, 101, NOISE);
    assert_eq!(absence(&capture.only()), Some(Absence::UnknownProtocol));
}

#[test]
fn a_name_needs_no_reason() {
    let mut capture = Capture::new();
    capture.handshake().tcp(Client, ACK, 101, REQUEST);
    let flow = capture.only();
    assert_eq!((names(&flow), absence(&flow)), (vec!["a.example"], None));
}

#[test]
fn findings_of_one_conversation_are_bounded_and_counted() {
    let mut capture = Capture::new();
    capture.handshake();
    let mut sequence = 101_u32;
    for number in 0..400 {
        let request = format!("GET / HTTP/1.1\r\nHost: {number}.example\r\n\r\n");
        capture.tcp(Client, ACK, sequence, request.as_bytes());
        sequence += u32::try_from(request.len()).unwrap();
    }
    let flow = capture.only();
    assert_eq!(flow.findings.len(), crate::flow::FINDINGS);
    assert!(capture.table.dropped().findings >= 400 - crate::flow::FINDINGS as u64);
}
