//! Questions and resource records (RFC 1035 sections 4.1.2 and 4.1.3), and what this program reads of their
//! data: addresses, aliases and service bindings.

use std::net::IpAddr;

use super::DnsError;
use super::name::{NameSpan, Names};
use super::service::{Service, ServiceSpans, read_service};

/// A record type as on the wire (RFC 1035 section 3.2.2 and IANA's registry).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordType(pub u16);

impl RecordType {
    /// An IPv4 address.
    pub const A: Self = Self(1);
    /// A delegation.
    pub const NS: Self = Self(2);
    /// An alias.
    pub const CNAME: Self = Self(5);
    /// The start of a zone; in a negative answer, how long it holds.
    pub const SOA: Self = Self(6);
    /// An IPv6 address (RFC 3596).
    pub const AAAA: Self = Self(28);
    /// EDNS (RFC 6891).
    pub const OPT: Self = Self(41);
    /// A service binding (RFC 9460).
    pub const SVCB: Self = Self(64);
    /// The service binding of HTTPS (RFC 9460).
    pub const HTTPS: Self = Self(65);
    /// A question for everything.
    pub const ANY: Self = Self(255);
}

/// A record class as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(pub u16);

impl Class {
    /// The Internet.
    pub const IN: Self = Self(1);
    /// Chaos, whose addresses are not IP addresses; in use for `version.bind`.
    pub const CHAOS: Self = Self(3);
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The name asked for; `None` where it is unreadable.
    pub name: Option<&'a str>,
    /// The type asked for.
    pub kind: RecordType,
    /// The class asked for.
    pub class: Class,
}

/// A record of the answer section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The name that it is about; `None` where it is unreadable.
    pub owner: Option<&'a str>,
    /// Its type.
    pub kind: RecordType,
    /// Its class.
    pub class: Class,
    /// How long it may be kept, in seconds; values from 2^31 on count as 0 (RFC 2181 section 8).
    pub ttl: u32,
    /// What it says.
    pub data: RecordData<'a>,
}

/// What a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordData<'a> {
    /// A or AAAA.
    Address(IpAddr),
    /// CNAME: the owner is an alias of this name.
    Cname(&'a str),
    /// SVCB or HTTPS.
    Service(Service<'a>),
    /// A type that this program does not read, or data that contradicts its type.
    Other,
}

/// A [`Question`] before its name is looked up in the text of its message.
#[derive(Debug)]
pub(super) struct QuestionSpans {
    pub(super) name: Option<NameSpan>,
    pub(super) kind: RecordType,
    pub(super) class: Class,
}

/// A [`Record`] before its names are looked up.
#[derive(Debug)]
pub(super) struct RecordSpans {
    pub(super) owner: Option<NameSpan>,
    pub(super) kind: RecordType,
    pub(super) class: Class,
    pub(super) ttl: u32,
    pub(super) data: DataSpans,
}

/// A [`RecordData`] before its names are looked up.
#[derive(Debug)]
pub(super) enum DataSpans {
    Address(IpAddr),
    Cname(NameSpan),
    Service(ServiceSpans),
    Other,
}

impl DataSpans {
    /// Looks the names up in the text of the message, and the addresses among its hints.
    pub(super) fn within<'a>(&self, text: &'a str, hints: &'a [IpAddr]) -> RecordData<'a> {
        match self {
            Self::Address(address) => RecordData::Address(*address),
            Self::Cname(target) => RecordData::Cname(target.within(text)),
            Self::Service(service) => RecordData::Service(service.within(text, hints)),
            Self::Other => RecordData::Other,
        }
    }
}

/// What reading record data writes into.
pub(super) struct Sink<'a> {
    pub(super) names: &'a mut Names,
    pub(super) text: &'a mut String,
    pub(super) hints: &'a mut Vec<IpAddr>,
}

/// Reads the data of a record: `bytes` is the message up to the end of the data, which begins at `start`. The error
/// goes with whatever could be read.
pub(super) fn read_data(
    kind: RecordType,
    bytes: &[u8],
    start: usize,
    sink: &mut Sink<'_>,
) -> (DataSpans, Option<DnsError>) {
    let data = bytes.get(start..).unwrap_or_default();
    match kind {
        RecordType::A => match <[u8; 4]>::try_from(data) {
            Ok(octets) => (DataSpans::Address(IpAddr::V4(octets.into())), None),
            Err(_) => (DataSpans::Other, Some(DnsError::RecordData)),
        },
        RecordType::AAAA => match <[u8; 16]>::try_from(data) {
            Ok(octets) => (DataSpans::Address(IpAddr::V6(octets.into())), None),
            Err(_) => (DataSpans::Other, Some(DnsError::RecordData)),
        },
        RecordType::CNAME => match read_name(bytes, start, sink) {
            Ok((target, _)) => (DataSpans::Cname(target), None),
            Err(error) => (DataSpans::Other, Some(error)),
        },
        RecordType::SVCB | RecordType::HTTPS => read_service(bytes, start, sink),
        _ => (DataSpans::Other, None),
    }
}

/// Reads a name inside record data; one that does not end there is the record's fault, not the message's.
pub(super) fn read_name(
    bytes: &[u8],
    start: usize,
    sink: &mut Sink<'_>,
) -> Result<(NameSpan, usize), DnsError> {
    match sink.names.read(bytes, start, sink.text) {
        Ok(read) => read.name.map(|name| (name, read.end)),
        Err(DnsError::Short) => Err(DnsError::RecordData),
        Err(error) => Err(error),
    }
}

pub(super) fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*pair))
}

pub(super) fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}
