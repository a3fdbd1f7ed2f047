//! The PROXY protocol (HAProxy, "The PROXY protocol", versions 1 and 2): a header that a load balancer puts before
//! a connection to say whose it is. What follows it is read as a conversation of its own.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use super::http1::naming::{fact, text};
use super::inbox::{Inbox, Parsed};
use super::{Opening, Probe, Progress, StreamProtocol, StreamReader};
use crate::{Absence, Finding, Protocol, Side};

/// The PROXY protocol over TCP.
pub static PROXY_PROTOCOL: &dyn StreamProtocol = &ProxyProtocol;

const TEXT: &[u8] = b"PROXY ";
const BINARY: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

/// The longest header in text, with its line end.
const TEXT_LIMIT: usize = 107;

/// Longer than the longest header in binary, whose length has 16 bits, can be.
const HEADER_LIMIT: usize = 16 + 65_536;

struct ProxyProtocol;

impl StreamProtocol for ProxyProtocol {
    fn id(&self) -> &'static str {
        "proxy_protocol"
    }

    fn probe(&self, opening: &Opening<'_>) -> Probe {
        let seen = opening.initiator;
        if seen.starts_with(BINARY) || seen.starts_with(TEXT) && header(seen).is_ok() {
            Probe::Mine
        } else if seen.is_empty() && !opening.responder.is_empty() {
            Probe::NotMine
        } else if BINARY.starts_with(seen) || TEXT.starts_with(seen) {
            Probe::NeedMore
        } else {
            Probe::NotMine
        }
    }

    fn reader(&self) -> Box<dyn StreamReader> {
        Box::new(Reader {
            inbox: Inbox::new(HEADER_LIMIT),
            absence: Some(Absence::NoHandshake),
        })
    }
}

