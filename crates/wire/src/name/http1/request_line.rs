//! Recognises the first line of an HTTP/1 request (RFC 9112 section 3): in a whole line, at the start of bytes that
//! may end anywhere, and, where bytes are missing, somewhere in the middle.

/// The methods that a search in the middle of a stream believes; elsewhere any plausible token will do.
/// RFC 9110, WebDAV and its extensions, UPnP eventing, and those of Windows: BITS, Configuration Manager and RPC over HTTP.
const KNOWN_METHODS: &[&[u8]] = &[
    b"GET",
    b"POST",
    b"HEAD",
    b"PUT",
    b"DELETE",
    b"OPTIONS",
    b"CONNECT",
    b"PATCH",
    b"TRACE",
    b"PROPFIND",
    b"PROPPATCH",
    b"MKCOL",
    b"COPY",
    b"MOVE",
    b"LOCK",
    b"UNLOCK",
    b"REPORT",
    b"SEARCH",
    b"SUBSCRIBE",
    b"UNSUBSCRIBE",
    b"NOTIFY",
    b"BITS_POST",
    b"CCM_POST",
    b"RPC_IN_DATA",
    b"RPC_OUT_DATA",
];

/// The longest method believed, in bytes; `UNSUBSCRIBE` and `RPC_OUT_DATA` are the longest in use.
const METHOD_LIMIT: usize = 20;

/// The two parts of a request line that matter here; the version was checked to be 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RequestLine<'a> {
    /// `GET`, `CONNECT`…
    pub(super) method: &'a [u8],
    /// What stands between the method and the version; may hold blanks, since some clients send them.
    pub(super) target: &'a [u8],
}

impl<'a> RequestLine<'a> {
    /// Reads one line, given with or without its line end. `None` where it is no HTTP/1 request line, among them
    /// those of RTSP, SIP, ICAP and of HTTP/2's preface.
    pub(super) fn parse(line: &'a [u8]) -> Option<Self> {
        let line = line.trim_ascii();
        let (method, rest) = split_method(line)?;
        let rest = rest.trim_ascii();
        let version_at = rest
            .iter()
            .rposition(|&byte| matches!(byte, b' ' | b'\t'))?;
        let (target, version) = rest.split_at_checked(version_at)?;
        is_version(version.trim_ascii()).then_some(Self {
            method,
            target: target.trim_ascii(),
        })
    }
}

/// What bytes that may end anywhere begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A request line, complete as far as its version.
    Request,
    /// A request line may come of it; `known` where it has a well-known method already.
    Perhaps {
        /// True where the method is complete and one of [`KNOWN_METHODS`].
        known: bool,
    },
    /// Something else.
    Other,
}

/// Says what `bytes` begin with; blank lines before a request are passed over (RFC 9112 section 2.2).
pub(super) fn beginning(bytes: &[u8]) -> Beginning {
    let bytes = skip_blank_lines(bytes);
    // Spares most other protocols, and the bodies of responses, the search for a line end.
    if bytes.first().is_some_and(|&byte| !is_method_byte(byte)) {
        return Beginning::Other;
    }
    if let Some(end) = bytes.iter().position(|&byte| byte == b'\n') {
        let line = bytes.get(..end).unwrap_or(bytes);
        return match RequestLine::parse(line) {
            Some(_) => Beginning::Request,
            None => Beginning::Other,
        };
    }
    if RequestLine::parse(bytes).is_some() {
        return Beginning::Request;
    }
    match split_method(bytes) {
        Some((method, rest)) if !rest.iter().any(u8::is_ascii_control) => Beginning::Perhaps {
            known: KNOWN_METHODS.contains(&method),
        },
        Some(_) => Beginning::Other,
        None if bytes.len() <= METHOD_LIMIT && bytes.iter().all(|&byte| is_method_byte(byte)) => {
            Beginning::Perhaps { known: false }
        }
        None => Beginning::Other,
    }
}

/// The bytes after any line ends that they begin with.
pub(super) fn skip_blank_lines(bytes: &[u8]) -> &[u8] {
    let blank = bytes
        .iter()
        .take_while(|&&byte| matches!(byte, b'\r' | b'\n'))
        .count();
    bytes.get(blank..).unwrap_or_default()
}

