//! From the text of a destination cell to the destinations and addresses in it, with what is odd about each.

use std::net::IpAddr;

use super::blank::is_invisible;
use super::note::NoteCode;
use crate::catalog::Protocol;
use crate::pattern::{self, Confidence, ReadError, Understood};

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// Destinations, in order.
    pub(super) destinations: Vec<Destination>,
    /// Addresses and ranges of addresses, in order.
    pub(super) ranges: Vec<Range>,
    /// Text that is neither.
    pub(super) rest: Vec<String>,
}

/// A destination with its oddities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    /// As written, without marks.
    pub(super) text: String,
    /// What it means.
    pub(super) understood: Result<Understood, ReadError>,
    /// A port that is part of it.
    pub(super) port: Option<u16>,
    /// What is odd, with what was made of it.
    pub(super) odd: Vec<(NoteCode, &'static str)>,
}

/// An address or a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// As written.
    pub(super) text: String,
    /// Whether bits are set beyond the range's length.
    pub(super) loose: bool,
}

/// Words that join destinations.
const JOINTS: &[&str] = &["and", "or", "&", "/", "-", "|", "+", "•"];

/// Takes a cell's text apart. Parts stand on lines of their own, or between commas, semicolons and blanks.
pub(super) fn read(text: &str) -> Content {
    let mut content = Content::default();
    for line in text.lines() {
        for piece in pieces(line) {
            take(piece, &mut content);
        }
    }
    content
}

/// Whether a text by itself is a destination with a public suffix, or a wildcard one.
pub(super) fn is_surely(text: &str) -> bool {
    let text = clean(text).0;
    if text.contains(char::is_whitespace) || !text.contains('.') || range(&text).is_some() {
        return false;
    }
    pattern::read(&text).is_ok_and(|read| has_suffix(read.pattern.host()))
}

/// Splits at commas and semicolons, unless one is a part of a path.
fn pieces(line: &str) -> Vec<&str> {
    let pieces: Vec<&str> = line
        .split([',', ';'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect();
    let whole = line.trim();
    let in_path = pieces.len() > 1
        && whole.contains('/')
        && !whole.contains(char::is_whitespace)
        && !pieces.iter().skip(1).all(|piece| looks_right(piece));
    if in_path { vec![whole] } else { pieces }
}

fn take(piece: &str, content: &mut Content) {
    let words: Vec<&str> = piece.split_whitespace().collect();
    if let [word] = words.as_slice() {
        if let Some(range) = range(word) {
            content.ranges.push(range);
        } else if let Some((host, range)) = with_range(word) {
            content.destinations.push(destination(host));
            content.ranges.push(range);
        } else if is_word(word) || Protocol::read(word).is_some() {
            content.rest.push((*word).to_owned());
        } else {
            content.destinations.push(destination(word));
        }
        return;
    }
    let meant: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !JOINTS.contains(&word.to_ascii_lowercase().as_str()))
        .collect();
    if !meant.is_empty() && meant.iter().all(|word| looks_right(word)) {
        for word in meant {
            take(word, content);
        }
        return;
    }
    match meant.split_first() {
        Some((first, _)) if is_surely(first) => {
            let mut found = destination(first.trim_end_matches(['.', ':']));
            found.odd.push((
                NoteCode::TextBeside,
                "text stands beside it; the text is left out",
            ));
            content.destinations.push(found);
        }
        // A name that was cut in two, or that nobody can read: shown, not dropped.
        _ if piece.len() < 80 && words.len() <= 3 && words.iter().any(|word| is_surely(word)) => {
            content.destinations.push(destination(piece));
        }
        _ => content.rest.push(piece.to_owned()),
    }
}

fn looks_right(word: &str) -> bool {
    range(word).is_some() || is_surely(word) || (word.contains('*') && pattern::read(word).is_ok())
}

/// Whether a single word is prose (`Various`, `N/A`, `-`) rather than a name.
fn is_word(word: &str) -> bool {
    let cleaned = clean(word).0;
    let letters = cleaned
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '/' | '?' | '!'));
    // Nor is a number a name, and neither are signs alone; a `*` by itself is refused as a destination.
    let no_name = !cleaned.chars().any(char::is_alphabetic) && !cleaned.contains('*');
    letters || no_name
}

/// A name with its range of addresses behind it, in brackets and without a blank: `x.com(17.0.0.0/8)`.
fn with_range(word: &str) -> Option<(&str, Range)> {
    let (host, inside) = word.strip_suffix(')')?.split_once('(')?;
    is_surely(host).then_some(())?;
    Some((host, range(inside)?))
}

