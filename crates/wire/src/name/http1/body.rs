//! Skips the body of a request by counting (RFC 9112 sections 6 and 7): nothing of it is kept.

use super::head::Length;

/// Where in a body the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Body(State);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// So many bytes are left of a body of known length.
    Bytes(u64),
    /// In the line that gives a chunk's size, read so far; `digits` turns false at the first other byte.
    Size { size: u64, digits: bool },
    /// So many bytes are left of a chunk and the line end after it.
    Chunk(u64),
    /// In the trailer; `blank` while the line has no byte yet.
    Trailer { blank: bool },
    /// The next message begins here.
    Over,
}

/// A chunk's size is not a number, or not one that a chunk can have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

impl Body {
    /// A body about to begin.
    ///
    /// # Errors
    /// Where its length cannot be read.
    pub(super) fn new(length: Length) -> Result<Self, Unreadable> {
        Ok(Self(match length {
            Length::None | Length::Bytes(0) => State::Over,
            Length::Bytes(bytes) => State::Bytes(bytes),
            Length::Chunked => State::SIZE,
            Length::Unreadable => return Err(Unreadable),
        }))
    }

    /// True where the body has ended.
    pub(super) fn is_over(self) -> bool {
        self.0 == State::Over
    }

    /// Skips what belongs to the body and returns the rest, which is empty unless the body is over.
    ///
    /// # Errors
    /// Where the framing cannot be followed.
    pub(super) fn skip<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Unreadable> {
        let mut rest = bytes;
        while self.0 != State::Over {
            match &mut self.0 {
                State::Bytes(left) | State::Chunk(left) => {
                    rest = skip_counted(left, rest);
                    if *left > 0 {
                        break;
                    }
                    self.0 = match self.0 {
                        State::Chunk(_) => State::SIZE,
                        _ => State::Over,
                    };
                }
                _ => {
                    let Some((&byte, after)) = rest.split_first() else {
                        break;
                    };
                    self.0 = self.0.after(byte)?;
                    rest = after;
                }
            }
        }
        Ok(rest)
    }
}

impl State {
    const SIZE: Self = Self::Size {
        size: 0,
        digits: true,
    };

    /// The state after one byte of a size line or of the trailer.
    fn after(self, byte: u8) -> Result<Self, Unreadable> {
        Ok(match (self, byte) {
            (Self::Size { size: 0, .. }, b'\n') => Self::Trailer { blank: true },
            // The line end after the chunk is counted as part of it; a bare line feed there would be one byte
            // less, and then the next size line is unreadable.
            (Self::Size { size, .. }, b'\n') => Self::Chunk(size.checked_add(2).ok_or(Unreadable)?),
            (Self::Size { size, digits: true }, byte) => match char::from(byte).to_digit(16) {
                Some(digit) => Self::Size {
                    size: size
                        .checked_mul(16)
                        .and_then(|size| size.checked_add(u64::from(digit)))
                        .ok_or(Unreadable)?,
                    digits: true,
                },
                None if matches!(byte, b'\r' | b';' | b' ' | b'\t') => Self::Size {
                    size,
                    digits: false,
                },
                None => return Err(Unreadable),
            },
            (Self::Trailer { blank: true }, b'\n') => Self::Over,
            (Self::Trailer { .. }, b'\n') => Self::Trailer { blank: true },
            (Self::Trailer { blank }, byte) => Self::Trailer {
                blank: blank && byte == b'\r',
            },
            (other, _) => other,
        })
    }
}

/// Takes as many bytes off `rest` as are left to skip.
fn skip_counted<'a>(left: &mut u64, rest: &'a [u8]) -> &'a [u8] {
    let skipped = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
    *left = left.saturating_sub(skipped as u64);
    rest.get(skipped..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNKS: &[u8] =
        b"4;a=b\r\nab\r\n\r\n1A\r\n01234567890123456789012345\r\n0\r\nX: y\r\n\r\n";

    #[test]
    fn a_counted_body_leaves_what_follows() {
        let mut body = Body::new(Length::Bytes(3)).unwrap();
        assert_eq!(body.skip(b"abcGET"), Ok(&b"GET"[..]));
        assert!(body.is_over());
    }

    #[test]
    fn a_chunked_body_leaves_what_follows() {
        let mut body = Body::new(Length::Chunked).unwrap();
        let bytes = [CHUNKS, b"GET"].concat();
        assert_eq!(body.skip(&bytes), Ok(&b"GET"[..]));
        assert!(body.is_over());
    }

    #[test]
    fn a_chunked_body_may_come_byte_by_byte() {
        let mut body = Body::new(Length::Chunked).unwrap();
        for (at, byte) in CHUNKS.iter().enumerate() {
            assert!(!body.is_over(), "at {at}");
            assert_eq!(body.skip(&[*byte]), Ok(&b""[..]));
        }
        assert!(body.is_over());
    }

    #[test]
    fn a_size_that_is_no_number_is_unreadable() {
        let mut body = Body::new(Length::Chunked).unwrap();
        assert_eq!(body.skip(b"xyz\r\n"), Err(Unreadable));
    }

    #[test]
    fn a_size_beyond_64_bits_is_unreadable() {
        let mut body = Body::new(Length::Chunked).unwrap();
        assert_eq!(body.skip(b"fffffffffffffffff"), Err(Unreadable));
        let mut body = Body::new(Length::Chunked).unwrap();
        assert_eq!(body.skip(b"ffffffffffffffff\r\n"), Err(Unreadable));
    }

    #[test]
    fn a_body_of_no_bytes_is_over_at_once() {
        assert!(Body::new(Length::Bytes(0)).unwrap().is_over());
    }
}
