//! POP3 with STLS (RFC 2595 section 4).

use super::line::{Dialect, Reply, begins_with_word};
use crate::Protocol;
use crate::name::{Opening, Probe, StreamProtocol};

/// POP3, up to TLS.
pub static POP3: &dyn StreamProtocol = &Dialect {
    id: "pop3",
    protocol: Protocol("POP"),
    probe,
    asks: |line| begins_with_word(line, b"STLS"),
    reply: |_, line| {
        if line.starts_with(b"+OK") {
            Reply::Granted
        } else if line.starts_with(b"-ERR") {
            Reply::Refused
        } else {
            Reply::Other
        }
    },
};

/// What clients say first.
const COMMANDS: &[&[u8]] = &[
    b"CAPA", b"STLS", b"USER", b"APOP", b"AUTH", b"QUIT", b"UTF8", b"LANG", b"NOOP",
];

/// The server speaks first; other servers say `+OK` as well, but not before they are asked.
fn probe(opening: &Opening<'_>) -> Probe {
    const GREETING: &[u8] = b"+OK";
    let (client, server) = (opening.initiator, opening.responder);
    if server.is_empty() && !client.is_empty() {
        Probe::NotMine
    } else if server.starts_with(GREETING) {
        if client.is_empty()
            || COMMANDS
                .iter()
                .any(|command| begins_with_word(client, command))
        {
            Probe::Mine
        } else {
            Probe::NotMine
        }
    } else if GREETING.starts_with(server) {
        Probe::NeedMore
    } else {
        Probe::NotMine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(initiator: &[u8], responder: &[u8]) -> Probe {
        POP3.probe(&Opening {
            initiator,
            responder,
            initiator_port: 50_000,
            responder_port: 110,
            midway: false,
        })
    }

    #[test]
    fn a_greeting_is_claimed() {
        assert_eq!(claim(b"", b"+OK ready\r\n"), Probe::Mine);
        assert_eq!(claim(b"", b"+O"), Probe::NeedMore);
    }

    #[test]
    fn an_answer_is_not_a_greeting() {
        assert_eq!(claim(b"*1\r\n$4\r\nPING\r\n", b"+OK\r\n"), Probe::NotMine);
    }
}
