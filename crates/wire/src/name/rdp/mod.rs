//! Remote Desktop (MS-RDPBCGR 2.2.1.1 and 2.2.1.2): the X.224 connection request and confirm, each in a TPKT frame
//! (RFC 1006), that agree on TLS. What follows the agreement is read as a conversation of its own.

use super::inbox::{Inbox, Parsed};
use super::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// Remote Desktop over TCP.
pub static RDP: &dyn StreamProtocol = &Rdp;

/// Longer than the longest frame, whose X.224 part has at most 255 bytes.
const FRAME_LIMIT: usize = 512;

const CONNECTION_REQUEST: u8 = 0xe0;
const CONNECTION_CONFIRM: u8 = 0xd0;

/// Fields of the negotiation: a request, a response, a failure.
const REQUEST: u8 = 1;
const RESPONSE: u8 = 2;

struct Rdp;

impl StreamProtocol for Rdp {
    fn id(&self) -> &'static str {
        "rdp"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        match frame(opening.initiator) {
            // Other protocols open with an X.224 connection request as well, and say other things in it.
            Ok(Some(((CONNECTION_REQUEST, said), _)))
                if said.starts_with(b"Cookie: ")
                    || said.starts_with(&[REQUEST])
                    || said.is_empty() && opening.responder_port == 3389 =>
            {
                Probe::Mine
            }
            Ok(None) if opening.initiator.is_empty() && !opening.responder.is_empty() => {
                Probe::NotMine
            }
            Ok(None) => Probe::NeedMore,
            _ => Probe::NotMine,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader {
            sent: Inbox::new(FRAME_LIMIT),
            received: Inbox::new(FRAME_LIMIT),
            asked: false,
            absence: None,
            finished: false,
        })
    }
}

struct Reader {
    sent: Inbox,
    received: Inbox,
    asked: bool,
    /// What hindered the reading.
    absence: Option<Absence>,
    finished: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        let mut rest = bytes;
        let agreed = match from {
            Side::Initiator => self.client(&mut rest, findings),
            Side::Responder => self.server(&mut rest),
        };
        match agreed {
            Ok(None) => Progress::Reading,
            Ok(Some(true)) => Progress::Inside {
                consumed: bytes.len().saturating_sub(rest.len()),
            },
            Ok(Some(false)) => self.done(None, findings),
            Err(absence) => self.done(Some(absence), findings),
        }
    }

    fn gap(&mut self, _from: Side, findings: &mut Vec<Finding>) -> Progress {
        self.done(Some(Absence::Gap), findings)
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if !std::mem::replace(&mut self.finished, true) {
            let absence = self.absence.unwrap_or(Absence::NotNaming);
            findings.push(Finding::NoName(absence));
        }
    }
}

impl Reader {
    /// True where TLS begins, false where it never will, `None` as long as that is open.
    fn client(
        &mut self,
        rest: &mut &[u8],
        findings: &mut Vec<Finding>,
    ) -> Result<Option<bool>, Absence> {
        if !self.asked {
            let request = |bytes: &[u8]| Ok(frame(bytes)?.map(|(_, length)| ((), length)));
            if self.sent.take(rest, request)?.is_none() {
                return Ok(None);
            }
            self.asked = true;
            findings.push(Finding::Protocol(Protocol("RDP")));
        }
        // Without the confirm in the capture, or before it, the client's first byte tells: 22 is TLS, 3 is TPKT.
        Ok(rest.first().map(|&first| first == 22))
    }

    fn server(&mut self, rest: &mut &[u8]) -> Result<Option<bool>, Absence> {
        self.received.take(rest, |bytes| {
            Ok(frame(bytes)?.map(|((code, said), length)| {
                let tls = matches!(said, [RESPONSE, _, 8, 0, protocols @ ..] if protocols.iter().any(|&byte| byte != 0));
                (code == CONNECTION_CONFIRM && tls, length)
            }))
        })
    }

    fn done(&mut self, absence: Option<Absence>, findings: &mut Vec<Finding>) -> Progress {
        self.absence = absence;
        self.finish(findings);
        Progress::Done
    }
}

