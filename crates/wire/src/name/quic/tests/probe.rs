//! What is not claimed.

use super::super::Quic;
use super::{Noise, datagram};
use crate::Side;
use crate::name::{DatagramProtocol, Probe};

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
