//! SOCKS 4 (Y.-D. Lee, "SOCKS: A protocol for TCP proxy across firewalls") and 4a: one request, one reply of 8
//! bytes.

use super::request::{Command, Target};
use crate::name::inbox::{Inbox, Parsed};
use crate::name::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// The longest request: a user and a name of 255 bytes each, and what is around them. A longer one is not
/// recognised.
const REQUEST_LIMIT: usize = 8 + 256 + 256;

const REPLY_LENGTH: usize = 8;
const GRANTED: u8 = 90;

pub(super) struct Socks4;

impl StreamProtocol for Socks4 {
    fn id(&self) -> &'static str {
        "socks4"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        // A reply has a version of 0 and a code from 90 to 93.
        if !matches!(opening.responder, [] | [0] | [0, 90..=93, ..]) {
            return Probe::NotMine;
        }
        match request(opening.initiator) {
            Ok(Some((_, length))) => {
                // Four and one are common first bytes; the client of a proxy also waits for its reply.
                if opening.initiator.len() == length || opening.responder.len() >= REPLY_LENGTH {
                    Probe::Mine
                } else {
                    Probe::NotMine
                }
            }
            Ok(None) if opening.initiator.len() < REQUEST_LIMIT => Probe::NeedMore,
            _ => Probe::NotMine,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader {
            requests: Inbox::new(REQUEST_LIMIT),
            replies: Inbox::new(REPLY_LENGTH + 1),
            asked: None,
            granted: 0,
            absence: Some(Absence::NoHandshake),
            labelled: false,
        })
    }
}

struct Reader {
    requests: Inbox,
    replies: Inbox,
    asked: Option<Command>,
    granted: u8,
    absence: Option<Absence>,
    labelled: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.labelled {
            findings.push(Finding::Protocol(Protocol("SOCKS")));
            self.labelled = true;
        }
        match self.negotiate(from, bytes, findings) {
            Ok(progress) => progress,
            Err(absence) => {
                // A name that was stated stands.
                self.absence = self.absence.map(|_| absence);
                self.finish(findings);
                Progress::Done
            }
        }
    }

    fn gap(&mut self, _from: Side, findings: &mut Vec<Finding>) -> Progress {
        self.absence = self.absence.map(|_| Absence::Gap);
        self.finish(findings);
        Progress::Done
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        findings.extend(self.absence.take().map(Finding::NoName));
    }
}

impl Reader {
    fn negotiate(
        &mut self,
        from: Side,
        bytes: &[u8],
        findings: &mut Vec<Finding>,
    ) -> Result<Progress, Absence> {
        let mut rest = bytes;
        match from {
            Side::Initiator => {
                if self.asked.is_none() {
                    let Some((command, target)) = self.requests.take(&mut rest, request)? else {
                        return Ok(Progress::Reading);
                    };
                    self.asked = Some(command);
                    self.absence = target.state(findings);
                }
                if rest.is_empty() {
                    return Ok(Progress::Reading);
                }
                // The client did not wait, or the reply is not in the capture.
            }
            Side::Responder => {
                let replies = self.asked.and_then(Command::replies).unwrap_or(1);
                while self.granted < replies {
                    let Some(code) = self.replies.take(&mut rest, reply)? else {
                        return Ok(Progress::Reading);
                    };
                    if code != GRANTED {
                        self.finish(findings);
                        return Ok(Progress::Done);
                    }
                    self.granted += 1;
                }
            }
        }
        Ok(Progress::Inside {
            consumed: bytes.len().saturating_sub(rest.len()),
        })
    }
}

/// Version, command, port, address, user up to a zero byte; and where the address is 0.0.0.x, a name up to another.
fn request(bytes: &[u8]) -> Parsed<(Command, Target)> {
    if !matches!(bytes, [] | [4] | [4, 1 | 2, ..]) {
        return Err(Absence::Malformed);
    }
    let Some((&[_, command, p, q, a, b, c, d], rest)) = bytes.split_first_chunk::<8>() else {
        return Ok(None);
    };
    let command = Command::parse(command).ok_or(Absence::Malformed)?;
    let Some((_, user)) = text(rest)? else {
        return Ok(None);
    };
    let length = 8 + user;
    if [a, b, c] != [0; 3] || d == 0 {
        let target = Target::v4([a, b, c, d], [p, q]);
        return Ok(Some(((command, target), length)));
    }
    let name = text(rest.get(user..).unwrap_or_default())?;
    Ok(name.map(|(name, after)| ((command, Target::name(name, [p, q])), length + after)))
}

