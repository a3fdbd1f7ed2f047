//! DNS messages (RFC 1035, EDNS of RFC 6891) with compressed names, as a resolver of a local network sends them.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::generate::frame::{byte, half};

/// Record types (RFC 1035 section 3.2.2, RFC 3596, RFC 9460).
pub(crate) mod kind {
    /// IPv4 address.
    pub(crate) const A: u16 = 1;
    /// Alias.
    pub(crate) const CNAME: u16 = 5;
    /// Start of authority.
    pub(crate) const SOA: u16 = 6;
    /// Reverse mapping.
    pub(crate) const PTR: u16 = 12;
    /// IPv6 address.
    pub(crate) const AAAA: u16 = 28;
    /// EDNS pseudo-record.
    pub(crate) const OPT: u16 = 41;
    /// HTTPS service binding.
    pub(crate) const HTTPS: u16 = 65;
}

const INTERNET: u16 = 1;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    /// Transaction identifier.
    pub(crate) id: u16,
    /// Name asked for.
    pub(crate) name: &'a str,
    /// Record type asked for; one of [`kind`].
    pub(crate) kind: u16,
    /// True where the client speaks EDNS.
    pub(crate) edns: bool,
}

/// What the resolver says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Verdict<'a> {
    /// Addresses, of the family that was asked for. Either list may be empty: the name exists without such records.
    Found {
        /// A records.
        v4: &'a [Ipv4Addr],
        /// AAAA records.
        v6: &'a [Ipv6Addr],
    },
    /// A name, in answer to a reverse lookup.
    Pointer(&'a str),
    /// The name does not exist.
    NoSuchName,
}

/// Builds a query.
#[must_use]
pub(crate) fn query(question: &Question<'_>) -> Vec<u8> {
    let mut message = Message::new(question, 0x0100);
    if question.edns {
        message.edns();
    }
    message.finish()
}

/// Builds the answer to a query: the chain of aliases, then what the verdict says at its end.
#[must_use]
pub(crate) fn answer(
    question: &Question<'_>,
    chain: &[String],
    ttl: u32,
    verdict: Verdict<'_>,
) -> Vec<u8> {
    let code = u16::from(matches!(verdict, Verdict::NoSuchName)) * 3;
    let mut message = Message::new(question, 0x8180 | code);
    let mut owner = question.name;
    for target in chain {
        message.alias(owner, kind::CNAME, ttl, target);
        owner = target;
    }
    match verdict {
        Verdict::Pointer(name) => message.alias(owner, kind::PTR, ttl, name),
        Verdict::Found { v4, v6 } if v4.is_empty() && v6.is_empty() => message.authority(owner),
        Verdict::Found { v4, v6 } => {
            for address in v4 {
                message.address(owner, kind::A, ttl, &address.octets());
            }
            for address in v6 {
                message.address(owner, kind::AAAA, ttl, &address.octets());
            }
        }
        Verdict::NoSuchName => message.authority(owner),
    }
    if question.edns {
        message.edns();
    }
    message.finish()
}

/// A message being written.
struct Message<'a> {
    bytes: Vec<u8>,
    /// Where each name suffix stands, for compression (RFC 1035 section 4.1.4).
    suffixes: HashMap<&'a str, u16>,
    /// Answer, authority and additional records so far.
    counts: [u16; 3],
}

