//! The body of a ServerHello or HelloRetryRequest into what was negotiated in the clear (RFC 8446 sections 4.1.3 and
//! 4.1.4, RFC 5246 section 7.4.1.3).

use super::client_hello::protocol_text;
use super::cursor::{Cursor, Stop};
use super::version::Version;

/// What a server chose, as far as it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerHello {
    /// The version negotiated. `None` where the message ended before it was certain.
    pub version: Option<Version>,
    /// The session that the server resumes, gives out, or (TLS 1.3) merely echoes; at most 255 bytes.
    pub session_id: Box<[u8]>,
    /// The application protocol chosen (see [`protocol_text`]); from TLS 1.3 on it is encrypted elsewhere.
    pub alpn: Option<Box<str>>,
    /// Whether the server asks for another ClientHello instead of answering.
    pub retry: bool,
    /// Whether the server took up a pre-shared key, which is how TLS 1.3 resumes.
    pub pre_shared_key: bool,
}

/// Reads the body of a ServerHello: what follows the four bytes of the handshake header, or the first part of it.
/// What cannot be read is left at its default.
#[must_use]
pub fn parse(body: &[u8]) -> ServerHello {
    let mut hello = ServerHello::default();
    if hello.read(Cursor::open(body)).is_err() && hello.version.is_some_and(|v| v == Version::TLS12)
    {
        // Only the missing extensions could have told 1.2 from 1.3.
        hello.version = None;
    }
    hello
}

/// Reads the body of the HelloRetryRequest that drafts of TLS 1.3 before the 22nd have as a message of its own.
#[must_use]
pub(super) fn parse_draft_retry(body: &[u8]) -> ServerHello {
    ServerHello {
        version: Cursor::open(body).u16().ok().map(Version),
        retry: true,
        ..ServerHello::default()
    }
}

impl ServerHello {
    fn read(&mut self, mut body: Cursor<'_>) -> Result<(), Stop> {
        let version = Version(body.u16()?);
        self.version = Some(version);
        self.retry = body.take(RETRY.len())? == RETRY;
        // Drafts before the 22nd put their number here and leave out the session and the compression.
        let slim = matches!(version.0, 0x7f00..=0x7f15);
        if !slim {
            self.session_id = body.bytes8()?.into();
        }
        let _cipher_suite = body.u16()?;
        if !slim {
            let _compression = body.u8()?;
        }
        if body.is_empty() {
            return Ok(());
        }
        let mut extensions = body.nested16()?;
        while extensions.more()? {
            let kind = extensions.u16()?;
            let mut extension = extensions.nested16()?;
            match kind {
                ALPN => {
                    if let Ok(identifier) = extension.nested16().and_then(|mut list| list.bytes8())
                    {
                        self.alpn = Some(protocol_text(identifier));
                    }
                }
                SUPPORTED_VERSIONS => {
                    if let Ok(chosen) = extension.u16() {
                        self.version = Some(Version(chosen));
                    }
                }
                PRE_SHARED_KEY => self.pre_shared_key = true,
                _ => {}
            }
        }
        Ok(())
    }
}

/// RFC 7301 section 3.1.
const ALPN: u16 = 0x0010;
/// RFC 8446 section 4.2.11.
const PRE_SHARED_KEY: u16 = 0x0029;
/// RFC 8446 section 4.2.1.
const SUPPORTED_VERSIONS: u16 = 0x002b;

/// RFC 8446 section 4.1.3: the SHA-256 of "HelloRetryRequest", in place of a random.
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn body(version: [u8; 2], random: [u8; 32], extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_vec();
        body.extend(random);
        body.extend([1, 0x77, 0x13, 0x01, 0]);
        body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        body.extend(extensions);
        body
    }

    #[test]
    fn tls_1_3_is_in_an_extension() {
        let hello = parse(&body([3, 3], [0; 32], &[0, 0x2b, 0, 2, 3, 4]));
        assert_eq!((hello.version, hello.retry), (Some(Version::TLS13), false));
    }

    #[test]
    fn a_retry_is_known_by_its_random() {
        assert!(parse(&body([3, 3], RETRY, &[0, 0x2b, 0, 2, 3, 4])).retry);
    }

    #[test]
    fn tls_1_2_shows_the_protocol_chosen() {
        let hello = parse(&body([3, 3], [0; 32], b"\x00\x10\x00\x05\x00\x03\x02h2"));
        assert_eq!(hello.version, Some(Version::TLS12));
        assert_eq!(hello.alpn.as_deref(), Some("h2"));
    }

    #[test]
    fn an_early_draft_has_no_session_and_no_compression() {
        let mut bytes = vec![0x7f, 0x13];
        bytes.extend([0; 32]);
        bytes.extend([0x13, 0x01, 0, 4, 0, 0x29, 0, 0]);
        let hello = parse(&bytes);
        assert_eq!(hello.version, Some(Version(0x7f13)));
        assert!(hello.pre_shared_key);
    }

    #[test]
    fn a_cut_hello_does_not_claim_a_version_that_it_may_not_have() {
        let whole = body([3, 3], [0; 32], &[0, 0x2b, 0, 2, 3, 4]);
        assert_eq!(parse(&whole[..42]).version, None);
    }

    #[test]
    fn no_prefix_and_no_changed_byte_breaks_the_parser() {
        let whole = body(
            [3, 3],
            [0; 32],
            b"\x00\x10\x00\x05\x00\x03\x02h2\x00\x2b\x00\x02\x03\x04",
        );
        for at in 0..whole.len() {
            let _ = parse(&whole[..at]);
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = whole.clone();
                changed[at] = value;
                let _ = parse(&changed);
            }
        }
    }
}
