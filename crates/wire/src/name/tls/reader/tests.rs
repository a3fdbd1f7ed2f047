use super::*;
use crate::name::tls::Tls;
use crate::name::{Opening, Probe, StreamProtocol};
use crate::{Fact, Name, NameKind};

use Side::{Initiator, Responder};

/// A ClientHello or ServerHello, with its handshake header.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = u32::try_from(body.len()).unwrap().to_be_bytes();
    let mut bytes = vec![kind];
    bytes.extend(length);
    bytes.extend(body);
    bytes
}

fn record(content: u8, fragment: &[u8]) -> Vec<u8> {
    let mut bytes = vec![content, 3, 3];
    bytes.extend(u16::try_from(fragment.len()).unwrap().to_be_bytes());
    bytes.extend(fragment);
    bytes
}

fn extension(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_be_bytes().to_vec();
    bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(data);
    bytes
}

fn sni(name: &[u8]) -> Vec<u8> {
    let length = u16::try_from(name.len()).unwrap();
    let mut data = (length + 3).to_be_bytes().to_vec();
    data.push(0);
    data.extend(length.to_be_bytes());
    data.extend(name);
    extension(0, &data)
}

fn client_body(extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = extensions.concat();
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.push(32);
    body.extend([9; 32]);
    body.extend([0, 4, 0x13, 0x01, 0xc0, 0x2f, 1, 0]);
    body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    body.extend(extensions);
    body
}

const ALPN: &[u8] = b"\x00\x0c\x02h2\x08http/1.1";
const TLS13: &[u8] = &[4, 3, 4, 3, 3];

fn client() -> Vec<u8> {
    message(
        1,
        &client_body(&[
            sni(b"www.example"),
            extension(0x10, ALPN),
            extension(0x2b, TLS13),
        ]),
    )
}

fn server_body(random: [u8; 32], session: u8, extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = extensions.concat();
    let mut body = vec![3, 3];
    body.extend(random);
    body.push(32);
    body.extend([session; 32]);
    body.extend([0x13, 0x01, 0]);
    body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    body.extend(extensions);
    body
}

fn server13() -> Vec<u8> {
    message(2, &server_body([1; 32], 9, &[extension(0x2b, &[3, 4])]))
}

fn server12() -> Vec<u8> {
    message(
        2,
        &server_body([1; 32], 5, &[extension(0x10, b"\x00\x03\x02h2")]),
    )
}

fn retry() -> Vec<u8> {
    let random = [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8,
        0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8,
        0x33, 0x9c,
    ];
    message(2, &server_body(random, 9, &[extension(0x2b, &[3, 4])]))
}

/// One thing that happens on a connection.
enum Event {
    Bytes(Side, Vec<u8>),
    Gap(Side),
}

fn run(events: &[Event]) -> (Vec<Finding>, Progress) {
    let mut reader = Reader::default();
    let mut findings = Vec::new();
    let mut progress = Progress::Reading;
    for event in events {
        assert_eq!(progress, Progress::Reading, "events after the end");
        progress = match event {
            Event::Bytes(from, bytes) => reader.read(*from, bytes, &mut findings),
            Event::Gap(from) => reader.gap(*from, &mut findings),
        };
    }
    reader.finish(&mut findings);
    (findings, progress)
}

fn bytes(from: Side, bytes: Vec<u8>) -> Event {
    Event::Bytes(from, bytes)
}

fn names(findings: &[Finding]) -> Vec<&str> {
    let name = |finding| match finding {
        &Finding::Name(Name { ref host, .. }) => Some(host.as_str()),
        _ => None,
    };
    findings.iter().filter_map(name).collect()
}

fn absences(findings: &[Finding]) -> Vec<Absence> {
    let absence = |finding: &Finding| match finding {
        Finding::NoName(absence) => Some(*absence),
        _ => None,
    };
    findings.iter().filter_map(absence).collect()
}

fn protocols(findings: &[Finding]) -> Vec<&str> {
    let protocol = |finding: &Finding| match finding {
        Finding::Protocol(protocol) => Some(protocol.0),
        _ => None,
    };
    findings.iter().filter_map(protocol).collect()
}

fn fact<'a>(findings: &'a [Finding], key: &str) -> Option<&'a str> {
    findings.iter().find_map(|finding| match finding {
        Finding::Fact(Fact { key: this, value }) if *this == key => Some(&**value),
        _ => None,
    })
}

