//! Numbers, times and tokens as people read them, alike in every format that is for people.

use super::page::{DestinationView, EndpointPage, Method, Tally};

/// A number with commas between thousands.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The releases that document an endpoint: those cited, and how many more there are.
pub(crate) fn other_releases(endpoint: &EndpointPage) -> String {
    let mut names: Vec<&str> = Vec::new();
    for source in &endpoint.sources {
        if !names.contains(&source.release.as_str()) {
            names.push(&source.release);
        }
    }
    let more = endpoint.documented_by.saturating_sub(names.len() as u64);
    match (names.as_slice(), more) {
        ([], _) => "no release".to_owned(),
        (names, 0) => names.join(", "),
        (names, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// A number with its noun.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Bytes in decimal units, with three digits at most: `940 B`, `1.2 MB`.
pub(crate) fn bytes(number: u64) -> String {
    let mut value = number as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB", "PB", "EB"] {
        // 999.5 would be printed as 1000.
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = larger;
    }
    if unit == "B" || value >= 9.95 {
        format!("{value:.0} {unit}")
    } else {
        format!("{value:.1} {unit}")
    }
}

/// A length of time in its two largest units, rounded down: `6 d 23 h`, `12 min 3 s`, `0.8 s`.
pub(crate) fn span(seconds: f64) -> String {
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the fraction is what goes, and the conversion saturates"
    )]
    let whole = seconds as u64;
    let parts = [
        (whole / 86_400, "d"),
        (whole / 3600 % 24, "h"),
        (whole / 60 % 60, "min"),
        (whole % 60, "s"),
    ];
    let first = parts.iter().position(|(value, _)| *value > 0).unwrap_or(3);
    let shown: Vec<String> = parts
        .iter()
        .skip(first)
        .take(2)
        .filter(|(value, _)| *value > 0)
        .map(|(value, unit)| format!("{value} {unit}"))
        .collect();
    shown.join(" ")
}

/// How long the capture spans, and how much of that passed without a packet.
pub(crate) fn captured_span(method: &Method) -> String {
    let whole = span(method.seconds);
    if method.pauses == 0 {
        return whole;
    }
    format!(
        "{whole}, {} of it in {} of over an hour without a packet",
        span(method.paused_seconds),
        counted(method.pauses, "pause", "pauses")
    )
}

/// `2026-11-23 04:42:17` of an RFC 3339 time in UTC; the zone is for the caller to say.
pub(crate) fn moment(stamp: &str) -> String {
    let whole = stamp.split('.').next().unwrap_or(stamp);
    whole.trim_end_matches('Z').replace('T', " ")
}

/// Text without what could move a cursor, forge a line or turn the direction of writing: control and format characters
/// are written out.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let invisible = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if c.is_control() || invisible {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// What was spoken, as vendors' pages write it: `TLSv1.2/HTTPS`. `TLS` alone is said only where its version is not
/// known. Empty where nothing was recognised.
pub(crate) fn protocols(view: &DestinationView) -> String {
    let versioned = view.protocols.iter().any(|it| it.starts_with("TLSv"));
    let mut shown: Vec<&str> = view
        .protocols
        .iter()
        .copied()
        .filter(|it| !(versioned && *it == "TLS"))
        .collect();
    shown.sort_by_key(|it| !it.starts_with("TLS"));
    shown.join("/")
}

/// Ports that the protocols do not imply.
pub(crate) fn odd_ports(view: &DestinationView) -> Vec<&str> {
    const IMPLIED: [&str; 3] = ["tcp/80", "tcp/443", "udp/443"];
    view.ports
        .iter()
        .map(String::as_str)
        .filter(|port| view.protocols.is_empty() || !IMPLIED.contains(port))
        .filter(|port| !(port.ends_with("/53") && view.protocols == ["DNS"]))
        .collect()
}

/// What became of the attempts, each kind with its number where there are several.
pub(crate) fn outcomes(tallies: &[Tally]) -> String {
    if let [one] = tallies {
        return outcome(one).to_owned();
    }
    let parts: Vec<String> = tallies
        .iter()
        .map(|tally| format!("{} {}", count(tally.count), outcome(tally)))
        .collect();
    parts.join(", ")
}

/// An outcome in a word or two.
fn outcome(tally: &Tally) -> &'static str {
    match tally.token {
        "reset" => "reset",
        "other-name" => "other name",
        "never-contacted" => "only asked",
        "name-unknown" => "NXDOMAIN",
        "block-answer" => "block answer",
        "no-address" => "no address",
        "lookup-unanswered" => "lookup lost",
        _ => tally.words,
    }
}

/// Why there is no name, in a word or two; longer reasons are in [`Tally::words`].
pub(crate) fn absence(tally: &Tally) -> &'static str {
    match tally.token {
        "encrypted-client-hello" => "ECH",
        "no-server-name" => "no SNI",
        "no-handshake" => "no start",
        "cut-packets" => "cut",
        "gap" => "gap",
        "malformed" => "malformed",
        "not-naming" => "nameless",
        "no-payload" => "no data",
        "one-sided" => "one side",
        "bounded" => "limit",
        "named-by-address" => "address",
        "unsupported-version" => "version",
        _ => "unknown",
    }
}

/// What a name rests on, in a word; the longer form is in [`Tally::words`].
pub(crate) fn evidence(tally: &Tally) -> &'static str {
    match tally.token {
        "http" => "Host",
        "tls" => "SNI",
        "quic" => "QUIC",
        "connect" => "CONNECT",
        "socks" => "SOCKS",
        "dns" => "DNS",
        "dns-query" => "question",
        _ => tally.words,
    }
}

/// What a kind of connections that are not on the page is, after their number.
pub(crate) fn apart(kind: &str, number: u64) -> &str {
    match kind {
        "local-name" if number == 1 => "question about a local name",
        "other-records" if number == 1 => "question about other records than addresses",
        "private" => "to private addresses",
        "loopback" => "within the machine (loopback)",
        "link-local" => "to link-local addresses",
        "multicast" => "to multicast and broadcast addresses",
        "unspecified" => "to the unspecified address",
        "documentation" => "to addresses for documentation and tests",
        "reserved" => "to reserved addresses",
        "inbound" => "from outside to the device",
        "local-name" => "questions about local names",
        "other-records" => "questions about other records than addresses",
        other => other,
    }
}

/// True where the far end took the call and ended it, every time: what a device that inspects traffic does.
pub(crate) fn only_reset(view: &DestinationView) -> bool {
    !view.outcomes.is_empty() && view.outcomes.iter().all(|it| it.token == "reset")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn bytes_never_show_four_digits() {
        assert_eq!(
            [0, 999, 1000, 9_960, 999_499, 999_500, 5_300_000_000].map(bytes),
            [
                "0 B", "999 B", "1.0 kB", "10 kB", "999 kB", "1.0 MB", "5.3 GB"
            ]
        );
    }

    #[test]
    fn a_length_of_time_has_its_two_largest_units() {
        assert_eq!(span(604_799.0), "6 d 23 h");
        assert_eq!(span(3600.0), "1 h");
        assert_eq!(span(723.9), "12 min 3 s");
        assert_eq!(span(0.0), "0.0 s");
    }

    #[test]
    fn a_moment_loses_its_fraction_and_zone() {
        assert_eq!(moment("2026-11-23T04:42:17.000001Z"), "2026-11-23 04:42:17");
    }

    #[test]
    fn escapes_and_bidirectional_overrides_are_written_out() {
        assert_eq!(clean("a\x1b[2J\n\u{202e}b"), "a\\u{1b}[2J\\u{a}\\u{202e}b");
    }
}
