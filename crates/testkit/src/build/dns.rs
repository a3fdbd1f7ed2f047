//! DNS messages with one question (RFC 1035 section 4).

use std::net::IpAddr;

/// The type of records with an IPv4 address.
pub const A: u16 = 1;
/// The type of aliases.
pub const CNAME: u16 = 5;
/// The type of records with text.
pub const TXT: u16 = 16;
/// The type of records with an IPv6 address.
pub const AAAA: u16 = 28;
/// The type of records that say how to reach a service (RFC 9460).
pub const HTTPS: u16 = 65;

/// Flags of a question.
pub const QUESTION: u16 = 0x0100;
/// Flags of an answer without an error.
pub const ANSWER: u16 = 0x8180;
/// Flags of an answer that says that the name does not exist.
pub const NO_SUCH_NAME: u16 = 0x8183;

/// A record of an answer: owner, seconds to live, data.
pub type Record<'a> = (&'a str, u32, Data<'a>);

/// What a record says.
#[derive(Clone, Copy, Debug)]
pub enum Data<'a> {
    /// An address, as text.
    Address(&'a str),
    /// Another name.
    Alias(&'a str),
}

/// A message with these flags about a name.
///
/// # Panics
/// A label is too long, or an address is none.
#[must_use]
pub fn message(flags: u16, name: &str, kind: u16, records: &[Record<'_>]) -> Vec<u8> {
    let mut message = vec![0, 7];
    message.extend(flags.to_be_bytes());
    message.extend([0, 1]);
    message.extend(short(records.len()));
    message.extend([0; 4]);
    message.extend(wire(name));
    message.extend(kind.to_be_bytes());
    message.extend([0, 1]);
    for (owner, ttl, data) in records {
        let (kind, data) = match data {
            Data::Alias(target) => (CNAME, wire(target)),
            Data::Address(text) => match text.parse().expect("the text is an address") {
                IpAddr::V4(address) => (A, address.octets().to_vec()),
                IpAddr::V6(address) => (AAAA, address.octets().to_vec()),
            },
        };
        message.extend(wire(owner));
        message.extend(kind.to_be_bytes());
        message.extend([0, 1]);
        message.extend(ttl.to_be_bytes());
        message.extend(short(data.len()));
        message.extend(data);
    }
    message
}

fn wire(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(u8::try_from(label.len()).expect("a test label is short"));
        bytes.extend(label.as_bytes());
    }
    bytes.push(0);
    bytes
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length)
        .expect("a test message is short")
        .to_be_bytes()
}
