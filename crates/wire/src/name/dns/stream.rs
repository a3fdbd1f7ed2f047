//! DNS over TCP (RFC 1035 section 4.2.2, RFC 7766): messages behind a length of two bytes, any number, both ways.

use super::Dns;
use super::name::HEADER;
use super::plausible::{Likeness, likeness, promises_fit};
use crate::name::{Opening, PROBE_LIMIT, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// The port of DNS.
const PORT: u16 = 53;
/// Length of the prefix that holds a message's length.
const PREFIX: usize = 2;

impl StreamProtocol for Dns {
    fn id(&self) -> &'static str {
        "dns"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        let on_port = opening.initiator_port == PORT || opening.responder_port == PORT;
        let judge = |bytes: &[u8]| match (bytes.is_empty(), on_port) {
            (true, _) => Probe::NeedMore,
            (false, true) => on_its_port(bytes),
            (false, false) => anywhere(bytes),
        };
        match (judge(opening.initiator), judge(opening.responder)) {
            (Probe::Mine, _) | (Probe::NeedMore, Probe::Mine) => Probe::Mine,
            // The first byte captured of one side may be in the middle of a message.
            (Probe::NotMine, Probe::Mine) if opening.midway => Probe::Mine,
            (Probe::NotMine, _) | (_, Probe::NotMine) => Probe::NotMine,
            (Probe::NeedMore, Probe::NeedMore) => Probe::NeedMore,
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader::default())
    }
}

/// On the port of DNS, a length and a header that agree are enough.
fn on_its_port(bytes: &[u8]) -> Probe {
    match frame(bytes) {
        Frame::Foreign => Probe::NotMine,
        Frame::Part if bytes.len() < PREFIX + HEADER => Probe::NeedMore,
        Frame::Part | Frame::Whole { .. } => Probe::Mine,
    }
}

/// Elsewhere the first message must be plainly DNS, all of it unless it is longer than what is kept for probing.
fn anywhere(bytes: &[u8]) -> Probe {
    match frame(bytes) {
        Frame::Foreign => Probe::NotMine,
        Frame::Whole { message, .. } => match likeness(message) {
            Likeness::Whole => Probe::Mine,
            _ => Probe::NotMine,
        },
        Frame::Part => match likeness(bytes.get(PREFIX..).unwrap_or_default()) {
            Likeness::None => Probe::NotMine,
            Likeness::Question if bytes.len() >= PROBE_LIMIT => Probe::Mine,
            _ => Probe::NeedMore,
        },
    }
}

/// What bytes that should begin with a length and a message begin with.
enum Frame<'a> {
    Whole { message: &'a [u8], rest: &'a [u8] },
    Part,
    Foreign,
}

fn frame(bytes: &[u8]) -> Frame<'_> {
    let Some((length, rest)) = bytes.split_first_chunk::<PREFIX>() else {
        return Frame::Part;
    };
    let length = usize::from(u16::from_be_bytes(*length));
    if length < HEADER || (rest.len() >= HEADER && !promises_fit(rest, length)) {
        return Frame::Foreign;
    }
    match rest.split_at_checked(length) {
        Some((message, rest)) => Frame::Whole { message, rest },
        None => Frame::Part,
    }
}

/// One direction of a conversation.
#[derive(Default)]
struct Half {
    /// The beginning of a message with its length; at most 2 + 65,535 bytes, as it never holds more than one.
    part: Vec<u8>,
    /// True where it is not known where the next message begins: what comes is passed over until a segment begins
    /// with what is plainly DNS.
    lost: bool,
}

impl Half {
    fn lose(&mut self) {
        self.part = Vec::new();
        self.lost = true;
    }

    fn read(&mut self, mut bytes: &[u8], mut take: impl FnMut(&[u8])) {
        if self.lost {
            if anywhere(bytes) != Probe::Mine {
                return;
            }
            self.lost = false;
        }
        while !bytes.is_empty() {
            if self.part.is_empty() {
                match frame(bytes) {
                    Frame::Whole { message, rest } => {
                        take(message);
                        bytes = rest;
                    }
                    Frame::Part => return self.part.extend_from_slice(bytes),
                    Frame::Foreign => return self.lose(),
                }
                continue;
            }
            let (now, later) = bytes.split_at(self.wanted().min(bytes.len()));
            self.part.extend_from_slice(now);
            bytes = later;
            match frame(&self.part) {
                Frame::Whole { message, .. } => {
                    take(message);
                    self.part.clear();
                }
                Frame::Part => {}
                Frame::Foreign => return self.lose(),
            }
        }
    }

    /// Bytes missing to the next point at which something can be said: the length, the header, the whole message.
    fn wanted(&self) -> usize {
        let whole = match self.part.first_chunk::<PREFIX>() {
            None => PREFIX,
            Some(_) if self.part.len() < PREFIX + HEADER => PREFIX + HEADER,
            Some(length) => usize::from(u16::from_be_bytes(*length)).saturating_add(PREFIX),
        };
        whole.saturating_sub(self.part.len())
    }
}

#[derive(Default)]
struct Reader {
    halves: [Half; 2],
    announced: bool,
    heard: bool,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.announced {
            self.announced = true;
            findings.push(Finding::Protocol(Protocol("DNS")));
            findings.push(Finding::NoName(Absence::NotNaming));
        }
        let heard = &mut self.heard;
        if let Some(half) = self.halves.get_mut(from.index()) {
            half.read(bytes, |message| {
                if !*heard {
                    *heard = true;
                    findings.push(Finding::Initiator(asker(from, message)));
                }
                findings.push(Finding::Dns {
                    from,
                    message: message.into(),
                });
            });
        }
        Progress::Reading
    }

    fn gap(&mut self, from: Side, _findings: &mut Vec<Finding>) -> Progress {
        if let Some(half) = self.halves.get_mut(from.index()) {
            half.lose();
        }
        Progress::Reading
    }

    fn finish(&mut self, _findings: &mut Vec<Finding>) {}
}

/// Who asks: the sender of a query, the receiver of a response.
pub(super) fn asker(from: Side, message: &[u8]) -> Side {
    match message.get(2) {
        Some(flags) if flags & 0x80 != 0 => from.opposite(),
        _ => from,
    }
}
