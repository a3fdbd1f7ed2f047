//! The head of a message, from its first line to the blank line, into the few fields that matter (RFC 9112
//! sections 2 to 6). It reads what real clients send rather than what they should: bare line feeds, blanks
//! anywhere, bytes outside ASCII, lines that are no fields, folded values, a head that breaks off.

/// Where the head that `bytes` begin with ends: one past the line feed of its blank line. `from` is where to start
/// looking, for bytes that were looked at before.
pub(super) fn end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let feed = bytes.get(at..)?.iter().position(|&byte| byte == b'\n')?;
        at = at.checked_add(feed)?.checked_add(1)?;
        match bytes.get(at..)? {
            [b'\n', ..] => return at.checked_add(1),
            [b'\r', b'\n', ..] => return at.checked_add(2),
            _ => {}
        }
    }
}

/// Cuts a head into its first line, without the line feed, and the rest. `None` where the line is not complete.
pub(super) fn first_line(head: &[u8]) -> Option<(&[u8], &[u8])> {
    let feed = head.iter().position(|&byte| byte == b'\n')?;
    let (line, rest) = head.split_at_checked(feed)?;
    Some((line, rest.split_first()?.1))
}

/// How long the body of a request is (RFC 9112 section 6.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Length {
    /// No body.
    #[default]
    None,
    /// So many bytes.
    Bytes(u64),
    /// As many as its chunks say.
    Chunked,
    /// The field is there and cannot be read.
    Unreadable,
}

/// The fields of a request's head that matter here.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    /// All that are there: there should be one.
    pub(super) hosts: Vec<&'a [u8]>,
    pub(super) user_agent: Option<&'a [u8]>,
    pub(super) upgrade: Option<&'a [u8]>,
    pub(super) length: Length,
    /// The client waits for the server's word before it sends the body (`Expect: 100-continue`).
    pub(super) expects: bool,
}

/// More `Host` fields than this in one head are passed over.
const HOST_LIMIT: usize = 16;

impl<'a> Fields<'a> {
    /// Reads the lines after the first one. A line without its line feed does not count: it may be cut short.
    pub(super) fn parse(lines: &'a [u8]) -> Self {
        let mut fields = Self::default();
        let mut rest = lines;
        while let Some((line, after)) = first_line(rest) {
            rest = after;
            let Some((name, mut value)) = split_field(line) else {
                continue;
            };
            if value.is_empty() {
                // A folded value (RFC 9112 section 5.2) matters only where nothing stands before the fold.
                if let Some((line @ [b' ' | b'\t', ..], after)) = first_line(rest) {
                    value = line.trim_ascii();
                    rest = after;
                }
            }
            fields.take(name, value);
        }
        fields
    }

    fn take(&mut self, name: &[u8], value: &'a [u8]) {
        if name.eq_ignore_ascii_case(b"host") {
            if self.hosts.len() < HOST_LIMIT && !value.is_empty() {
                self.hosts.push(value);
            }
        } else if name.eq_ignore_ascii_case(b"user-agent") {
            self.user_agent.get_or_insert(value);
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            self.upgrade.get_or_insert(value);
        } else if name.eq_ignore_ascii_case(b"expect") {
            self.expects = true;
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let codings = value.to_ascii_lowercase();
            if codings.trim_ascii_end().ends_with(b"chunked") {
                self.length = Length::Chunked;
            }
        } else if name.eq_ignore_ascii_case(b"content-length") && self.length == Length::None {
            self.length = length(value);
        }
    }
}

/// Reads a decimal length; a list of them, made by proxies that join repeated fields, by its first.
fn length(value: &[u8]) -> Length {
    let first = value.split(|&byte| byte == b',').next().unwrap_or(value);
    std::str::from_utf8(first.trim_ascii())
        .ok()
        .and_then(|digits| digits.parse().ok())
        .map_or(Length::Unreadable, Length::Bytes)
}

/// Cuts a line into name and value; `None` where it is no field or continues the one before.
fn split_field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    if matches!(line.first(), None | Some(b' ' | b'\t')) {
        return None;
    }
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    Some((name.trim_ascii(), value.split_first()?.1.trim_ascii()))
}

