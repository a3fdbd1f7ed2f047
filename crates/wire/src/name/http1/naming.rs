//! Turns requests into findings, for both versions of HTTP: each distinct name once per connection, and the details
//! of the first request.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::authority::{Authority, path};
use crate::{Absence, Fact, Finding, HostName, Name, NameKind, Side};

/// Distinct names kept per connection; past it, which only a connection to a proxy can reach, further ones are
/// dropped and [`Absence::Bounded`] says so once.
const NAME_LIMIT: usize = 1024;

/// Longest `http.path`, in characters; the rest is cut off.
const PATH_LIMIT: usize = 300;

/// Longest `http.user_agent`, in characters; the rest is cut off.
const USER_AGENT_LIMIT: usize = 200;

/// What a connection has named so far.
#[derive(Debug, Default)]
pub(in crate::name) struct Naming {
    seen: BTreeSet<(NameKind, HostName, Option<u16>)>,
    /// The authority seen last, as it stood: nearly always the next one is the same.
    last: Option<(NameKind, Box<[u8]>)>,
    requests: bool,
    refused: bool,
    full: bool,
}

impl Naming {
    /// States a name, unless it was stated before.
    pub(in crate::name) fn name(
        &mut self,
        kind: NameKind,
        authority: Authority<'_>,
        from: Side,
        findings: &mut Vec<Finding>,
    ) {
        if self
            .last
            .as_ref()
            .is_some_and(|(last, bytes)| *last == kind && **bytes == *authority.text)
        {
            return;
        }
        let Some(host) = HostName::from_wire(authority.host) else {
            self.refused |= !authority.host.is_empty();
            return;
        };
        self.last = Some((kind, authority.text.into()));
        let entry = (kind, host, authority.port);
        if self.seen.contains(&entry) {
            return;
        }
        if self.seen.len() >= NAME_LIMIT {
            if !self.full {
                findings.push(Finding::NoName(Absence::Bounded));
            }
            self.full = true;
            return;
        }
        findings.push(Finding::Name(Name {
            kind,
            host: entry.1.clone(),
            port: entry.2,
            from,
            outer: false,
        }));
        self.seen.insert(entry);
    }

    /// States the details of a request, if it is the first.
    pub(in crate::name) fn request(
        &mut self,
        method: &[u8],
        target: Option<&[u8]>,
        user_agent: Option<&[u8]>,
        findings: &mut Vec<Finding>,
    ) {
        if self.requests {
            return;
        }
        self.requests = true;
        findings.push(fact("http.method", text(method, PATH_LIMIT)));
        if let Some(target) = target {
            findings.push(fact("http.path", text(path(target), PATH_LIMIT)));
            // Clients send this form to proxies only (RFC 9112 section 3.2.2).
            if Authority::of_target(target).is_some() {
                findings.push(fact("http.target", "absolute".to_owned()));
            }
        }
        if let Some(agent) = user_agent {
            findings.push(fact("http.user_agent", text(agent, USER_AGENT_LIMIT)));
        }
    }

    /// Why nothing was named; `None` where something was. `trouble` is what hindered the reading, if anything did.
    pub(in crate::name) fn absence(&self, trouble: Option<Absence>) -> Option<Absence> {
        if !self.seen.is_empty() {
            return None;
        }
        Some(match trouble {
            _ if self.refused => Absence::Malformed,
            // The name may have been in what could not be read, even where some request had none.
            Some(trouble @ (Absence::Gap | Absence::Bounded)) => trouble,
            _ if self.requests => Absence::NoServerName,
            Some(trouble) => trouble,
            None => Absence::NoHandshake,
        })
    }
}

/// A fact with a value of its own.
pub(in crate::name) fn fact(key: &'static str, value: String) -> Finding {
    Finding::Fact(Fact {
        key,
        value: Cow::Owned(value),
    })
}

/// Text from the wire, at most `limit` characters; bytes that are not UTF-8 become U+FFFD and control characters
/// are escaped as in Rust.
pub(in crate::name) fn text(bytes: &[u8], limit: usize) -> String {
    // A character has at most four bytes, so this much is enough.
    let enough = bytes.get(..limit.saturating_mul(4)).unwrap_or(bytes);
    let mut text = String::new();
    let mut length = 0;
    for character in String::from_utf8_lossy(enough).chars() {
        let escaped = character.is_control();
        let width = if escaped {
            character.escape_default().count()
        } else {
            1
        };
        length += width;
        if length > limit {
            break;
        }
        if escaped {
            text.extend(character.escape_default());
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(naming: &mut Naming, text: &[u8]) -> Vec<Finding> {
        let mut findings = Vec::new();
        naming.name(
            NameKind::HTTP,
            Authority::parse(text),
            Side::Initiator,
            &mut findings,
        );
        findings
    }

    #[test]
    fn a_name_is_stated_once() {
        let mut naming = Naming::default();
        assert_eq!(name(&mut naming, b"a.example").len(), 1);
        assert_eq!(name(&mut naming, b"b.example").len(), 1);
        assert!(name(&mut naming, b"A.example.").is_empty());
    }

    #[test]
    fn the_same_name_with_another_port_is_another_name() {
        let mut naming = Naming::default();
        assert_eq!(name(&mut naming, b"a.example").len(), 1);
        assert_eq!(name(&mut naming, b"a.example:81").len(), 1);
    }

    #[test]
    fn names_past_the_limit_are_reported_as_bounded_once() {
        let mut naming = Naming::default();
        let mut bounded = 0;
        for number in 0..NAME_LIMIT + 10 {
            let found = name(&mut naming, format!("a{number}.example").as_bytes());
            bounded += usize::from(found.contains(&Finding::NoName(Absence::Bounded)));
        }
        assert_eq!(bounded, 1);
        assert_eq!(naming.seen.len(), NAME_LIMIT);
    }

    #[test]
    fn a_name_too_long_to_be_one_is_malformed() {
        let mut naming = Naming::default();
        assert!(name(&mut naming, &[b'a'; 300]).is_empty());
        assert_eq!(naming.absence(None), Some(Absence::Malformed));
    }

    #[test]
    fn text_has_no_control_characters() {
        assert_eq!(text(b"a\tb\x1b\xff", 100), "a\\tb\\u{1b}\u{fffd}");
    }

    #[test]
    fn text_is_cut_at_its_limit() {
        assert_eq!(text("éééé".as_bytes(), 3), "ééé");
        assert_eq!(text(b"a\x1bb", 3), "a");
    }
}
