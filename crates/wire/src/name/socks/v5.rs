//! SOCKS 5 (RFC 1928) with its password exchange (RFC 1929). The two sides are followed independently of each
//! other, since clients need not wait and a capture may hold only one of them.

use super::request::{Command, Target};
use crate::name::inbox::{Inbox, Parsed};
use crate::name::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// The longest message, that with user and password, has 513 bytes. No message reaches this.
const MESSAGE_LIMIT: usize = 1024;

const NO_PASSWORD: u8 = 0;
const PASSWORD: u8 = 2;
const NO_METHOD: u8 = 0xff;

pub(super) struct Socks5;

impl StreamProtocol for Socks5 {
    fn id(&self) -> &'static str {
        "socks5"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        let (methods, length) = match greeting(opening.initiator) {
            Ok(Some(greeting)) => greeting,
            Ok(None) if matches!(opening.responder, [] | [5, ..]) => return Probe::NeedMore,
            _ => return Probe::NotMine,
        };
        match opening.responder {
            [5, method, ..] if *method == NO_METHOD || methods.contains(method) => Probe::Mine,
            [] | [5] => {
                // Two bytes are little evidence: the proxy's choice or a request must come with them.
                let after = opening.initiator.get(length..).unwrap_or_default();
                match request(after) {
                    Ok(Some(_)) => Probe::Mine,
                    Err(_) if after.first() != Some(&1) => Probe::NotMine,
                    _ => Probe::NeedMore,
                }
            }
            _ => Probe::NotMine,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader {
            sent: Inbox::new(MESSAGE_LIMIT),
            received: Inbox::new(MESSAGE_LIMIT),
            client: Client::Greeting,
            server: Server::Method,
            replies: 0,
            absence: Some(Absence::NoHandshake),
            labelled: false,
        })
    }
}

/// What comes next from the client.
#[derive(Clone, Copy)]
enum Client {
    Greeting,
    /// A password exchange or the request, told apart by their first byte.
    Next,
    Asked(Command),
}

/// What comes next from the server.
#[derive(Clone, Copy)]
enum Server {
    Method,
    PasswordReply,
    Reply,
}