/// The three digits of a response's first line, as a number from 100 to 999.
pub(super) fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    let blank = line.iter().position(|&byte| byte == b' ')?;
    match line.get(blank..)?.trim_ascii_start() {
        [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..]
            if !rest.first().is_some_and(u8::is_ascii_digit) =>
        {
            let digit = |byte: u8| u16::from(byte.saturating_sub(b'0'));
            Some(digit(*a) * 100 + digit(*b) * 10 + digit(*c))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(lines: &[u8]) -> Vec<&[u8]> {
        Fields::parse(lines).hosts
    }

    #[test]
    fn a_head_ends_after_its_blank_line() {
        assert_eq!(end(b"GET / HTTP/1.1\r\na: b\r\n\r\nbody", 0), Some(24));
    }

    #[test]
    fn bare_line_feeds_end_a_head_too() {
        assert_eq!(end(b"GET /\n\nbody", 0), Some(7));
    }

    #[test]
    fn a_head_without_its_blank_line_has_no_end() {
        assert_eq!(end(b"GET / HTTP/1.1\r\na: b\r\n\r", 0), None);
    }

    #[test]
    fn the_host_is_found_whatever_its_case_and_blanks() {
        assert_eq!(hosts(b"hOsT :  a.example \r\n"), [b"a.example"]);
    }

    #[test]
    fn a_line_that_is_no_field_does_not_hide_the_host() {
        assert_eq!(hosts(b"\x00rubbish\r\nHost: a\r\n"), [b"a"]);
    }

    #[test]
    fn a_folded_host_is_unfolded() {
        assert_eq!(hosts(b"Host:\r\n a.example\r\n"), [b"a.example"]);
    }

    #[test]
    fn a_fold_of_another_field_is_no_host() {
        assert!(hosts(b"X: y\r\n Host: a\r\n").is_empty());
    }

    #[test]
    fn a_host_line_that_is_cut_off_does_not_count() {
        assert!(hosts(b"Host: a.exam").is_empty());
    }

    #[test]
    fn chunks_win_over_a_length() {
        let lines = b"Transfer-Encoding: gzip, chunked\r\nContent-Length: 5\r\n";
        assert_eq!(Fields::parse(lines).length, Length::Chunked);
    }

    #[test]
    fn a_length_that_is_no_number_is_unreadable() {
        assert_eq!(
            Fields::parse(b"Content-Length: x\r\n").length,
            Length::Unreadable
        );
    }

    #[test]
    fn a_repeated_length_is_its_first() {
        assert_eq!(length(b"5, 5"), Length::Bytes(5));
    }

    #[test]
    fn a_status_has_three_digits() {
        assert_eq!(
            status(b"HTTP/1.1 200 Connection established\r\n"),
            Some(200)
        );
        assert_eq!(status(b"HTTP/1.0 407\r\n"), Some(407));
        assert_eq!(status(b"HTTP/1.1 2000\r\n"), None);
        assert_eq!(status(b"HTTP/1.1\r\n 200"), None);
    }

    /// `httparse` is strict, so the comparison is for heads that are as they should be.
    #[test]
    fn a_head_as_it_should_be_reads_as_httparse_reads_it() {
        let head = b"POST /a?b HTTP/1.1\r\nHost: a.example:81\r\nUser-Agent: x y\r\nContent-Length: 7\r\n\r\n";
        let mut slots = [httparse::EMPTY_HEADER; 8];
        let mut oracle = httparse::Request::new(&mut slots);
        let length = oracle.parse(head).unwrap().unwrap();
        assert_eq!(end(head, 0), Some(length));
        let (line, rest) = first_line(head).unwrap();
        let line = super::super::request_line::RequestLine::parse(line).unwrap();
        assert_eq!(Some(line.method), oracle.method.map(str::as_bytes));
        assert_eq!(Some(line.target), oracle.path.map(str::as_bytes));
        let fields = Fields::parse(rest);
        let value = |name: &str| {
            let found = oracle.headers.iter().find(|field| field.name == name);
            found.map(|field| field.value)
        };
        assert_eq!(fields.hosts.first().copied(), value("Host"));
        assert_eq!(fields.user_agent, value("User-Agent"));
        assert_eq!(fields.length, Length::Bytes(7));
    }
}
