//! Follows one TLS connection until its server is named and its version is known, and says why where they cannot be.
//!
//! Which side is the client shows in the hellos alone. The reader is done as soon as both sides have said what they
//! have to say in the clear: with the ServerHello in TLS 1.3, with the client's second flight before.

use super::client_hello;
use super::evidence;
use super::handshake::{self, Extent, Message, Messages};
use super::record::{Content, NoRecord, Piece, Records};
use super::server_hello::{self, ServerHello};
use super::version::Version;
use super::{alert, certificate, ssl2};
use crate::name::{Progress, StreamReader};
use crate::{Absence, Finding, HostName, Protocol, Side};

/// How many bytes one side may send behind its handshake while nothing comes from the other: at this point the
/// other half is taken to be missing from the capture. Early data of TLS 1.3, which is sent before the ServerHello,
/// has 16 KiB in the usual servers.
const PATIENCE: usize = 32 * 1024;

/// How many bytes of one side are looked at before the connection is given up: several times the largest hello with the
/// largest chain of certificates seen anywhere.
const HANDSHAKE_LIMIT: usize = 256 * 1024;

/// One TLS connection.
#[derive(Debug, Default)]
pub(super) struct Reader {
    initiator: Half,
    responder: Half,
    /// The side that sent a ClientHello, or the one that was sent a ServerHello.
    client: Option<Side>,
    hello: Hello,
    answer: Answer,
    /// The name said last, so that a repeated hello does not say it again.
    named: Option<HostName>,
    /// The protocol said last, likewise.
    protocol: Option<Protocol>,
    /// The session that the client offered to resume; at most 32 bytes.
    session_id: Box<[u8]>,
    over: bool,
}

/// One direction.
#[derive(Debug, Default)]
struct Half {
    begun: bool,
    /// Bytes of a hello of SSL 2.0 that come before the first record.
    skip: usize,
    records: Records,
    messages: Messages,
    alert_level: Option<u8>,
    /// True where this side's handshake and alerts are encrypted from now on.
    encrypted: bool,
    /// True where the records cannot be followed any more, after a gap or nonsense.
    lost: bool,
    /// How many bytes came in all.
    total: usize,
    /// How many of them could not be read, because encrypted or lost.
    opaque: usize,
}

/// What is known of the ClientHello.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hello {
    #[default]
    Awaited,
    Read,
    /// It will not come, and why has been said.
    Missing,
}

/// What is known of the server's side of the handshake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Answer {
    #[default]
    Awaited,
    /// The server asked for a second ClientHello.
    Retry,
    /// The ServerHello was read, and the rest of the server's flight may say more.
    Flight {
        /// Whether it is known if the handshake is a full one or a resumed one.
        settled: bool,
    },
    /// Nothing more of interest will come.
    Complete,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        let half = self.half(from);
        half.total = half.total.saturating_add(bytes.len());
        if half.total > HANDSHAKE_LIMIT {
            self.miss(Absence::Bounded, findings);
            self.over = true;
        } else if half.lost {
            self.opaque(from, bytes.len(), findings);
        } else if let Err(NoRecord) = self.follow(from, bytes, findings) {
            self.lose(from, Absence::Malformed, findings);
        }
        self.progress()
    }

    fn gap(&mut self, from: Side, findings: &mut Vec<Finding>) -> Progress {
        self.lose(from, Absence::Gap, findings);
        self.progress()
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if self.over {
            return;
        }
        self.over = true;
        for side in [Side::Initiator, Side::Responder] {
            self.give_up_message(side, Extent::Cut, findings);
        }
        let client = self.client.unwrap_or(Side::Initiator);
        let absence = if self.half(client).begun {
            Absence::NoHandshake
        } else {
            Absence::OneSided
        };
        self.miss(absence, findings);
    }
}

/// From bytes to messages.
impl Reader {
    fn follow(
        &mut self,
        from: Side,
        mut bytes: &[u8],
        findings: &mut Vec<Finding>,
    ) -> Result<(), NoRecord> {
        if !self.half(from).begun && !bytes.is_empty() {
            self.begin(from, bytes, findings);
        }
        let half = self.half(from);
        let old = half.skip.min(bytes.len());
        half.skip -= old;
        bytes = bytes.get(old..).unwrap_or_default();
        while !self.over
            && let Some(piece) = self.half(from).records.next(&mut bytes)?
        {
            self.piece(from, piece, findings);
            self.progress();
        }
        Ok(())
    }

