//! Protocols that begin in the clear and turn to TLS when both sides agree, one file per dialect: they name nobody
//! themselves, and what follows the server's consent is read as a conversation of its own.

mod ftp;
mod imap;
mod ldap;
mod line;
mod pop3;
mod postgresql;
mod smtp;
mod xmpp;

use super::StreamProtocol;

pub use self::ftp::FTP;
pub use self::imap::IMAP;
pub use self::ldap::LDAP;
pub use self::pop3::POP3;
pub use self::postgresql::POSTGRESQL;
pub use self::smtp::SMTP;
pub use self::xmpp::XMPP;

/// Every dialect; each is also listed in [`super::STREAM`].
pub static DIALECTS: &[&dyn StreamProtocol] = &[FTP, IMAP, LDAP, POP3, POSTGRESQL, SMTP, XMPP];

/// True where the bytes are those of a TLS handshake record, or the first of them: a client that sends this was
/// given consent, even if the capture does not hold it or holds it later.
fn is_tls(bytes: &[u8]) -> bool {
    matches!(bytes, [22] | [22, 3, ..])
}

#[cfg(test)]
mod tests {
    use super::super::{Opening, STREAM};
    use super::*;

    #[test]
    fn every_dialect_is_registered() {
        for dialect in DIALECTS {
            assert!(STREAM.iter().any(|known| known.id() == dialect.id()));
        }
    }

    #[test]
    fn no_two_dialects_claim_the_same_bytes() {
        let openings: [(&[u8], &[u8]); 7] = [
            (b"AUTH TLS\r\n", b"220 ready\r\n"),
            (b"EHLO a\r\n", b"220 ready\r\n"),
            (b"", b"* OK ready\r\n"),
            (b"STLS\r\n", b"+OK ready\r\n"),
            (b"\0\0\0\x08\x04\xd2\x16\x2f", b""),
            (b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0", b""),
            (
                b"<?xml version='1.0'?><stream:stream to='a' xmlns='jabber:client'>",
                b"",
            ),
        ];
        for (initiator, responder) in openings {
            let opening = Opening {
                initiator,
                responder,
                initiator_port: 50_000,
                responder_port: 1,
                midway: false,
            };
            let claims = DIALECTS
                .iter()
                .filter(|dialect| dialect.probe(&opening) == super::super::Probe::Mine);
            assert_eq!(claims.count(), 1, "{initiator:?}");
        }
    }

    /// Feeds every dialect every prefix and many single-byte changes of the talk of all, in slices of two sizes.
    #[test]
    fn no_input_is_fatal() {
        use crate::Side::{Initiator, Responder};
        let talks: [(&[u8], &[u8]); 4] = [
            (
                b"EHLO a\r\nSTARTTLS\r\n",
                b"220 a\r\n250-a\r\n250 b\r\n220 go\r\n\x16",
            ),
            (b"a1 STARTTLS\r\n\x16\x03", b"* OK\r\na1 OK\r\n"),
            (b"AUTH TLS\r\nSTLS\r\n", b"220 a\r\n+OK\r\n234 go\r\n"),
            (
                b"<stream:stream to='a' xmlns='jabber:client'><starttls/>",
                b"<proceed/>\x16",
            ),
        ];
        let feed = |dialect: &dyn StreamProtocol, client: &[u8], server: &[u8], size: usize| {
            let mut findings = Vec::new();
            let mut reader = dialect.reader();
            for (from, bytes) in [(Initiator, client), (Responder, server)] {
                for slice in bytes.chunks(size) {
                    if let super::super::Progress::Inside { consumed } =
                        reader.read(from, slice, &mut findings)
                    {
                        assert!(consumed <= slice.len());
                    }
                }
            }
            reader.gap(Initiator, &mut findings);
            reader.finish(&mut findings);
        };
        for dialect in DIALECTS {
            for (client, server) in talks {
                for at in 0..client.len() {
                    for value in [0, b'\n', b' ', b'>', 0x16, 0xff] {
                        let mut changed = client.to_vec();
                        changed[at] = value;
                        feed(*dialect, &changed, server, 1);
                        feed(*dialect, &changed[..at], server, 7);
                        feed(*dialect, server, &changed, 7);
                    }
                }
            }
        }
    }
}
