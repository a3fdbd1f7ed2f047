//! Reads one conversation over QUIC until the client's hello is complete.
//!
//! Which end is the client is not taken on trust: it is the end whose Initial packets open with a client's keys. That
//! also makes Retry packets and their tokens uninteresting, because the connection ID that a client changes
//! to opens the packets that follow.

use std::borrow::Cow;

use super::attempt::{Attempt, Hello, google_hello};
use super::google::frame::GoogleFrames;
use super::google::header::clear_packet;
use super::packet::{Initial, Packet, Packets};
use super::version::Version;
use super::witness::Witness;
use crate::name::tls::client_hello::EncryptedHello;
use crate::name::{Datagram, DatagramReader, Progress};
use crate::{Absence, Fact, Finding, HostName, Name, NameKind, Protocol, Side};

/// The state of one conversation.
#[derive(Default)]
pub(super) struct QuicReader {
    stage: Stage,
    datagrams: u16,
    tries: u16,
    client: Option<Side>,
    attempts: Vec<Attempt>,
    /// A hello in a version that is only reserved: the client will say it again in one that it means.
    rehearsal: Option<(Version, Hello)>,
    witness: Witness,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Fresh,
    Reading,
    Done,
}

/// How many datagrams of a conversation are looked at. A hello takes one to four, and each may be repeated a few
/// times; after this many the conversation is given up.
const DATAGRAMS: u16 = 64;

/// How many times a key is tried on a packet, because that is what costs time: 3 µs for a full packet. At the limit
/// the conversation is given up.
const TRIES: u16 = 128;

/// How many attempts to connect are kept at a time; the oldest is forgotten for a new one. A Retry needs two.
const ATTEMPTS: usize = 4;

impl DatagramReader for QuicReader {
    fn read(&mut self, datagram: &Datagram<'_>, findings: &mut Vec<Finding>) -> Progress {
        match self.stage {
            Stage::Done => return Progress::Done,
            Stage::Reading => {}
            Stage::Fresh => {
                self.stage = Stage::Reading;
                findings.push(Finding::Protocol(Protocol("QUIC")));
            }
        }
        self.datagrams = self.datagrams.saturating_add(1);
        match self.look(datagram) {
            Some((version, Ok(hello))) if version.is_reserved() => {
                self.rehearsal = Some((version, hello));
            }
            Some((version, end)) => self.conclude(Some(version), end, findings),
            None => {}
        }
        if self.datagrams >= DATAGRAMS || self.tries >= TRIES {
            self.finish(findings);
        }
        match self.stage {
            Stage::Done => Progress::Done,
            Stage::Fresh | Stage::Reading => Progress::Reading,
        }
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if self.stage != Stage::Reading {
            return;
        }
        let (version, end) = match self.rehearsal.take() {
            Some((version, hello)) => (Some(version), Ok(hello)),
            None if self.tries >= TRIES => (self.witness.version, Err(Absence::Bounded)),
            None => {
                let absence = self.witness.absence(&self.attempts);
                (self.witness.version, Err(absence))
            }
        };
        self.conclude(version, end, findings);
    }
}

/// How the search ended: with a hello, or with the reason for its absence.
type End = Result<Hello, Absence>;

impl QuicReader {
    fn look(&mut self, datagram: &Datagram<'_>) -> Option<(Version, End)> {
        if let Some(clear) = clear_packet(datagram.payload) {
            self.witness.version = Some(clear.version);
            self.witness.spoke(datagram.from);
            let hello = google_hello(GoogleFrames::of(clear.frames, clear.version))?;
            self.client = Some(datagram.from);
            return Some((clear.version, Ok(hello)));
        }
        for packet in Packets::of(datagram.payload) {
            let packet = packet.ok()?;
            self.witness.see(datagram, &packet);
            if let Packet::Initial(initial) = packet
                && self.client.is_none_or(|client| client == datagram.from)
                && let Some(end) = self.initial(datagram, &initial)
            {
                return Some(end);
            }
        }
        None
    }