struct Reader {
    inbox: Inbox,
    absence: Option<Absence>,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if from == Side::Responder {
            return Progress::Reading;
        }
        let mut rest = bytes;
        match self.inbox.take(&mut rest, header) {
            Ok(None) => Progress::Reading,
            Ok(Some(header)) => {
                findings.push(Finding::Protocol(Protocol("PROXY")));
                let client = header.client.map(|client| client.to_string());
                findings.extend(client.map(|client| fact("proxy.client", client)));
                let authority = header.authority.map(|name| text(&name, AUTHORITY_LIMIT));
                findings.extend(authority.map(|name| fact("proxy.authority", name)));
                Progress::Inside {
                    consumed: bytes.len().saturating_sub(rest.len()),
                }
            }
            Err(absence) => {
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

/// Longest `proxy.authority`, in characters.
const AUTHORITY_LIMIT: usize = 255;

/// What a header says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    /// Who connected to the load balancer.
    client: Option<SocketAddr>,
    /// The server name the client gave to the load balancer (`PP2_TYPE_AUTHORITY`).
    authority: Option<Vec<u8>>,
}

fn header(bytes: &[u8]) -> Parsed<Header> {
    if bytes.starts_with(TEXT) {
        text_header(bytes)
    } else if let Some(rest) = bytes.strip_prefix(BINARY) {
        binary_header(rest)
    } else if TEXT.starts_with(bytes) || BINARY.starts_with(bytes) {
        Ok(None)
    } else {
        Err(Absence::Malformed)
    }
}

/// `PROXY TCP4 source destination source-port destination-port`, or `PROXY UNKNOWN` and anything.
fn text_header(bytes: &[u8]) -> Parsed<Header> {
    let Some(feed) = bytes
        .iter()
        .take(TEXT_LIMIT)
        .position(|&byte| byte == b'\n')
    else {
        let short = bytes.len() < TEXT_LIMIT;
        return if short {
            Ok(None)
        } else {
            Err(Absence::Malformed)
        };
    };
    let line = bytes.get(..feed).unwrap_or(bytes);
    let line = std::str::from_utf8(line).map_err(|_| Absence::Malformed)?;
    let mut words = line.split_ascii_whitespace().skip(1);
    let family = words.next();
    if !matches!(family, Some("TCP4" | "TCP6" | "UNKNOWN")) {
        return Err(Absence::Malformed);
    }
    let address = words.next().and_then(|word| word.parse().ok());
    let port = words.nth(1).and_then(|word| word.parse().ok());
    let header = Header {
        client: address
            .zip(port)
            .map(|(address, port)| SocketAddr::new(address, port)),
        authority: None,
    };
    Ok(Some((header, feed + 1)))
}

/// After the signature: version and command, family, length, addresses, and fields of type, length and value.
fn binary_header(bytes: &[u8]) -> Parsed<Header> {
    let Some((&[version, family, high, low], rest)) = bytes.split_first_chunk::<4>() else {
        return Ok(None);
    };
    if version >> 4 != 2 {
        return Err(Absence::Malformed);
    }
    let length = usize::from(u16::from_be_bytes([high, low]));
    let Some(body) = rest.get(..length) else {
        return Ok(None);
    };
    let (client, fields) = match family >> 4 {
        1 => (v4(body), body.get(12..)),
        2 => (v6(body), body.get(36..)),
        3 => (None, body.get(216..)),
        _ => (None, Some(body)),
    };
    let header = Header {
        client,
        authority: fields.and_then(authority),
    };
    Ok(Some((header, BINARY.len() + 4 + length)))
}

fn v4(body: &[u8]) -> Option<SocketAddr> {
    let &[a, b, c, d, _, _, _, _, p, q] = body.first_chunk::<10>()?;
    let address = Ipv4Addr::new(a, b, c, d);
    Some(SocketAddr::new(address.into(), u16::from_be_bytes([p, q])))
}

fn v6(body: &[u8]) -> Option<SocketAddr> {
    let (address, rest) = body.split_first_chunk::<16>()?;
    let port = u16::from_be_bytes(*rest.get(16..)?.first_chunk()?);
    Some(SocketAddr::new(Ipv6Addr::from(*address).into(), port))
}

fn authority(fields: &[u8]) -> Option<Vec<u8>> {
    const AUTHORITY: u8 = 2;
    let mut rest = fields;
    loop {
        let (&[kind, high, low], after) = rest.split_first_chunk::<3>()?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (value, after) = after.split_at_checked(length)?;
        if kind == AUTHORITY {
            return Some(value.to_vec());
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V1: &[u8] = b"PROXY TCP4 192.0.2.1 192.0.2.2 5000 443\r\n";
    const V2: &[u8] =
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x18\xc0\0\x02\x01\xc0\0\x02\x02\x13\x88\x01\xbb\x02\0\x09a.example";

    fn probe(initiator: &[u8], responder: &[u8]) -> Probe {
        ProxyProtocol.probe(&Opening {
            initiator,
            responder,
            initiator_port: 50_000,
            responder_port: 443,
            midway: false,
        })
    }

    fn run(slices: &[&[u8]]) -> (Vec<Finding>, Progress) {
        let mut findings = Vec::new();
        let mut reader = ProxyProtocol.reader();
        for bytes in slices {
            let progress = reader.read(Side::Initiator, bytes, &mut findings);
            if progress != Progress::Reading {
                return (findings, progress);
            }
        }
        reader.finish(&mut findings);
        (findings, Progress::Reading)
    }

    #[test]
    fn both_versions_are_claimed_and_their_prefixes_waited_for() {
        for (header, magic) in [(V1, TEXT), (V2, BINARY)] {
            assert_eq!(probe(header, b""), Probe::Mine);
            for length in 0..magic.len() {
                assert_eq!(probe(&header[..length], b""), Probe::NeedMore);
            }
        }
    }

    #[test]
    fn others_are_left_alone() {
        assert_eq!(probe(b"PROPFIND / HTTP/1.1\r\n", b""), Probe::NotMine);
        assert_eq!(probe(b"PROXY me\r\n", b""), Probe::NotMine);
        assert_eq!(probe(b"", b"220 mail\r\n"), Probe::NotMine);
    }

    #[test]
    fn the_header_is_handed_over_whole() {
        for header in [V1, V2] {
            let (findings, progress) = run(&[&[header, b"\x16\x03"].concat()]);
            let consumed = header.len();
            assert_eq!(progress, Progress::Inside { consumed });
            let client = fact("proxy.client", "192.0.2.1:5000".to_owned());
            assert!(findings.contains(&client), "{findings:?}");
        }
    }

    #[test]
    fn the_name_that_the_client_gave_is_a_fact() {
        let (findings, _) = run(&[V2]);
        assert!(findings.contains(&fact("proxy.authority", "a.example".to_owned())));
    }

    #[test]
    fn a_header_may_come_byte_by_byte() {
        for header in [V1, V2] {
            let slices: Vec<_> = header.chunks(1).collect();
            assert_eq!(run(&slices).1, Progress::Inside { consumed: 1 });
        }
    }

    #[test]
    fn no_input_is_fatal() {
        for header in [V1, V2] {
            for at in 0..header.len() {
                for value in 0..=255 {
                    let mut changed = header.to_vec();
                    changed[at] = value;
                    probe(&changed, b"");
                    run(&[&changed[..at]]);
                    run(&[&changed[..at], &changed[at..]]);
                }
            }
        }
    }
}
