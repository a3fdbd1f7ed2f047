//! From a vendor's spelling of a destination to the pattern it means.
//!
//! The quirks survived here are those of published endpoint pages: escaped asterisks, back-ticks, blanks, upper
//! case, a trailing dot, a scheme, a port, a `*` glued to either end, a dot in front, a name left open (`<tenant>`), the
//! word `wildcard`, a name cut off. Where a spelling is ambiguous the reading says so.

use std::net::IpAddr;

use super::{Confidence, Kind, PathPart, Pattern};

/// The longest host part accepted, in bytes: a DNS name is at most 253.
const HOST_LIMIT: usize = 255;

/// The longest path accepted, in bytes. It bounds the automata made from patterns; longer ones are refused.
const PATH_LIMIT: usize = 1024;

/// What a spelling was understood to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The meaning.
    pub pattern: Pattern,
    /// How sure it is that this is what the vendor meant.
    pub confidence: Confidence,
    /// Why it is no surer; `None` where it is certain.
    pub why: Option<&'static str>,
}

/// Why a text is not a destination.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is nothing, or nothing but wildcards.
    #[error("the destination is empty")]
    Empty,
    /// It is an address, and patterns are about names.
    #[error("{0} is an address, not a name")]
    Address(IpAddr),
    /// A character that no host name or URL path has.
    #[error("{0:?} cannot be in a destination")]
    Character(char),
    /// Two dots in a row, or a dot in front.
    #[error("a label is empty in {0:?}")]
    EmptyLabel(String),
    /// Longer than a DNS name or a sane path can be.
    #[error("the destination is too long")]
    TooLong,
    /// Wildcards that contradict the stated kind.
    #[error("the wildcards in {0:?} do not agree with its kind")]
    Wildcard(String),
}

/// Reads a destination as a vendor wrote it. `**.x`, which no vendor writes, is the apex x and everything below it.
///
/// # Errors
/// Where the text names no host.
pub fn read(as_written: &str) -> Result<Understood, ReadError> {
    let text = as_written.trim().trim_matches('`').replace("\\*", "*");
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    // `//x` has no scheme, and means the page's own.
    let text = text.strip_prefix("//").unwrap_or(text);
    if let Ok(address) = text.parse::<IpAddr>() {
        return Err(ReadError::Address(address));
    }
    let cut = text.find('/').unwrap_or(text.len());
    let (host, path) = text.split_at(cut);
    let host = without_port(host)
        .trim_end_matches('.')
        .to_ascii_lowercase();
    if let Ok(address) = host.parse::<IpAddr>() {
        return Err(ReadError::Address(address));
    }
    let (host, repaired) = repaired(host);
    let (host, trailing_star) = match host.strip_suffix('*') {
        // `name.*` is a wildcard label, not "any path".
        Some(rest) if !rest.ends_with(['.', '*']) && !rest.is_empty() => (rest, true),
        _ => (host.as_str(), false),
    };
    let path = match path {
        "" if trailing_star => PathPart::Any,
        "" | "/" => PathPart::Unsaid,
        "/*" => PathPart::Any,
        path if path.len() > PATH_LIMIT => return Err(ReadError::TooLong),
        path => match path
            .chars()
            .find(|c| !c.is_ascii_graphic() || matches!(c, '\\' | '`'))
        {
            Some(character) => return Err(ReadError::Character(character)),
            None => PathPart::Glob(path.to_owned()),
        },
    };
    let (kind, rest) = kind_of(host);
    let pattern = Pattern::new(kind, rest, path)?;
    let (confidence, why) = match kind {
        _ if repaired.is_some() => (Confidence::Likely, repaired),
        Kind::MidWildcard => (
            Confidence::Likely,
            Some("the vendor does not say how many labels the * stands for"),
        ),
        Kind::GluedPrefix => (
            Confidence::Likely,
            Some("the vendor does not say whether the * may be a part of a label"),
        ),
        _ if trailing_star => (
            Confidence::Likely,
            Some("the * after the host is taken as any path"),
        ),
        _ => (Confidence::Certain, None),
    };
    Ok(Understood {
        pattern,
        confidence,
        why,
    })
}

