//! What an extractor has to say about a conversation: a flat list, so that a new protocol changes no type.

use std::borrow::Cow;

use crate::Side;

/// One statement about a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The conversation speaks this protocol. A later statement refines an earlier one and both are kept
    /// (`TLS`, then `TLSv1.3`; `HTTP`, then `TLSv1.2` inside a CONNECT tunnel).
    Protocol(Protocol),
    /// The conversation named a server.
    Name(Name),
    /// The conversation should have named its server and does not, because…
    NoName(Absence),
    /// A detail worth showing.
    Fact(Fact),
    /// A whole DNS message, without the length prefix of a stream, to be read by [`crate::name::dns`].
    Dns {
        /// Who sent it.
        from: Side,
        /// The message from its header on.
        message: Box<[u8]>,
    },
    /// This end is the one that opened the conversation: the content shows it where no SYN did.
    Initiator(Side),
}

/// The name of a protocol as the vendors' pages write it: `HTTP`, `TLSv1.2`, `TLSv1.3`, `QUIC`, `DNS`…
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protocol(pub &'static str);

/// A server name that a conversation carried, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Which field of which protocol.
    pub kind: NameKind,
    /// The name itself.
    pub host: HostName,
    /// The port that came with the name (`Host: a.example:8080`, `CONNECT a.example:443`), if any.
    pub port: Option<u16>,
    /// Who said it; the server is the opposite side.
    pub from: Side,
    /// True where the name is the public face of an encrypted ClientHello and the real one may be another.
    pub outer: bool,
}

/// The field that carried a name; its token is the `kind` column of `backchat names`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKind(pub &'static str);

impl NameKind {
    /// `Host` or `:authority` of a request in the clear, or the host of an absolute request target.
    pub const HTTP: Self = Self("http");
    /// The authority of an HTTP CONNECT request.
    pub const CONNECT: Self = Self("connect");
    /// The server name of a TLS ClientHello over TCP.
    pub const TLS: Self = Self("tls");
    /// The server name of a TLS ClientHello inside QUIC Initial packets.
    pub const QUIC: Self = Self("quic");
    /// The domain name of a SOCKS request.
    pub const SOCKS: Self = Self("socks");
}

/// A detail: a stable key (`tls.alpn.offered`) and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Dotted, lower case, part of the machine-readable output.
    pub key: &'static str,
    /// Free text without control characters.
    pub value: Cow<'static, str>,
}

/// Why a conversation has no server name. Each has a stable token for machines and a sentence for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Absence {
    /// The ClientHello carries an encrypted one; the name in the clear may be only its public face.
    EncryptedClientHello,
    /// The ClientHello has no server_name extension.
    NoServerName,
    /// The conversation was already open when the capture began, or its first bytes were not captured.
    NoHandshake,
    /// The capture kept only the first bytes of each packet (snap length).
    CutPackets,
    /// Bytes that the peer acknowledged are missing from the capture.
    Gap,
    /// The bytes contradict the protocol they claim to be.
    Malformed,
    /// The protocol is known and does not name its server.
    NotNaming,
    /// Neither end sent any payload.
    NoPayload,
    /// No extractor recognised the protocol.
    UnknownProtocol,
    /// A version whose keys or layout are not public, so that the handshake cannot be read.
    UnsupportedVersion,
    /// Only the server's half of the conversation is in the capture.
    OneSided,
    /// A limit of this program was reached before the name was.
    Bounded,
    /// The client named the server by its address.
    NamedByAddress,
}

impl Absence {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::EncryptedClientHello,
        Self::NoServerName,
        Self::NoHandshake,
        Self::CutPackets,
        Self::Gap,
        Self::Malformed,
        Self::NotNaming,
        Self::NoPayload,
        Self::UnknownProtocol,
        Self::UnsupportedVersion,
        Self::OneSided,
        Self::Bounded,
        Self::NamedByAddress,
    ];

    /// The reason of this token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.token() == token)
    }

    /// The token used in machine-readable output; never changes once released.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::EncryptedClientHello => "encrypted-client-hello",
            Self::NoServerName => "no-server-name",
            Self::NoHandshake => "no-handshake",
            Self::CutPackets => "cut-packets",
            Self::Gap => "gap",
            Self::Malformed => "malformed",
            Self::NotNaming => "not-naming",
            Self::NoPayload => "no-payload",
            Self::UnknownProtocol => "unknown-protocol",
            Self::UnsupportedVersion => "unsupported-version",
            Self::OneSided => "one-sided",
            Self::Bounded => "bounded",
            Self::NamedByAddress => "named-by-address",
        }
    }

    /// One sentence for people, without a full stop.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::EncryptedClientHello => "the server name is encrypted (ECH)",
            Self::NoServerName => "the client sent no server name",
            Self::NoHandshake => "the capture does not hold the start of the connection",
            Self::CutPackets => "the capture kept only the first bytes of each packet",
            Self::Gap => "bytes are missing from the capture where the name would be",
            Self::Malformed => "the bytes contradict the protocol they claim to be",
            Self::NotNaming => "this protocol does not name its server",
            Self::NoPayload => "no data was exchanged",
            Self::UnknownProtocol => "the protocol was not recognised",
            Self::UnsupportedVersion => "this protocol version cannot be read",
            Self::OneSided => "only the server's half is in the capture",
            Self::Bounded => "a limit was reached before the name was",
            Self::NamedByAddress => "the client named the server by its address",
        }
    }
}

/// A host name as it stood on the wire: ASCII lower case, without a trailing dot. Bytes outside printable ASCII
/// are escaped as `\DDD` in decimal (RFC 1035 section 5.1), and so is the backslash as `\\`. No claim that the name is valid: what a
/// client sent is what is reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostName(Box<str>);

impl HostName {
    /// The longest name kept, in bytes before escaping; RFC 1035 allows 253. Longer ones are malformed.
    pub const LIMIT: usize = 255;

    /// Reads a name as it stood on the wire. `None` where it is empty or longer than [`Self::LIMIT`].
    #[must_use]
    pub fn from_wire(bytes: &[u8]) -> Option<Self> {
        let bytes = match bytes {
            [rest @ .., b'.'] if !rest.is_empty() => rest,
            all => all,
        };
        if bytes.is_empty() || bytes.len() > Self::LIMIT {
            return None;
        }
        let mut text = String::with_capacity(bytes.len());
        for &byte in bytes {
            push_escaped(&mut text, byte);
        }
        Some(Self(text.into_boxed_str()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Appends one byte of a name in lower case, escaped where it is not printable ASCII.
pub fn push_escaped(text: &mut String, byte: u8) {
    match byte {
        b'\\' => text.push_str("\\\\"),
        0x21..=0x7e => text.push(char::from(byte.to_ascii_lowercase())),
        _ => {
            text.push('\\');
            for digit in [byte / 100, byte / 10 % 10, byte % 10] {
                text.push(char::from(b'0' + digit));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_folded_and_loses_its_trailing_dot() {
        assert_eq!(
            HostName::from_wire(b"WWW.Example.").unwrap().as_str(),
            "www.example"
        );
    }

    #[test]
    fn odd_bytes_are_escaped_in_decimal() {
        assert_eq!(
            HostName::from_wire(b"a\x12\\ b\xff").unwrap().as_str(),
            "a\\018\\\\\\032b\\255"
        );
    }

    #[test]
    fn an_empty_name_is_no_name() {
        assert_eq!(HostName::from_wire(b""), None);
    }
}
