//! The hellos of SSL 2.0. Clients up to about 2010 also opened SSL 3.0 and TLS connections with its ClientHello
//! (RFC 5246 appendix E.2). It cannot name a server.

use super::cursor::{Cursor, Stop};
use super::version::Version;

/// What the first bytes of a direction are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// A ClientHello of SSL 2.0.
    Client {
        /// The highest version that the client offers.
        version: Version,
        /// Length of the message with its header, in bytes, at most [`LIMIT`]; what follows it are records of TLS,
        /// or of SSL 2.0 if nothing else was offered.
        length: usize,
    },
    /// A ServerHello of SSL 2.0.
    Server,
    /// Too few bytes to say.
    Partial,
    /// Neither.
    Other,
}

/// The longest ClientHello that is believed, in bytes: 200 cipher suites, a session and the longest challenge.
const LIMIT: usize = 2 + 9 + 3 * 200 + 16 + 32;

/// Reads the first bytes of a direction.
pub(super) fn opening(bytes: &[u8]) -> Opening {
    read(Cursor::open(bytes)).unwrap_or(Opening::Partial)
}

fn read(mut bytes: Cursor<'_>) -> Result<Opening, Stop> {
    let high = bytes.u8()?;
    if high & 0x80 == 0 {
        return Ok(Opening::Other);
    }
    let body_length = usize::from(u16::from_be_bytes([high & 0x7f, bytes.u8()?]));
    match bytes.u8()? {
        1 => client(bytes, body_length),
        4 => server(bytes, body_length),
        _ => Ok(Opening::Other),
    }
}

fn client(mut bytes: Cursor<'_>, body_length: usize) -> Result<Opening, Stop> {
    let version = Version(bytes.u16()?);
    if !matches!(version.0, 0x0002 | 0x0300..=0x0303) {
        return Ok(Opening::Other);
    }
    let specs = usize::from(bytes.u16()?);
    let session = usize::from(bytes.u16()?);
    let challenge = usize::from(bytes.u16()?);
    let plausible = specs > 0
        && specs.is_multiple_of(3)
        && matches!(session, 0 | 16)
        && (16..=32).contains(&challenge)
        && 9 + specs + session + challenge == body_length
        && 2 + body_length <= LIMIT;
    Ok(if plausible {
        Opening::Client {
            version,
            length: 2 + body_length,
        }
    } else {
        Opening::Other
    })
}

fn server(mut bytes: Cursor<'_>, body_length: usize) -> Result<Opening, Stop> {
    let session_hit = bytes.u8()?;
    let certificate_type = bytes.u8()?;
    if session_hit > 1 || certificate_type > 1 || Version(bytes.u16()?) != Version::SSL2 {
        return Ok(Opening::Other);
    }
    let certificate = usize::from(bytes.u16()?);
    let specs = usize::from(bytes.u16()?);
    let connection = usize::from(bytes.u16()?);
    let plausible = specs.is_multiple_of(3) && 11 + certificate + specs + connection == body_length;
    Ok(if plausible {
        Opening::Server
    } else {
        Opening::Other
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello() -> Vec<u8> {
        let mut bytes = vec![0x80, 9 + 6 + 16, 1, 3, 1, 0, 6, 0, 0, 0, 16];
        bytes.extend([1, 0, 0x80, 0, 0, 5]);
        bytes.extend([7; 16]);
        bytes
    }

    #[test]
    fn a_client_hello_is_recognised_by_its_first_eleven_bytes() {
        let client = Opening::Client {
            version: Version::TLS10,
            length: 33,
        };
        for length in 0..hello().len() {
            let expected = if length < 11 {
                Opening::Partial
            } else {
                client
            };
            assert_eq!(opening(&hello()[..length]), expected);
        }
    }

    #[test]
    fn lengths_that_do_not_add_up_are_something_else() {
        let mut bytes = hello();
        bytes[1] += 1;
        assert_eq!(opening(&bytes), Opening::Other);
    }

    #[test]
    fn a_server_hello_is_recognised() {
        let bytes = [0x80, 11 + 3 + 16, 4, 0, 1, 0, 2, 0, 0, 0, 3, 0, 16];
        assert_eq!(opening(&bytes), Opening::Server);
    }
}