/// Puts right what is written in another way than by wildcards, and says what that was.
fn repaired(host: String) -> (String, Option<&'static str>) {
    if host.starts_with('.') && !host.starts_with("..") {
        let why = "a dot in front is taken as a *. that was cut off";
        return (format!("*{host}"), Some(why));
    }
    if let Some(opened) = without_placeholders(&host) {
        let why = "a name that is one's own stands in place of a *";
        return (opened, Some(why));
    }
    if let Some(rest) = host.strip_prefix("wildcard.")
        && psl::domain_str(rest) == Some(rest)
    {
        // Only in front of a registered domain: content networks have hosts of that name.
        let why = "the word wildcard is taken as a *";
        return (format!("*.{rest}"), Some(why));
    }
    if let Some(name) = host.strip_suffix('*')
        && name.ends_with(|last: char| last.is_ascii_alphanumeric())
        && !psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known())
    {
        let why = "the name in front of the * is cut off: it has no public suffix";
        return (format!("{name}.*"), Some(why));
    }
    (host, None)
}

/// Replaces names left open (`<tenant>`, `{tenant}`, `[tenant]`, a `#` for a number) by `*`. `None` where there are none.
fn without_placeholders(host: &str) -> Option<String> {
    if !host.contains(['<', '{', '[', '#']) {
        return None;
    }
    let mut out = String::with_capacity(host.len());
    let mut rest = host;
    while let Some(at) = rest.find(['<', '{', '[', '#']) {
        out.push_str(rest.get(..at)?);
        let close = match rest.as_bytes().get(at)? {
            b'<' => '>',
            b'{' => '}',
            b'[' => ']',
            _ => '#',
        };
        let open = rest.get(at + 1..)?;
        rest = if close == '#' {
            open.trim_start_matches('#')
        } else {
            let end = open.find(close)?;
            let name = open.get(..end)?;
            if name.is_empty() || name.contains(['.', '<', '{', '[']) {
                return None;
            }
            open.get(end + 1..)?
        };
        // Two in a row stand for one text.
        if !out.ends_with('*') {
            out.push('*');
        }
        rest = rest.trim_start_matches('*');
    }
    out.push_str(rest);
    Some(out)
}

/// Splits the wildcard in front off the name.
fn kind_of(host: &str) -> (Kind, &str) {
    let prefixes = [
        ("**.", Kind::ApexAndSubdomains),
        ("*.", Kind::Subdomains),
        ("*", Kind::GluedPrefix),
        ("", Kind::Exact),
    ];
    prefixes
        .into_iter()
        .find_map(|(prefix, kind)| {
            let rest = host.strip_prefix(prefix)?;
            // No name begins with a hyphen: the * of `*-my.x` is the beginning of a label.
            let name = !rest.contains('*') && !rest.starts_with('-');
            name.then_some((kind, rest))
        })
        .unwrap_or((Kind::MidWildcard, host))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') && port.bytes().all(|b| b.is_ascii_digit()) => {
            name
        }
        _ => host,
    }
}

