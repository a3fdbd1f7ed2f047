//! Whole conversations, from the probe to the last finding.

mod absence;
mod google;
mod hostile;
mod order;
mod probe;

use super::Quic;
use super::testing::{Initial, client_hello, crypto, extension, hello_with};
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
