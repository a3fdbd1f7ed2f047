//! The authority of a request, `host` or `host:port` (RFC 3986 section 3.2), out of a `Host` field, a request
//! target or an HTTP/2 `:authority`.

/// A host, without the brackets of an IPv6 address, and its port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::name) struct Authority<'a> {
    /// The whole of it, without blanks around.
    pub(in crate::name) text: &'a [u8],
    /// The host as it stood on the wire.
    pub(in crate::name) host: &'a [u8],
    /// Absent where none is given or it is no number up to 65535.
    pub(in crate::name) port: Option<u16>,
}

impl<'a> Authority<'a> {
    /// Reads an authority. Text that has not the shape of one is all host.
    pub(in crate::name) fn parse(text: &'a [u8]) -> Self {
        let text = text.trim_ascii();
        Self::bracketed(text)
            .or_else(|| Self::plain(text))
            .unwrap_or(Self {
                text,
                host: text,
                port: None,
            })
    }

    /// The authority of an absolute target, `http://user@host:port/path`. `None` for the other forms of target.
    pub(in crate::name) fn of_target(target: &'a [u8]) -> Option<Self> {
        let (authority, _) = split_absolute(target)?;
        let host = authority.rsplit(|&byte| byte == b'@').next()?;
        Some(Self::parse(host)).filter(|authority| !authority.host.is_empty())
    }

    /// `[address]` or `[address]:port`.
    fn bracketed(text: &'a [u8]) -> Option<Self> {
        let inside = text.strip_prefix(b"[")?;
        let close = inside.iter().position(|&byte| byte == b']')?;
        let (host, after) = inside.split_at_checked(close)?;
        match after {
            [b']'] => Some(Self {
                text,
                host,
                port: None,
            }),
            [b']', b':', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Some(Self {
                text,
                host,
                port: port(digits),
            }),
            _ => None,
        }
    }

    /// `host:port`; with more than one colon it is an IPv6 address without brackets.
    fn plain(text: &'a [u8]) -> Option<Self> {
        let colon = text.iter().position(|&byte| byte == b':')?;
        let (host, after) = text.split_at_checked(colon)?;
        let (_, digits) = after.split_first()?;
        (!digits.contains(&b':')).then(|| Self {
            text,
            host,
            port: port(digits),
        })
    }
}

/// The path of a request target, without the query, which may hold what identifies a person.
pub(in crate::name) fn path(target: &[u8]) -> &[u8] {
    let path = match split_absolute(target) {
        Some((_, b"")) => b"/",
        Some((_, path)) => path,
        None => target,
    };
    path.split(|&byte| matches!(byte, b'?' | b'#'))
        .next()
        .unwrap_or(path)
}

/// Cuts an absolute target into authority and what follows it.
fn split_absolute(target: &[u8]) -> Option<(&[u8], &[u8])> {
    // The scheme, a letter first: an origin-form target with `://` in its query is none.
    let colon = target
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte))?;
    let rest = target.get(colon..)?.strip_prefix(b"://")?;
    if colon == 0 {
        return None;
    }
    let end = rest
        .iter()
        .position(|byte| b"/?#".contains(byte))
        .unwrap_or(rest.len());
    rest.split_at_checked(end)
}

fn port(digits: &[u8]) -> Option<u16> {
    std::str::from_utf8(digits).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (&str, Option<u16>) {
        let authority = Authority::parse(text.as_bytes());
        (std::str::from_utf8(authority.host).unwrap(), authority.port)
    }

    #[test]
    fn a_port_is_cut_off() {
        assert_eq!(parse(" a.example:8080 "), ("a.example", Some(8080)));
    }

    #[test]
    fn a_port_that_is_none_is_cut_off_too() {
        assert_eq!(parse("a.example:"), ("a.example", None));
        assert_eq!(parse("a.example:99999"), ("a.example", None));
    }

    #[test]
    fn an_address_loses_its_brackets() {
        assert_eq!(parse("[2001:db8::1]:81"), ("2001:db8::1", Some(81)));
        assert_eq!(parse("[::1]"), ("::1", None));
    }

    #[test]
    fn an_address_without_brackets_has_no_port() {
        assert_eq!(parse("2003::8c00:1"), ("2003::8c00:1", None));
    }

    #[test]
    fn text_of_another_shape_is_all_host() {
        assert_eq!(parse("[::1"), ("[::1", None));
        assert_eq!(parse("/"), ("/", None));
    }

    #[test]
    fn an_absolute_target_has_an_authority() {
        let target = b"http://me:pw@a.example:81/b";
        assert_eq!(
            Authority::of_target(target),
            Some(Authority {
                text: b"a.example:81",
                host: b"a.example",
                port: Some(81)
            })
        );
    }

    #[test]
    fn an_address_in_a_query_is_no_authority() {
        assert_eq!(Authority::of_target(b"/r?u=http://b.example/"), None);
    }

    #[test]
    fn a_path_has_neither_authority_nor_query() {
        assert_eq!(path(b"http://a.example/b/c?d"), b"/b/c");
        assert_eq!(path(b"/b?c"), b"/b");
        assert_eq!(path(b"http://a.example"), b"/");
        assert_eq!(path(b"*"), b"*");
    }
}
