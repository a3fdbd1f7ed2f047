//! The headers of Google's versions whose handshake is not encrypted: the public header of Q024 to Q043, and the long
//! header of Q044 to Q046.

use super::super::cursor::Cursor;
use super::super::version::Version;

/// A packet in the clear that says which version it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct ClearPacket<'a> {
    /// The version.
    pub(in super::super) version: Version,
    /// Its frames.
    pub(in super::super) frames: &'a [u8],
}

/// Reads a packet that a client sends before the server has accepted its version. `None` for everything else.
pub(in super::super) fn clear_packet(datagram: &[u8]) -> Option<ClearPacket<'_>> {
    match datagram.first()? & LONG {
        0 => public_header(datagram),
        _ => long_header(datagram),
    }
}

const LONG: u8 = 0x80;

// The flags of the public header.
const VERSION: u8 = 0x01;
const RESET: u8 = 0x02;
/// A connection ID of eight bytes. Before Q034 there were shorter ones, which take both bits; clients always send all
/// eight while they still send their version.
const CONNECTION_ID: u8 = 0x08;
/// Unused or reserved.
const MULTIPATH: u8 = 0x40;

/// The first version whose layout is the one read here.
const OLDEST: u32 = u32::from_be_bytes(*b"Q024");
/// The last version with a public header.
const LAST_PUBLIC: u32 = u32::from_be_bytes(*b"Q043");
/// Until this version a byte of private flags precedes the frames.
const LAST_PRIVATE_FLAGS: u32 = u32::from_be_bytes(*b"Q033");
/// A private flag: the packet belongs to a group for error correction, whose number follows.
const ERROR_CORRECTION: u8 = 0x02;

/// The hash that stands where encrypted packets have their tag.
const HASH: usize = 12;

fn public_header(datagram: &[u8]) -> Option<ClearPacket<'_>> {
    let mut cursor = Cursor::new(datagram);
    let flags = cursor.u8()?;
    if flags & (VERSION | RESET | CONNECTION_ID | MULTIPATH) != VERSION | CONNECTION_ID {
        return None;
    }
    cursor.take(8)?;
    let version = Version(cursor.u32()?);
    if !version.is_google() || !(OLDEST..=LAST_PUBLIC).contains(&version.0) {
        return None;
    }
    let number = match flags >> 4 & 0b11 {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => 6,
    };
    cursor.take(number)?;
    cursor.take(HASH)?;
    if version.0 <= LAST_PRIVATE_FLAGS && cursor.u8()? & ERROR_CORRECTION != 0 {
        cursor.u8()?;
    }
    Some(ClearPacket {
        version,
        frames: cursor.rest(),
    })
}

fn long_header(datagram: &[u8]) -> Option<ClearPacket<'_>> {
    let mut cursor = Cursor::new(datagram);
    let first = cursor.u8()?;
    let version = Version(cursor.u32()?);
    if !version.is_google_clear() {
        return None;
    }
    let lengths = cursor.u8()?;
    for half in [lengths >> 4, lengths & 0x0f] {
        // Zero is no connection ID, anything else three more than it says (draft-ietf-quic-transport-17 section 17.2).
        if half > 0 {
            cursor.take(usize::from(half) + 3)?;
        }
    }
    let number = match &version.0.to_be_bytes() {
        b"Q046" => usize::from(first & 0x03) + 1,
        _ => 4,
    };
    cursor.take(number)?;
    cursor.take(HASH)?;
    Some(ClearPacket {
        version,
        frames: cursor.rest(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_header_is_read() {
        let packet = [&[0x0d][..], &[9; 8], b"Q043", &[1], &[7; 12], &[0xa0, 1, 2]].concat();
        assert_eq!(
            clear_packet(&packet).unwrap().frames,
            [0xa0, 1, 2],
            "no private flags any more"
        );
    }

    #[test]
    fn old_versions_have_private_flags() {
        let packet = [
            &[0x1d][..],
            &[9; 8],
            b"Q024",
            &[1, 0],
            &[7; 12],
            &[0, 0xa0, 1, 2],
        ]
        .concat();
        assert_eq!(clear_packet(&packet).unwrap().frames, [0xa0, 1, 2]);
    }

    #[test]
    fn the_long_header_is_read() {
        let packet = [
            &[0xc3][..],
            b"Q046",
            &[0x50],
            &[9; 8],
            &[0, 0, 0, 4],
            &[7; 12],
            &[0xa0, 1, 2],
        ]
        .concat();
        assert_eq!(clear_packet(&packet).unwrap().frames, [0xa0, 1, 2]);
    }

    #[test]
    fn a_packet_without_a_version_is_refused() {
        let packet = [&[0x0c][..], &[9; 8], b"Q043", &[1], &[7; 12]].concat();
        assert_eq!(clear_packet(&packet), None);
    }
}