/// The code of an X.224 connection request or confirm and what it says after its fixed part.
fn frame(bytes: &[u8]) -> Parsed<(u8, &[u8])> {
    if !matches!(bytes, [] | [3] | [3, 0, ..]) {
        return Err(Absence::Malformed);
    }
    let Some((&[_, _, high, low, indicator, code], rest)) = bytes.split_first_chunk::<6>() else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let code = code & 0xf0;
    // The indicator counts all after itself, and an X.224 connection packet fills its frame.
    if !matches!(code, CONNECTION_REQUEST | CONNECTION_CONFIRM)
        || length != usize::from(indicator) + 5
        || length < 11
    {
        return Err(Absence::Malformed);
    }
    // Two references and a class stand before what is said.
    Ok(rest
        .get(..length.saturating_sub(6))
        .and_then(|rest| rest.get(5..))
        .map(|said| ((code, said), length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASK: &[u8] = b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0";
    const TLS: &[u8] = b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\x1f\x08\0\x02\0\0\0";
    const PLAIN: &[u8] = b"\x03\0\0\x0b\x06\xd0\0\0\x12\x34\0";
    const FAILED: &[u8] = b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x03\0\x08\0\x05\0\0\0";

    fn probe(initiator: &[u8]) -> Probe {
        Rdp.probe(&Opening {
            initiator,
            responder: b"",
            initiator_port: 50_000,
            responder_port: 3389,
            midway: false,
        })
    }

    fn run(slices: &[(Side, &[u8])]) -> (Vec<Finding>, Progress) {
        let mut findings = Vec::new();
        let mut reader = Rdp.reader();
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
    fn a_request_is_claimed_and_its_prefixes_waited_for() {
        assert_eq!(probe(ASK), Probe::Mine);
        for length in 0..ASK.len() {
            assert_eq!(probe(&ASK[..length]), Probe::NeedMore);
        }
        let cookie = b"\x03\0\0\x21\x1c\xe0\0\0\0\0\0Cookie: mstshash=me\r\n";
        let mut cookie = cookie.to_vec();
        cookie[3] = u8::try_from(cookie.len()).unwrap();
        cookie[4] = cookie[3] - 5;
        assert_eq!(probe(&cookie), Probe::Mine);
    }

    #[test]
    fn other_users_of_x224_are_left_alone() {
        let s7 = b"\x03\0\0\x16\x11\xe0\0\0\0\x01\0\xc1\x02\x01\0\xc2\x02\x01\x02\xc0\x01\x09";
        assert_eq!(probe(s7), Probe::NotMine);
    }

    #[test]
    fn an_agreement_on_tls_hands_over() {
        let (findings, progress) = run(&[(Side::Initiator, ASK), (Side::Responder, TLS)]);
        assert_eq!(progress, Progress::Inside { consumed: 19 });
        assert_eq!(findings, [Finding::Protocol(Protocol("RDP"))]);
    }

    #[test]
    fn without_tls_nothing_is_named() {
        for answer in [PLAIN, FAILED] {
            let (findings, progress) = run(&[(Side::Initiator, ASK), (Side::Responder, answer)]);
            assert_eq!(progress, Progress::Done);
            assert_eq!(findings.last(), Some(&Finding::NoName(Absence::NotNaming)));
        }
    }

    #[test]
    fn a_client_that_goes_on_with_tls_hands_over() {
        let (_, progress) = run(&[(Side::Initiator, ASK), (Side::Initiator, b"\x16\x03")]);
        assert_eq!(progress, Progress::Inside { consumed: 0 });
    }

    #[test]
    fn no_input_is_fatal() {
        for at in 0..ASK.len() {
            for value in 0..=255 {
                let (mut ask, mut tls) = (ASK.to_vec(), TLS.to_vec());
                ask[at] = value;
                tls[at] = value;
                probe(&ask);
                run(&[(Side::Initiator, &ask[..at]), (Side::Initiator, &ask[at..])]);
                run(&[(Side::Responder, &tls[..at]), (Side::Responder, &tls[at..])]);
            }
        }
    }
}
