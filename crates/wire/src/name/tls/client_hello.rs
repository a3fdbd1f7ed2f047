//! The body of a ClientHello into the server name and what else the client offers (RFC 8446 section 4.1.2,
//! RFC 5246 section 7.4.1.2, RFC 6066 section 3, RFC 7301 section 3.1).
//!
//! The same message travels over TCP and inside QUIC. It is read leniently: everything up to a cut or a
//! contradiction counts, and extensions that matter to nobody here are skipped unread.

use super::cursor::{Cursor, Stop};
use super::version::Version;
use crate::HostName;

/// What a client offers in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHello {
    /// The version field of the message itself, which TLS 1.3 freezes at 1.2. `None` where it was cut off.
    pub legacy_version: Option<Version>,
    /// The `supported_versions` extension in the client's order, without the reserved values of RFC 8701. Empty
    /// where there is no such extension.
    pub supported_versions: Vec<Version>,
    /// The first `host_name` of the server_name extension.
    pub server_name: Option<HostName>,
    /// The application protocols offered, in the client's order, as text (see [`protocol_text`]), at most
    /// [`ALPN_LIMIT`], without the reserved values of RFC 8701.
    pub alpn: Vec<Box<str>>,
    /// Whether the real hello is, or pretends to be, encrypted inside this one.
    pub encrypted: EncryptedHello,
    /// The session that the client would resume, or a made-up one (RFC 8446 appendix D.4); at most 32 bytes.
    pub session_id: Box<[u8]>,
    /// How the message ended.
    pub end: End,
}

/// Whether the hello in the clear is only the public face of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncryptedHello {
    /// No: the names are those meant.
    None,
    /// There is an encrypted_client_hello extension (`0xfe0d`). Clients also send it filled with random bytes, to keep
    /// servers used to it (GREASE); on the wire both look the same.
    Outer,
    /// There is an encrypted_server_name extension (`0xffce`), the forerunner of 2018 to 2020.
    ServerName,
}

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All of it was read.
    Whole,
    /// Its lengths reach beyond the bytes given: the rest was not captured, or, where the caller knows from the
    /// handshake header that these are all, the client sent a malformed message.
    Cut,
    /// After the server name came something that contradicts itself.
    Malformed,
}

/// What a client did that makes its hello unreadable before a server name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidHello {
    /// The version's high byte is not 3, so this is no ClientHello at all.
    Version,
    /// A session identifier longer than 32 bytes.
    SessionId,
    /// An odd number of bytes in the list of cipher suites, or none.
    CipherSuites,
    /// A length reaches beyond the structure that it stands in.
    Overrun,
    /// The server's name is longer than [`HostName::LIMIT`] or empty.
    ServerName,
}

/// How many application protocols are kept; later ones are dropped. Browsers offer two.
pub const ALPN_LIMIT: usize = 32;

/// Reads the body of a ClientHello: what follows the four bytes of the handshake header, or the first part of it.
///
/// A body that stops right before its extensions cannot be told from an old hello that has none: it is
/// [`End::Whole`], and the caller knows better from the length in the handshake header.
///
/// # Errors
///
/// Where the message contradicts itself before a server name was found. A body that is merely cut, at whatever
/// byte, is no error.
pub fn parse(body: &[u8]) -> Result<ClientHello, InvalidHello> {
    let mut hello = ClientHello {
        legacy_version: None,
        supported_versions: Vec::new(),
        server_name: None,
        alpn: Vec::new(),
        encrypted: EncryptedHello::None,
        session_id: Box::default(),
        end: End::Whole,
    };
    match hello.read(Cursor::open(body)) {
        Ok(()) => {}
        Err(Halt::Cut) => hello.end = End::Cut,
        Err(Halt::Invalid(_)) if hello.server_name.is_some() => hello.end = End::Malformed,
        Err(Halt::Invalid(invalid)) => return Err(invalid),
    }
    Ok(hello)
}

