//! Shows a TCP connection's bytes to the extractors: probes until one says *mine*, then feeds its reader, and starts
//! again inside a tunnel.

use super::direction::Chunk;
use crate::name::{Opening, PROBE_LIMIT, Probe, Progress, STREAM, StreamReader};
use crate::{Absence, Finding, Side};

/// How many protocols may be nested (CONNECT inside SOCKS inside…). What lies deeper is not looked at.
const NESTING: u8 = 6;

/// How many changes of speaker are remembered while nobody has recognised the protocol yet. A protocol that takes
/// longer to show itself stays unknown.
const TURNS: usize = 32;

/// How many segments of a connection that was already open are tried as a beginning. A request on a kept-alive
/// connection starts at a segment's start; one that is further away stays unseen.
const MIDWAY_TRIES: u8 = 200;

/// The reading of one TCP connection.
pub struct Conversation {
    ports: [u16; 2],
    midway: bool,
    depth: u8,
    tries: u8,
    state: State,
}

enum State {
    Probing(Opened),
    Reading(Box<dyn StreamReader>),
    Over,
}

#[derive(Default)]
struct Opened {
    sides: [Vec<u8>; 2],
    /// Who spoke how many bytes, in the order captured, so that a reader can be given the same order.
    turns: Vec<(Side, usize)>,
}

impl Conversation {
    /// Begins a conversation between these ports (initiator's, responder's). `midway` where no SYN was seen.
    #[must_use]
    pub fn new(ports: [u16; 2], midway: bool) -> Self {
        Self {
            ports,
            midway,
            depth: 0,
            tries: 0,
            state: State::Probing(Opened::default()),
        }
    }

    /// True when nothing more can be learnt from this conversation.
    #[must_use]
    pub const fn over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Takes what a direction handed on.
    pub fn take(&mut self, from: Side, chunk: Chunk<'_>, findings: &mut Vec<Finding>) {
        match chunk {
            Chunk::Bytes(bytes) => self.bytes(from, bytes, findings),
            Chunk::Gap => self.gap(from, findings),
        }
    }

    /// The connection ended or was given up.
    pub fn finish(&mut self, findings: &mut Vec<Finding>) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Reading(mut reader) => reader.finish(findings),
            State::Probing(opened) => {
                let silent = opened.turns.is_empty();
                // The outer protocol of a tunnel has already said what there was to say.
                if self.depth == 0 {
                    // What was tried as a beginning midway is forgotten, so silence means nothing there.
                    findings.push(Finding::NoName(match (self.midway, silent) {
                        (true, _) => Absence::NoHandshake,
                        (false, true) => Absence::NoPayload,
                        (false, false) => Absence::UnknownProtocol,
                    }));
                }
            }
            State::Over => {}
        }
    }

    fn bytes(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) {
        let progress = match &mut self.state {
            State::Over => return,
            State::Reading(reader) => reader.read(from, bytes, findings),
            State::Probing(opened) => {
                let alone = opened.turns.is_empty();
                opened.keep(from, bytes);
                let tries = self.tries;
                self.probe(findings);
                // What came before may have been the end of something (a keep-alive probe is one stray byte), and
                // this the beginning of something else.
                if !alone
                    && self.tries > tries
                    && let State::Probing(opened) = &mut self.state
                {
                    opened.keep(from, bytes);
                    self.probe(findings);
                }
                return;
            }
        };
        self.follow(progress, from, bytes, findings);
    }

    fn follow(
        &mut self,
        progress: Progress,
        from: Side,
        bytes: &[u8],
        findings: &mut Vec<Finding>,
    ) {
        match progress {
            Progress::Reading => {}
            Progress::Done => self.state = State::Over,
            Progress::Inside { consumed } => {
                self.depth += 1;
                if self.depth > NESTING {
                    findings.push(Finding::NoName(Absence::Bounded));
                    self.state = State::Over;
                    return;
                }
                self.midway = false;
                self.state = State::Probing(Opened::default());
                if let Some(rest) = bytes.get(consumed..).filter(|rest| !rest.is_empty()) {
                    self.bytes(from, rest, findings);
                }
            }
        }
    }

    fn gap(&mut self, from: Side, findings: &mut Vec<Finding>) {
        match &mut self.state {
            State::Over => {}
            State::Reading(reader) => {
                let progress = reader.gap(from, findings);
                self.follow(progress, from, &[], findings);
            }
            // Whatever was probed so far was not enough; the stream goes on as if it had begun midway.
            State::Probing(opened) => {
                *opened = Opened::default();
                self.midway = true;
            }
        }
    }

    fn probe(&mut self, findings: &mut Vec<Finding>) {
        let State::Probing(opened) = &mut self.state else {
            return;
        };
        let [initiator, responder] = &opened.sides;
        let opening = Opening {
            initiator,
            responder,
            initiator_port: self.ports[0],
            responder_port: self.ports[1],
            midway: self.midway,
        };
        let mut undecided = false;
        for protocol in STREAM {
            match protocol.probe(&opening) {
                Probe::NotMine => {}
                Probe::NeedMore => undecided = true,
                Probe::Mine => {
                    let opened = std::mem::take(opened);
                    self.state = State::Reading(protocol.reader());
                    return self.replay(&opened, findings);
                }
            }
        }
        if undecided && !opened.full() {
            return;
        }
        if self.midway && self.tries < MIDWAY_TRIES {
            // The next segment may begin a new message.
            self.tries += 1;
            *opened = Opened::default();
        } else {
            if self.depth == 0 {
                findings.push(Finding::NoName(if self.midway {
                    Absence::NoHandshake
                } else {
                    Absence::UnknownProtocol
                }));
            }
            self.state = State::Over;
        }
    }

    fn replay(&mut self, opened: &Opened, findings: &mut Vec<Finding>) {
        let [mut initiator, mut responder] = [0_usize; 2];
        for &(side, length) in &opened.turns {
            let (at, bytes) = match side {
                Side::Initiator => (&mut initiator, &opened.sides[0]),
                Side::Responder => (&mut responder, &opened.sides[1]),
            };
            let end = at.saturating_add(length);
            if let Some(turn) = bytes.get(*at..end) {
                self.bytes(side, turn, findings);
            }
            *at = end;
        }
    }
}

impl Opened {
    fn keep(&mut self, from: Side, bytes: &[u8]) {
        match from {
            Side::Initiator => self.sides[0].extend_from_slice(bytes),
            Side::Responder => self.sides[1].extend_from_slice(bytes),
        }
        match self.turns.last_mut() {
            Some((side, length)) if *side == from => *length = length.saturating_add(bytes.len()),
            _ => self.turns.push((from, bytes.len())),
        }
    }

    fn full(&self) -> bool {
        self.turns.len() > TURNS || self.sides.iter().any(|side| side.len() >= PROBE_LIMIT)
    }
}