    /// Looks for a hello of SSL 2.0. Its header is not put together from several segments: no segment is that small.
    fn begin(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) {
        self.half(from).begun = true;
        match ssl2::opening(bytes) {
            ssl2::Opening::Client { version, length } => {
                self.half(from).skip = length;
                self.state(evidence::old_protocol(version), findings);
                self.is_client(from, findings);
                evidence::old_client_hello(version, findings);
                self.hello = Hello::Read;
            }
            ssl2::Opening::Server => {
                self.state(evidence::old_protocol(Version::SSL2), findings);
                self.is_client(from.opposite(), findings);
                self.half(from).lost = true;
                self.half(from).skip = usize::MAX;
                self.answer = Answer::Complete;
            }
            ssl2::Opening::Partial | ssl2::Opening::Other => {}
        }
    }

    fn piece(&mut self, from: Side, piece: Piece<'_>, findings: &mut Vec<Finding>) {
        if self.protocol.is_none() {
            self.state(Protocol("TLS"), findings);
        }
        if piece.content != Content::Handshake {
            // Nothing may stand between the fragments of one message (RFC 8446 section 5.1).
            self.give_up_message(from, Extent::Broken, findings);
        }
        let encrypted = self.half(from).encrypted;
        match piece.content {
            Content::Handshake if !encrypted => self.handshake(from, piece.bytes, findings),
            Content::Alert if !encrypted && piece.length == 2 => {
                self.alert(from, piece.bytes, findings);
            }
            Content::ChangeCipherSpec => self.change_cipher_spec(from, findings),
            Content::Handshake | Content::Alert | Content::ApplicationData => {
                self.opaque(from, piece.bytes.len(), findings);
            }
            Content::Heartbeat => {}
        }
    }

    fn handshake(&mut self, from: Side, mut bytes: &[u8], findings: &mut Vec<Finding>) {
        while let Some(message) = self.half(from).messages.next(&mut bytes) {
            self.message(from, &message, findings);
        }
    }

    fn message(&mut self, from: Side, message: &Message<'_>, findings: &mut Vec<Finding>) {
        let from_client = self.client == Some(from);
        match message.kind {
            handshake::CLIENT_HELLO => self.client_hello(from, message, findings),
            handshake::SERVER_HELLO if !from_client => {
                self.server_hello(from, &server_hello::parse(&message.body), findings);
            }
            handshake::HELLO_RETRY_REQUEST if !from_client => {
                let hello = server_hello::parse_draft_retry(&message.body);
                self.server_hello(from, &hello, findings);
            }
            handshake::CERTIFICATE | handshake::SERVER_HELLO_DONE
                if !from_client && matches!(self.answer, Answer::Flight { .. }) =>
            {
                self.answer = Answer::Flight { settled: true };
                if message.kind == handshake::CERTIFICATE {
                    evidence::certificate(&certificate::names(&message.body), findings);
                }
            }
            _ => self.past_hello(from, findings),
        }
    }

    fn give_up_message(&mut self, from: Side, extent: Extent, findings: &mut Vec<Finding>) {
        if let Some(message) = self.half(from).messages.give_up(extent) {
            self.message(from, &message, findings);
        }
    }
}

/// What the messages mean.
impl Reader {
    fn client_hello(&mut self, from: Side, message: &Message<'_>, findings: &mut Vec<Finding>) {
        self.is_client(from, findings);
        let repeated = self.hello == Hello::Read;
        self.hello = Hello::Read;
        match client_hello::parse(&message.body) {
            Ok(hello) if repeated => {
                if hello.server_name.is_some() && hello.server_name != self.named {
                    evidence::server_name(&hello, from, findings);
                    self.named = hello.server_name;
                }
            }
            Ok(hello) => {
                evidence::server_name(&hello, from, findings);
                evidence::absence(&hello, message.extent, findings);
                evidence::offer(&hello, findings);
                self.named = hello.server_name;
                self.session_id = hello.session_id;
            }
            Err(_) if repeated => {}
            Err(_) => findings.push(Finding::NoName(Absence::Malformed)),
        }
    }

