//! XMPP with STARTTLS (RFC 6120 section 5). It is XML, of which three things are looked for as text: whom the
//! stream is for, the request for TLS and the consent.

use super::is_tls;
use crate::name::http1::naming::{fact, text};
use crate::name::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// XMPP, up to TLS.
pub static XMPP: &dyn StreamProtocol = &Xmpp;

/// What each side may say before TLS, in bytes; a connection that says more is given up.
const TALK_LIMIT: usize = 8 * 1024;

/// Longest `xmpp.to`, in characters.
const TO_LIMIT: usize = 255;

struct Xmpp;

impl StreamProtocol for Xmpp {
    fn id(&self) -> &'static str {
        "xmpp"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        let client = opening.initiator.trim_ascii_start();
        if client.is_empty() && !opening.responder.is_empty() {
            return Probe::NotMine;
        }
        let starts: [&[u8]; 2] = [b"<?xml", b"<stream:stream"];
        if !starts
            .iter()
            .any(|start| client.starts_with(start) || start.starts_with(client))
        {
            return Probe::NotMine;
        }
        let Some(tag) = find(client, b"<stream:stream") else {
            return Probe::NeedMore;
        };
        match client.get(tag..) {
            Some(tag) if find(tag, b"jabber").is_some() => Probe::Mine,
            Some(tag) if tag.contains(&b'>') => Probe::NotMine,
            _ => Probe::NeedMore,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::<Reader>::default()
    }
}

#[derive(Default)]
struct Reader {
    client: Vec<u8>,
    server: Vec<u8>,
    labelled: bool,
    to_stated: bool,
    finished: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.labelled {
            findings.push(Finding::Protocol(Protocol("XMPP")));
            self.labelled = true;
        }
        let asked = find(&self.client, b"<starttls").is_some();
        if from == Side::Initiator && asked && is_tls(bytes) {
            return Progress::Inside { consumed: 0 };
        }
        let said = match from {
            Side::Initiator => &mut self.client,
            Side::Responder => &mut self.server,
        };
        let before = said.len();
        let room = TALK_LIMIT.saturating_sub(before);
        said.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        let full = said.len() >= TALK_LIMIT;
        if from == Side::Responder
            && asked
            && let Some(end) = consent_end(said)
        {
            return Progress::Inside {
                consumed: end.saturating_sub(before).min(bytes.len()),
            };
        }
        if !self.to_stated
            && let Some(to) = stream_to(&self.client)
        {
            findings.push(fact("xmpp.to", text(to, TO_LIMIT)));
            self.to_stated = true;
        }
        if full {
            self.finish(findings);
            return Progress::Done;
        }
        Progress::Reading
    }

    fn gap(&mut self, _from: Side, _findings: &mut Vec<Finding>) -> Progress {
        Progress::Reading
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if !std::mem::replace(&mut self.finished, true) {
            findings.push(Finding::NoName(Absence::NotNaming));
        }
    }
}

/// One past the element of consent, `<proceed …/>`.
fn consent_end(server: &[u8]) -> Option<usize> {
    let start = find(server, b"<proceed")?;
    let end = server.get(start..)?.iter().position(|&byte| byte == b'>')?;
    start.checked_add(end)?.checked_add(1)
}

/// The domain that the stream is for: the `to` of its first tag.
fn stream_to(client: &[u8]) -> Option<&[u8]> {
    let tag = client.get(find(client, b"<stream:stream")?..)?;
    let tag = tag.get(..tag.iter().position(|&byte| byte == b'>')?)?;
    let value = tag.get(find(tag, b" to=")?..)?.get(4..)?;
    let (quote, value) = value.split_first()?;
    value.get(..value.iter().position(|byte| byte == quote)?)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &[u8] =
        b"<?xml version='1.0'?><stream:stream to='a.example' xmlns='jabber:client'>";
    const ASK: &[u8] = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    const GRANT: &[u8] = b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

    fn probe(initiator: &[u8]) -> Probe {
        XMPP.probe(&Opening {
            initiator,
            responder: b"",
            initiator_port: 50_000,
            responder_port: 5222,
            midway: false,
        })
    }

    fn run(slices: &[(Side, &[u8])]) -> (Vec<Finding>, Progress) {
        let mut findings = Vec::new();
        let mut reader = XMPP.reader();
        for (from, bytes) in slices {
            let progress = reader.read(*from, bytes, &mut findings);
            if progress != Progress::Reading {
                return (findings, progress);
            }
        }
        reader.finish(&mut findings);
        (findings, Progress::Reading)
    }

    #[test]
    fn a_stream_is_claimed() {
        assert_eq!(probe(OPEN), Probe::Mine);
        assert_eq!(probe(&OPEN[..30]), Probe::NeedMore);
        assert_eq!(probe(b"<html>"), Probe::NotMine);
    }

    #[test]
    fn consent_hands_over_after_its_element() {
        let (findings, progress) = run(&[
            (Side::Initiator, OPEN),
            (Side::Responder, b"<stream:features/>"),
            (Side::Initiator, ASK),
            (Side::Responder, &GRANT[..20]),
            (Side::Responder, &[&GRANT[20..], b"\x16"].concat()),
        ]);
        let consumed = GRANT.len() - 20;
        assert_eq!(progress, Progress::Inside { consumed });
        assert!(findings.contains(&fact("xmpp.to", "a.example".to_owned())));
    }

    #[test]
    fn a_stream_that_stays_in_the_clear_is_given_up() {
        let (findings, progress) = run(&[
            (Side::Initiator, OPEN),
            (Side::Responder, &[b'x'; TALK_LIMIT]),
        ]);
        assert_eq!(progress, Progress::Done);
        assert_eq!(findings.last(), Some(&Finding::NoName(Absence::NotNaming)));
    }
}