/// An address or a range of addresses.
pub(super) fn range(word: &str) -> Option<Range> {
    let word = word.trim_matches(['`', '"', '\'', '(', ')']);
    let (address, length) = match word.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (word, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let loose = match length {
        None => false,
        Some(length) => {
            let length: u32 = length.parse().ok()?;
            match address {
                IpAddr::V4(it) if length <= 32 => {
                    it.to_bits().checked_shl(length).unwrap_or(0) != 0
                }
                IpAddr::V6(it) if length <= 128 => {
                    it.to_bits().checked_shl(length).unwrap_or(0) != 0
                }
                _ => return None,
            }
        }
    };
    Some(Range {
        text: word.to_owned(),
        loose,
    })
}

fn destination(word: &str) -> Destination {
    let (text, unseen) = clean(word);
    let mut odd = Vec::new();
    if unseen {
        odd.push((
            NoteCode::InvisibleCharacter,
            "it has characters that cannot be seen or look like others; they are taken out",
        ));
    }
    let understood = understand(&text, &mut odd);
    let host = text
        .split_once("://")
        .map_or(text.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let port = host
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok())
        .filter(|&port| port != 0);
    Destination {
        text,
        understood,
        port,
        odd,
    }
}

/// Takes off what is around a name and what is never in one.
fn clean(word: &str) -> (String, bool) {
    let mut unseen = false;
    let mut text = String::with_capacity(word.len());
    for character in word.chars() {
        match character {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}' => {
                unseen = true;
                text.push('-');
            }
            '\u{3002}' | '\u{FF0E}' => {
                unseen = true;
                text.push('.');
            }
            c if is_invisible(c) => unseen = true,
            c => text.push(c),
        }
    }
    let mut text = text.replace("\\*", "*");
    loop {
        let before = text.len();
        text = inner(text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '`' | '"' | '\'' | '“' | '”' | '‘' | '’')
        }))
        .to_owned();
        if text.len() == before {
            return (text, unseen);
        }
    }
}