    fn server_hello(&mut self, from: Side, hello: &ServerHello, findings: &mut Vec<Finding>) {
        self.is_client(from.opposite(), findings);
        if let Some(protocol) = hello.version.and_then(Version::protocol) {
            self.state(protocol, findings);
        }
        if hello.retry {
            self.answer = Answer::Retry;
            // Whatever was encrypted with early keys is void, and the second hello is in the clear.
            self.initiator.encrypted = false;
            self.responder.encrypted = false;
            return;
        }
        let resumed = evidence::choice(hello, &self.session_id, findings);
        self.answer = match hello.version.and_then(Version::released) {
            Some(Version::TLS13) => Answer::Complete,
            _ => Answer::Flight { settled: resumed },
        };
    }

    fn change_cipher_spec(&mut self, from: Side, findings: &mut Vec<Finding>) {
        match self.answer {
            // In TLS 1.3 it means nothing and may stand before the second ClientHello (RFC 8446 appendix D.4).
            Answer::Retry => return,
            Answer::Flight { settled: false } if self.client != Some(from) => {
                evidence::resumed_without_certificate(findings);
            }
            _ => {}
        }
        self.half(from).encrypted = true;
        self.opaque(from, 1, findings);
    }

    fn alert(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) {
        for &byte in bytes {
            match self.half(from).alert_level.take() {
                None => self.half(from).alert_level = Some(byte),
                Some(alert::FATAL) => {
                    evidence::alert(byte, from, self.client, findings);
                    self.answer = Answer::Complete;
                }
                Some(_) => {}
            }
        }
    }

    fn opaque(&mut self, from: Side, length: usize, findings: &mut Vec<Finding>) {
        let half = self.half(from);
        half.opaque = half.opaque.saturating_add(length);
        let waited = half.opaque > PATIENCE;
        let from_client = self.client == Some(from);
        match self.answer {
            Answer::Awaited | Answer::Retry if waited => self.answer = Answer::Complete,
            Answer::Flight { .. } => self.answer = Answer::Complete,
            // What the server encrypts comes after its hello, so that one was not captured.
            Answer::Awaited if self.client.is_some() && !from_client => {
                self.answer = Answer::Complete;
            }
            _ => {}
        }
        if waited && !from_client {
            self.miss(Absence::OneSided, findings);
        }
        if !self.half(from).lost {
            self.past_hello(from, findings);
        }
    }

    /// This side sent something that comes after the hellos.
    fn past_hello(&mut self, from: Side, findings: &mut Vec<Finding>) {
        match self.client {
            // Neither hello has been seen, and both would have come before.
            None => {
                self.miss(Absence::NoHandshake, findings);
                self.answer = Answer::Complete;
            }
            Some(client) if client == from => {
                self.miss(Absence::NoHandshake, findings);
                if let Answer::Flight { .. } = self.answer {
                    self.answer = Answer::Complete;
                }
            }
            Some(_) => {}
        }
    }

    /// The records of this side cannot be followed any more.
    fn lose(&mut self, from: Side, why: Absence, findings: &mut Vec<Finding>) {
        let extent = match why {
            Absence::Malformed => Extent::Broken,
            _ => Extent::Cut,
        };
        self.give_up_message(from, extent, findings);
        let half = self.half(from);
        half.begun = true;
        half.lost = true;
        match self.client.unwrap_or(Side::Initiator) {
            client if client != from => self.answer = Answer::Complete,
            _ => {
                self.miss(why, findings);
                if self.answer == Answer::Retry {
                    self.answer = Answer::Complete;
                }
            }
        }
    }
}

/// Bookkeeping.
impl Reader {
    const fn half(&mut self, side: Side) -> &mut Half {
        match side {
            Side::Initiator => &mut self.initiator,
            Side::Responder => &mut self.responder,
        }
    }

    fn progress(&mut self) -> Progress {
        self.over |= self.hello != Hello::Awaited && self.answer == Answer::Complete;
        if self.over {
            Progress::Done
        } else {
            Progress::Reading
        }
    }

    fn is_client(&mut self, side: Side, findings: &mut Vec<Finding>) {
        if self.client.is_none() {
            self.client = Some(side);
            if side == Side::Responder {
                findings.push(Finding::Initiator(side));
            }
        }
    }

    fn state(&mut self, protocol: Protocol, findings: &mut Vec<Finding>) {
        if self.protocol != Some(protocol) {
            self.protocol = Some(protocol);
            findings.push(Finding::Protocol(protocol));
        }
    }

    fn miss(&mut self, why: Absence, findings: &mut Vec<Finding>) {
        if self.hello == Hello::Awaited {
            self.hello = Hello::Missing;
            findings.push(Finding::NoName(why));
        }
    }
}

#[cfg(test)]
mod tests;
