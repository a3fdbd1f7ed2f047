//! Puts handshake messages together from the fragments of any number of records (RFC 8446 section 4).

use std::borrow::Cow;

/// How many bytes of a hello are kept; what lies beyond is passed over, and the hello counts as [`Extent::Bounded`].
/// Post-quantum ClientHellos have 1.8 KiB, and RFC 8446 leaves no sensible use for more than a few.
pub(super) const HELLO_LIMIT: usize = 64 * 1024;

/// How many bytes of a Certificate message are kept: the server's own certificate comes first and has 1 to 5 KiB.
const CERTIFICATE_LIMIT: usize = 16 * 1024;

/// A message's type; the ones that matter here.
pub(super) const CLIENT_HELLO: u8 = 1;
/// Also a HelloRetryRequest, in disguise.
pub(super) const SERVER_HELLO: u8 = 2;
/// The HelloRetryRequest of the drafts of TLS 1.3 before the 22nd.
pub(super) const HELLO_RETRY_REQUEST: u8 = 6;
/// The server's certificates, up to TLS 1.2.
pub(super) const CERTIFICATE: u8 = 11;
/// The end of the server's first flight, up to TLS 1.2.
pub(super) const SERVER_HELLO_DONE: u8 = 14;

/// Whether a type is one of those that are sent in the clear by some version.
pub(super) const fn is_clear(kind: u8) -> bool {
    matches!(kind, 0..=2 | 4 | 6 | 11..=16 | 20..=23)
}

/// Length of a handshake message's header in bytes.
const HEADER_LENGTH: usize = 4;

/// A handshake message, or the first part of one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    pub(super) kind: u8,
    /// The body after the header. Of types that matter to nobody here there may be none.
    pub(super) body: Cow<'a, [u8]>,
    pub(super) extent: Extent,
}

/// How much of a message is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// As much as its header claims.
    Whole,
    /// The rest was not captured.
    Cut,
    /// Something else came in place of the rest.
    Broken,
    /// It is longer than the limit for its type.
    Bounded,
}

/// The handshake messages of one direction.
#[derive(Debug, Default)]
pub(super) struct Messages {
    header: [u8; HEADER_LENGTH],
    /// Bytes of `header` that are filled. While it is full, `body` is being read.
    filled: usize,
    body: Vec<u8>,
    /// Bytes of the body still to come, in bytes.
    remaining: usize,
}

impl Messages {
    /// Takes the next message from the front of `bytes`; `None` where more bytes are wanted.
    pub(super) fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Option<Message<'a>> {
        if self.filled < HEADER_LENGTH {
            self.read_header(bytes);
            if self.filled < HEADER_LENGTH {
                return None;
            }
            let [_, high, middle, low] = self.header;
            self.remaining = u32::from_be_bytes([0, high, middle, low]) as usize;
            // The usual case: the message lies in one piece, and nothing is copied.
            if let Some((body, rest)) = bytes.split_at_checked(self.remaining) {
                *bytes = rest;
                self.filled = 0;
                return Some(Message {
                    kind: self.kind(),
                    body: Cow::Borrowed(body),
                    extent: Extent::Whole,
                });
            }
        }
        let here = self.remaining.min(bytes.len());
        let (part, rest) = bytes.split_at_checked(here)?;
        let room = limit(self.kind()).saturating_sub(self.body.len());
        self.body
            .extend_from_slice(part.get(..room).unwrap_or(part));
        self.remaining -= here;
        *bytes = rest;
        if self.remaining > 0 {
            return None;
        }
        self.filled = 0;
        let body = std::mem::take(&mut self.body);
        let [kind, length @ ..] = self.header;
        let [high, middle, low] = length;
        let claimed = u32::from_be_bytes([0, high, middle, low]) as usize;
        let extent = if body.len() < claimed {
            Extent::Bounded
        } else {
            Extent::Whole
        };
        Some(Message {
            kind,
            body: Cow::Owned(body),
            extent,
        })
    }

    /// Gives up the message being read, if there is one: its rest will not come, because it is `extent`.
    pub(super) fn give_up(&mut self, extent: Extent) -> Option<Message<'static>> {
        let begun = std::mem::take(&mut self.filled) > 0;
        let body = std::mem::take(&mut self.body);
        begun.then(|| Message {
            kind: self.kind(),
            extent: if body.len() >= limit(self.kind()) {
                Extent::Bounded
            } else {
                extent
            },
            body: Cow::Owned(body),
        })
    }

    const fn kind(&self) -> u8 {
        let [kind, ..] = self.header;
        kind
    }

    fn read_header(&mut self, bytes: &mut &[u8]) {
        for place in self.header.iter_mut().skip(self.filled) {
            let Some((&byte, rest)) = bytes.split_first() else {
                return;
            };
            *place = byte;
            self.filled += 1;
            *bytes = rest;
        }
    }
}

const fn limit(kind: u8) -> usize {
    match kind {
        CLIENT_HELLO | SERVER_HELLO | HELLO_RETRY_REQUEST => HELLO_LIMIT,
        CERTIFICATE => CERTIFICATE_LIMIT,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_in_one_piece_is_borrowed() {
        let message = Messages::default().next(&mut &[1, 0, 0, 2, 8, 9][..]);
        assert!(matches!(message.unwrap().body, Cow::Borrowed([8, 9])));
    }

    #[test]
    fn a_message_may_be_split_anywhere() {
        let bytes = [1, 0, 0, 2, 8, 9];
        for at in 0..bytes.len() {
            let mut messages = Messages::default();
            assert_eq!(messages.next(&mut &bytes[..at]), None);
            let message = messages.next(&mut &bytes[at..]).unwrap();
            assert_eq!(
                (message.kind, &*message.body, message.extent),
                (CLIENT_HELLO, &[8, 9][..], Extent::Whole)
            );
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut messages = Messages::default();
        messages.next(&mut &[1, 0xff, 0xff, 0xff][..]);
        for _ in 0..100 {
            assert_eq!(messages.next(&mut &[0; 1024][..]), None);
        }
        let message = messages.give_up(Extent::Cut).unwrap();
        assert_eq!(
            (message.body.len(), message.extent),
            (HELLO_LIMIT, Extent::Bounded)
        );
    }

    #[test]
    fn a_message_that_never_ends_can_be_given_up() {
        let mut messages = Messages::default();
        messages.next(&mut &[1, 0, 0, 9, 7][..]);
        let message = messages.give_up(Extent::Cut).unwrap();
        assert_eq!((&*message.body, message.extent), (&[7][..], Extent::Cut));
        assert_eq!(messages.give_up(Extent::Cut), None);
    }
}
