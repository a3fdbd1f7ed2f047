//! Questions and resource records (RFC 1035 sections 4.1.2 and 4.1.3) and what this program reads of their data:
//! addresses, aliases and service bindings (RFC 9460).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::DnsError;
use super::name::{NameSpan, Names, append_text};
use crate::finding::push_escaped;

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

/// A service binding (RFC 9460).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service<'a> {
    /// 0 makes an alias of it.
    pub priority: u16,
    /// The alternative name; `.` is the owner itself, or, in an alias, that the service does not exist.
    pub target: &'a str,
    /// True where it holds the keys for an encrypted ClientHello.
    pub ech: bool,
    /// The port, where it is not the usual one.
    pub port: Option<u16>,
    /// The application protocols, in order, separated by commas; empty where it names none.
    pub alpn: &'a str,
    /// Addresses to try before the target's own are known.
    pub hints: &'a [IpAddr],
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

/// A [`Service`] before its names and addresses are looked up.
#[derive(Debug)]
pub(super) struct ServiceSpans {
    priority: u16,
    target: NameSpan,
    ech: bool,
    port: Option<u16>,
    alpn: Option<NameSpan>,
    first_hint: usize,
    end_hint: usize,
}

impl DataSpans {
    /// Looks the names up in the text of the message, and the addresses among its hints.
    pub(super) fn within<'a>(&self, text: &'a str, hints: &'a [IpAddr]) -> RecordData<'a> {
        match self {
            Self::Address(address) => RecordData::Address(*address),
            Self::Cname(target) => RecordData::Cname(target.within(text)),
            Self::Service(service) => RecordData::Service(Service {
                priority: service.priority,
                target: service.target.within(text),
                ech: service.ech,
                port: service.port,
                alpn: service.alpn.map_or("", |alpn| alpn.within(text)),
                hints: hints
                    .get(service.first_hint..service.end_hint)
                    .unwrap_or_default(),
            }),
            Self::Other => RecordData::Other,
        }
    }
}

/// The keys of service parameters (RFC 9460 section 14.3.2).
const ALPN: u16 = 1;
const PORT: u16 = 3;
const IPV4_HINT: u16 = 4;
const ECH: u16 = 5;
const IPV6_HINT: u16 = 6;

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
fn read_name(
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

fn read_service(bytes: &[u8], start: usize, sink: &mut Sink<'_>) -> (DataSpans, Option<DnsError>) {
    let Some(priority) = read_u16(bytes, start) else {
        return (DataSpans::Other, Some(DnsError::RecordData));
    };
    let (target, end) = match read_name(bytes, start.saturating_add(2), sink) {
        Ok(read) => read,
        Err(error) => return (DataSpans::Other, Some(error)),
    };
    let first_hint = sink.hints.len();
    let mut service = ServiceSpans {
        priority,
        target,
        ech: false,
        port: None,
        alpn: None,
        first_hint,
        end_hint: first_hint,
    };
    let parameters = bytes.get(end..).unwrap_or_default();
    let error = read_parameters(parameters, &mut service, sink).err();
    service.end_hint = sink.hints.len();
    (DataSpans::Service(service), error)
}

/// Reads service parameters up to the first that is cut off; one with an odd value costs only itself.
fn read_parameters(
    mut parameters: &[u8],
    service: &mut ServiceSpans,
    sink: &mut Sink<'_>,
) -> Result<(), DnsError> {
    let mut odd = None;
    while let Some((header, rest)) = parameters.split_first_chunk::<4>() {
        let [key_high, key_low, length_high, length_low] = *header;
        let length = usize::from(u16::from_be_bytes([length_high, length_low]));
        let (value, rest) = rest.split_at_checked(length).ok_or(DnsError::RecordData)?;
        parameters = rest;
        let read = match u16::from_be_bytes([key_high, key_low]) {
            ALPN => read_alpn(value, sink.text).map(|alpn| service.alpn = Some(alpn)),
            PORT => <[u8; 2]>::try_from(value)
                .map(|port| service.port = Some(u16::from_be_bytes(port)))
                .map_err(|_| DnsError::RecordData),
            ECH => {
                service.ech = true;
                Ok(())
            }
            IPV4_HINT => {
                let (hints, left) = value.as_chunks::<4>();
                let addresses = hints
                    .iter()
                    .map(|octets| IpAddr::V4(Ipv4Addr::from(*octets)));
                sink.hints.extend(addresses);
                whole(left)
            }
            IPV6_HINT => {
                let (hints, left) = value.as_chunks::<16>();
                let addresses = hints
                    .iter()
                    .map(|octets| IpAddr::V6(Ipv6Addr::from(*octets)));
                sink.hints.extend(addresses);
                whole(left)
            }
            _ => Ok(()),
        };
        odd = odd.or(read.err());
    }
    whole(parameters)?;
    odd.map_or(Ok(()), Err)
}

fn whole(left: &[u8]) -> Result<(), DnsError> {
    if left.is_empty() {
        Ok(())
    } else {
        Err(DnsError::RecordData)
    }
}

fn read_alpn(mut value: &[u8], text: &mut String) -> Result<NameSpan, DnsError> {
    let mut list = String::new();
    while let Some((&length, rest)) = value.split_first() {
        let (protocol, rest) = rest
            .split_at_checked(usize::from(length))
            .ok_or(DnsError::RecordData)?;
        if !list.is_empty() {
            list.push(',');
        }
        for &byte in protocol {
            push_escaped(&mut list, byte);
        }
        value = rest;
    }
    append_text(text, &list)
}

pub(super) fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*pair))
}

pub(super) fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}
