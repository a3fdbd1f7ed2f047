//! QUIC version 1 connections (RFC 9000) whose Initial packets are really protected (RFC 9001 section 5); everything
//! behind the Initials is random, as it looks to everybody without the keys.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::generate::frame::{byte, half, word};
use crate::random::Random;

const VERSION: [u8; 4] = [0, 0, 0, 1];

/// RFC 9001 section 5.2.
const SALT: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad,
    0xcc, 0xbb, 0x7f, 0x0a,
];

/// A client pads its Initial datagrams to at least this (RFC 9000 section 14.1); 1250 is what browsers choose.
const DATAGRAM: usize = 1250;

/// Length of the packet number that everything here writes.
const NUMBER: usize = 4;

/// Length of the AEAD tag.
const TAG: usize = 16;

/// The connection identifiers of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identifiers {
    /// What the client first sends to; the Initial keys come from it.
    pub(crate) original: [u8; 8],
    /// What the server chose for itself; the client's own is empty.
    pub(crate) server: [u8; 8],
}

/// Into how many CRYPTO frames a shuffled packet is cut.
const PIECES: usize = 4;

/// Keys of one direction's Initial packets.
struct Keys {
    packet: Aes128Gcm,
    vector: [u8; 12],
    header: Aes128,
}

/// Builds the client's first datagrams, which carry `hello` in CRYPTO frames. Where `shuffled`, the frames are cut
/// small and out of order with PING and PADDING in between, as browsers do against ossification.
#[must_use]
pub(crate) fn client_hello_datagrams(
    ids: &Identifiers,
    hello: &[u8],
    shuffled: bool,
    random: &mut Random,
) -> Vec<Vec<u8>> {
    let keys = Keys::derive(&ids.original, b"client in");
    // Header 18 (first byte, version, identifiers, token, length), number, tag, and a few bytes per frame.
    let room = DATAGRAM - 18 - NUMBER - TAG - 60;
    hello
        .chunks(room)
        .enumerate()
        .map(|(index, part)| {
            let frames = crypto_frames(index * room, part, shuffled, random);
            let fill = DATAGRAM - 18 - NUMBER - TAG;
            keys.initial(&ids.original, &[], index, frames, fill)
        })
        .collect()
}

/// Builds the server's first datagram: an Initial that acknowledges and carries `hello`, and, where there is room, a
/// Handshake packet behind it in the same datagram.
#[must_use]
pub(crate) fn server_hello_datagrams(
    ids: &Identifiers,
    hello: &[u8],
    random: &mut Random,
) -> Vec<Vec<u8>> {
    let keys = Keys::derive(&ids.original, b"server in");
    // ACK of packet 0: largest 0, delay 0, no further ranges, first range 0.
    let mut frames = vec![0x02, 0, 0, 0, 0];
    frames.extend(crypto_frame(0, hello));
    let mut first = keys.initial(&[], &ids.server, 0, frames, 0);
    if let Some(room) = DATAGRAM.checked_sub(first.len() + 60) {
        first.extend(handshake_packet(&[], &ids.server, room, random));
    }
    let rest = handshake_packet(&[], &ids.server, 1180, random);
    vec![first, rest.clone(), rest]
}

/// Builds the client's answer: an Initial that acknowledges, and a Handshake packet with its Finished.
#[must_use]
pub(crate) fn client_finish_datagram(
    ids: &Identifiers,
    next: usize,
    random: &mut Random,
) -> Vec<u8> {
    let keys = Keys::derive(&ids.original, b"client in");
    // The keys still come from the original identifier, although the packet goes to the server's own.
    let fill = DATAGRAM - 18 - NUMBER - TAG - 120;
    let mut datagram = keys.initial(&ids.server, &[], next, vec![0x02, 0, 0, 0, 0], fill);
    datagram.extend(handshake_packet(&ids.server, &[], 80, random));
    datagram
}

/// Builds a 1-RTT datagram to `destination`.
#[must_use]
pub(crate) fn short_datagram(destination: &[u8], length: usize, random: &mut Random) -> Vec<u8> {
    let mut out = vec![0x40 | (random.bytes::<1>()[0] & 0x3f)];
    out.extend(destination);
    random.append(&mut out, length);
    out
}

fn handshake_packet(to: &[u8], from: &[u8], length: usize, random: &mut Random) -> Vec<u8> {
    let mut out = vec![0xe0 | (random.bytes::<1>()[0] & 0x0f)];
    identify(&mut out, to, from);
    variable(&mut out, length);
    random.append(&mut out, length);
    out
}

