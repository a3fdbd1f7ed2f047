//! Google's client hello, CHLO: a table of tags and the values they end at ("QUIC Crypto", section "Handshake message
//! format").

use super::super::cursor::Cursor;

/// What a client says in the clear; values as they stood on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct ClientHello<'a> {
    /// The server's name.
    pub(in super::super) server_name: Option<&'a [u8]>,
    /// The program, its version and platform (`Chrome/74.0.3729.157 Android 8.0.0; BND-L21`).
    pub(in super::super) user_agent: Option<&'a [u8]>,
}

/// What some bytes at the start of a message are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Reading<'a> {
    /// The whole of a client hello.
    Whole(ClientHello<'a>),
    /// The first bytes of a client hello.
    Partial,
    /// Another message, or none.
    Other,
}

/// The message's own tag.
const CHLO: &[u8; 4] = b"CHLO";
const SERVER_NAME: &[u8; 4] = b"SNI\0";
const USER_AGENT: &[u8; 4] = b"UAID";

/// "QUIC Crypto": a message has at most this many tags; one that claims more is none.
const TAGS_LIMIT: u16 = 128;

/// Reads a message from its tag on.
pub(in super::super) fn read(message: &[u8]) -> Reading<'_> {
    if !message.starts_with(CHLO) {
        return if CHLO.starts_with(message) {
            Reading::Partial
        } else {
            Reading::Other
        };
    }
    let Some((tags, table, values)) = split(message) else {
        return Reading::Partial;
    };
    if tags > TAGS_LIMIT {
        return Reading::Other;
    }
    let mut hello = ClientHello {
        server_name: None,
        user_agent: None,
    };
    let mut start = 0;
    let mut table = Cursor::new(table);
    while let (Some(tag), Some(end)) = (table.array::<4>(), table.u32_little()) {
        let Ok(end) = usize::try_from(end) else {
            return Reading::Other;
        };
        if end < start {
            return Reading::Other;
        }
        let Some(value) = values.get(start..end) else {
            return Reading::Partial;
        };
        match &tag {
            SERVER_NAME => hello.server_name = Some(value),
            USER_AGENT => hello.user_agent = Some(value),
            _ => {}
        }
        start = end;
    }
    Reading::Whole(hello)
}

/// Splits a message into the number of its tags, the table and the values. `None` where it ends in the table.
fn split(message: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let mut cursor = Cursor::new(message);
    cursor.take(CHLO.len())?;
    let tags = cursor.u16_little()?;
    cursor.take(2)?;
    let table = cursor.take(usize::from(tags).checked_mul(8)?)?;
    Some((tags, table, cursor.rest()))
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::chlo;
    use super::*;

    #[test]
    fn name_and_program_are_read() {
        let message = chlo(&[
            (b"PAD\0", &[b'-'; 40]),
            (b"SNI\0", b"www.example"),
            (b"UAID", b"Chrome/83"),
        ]);
        assert_eq!(
            read(&message),
            Reading::Whole(ClientHello {
                server_name: Some(b"www.example"),
                user_agent: Some(b"Chrome/83"),
            })
        );
    }

    #[test]
    fn every_prefix_is_partial() {
        let message = chlo(&[(b"SNI\0", b"www.example"), (b"VER\0", b"Q043")]);
        for length in 0..message.len() {
            assert_eq!(read(&message[..length]), Reading::Partial);
        }
    }

    #[test]
    fn values_that_go_backwards_are_no_hello() {
        let mut message = chlo(&[(b"PAD\0", b"----"), (b"SNI\0", b"www.example")]);
        message[20] = 1;
        assert_eq!(read(&message), Reading::Other);
    }

    #[test]
    fn another_message_is_other() {
        assert_eq!(read(b"REJ\0\x07\0\0\0"), Reading::Other);
    }
}
