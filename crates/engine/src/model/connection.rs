//! One attempt of a device to reach a remote address or name: the record that everything downstream reads.

use std::net::IpAddr;
use std::sync::Arc;

use backchat_wire::flow::{self, Carrier, Volume};
use backchat_wire::{Absence, Fact, Protocol, Time};

use super::{Device, Outcome, Refusal, Rhythm};
use crate::scope::Scope;

/// One attempt.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The machine.
    pub device: Arc<Device>,
    /// Who called whom.
    pub call: Call,
    /// True where `remote` is a proxy that was asked to reach the name.
    pub proxied: bool,
    /// How it is known who called; `None` for names that were only asked for.
    pub call_basis: Option<flow::Basis>,
    /// The far end; `None` for names that were only asked for.
    pub remote: Option<Remote>,
    /// The transport; `None` for names that were only asked for.
    pub carrier: Option<Carrier>,
    /// Time of the first packet, or of the first question.
    pub first: Time,
    /// Time of the last packet, or of the last question or answer.
    pub last: Time,
    /// From the device.
    pub sent: Volume,
    /// To the device.
    pub received: Volume,
    /// What became of it.
    pub outcome: Outcome,
    /// Why nothing was had of it, although it came about.
    pub refusal: Option<Refusal>,
    /// TCP: further SYNs. Names only asked for: further questions.
    pub retries: u32,
    /// Names only asked for: when the questions were asked, those of one second together.
    pub questions: Option<Box<Rhythm>>,
    /// What was spoken, as negotiated, in the order found (`TLSv1.3`, `HTTPS`).
    pub protocols: Vec<Protocol>,
    /// The server's name that this record rests on.
    pub name: Option<Arc<str>>,
    /// Which kind of evidence `name` rests on.
    pub basis: Option<Basis>,
    /// Further names that were asked of the same server on the same connection.
    pub also_named: Vec<Arc<str>>,
    /// Everything that named the server, in the order found.
    pub evidence: Vec<Evidence>,
    /// The names whose DNS answers held this address when the connection began, best first.
    pub candidates: Vec<Candidate>,
    /// From the name asked over its aliases to the name that owned the addresses.
    pub chain: Vec<Arc<str>>,
    /// Why there is no name, or why `name` may not be the whole truth.
    pub absence: Option<Absence>,
    /// Details.
    pub facts: Vec<Fact>,
    /// The process that called, where a log says so.
    pub process: Option<Arc<str>>,
    /// The component that documents this name.
    pub attribution: Option<Arc<crate::attribute::Attribution>>,
}

impl Connection {
    /// Whether the device got through: data could flow, and nobody turned it down.
    #[must_use]
    pub fn reached(&self) -> bool {
        self.outcome.connected() && self.refusal.is_none()
    }
}

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    /// The device called.
    Outbound,
    /// The device was called; only seen where the user named the device.
    Inbound,
}

impl Call {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Outbound => "outbound",
            Self::Inbound => "inbound",
        }
    }
}

/// The far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Its address.
    pub address: IpAddr,
    /// Its port; 0 where the transport has none.
    pub port: u16,
    /// Which part of the address space it lies in.
    pub scope: Scope,
}

/// The kinds of evidence a name can rest on, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// `Host` of an HTTP request in the clear.
    Http,
    /// The server name of a TLS ClientHello.
    Tls,
    /// The server name of a QUIC ClientHello.
    Quic,
    /// The authority of a CONNECT request, nothing inside the tunnel being readable.
    Connect,
    /// The domain name of a SOCKS request, nothing inside being readable.
    Socks,
    /// A DNS answer that this device had received.
    Dns,
    /// The name was only asked for.
    DnsQuery,
    /// A field of a log.
    Log,
}

impl Basis {
    /// All of them, best first.
    pub const ALL: [Self; 8] = [
        Self::Http,
        Self::Tls,
        Self::Quic,
        Self::Connect,
        Self::Socks,
        Self::Dns,
        Self::DnsQuery,
        Self::Log,
    ];

    /// The basis of this token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.token() == token)
    }

    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Tls => "tls",
            Self::Quic => "quic",
            Self::Connect => "connect",
            Self::Socks => "socks",
            Self::Dns => "dns",
            Self::DnsQuery => "dns-query",
            Self::Log => "log",
        }
    }

    /// A few words for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Http => "HTTP Host",
            Self::Tls => "TLS SNI",
            Self::Quic => "QUIC SNI",
            Self::Connect => "HTTP CONNECT",
            Self::Socks => "SOCKS request",
            Self::Dns => "DNS answer",
            Self::DnsQuery => "DNS question",
            Self::Log => "log field",
        }
    }
}

/// One thing that named the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which kind.
    pub basis: Basis,
    /// The name.
    pub name: Arc<str>,
    /// The port that came with the name, if any.
    pub port: Option<u16>,
    /// True where it may be only the public face of an encrypted ClientHello.
    pub outer: bool,
}

/// A name whose DNS answer held the address that was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The name that was asked.
    pub name: Arc<str>,
    /// Nanoseconds from the answer to the call.
    pub age: i64,
    /// The answer's time to live had passed when the call was made.
    pub expired: bool,
}
