//! Pieces of the handshake stream, in any order and overlapping, into the bytes from its start on
//! (RFC 9000 section 19.6).

use std::collections::VecDeque;

/// What is known of one stream so far.
#[derive(Debug, Default)]
pub(super) struct CryptoStream {
    start: Vec<u8>,
    /// Sorted by offset; each begins beyond the end of `start`.
    waiting: VecDeque<(usize, Box<[u8]>)>,
    waiting_bytes: usize,
}

/// A piece did not fit: what it held is lost, and with it perhaps the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

impl CryptoStream {
    /// The longest stream kept, in bytes from its start; real ClientHellos have up to about 5,000. Pieces beyond
    /// it are dropped. Also the limit on pieces that wait, so that the stream takes at most twice as much.
    pub(super) const LIMIT: usize = 64 * 1024;

    /// How many pieces may wait for one that belongs before them; Chrome and Firefox cut a hello into up to about
    /// thirty. More are dropped.
    pub(super) const PIECES: usize = 256;

    /// The bytes from the start of the stream to its first gap.
    pub(super) fn start(&self) -> &[u8] {
        &self.start
    }

    /// True where nothing has arrived yet.
    pub(super) fn is_empty(&self) -> bool {
        self.start.is_empty() && self.waiting.is_empty()
    }

    /// Adds a piece. Where pieces contradict each other, the first to reach the start wins.
    ///
    /// # Errors
    ///
    /// Where the piece lies beyond [`Self::LIMIT`] or too many are waiting.
    pub(super) fn insert(&mut self, offset: u64, data: &[u8]) -> Result<(), Full> {
        let offset = usize::try_from(offset).map_err(|_| Full)?;
        let end = offset.checked_add(data.len()).ok_or(Full)?;
        if end > Self::LIMIT {
            return Err(Full);
        }
        if data.is_empty() {
            return Ok(());
        }
        if offset > self.start.len() {
            return self.wait(offset, data);
        }
        self.extend(offset, data);
        while let Some((offset, piece)) = self.waiting.pop_front() {
            if offset > self.start.len() {
                self.waiting.push_front((offset, piece));
                break;
            }
            self.waiting_bytes = self.waiting_bytes.saturating_sub(piece.len());
            self.extend(offset, &piece);
        }
        Ok(())
    }

    fn extend(&mut self, offset: usize, data: &[u8]) {
        let known = self.start.len().saturating_sub(offset);
        self.start.extend(data.get(known..).unwrap_or_default());
    }

    fn wait(&mut self, offset: usize, data: &[u8]) -> Result<(), Full> {
        let at = self.waiting.partition_point(|(other, _)| *other < offset);
        // A retransmission is the same piece again; anything cleverer is not worth its code.
        let again = self
            .waiting
            .get(at)
            .is_some_and(|(other, piece)| *other == offset && piece.len() >= data.len());
        if again {
            return Ok(());
        }
        let bytes = self.waiting_bytes.saturating_add(data.len());
        if self.waiting.len() >= Self::PIECES || bytes > Self::LIMIT {
            return Err(Full);
        }
        self.waiting_bytes = bytes;
        self.waiting.insert(at, (offset, data.into()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(pieces: &[(u64, &[u8])]) -> CryptoStream {
        let mut stream = CryptoStream::default();
        for (offset, data) in pieces {
            stream.insert(*offset, data).unwrap();
        }
        stream
    }

    #[test]
    fn pieces_in_reverse_order_come_together() {
        let stream = stream(&[(4, b"ef"), (2, b"cd"), (0, b"ab")]);
        assert_eq!(stream.start(), b"abcdef");
        assert_eq!((stream.waiting.len(), stream.waiting_bytes), (0, 0));
    }

    #[test]
    fn a_gap_holds_back_what_follows_it() {
        assert_eq!(stream(&[(0, b"ab"), (3, b"d")]).start(), b"ab");
    }

    #[test]
    fn overlaps_are_counted_once() {
        let pieces: &[(u64, &[u8])] = &[(3, b"def"), (1, b"bcd"), (3, b"d"), (0, b"ab"), (2, b"c")];
        assert_eq!(stream(pieces).start(), b"abcdef");
    }

    #[test]
    fn a_piece_within_what_is_known_changes_nothing() {
        assert_eq!(stream(&[(0, b"abcdef"), (1, b"xx")]).start(), b"abcdef");
    }

    #[test]
    fn a_piece_beyond_the_limit_is_refused() {
        let mut stream = CryptoStream::default();
        let limit = u64::try_from(CryptoStream::LIMIT).unwrap();
        assert_eq!(stream.insert(limit, b"a"), Err(Full));
        assert_eq!(stream.insert(u64::MAX, b"a"), Err(Full));
        assert_eq!(stream.insert(limit - 1, b"a"), Ok(()));
    }

    #[test]
    fn only_so_many_pieces_wait() {
        let mut stream = CryptoStream::default();
        let full = (0..1000).find(|piece| stream.insert(2 + piece * 2, b"a").is_err());
        assert_eq!(full, Some(CryptoStream::PIECES as u64));
    }

    #[test]
    fn only_so_many_bytes_wait() {
        let mut stream = CryptoStream::default();
        let piece = vec![0; 60_000];
        assert_eq!(stream.insert(1, &piece), Ok(()));
        assert_eq!(stream.insert(2, &piece), Err(Full));
    }
}