fn crypto_frames(at: usize, part: &[u8], shuffled: bool, random: &mut Random) -> Vec<u8> {
    if !shuffled {
        return crypto_frame(at, part);
    }
    let size = part.len().div_ceil(PIECES).max(1);
    let mut pieces: Vec<_> = part.chunks(size).enumerate().collect();
    for index in (1..pieces.len()).rev() {
        pieces.swap(index, random.index(index + 1));
    }
    let mut out = Vec::new();
    for (index, piece) in pieces {
        out.extend(crypto_frame(at + index * size, piece));
        // PING, then PADDING.
        out.extend([0x01, 0x00]);
    }
    out
}

fn crypto_frame(at: usize, data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x06];
    variable(&mut out, at);
    variable(&mut out, data.len());
    out.extend(data);
    out
}

/// Writes a two-byte variable-length integer (RFC 9000 section 16).
fn variable(out: &mut Vec<u8>, value: usize) {
    assert!(value < 1 << 14, "two bytes hold 14 bits");
    out.extend((0x4000 | half(value)).to_be_bytes());
}

fn identify(out: &mut Vec<u8>, to: &[u8], from: &[u8]) {
    out.extend(VERSION);
    out.push(byte(to.len()));
    out.extend(to);
    out.push(byte(from.len()));
    out.extend(from);
}

impl Keys {
    fn derive(original: &[u8], label: &[u8]) -> Self {
        let initial = Hkdf::<Sha256>::new(Some(&SALT), original);
        let secret: [u8; 32] = expand(&initial, label);
        let secret = Hkdf::<Sha256>::from_prk(&secret).expect("32 bytes are a SHA-256 key");
        Self {
            packet: Aes128Gcm::new(&expand::<16>(&secret, b"quic key").into()),
            vector: expand(&secret, b"quic iv"),
            header: Aes128::new(&expand::<16>(&secret, b"quic hp").into()),
        }
    }

    /// Builds an Initial packet around `frames`, padded to `fill` bytes of plaintext.
    fn initial(
        &self,
        to: &[u8],
        from: &[u8],
        number: usize,
        mut frames: Vec<u8>,
        fill: usize,
    ) -> Vec<u8> {
        frames.resize(frames.len().max(fill), 0);
        let number = word(number);
        let mut packet = vec![0xc0 | byte(NUMBER - 1)];
        identify(&mut packet, to, from);
        packet.push(0);
        variable(&mut packet, NUMBER + frames.len() + TAG);
        let at = packet.len();
        packet.extend(number.to_be_bytes());
        let mut nonce = self.vector;
        for (mixed, plain) in nonce[8..].iter_mut().zip(number.to_be_bytes()) {
            *mixed ^= plain;
        }
        let sealed = self
            .packet
            .encrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: &frames,
                    aad: &packet,
                },
            )
            .expect("a packet is shorter than the cipher's limit");
        packet.extend(sealed);
        self.protect_header(&mut packet, at);
        packet
    }

    /// RFC 9001 section 5.4: the mask comes from the 16 bytes that start four bytes behind the packet number's start.
    fn protect_header(&self, packet: &mut [u8], at: usize) {
        let sample: [u8; 16] = packet[at + 4..at + 20]
            .try_into()
            .expect("the range has 16 bytes");
        let mut mask = sample.into();
        self.header.encrypt_block(&mut mask);
        packet[0] ^= mask[0] & 0x0f;
        for index in 0..NUMBER {
            packet[at + index] ^= mask[1 + index];
        }
    }
}

/// HKDF-Expand-Label of TLS 1.3 with an empty context (RFC 8446 section 7.1).
fn expand<const N: usize>(key: &Hkdf<Sha256>, label: &[u8]) -> [u8; N] {
    let mut info = half(N).to_be_bytes().to_vec();
    info.push(byte(6 + label.len()));
    info.extend(b"tls13 ");
    info.extend(label);
    info.push(0);
    let mut out = [0; N];
    key.expand(&info, &mut out)
        .expect("at most 32 bytes are asked for");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: Identifiers = Identifiers {
        original: [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08],
        server: [1; 8],
    };

    #[test]
    fn the_keys_are_those_of_rfc_9001_appendix_a() {
        let keys = Keys::derive(&IDS.original, b"client in");
        assert_eq!(
            keys.vector,
            [
                0xfa, 0x04, 0x4b, 0x2f, 0x42, 0xa3, 0xfd, 0x3b, 0x46, 0xfb, 0x25, 0x5c
            ]
        );
    }

    #[test]
    fn client_datagrams_have_their_size() {
        let datagrams = client_hello_datagrams(&IDS, &[7; 1800], true, &mut Random::new(1));
        assert_eq!(
            datagrams.iter().map(Vec::len).collect::<Vec<_>>(),
            [DATAGRAM, DATAGRAM]
        );
    }

    #[test]
    fn shuffled_frames_carry_every_byte_once() {
        let frames = crypto_frames(0, &[7; 1000], true, &mut Random::new(1));
        assert_eq!(frames.iter().filter(|byte| **byte == 7).count(), 1000);
    }
}
