//! Collects whole messages out of slices that are cut anywhere, for the short negotiations that come before other
//! protocols. A message that lies in one slice is not copied.

use crate::Absence;

/// A message and its length in bytes. `None` where it is not complete yet.
///
/// # Errors
/// Where the bytes can never become a message.
pub(super) type Parsed<T> = Result<Option<(T, usize)>, Absence>;

/// The messages of one side.
#[derive(Debug)]
pub(super) struct Inbox {
    held: Vec<u8>,
    /// A message longer than this is [`Absence::Bounded`].
    limit: usize,
}

impl Inbox {
    /// An empty one, for messages of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            held: Vec::new(),
            limit,
        }
    }

    /// Takes the next message, which may have begun in an earlier slice, off `bytes`, and leaves what follows it
    /// there. `None` where all of `bytes` was taken and the message is still incomplete.
    ///
    /// # Errors
    /// Those of `parse`, and [`Absence::Bounded`]. The inbox is of no more use then.
    pub(super) fn take<T>(
        &mut self,
        bytes: &mut &[u8],
        parse: impl Fn(&[u8]) -> Parsed<T>,
    ) -> Result<Option<T>, Absence> {
        if self.held.is_empty()
            && let Some((message, length)) = parse(bytes)?
        {
            *bytes = bytes.get(length..).unwrap_or_default();
            return Ok(Some(message));
        }
        let before = self.held.len();
        let room = self.limit.saturating_sub(before);
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.held.extend_from_slice(taken);
        if let Some((message, length)) = parse(&self.held)? {
            self.held.clear();
            // The message was not complete before, so that it ends in this slice.
            *bytes = bytes
                .get(length.saturating_sub(before)..)
                .unwrap_or_default();
            return Ok(Some(message));
        }
        if self.held.len() >= self.limit {
            return Err(Absence::Bounded);
        }
        *bytes = &[];
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages of a length byte and as many bytes; 9 is no length.
    fn parse(bytes: &[u8]) -> Parsed<Vec<u8>> {
        match bytes.split_first() {
            Some((9, _)) => Err(Absence::Malformed),
            Some((&length, rest)) => Ok(rest
                .get(..usize::from(length))
                .map(|body| (body.to_vec(), body.len() + 1))),
            None => Ok(None),
        }
    }

    #[test]
    fn a_message_leaves_what_follows_it() {
        let mut bytes = &b"\x02abrest"[..];
        let message = Inbox::new(8).take(&mut bytes, parse);
        assert_eq!(message, Ok(Some(b"ab".to_vec())));
        assert_eq!(bytes, b"rest");
    }

    #[test]
    fn a_message_may_be_cut_anywhere() {
        let mut inbox = Inbox::new(8);
        for byte in *b"\x02a" {
            let mut bytes = &[byte][..];
            assert_eq!(inbox.take(&mut bytes, parse), Ok(None));
            assert!(bytes.is_empty());
        }
        let mut bytes = &b"brest"[..];
        assert_eq!(inbox.take(&mut bytes, parse), Ok(Some(b"ab".to_vec())));
        assert_eq!(bytes, b"rest");
    }

    #[test]
    fn a_message_beyond_the_limit_is_bounded() {
        let mut bytes = &b"\xffaaaaaaaaaaaaaa"[..];
        assert_eq!(Inbox::new(8).take(&mut bytes, parse), Err(Absence::Bounded));
    }

    #[test]
    fn no_message_is_malformed() {
        let mut bytes = &b"\x09"[..];
        assert_eq!(
            Inbox::new(8).take(&mut bytes, parse),
            Err(Absence::Malformed)
        );
    }
}
