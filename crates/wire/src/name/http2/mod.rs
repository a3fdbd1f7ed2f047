//! HTTP/2 in the clear (RFC 9113 section 3.3): the `:authority` of every request, on connections that begin with
//! the client's preface, whether by prior knowledge or after an upgrade.

mod hpack;
mod huffman;
mod reader;
mod static_table;

use super::{Opening, Probe, StreamProtocol, StreamReader};

/// HTTP/2 over TCP, without TLS.
pub static HTTP2: &dyn StreamProtocol = &Http2;

/// What every client sends first (RFC 9113 section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

struct Http2;

impl StreamProtocol for Http2 {
    fn id(&self) -> &'static str {
        "http2"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        let seen = opening.initiator;
        if seen.starts_with(PREFACE) {
            Probe::Mine
        } else if seen.is_empty() && !may_be_settings(opening.responder) {
            Probe::NotMine
        } else if PREFACE.starts_with(seen) {
            Probe::NeedMore
        } else {
            Probe::NotMine
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::<reader::Reader>::default()
    }
}

/// True where the server has sent nothing, or its SETTINGS, which need not wait for the client's.
fn may_be_settings(responder: &[u8]) -> bool {
    const SETTINGS: u8 = 4;
    responder.get(3).is_none_or(|&kind| kind == SETTINGS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(initiator: &[u8], responder: &[u8]) -> Probe {
        Http2.probe(&Opening {
            initiator,
            responder,
            initiator_port: 50_000,
            responder_port: 80,
            midway: false,
        })
    }

    #[test]
    fn the_preface_is_claimed() {
        assert_eq!(probe(PREFACE, b""), Probe::Mine);
    }

    #[test]
    fn part_of_the_preface_may_become_it() {
        for length in 0..PREFACE.len() {
            assert_eq!(probe(&PREFACE[..length], b""), Probe::NeedMore);
        }
    }

    #[test]
    fn a_server_may_send_its_settings_first() {
        assert_eq!(probe(b"", b"\0\0\0\x04\0\0\0\0\0"), Probe::NeedMore);
        assert_eq!(probe(b"", b"220 mail\r\n"), Probe::NotMine);
    }

    #[test]
    fn anything_else_is_left_alone() {
        assert_eq!(probe(b"POST / HTTP/1.1\r\n", b""), Probe::NotMine);
    }
}
