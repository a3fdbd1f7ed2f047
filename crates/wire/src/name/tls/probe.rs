//! Tells from a conversation's first bytes whether it is TLS.
//!
//! Three bytes of a record's header are nearly fixed, but that is little: a beginning must also hold a plausible
//! hello. Other records count only where the capture began midway.

use super::handshake;
use super::record::{self, Content, HEADER_LENGTH};
use super::{alert, ssl2};
use crate::name::{Opening, Probe};

/// Says whether a conversation that opens like this is TLS or SSL.
pub(super) fn probe(opening: &Opening<'_>) -> Probe {
    let initiator = side(opening.initiator, opening.midway);
    let responder = side(opening.responder, opening.midway);
    if !opening.midway && !opening.initiator.is_empty() {
        // The one who opened the connection decides: TLS servers never speak first.
        return initiator;
    }
    match (initiator, responder) {
        (Probe::Mine, _) | (_, Probe::Mine) => Probe::Mine,
        // Midway every segment is tried as a beginning of its own, so waiting for the silent side would lose some.
        (Probe::NotMine, _) if opening.responder.is_empty() => Probe::NotMine,
        (_, Probe::NotMine) if opening.initiator.is_empty() => Probe::NotMine,
        (Probe::NeedMore, _) | (_, Probe::NeedMore) => Probe::NeedMore,
        (Probe::NotMine, Probe::NotMine) => Probe::NotMine,
    }
}

fn side(bytes: &[u8], midway: bool) -> Probe {
    match ssl2::opening(bytes) {
        ssl2::Opening::Client { .. } | ssl2::Opening::Server => return Probe::Mine,
        ssl2::Opening::Partial if bytes.first().is_none_or(|&first| first & 0x80 != 0) => {
            return Probe::NeedMore;
        }
        ssl2::Opening::Partial | ssl2::Opening::Other => {}
    }
    let header = match record::header(bytes) {
        Ok(Some(header)) => header,
        Ok(None) => return Probe::NeedMore,
        Err(record::NoRecord) => return Probe::NotMine,
    };
    let rest = bytes.get(HEADER_LENGTH..).unwrap_or_default();
    let length = usize::from(header.length);
    let fragment = rest.get(..length).unwrap_or(rest);
    match header.content {
        Content::Handshake => handshake(fragment, length, midway),
        Content::Alert => alert(fragment, length, midway),
        Content::ChangeCipherSpec if midway && length == 1 => match fragment {
            [] => Probe::NeedMore,
            [1] => Probe::Mine,
            _ => Probe::NotMine,
        },
        Content::ApplicationData if midway && length >= PROTECTED_MINIMUM => {
            match rest.get(length..).map_or(Ok(None), record::header) {
                Ok(_) => Probe::Mine,
                Err(record::NoRecord) => Probe::NotMine,
            }
        }
        _ => Probe::NotMine,
    }
}

/// The shortest encrypted fragment, in bytes: one of content and the 16 of an authentication tag. Older ciphers need
/// more.
const PROTECTED_MINIMUM: usize = 17;

/// The longest encrypted alert, in bytes: an initialisation vector, two blocks of content and a long MAC.
const PROTECTED_ALERT_MAXIMUM: usize = 80;

