//! The payload of an Initial packet into its CRYPTO frames (RFC 9000 section 19). Other frames are stepped over.

use super::cursor::Cursor;

/// A piece of the stream of handshake messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crypto<'a> {
    /// Where in the stream it belongs.
    pub(super) offset: u64,
    /// The bytes.
    pub(super) data: &'a [u8],
}

/// The CRYPTO frames of one packet, in the order they stand in it. Ends early at a frame that does not belong in
/// an Initial packet (RFC 9000 section 12.4) or is cut short: nothing behind it can be found.
#[derive(Clone, Debug)]
pub(super) struct CryptoFrames<'a> {
    cursor: Cursor<'a>,
}

impl<'a> CryptoFrames<'a> {
    /// Starts at the first byte of a payload that was opened.
    pub(super) const fn of(payload: &'a [u8]) -> Self {
        Self {
            cursor: Cursor::new(payload),
        }
    }
}

impl<'a> Iterator for CryptoFrames<'a> {
    type Item = Crypto<'a>;

    fn next(&mut self) -> Option<Crypto<'a>> {
        loop {
            match self.cursor.u8()? {
                PADDING | PING => {}
                ACK => skip_ack(&mut self.cursor)?,
                ACK_ECN => {
                    skip_ack(&mut self.cursor)?;
                    skip_varints(&mut self.cursor, 3)?;
                }
                CRYPTO => return crypto(&mut self.cursor),
                CONNECTION_CLOSE => {
                    skip_varints(&mut self.cursor, 2)?;
                    let reason = self.cursor.length()?;
                    self.cursor.take(reason)?;
                }
                _ => return None,
            }
        }
    }
}

/// Reads a CRYPTO frame behind its type.
pub(super) fn crypto<'a>(cursor: &mut Cursor<'a>) -> Option<Crypto<'a>> {
    let offset = cursor.varint()?;
    let length = cursor.length()?;
    Some(Crypto {
        offset,
        data: cursor.take(length)?,
    })
}

// RFC 9000 section 19, table 3.
const PADDING: u8 = 0x00;
const PING: u8 = 0x01;
const ACK: u8 = 0x02;
const ACK_ECN: u8 = 0x03;
const CRYPTO: u8 = 0x06;
const CONNECTION_CLOSE: u8 = 0x1c;

fn skip_ack(cursor: &mut Cursor<'_>) -> Option<()> {
    skip_varints(cursor, 2)?;
    let ranges = cursor.varint()?;
    skip_varints(cursor, 1)?;
    skip_varints(cursor, ranges.checked_mul(2)?)
}

/// Each integer takes a byte at least, so that the payload, not `count`, bounds the work.
fn skip_varints(cursor: &mut Cursor<'_>, count: u64) -> Option<()> {
    for _ in 0..count {
        cursor.varint()?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(payload: &[u8]) -> Vec<(u64, &[u8])> {
        CryptoFrames::of(payload)
            .map(|crypto| (crypto.offset, crypto.data))
            .collect()
    }

    #[test]
    fn crypto_frames_are_found_between_all_frames_that_an_initial_packet_may_hold() {
        let payload = [
            &[0, 0, 1][..],
            &[0x06, 3, 2, b'a', b'b'],
            &[0x02, 9, 1, 2, 0, 1, 1, 1, 1],
            &[0x06, 0, 1, b'c'],
            &[0x03, 9, 1, 0, 0, 5, 6, 7],
            &[0x1c, 0, 6, 2, b'n', b'o'],
            &[0x06, 0x40, 0x80, 0],
        ]
        .concat();
        assert_eq!(frames(&payload), [(3, &b"ab"[..]), (0, b"c"), (128, b"")]);
    }

    #[test]
    fn a_foreign_frame_ends_the_packet() {
        assert_eq!(frames(&[0x08, 0, 0x06, 0, 1, b'c']), []);
    }

    #[test]
    fn an_acknowledgement_of_endless_ranges_ends_with_the_packet() {
        let payload = [0x02, 9, 1, 0xbf, 0xff, 0xff, 0xff, 0, 1, 1];
        assert_eq!(frames(&payload), []);
    }
}