struct Reader {
    sent: Inbox,
    received: Inbox,
    client: Client,
    server: Server,
    /// Replies seen.
    replies: u8,
    absence: Option<Absence>,
    labelled: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.labelled {
            findings.push(Finding::Protocol(Protocol("SOCKS")));
            self.labelled = true;
        }
        let mut rest = bytes;
        let step = match from {
            Side::Initiator => self.client(&mut rest, findings),
            Side::Responder => self.server(&mut rest),
        };
        match step {
            Ok(Step::Wait) => Progress::Reading,
            Ok(Step::Through) => Progress::Inside {
                consumed: bytes.len().saturating_sub(rest.len()),
            },
            Ok(Step::Over) => {
                self.finish(findings);
                Progress::Done
            }
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

enum Step {
    Wait,
    /// The conversation inside begins.
    Through,
    /// There will be none that can be read.
    Over,
}

impl Reader {
    fn client(&mut self, rest: &mut &[u8], findings: &mut Vec<Finding>) -> Result<Step, Absence> {
        loop {
            match self.client {
                Client::Greeting => {
                    if self.sent.take(rest, greeting)?.is_none() {
                        return Ok(Step::Wait);
                    }
                    self.client = Client::Next;
                }
                Client::Next => match self.sent.take(rest, message)? {
                    None => return Ok(Step::Wait),
                    Some(None) => {}
                    Some(Some((command, target))) => {
                        self.absence = target.state(findings);
                        self.client = Client::Asked(command);
                    }
                },
                Client::Asked(_) if rest.is_empty() => return Ok(Step::Wait),
                // The client did not wait, or the reply is not in the capture.
                Client::Asked(command) => {
                    return Ok(command.replies().map_or(Step::Over, |_| Step::Through));
                }
            }
        }
    }

    fn server(&mut self, rest: &mut &[u8]) -> Result<Step, Absence> {
        loop {
            match self.server {
                Server::Method => {
                    let Some(method) = self.received.take(rest, pair::<5>)? else {
                        return Ok(Step::Wait);
                    };
                    self.server = match method {
                        NO_PASSWORD => Server::Reply,
                        PASSWORD => Server::PasswordReply,
                        // None is acceptable, or one that wraps what follows (GSSAPI, RFC 1961).
                        _ => return Ok(Step::Over),
                    };
                }
                Server::PasswordReply => {
                    let Some(status) = self.received.take(rest, pair::<1>)? else {
                        return Ok(Step::Wait);
                    };
                    if status != 0 {
                        return Ok(Step::Over);
                    }
                    self.server = Server::Reply;
                }
                Server::Reply => {
                    let Some((code, _)) = self.received.take(rest, addressed)? else {
                        return Ok(Step::Wait);
                    };
                    if code != 0 {
                        return Ok(Step::Over);
                    }
                    self.replies = self.replies.saturating_add(1);
                    let wanted = match self.client {
                        Client::Asked(command) => command.replies(),
                        _ => Some(1),
                    };
                    match wanted {
                        None => return Ok(Step::Over),
                        Some(wanted) if self.replies >= wanted => return Ok(Step::Through),
                        Some(_) => {}
                    }
                }
            }
        }
    }
}

/// Version, number of methods, methods. Those below 10 are assigned and those from 0x80 on are private.
fn greeting(bytes: &[u8]) -> Parsed<Vec<u8>> {
    let (&count, rest) = match bytes {
        [] | [5] => return Ok(None),
        [5, count @ 1..=255, rest @ ..] => (count, rest),
        _ => return Err(Absence::Malformed),
    };
    let count = usize::from(count);
    let methods = rest.get(..count.min(rest.len())).unwrap_or(rest);
    if methods
        .iter()
        .any(|method| matches!(method, 10..0x80 | 0xff))
    {
        return Err(Absence::Malformed);
    }
    Ok((methods.len() == count).then(|| (methods.to_vec(), 2 + count)))
}

/// A password exchange, of which nothing is kept, or a request.
fn message(bytes: &[u8]) -> Parsed<Option<(Command, Target)>> {
    match bytes {
        [1, rest @ ..] => Ok(password_length(rest).map(|length| (None, 1 + length))),
        _ => Ok(request(bytes)?.map(|(request, length)| (Some(request), length))),
    }
}

/// Length of user and password with their length bytes.
fn password_length(bytes: &[u8]) -> Option<usize> {
    let (&user, rest) = bytes.split_first()?;
    let (&password, rest) = rest.get(usize::from(user)..)?.split_first()?;
    rest.get(..usize::from(password))?;
    Some(2 + usize::from(user) + usize::from(password))
}

/// Version, command, zero, target.
fn request(bytes: &[u8]) -> Parsed<(Command, Target)> {
    if !matches!(bytes, [] | [5] | [5, 1..=3, ..]) {
        return Err(Absence::Malformed);
    }
    let Some(((command, target), length)) = addressed(bytes)? else {
        return Ok(None);
    };
    let command = Command::parse(command).ok_or(Absence::Malformed)?;
    Ok(Some(((command, target), length)))
}

/// The shape of requests and replies: version, code, zero, kind of address, address, port.
fn addressed(bytes: &[u8]) -> Parsed<(u8, Target)> {
    let (&code, rest) = match bytes {
        [5, code, 0, rest @ ..] => (code, rest),
        [] | [5] | [5, _] => return Ok(None),
        _ => return Err(Absence::Malformed),
    };
    let target = match rest {
        [] => None,
        [1, rest @ ..] => rest
            .first_chunk::<6>()
            .map(|&[a, b, c, d, p, q]| (Target::v4([a, b, c, d], [p, q]), 6)),
        [4, rest @ ..] => rest
            .split_first_chunk::<16>()
            .and_then(|(address, port)| Some((Target::v6(*address, *port.first_chunk()?), 18))),
        [3] => None,
        [3, length, rest @ ..] => {
            rest.split_at_checked(usize::from(*length))
                .and_then(|(host, port)| {
                    let target = Target::name(host, *port.first_chunk()?);
                    Some((target, 3 + host.len()))
                })
        }
        _ => return Err(Absence::Malformed),
    };
    Ok(target.map(|(target, length)| ((code, target), 4 + length)))
}

/// A byte that must be `FIRST`, and the one that matters.
fn pair<const FIRST: u8>(bytes: &[u8]) -> Parsed<u8> {
    match bytes {
        [] => Ok(None),
        [first, ..] if *first != FIRST => Err(Absence::Malformed),
        [_] => Ok(None),
        [_, value, ..] => Ok(Some((*value, 2))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NameKind;

    const GREETING: &[u8] = b"\x05\x02\x00\x02";
    const NAMED: &[u8] = b"\x05\x01\0\x03\x09a.example\x01\xbb";
    const ADDRESSED: &[u8] = b"\x05\x01\0\x04\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\0\x50";
    const METHOD: &[u8] = b"\x05\x00";
    const OK: &[u8] = b"\x05\0\0\x01\0\0\0\0\0\0";

    fn probe(initiator: &[u8], responder: &[u8]) -> Probe {
        Socks5.probe(&Opening {
            initiator,
            responder,
            initiator_port: 50_000,
            responder_port: 1080,
            midway: false,
        })
    }

    fn run(slices: &[(Side, &[u8])]) -> (Vec<Finding>, Progress) {
        let mut findings = Vec::new();
        let mut reader = Socks5.reader();
        for (from, bytes) in slices {
            let progress = reader.read(*from, bytes, &mut findings);
            if progress != Progress::Reading {
                return (findings, progress);
            }
        }
        reader.finish(&mut findings);
        (findings, Progress::Reading)
    }

    fn named(findings: &[Finding]) -> Option<(NameKind, &str, Option<u16>)> {
        findings.iter().find_map(|finding| match finding {
            Finding::Name(name) => Some((name.kind, name.host.as_str(), name.port)),
            _ => None,
        })
    }

    #[test]
    fn a_greeting_and_the_choice_of_one_of_its_methods_are_claimed() {
        assert_eq!(probe(GREETING, METHOD), Probe::Mine);
        assert_eq!(probe(GREETING, b"\x05\xff"), Probe::Mine);
        assert_eq!(probe(GREETING, b"\x05\x01"), Probe::NotMine);
    }

    #[test]
    fn a_greeting_alone_is_not_enough() {
        assert_eq!(probe(GREETING, b""), Probe::NeedMore);
        assert_eq!(probe(b"\x05", b""), Probe::NeedMore);
        assert_eq!(probe(&[GREETING, NAMED].concat(), b""), Probe::Mine);
        assert_eq!(probe(&[GREETING, b"rest"].concat(), b""), Probe::NotMine);
    }

    #[test]
    fn a_name_is_stated_and_the_rest_handed_over() {
        let (findings, progress) = run(&[
            (Side::Initiator, GREETING),
            (Side::Responder, METHOD),
            (Side::Initiator, NAMED),
            (Side::Responder, OK),
        ]);
        assert_eq!(progress, Progress::Inside { consumed: OK.len() });
        assert_eq!(
            named(&findings),
            Some((NameKind::SOCKS, "a.example", Some(443)))
        );
    }

    #[test]
    fn a_password_is_passed_over() {
        let (findings, progress) = run(&[
            (Side::Initiator, GREETING),
            (Side::Responder, b"\x05\x02"),
            (Side::Initiator, b"\x01\x02me\x06secret"),
            (Side::Responder, b"\x01\x00"),
            (Side::Initiator, NAMED),
            (Side::Responder, OK),
        ]);
        assert_eq!(progress, Progress::Inside { consumed: OK.len() });
        assert!(!format!("{findings:?}").contains("secret"));
    }

    #[test]
    fn an_address_is_a_fact() {
        let (findings, _) = run(&[(Side::Initiator, &[GREETING, ADDRESSED].concat())]);
        assert!(findings.contains(&crate::name::http1::naming::fact(
            "socks.target",
            "[2001:db8::1]:80".to_owned()
        )));
        assert_eq!(
            findings.last(),
            Some(&Finding::NoName(Absence::NoServerName))
        );
    }

    #[test]
    fn a_refusal_is_the_end() {
        let (_, progress) = run(&[(Side::Responder, b"\x05\x00\x05\x05\0\x01\0\0\0\0\0\0")]);
        assert_eq!(progress, Progress::Done);
    }

    #[test]
    fn a_client_that_does_not_wait_hands_over_after_its_request() {
        let bytes = [GREETING, NAMED, b"\x16\x03"].concat();
        let (_, progress) = run(&[(Side::Initiator, &bytes)]);
        let consumed = bytes.len() - 2;
        assert_eq!(progress, Progress::Inside { consumed });
    }

    #[test]
    fn messages_may_come_byte_by_byte() {
        let bytes = [GREETING, NAMED].concat();
        let slices: Vec<_> = bytes
            .chunks(1)
            .map(|byte| (Side::Initiator, byte))
            .collect();
        assert!(named(&run(&slices).0).is_some());
    }

    #[test]
    fn no_input_is_fatal() {
        let client = [GREETING, b"\x01\x02me\x01x", NAMED].concat();
        let server = [b"\x05\x02\x01\x00", OK].concat();
        for at in 0..client.len() {
            for value in 0..=255 {
                let mut changed = client.clone();
                changed[at] = value;
                probe(&changed, &server);
                probe(&changed[..at], METHOD);
                run(&[
                    (Side::Initiator, &changed[..at]),
                    (Side::Initiator, &changed[at..]),
                    (Side::Responder, &changed),
                ]);
            }
        }
        for at in 0..server.len() {
            for value in 0..=255 {
                let mut changed = server.clone();
                changed[at] = value;
                run(&[
                    (Side::Responder, &changed[..at]),
                    (Side::Responder, &changed[at..]),
                ]);
            }
        }
    }
}
