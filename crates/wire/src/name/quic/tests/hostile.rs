//! No input makes anything panic.

use super::super::Quic;
use super::super::testing::{CLIENT_ID, Initial, chlo, client_hello, crypto, google_stream};
use super::super::version::Version;
use super::{ORIGINAL, datagram, first_packet};
use crate::Side;
use crate::name::{Datagram, DatagramProtocol};

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
