//! LDAP with StartTLS (RFC 4511 section 4.14): an extended request by its object identifier, in BER.

use super::is_tls;
use crate::name::inbox::{Inbox, Parsed};
use crate::name::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// LDAP, up to TLS.
pub static LDAP: &dyn StreamProtocol = &Ldap;

/// The longest message followed; the connection is given up at a longer one. What comes before StartTLS is short.
const MESSAGE_LIMIT: usize = 64 * 1024;

/// Messages of a client after which it is believed never to ask for TLS.
const REQUEST_LIMIT: u32 = 16;

const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const ENUMERATED: u8 = 0x0a;
const EXTENDED_REQUEST: u8 = 0x77;
const EXTENDED_RESPONSE: u8 = 0x78;
/// The object identifier in an extended request.
const REQUEST_NAME: u8 = 0x80;

struct Ldap;

impl StreamProtocol for Ldap {
    fn id(&self) -> &'static str {
        "ldap"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        let client = opening.initiator;
        if client.is_empty() && !opening.responder.is_empty() {
            return Probe::NotMine;
        }
        match begins_message(client) {
            Ok(Some(true)) => Probe::Mine,
            Ok(None) => Probe::NeedMore,
            _ => Probe::NotMine,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader {
            sent: Inbox::new(MESSAGE_LIMIT),
            received: Inbox::new(MESSAGE_LIMIT),
            asked: None,
            requests: 0,
            absence: None,
            labelled: false,
            finished: false,
        })
    }
}

struct Reader {
    sent: Inbox,
    received: Inbox,
    /// The number of the message that asked for TLS.
    asked: Option<Vec<u8>>,
    requests: u32,
    absence: Option<Absence>,
    labelled: bool,
    finished: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.labelled {
            findings.push(Finding::Protocol(Protocol("LDAP")));
            self.labelled = true;
        }
        let mut rest = bytes;
        let step = match from {
            Side::Initiator => self.client(&mut rest),
            Side::Responder => self.server(&mut rest),
        };
        match step {
            Ok(Some(())) => Progress::Inside {
                consumed: bytes.len().saturating_sub(rest.len()),
            },
            Ok(None) if self.requests < REQUEST_LIMIT => Progress::Reading,
            // Among the reasons is a bind after which all is encrypted, so that this is nobody's fault.
            _ => self.done(Absence::NotNaming, findings),
        }
    }

    fn gap(&mut self, _from: Side, findings: &mut Vec<Finding>) -> Progress {
        self.done(Absence::NotNaming, findings)
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if !std::mem::replace(&mut self.finished, true) {
            let absence = self.absence.unwrap_or(Absence::NotNaming);
            findings.push(Finding::NoName(absence));
        }
    }
}

impl Reader {
    fn client(&mut self, rest: &mut &[u8]) -> Result<Option<()>, Absence> {
        while !rest.is_empty() {
            if self.asked.is_some() && is_tls(rest) {
                return Ok(Some(()));
            }
            let Some(message) = self.sent.take(rest, message)? else {
                return Ok(None);
            };
            self.requests = self.requests.saturating_add(1);
            if message.operation == EXTENDED_REQUEST && message.is_start_tls {
                self.asked = Some(message.number);
            }
        }
        Ok(None)
    }

    fn server(&mut self, rest: &mut &[u8]) -> Result<Option<()>, Absence> {
        while !rest.is_empty() {
            let Some(message) = self.received.take(rest, message)? else {
                return Ok(None);
            };
            if message.operation == EXTENDED_RESPONSE
                && self.asked.as_ref() == Some(&message.number)
            {
                if message.is_success {
                    return Ok(Some(()));
                }
                self.asked = None;
            }
        }
        Ok(None)
    }

    fn done(&mut self, absence: Absence, findings: &mut Vec<Finding>) -> Progress {
        self.absence = Some(absence);
        self.finish(findings);
        Progress::Done
    }
}

struct Message {
    number: Vec<u8>,
    operation: u8,
    is_start_tls: bool,
    is_success: bool,
}

/// A sequence of a number and an operation; other things that follow in it are passed over.
fn message(bytes: &[u8]) -> Parsed<Message> {
    let Some((tag, header, length)) = element(bytes)? else {
        return Ok(None);
    };
    if tag != SEQUENCE {
        return Err(Absence::Malformed);
    }
    let whole = header.checked_add(length).ok_or(Absence::Malformed)?;
    let Some(body) = bytes.get(header..whole) else {
        return Ok(None);
    };
    let (number, rest) = value(body, INTEGER).ok_or(Absence::Malformed)?;
    let &operation = rest.first().ok_or(Absence::Malformed)?;
    let (said, _) = value(rest, operation).ok_or(Absence::Malformed)?;
    let is = |tag, wanted| value(said, tag).is_some_and(|(said, _)| said == wanted);
    Ok(Some((
        Message {
            number: number.to_vec(),
            operation,
            is_start_tls: is(REQUEST_NAME, START_TLS),
            is_success: is(ENUMERATED, &[0]),
        },
        whole,
    )))
}