/// A handshake fragment of `length` bytes, of which these are the first. The header of the message may itself be
/// split over records: the bytes that are there must be plausible.
fn handshake(fragment: &[u8], length: usize, midway: bool) -> Probe {
    if length == 0 {
        return Probe::NotMine;
    }
    let mut bytes = fragment.iter().copied();
    let Some(kind) = bytes.next() else {
        return Probe::NeedMore;
    };
    let hello = matches!(kind, handshake::CLIENT_HELLO | handshake::SERVER_HELLO);
    let later = midway && handshake::is_clear(kind);
    if !(hello || later) {
        return Probe::NotMine;
    }
    // Messages have less than 2^16 bytes (a limit of this program for hellos), so the first of three bytes is 0.
    if bytes.next().is_some_and(|high| high != 0) {
        return Probe::NotMine;
    }
    let claimed = match (bytes.next(), bytes.next()) {
        (Some(high), Some(low)) => usize::from(u16::from_be_bytes([high, low])),
        _ if fragment.len() == length => return Probe::Mine,
        _ => return Probe::NeedMore,
    };
    if !hello {
        return if claimed <= length {
            Probe::Mine
        } else {
            Probe::NotMine
        };
    }
    // Version, random, session, cipher suite and compression; drafts of TLS 1.3 had two bytes less.
    if claimed < 36 {
        return Probe::NotMine;
    }
    match bytes.next() {
        // The drafts of TLS 1.3 before the 22nd put their own number into the ServerHello.
        Some(3) => Probe::Mine,
        Some(0x7f) if kind == handshake::SERVER_HELLO => Probe::Mine,
        Some(_) => Probe::NotMine,
        None if fragment.len() == length => Probe::Mine,
        None => Probe::NeedMore,
    }
}

fn alert(fragment: &[u8], length: usize, midway: bool) -> Probe {
    match (length, fragment) {
        (2, []) | (2, [1 | 2]) => Probe::NeedMore,
        (2, [1 | 2, number]) if alert::description(*number).is_some() => Probe::Mine,
        (PROTECTED_MINIMUM..=PROTECTED_ALERT_MAXIMUM, _) if midway => Probe::Mine,
        _ => Probe::NotMine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &[u8] = &[22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
    const SERVER: &[u8] = &[22, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3];
    const DATA: &[u8] = &[23, 3, 3, 0, 40, 1, 2, 3];

    fn ask(initiator: &[u8], responder: &[u8], midway: bool) -> Probe {
        probe(&Opening {
            initiator,
            responder,
            initiator_port: 40_000,
            responder_port: 443,
            midway,
        })
    }

    #[test]
    fn a_client_hello_is_mine() {
        assert_eq!(ask(CLIENT, b"", false), Probe::Mine);
    }

    #[test]
    fn the_first_bytes_of_a_client_hello_may_become_mine() {
        for length in 0..10 {
            assert_eq!(ask(&CLIENT[..length], b"", false), Probe::NeedMore);
        }
    }

    #[test]
    fn a_client_hello_in_records_of_one_byte_is_mine() {
        assert_eq!(
            ask(&[22, 3, 1, 0, 1, 1, 22, 3, 1, 0, 1, 0], b"", false),
            Probe::Mine
        );
    }

    #[test]
    fn a_server_hello_alone_is_mine() {
        assert_eq!(ask(b"", SERVER, false), Probe::Mine);
    }

    #[test]
    fn a_tls_answer_does_not_turn_another_protocol_into_tls() {
        assert_eq!(ask(b"GET / HTTP/1.1\r\n", SERVER, false), Probe::NotMine);
    }

    #[test]
    fn encrypted_data_is_mine_only_midway() {
        assert_eq!(ask(DATA, b"", true), Probe::Mine);
        assert_eq!(ask(DATA, b"", false), Probe::NotMine);
    }

    #[test]
    fn encrypted_data_must_be_followed_by_another_record() {
        let mut bytes = DATA.to_vec();
        bytes.resize(5 + 40, 7);
        bytes.extend(b"not a record");
        assert_eq!(ask(&bytes, b"", true), Probe::NotMine);
    }

    #[test]
    fn midway_either_side_decides() {
        assert_eq!(ask(b"\x99\x98\x97", DATA, true), Probe::Mine);
    }

    #[test]
    fn midway_nobody_waits_for_the_silent_side() {
        assert_eq!(ask(b"rest of something", b"", true), Probe::NotMine);
    }

    #[test]
    fn a_refusal_is_mine() {
        assert_eq!(ask(b"", &[21, 3, 1, 0, 2, 2, 40], false), Probe::Mine);
    }

    #[test]
    fn words_are_not_mine() {
        assert_eq!(
            ask(b"", b"220 mail.example ESMTP\r\n", false),
            Probe::NotMine
        );
    }
}
