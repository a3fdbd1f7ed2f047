//! The server's half of HTTP/1, of which only two answers matter: those that turn the connection into something
//! else, 2xx to CONNECT (RFC 9110 section 9.3.6) and 101 (section 15.2.2). All other bytes are passed over unread.

use super::head;
use super::request_line::may_be_response;

/// The longest head of a response; the answer to a longer one counts as a refusal.
const HEAD_LIMIT: usize = 64 * 1024;

/// What the client asked for that the server has not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    /// CONNECT.
    Tunnel,
    /// `Upgrade: websocket`: what follows names nobody.
    WebSocket,
    /// An upgrade to another protocol, which may.
    Upgrade,
}

impl Pending {
    /// What an `Upgrade` field asks for.
    pub(super) fn of_upgrade(value: &[u8]) -> Self {
        if value
            .get(..9)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"websocket"))
        {
            Self::WebSocket
        } else {
            Self::Upgrade
        }
    }

    fn is_granted_by(self, status: u16) -> bool {
        match self {
            Self::Tunnel => (200..300).contains(&status),
            Self::WebSocket | Self::Upgrade => status == 101,
        }
    }
}

/// How the server answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Not yet, or not all of it.
    None,
    /// The connection goes on as before.
    Refused,
    /// So many bytes of the slice just passed belong to the answer; what follows is something else.
    Granted {
        /// Bytes up to and with the blank line; at most the slice's length.
        consumed: usize,
    },
}

/// Waits for the answer to one request.
#[derive(Debug, Default)]
pub(super) struct Responses {
    /// The head so far. Invariant: it holds no complete head.
    head: Vec<u8>,
}

impl Responses {
    /// Takes the next bytes of the server while `pending`.
    pub(super) fn read(&mut self, pending: Pending, bytes: &[u8]) -> Answer {
        if self.head.is_empty() && !may_be_response(bytes) {
            // The remains of the body of an earlier response.
            return Answer::None;
        }
        let room = HEAD_LIMIT.saturating_sub(self.head.len());
        let taken = bytes.get(..room).unwrap_or(bytes);
        let mut from = self.head.len().saturating_sub(3);
        self.head.extend_from_slice(taken);
        while let Some(end) = head::end(&self.head, from) {
            let status = head::status(&self.head);
            self.head.drain(..end);
            from = 0;
            match status {
                Some(status) if pending.is_granted_by(status) => {
                    let after = self.head.len();
                    self.head.clear();
                    return Answer::Granted {
                        consumed: taken.len().saturating_sub(after),
                    };
                }
                // Interim answers (100, 103) come before the one that counts.
                Some(100..200) => {}
                _ => return self.refuse(),
            }
        }
        if self.head.len() >= HEAD_LIMIT {
            return self.refuse();
        }
        Answer::None
    }

    /// Forgets what was read, after a gap.
    pub(super) fn clear(&mut self) {
        self.head.clear();
    }

    fn refuse(&mut self) -> Answer {
        self.head.clear();
        Answer::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pending: Pending, bytes: &[u8]) -> Answer {
        Responses::default().read(pending, bytes)
    }

    #[test]
    fn a_tunnel_begins_after_the_blank_line() {
        let bytes = b"HTTP/1.1 200 OK\r\nVia: x\r\n\r\n\x16\x03";
        assert_eq!(
            read(Pending::Tunnel, bytes),
            Answer::Granted {
                consumed: bytes.len() - 2
            }
        );
    }

    #[test]
    fn an_answer_may_come_byte_by_byte() {
        let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200\n\n";
        let (last, first) = bytes.split_last().unwrap();
        let mut responses = Responses::default();
        for byte in first {
            assert_eq!(responses.read(Pending::Tunnel, &[*byte]), Answer::None);
        }
        assert_eq!(
            responses.read(Pending::Tunnel, &[*last]),
            Answer::Granted { consumed: 1 }
        );
    }

    #[test]
    fn a_proxy_that_wants_a_password_refuses() {
        let bytes = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
        assert_eq!(read(Pending::Tunnel, bytes), Answer::Refused);
    }

    #[test]
    fn an_upgrade_wants_status_101() {
        assert_eq!(
            read(Pending::Upgrade, b"HTTP/1.1 200 OK\r\n\r\n"),
            Answer::Refused
        );
        assert_eq!(
            read(
                Pending::Upgrade,
                b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
            ),
            Answer::Granted { consumed: 36 }
        );
    }

    #[test]
    fn the_body_of_an_earlier_response_is_passed_over() {
        assert_eq!(read(Pending::Tunnel, b"<html>"), Answer::None);
    }

    #[test]
    fn an_endless_head_is_given_up() {
        let mut responses = Responses::default();
        assert_eq!(
            responses.read(Pending::Tunnel, b"HTTP/1.1 200 OK\r\n"),
            Answer::None
        );
        assert_eq!(
            responses.read(Pending::Tunnel, &[b'x'; HEAD_LIMIT]),
            Answer::Refused
        );
    }
}