    fn initial(
        &mut self,
        datagram: &Datagram<'_>,
        initial: &Initial<'_>,
    ) -> Option<(Version, End)> {
        if initial.cut {
            if datagram.cut {
                self.witness.cut();
            } else {
                self.witness.failed(initial.ids.version);
            }
            return None;
        }
        let Some((attempt, frames)) = self.open(initial) else {
            self.witness.failed(initial.ids.version);
            return None;
        };
        let end = attempt.take(&frames);
        self.client = Some(datagram.from);
        end.map(|end| (initial.ids.version, end))
    }

    /// Opens a packet as one of the attempt that it begins, else of the newest attempt that it fits, and at last as the
    /// beginning of a new one.
    fn open(&mut self, initial: &Initial<'_>) -> Option<(&mut Attempt, Vec<u8>)> {
        let begun = |attempt: &Attempt| attempt.began_with(&initial.ids);
        let begun = self.attempts.iter().position(begun);
        let candidates = match begun {
            Some(index) => index..index.saturating_add(1),
            None => 0..self.attempts.len(),
        };
        for index in candidates.rev() {
            self.spend_try()?;
            if let Some(frames) = self.attempts.get(index)?.open(initial) {
                return Some((self.attempts.get_mut(index)?, frames));
            }
        }
        if begun.is_some() {
            return None;
        }
        self.spend_try()?;
        let (attempt, frames) = Attempt::begin(initial)?;
        if self.attempts.len() >= ATTEMPTS {
            self.attempts.remove(0);
        }
        self.attempts.push(attempt);
        Some((self.attempts.last_mut()?, frames))
    }

    /// Counts a try. `None` where [`TRIES`] are used up.
    fn spend_try(&mut self) -> Option<()> {
        if self.tries >= TRIES {
            return None;
        }
        self.tries += 1;
        Some(())
    }

    fn conclude(&mut self, version: Option<Version>, end: End, findings: &mut Vec<Finding>) {
        self.stage = Stage::Done;
        let server = self.witness.server.map(Side::opposite);
        let client = self.client.or(server);
        // Nothing to say where it is as was assumed.
        if client == Some(Side::Responder) {
            findings.push(Finding::Initiator(Side::Responder));
        }
        if let Some(version) = version {
            findings.push(fact("quic.version", version.text()));
        }
        let from = client.unwrap_or(Side::Initiator);
        match end {
            Ok(hello) => say(hello, from, findings),
            Err(absence) => findings.push(Finding::NoName(absence)),
        }
        self.attempts = Vec::new();
    }
}

fn say(hello: Hello, from: Side, findings: &mut Vec<Finding>) {
    match hello {
        Hello::Tls(hello) => {
            let encrypted = hello.encrypted != EncryptedHello::None;
            say_name(hello.server_name, from, encrypted, findings);
            if !hello.alpn.is_empty() {
                findings.push(fact("tls.alpn.offered", hello.alpn.join(",")));
            }
        }
        Hello::Google {
            server_name,
            user_agent,
        } => {
            say_name(server_name, from, false, findings);
            if let Some(program) = user_agent {
                findings.push(fact("quic.user-agent", program.into_string()));
            }
        }
    }
}

fn say_name(host: Option<HostName>, from: Side, outer: bool, findings: &mut Vec<Finding>) {
    let named = host.is_some();
    findings.extend(host.map(|host| {
        Finding::Name(Name {
            kind: NameKind::QUIC,
            host,
            port: None,
            from,
            outer,
        })
    }));
    if outer {
        findings.push(Finding::NoName(Absence::EncryptedClientHello));
        findings.push(fact("tls.ech", "offered"));
    } else if !named {
        findings.push(Finding::NoName(Absence::NoServerName));
    }
}

fn fact(key: &'static str, value: impl Into<Cow<'static, str>>) -> Finding {
    Finding::Fact(Fact {
        key,
        value: value.into(),
    })
}