/// An application protocol's identifier as text: printable ASCII as it is, everything else, comma and backslash too,
/// as `\DDD` in decimal, so that a list of them can be joined by commas.
#[must_use]
pub fn protocol_text(identifier: &[u8]) -> Box<str> {
    let mut text = String::with_capacity(identifier.len());
    for &byte in identifier {
        match byte {
            b',' | b'\\' | 0..=0x20 | 0x7f.. => text.push_str(&format!("\\{byte:03}")),
            _ => text.push(char::from(byte)),
        }
    }
    text.into_boxed_str()
}

impl ClientHello {
    /// The highest version offered that has a name; `None` where the offer was cut off or is unknown.
    #[must_use]
    pub fn highest_version(&self) -> Option<Version> {
        self.supported_versions
            .iter()
            .filter_map(|version| version.released())
            .max_by_key(|version| version.0)
            .or_else(|| self.legacy_version.and_then(Version::released))
    }

    fn read(&mut self, mut body: Cursor<'_>) -> Result<(), Halt> {
        let version = body.u16()?;
        if version >> 8 != 3 {
            return Err(Halt::Invalid(InvalidHello::Version));
        }
        self.legacy_version = Some(Version(version));
        body.take(RANDOM_LENGTH)?;
        let session_id_length = body.u8()?;
        if session_id_length > SESSION_ID_LIMIT {
            return Err(Halt::Invalid(InvalidHello::SessionId));
        }
        self.session_id = body.take(usize::from(session_id_length))?.into();
        let cipher_suites_length = body.u16()?;
        if cipher_suites_length == 0 || cipher_suites_length % 2 != 0 {
            return Err(Halt::Invalid(InvalidHello::CipherSuites));
        }
        body.take(usize::from(cipher_suites_length))?;
        body.bytes8()?;
        if body.is_empty() {
            return Ok(());
        }
        let mut extensions = body.nested16()?;
        while extensions.more()? {
            let kind = extensions.u16()?;
            let extension = extensions.nested16()?;
            self.extension(kind, extension)?;
        }
        Ok(())
    }

    fn extension(&mut self, kind: u16, extension: Cursor<'_>) -> Result<(), Halt> {
        match kind {
            SERVER_NAME if self.server_name.is_none() => {
                self.server_name = server_name(extension)?;
            }
            ALPN => self.alpn(extension)?,
            SUPPORTED_VERSIONS => self.supported_versions(extension)?,
            ENCRYPTED_CLIENT_HELLO => self.encrypted = EncryptedHello::Outer,
            ENCRYPTED_SERVER_NAME if self.encrypted == EncryptedHello::None => {
                self.encrypted = EncryptedHello::ServerName;
            }
            _ => {}
        }
        Ok(())
    }

    /// A list that contradicts itself keeps its first part: it must not cost the name that may follow.
    fn alpn(&mut self, extension: Cursor<'_>) -> Result<(), Halt> {
        let each = |identifier: &[u8], alpn: &mut Vec<Box<str>>| {
            let reserved = matches!(identifier, [high, low] if high == low && high & 0x0f == 0x0a);
            if alpn.len() < ALPN_LIMIT && !reserved {
                alpn.push(protocol_text(identifier));
            }
        };
        let mut walk = || -> Result<(), Stop> {
            let mut list = { extension }.nested16()?;
            while list.more()? {
                each(list.bytes8()?, &mut self.alpn);
            }
            Ok(())
        };
        only_cuts(walk())
    }

    fn supported_versions(&mut self, extension: Cursor<'_>) -> Result<(), Halt> {
        let mut walk = || -> Result<(), Stop> {
            let mut list = { extension }.nested8()?;
            while list.more()? {
                let version = Version(list.u16()?);
                if !version.is_grease() {
                    self.supported_versions.push(version);
                }
            }
            Ok(())
        };
        only_cuts(walk())
    }
}

/// RFC 8446 section 4.1.2.
const RANDOM_LENGTH: usize = 32;

