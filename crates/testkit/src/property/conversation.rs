//! Conversations, given to the reader of one protocol.
//!
//! An input is a sequence of pieces, each a control byte, a length of two bytes in network order, and that many bytes (fewer
//! at the end of the input). Bit 0 of the control byte is set where the responder speaks; bit 1 where bytes of that side are
//! missing before the piece.

use backchat_wire::Finding;
use backchat_wire::Side;
use backchat_wire::name::{
    DATAGRAM, Datagram, Opening, PROBE_LIMIT, Progress, STREAM, StreamProtocol, starttls,
};

/// Findings of one conversation: what a reader holds is bounded, so what it says is bounded by what it was given.
const FINDINGS_PER_PIECE: usize = 64;

/// One side's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Who sent them.
    pub from: Side,
    /// True where bytes are missing before them.
    pub gap: bool,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Cuts an input into pieces.
#[must_use]
pub fn pieces(mut input: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some((&[control, high, low], rest)) = input.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([high, low])).min(rest.len());
        let (bytes, after) = rest.split_at(length);
        pieces.push(Piece {
            from: if control & 1 == 0 {
                Side::Initiator
            } else {
                Side::Responder
            },
            gap: control & 2 != 0,
            bytes,
        });
        input = after;
    }
    pieces
}

/// The input that is cut into these pieces.
///
/// # Panics
/// A piece is longer than 65,535 bytes.
#[must_use]
pub fn written(pieces: &[(Side, &[u8])]) -> Vec<u8> {
    let mut input = Vec::new();
    for (from, bytes) in pieces {
        input.push(u8::from(*from == Side::Responder));
        let length = u16::try_from(bytes.len()).expect("a piece fits its length field");
        input.extend(length.to_be_bytes());
        input.extend(*bytes);
    }
    input
}

/// A stream protocol is total, as the pieces stand and byte by byte.
pub(super) fn stream(id: &str, input: &[u8]) {
    holds(stream_protocol(id), input);
}

/// Of a conversation that is as it should be, a stream protocol says the same however its bytes are cut into segments.
/// Of a damaged one it need not: several readers look for their place again at the start of a segment.
///
/// # Panics
/// That is not so, or there is no such protocol.
pub fn says_the_same_however_cut(id: &str, input: &[u8]) {
    let protocol = stream_protocol(id);
    let pieces = pieces(input);
    let at_once = told(protocol, &pieces, usize::MAX);
    for most in 1..8 {
        assert_eq!(
            at_once,
            told(protocol, &pieces, most),
            "{id}, {most} bytes at a time"
        );
    }
}

fn stream_protocol(id: &str) -> &'static dyn StreamProtocol {
    STREAM
        .iter()
        .find(|protocol| protocol.id() == id)
        .copied()
        .unwrap_or_else(|| panic!("{id} is a stream protocol"))
}

/// Every version of SOCKS.
pub(super) fn socks(input: &[u8]) {
    stream("socks4", input);
    stream("socks5", input);
}

/// Every dialect of STARTTLS.
pub(super) fn starttls(input: &[u8]) {
    for dialect in starttls::DIALECTS {
        holds(*dialect, input);
    }
}

fn holds(protocol: &dyn StreamProtocol, input: &[u8]) {
    let pieces = pieces(input);
    for midway in [false, true] {
        probe(protocol, &pieces, midway);
    }
    let _ = told(protocol, &pieces, usize::MAX);
    let _ = told(protocol, &pieces, 1);
}

/// The probe is total. What it says of a prefix does not matter here.
fn probe(protocol: &dyn StreamProtocol, pieces: &[Piece<'_>], midway: bool) {
    let said = |from: Side| -> Vec<u8> {
        let own = pieces.iter().filter(|piece| piece.from == from);
        let mut bytes: Vec<u8> = own.flat_map(|piece| piece.bytes).copied().collect();
        bytes.truncate(PROBE_LIMIT);
        bytes
    };
    let _ = protocol.probe(&Opening {
        initiator: &said(Side::Initiator),
        responder: &said(Side::Responder),
        initiator_port: 50_000,
        responder_port: 443,
        midway,
    });
}

/// What the reader says when it is given at most `most` bytes at a time, and what it leaves to the protocol inside.
fn told(
    protocol: &dyn StreamProtocol,
    pieces: &[Piece<'_>],
    most: usize,
) -> (Vec<Finding>, Option<(usize, usize)>) {
    let mut reader = protocol.reader();
    let mut findings = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.gap && reader.gap(piece.from, &mut findings) != Progress::Reading {
            return (findings, None);
        }
        let mut taken = 0;
        while let Some(bytes) = piece.bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            let bytes = &bytes[..bytes.len().min(most)];
            match reader.read(piece.from, bytes, &mut findings) {
                Progress::Reading => taken += bytes.len(),
                Progress::Done => return (findings, None),
                Progress::Inside { consumed } => {
                    assert!(
                        consumed <= bytes.len(),
                        "no more is consumed than was given"
                    );
                    return (findings, Some((at, taken + consumed)));
                }
            }
        }
        assert!(
            findings.len() <= (taken + 1) * FINDINGS_PER_PIECE * (at + 1),
            "{} findings",
            findings.len()
        );
    }
    reader.finish(&mut findings);
    (findings, None)
}

/// A datagram protocol is total, whether it took the first datagram for its own or not.
pub(super) fn datagrams(id: &str, input: &[u8]) {
    let protocol = DATAGRAM
        .iter()
        .find(|protocol| protocol.id() == id)
        .unwrap_or_else(|| panic!("{id} is a datagram protocol"));
    for cut in [false, true] {
        let mut reader = protocol.reader();
        let mut findings = Vec::new();
        for piece in pieces(input) {
            let datagram = Datagram {
                from: piece.from,
                payload: piece.bytes,
                initiator_port: 50_000,
                responder_port: 443,
                cut,
            };
            let _ = protocol.probe(&datagram);
            match reader.read(&datagram, &mut findings) {
                Progress::Reading => {}
                Progress::Done => break,
                Progress::Inside { .. } => panic!("nothing is inside a datagram"),
            }
        }
        reader.finish(&mut findings);
    }
}