#[test]
fn tls_1_3_is_done_with_the_server_hello() {
    let (findings, progress) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(22, &server13())),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(names(&findings), ["www.example"]);
    assert_eq!(protocols(&findings), ["TLS", "TLSv1.3"]);
    assert_eq!(absences(&findings), []);
    assert_eq!(fact(&findings, "tls.alpn.offered"), Some("h2,http/1.1"));
    assert_eq!(fact(&findings, "tls.version.offered"), Some("TLSv1.3"));
    assert_eq!(fact(&findings, "tls.resumed"), None);
}

#[test]
fn tls_1_2_is_done_with_the_second_flight_and_shows_https() {
    let (findings, progress) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(22, &server12())),
        bytes(Responder, record(22, &message(11, &[0, 0, 0]))),
        bytes(Responder, record(22, &message(14, &[]))),
        bytes(Initiator, record(22, &message(16, &[1, 2, 3]))),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(protocols(&findings), ["TLS", "TLSv1.2", "HTTPS"]);
    assert_eq!(fact(&findings, "tls.alpn"), Some("h2"));
    assert_eq!(fact(&findings, "tls.resumed"), None);
}

#[test]
fn the_name_comes_from_the_side_that_said_it() {
    let (findings, _) = run(&[bytes(Responder, record(22, &client()))]);
    assert!(findings.contains(&Finding::Initiator(Responder)));
    assert!(findings.iter().any(|finding| matches!(
        finding,
        Finding::Name(Name {
            from: Responder,
            kind: NameKind::TLS,
            outer: false,
            ..
        })
    )));
}

#[test]
fn a_retry_is_followed_to_the_second_hello_and_the_name_said_once() {
    let (findings, progress) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Initiator, record(20, &[1])),
        bytes(Initiator, record(23, &[7; 100])),
        bytes(Responder, record(22, &retry())),
        bytes(Responder, record(20, &[1])),
        bytes(Initiator, record(20, &[1])),
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(22, &server13())),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(names(&findings), ["www.example"]);
    assert_eq!(protocols(&findings), ["TLS", "TLSv1.3"]);
}

#[test]
fn a_second_hello_with_another_name_says_it() {
    let other = message(1, &client_body(&[sni(b"other.example")]));
    let (findings, _) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(22, &retry())),
        bytes(Initiator, record(22, &other)),
    ]);
    assert_eq!(names(&findings), ["www.example", "other.example"]);
}

#[test]
fn the_name_of_an_encrypted_hello_is_an_outer_one() {
    let hello = message(
        1,
        &client_body(&[sni(b"public.example"), extension(0xfe0d, &[0; 9])]),
    );
    let (findings, _) = run(&[bytes(Initiator, record(22, &hello))]);
    assert!(
        findings
            .iter()
            .any(|finding| matches!(finding, Finding::Name(Name { outer: true, .. })))
    );
    assert_eq!(absences(&findings), [Absence::EncryptedClientHello]);
    assert_eq!(fact(&findings, "tls.ech"), Some("outer"));
}

#[test]
fn a_hello_without_a_name_says_so() {
    let hello = message(1, &client_body(&[extension(0x10, ALPN)]));
    let (findings, _) = run(&[bytes(Initiator, record(22, &hello))]);
    assert_eq!(absences(&findings), [Absence::NoServerName]);
}

#[test]
fn a_malformed_hello_says_so() {
    let mut body = client_body(&[sni(b"www.example")]);
    let kinds = body.len() - sni(b"www.example").len();
    body[kinds + 2] = 0xff;
    let (findings, _) = run(&[bytes(Initiator, record(22, &message(1, &body)))]);
    assert_eq!(absences(&findings), [Absence::Malformed]);
}

#[test]
fn a_hello_that_stops_after_its_name_still_names() {
    let hello = record(22, &client());
    let (findings, _) = run(&[
        bytes(Initiator, hello[..hello.len() - 9].to_vec()),
        Event::Gap(Initiator),
    ]);
    assert_eq!(names(&findings), ["www.example"]);
    assert_eq!(absences(&findings), []);
}

#[test]
fn a_hello_that_stops_before_its_name_is_a_gap() {
    let hello = record(22, &client());
    let (findings, _) = run(&[bytes(Initiator, hello[..60].to_vec())]);
    assert_eq!(absences(&findings), [Absence::Gap]);
}