/// Finds a request in bytes whose context is lost: at their very start or after a blank line, with a well-known
/// method. Elsewhere, a text about HTTP that is being uploaded would be taken for HTTP.
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        match beginning(rest) {
            Beginning::Perhaps { known: true } => return Some(at),
            Beginning::Request if begins_with_known_method(rest) => return Some(at),
            _ => at = at.checked_add(super::head::end(rest, 0)?)?,
        }
    }
}

/// True where the bytes are those of a response's start, or the first few of them.
pub(super) fn may_be_response(bytes: &[u8]) -> bool {
    const VERSION: &[u8] = b"HTTP/1.";
    let length = bytes.len().min(VERSION.len());
    !bytes.is_empty() && bytes.get(..length) == VERSION.get(..length)
}

/// True where the bytes are surely those of a response's start.
pub(super) fn is_response(bytes: &[u8]) -> bool {
    bytes.starts_with(b"HTTP/1.")
}

fn begins_with_known_method(bytes: &[u8]) -> bool {
    split_method(skip_blank_lines(bytes)).is_some_and(|(method, _)| KNOWN_METHODS.contains(&method))
}

/// Cuts off a plausible method and the blank after it.
fn split_method(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = line
        .iter()
        .take(METHOD_LIMIT + 1)
        .position(|&byte| byte == b' ')?;
    let (method, rest) = line.split_at_checked(end)?;
    let plausible = method.len() >= 3
        && method.iter().all(|&byte| is_method_byte(byte))
        && method.first() != Some(&b'_');
    Some((method, rest.split_first()?.1)).filter(|_| plausible)
}

fn is_method_byte(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == b'_'
}

fn is_version(token: &[u8]) -> bool {
    matches!(token.split_at_checked(7), Some((name, [digit, ..]))
        if name.eq_ignore_ascii_case(b"HTTP/1.") && digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_line_has_a_method_and_a_target() {
        assert_eq!(
            RequestLine::parse(b"GET /a HTTP/1.1\r"),
            Some(RequestLine {
                method: b"GET",
                target: b"/a"
            })
        );
    }

    #[test]
    fn blanks_inside_a_target_are_kept() {
        assert_eq!(
            RequestLine::parse(b"GET  /a b  HTTP/1.0 ").map(|line| line.target),
            Some(&b"/a b"[..])
        );
    }

    #[test]
    fn the_methods_of_windows_services_count() {
        assert!(RequestLine::parse(b"BITS_POST / HTTP/1.1").is_some());
        assert!(RequestLine::parse(b"RPC_IN_DATA / HTTP/1.1").is_some());
    }

    #[test]
    fn look_alikes_are_told_apart_by_their_version() {
        for line in [
            &b"OPTIONS rtsp://a/ RTSP/1.0"[..],
            b"INVITE sip:a@b SIP/2.0",
            b"REQMOD icap://a/ ICAP/1.0",
            b"PRI * HTTP/2.0",
            b"M-SEARCH * HTTP/1.1",
            b"get / HTTP/1.1",
        ] {
            assert_eq!(RequestLine::parse(line), None);
            assert_eq!(
                beginning(&[line, b"\r\n"].concat()),
                Beginning::Other,
                "{line:?}"
            );
        }
    }

    #[test]
    fn every_prefix_of_a_request_line_may_become_one() {
        let line = b"\r\nPROPFIND /a HTTP/1.1";
        for length in 0..line.len() {
            assert!(matches!(
                beginning(&line[..length]),
                Beginning::Perhaps { .. }
            ));
        }
        assert_eq!(beginning(line), Beginning::Request);
    }

    #[test]
    fn binary_bytes_never_become_a_request() {
        assert_eq!(beginning(b"\x16\x03\x01"), Beginning::Other);
        assert_eq!(beginning(b"GET \x00"), Beginning::Other);
    }

    #[test]
    fn a_request_is_found_after_a_blank_line_only() {
        assert_eq!(find(b"ept: */*\r\n\r\nGET / HTTP/1.1\r\n"), Some(12));
        assert_eq!(find(b"see GET / HTTP/1.1\r\n"), None);
        assert_eq!(find(b"see\nGET / HTTP/1.1\r\n"), None);
    }

    #[test]
    fn the_search_wants_a_known_method() {
        assert_eq!(find(b"FOO / HTTP/1.1\r\n"), None);
        assert_eq!(find(b"FOO "), None);
    }
}
