//! IMAP with STARTTLS (RFC 9051 section 6.2.1): commands carry a tag, and the reply to one carries the same.

use super::line::{Dialect, Reply, begins_with_word};
use crate::Protocol;
use crate::name::{Opening, Probe, StreamProtocol};

/// IMAP, up to TLS.
pub static IMAP: &dyn StreamProtocol = &Dialect {
    id: "imap",
    protocol: Protocol("IMAP"),
    probe,
    asks: |line| begins_with_word(split_tag(line).1, b"STARTTLS"),
    reply: |command, line| {
        let (tag, said) = split_tag(line);
        if tag != split_tag(command).0 {
            Reply::Other
        } else if begins_with_word(said, b"OK") {
            Reply::Granted
        } else {
            Reply::Refused
        }
    },
};

/// The server speaks first.
fn probe(opening: &Opening<'_>) -> Probe {
    const GREETINGS: [&[u8]; 3] = [b"* OK", b"* PREAUTH", b"* BYE"];
    let server = opening.responder;
    if server.is_empty() && !opening.initiator.is_empty() {
        Probe::NotMine
    } else if GREETINGS
        .iter()
        .any(|greeting| begins_with_word(server, greeting))
    {
        Probe::Mine
    } else if GREETINGS
        .iter()
        .any(|greeting| greeting.starts_with(server))
    {
        Probe::NeedMore
    } else {
        Probe::NotMine
    }
}

/// Cuts a line at its first blank.
fn split_tag(line: &[u8]) -> (&[u8], &[u8]) {
    let blank = line.iter().position(|&byte| byte == b' ');
    let (tag, rest) = line
        .split_at_checked(blank.unwrap_or(line.len()))
        .unwrap_or((line, &[]));
    (tag, rest.trim_ascii_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Progress;
    use crate::{Finding, Side};

    #[test]
    fn consent_has_the_tag_of_the_command() {
        let mut findings: Vec<Finding> = Vec::new();
        let mut reader = IMAP.reader();
        reader.read(
            Side::Initiator,
            b"a1 CAPABILITY\r\na2 starttls\r\n",
            &mut findings,
        );
        let replies = b"* CAPABILITY x\r\na1 OK\r\na2 OK begin\r\n";
        assert_eq!(
            reader.read(Side::Responder, replies, &mut findings),
            Progress::Inside {
                consumed: replies.len()
            }
        );
    }

    #[test]
    fn a_greeting_is_claimed() {
        let opening = Opening {
            initiator: b"",
            responder: b"* OK ready\r\n",
            initiator_port: 50_000,
            responder_port: 143,
            midway: false,
        };
        assert_eq!(IMAP.probe(&opening), Probe::Mine);
    }
}