/// RFC 8446 section 4.1.2: `opaque legacy_session_id<0..32>`.
const SESSION_ID_LIMIT: u8 = 32;

/// RFC 6066 section 3.
const SERVER_NAME: u16 = 0x0000;
/// RFC 7301 section 3.1.
const ALPN: u16 = 0x0010;
/// RFC 8446 section 4.2.1.
const SUPPORTED_VERSIONS: u16 = 0x002b;
/// RFC 9849 section 5.
const ENCRYPTED_CLIENT_HELLO: u16 = 0xfe0d;
/// draft-ietf-tls-esni-02 section 8.
const ENCRYPTED_SERVER_NAME: u16 = 0xffce;

/// RFC 6066 section 3: the only kind of name there is.
const HOST_NAME: u8 = 0;

/// Why the walk through the message ended early.
enum Halt {
    Cut,
    Invalid(InvalidHello),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Cut => Self::Cut,
            Stop::Overrun => Self::Invalid(InvalidHello::Overrun),
        }
    }
}

fn only_cuts(walk: Result<(), Stop>) -> Result<(), Halt> {
    match walk {
        Ok(()) | Err(Stop::Overrun) => Ok(()),
        Err(Stop::Cut) => Err(Halt::Cut),
    }
}

/// The first host name of the list. An extension of no bytes, as servers send it, names nothing.
fn server_name(mut extension: Cursor<'_>) -> Result<Option<HostName>, Halt> {
    if !extension.more()? {
        return Ok(None);
    }
    let mut list = extension.nested16()?;
    while list.more()? {
        let kind = list.u8()?;
        let name = list.bytes16()?;
        if kind == HOST_NAME {
            return match HostName::from_wire(name) {
                Some(name) => Ok(Some(name)),
                None => Err(Halt::Invalid(InvalidHello::ServerName)),
            };
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(session_id: &[u8], extensions: Option<&[u8]>) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.push(session_id.len().try_into().unwrap());
        body.extend(session_id);
        body.extend([0, 4, 0x13, 0x01, 0xc0, 0x2f, 1, 0]);
        if let Some(extensions) = extensions {
            body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
            body.extend(extensions);
        }
        body
    }

    fn extension(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_be_bytes().to_vec();
        bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(data);
        bytes
    }

    fn names(names: &[&[u8]]) -> Vec<u8> {
        let mut list = Vec::new();
        for name in names {
            list.push(0);
            list.extend(u16::try_from(name.len()).unwrap().to_be_bytes());
            list.extend(*name);
        }
        let mut data = u16::try_from(list.len()).unwrap().to_be_bytes().to_vec();
        data.extend(list);
        extension(SERVER_NAME, &data)
    }

    fn usual() -> Vec<u8> {
        let mut extensions = extension(0x0a0a, &[]);
        extensions.extend(names(&[b"WWW.example"]));
        extensions.extend(extension(ALPN, b"\x00\x0f\x02\x0a\x0a\x02h2\x08http/1.1"));
        extensions.extend(extension(SUPPORTED_VERSIONS, &[6, 0x3a, 0x3a, 3, 4, 3, 3]));
        body(&[9; 32], Some(&extensions))
    }

    fn name(hello: &ClientHello) -> Option<&str> {
        hello.server_name.as_ref().map(HostName::as_str)
    }

    #[test]
    fn a_usual_hello_is_read_whole() {
        let hello = parse(&usual()).unwrap();
        assert_eq!(name(&hello), Some("www.example"));
        assert_eq!(hello.alpn, ["h2".into(), "http/1.1".into()]);
        assert_eq!(hello.supported_versions, [Version::TLS13, Version::TLS12]);
        assert_eq!(hello.highest_version(), Some(Version::TLS13));
        assert_eq!(hello.session_id.len(), 32);
        assert_eq!(hello.encrypted, EncryptedHello::None);
        assert_eq!(hello.end, End::Whole);
    }

    #[test]
    fn a_hello_cut_anywhere_is_cut_and_not_malformed() {
        let body = usual();
        let before_extensions = 2 + 32 + 33 + 6 + 2;
        for length in (0..body.len()).filter(|&length| length != before_extensions) {
            assert_eq!(
                parse(&body[..length]).unwrap().end,
                End::Cut,
                "at byte {length}"
            );
        }
    }

    #[test]
    fn a_hello_cut_after_its_name_still_names_the_server() {
        let body = usual();
        let end = body.windows(7).position(|w| w == b"example").unwrap() + 7;
        assert_eq!(name(&parse(&body[..end]).unwrap()), Some("www.example"));
        assert_eq!(name(&parse(&body[..end - 1]).unwrap()), None);
    }

    #[test]
    fn a_hello_without_extensions_is_whole() {
        let hello = parse(&body(&[], None)).unwrap();
        assert_eq!((hello.end, name(&hello)), (End::Whole, None));
        assert_eq!(hello.highest_version(), Some(Version::TLS12));
    }

    #[test]
    fn of_several_names_the_first_counts() {
        let hello = parse(&body(&[], Some(&names(&[b"one.example", b"two.example"])))).unwrap();
        assert_eq!(name(&hello), Some("one.example"));
    }

    #[test]
    fn an_empty_server_name_extension_names_nothing() {
        let hello = parse(&body(&[], Some(&extension(SERVER_NAME, &[])))).unwrap();
        assert_eq!((hello.end, name(&hello)), (End::Whole, None));
    }

    #[test]
    fn an_encrypted_hello_is_recognised() {
        let hello = parse(&body(
            &[],
            Some(&extension(ENCRYPTED_CLIENT_HELLO, &[0; 8])),
        ));
        assert_eq!(hello.unwrap().encrypted, EncryptedHello::Outer);
    }

    #[test]
    fn an_encrypted_server_name_is_recognised() {
        let hello = parse(&body(&[], Some(&extension(ENCRYPTED_SERVER_NAME, &[0; 8]))));
        assert_eq!(hello.unwrap().encrypted, EncryptedHello::ServerName);
    }

    #[test]
    fn an_extension_that_overruns_the_list_is_malformed() {
        let mut extensions = extension(0x0017, &[]);
        extensions[3] = 1;
        assert_eq!(
            parse(&body(&[], Some(&extensions))),
            Err(InvalidHello::Overrun)
        );
    }

    #[test]
    fn a_contradiction_after_the_name_does_not_cost_the_name() {
        let mut extensions = names(&[b"a.example"]);
        extensions.extend([0, 0x17, 0, 1]);
        let hello = parse(&body(&[], Some(&extensions))).unwrap();
        assert_eq!(
            (hello.end, name(&hello)),
            (End::Malformed, Some("a.example"))
        );
    }

    #[test]
    fn a_list_of_protocols_that_contradicts_itself_does_not_cost_the_name() {
        let mut extensions = extension(ALPN, b"\x00\x09\x02h2");
        extensions.extend(names(&[b"a.example"]));
        let hello = parse(&body(&[], Some(&extensions))).unwrap();
        assert_eq!((hello.end, name(&hello)), (End::Whole, Some("a.example")));
    }

    #[test]
    fn a_name_that_is_too_long_is_malformed() {
        let long = names(&[&[b'a'; 256]]);
        assert_eq!(
            parse(&body(&[], Some(&long))),
            Err(InvalidHello::ServerName)
        );
    }

    #[test]
    fn no_change_of_one_byte_breaks_the_parser() {
        let body = usual();
        for at in 0..body.len() {
            for value in [0, 1, 3, 0x7f, 0x80, 0xff, body[at] ^ 0x10] {
                let mut changed = body.clone();
                changed[at] = value;
                let _ = parse(&changed);
            }
        }
    }

    #[test]
    fn a_protocol_identifier_can_stand_in_a_list() {
        assert_eq!(&*protocol_text(b"h2,\x00\\"), "h2\\044\\000\\092");
    }
}
