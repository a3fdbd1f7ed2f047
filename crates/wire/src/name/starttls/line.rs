//! The dialects that talk in lines: a greeting of the server, commands, replies. One reader follows them all, and a
//! dialect only says what its lines mean.

use super::is_tls;
use crate::name::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// The longest line kept; of a longer one, which is no command, only the beginning is looked at.
const LINE_LIMIT: usize = 1024;

/// Commands after which a client that has not asked for TLS is believed never to; 64 are more than any client
/// needs to introduce itself.
const COMMAND_LIMIT: u32 = 64;

/// What one line of the server's means for a client that has asked for TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// TLS begins after this line.
    Granted,
    /// It does not.
    Refused,
    /// The line is about something else, or not the last one of its reply.
    Other,
}

/// One dialect.
pub(super) struct Dialect {
    pub(super) id: &'static str,
    pub(super) protocol: Protocol,
    /// Whether the first bytes are of this dialect.
    pub(super) probe: fn(&Opening<'_>) -> Probe,
    /// Whether a command asks for TLS.
    pub(super) asks: fn(&[u8]) -> bool,
    /// What a line of the server's means after that command.
    pub(super) reply: fn(command: &[u8], line: &[u8]) -> Reply,
}

impl StreamProtocol for Dialect {
    fn id(&self) -> &'static str {
        self.id
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        (self.probe)(opening)
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader {
            protocol: self.protocol,
            asks: self.asks,
            reply: self.reply,
            asked: None,
            lines: Default::default(),
            commands: 0,
            labelled: false,
            gap: false,
            finished: false,
        })
    }
}

struct Reader {
    protocol: Protocol,
    asks: fn(&[u8]) -> bool,
    reply: fn(&[u8], &[u8]) -> Reply,
    /// The command that asked for TLS and has no reply yet.
    asked: Option<Vec<u8>>,
    lines: [Line; 2],
    commands: u32,
    labelled: bool,
    gap: bool,
    finished: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if self.finished {
            return Progress::Done;
        }
        if !self.labelled {
            findings.push(Finding::Protocol(self.protocol));
            self.labelled = true;
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let [client, server] = &mut self.lines;
            let line = match from {
                Side::Initiator if client.is_empty() && is_tls(rest) => {
                    return inside(bytes, rest);
                }
                Side::Initiator => client.take(&mut rest),
                Side::Responder => server.take(&mut rest),
            };
            let Some(line) = line else {
                return Progress::Reading;
            };
            match from {
                Side::Initiator => {
                    self.commands = self.commands.saturating_add(1);
                    if (self.asks)(&line) {
                        self.asked = Some(line);
                    } else if self.commands >= COMMAND_LIMIT {
                        self.finish(findings);
                        return Progress::Done;
                    }
                }
                Side::Responder => {
                    let reply = |asked: &Vec<u8>| (self.reply)(asked, &line);
                    match self.asked.as_ref().map(reply) {
                        Some(Reply::Granted) => return inside(bytes, rest),
                        Some(Reply::Refused) => self.asked = None,
                        Some(Reply::Other) | None => {}
                    }
                }
            }
        }
        Progress::Reading
    }

    fn gap(&mut self, from: Side, _findings: &mut Vec<Finding>) -> Progress {
        self.gap = true;
        let [client, server] = &mut self.lines;
        match from {
            Side::Initiator => client.lose(),
            Side::Responder => server.lose(),
        }
        Progress::Reading
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if !std::mem::replace(&mut self.finished, true) {
            let absence = if self.gap && self.asked.is_some() {
                Absence::Gap
            } else {
                Absence::NotNaming
            };
            findings.push(Finding::NoName(absence));
        }
    }
}

/// Hands over at `rest`, which is the end of `bytes`.
fn inside(bytes: &[u8], rest: &[u8]) -> Progress {
    Progress::Inside {
        consumed: bytes.len().saturating_sub(rest.len()),
    }
}

/// The line that one side is in.
#[derive(Default)]
struct Line {
    held: Vec<u8>,
    /// True where its beginning is missing.
    lost: bool,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Takes bytes up to a line's end off `bytes`, and returns the line without it; one whose beginning is missing
    /// is empty. `None` where the line goes on.
    fn take(&mut self, bytes: &mut &[u8]) -> Option<Vec<u8>> {
        let feed = bytes.iter().position(|&byte| byte == b'\n');
        let (part, after) = match feed {
            Some(feed) => (bytes.get(..feed), bytes.get(feed.saturating_add(1)..)),
            None => (Some(*bytes), None),
        };
        let part = part.unwrap_or_default();
        let room = LINE_LIMIT.saturating_sub(self.held.len());
        self.held
            .extend_from_slice(part.get(..room).unwrap_or(part));
        *bytes = after.unwrap_or_default();
        feed?;
        let line = std::mem::take(&mut self.held);
        let whole = !std::mem::take(&mut self.lost);
        Some(if whole {
            line.trim_ascii().to_vec()
        } else {
            Vec::new()
        })
    }

    fn lose(&mut self) {
        self.held.clear();
        self.lost = true;
    }
}

/// True where the line begins with this word, in any case, and then ends or goes on after a blank.
pub(super) fn begins_with_word(line: &[u8], word: &[u8]) -> bool {
    line.split_at_checked(word.len())
        .is_some_and(|(start, rest)| {
            start.eq_ignore_ascii_case(word) && rest.first().is_none_or(u8::is_ascii_whitespace)
        })
}

