//! Conversations without a name, and the reason that is given.

use super::super::Quic;
use super::super::testing::{CLIENT_ID, Initial, client_hello, crypto};
use super::super::version::Version;
use super::{ORIGINAL, absences, datagram, fact, first_packet, listen, listen_to};
use crate::name::{Datagram, DatagramProtocol, Progress};
use crate::{Absence, Finding, Side};

#[test]
fn a_missing_piece_is_a_gap() {
    let hello = client_hello(Some("www.example"), 900);
    let packet = Initial::first(ORIGINAL).seal(&crypto(0, &hello[..700]));
    assert_eq!(absences(&listen(&[packet])), [Absence::Gap]);
}

#[test]
fn a_cut_packet_is_not_malformed() {
    let packet = first_packet("www.example");
    let cut = Datagram {
        cut: true,
        ..datagram(Side::Initiator, &packet[..60])
    };
    assert_eq!(absences(&listen_to(&[cut])), [Absence::CutPackets]);
}

#[test]
fn a_packet_that_nobody_answers_and_that_does_not_open_is_malformed() {
    let mut packet = first_packet("www.example");
    packet[100] ^= 1;
    assert_eq!(absences(&listen(&[packet])), [Absence::Malformed]);
}

#[test]
fn a_conversation_captured_from_its_middle_on_has_no_handshake() {
    let packet = |destination| Initial {
        destination,
        ..Initial::first(b"before the capture")
    };
    let client = packet(b"srvr").seal(&[2, 0, 0, 0, 0]);
    let server = packet(CLIENT_ID).seal(&[2, 0, 0, 0, 0]);
    let (client, server) = (
        datagram(Side::Initiator, &client),
        datagram(Side::Responder, &server),
    );
    for order in [[client, server], [server, client]] {
        assert_eq!(absences(&listen_to(&order)), [Absence::NoHandshake]);
    }
}

#[test]
fn a_server_alone_is_one_sided() {
    let server = Initial {
        destination: CLIENT_ID,
        ..Initial::first(b"not the key")
    };
    let server = server.seal(&[2, 0, 0, 0, 0]);
    let findings = listen_to(&[datagram(Side::Responder, &server)]);
    assert_eq!(absences(&findings), [Absence::OneSided]);
}

#[test]
fn a_retry_shows_who_the_server_is() {
    let retry = [&[0xf0, 0, 0, 0, 1, 4][..], CLIENT_ID, &[1, 2], &[7; 20]].concat();
    let findings = listen(&[retry]);
    assert!(findings.contains(&Finding::Initiator(Side::Responder)));
    assert_eq!(absences(&findings), [Absence::OneSided]);
}

#[test]
fn a_version_without_known_keys_is_unsupported() {
    let mut packet = vec![0xff, 0xff, 0, 0, 9, 8];
    packet.resize(1200, 7);
    packet[14] = 0;
    let findings = listen(&[packet]);
    assert_eq!(absences(&findings), [Absence::UnsupportedVersion]);
    assert_eq!(fact(&findings, "quic.version"), Some("draft-9"));
}

#[test]
fn a_reserved_version_that_does_not_open_is_unsupported() {
    let reserved = Initial {
        version: Version(0x1a2a_3a4a),
        destination: b"elsewhere",
        ..Initial::first(ORIGINAL)
    };
    let packet = reserved.seal(&[0; 1200]);
    assert_eq!(absences(&listen(&[packet])), [Absence::UnsupportedVersion]);
}

#[test]
fn a_hello_that_claims_too_much_is_bounded() {
    let packet = Initial::first(ORIGINAL).seal(&crypto(0, &[1, 1, 0, 1, 3, 3]));
    assert_eq!(absences(&listen(&[packet])), [Absence::Bounded]);
}

#[test]
fn another_message_in_place_of_a_hello_is_malformed() {
    let packet = Initial::first(ORIGINAL).seal(&crypto(0, &[2, 0, 0, 1, 3, 3]));
    assert_eq!(absences(&listen(&[packet])), [Absence::Malformed]);
}

#[test]
fn a_conversation_without_end_is_given_up() {
    let packet = Initial::first(ORIGINAL).seal(&crypto(900, b"never the first"));
    let mut reader = Quic.reader();
    let mut findings = Vec::new();
    let datagram = datagram(Side::Initiator, &packet);
    let read = (1..1000).find(|_| reader.read(&datagram, &mut findings) == Progress::Done);
    assert_eq!(read, Some(64));
    reader.finish(&mut findings);
    assert_eq!(reader.read(&datagram, &mut findings), Progress::Done);
    assert_eq!(absences(&findings), [Absence::Gap]);
}

#[test]
fn keys_are_tried_only_so_often() {
    let packet = Initial {
        destination: b"elsewhere",
        ..Initial::first(ORIGINAL)
    };
    let many = packet.seal(&[0; 4]).repeat(200);
    assert_eq!(absences(&listen(&[many])), [Absence::Bounded]);
}