/// Printable text of at most 255 bytes up to a zero byte, which counts in the length.
fn text(bytes: &[u8]) -> Parsed<&[u8]> {
    let end = bytes.iter().take(256).position(|&byte| byte == 0);
    let shown = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes);
    if shown.len() > 255 || shown.iter().any(u8::is_ascii_control) {
        return Err(Absence::Malformed);
    }
    Ok(end.map(|end| (shown, end + 1)))
}

/// The code of a reply.
fn reply(bytes: &[u8]) -> Parsed<u8> {
    match bytes {
        [0 | 4, code, _, _, _, _, _, _, ..] => Ok(Some((*code, REPLY_LENGTH))),
        [] | [0 | 4, ..] => Ok(None),
        _ => Err(Absence::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HostName, Name, NameKind};

    const NAMED: &[u8] = b"\x04\x01\x01\xbb\0\0\0\x01me\0a.example\0";
    const ADDRESSED: &[u8] = b"\x04\x01\0\x50\xc0\0\x02\x01\0";
    const OK: &[u8] = b"\0\x5a\0\0\0\0\0\0";

    fn probe(initiator: &[u8], responder: &[u8]) -> Probe {
        Socks4.probe(&Opening {
            initiator,
            responder,
            initiator_port: 50_000,
            responder_port: 1080,
            midway: false,
        })
    }

    fn run(slices: &[(Side, &[u8])]) -> (Vec<Finding>, Progress) {
        let mut findings = Vec::new();
        let mut reader = Socks4.reader();
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
    fn a_whole_request_is_claimed_and_part_of_one_may_become_it() {
        for request in [NAMED, ADDRESSED] {
            assert_eq!(probe(request, b""), Probe::Mine);
            for length in 0..request.len() {
                assert_eq!(probe(&request[..length], b""), Probe::NeedMore);
            }
        }
    }

    #[test]
    fn a_look_alike_is_left_alone() {
        assert_eq!(probe(b"\x04\x09", b""), Probe::NotMine);
        assert_eq!(probe(ADDRESSED, b"220 mail"), Probe::NotMine);
        assert_eq!(probe(&[ADDRESSED, b"more"].concat(), b""), Probe::NotMine);
    }

    #[test]
    fn a_name_is_stated_and_the_rest_handed_over() {
        let (findings, progress) = run(&[
            (Side::Initiator, NAMED),
            (Side::Responder, &[OK, b"more"].concat()),
        ]);
        assert_eq!(progress, Progress::Inside { consumed: 8 });
        assert!(findings.contains(&Finding::Name(Name {
            kind: NameKind::SOCKS,
            host: HostName::from_wire(b"a.example").unwrap(),
            port: Some(443),
            from: Side::Initiator,
            outer: false
        })));
    }

    #[test]
    fn an_address_is_a_fact() {
        let (findings, _) = run(&[(Side::Initiator, ADDRESSED)]);
        assert!(findings.contains(&crate::name::http1::naming::fact(
            "socks.target",
            "192.0.2.1:80".to_owned()
        )));
        assert_eq!(
            findings.last(),
            Some(&Finding::NoName(Absence::NoServerName))
        );
    }

    #[test]
    fn a_refusal_is_the_end() {
        let (_, progress) = run(&[
            (Side::Initiator, NAMED),
            (Side::Responder, b"\0\x5b\0\0\0\0\0\0"),
        ]);
        assert_eq!(progress, Progress::Done);
    }

    #[test]
    fn a_client_that_does_not_wait_hands_over_after_its_request() {
        let (_, progress) = run(&[(Side::Initiator, &[NAMED, b"\x16\x03"].concat())]);
        let consumed = NAMED.len();
        assert_eq!(progress, Progress::Inside { consumed });
    }

    #[test]
    fn no_input_is_fatal() {
        for at in 0..NAMED.len() {
            for value in 0..=255 {
                let mut changed = NAMED.to_vec();
                changed[at] = value;
                probe(&changed, OK);
                probe(&changed[..at], OK);
                run(&[
                    (Side::Initiator, &changed[..at]),
                    (Side::Initiator, &changed[at..]),
                    (Side::Responder, &changed),
                ]);
            }
        }
    }
}
