//! PostgreSQL (Frontend/Backend Protocol, section "SSL Session Encryption"): the client asks with eight bytes, and
//! the server answers with one.

use super::is_tls;
use crate::name::inbox::{Inbox, Parsed};
use crate::name::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// PostgreSQL, up to TLS.
pub static POSTGRESQL: &dyn StreamProtocol = &PostgreSql;

/// The requests that may come before a session, each eight bytes long.
const SSL: u32 = 80_877_103;
const GSS: u32 = 80_877_104;

/// Version 3.0, which opens a session in the clear.
const VERSION_3: u32 = 3 << 16;

/// The longest first message of a session that servers accept.
const SESSION_LIMIT: u32 = 10_000;

struct PostgreSql;

impl StreamProtocol for PostgreSql {
    fn id(&self) -> &'static str {
        "postgresql"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        let client = opening.initiator;
        if client.is_empty() && !opening.responder.is_empty() {
            return Probe::NotMine;
        }
        match request(client) {
            // Session parameters begin with the name of one; of the request for TLS there is no mistaking.
            Ok(Some((Request::Session, _))) => match client.get(8..) {
                Some([b'a'..=b'z', ..]) => Probe::Mine,
                Some([]) | None => Probe::NeedMore,
                _ => Probe::NotMine,
            },
            Ok(Some(_)) => Probe::Mine,
            Ok(None) => Probe::NeedMore,
            Err(_) => Probe::NotMine,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader {
            // No request is longer than what is looked at.
            inbox: Inbox::new(16),
            asked: None,
            labelled: false,
            finished: false,
        })
    }
}

struct Reader {
    inbox: Inbox,
    asked: Option<Request>,
    labelled: bool,
    finished: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.labelled {
            findings.push(Finding::Protocol(Protocol("PGSQL")));
            self.labelled = true;
        }
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            match (from, self.asked) {
                (Side::Initiator, Some(Request::Ssl)) if is_tls(rest) => {
                    return inside(bytes, rest);
                }
                (Side::Initiator, _) => match self.inbox.take(&mut rest, request) {
                    Ok(None) => return Progress::Reading,
                    Ok(Some(asked @ (Request::Ssl | Request::Gss))) => self.asked = Some(asked),
                    Ok(Some(Request::Session)) | Err(_) => return self.done(findings),
                },
                (Side::Responder, asked) => {
                    rest = rest.get(1..).unwrap_or_default();
                    match (asked, first) {
                        (Some(Request::Ssl), b'S') => return inside(bytes, rest),
                        // A client may ask for the other kind of encryption now.
                        (Some(_), b'N') => self.asked = None,
                        _ => return self.done(findings),
                    }
                }
            }
        }
        Progress::Reading
    }

    fn gap(&mut self, _from: Side, findings: &mut Vec<Finding>) -> Progress {
        self.done(findings)
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if !std::mem::replace(&mut self.finished, true) {
            findings.push(Finding::NoName(Absence::NotNaming));
        }
    }
}

impl Reader {
    fn done(&mut self, findings: &mut Vec<Finding>) -> Progress {
        self.finish(findings);
        Progress::Done
    }
}

fn inside(bytes: &[u8], rest: &[u8]) -> Progress {
    Progress::Inside {
        consumed: bytes.len().saturating_sub(rest.len()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Request {
    Ssl,
    Gss,
    /// A session in the clear.
    Session,
}

/// Length and code; of a session no more than that is taken.
fn request(bytes: &[u8]) -> Parsed<Request> {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else {
        let may_be = bytes.iter().take(2).all(|&byte| byte == 0);
        return if may_be {
            Ok(None)
        } else {
            Err(Absence::Malformed)
        };
    };
    let length = u32::from_be_bytes(*length);
    if !(8..=SESSION_LIMIT).contains(&length) {
        return Err(Absence::Malformed);
    }
    let Some(code) = rest.first_chunk::<4>() else {
        return Ok(None);
    };
    let request = match (length, u32::from_be_bytes(*code)) {
        (8, SSL) => Request::Ssl,
        (8, GSS) => Request::Gss,
        (9.., VERSION_3) => Request::Session,
        _ => return Err(Absence::Malformed),
    };
    Ok(Some((request, 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASK: &[u8] = b"\0\0\0\x08\x04\xd2\x16\x2f";
    const SESSION: &[u8] = b"\0\0\0\x0f\0\x03\0\0user\0a\0";

    fn probe(initiator: &[u8]) -> Probe {
        POSTGRESQL.probe(&Opening {
            initiator,
            responder: b"",
            initiator_port: 50_000,
            responder_port: 5432,
            midway: false,
        })
    }

    fn run(slices: &[(Side, &[u8])]) -> Progress {
        let mut findings = Vec::new();
        let mut reader = POSTGRESQL.reader();
        for (from, bytes) in slices {
            let progress = reader.read(*from, bytes, &mut findings);
            if progress != Progress::Reading {
                return progress;
            }
        }
        reader.finish(&mut findings);
        Progress::Reading
    }

    #[test]
    fn both_ways_to_begin_are_claimed() {
        assert_eq!(probe(ASK), Probe::Mine);
        assert_eq!(probe(SESSION), Probe::Mine);
        for length in 0..8 {
            assert_eq!(probe(&SESSION[..length]), Probe::NeedMore);
        }
        assert_eq!(probe(b"\0\0\0\x09\0\0\0\0\0"), Probe::NotMine);
    }

    #[test]
    fn consent_is_one_byte() {
        assert_eq!(
            run(&[(Side::Initiator, ASK), (Side::Responder, b"S\x16")]),
            Progress::Inside { consumed: 1 }
        );
    }

    #[test]
    fn a_refused_client_that_opens_a_session_is_done() {
        assert_eq!(
            run(&[
                (Side::Initiator, ASK),
                (Side::Responder, b"N"),
                (Side::Initiator, SESSION)
            ]),
            Progress::Done
        );
    }

    #[test]
    fn no_input_is_fatal() {
        for message in [ASK, SESSION] {
            for at in 0..message.len() {
                for value in 0..=255 {
                    let mut changed = message.to_vec();
                    changed[at] = value;
                    probe(&changed);
                    probe(&changed[..at]);
                    run(&[
                        (Side::Initiator, &changed[..at]),
                        (Side::Initiator, &changed[at..]),
                    ]);
                }
            }
        }
    }
}