/// Checks a lower-case name that may hold wildcards.
pub(super) fn check_host(host: &str) -> Result<(), ReadError> {
    if host.bytes().all(|byte| matches!(byte, b'*' | b'.')) {
        return Err(ReadError::Empty);
    }
    if host.len() > HOST_LIMIT {
        return Err(ReadError::TooLong);
    }
    let wrong = |c: &char| !matches!(c, 'a'..='z' | '0'..='9' | '-' | '_' | '.' | '*');
    if let Some(character) = host.chars().find(wrong) {
        return Err(ReadError::Character(character));
    }
    if host.split('.').any(str::is_empty) {
        return Err(ReadError::EmptyLabel(host.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(text: &str) -> (Kind, String, PathPart, Confidence) {
        let read = read(text).unwrap();
        let host = read.pattern.host().to_owned();
        let path = read.pattern.path().clone();
        (read.pattern.kind(), host, path, read.confidence)
    }

    #[test]
    fn the_seven_spellings_of_the_pages_are_told_apart() {
        use Confidence::{Certain, Likely};
        use PathPart::{Any, Glob, Unsaid};
        for (text, kind, host, path, confidence) in [
            ("arc.msn.com", Kind::Exact, "arc.msn.com", Unsaid, Certain),
            (
                "*.x.example",
                Kind::Subdomains,
                "x.example",
                Unsaid,
                Certain,
            ),
            (
                "*g.live.com",
                Kind::GluedPrefix,
                "g.live.com",
                Unsaid,
                Likely,
            ),
            ("www.bing.com*", Kind::Exact, "www.bing.com", Any, Likely),
            (
                "cdn.onenote.net/*",
                Kind::Exact,
                "cdn.onenote.net",
                Any,
                Certain,
            ),
            (
                "watson.*.microsoft.com",
                Kind::MidWildcard,
                "watson.*.microsoft.com",
                Unsaid,
                Likely,
            ),
            (
                "g.live.com/odclientsettings/*",
                Kind::Exact,
                "g.live.com",
                Glob("/odclientsettings/*".into()),
                Certain,
            ),
        ] {
            assert_eq!(
                understood(text),
                (kind, host.to_owned(), path, confidence),
                "{text}"
            );
        }
    }

    #[test]
    fn quirks_of_published_tables_are_survived() {
        for (text, same_as) in [
            (" *.wns.windows.com ", "*.wns.windows.com"),
            ("`www.msftconnecttest.com`", "www.msftconnecttest.com"),
            ("I-ring.msedge.net", "i-ring.msedge.net"),
            ("https://go.microsoft.com/", "go.microsoft.com"),
            ("example.com:443", "example.com"),
            ("\\*.\\*.akamaiedge.net", "*.*.akamaiedge.net"),
            (
                "cy2.\\*.md.mp.microsoft.com.\\*.",
                "cy2.*.md.mp.microsoft.com.*",
            ),
        ] {
            assert_eq!(
                read(text).unwrap().pattern,
                read(same_as).unwrap().pattern,
                "{text}"
            );
        }
    }

    #[test]
    fn stars_at_both_ends_are_a_host_part_and_any_path() {
        let (kind, host, path, _) = understood("*.aria.microsoft.com*");
        assert_eq!(
            (kind, host.as_str(), path),
            (Kind::Subdomains, "aria.microsoft.com", PathPart::Any)
        );
    }

    #[test]
    fn what_is_meant_as_a_wildcard_is_read_as_one() {
        for (text, same_as) in [
            (".g.akamaiedge.net", "*.g.akamaiedge.net"),
            ("<tenant>.sharepoint.com", "*.sharepoint.com"),
            ("{tenant}-my.sharepoint.com", "*-my.sharepoint.com"),
            ("autodiscover.<tenant>.x.com", "autodiscover.*.x.com"),
            ("##-courier.push.apple.com", "*-courier.push.apple.com"),
            ("wildcard.twimg.com", "*.twimg.com"),
            ("evoke.msedge*", "evoke.msedge.*"),
            ("*img-prod*", "*img-prod.*"),
        ] {
            let understood = read(text).unwrap();
            assert_eq!(understood.pattern, read(same_as).unwrap().pattern, "{text}");
            assert_eq!(understood.confidence, Confidence::Likely, "{text}");
            assert!(understood.why.is_some(), "{text}");
        }
    }

    #[test]
    fn the_word_wildcard_inside_a_carriers_name_is_a_word() {
        let (kind, ..) = understood("wildcard.weather.microsoft.com.edgekey.net");
        assert_eq!(kind, Kind::Exact);
    }

    #[test]
    fn a_star_in_front_of_a_hyphen_is_a_part_of_a_label() {
        let (kind, host, ..) = understood("*-my.sharepoint.com");
        assert_eq!(
            (kind, host.as_str()),
            (Kind::MidWildcard, "*-my.sharepoint.com")
        );
    }

    #[test]
    fn what_is_not_a_destination_is_refused() {
        for text in [
            "",
            "*",
            "*.*",
            "a b",
            "a..b",
            "..g.example",
            "<>.example",
            "<a.example",
            "20.1.2.3",
            "20.1.2.3:443",
            "20.0.0.0/8",
            "::1",
            "ä.example",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