#[test]
fn a_lost_client_hello_still_leaves_the_version() {
    let (findings, progress) = run(&[
        Event::Gap(Initiator),
        bytes(Initiator, vec![1; 500]),
        bytes(Responder, record(22, &server13())),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(absences(&findings), [Absence::Gap]);
    assert_eq!(protocols(&findings), ["TLS", "TLSv1.3"]);
}

#[test]
fn encrypted_data_alone_means_that_the_handshake_was_not_captured() {
    let (findings, progress) = run(&[bytes(Responder, record(23, &[7; 40]))]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(protocols(&findings), ["TLS"]);
    assert_eq!(absences(&findings), [Absence::NoHandshake]);
}

#[test]
fn a_server_alone_is_one_sided() {
    let (findings, _) = run(&[
        bytes(Responder, record(22, &server13())),
        bytes(Responder, record(23, &[7; 40])),
    ]);
    assert_eq!(protocols(&findings), ["TLS", "TLSv1.3"]);
    assert_eq!(absences(&findings), [Absence::OneSided]);
}

#[test]
fn a_server_alone_is_not_followed_forever() {
    let data = bytes(Responder, record(23, &[7; 16_000]));
    let more = || bytes(Responder, record(23, &[7; 16_000]));
    let (findings, progress) = run(&[
        bytes(Responder, record(22, &server13())),
        data,
        more(),
        more(),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(absences(&findings), [Absence::OneSided]);
}

#[test]
fn a_client_alone_is_not_followed_forever() {
    let (findings, progress) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Initiator, record(20, &[1])),
        bytes(Initiator, record(23, &[7; 16_000])),
        bytes(Initiator, record(23, &[7; 16_000])),
        bytes(Initiator, record(23, &[7; 16_000])),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(names(&findings), ["www.example"]);
}

#[test]
fn a_server_hello_that_comes_first_in_the_capture_costs_nothing() {
    let (findings, progress) = run(&[
        bytes(Responder, record(22, &server13())),
        bytes(Responder, record(23, &[7; 400])),
        bytes(Initiator, record(22, &client())),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(names(&findings), ["www.example"]);
    assert_eq!(absences(&findings), []);
}

#[test]
fn the_reason_for_breaking_off_is_a_fact() {
    let (findings, progress) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(21, &[2, 112])),
    ]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(
        fact(&findings, "tls.alert"),
        Some("unrecognized_name (server)")
    );
}

#[test]
fn a_server_that_repeats_the_session_resumes_it() {
    let server = message(2, &server_body([1; 32], 9, &[]));
    let (findings, _) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(22, &server)),
        bytes(Responder, record(20, &[1])),
    ]);
    assert_eq!(fact(&findings, "tls.resumed"), Some("session"));
}

#[test]
fn a_server_without_a_certificate_resumes_a_ticket() {
    let (findings, _) = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(22, &server12())),
        bytes(Responder, record(22, &message(4, &[0; 20]))),
        bytes(Responder, record(20, &[1])),
    ]);
    assert_eq!(fact(&findings, "tls.resumed"), Some("ticket"));
}

#[test]
fn a_hello_of_ssl_2_cannot_name_but_may_open_tls() {
    let mut hello = vec![0x80, 9 + 3 + 16, 1, 3, 1, 0, 3, 0, 0, 0, 16, 0, 0, 5];
    hello.extend([7; 16]);
    let (findings, _) = run(&[
        bytes(Initiator, hello),
        bytes(Responder, record(22, &server12())),
    ]);
    assert_eq!(protocols(&findings), ["TLS", "TLSv1.2", "HTTPS"]);
    assert_eq!(absences(&findings), [Absence::NoServerName]);
}

#[test]
fn ssl_2_is_called_so() {
    let mut hello = vec![0x80, 9 + 3 + 16, 1, 0, 2, 0, 3, 0, 0, 0, 16, 1, 0, 0x80];
    hello.extend([7; 16]);
    let server = vec![0x80, 11 + 3 + 16, 4, 0, 1, 0, 2, 0, 0, 0, 3, 0, 16, 1];
    let (findings, progress) = run(&[bytes(Initiator, hello), bytes(Responder, server)]);
    assert_eq!(progress, Progress::Done);
    assert_eq!(protocols(&findings), ["SSLv2"]);
    assert_eq!(absences(&findings), [Absence::NoServerName]);
}