impl<'a> Message<'a> {
    fn new(question: &Question<'a>, flags: u16) -> Self {
        let mut bytes = Vec::with_capacity(300);
        bytes.extend(question.id.to_be_bytes());
        bytes.extend(flags.to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 0, 0, 0]);
        let mut message = Self {
            bytes,
            suffixes: HashMap::new(),
            counts: [0; 3],
        };
        message.name(question.name);
        message.bytes.extend(question.kind.to_be_bytes());
        message.bytes.extend(INTERNET.to_be_bytes());
        message
    }

    fn name(&mut self, name: &'a str) {
        let mut rest = name;
        while !rest.is_empty() {
            if let Some(offset) = self.suffixes.get(rest) {
                self.bytes.extend((0xc000 | offset).to_be_bytes());
                return;
            }
            self.suffixes.insert(rest, half(self.bytes.len()));
            let (label, parent) = rest.split_once('.').unwrap_or((rest, ""));
            self.bytes.push(byte(label.len()));
            self.bytes.extend(label.as_bytes());
            rest = parent;
        }
        self.bytes.push(0);
    }

    fn head(&mut self, owner: &'a str, kind: u16, ttl: u32) {
        self.name(owner);
        self.bytes.extend(kind.to_be_bytes());
        self.bytes.extend(INTERNET.to_be_bytes());
        self.bytes.extend(ttl.to_be_bytes());
    }

    fn address(&mut self, owner: &'a str, kind: u16, ttl: u32, octets: &[u8]) {
        self.head(owner, kind, ttl);
        self.bytes.extend(half(octets.len()).to_be_bytes());
        self.bytes.extend(octets);
        self.counts[0] += 1;
    }

    fn alias(&mut self, owner: &'a str, kind: u16, ttl: u32, target: &'a str) {
        self.head(owner, kind, ttl);
        self.sized(|message| message.name(target));
        self.counts[0] += 1;
    }

    /// The start of authority that comes with a negative answer (RFC 2308).
    fn authority(&mut self, owner: &'a str) {
        let labels = owner.rmatch_indices('.').nth(1);
        let zone = labels.map_or(owner, |(dot, _)| &owner[dot + 1..]);
        self.head(zone, kind::SOA, 300);
        self.sized(|message| {
            message.name("ns1.dns-provider.net");
            message.name("hostmaster.dns-provider.net");
            for number in [2_026_030_201_u32, 3600, 900, 604_800, 300] {
                message.bytes.extend(number.to_be_bytes());
            }
        });
        self.counts[1] += 1;
    }

    fn edns(&mut self) {
        // Root name, OPT, 1232 bytes of UDP payload, no extended code, version 0, no flags, no options.
        self.bytes.extend([
            0,
            0,
            byte(usize::from(kind::OPT)),
            0x04,
            0xd0,
            0,
            0,
            0,
            0,
            0,
            0,
        ]);
        self.counts[2] += 1;
    }

    /// Writes record data behind its length.
    fn sized(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.bytes.extend([0, 0]);
        write(self);
        let length = half(self.bytes.len() - start - 2);
        self.bytes[start..start + 2].copy_from_slice(&length.to_be_bytes());
    }

    fn finish(mut self) -> Vec<u8> {
        for (index, count) in self.counts.iter().enumerate() {
            let at = 6 + 2 * index;
            self.bytes[at..at + 2].copy_from_slice(&count.to_be_bytes());
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: Question<'static> = Question {
        id: 0x1234,
        name: "a.example.com",
        kind: kind::A,
        edns: false,
    };

    #[test]
    fn a_query_is_the_header_and_the_question() {
        assert_eq!(
            query(&QUESTION),
            b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x01a\x07example\x03com\0\0\x01\0\x01"
        );
    }

    #[test]
    fn a_name_is_written_once() {
        let chain = ["b.example.com".to_owned()];
        let found = Verdict::Found {
            v4: &[Ipv4Addr::new(1, 2, 3, 4)],
            v6: &[],
        };
        let message = answer(&QUESTION, &chain, 60, found);
        let tail = b"\xc0\x0c\0\x05\0\x01\0\0\0\x3c\0\x04\x01b\xc0\x0e\xc0\x2b\0\x01\0\x01\0\0\0\x3c\0\x04\x01\x02\x03\x04";
        assert!(message.ends_with(tail), "{message:02x?}");
        assert_eq!(message[6..8], [0, 2]);
    }

    #[test]
    fn a_negative_answer_carries_its_authority() {
        let message = answer(&QUESTION, &[], 60, Verdict::NoSuchName);
        assert_eq!(message[2..12], [0x81, 0x83, 0, 1, 0, 0, 0, 1, 0, 0]);
    }
}
