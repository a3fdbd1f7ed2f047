//! SMTP and LMTP with STARTTLS (RFC 3207).

use super::line::{Dialect, begins_with_word, probe_220, reply_with_code};
use crate::Protocol;
use crate::name::{Opening, Probe, StreamProtocol};

/// SMTP, up to TLS.
pub static SMTP: &dyn StreamProtocol = &Dialect {
    id: "smtp",
    protocol: Protocol("SMTP"),
    probe,
    asks: |line| begins_with_word(line, b"STARTTLS"),
    reply: |_, line| reply_with_code(line, b"220"),
};

/// What clients say first; no other protocol has these commands.
const COMMANDS: &[&[u8]] = &[b"EHLO", b"HELO", b"LHLO"];

fn probe(opening: &Opening<'_>) -> Probe {
    let greeted = COMMANDS
        .iter()
        .any(|command| begins_with_word(opening.initiator, command));
    if greeted && opening.responder.is_empty() {
        // Only the client's half is in the capture.
        return Probe::Mine;
    }
    probe_220(opening, &[b"SMTP", b"LMTP"], COMMANDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(initiator: &[u8], responder: &[u8]) -> Probe {
        SMTP.probe(&Opening {
            initiator,
            responder,
            initiator_port: 50_000,
            responder_port: 25,
            midway: false,
        })
    }

    #[test]
    fn a_greeting_that_says_so_is_claimed() {
        assert_eq!(claim(b"", b"220 a.example ESMTP\r\n"), Probe::Mine);
    }

    #[test]
    fn a_greeting_that_does_not_waits_for_the_client() {
        assert_eq!(claim(b"", b"220 a.example\r\n"), Probe::NeedMore);
        assert_eq!(claim(b"EHLO b\r\n", b"220 a.example\r\n"), Probe::Mine);
        assert_eq!(claim(b"USER b\r\n", b"220 a.example\r\n"), Probe::NotMine);
    }

    #[test]
    fn a_client_alone_is_claimed() {
        assert_eq!(claim(b"EHLO b\r\n", b""), Probe::Mine);
    }

    #[test]
    fn a_client_that_says_something_else_first_is_not_smtp() {
        assert_eq!(claim(b"GET / HTTP/1.1\r\n", b""), Probe::NotMine);
    }
}
