//! Cuts one direction of a TLS connection into the fragments that its records carry (RFC 8446 section 5.1).
//!
//! Nothing is kept but a header that was split: fragments are handed on as they come, so that bulk data costs five
//! bytes of attention per record.

/// What a record carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The keys change; what this side sends from now on is encrypted, except around a HelloRetryRequest.
    ChangeCipherSpec,
    /// A warning or the reason why the connection failed.
    Alert,
    /// Handshake messages, in the clear or not.
    Handshake,
    /// Encrypted data; in TLS 1.3 the rest of the handshake too.
    ApplicationData,
    /// RFC 6520.
    Heartbeat,
}

/// The five bytes before every fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) content: Content,
    /// Length of the fragment in bytes, at most [`FRAGMENT_LIMIT`].
    pub(super) length: u16,
}

/// Length of a record's header in bytes.
pub(super) const HEADER_LENGTH: usize = 5;

/// RFC 5246 section 6.2.3: 2^14 bytes and 2048 for compression and encryption. Longer ones are no records.
const FRAGMENT_LIMIT: u16 = (1 << 14) + 2048;

/// The bytes are no record of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoRecord;

/// Some bytes of a record's fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) content: Content,
    /// Length of the whole fragment in bytes.
    pub(super) length: u16,
    /// The part of it that is here; `bytes.len() <= length`.
    pub(super) bytes: &'a [u8],
}

/// Reads the header of a record, or as much of it as there is: `Ok(None)` where it may still become one.
pub(super) fn header(bytes: &[u8]) -> Result<Option<Header>, NoRecord> {
    let mut bytes = bytes.iter().copied();
    let content = match bytes.next() {
        None => return Ok(None),
        Some(20) => Content::ChangeCipherSpec,
        Some(21) => Content::Alert,
        Some(22) => Content::Handshake,
        Some(23) => Content::ApplicationData,
        Some(24) => Content::Heartbeat,
        Some(_) => return Err(NoRecord),
    };
    if bytes.next().is_some_and(|major| major != 3) || bytes.next().is_some_and(|minor| minor > 4) {
        return Err(NoRecord);
    }
    let (Some(high), Some(low)) = (bytes.next(), bytes.next()) else {
        return Ok(None);
    };
    let length = u16::from_be_bytes([high, low]);
    if length > FRAGMENT_LIMIT {
        return Err(NoRecord);
    }
    Ok(Some(Header { content, length }))
}

/// Where one direction stands in its records.
#[derive(Debug, Default)]
pub(super) struct Records {
    partial: [u8; HEADER_LENGTH],
    /// Bytes of `partial` that are filled; below [`HEADER_LENGTH`] between calls.
    filled: usize,
    /// The record being read and how many bytes of its fragment are still to come.
    current: Option<(Header, u16)>,
}

impl Records {
    /// Takes the next piece from the front of `bytes`; `Ok(None)` where more bytes are wanted. A record without
    /// bytes gives one piece without bytes. An error is final.
    pub(super) fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<Option<Piece<'a>>, NoRecord> {
        let (header, remaining) = match self.current.take() {
            Some(current) if bytes.is_empty() => {
                self.current = Some(current);
                return Ok(None);
            }
            Some(current) => current,
            None => match self.header(bytes)? {
                Some(header) => (header, header.length),
                None => return Ok(None),
            },
        };
        let here = usize::from(remaining).min(bytes.len());
        let (piece, rest) = bytes.split_at_checked(here).unwrap_or_default();
        *bytes = rest;
        let left = usize::from(remaining) - here;
        // A header at the very end of `bytes` gives a piece without bytes, which does no harm.
        self.current = u16::try_from(left)
            .ok()
            .filter(|&left| left > 0)
            .map(|left| (header, left));
        Ok(Some(Piece {
            content: header.content,
            length: header.length,
            bytes: piece,
        }))
    }

    fn header(&mut self, bytes: &mut &[u8]) -> Result<Option<Header>, NoRecord> {
        for place in self.partial.iter_mut().skip(self.filled) {
            let Some((&byte, rest)) = bytes.split_first() else {
                break;
            };
            *place = byte;
            self.filled += 1;
            *bytes = rest;
        }
        let header = header(self.partial.get(..self.filled).unwrap_or_default())?;
        if header.is_some() {
            self.filled = 0;
        }
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fragments(chunks: &[&[u8]]) -> Result<Vec<(Content, Vec<u8>)>, NoRecord> {
        let mut records = Records::default();
        let mut pieces = Vec::new();
        for mut bytes in chunks.iter().copied() {
            while let Some(piece) = records.next(&mut bytes)? {
                pieces.push((piece.content, piece.bytes.to_vec()));
            }
        }
        Ok(pieces)
    }

    #[test]
    fn two_records_in_one_segment_are_told_apart() {
        assert_eq!(
            fragments(&[&[22, 3, 1, 0, 2, 7, 8, 23, 3, 3, 0, 1, 9]]).unwrap(),
            [
                (Content::Handshake, vec![7, 8]),
                (Content::ApplicationData, vec![9])
            ]
        );
    }

    #[test]
    fn a_header_may_be_split_anywhere() {
        let record = [22, 3, 1, 0, 2, 7, 8];
        for at in 0..record.len() {
            let pieces = fragments(&[&record[..at], &record[at..]]).unwrap();
            let bytes: Vec<u8> = pieces.into_iter().flat_map(|(_, bytes)| bytes).collect();
            assert_eq!(bytes, [7, 8]);
        }
    }

    #[test]
    fn an_empty_record_does_not_stop_the_next() {
        assert_eq!(
            fragments(&[&[22, 3, 1, 0, 0, 21, 3, 1, 0, 1, 5]])
                .unwrap()
                .last(),
            Some(&(Content::Alert, vec![5]))
        );
    }

    #[test]
    fn what_is_too_long_is_no_record() {
        assert_eq!(header(&[23, 3, 3, 0x48, 1]), Err(NoRecord));
    }
}
