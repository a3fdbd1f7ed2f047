//! Whole conversations, from the probe to the last finding.

use super::Quic;
use super::testing::{CLIENT_ID, Initial, chlo, client_hello, crypto, extension, hello_with};
use super::version::Version;
use crate::name::{Datagram, DatagramProtocol, Probe, Progress};
use crate::{Absence, Finding, Side};

const ORIGINAL: &[u8] = b"original";

fn datagram(from: Side, payload: &[u8]) -> Datagram<'_> {
    Datagram {
        from,
        payload,
        initiator_port: 50_000,
        responder_port: 443,
        cut: false,
    }
}

fn listen_to(datagrams: &[Datagram<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut reader = None;
    for datagram in datagrams {
        if reader.is_none() && Quic.probe(datagram) == Probe::Mine {
            reader = Some(Quic.reader());
        }
        if let Some(reader) = &mut reader
            && reader.read(datagram, &mut findings) == Progress::Done
        {
            break;
        }
    }
    if let Some(mut reader) = reader {
        reader.finish(&mut findings);
    }
    findings
}

/// What is found in datagrams of the initiator's.
fn listen<T: AsRef<[u8]>>(payloads: &[T]) -> Vec<Finding> {
    let datagrams: Vec<_> = payloads
        .iter()
        .map(|payload| datagram(Side::Initiator, payload.as_ref()))
        .collect();
    listen_to(&datagrams)
}

fn names(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Name(name) => Some(name.host.as_str()),
            _ => None,
        })
        .collect()
}

fn absences(findings: &[Finding]) -> Vec<Absence> {
    findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::NoName(absence) => Some(*absence),
            _ => None,
        })
        .collect()
}

fn fact<'f>(findings: &'f [Finding], key: &str) -> Option<&'f str> {
    findings.iter().find_map(|finding| match finding {
        Finding::Fact(fact) if fact.key == key => Some(fact.value.as_ref()),
        _ => None,
    })
}

fn first_packet(name: &str) -> Vec<u8> {
    let hello = client_hello(Some(name), 1);
    Initial::first(ORIGINAL).seal(&crypto(0, &hello))
}

/// Deterministic noise for the tests that try many arrangements.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[test]
fn a_first_packet_names_its_server() {
    let findings = listen(&[first_packet("www.example")]);
    assert_eq!(names(&findings), ["www.example"]);
    assert_eq!(absences(&findings), []);
    assert_eq!(fact(&findings, "quic.version"), Some("1"));
    assert_eq!(fact(&findings, "tls.alpn.offered"), Some("h3"));
    assert!(!findings.contains(&Finding::Initiator(Side::Initiator)));
}

#[test]
fn every_version_with_known_keys_is_read() {
    let drafts = (22..=34).map(|draft| 0xff00_0000 | draft);
    let others = [1, 0x6b33_43cf, 0xface_b001, 0xface_b002, 0xface_b00e];
    for version in drafts.chain(others).map(Version) {
        let packet = Initial {
            version,
            ..Initial::first(ORIGINAL)
        };
        let packet = packet.seal(&crypto(0, &client_hello(Some("www.example"), 1)));
        let findings = listen(&[packet]);
        assert_eq!(names(&findings), ["www.example"], "{version:?}");
        assert_eq!(fact(&findings, "quic.version"), Some(&*version.text()));
    }
}

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
fn the_public_name_of_an_encrypted_hello_is_marked() {
    let mut extensions = Vec::new();
    extension(&mut extensions, 0, b"\x00\x0e\x00\x00\x0bwww.example");
    extension(&mut extensions, 0xfe0d, &[0; 40]);
    let packet = Initial::first(ORIGINAL).seal(&crypto(0, &hello_with(&extensions)));
    let findings = listen(&[packet]);
    assert_eq!(absences(&findings), [Absence::EncryptedClientHello]);
    assert!(matches!(
        findings.iter().find(|finding| matches!(finding, Finding::Name(_))),
        Some(Finding::Name(name)) if name.outer
    ));
}

#[test]
fn a_hello_without_a_name_says_so() {
    let packet = Initial::first(ORIGINAL).seal(&crypto(0, &client_hello(None, 1)));
    assert_eq!(absences(&listen(&[packet])), [Absence::NoServerName]);
}

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

fn google_stream(message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(message.len()).unwrap().to_be_bytes();
    [&[0xa0, 1][..], &length, message].concat()
}

#[test]
fn google_versions_in_the_clear_are_read() {
    let message = chlo(&[
        (b"PAD\0", &[b'-'; 900]),
        (b"SNI\0", b"www.example"),
        (b"UAID", b"Chrome/74"),
    ]);
    let frames = google_stream(&message);
    let public = [&[0x09][..], &[9; 8], b"Q043", &[1], &[7; 12], &frames].concat();
    let long = [
        &[0xc3][..],
        b"Q046",
        &[0x50],
        &[9; 8],
        &[0, 0, 0, 1],
        &[7; 12],
        &frames,
    ]
    .concat();
    for (packet, version) in [(public, "Q043"), (long, "Q046")] {
        let findings = listen(&[packet]);
        assert_eq!(names(&findings), ["www.example"]);
        assert_eq!(fact(&findings, "quic.version"), Some(version));
        assert_eq!(fact(&findings, "quic.user-agent"), Some("Chrome/74"));
    }
}

