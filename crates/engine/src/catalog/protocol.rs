//! The protocol cells of vendors' pages (`TLSv1.2/HTTPS`, `HTTP / TLS v1.2`, `TLSV1.2`, `HTTP \ HTTPS`, `TCP, UDP`) and
//! the names of negotiated protocols, as one small set.

use std::fmt;

/// A protocol that pages and connections name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// HTTP in the clear.
    Http,
    /// HTTP inside some encryption.
    Https,
    /// SSL 3.0, which no page documents.
    Ssl3,
    /// TLS of a version that is not known.
    Tls,
    /// TLS 1.0.
    Tls10,
    /// TLS 1.1.
    Tls11,
    /// TLS 1.2.
    Tls12,
    /// TLS 1.3.
    Tls13,
    /// QUIC of any version.
    Quic,
    /// SSH, its file transfer included.
    Ssh,
    /// Anything over TCP: what pages give that name transports only.
    Tcp,
    /// Anything over UDP, likewise.
    Udp,
}

/// Every protocol with its spelling, in the order in which sets are written.
const SPELLINGS: [(Protocol, &str); 12] = [
    (Protocol::Http, "HTTP"),
    (Protocol::Https, "HTTPS"),
    (Protocol::Ssl3, "SSLv3"),
    (Protocol::Tls, "TLS"),
    (Protocol::Tls10, "TLSv1.0"),
    (Protocol::Tls11, "TLSv1.1"),
    (Protocol::Tls12, "TLSv1.2"),
    (Protocol::Tls13, "TLSv1.3"),
    (Protocol::Quic, "QUIC"),
    (Protocol::Ssh, "SSH"),
    (Protocol::Tcp, "TCP"),
    (Protocol::Udp, "UDP"),
];

impl Protocol {
    /// Reads one name, however it is spaced and capitalised. `None` where it is not a protocol that can tell
    /// endpoints apart (`DNS`, `TCP`).
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        // Squeezed into a buffer on the stack: this runs for each lookup, and the longest name has seven letters.
        let mut letters = [0; 8];
        let mut length = 0;
        for byte in name.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            *letters.get_mut(length)? = byte.to_ascii_lowercase();
            length += 1;
        }
        Some(match &letters[..length] {
            b"http" => Self::Http,
            b"https" => Self::Https,
            b"sslv3" => Self::Ssl3,
            b"tls" => Self::Tls,
            // Some tools call 1.0 just 1.
            b"tlsv1" | b"tlsv1.0" => Self::Tls10,
            b"tlsv1.1" => Self::Tls11,
            b"tlsv1.2" => Self::Tls12,
            b"tlsv1.3" => Self::Tls13,
            b"quic" => Self::Quic,
            _ => return None,
        })
    }

    /// Reads one name of a page's cell: also those that are never told of a connection, because they do not tell
    /// endpoints apart.
    fn read_cell(name: &str) -> Option<Self> {
        let only_pages = [Self::Ssh, Self::Tcp, Self::Udp];
        let named = |it: &Self| it.to_string().eq_ignore_ascii_case(name);
        Self::read(name).or_else(|| only_pages.into_iter().find(named))
    }

    /// Whether the protocol is encrypted; `None` where its name leaves that open.
    #[must_use]
    pub const fn is_encrypted(self) -> Option<bool> {
        match self {
            Self::Tcp | Self::Udp => None,
            Self::Http => Some(false),
            _ => Some(true),
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of protocols.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProtocolSet(u16);

impl ProtocolSet {
    /// Reads a page's protocol cell. Names that are not known are handed back as the error.
    ///
    /// # Errors
    /// Where a part of the cell is not a protocol.
    pub fn read(cell: &str) -> Result<Self, String> {
        let mut set = Self::default();
        for part in cell.split(['/', '\\', ',']) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            match Protocol::read_cell(part) {
                Some(protocol) => set.insert(protocol),
                None => return Err(part.to_owned()),
            }
        }
        Ok(set)
    }

    /// The protocols among the names of a connection's; others are left out, and so is a bare `TLS` where the version
    /// is named too.
    #[must_use]
    pub fn of_connection(names: &[&str]) -> Self {
        let mut set = Self::default();
        for protocol in names.iter().filter_map(|name| Protocol::read(name)) {
            set.insert(protocol);
        }
        let versions = [
            Protocol::Tls10,
            Protocol::Tls11,
            Protocol::Tls12,
            Protocol::Tls13,
        ];
        if versions.into_iter().any(|version| set.contains(version)) {
            set.0 &= !Protocol::Tls.bit();
        }
        set
    }

    /// Adds a protocol.
    pub fn insert(&mut self, protocol: Protocol) {
        self.0 |= protocol.bit();
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the protocol is in the set.
    #[must_use]
    pub const fn contains(self, protocol: Protocol) -> bool {
        self.0 & protocol.bit() != 0
    }

    /// The protocols, in the order of [`Protocol`].
    pub fn iter(self) -> impl Iterator<Item = Protocol> {
        SPELLINGS
            .into_iter()
            .map(|(protocol, _)| protocol)
            .filter(move |&protocol| self.contains(protocol))
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spelling = SPELLINGS.iter().find(|(protocol, _)| protocol == self);
        f.write_str(spelling.map_or("", |(_, spelling)| spelling))
    }
}

impl fmt::Display for ProtocolSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, protocol) in self.iter().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            write!(f, "{protocol}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_pages_are_read() {
        for (cell, same_as) in [
            ("TLS v1.2", "TLSv1.2"),
            ("TLSV1.2", "TLSv1.2"),
            ("HTTPS/TLS V1.2", "HTTPS/TLSv1.2"),
            ("TLSv1.2\\/HTTPS", "HTTPS/TLSv1.2"),
            ("HTTP \\ HTTPS", "HTTP/HTTPS"),
            ("HTTPS, TLSv1.2", "HTTPS/TLSv1.2"),
            ("HTTP/ TLS v1.2", "HTTP/TLSv1.2"),
            ("HTTP ", "HTTP"),
            ("TCP, UDP", "TCP/UDP"),
            ("SSH", "SSH"),
            ("", ""),
        ] {
            assert_eq!(ProtocolSet::read(cell).unwrap().to_string(), same_as);
        }
        assert_eq!(ProtocolSet::read("HTTP/SMTP"), Err("SMTP".to_owned()));
    }

    #[test]
    fn what_does_not_tell_endpoints_apart_is_left_out_of_a_connection() {
        let set = ProtocolSet::of_connection(&["TCP", "TLS", "TLSv1.3", "h2", "TLSv1"]);
        assert_eq!(set.to_string(), "TLSv1.0/TLSv1.3");
    }
}