/// Whether the bytes begin with a request of LDAP: a sequence, a number of up to four bytes, and an operation that
/// clients begin with.
fn begins_message(bytes: &[u8]) -> Result<Option<bool>, Absence> {
    let Some((tag, header, _)) = element(bytes)? else {
        return Ok(bytes
            .first()
            .is_some_and(|&tag| tag != SEQUENCE)
            .then_some(false));
    };
    Ok(match bytes.get(header..) {
        _ if tag != SEQUENCE => Some(false),
        Some([INTEGER, length @ 1..=4, rest @ ..]) => rest
            .get(usize::from(*length))
            // Bind, search, extended, abandon, unbind.
            .map(|&operation| matches!(operation, 0x60 | 0x63 | EXTENDED_REQUEST | 0x50 | 0x42)),
        Some([] | [INTEGER]) | None => None,
        Some(_) => Some(false),
    })
}

/// The value of the element that `bytes` begin with, if it has this tag, and what follows it.
fn value(bytes: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, header, length) = element(bytes).ok()??;
    let rest = bytes.get(header..)?;
    (tag == wanted).then(|| rest.split_at_checked(length))?
}

/// Tag, length of tag and length, and length of the value of a BER element. LDAP allows the definite form only
/// (RFC 4511 section 5.1). `None` where the length is not complete.
fn element(bytes: &[u8]) -> Result<Option<(u8, usize, usize)>, Absence> {
    let (&tag, &first, rest) = match bytes {
        [tag, first, rest @ ..] => (tag, first, rest),
        _ => return Ok(None),
    };
    let count = usize::from(first & 0x7f);
    if first & 0x80 == 0 {
        return Ok(Some((tag, 2, count)));
    }
    if !matches!(count, 1..=4) {
        return Err(Absence::Malformed);
    }
    let length = rest.get(..count).map(|digits| {
        digits
            .iter()
            .fold(0_u32, |length, &digit| length << 8 | u32::from(digit))
    });
    Ok(length.and_then(|length| Some((tag, 2 + count, usize::try_from(length).ok()?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIND: &[u8] = b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0";
    const ASK: &[u8] = b"\x30\x1d\x02\x01\x02\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
    const GRANT: &[u8] = b"\x30\x84\0\0\0\x0c\x02\x01\x02\x78\x07\x0a\x01\0\x04\0\x04\0";

    fn probe(initiator: &[u8]) -> Probe {
        LDAP.probe(&Opening {
            initiator,
            responder: b"",
            initiator_port: 50_000,
            responder_port: 389,
            midway: false,
        })
    }

    fn run(slices: &[(Side, &[u8])]) -> (Vec<Finding>, Progress) {
        let mut findings = Vec::new();
        let mut reader = LDAP.reader();
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
    fn requests_are_claimed() {
        assert_eq!(probe(BIND), Probe::Mine);
        assert_eq!(probe(ASK), Probe::Mine);
        assert_eq!(probe(&BIND[..4]), Probe::NeedMore);
        assert_eq!(probe(b"0123456789"), Probe::NotMine);
    }

    #[test]
    fn consent_hands_over_after_its_message() {
        let (_, progress) = run(&[
            (Side::Initiator, BIND),
            (Side::Initiator, ASK),
            (Side::Responder, &[GRANT, b"\x16"].concat()),
        ]);
        let consumed = GRANT.len();
        assert_eq!(progress, Progress::Inside { consumed });
    }

    #[test]
    fn a_refusal_goes_on() {
        let mut refusal = GRANT.to_vec();
        refusal[13] = 2;
        let (findings, progress) = run(&[(Side::Initiator, ASK), (Side::Responder, &refusal)]);
        assert_eq!(progress, Progress::Reading);
        assert_eq!(findings.last(), Some(&Finding::NoName(Absence::NotNaming)));
    }

    #[test]
    fn no_input_is_fatal() {
        let client = [BIND, ASK].concat();
        for at in 0..client.len() {
            for value in 0..=255 {
                let mut changed = client.clone();
                changed[at] = value;
                probe(&changed);
                run(&[
                    (Side::Initiator, &changed[..at]),
                    (Side::Initiator, &changed[at..]),
                ]);
            }
        }
        for at in 0..GRANT.len() {
            for value in 0..=255 {
                let mut changed = GRANT.to_vec();
                changed[at] = value;
                run(&[(Side::Initiator, ASK), (Side::Responder, &changed)]);
            }
        }
    }
}