#[test]
fn a_hello_beyond_the_limit_is_bounded() {
    let hello = message(1, &client_body(&[extension(0x15, &[0; 65_000])]));
    let mut long = hello.clone();
    long[1] = 1;
    let mut bytes_in_records: Vec<u8> = Vec::new();
    for fragment in long.chunks(16_000) {
        bytes_in_records.extend(record(22, fragment));
    }
    bytes_in_records.extend(record(22, &[0; 1_000]));
    let (findings, _) = run(&[bytes(Initiator, bytes_in_records)]);
    assert_eq!(absences(&findings), [Absence::Bounded]);
}

#[test]
fn endless_handshake_messages_are_given_up() {
    let mut reader = Reader::default();
    let mut findings = Vec::new();
    let flood = record(22, &message(12, &[0; 8_000]));
    reader.read(Initiator, &record(22, &client()), &mut findings);
    reader.read(Responder, &record(22, &server12()), &mut findings);
    let progress = (0..40).map(|_| reader.read(Responder, &flood, &mut findings));
    assert_eq!(progress.last(), Some(Progress::Done));
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn cut<'a>(&mut self, mut bytes: &'a [u8], longest: usize) -> Vec<&'a [u8]> {
        let mut parts = Vec::new();
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at((1 + self.roll(longest)).min(bytes.len()));
            parts.push(part);
            bytes = rest;
        }
        parts
    }
}

#[test]
fn how_a_hello_is_cut_into_records_and_segments_does_not_matter() {
    let whole = run(&[
        bytes(Initiator, record(22, &client())),
        bytes(Responder, record(22, &server13())),
    ]);
    let mut dice = Dice(1);
    for round in 0..500 {
        let longest = 1 + dice.roll(90);
        let mut events = Vec::new();
        for (side, hello) in [(Initiator, client()), (Responder, server13())] {
            let mut stream = Vec::new();
            for fragment in dice.cut(&hello, longest) {
                stream.extend(record(22, fragment));
            }
            for segment in dice.cut(&stream, longest) {
                events.push(bytes(side, segment.to_vec()));
            }
        }
        assert_eq!(run(&events), whole, "round {round}");
    }
}

#[test]
fn how_a_hello_is_cut_does_not_matter_to_the_probe() {
    let mut dice = Dice(2);
    for round in 0..500 {
        let longest = 1 + dice.roll(90);
        let mut stream = Vec::new();
        for fragment in dice.cut(&client(), longest) {
            stream.extend(record(22, fragment));
        }
        let answers: Vec<Probe> = (0..stream.len())
            .map(|length| {
                Tls.probe(&Opening {
                    initiator: &stream[..length],
                    responder: &[],
                    initiator_port: 1,
                    responder_port: 2,
                    midway: false,
                })
            })
            .skip_while(|&answer| answer == Probe::NeedMore)
            .collect();
        assert!(
            !answers.is_empty() && answers.iter().all(|&answer| answer == Probe::Mine),
            "round {round}"
        );
    }
}

#[test]
fn no_prefix_and_no_changed_byte_breaks_the_reader() {
    let sides = [
        (Initiator, record(22, &client())),
        (
            Responder,
            [
                record(22, &server12()),
                record(
                    22,
                    &message(11, &[0, 0, 9, 0, 0, 6, 0x30, 4, 0x30, 2, 0xa3, 0]),
                ),
                record(21, &[2, 40]),
            ]
            .concat(),
        ),
    ];
    for changed in 0..2 {
        for at in 0..sides[changed].1.len() {
            for value in [0, 1, 2, 11, 22, 0x7f, 0x80, 0xff] {
                let mut reader = Reader::default();
                let mut findings = Vec::new();
                for (number, (side, stream)) in sides.iter().enumerate() {
                    let mut stream = stream.clone();
                    if number == changed {
                        stream[at] = value;
                    }
                    let (head, tail) = stream.split_at(at.min(stream.len()));
                    reader.read(*side, head, &mut findings);
                    reader.read(*side, tail, &mut findings);
                }
                reader.finish(&mut findings);
            }
        }
    }
}

#[test]
fn random_bytes_are_hardly_ever_claimed() {
    let mut dice = Dice(3);
    for _ in 0..20_000 {
        let noise: Vec<u8> = (0..64)
            .map(|_| dice.roll(256).try_into().unwrap())
            .collect();
        let opening = Opening {
            initiator: &noise,
            responder: &noise[32..],
            initiator_port: 1,
            responder_port: 2,
            midway: true,
        };
        assert_ne!(Tls.probe(&opening), Probe::Mine);
    }
}
