//! The hello in pieces, packets and attempts, in whatever order they were captured.

use super::super::testing::{CLIENT_ID, Initial, client_hello, crypto};
use super::super::version::Version;
use super::{Noise, ORIGINAL, datagram, fact, first_packet, listen, listen_to, names};
use crate::{Finding, Side};

#[test]
fn however_a_hello_is_cut_and_shuffled_the_name_is_the_same() {
    let mut noise = Noise(1);
    for round in 0..200 {
        let hello = client_hello(Some("deep.inside.example"), 1 + noise.below(3000));
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < hello.len() {
            let length = (1 + noise.below(700)).min(hello.len() - at);
            pieces.push(crypto(at, &hello[at..at + length]));
            // Some are sent twice, and some again with more.
            if noise.below(4) == 0 {
                let more = (length + noise.below(50)).min(hello.len() - at);
                pieces.push(crypto(at, &hello[at..at + more]));
            }
            at += length;
        }
        noise.shuffle(&mut pieces);
        let between: [&[u8]; 4] = [&[0, 0, 0], &[1], &[2, 0, 0, 0, 0], &[]];
        let mut packets = Vec::new();
        while !pieces.is_empty() {
            let mut frames = Vec::new();
            for piece in pieces.drain(..(1 + noise.below(4)).min(pieces.len())) {
                frames.extend(between[noise.below(4)]);
                frames.extend(piece);
            }
            let number = u16::try_from(packets.len()).unwrap();
            let destination = [ORIGINAL, b"elsewhere!"][noise.below(2)];
            packets.push((destination, number, frames));
        }
        noise.shuffle(&mut packets);
        // The one that is captured first is the one that the keys are found with.
        packets[0].0 = ORIGINAL;
        let mut datagrams: Vec<Vec<u8>> = Vec::new();
        for (destination, number, frames) in packets {
            let packet = Initial {
                destination,
                number,
                ..Initial::first(ORIGINAL)
            };
            let packet = packet.seal(&frames);
            match datagrams.last_mut() {
                Some(last) if noise.below(3) == 0 => last.extend(packet),
                _ => datagrams.push(packet),
            }
        }
        let findings = listen(&datagrams);
        assert_eq!(names(&findings), ["deep.inside.example"], "round {round}");
    }
}

#[test]
fn a_retry_changes_the_keys_and_the_hello_is_said_again() {
    let hello = client_hello(Some("www.example"), 900);
    let first = Initial::first(ORIGINAL).seal(&crypto(0, &hello[..500]));
    let retry = [
        &[0xf0, 0, 0, 0, 1, 4][..],
        CLIENT_ID,
        &[6],
        b"server",
        &[7; 20],
    ]
    .concat();
    let again = |number, frames: &[u8]| {
        let packet = Initial {
            token: &[9; 40],
            number,
            ..Initial::first(b"server")
        };
        packet.seal(frames)
    };
    let second = again(1, &crypto(0, &hello[..700]));
    let third = again(2, &crypto(700, &hello[700..]));
    for with_retry in [true, false] {
        let mut datagrams = vec![datagram(Side::Initiator, &first)];
        if with_retry {
            datagrams.push(datagram(Side::Responder, &retry));
        }
        datagrams.push(datagram(Side::Initiator, &second));
        datagrams.push(datagram(Side::Initiator, &third));
        assert_eq!(names(&listen_to(&datagrams)), ["www.example"]);
    }
}

#[test]
fn two_attempts_do_not_mix_their_hellos() {
    let (one, two) = (
        client_hello(Some("one.example"), 900),
        client_hello(Some("two.example"), 900),
    );
    let first = Initial::first(b"attempt1").seal(&crypto(0, &one[..900]));
    let second = Initial::first(b"attempt2").seal(&crypto(900, &two[900..]));
    let third = Initial::first(b"attempt2").seal(&crypto(0, &two[..900]));
    assert_eq!(names(&listen(&[first, second, third])), ["two.example"]);
}

#[test]
fn a_server_that_is_heard_first_does_not_matter() {
    let server = Initial {
        destination: CLIENT_ID,
        ..Initial::first(b"not the key")
    };
    let server = server.seal(&[2, 0, 0, 0, 0]);
    let client = first_packet("www.example");
    let findings = listen_to(&[
        datagram(Side::Responder, &server),
        datagram(Side::Initiator, &client),
    ]);
    assert_eq!(names(&findings), ["www.example"]);
}

#[test]
fn the_client_is_found_on_either_side() {
    let client = first_packet("www.example");
    let findings = listen_to(&[datagram(Side::Responder, &client)]);
    assert!(findings.contains(&Finding::Initiator(Side::Responder)));
    assert!(matches!(
        findings.iter().find(|finding| matches!(finding, Finding::Name(_))),
        Some(Finding::Name(name)) if name.from == Side::Responder
    ));
}

#[test]
fn a_reserved_version_counts_until_a_real_one_follows() {
    let hello = |name| crypto(0, &client_hello(Some(name), 1200));
    let reserved = Initial {
        version: Version(0x1a2a_3a4a),
        ..Initial::first(ORIGINAL)
    };
    let reserved = reserved.seal(&hello("rehearsed.example"));
    let real = Initial::first(ORIGINAL).seal(&hello("www.example"));
    let findings = listen(&[&reserved]);
    assert_eq!(names(&findings), ["rehearsed.example"]);
    assert_eq!(fact(&findings, "quic.version"), Some("0x1a2a3a4a"));
    let findings = listen(&[reserved, real]);
    assert_eq!(names(&findings), ["www.example"]);
    assert_eq!(fact(&findings, "quic.version"), Some("1"));
}