#[test]
fn google_versions_with_encrypted_hellos_are_read() {
    let google = chlo(&[(b"PAD\0", &[b'-'; 900]), (b"SNI\0", b"www.example")]);
    let tls = client_hello(Some("www.example"), 1);
    for (version, message) in [(b"Q050", &google), (b"T050", &tls), (b"T051", &tls)] {
        let packet = Initial {
            version: Version(u32::from_be_bytes(*version)),
            ..Initial::first(ORIGINAL)
        };
        let mut frames = vec![0x40, 1, 0, 0, 1, 0];
        frames.extend(crypto(0, message));
        frames[6] = 0x08;
        assert_eq!(names(&listen(&[packet.seal(&frames)])), ["www.example"]);
    }
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

#[test]
fn short_headers_claim_nothing() {
    let packet = [&[0x41][..], &[7; 60]].concat();
    assert_eq!(
        Quic.probe(&datagram(Side::Initiator, &packet)),
        Probe::NotMine
    );
}

#[test]
fn other_protocols_are_not_claimed() {
    let padded = |start: &[u8]| {
        let mut packet = start.to_vec();
        packet.resize(1250, 0);
        packet
    };
    let others: [&[u8]; 8] = [
        // DTLS 1.2 ClientHello.
        &[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 1, 0, 0, 88],
        // STUN binding request.
        &[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8],
        // RTP, payload type 0, sequence number 0, time stamp 0x00010810.
        &[0x80, 0, 0, 0, 0, 1, 8, 16, 1, 2, 3, 4, 0xff],
        // DNS query whose number looks like a long header.
        &[0xc0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, b'w', b'w', b'w'],
        // The same without the wish for recursion.
        &[0xc0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, b'w', b'w', b'w'],
        // WireGuard handshake initiation.
        &[1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],
        // SIP.
        b"REGISTER sip:example SIP/2.0\r\n",
        // All ones.
        &[0xff; 1250],
    ];
    for other in others {
        for packet in [other.to_vec(), padded(other)] {
            let datagram = datagram(Side::Initiator, &packet);
            assert_eq!(Quic.probe(&datagram), Probe::NotMine, "{other:?}");
        }
    }
}

#[test]
fn noise_is_not_claimed() {
    let mut noise = Noise(2);
    for _ in 0..20_000 {
        let mut packet: Vec<u8> = (0..64)
            .map(|_| u8::try_from(noise.below(256)).unwrap())
            .collect();
        packet.resize(1250, 0);
        let datagram = datagram(Side::Initiator, &packet);
        assert_eq!(Quic.probe(&datagram), Probe::NotMine, "{packet:?}");
    }
}

fn must_not_panic(payload: &[u8]) {
    for cut in [false, true] {
        let datagram = Datagram {
            cut,
            ..datagram(Side::Initiator, payload)
        };
        let _ = Quic.probe(&datagram);
        // The reader may be given anything once a first datagram was claimed.
        let mut reader = Quic.reader();
        let mut findings = Vec::new();
        reader.read(&datagram, &mut findings);
        reader.finish(&mut findings);
    }
}

#[test]
fn no_prefix_and_no_changed_byte_makes_it_panic() {
    let google = google_stream(&chlo(&[(b"SNI\0", b"www.example")]));
    let samples = [
        first_packet("www.example"),
        [&[0x80, 0, 0, 0, 0, 1, 7, 1, 8][..], &[0, 0, 0, 1]].concat(),
        [&[0xf0, 0, 0, 0, 1, 4][..], CLIENT_ID, &[1, 2], &[7; 20]].concat(),
        [&[0x09][..], &[9; 8], b"Q043", &[1], &[7; 12], &google].concat(),
        [&[0xc0][..], b"Q046\x50", &[9; 8], &[1], &[7; 12], &google].concat(),
    ];
    for sample in samples {
        for length in 0..sample.len() {
            must_not_panic(&sample[..length]);
        }
        let mut changed = sample.clone();
        for at in 0..sample.len() {
            for value in [0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff] {
                changed[at] = value;
                must_not_panic(&changed);
            }
            changed[at] = sample[at];
        }
    }
}

#[test]
fn no_changed_byte_under_the_encryption_makes_it_panic() {
    let tls = [
        &[2, 0, 0, 0, 0][..],
        &[3, 0, 0, 1, 0, 0, 0, 1, 1, 1],
        &crypto(0, &client_hello(Some("www.example"), 1)),
        &[0x1c, 0, 6, 2, b'n', b'o'],
    ]
    .concat();
    let mut google = vec![0x60, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0];
    google.push(0x08);
    google.extend(&crypto(0, &chlo(&[(b"SNI\0", b"www.example")]))[1..]);
    for (version, frames) in [(Version::V1, tls), (Version(0x5130_3530), google)] {
        let packet = Initial {
            version,
            ..Initial::first(ORIGINAL)
        };
        for length in 0..frames.len() {
            must_not_panic(&packet.seal(&frames[..length]));
        }
        let mut changed = frames.clone();
        for at in 0..frames.len() {
            for value in [0, 1, 0x3f, 0x40, 0x80, 0xff] {
                changed[at] = value;
                must_not_panic(&packet.seal(&changed));
            }
            changed[at] = frames[at];
        }
    }
}