/// What brackets hold, where they go around the whole name: `<https://x>`, `(x)`, and what is left of a link that was
/// cut off (`[x](https:`).
fn inner(text: &str) -> &str {
    if let Some((shown, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && shown.contains('.')
    {
        return shown;
    }
    for (open, close) in [('<', '>'), ('(', ')')] {
        if let Some(inside) = text
            .strip_prefix(open)
            .and_then(|it| it.strip_suffix(close))
            && inside.contains('.')
            && !inside.contains([open, close])
        {
            return inside;
        }
    }
    text
}

fn understand(
    text: &str,
    odd: &mut Vec<(NoteCode, &'static str)>,
) -> Result<Understood, ReadError> {
    let mut understood = pattern::read(text).inspect_err(|_| {
        odd.push((NoteCode::UnreadDestination, "it means nothing as it is"));
    })?;
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    if host.starts_with('.') {
        odd.push((NoteCode::LeadingDot, "read as *. and the name"));
    }
    if host.contains(['<', '{', '[', '#']) {
        odd.push((
            NoteCode::Placeholder,
            "the name left open is read as a wildcard",
        ));
    }
    let first = host.split('.').next().unwrap_or_default();
    if first.eq_ignore_ascii_case("wildcard") && understood.pattern.host() != host {
        odd.push((NoteCode::WildcardWord, "the word is read as a *"));
    }
    let name = understood.pattern.host();
    if name.ends_with(".*") && host.trim_end_matches('.').ends_with(".*") {
        odd.push((NoteCode::WildcardSuffix, "any public suffix would fit"));
    } else if !has_suffix(name) {
        odd.push((
            NoteCode::CutOff,
            "it has no public suffix; read as the beginning of a name",
        ));
        if !name.ends_with('*')
            && let Ok(begun) = pattern::read(&begun(text, name))
        {
            understood = Understood {
                confidence: Confidence::Doubtful,
                why: Some("the name seems cut off: it has no public suffix"),
                ..begun
            };
        }
    }
    Ok(understood)
}

/// The spelling of a name that goes on: `a.b` and `a.b/c` become `a.b.*` and `a.b.*/c`.
fn begun(text: &str, name: &str) -> String {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let front = if host.starts_with("*.") { "*." } else { "" };
    let path = host.find('/').and_then(|at| host.get(at..));
    format!("{front}{name}.*{}", path.unwrap_or_default())
}

/// Whether the name ends in a public suffix, and in more than that.
fn has_suffix(host: &str) -> bool {
    let tail = host
        .rsplit('*')
        .next()
        .unwrap_or(host)
        .trim_start_matches('.');
    psl::suffix(tail.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let content = read(text);
        content
            .destinations
            .into_iter()
            .map(|found| found.text)
            .collect()
    }

    fn odd(text: &str) -> (String, Vec<&'static str>) {
        let found = read(text).destinations.remove(0);
        let pattern = found.understood.map(|read| read.pattern.to_string());
        let codes = found.odd.iter().map(|(code, _)| code.token()).collect();
        (pattern.unwrap_or_default(), codes)
    }

    #[test]
    fn destinations_of_a_cell_are_told_apart() {
        for cell in [
            "a.example.com\nb.example.com",
            "a.example.com, b.example.com",
            "a.example.com;b.example.com",
            "a.example.com b.example.com",
            "a.example.com\u{A0}b.example.com",
            "a.example.com and b.example.com",
            "`a.example.com`,\n\n\"b.example.com\"",
        ] {
            assert_eq!(names(cell), ["a.example.com", "b.example.com"], "{cell}");
        }
    }

    #[test]
    fn a_range_glued_to_a_name_is_its_range() {
        let content = read("feedback.push.apple.com(17.0.0.0/8)");
        assert_eq!(content.destinations[0].text, "feedback.push.apple.com");
        assert_eq!(content.ranges[0].text, "17.0.0.0/8");
    }

    #[test]
    fn a_protocol_is_no_destination() {
        assert_eq!(read("TLSv1.2").destinations, []);
        assert_eq!(read("HTTPS").rest, ["HTTPS"]);
    }

    #[test]
    fn commas_in_a_path_do_not_separate() {
        assert_eq!(names("x.example.com/a?b=1,2"), ["x.example.com/a?b=1,2"]);
    }

    #[test]
    fn addresses_are_no_destinations() {
        let content = read("x.example.com\n13.107.6.152/31, 2603:1006::/40\n20.1.2.3");
        assert_eq!(content.destinations.len(), 1);
        let ranges: Vec<&str> = content.ranges.iter().map(|range| &*range.text).collect();
        assert_eq!(ranges, ["13.107.6.152/31", "2603:1006::/40", "20.1.2.3"]);
        assert!(content.ranges.iter().all(|range| !range.loose));
        assert!(range("13.107.6.153/31").unwrap().loose);
        assert_eq!(range("13.107.6.153/33"), None);
    }

    #[test]
    fn text_is_no_destination() {
        for cell in [
            "Various",
            "126",
            "-",
            "N/A",
            "See below.",
            "'#' is a random number from 0 to 50.",
        ] {
            assert_eq!(names(cell), Vec::<String>::new(), "{cell}");
            assert!(!read(cell).rest.is_empty(), "{cell}");
        }
    }

    #[test]
    fn text_beside_a_destination_is_left_out() {
        assert_eq!(names("x.example.com (used by Store)"), ["x.example.com"]);
        assert_eq!(odd("x.example.com (used by Store)").1, ["text-beside"]);
    }

    #[test]
    fn broken_names_get_the_best_reading_and_a_doubt() {
        for (text, pattern, code) in [
            (".g.akamaiedge.net", "*.g.akamaiedge.net", "leading-dot"),
            ("wildcard.twimg.com", "*.twimg.com", "wildcard-word"),
            (
                "cy2.*.md.mp.microsoft.com.*.",
                "cy2.*.md.mp.microsoft.com.*",
                "wildcard-suffix",
            ),
            ("wdcp.microsoft.*", "wdcp.microsoft.*", "wildcard-suffix"),
            ("evoke-tas.msedge*", "evoke-tas.msedge.*", "cut-off"),
            (
                "img-prod-cms-rt-microsoft-com*",
                "img-prod-cms-rt-microsoft-com.*",
                "cut-off",
            ),
            (
                "img-prod-cms-rt-microsoft-com",
                "img-prod-cms-rt-microsoft-com.*",
                "cut-off",
            ),
            ("<tenant>.sharepoint.com", "*.sharepoint.com", "placeholder"),
            (
                "<tenant>-my.sharepoint.com",
                "*-my.sharepoint.com",
                "placeholder",
            ),
            (
                "autodiscover.<tenant>.onmicrosoft.com",
                "autodiscover.*.onmicrosoft.com",
                "placeholder",
            ),
            (
                "#-courier.push.apple.com",
                "*-courier.push.apple.com",
                "placeholder",
            ),
            (
                "a\u{200B}.example.com",
                "a.example.com",
                "invisible-character",
            ),
            (
                "a\u{2011}b.example.com",
                "a-b.example.com",
                "invisible-character",
            ),
            ("ä.example.com", "", "unread-destination"),
        ] {
            assert_eq!(odd(text), (pattern.to_owned(), vec![code]), "{text}");
        }
    }

    #[test]
    fn marks_around_a_name_are_taken_off() {
        for cell in [
            "<https://x.example.com>",
            "(https://x.example.com)",
            "[https://x.example.com](https:",
        ] {
            assert_eq!(names(cell), ["https://x.example.com"], "{cell}");
        }
        assert_eq!(read("x.example.com:8443").destinations[0].port, Some(8443));
    }
}
