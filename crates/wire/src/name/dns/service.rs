//! Service bindings, the SVCB and HTTPS records (RFC 9460): where a service is, and how to speak to it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::DnsError;
use super::name::{NameSpan, append_text};
use super::record::{DataSpans, Sink, read_name, read_u16};
use crate::finding::push_escaped;

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

impl ServiceSpans {
    /// Looks the names up in the text of the message, and the addresses among its hints.
    pub(super) fn within<'a>(&self, text: &'a str, hints: &'a [IpAddr]) -> Service<'a> {
        Service {
            priority: self.priority,
            target: self.target.within(text),
            ech: self.ech,
            port: self.port,
            alpn: self.alpn.map_or("", |alpn| alpn.within(text)),
            hints: hints
                .get(self.first_hint..self.end_hint)
                .unwrap_or_default(),
        }
    }
}

/// Reads a service binding, as [`super::record::read_data`] does.
pub(super) fn read_service(
    bytes: &[u8],
    start: usize,
    sink: &mut Sink<'_>,
) -> (DataSpans, Option<DnsError>) {
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

/// The keys of service parameters (RFC 9460 section 14.3.2).
const ALPN: u16 = 1;
const PORT: u16 = 3;
const IPV4_HINT: u16 = 4;
const ECH: u16 = 5;
const IPV6_HINT: u16 = 6;

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

#[cfg(test)]
mod tests {
    use super::super::build::{Build, QUESTION, wire};
    use super::super::{Parser, RecordData, RecordType};
    use super::*;

    /// Reads a binding; the target and the parameters are given.
    fn check(data: &[u8], facts: impl FnOnce(Service<'_>, Option<DnsError>)) {
        let message = Build::response()
            .question(&wire("a.example"), RecordType::HTTPS)
            .answer(&QUESTION, RecordType::HTTPS, data)
            .finish();
        let mut parser = Parser::default();
        let message = parser.parse(&message, false).unwrap();
        match message.answers().next().unwrap().data {
            RecordData::Service(service) => facts(service, message.damaged),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_binding_of_the_owner_itself_has_the_root_as_target() {
        check(b"\0\x01\0", |service, _| {
            assert_eq!((service.priority, service.target), (1, "."));
        });
    }

    #[test]
    fn an_alias_has_priority_0() {
        check(b"\0\0\x03cdn\x07example\0", |service, _| {
            assert_eq!((service.priority, service.target), (0, "cdn.example"));
        });
    }

    #[test]
    fn protocols_are_listed_in_order() {
        check(b"\0\x01\0\0\x01\0\x06\x02h2\x02h3", |service, _| {
            assert_eq!(service.alpn, "h2,h3");
        });
    }

    #[test]
    fn keys_for_an_encrypted_hello_are_noticed() {
        check(b"\0\x01\0\0\x05\0\x02\xfe\x0d", |service, _| {
            assert!(service.ech);
        });
    }

    #[test]
    fn hints_of_both_families_are_kept() {
        let six = [&[0, 6, 0, 16][..], &[0x20; 16]].concat();
        let data = [
            b"\0\x01\0\0\x03\0\x02\x20\xfb\0\x04\0\x04\xc0\0\x02\x01",
            &six[..],
        ]
        .concat();
        check(&data, |service, damaged| {
            assert_eq!(service.port, Some(8443));
            assert_eq!(service.hints.len(), 2);
            assert_eq!(service.hints[0], IpAddr::from([192, 0, 2, 1]));
            assert_eq!(damaged, None);
        });
    }

    #[test]
    fn an_odd_parameter_costs_only_itself() {
        let data = b"\0\x01\0\0\x03\0\x01\x20\0\x04\0\x04\xc0\0\x02\x01\0\x05\0\x09";
        check(data, |service, damaged| {
            assert_eq!(service.port, None);
            assert_eq!(service.hints, [IpAddr::from([192, 0, 2, 1])]);
            assert_eq!(damaged, Some(DnsError::RecordData));
        });
    }
}
