//! HTTP/1 (RFC 9110, RFC 9112): the `Host` of every request of a connection, the host of absolute targets, and
//! the authority of CONNECT, after which the tunnel's content is read as a conversation of its own.

pub(in crate::name) mod authority;
mod body;
mod head;
pub(in crate::name) mod naming;
mod reader;
mod request_line;
mod response;

use self::request_line::{Beginning, beginning, find, is_response, may_be_response};
use super::{Opening, PROBE_LIMIT, Probe, StreamProtocol, StreamReader};

/// HTTP/1 over TCP.
pub static HTTP1: &dyn StreamProtocol = &Http1;

struct Http1;

impl StreamProtocol for Http1 {
    fn id(&self) -> &'static str {
        "http1"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        if opening.midway {
            return probe_midway(opening);
        }
        match beginning(opening.initiator) {
            Beginning::Request => Probe::Mine,
            Beginning::Other => Probe::NotMine,
            Beginning::Perhaps { known } if opening.initiator.len() >= PROBE_LIMIT => {
                // Targets of several kilobytes are common, but only with common methods.
                if known { Probe::Mine } else { Probe::NotMine }
            }
            // The server's half is here first, or alone: a response says enough.
            Beginning::Perhaps { .. } if is_response(opening.responder) => Probe::Mine,
            Beginning::Perhaps { .. }
                if opening.responder.is_empty() || may_be_response(opening.responder) =>
            {
                Probe::NeedMore
            }
            // Whoever lets the server speak first is not HTTP.
            Beginning::Perhaps { .. } => Probe::NotMine,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::<reader::Reader>::default()
    }
}

/// Where the start is missing, either side may be the client, and either may be in the middle of a body. What is
/// not mine is shown again from the next segment on, so that a request at a segment's start is found.
fn probe_midway(opening: &Opening<'_>) -> Probe {
    let mut verdict = Probe::NotMine;
    for side in [opening.initiator, opening.responder] {
        if is_response(side) {
            return Probe::Mine;
        }
        let request = find(side).and_then(|at| side.get(at..)).unwrap_or(side);
        match beginning(request) {
            Beginning::Request => return Probe::Mine,
            Beginning::Perhaps { .. } if !side.is_empty() => verdict = Probe::NeedMore,
            _ if may_be_response(side) => verdict = Probe::NeedMore,
            _ => {}
        }
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(initiator: &[u8], responder: &[u8], midway: bool) -> Probe {
        Http1.probe(&Opening {
            initiator,
            responder,
            initiator_port: 50_000,
            responder_port: 80,
            midway,
        })
    }

    #[test]
    fn a_request_is_claimed() {
        assert_eq!(probe(b"GET / HTTP/1.1\r\n", b"", false), Probe::Mine);
    }

    #[test]
    fn part_of_a_request_line_may_become_one() {
        assert_eq!(probe(b"GET /lo", b"", false), Probe::NeedMore);
    }

    #[test]
    fn other_protocols_are_left_alone() {
        for bytes in [
            &b"\x16\x03\x01\x02\x00"[..],
            b"OPTIONS * RTSP/1.0\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"SSH-2.0-x\r\n",
            b"EHLO a\r\n",
        ] {
            assert_eq!(probe(bytes, b"", false), Probe::NotMine, "{bytes:?}");
        }
        assert_eq!(probe(b"", b"220 mail\r\n", false), Probe::NotMine);
    }

    #[test]
    fn a_target_longer_than_the_probe_is_claimed() {
        let line = [&b"GET /"[..], &[b'a'; PROBE_LIMIT]].concat();
        assert_eq!(probe(&line[..PROBE_LIMIT], b"", false), Probe::Mine);
    }

    #[test]
    fn a_response_alone_is_claimed() {
        assert_eq!(probe(b"", b"HTTP/1.1 200 OK\r\n", false), Probe::Mine);
    }

    #[test]
    fn a_connection_caught_in_a_download_is_left_to_the_next_segment() {
        assert_eq!(probe(b"", &[0; PROBE_LIMIT], true), Probe::NotMine);
        assert_eq!(probe(b"GET / HT", b"", true), Probe::NeedMore);
        assert_eq!(probe(b"", b"HTTP", true), Probe::NeedMore);
    }

    #[test]
    fn a_connection_caught_midway_is_claimed_whichever_side_the_client_is() {
        assert_eq!(probe(b"HTTP/1.1 200 OK\r\n", b"", true), Probe::Mine);
        assert_eq!(probe(b"", b"GET / HTTP/1.1\r\n", true), Probe::Mine);
    }
}