/// What a three-digit reply (RFC 5321, RFC 959) means where `granted` is the code of consent. A `-` after the code
/// says that the reply has further lines.
pub(super) fn reply_with_code(line: &[u8], granted: &[u8; 3]) -> Reply {
    match line.split_first_chunk::<3>() {
        Some((_, [b'-', ..])) => Reply::Other,
        Some((code, _)) if code == granted => Reply::Granted,
        Some(([b'4' | b'5', ..], _)) => Reply::Refused,
        _ => Reply::Other,
    }
}

/// The probe of dialects whose server greets with `220`: the words of the greeting tell them apart, or else the
/// client's first command.
pub(super) fn probe_220(opening: &Opening<'_>, greeting: &[&[u8]], commands: &[&[u8]]) -> Probe {
    let (client, server) = (opening.initiator, opening.responder);
    let greets = matches!(server, [] | [b'2'] | [b'2', b'2'] | [b'2', b'2', b'0', ..]);
    if !greets || server.is_empty() && !client.is_empty() {
        return Probe::NotMine;
    }
    if commands
        .iter()
        .any(|command| begins_with_word(client, command))
    {
        return Probe::Mine;
    }
    if !client.is_empty() {
        let part = client.len() < 4 && client.is_ascii();
        return if part {
            Probe::NeedMore
        } else {
            Probe::NotMine
        };
    }
    let line = server.split(|&byte| byte == b'\n').next().unwrap_or(server);
    let says = |word: &&[u8]| {
        line.windows(word.len())
            .any(|window| window.eq_ignore_ascii_case(word))
    };
    if greeting.iter().any(says) {
        Probe::Mine
    } else {
        Probe::NeedMore
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A dialect of `TLS` and `yes`, as an example.
    static EXAMPLE: Dialect = Dialect {
        id: "example",
        protocol: Protocol("EXAMPLE"),
        probe: |_| Probe::Mine,
        asks: |line| begins_with_word(line, b"tls"),
        reply: |_, line| match line {
            b"yes" => Reply::Granted,
            b"no" => Reply::Refused,
            _ => Reply::Other,
        },
    };

    fn run(slices: &[(Side, &[u8])]) -> (Vec<Finding>, Progress) {
        let mut findings = Vec::new();
        let mut reader = EXAMPLE.reader();
        for (from, bytes) in slices {
            let progress = reader.read(*from, bytes, &mut findings);
            if progress != Progress::Reading {
                return (findings, progress);
            }
        }
        reader.finish(&mut findings);
        (findings, Progress::Reading)
    }

    const CLIENT: Side = Side::Initiator;
    const SERVER: Side = Side::Responder;

    #[test]
    fn consent_hands_over_after_its_line() {
        let (findings, progress) = run(&[
            (SERVER, b"hello\r\n"),
            (CLIENT, b"TLS\r\n"),
            (SERVER, b"wait\r\nyes\r\n\x16\x03"),
        ]);
        assert_eq!(progress, Progress::Inside { consumed: 11 });
        assert_eq!(findings, [Finding::Protocol(Protocol("EXAMPLE"))]);
    }

    #[test]
    fn lines_may_come_byte_by_byte() {
        let client: Vec<_> = b"tls\r\n".chunks(1).map(|byte| (CLIENT, byte)).collect();
        let server: Vec<_> = b"yes\r\n".chunks(1).map(|byte| (SERVER, byte)).collect();
        let (_, progress) = run(&[client, server].concat());
        assert_eq!(progress, Progress::Inside { consumed: 1 });
    }

    #[test]
    fn consent_that_nobody_asked_for_means_nothing() {
        let (findings, progress) = run(&[(SERVER, b"yes\r\n")]);
        assert_eq!(progress, Progress::Reading);
        assert_eq!(findings.last(), Some(&Finding::NoName(Absence::NotNaming)));
    }

    #[test]
    fn a_refusal_is_final_until_the_client_asks_again() {
        let (_, progress) = run(&[(CLIENT, b"tls\r\n"), (SERVER, b"no\r\nyes\r\n")]);
        assert_eq!(progress, Progress::Reading);
    }

    #[test]
    fn a_client_that_begins_with_tls_hands_over_even_without_consent() {
        let (_, progress) = run(&[(CLIENT, b"tls\r\n\x16\x03\x01")]);
        assert_eq!(progress, Progress::Inside { consumed: 5 });
    }

    #[test]
    fn a_client_that_never_asks_is_given_up() {
        let (findings, progress) = run(&[(CLIENT, &b"do\r\n".repeat(100))]);
        assert_eq!(progress, Progress::Done);
        assert_eq!(findings.last(), Some(&Finding::NoName(Absence::NotNaming)));
    }

    #[test]
    fn a_line_after_a_gap_is_passed_over_to_its_end() {
        let mut findings = Vec::new();
        let mut reader = EXAMPLE.reader();
        reader.read(CLIENT, b"tls\r\n", &mut findings);
        reader.gap(SERVER, &mut findings);
        let progress = reader.read(SERVER, b"yes\r\nyes\r\n", &mut findings);
        assert_eq!(progress, Progress::Inside { consumed: 10 });
    }

    #[test]
    fn an_endless_line_is_not_kept() {
        let mut line = Line::default();
        for _ in 0..100 {
            assert_eq!(line.take(&mut &[b'x'; 100][..]), None);
        }
        assert_eq!(line.held.len(), LINE_LIMIT);
    }

    #[test]
    fn a_reply_of_several_lines_counts_by_its_last() {
        assert_eq!(reply_with_code(b"220-wait", b"220"), Reply::Other);
        assert_eq!(reply_with_code(b"220 go", b"220"), Reply::Granted);
        assert_eq!(reply_with_code(b"454 no", b"220"), Reply::Refused);
        assert_eq!(reply_with_code(b"250 ok", b"220"), Reply::Other);
    }
}
