//! The payload of a packet of Google's versions into the pieces of its handshake stream: STREAM frames of stream 1
//! up to Q046, CRYPTO frames from Q050 on.

use super::super::cursor::Cursor;
use super::super::frame::{Crypto, crypto};
use super::super::version::Version;

/// The pieces of the handshake stream in one packet. Ends early at a frame that cannot be stepped over.
#[derive(Clone, Debug)]
pub(in super::super) struct GoogleFrames<'a> {
    cursor: Cursor<'a>,
    order: Order,
}

/// The byte order of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Little,
    Network,
}

/// The first version with integers in network order.
const NETWORK_ORDER: u32 = u32::from_be_bytes(*b"Q039");

/// Until Q046 the handshake is stream 1.
const HANDSHAKE_STREAM: u64 = 1;

impl<'a> GoogleFrames<'a> {
    /// Starts at the first frame of a packet.
    pub(in super::super) const fn of(payload: &'a [u8], version: Version) -> Self {
        Self {
            cursor: Cursor::new(payload),
            // Holds for the T05x too: T sorts behind Q.
            order: if version.0 < NETWORK_ORDER {
                Order::Little
            } else {
                Order::Network
            },
        }
    }

    fn integer(&mut self, length: usize) -> Option<u64> {
        let bytes = self.cursor.take(length)?;
        let add = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(match self.order {
            Order::Network => bytes.iter().fold(0, add),
            Order::Little => bytes.iter().rev().fold(0, add),
        })
    }

    /// Type bits `1fdooossB`: end of stream, data length present, offset length, stream number length.
    fn stream(&mut self, kind: u8) -> Option<(u64, Crypto<'a>)> {
        let stream = self.integer(usize::from(kind & 0x03) + 1)?;
        let offset = match usize::from(kind >> 2 & 0x07) {
            0 => 0,
            more => self.integer(more + 1)?,
        };
        let length = match kind & 0x20 {
            0 => self.cursor.rest().len(),
            _ => usize::try_from(self.integer(2)?).ok()?,
        };
        let data = self.cursor.take(length)?;
        Some((stream, Crypto { offset, data }))
    }

    /// Type bits `01ntllmmB`: several blocks, and the lengths of the largest number and of a block's length. The layout
    /// of Q034 and later.
    fn skip_acknowledgement(&mut self, kind: u8) -> Option<()> {
        let length = |bits: u8| match bits & 0b11 {
            0 => 1,
            1 => 2,
            2 => 4,
            _ => 6,
        };
        let block = length(kind);
        self.cursor.take(length(kind >> 2))?;
        self.cursor.take(2)?;
        let more_blocks = match kind & 0x20 {
            0 => 0,
            _ => self.cursor.u8()?,
        };
        self.cursor.take(block)?;
        for _ in 0..more_blocks {
            self.cursor.take(1 + block)?;
        }
        match self.cursor.u8()? {
            0 => {}
            timestamps => {
                self.cursor
                    .take(5 + 3 * usize::from(timestamps.saturating_sub(1)))?;
            }
        }
        Some(())
    }
}

impl<'a> Iterator for GoogleFrames<'a> {
    type Item = Crypto<'a>;

    fn next(&mut self) -> Option<Crypto<'a>> {
        loop {
            match self.cursor.u8()? {
                PADDING | PING => {}
                CRYPTO => return crypto(&mut self.cursor),
                kind @ 0x80.. => {
                    let (stream, piece) = self.stream(kind)?;
                    if stream == HANDSHAKE_STREAM {
                        return Some(piece);
                    }
                }
                kind @ 0x40..0x80 => self.skip_acknowledgement(kind)?,
                _ => return None,
            }
        }
    }
}

const PADDING: u8 = 0x00;
const PING: u8 = 0x07;
const CRYPTO: u8 = 0x08;

#[cfg(test)]
mod tests {
    use super::*;

    const Q024: Version = Version(u32::from_be_bytes(*b"Q024"));
    const Q046: Version = Version(u32::from_be_bytes(*b"Q046"));
    const Q050: Version = Version(u32::from_be_bytes(*b"Q050"));

    fn pieces(payload: &[u8], version: Version) -> Vec<(u64, &[u8])> {
        GoogleFrames::of(payload, version)
            .map(|piece| (piece.offset, piece.data))
            .collect()
    }

    #[test]
    fn integers_changed_their_byte_order() {
        let network = [0xa4, 1, 4, 0, 0, 2, b'h', b'i'];
        assert_eq!(pieces(&network, Q046), [(1024, &b"hi"[..])]);
        let little = [0xa4, 1, 0, 4, 2, 0, b'h', b'i'];
        assert_eq!(pieces(&little, Q024), [(1024, &b"hi"[..])]);
    }

    #[test]
    fn a_stream_frame_without_a_length_reaches_to_the_end() {
        assert_eq!(pieces(&[0x80, 1, b'h', b'i'], Q046), [(0, &b"hi"[..])]);
    }

    #[test]
    fn other_streams_are_stepped_over() {
        let payload = [0xa0, 3, 0, 1, b'x', 0xa0, 1, 0, 1, b'y'];
        assert_eq!(pieces(&payload, Q046), [(0, &b"y"[..])]);
    }

    #[test]
    fn acknowledgements_are_stepped_over() {
        // The acknowledgement, then CRYPTO frame, of a server of T051.
        let payload = [0x40, 1, 0, 0, 1, 0, 0x08, 0, 2, b'h', b'i'];
        assert_eq!(pieces(&payload, Q050), [(0, &b"hi"[..])]);
        let blocks_and_timestamps = [
            &[0x65, 0, 9, 1, 1, 1, 0, 2, 3, 0, 1, 2][..],
            &[1, 0, 0, 0, 0, 2, 0, 0],
            &[0x08, 0, 1, b'y'],
        ]
        .concat();
        assert_eq!(pieces(&blocks_and_timestamps, Q050), [(0, &b"y"[..])]);
    }
}
