//! Ports and the words of the Microsoft 365 tables.

use std::collections::BTreeSet;

use crate::catalog::file::Category;

/// How many ports of one range are listed. The widest range that matters for a rule has fewer; wider ones are a doubt.
const RANGE_LIMIT: u16 = 64;

/// Ports of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ports {
    /// Of TCP, and those that no protocol is said of.
    pub(super) tcp: BTreeSet<u16>,
    /// Of UDP.
    pub(super) udp: BTreeSet<u16>,
    /// What was not understood, or is a range too wide to list.
    pub(super) rest: Vec<String>,
}

/// Which protocol a cell's ports are of where the cell itself does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Tcp,
    Udp,
    Both,
}

impl Transport {
    /// What a protocol cell says.
    pub(super) fn of_protocols(cell: &str) -> Self {
        let upper = cell.to_ascii_uppercase();
        let udp = upper.contains("UDP") || upper.contains("QUIC");
        match (upper.contains("TCP"), udp) {
            (true, true) => Self::Both,
            (false, true) => Self::Udp,
            _ => Self::Tcp,
        }
    }
}

/// Reads `443, 80`, `TCP: 443 UDP: 3478-3481`, `HTTP / 80`, `5223 and 443`.
pub(super) fn read(text: &str, unless_said: Transport) -> Ports {
    let mut ports = Ports::default();
    let mut transport = unless_said;
    let text = protocol_first(text);
    let separators =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '/' | '(' | ')' | '*' | '`');
    for word in text.split(separators).filter(|word| !word.is_empty()) {
        match word.to_ascii_lowercase().as_str() {
            "tcp" => transport = Transport::Tcp,
            "udp" => transport = Transport::Udp,
            "and" | "or" | "&" | "port" | "ports" | "http" | "https" | "-" => {}
            _ => match numbers(word) {
                Some((first, last)) if last - first < RANGE_LIMIT => {
                    for port in first..=last {
                        if transport != Transport::Udp {
                            ports.tcp.insert(port);
                        }
                        if transport != Transport::Tcp {
                            ports.udp.insert(port);
                        }
                    }
                }
                _ => ports.rest.push(word.to_owned()),
            },
        }
    }
    ports
}

/// Turns `123/UDP` into `UDP 123`.
fn protocol_first(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        match word.trim_end_matches([',', ';']).split_once('/') {
            Some((port, protocol)) if numbers(port).is_some() && !protocol.is_empty() => {
                out.extend([protocol, " ", port, ","]);
            }
            _ => out.push_str(word),
        }
        out.push(' ');
    }
    out
}

fn numbers(word: &str) -> Option<(u16, u16)> {
    let (first, last) = word.split_once(['-', '\u{2013}']).unwrap_or((word, word));
    let first: u16 = first.parse().ok()?;
    let last: u16 = last.parse().ok()?;
    (0 < first && first <= last).then_some((first, last))
}

/// How a vendor wants traffic treated, where a word says so.
pub(super) fn category(word: &str) -> Option<Category> {
    match word.trim().to_ascii_lowercase().as_str() {
        "optimize" => Some(Category::Optimize),
        "allow" => Some(Category::Allow),
        "default" => Some(Category::Default),
        _ => None,
    }
}

/// `Yes`, `No`, `Required`, `Optional`.
pub(super) fn yes(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "required" | "mandatory" => Some(true),
        "no" | "n" | "false" | "optional" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str, transport: Transport) -> (Vec<u16>, Vec<u16>, Vec<String>) {
        let ports = read(text, transport);
        (
            ports.tcp.into_iter().collect(),
            ports.udp.into_iter().collect(),
            ports.rest,
        )
    }

    #[test]
    fn ports_are_read_in_the_spellings_of_the_pages() {
        for (text, tcp, udp) in [
            ("TCP: 443, 80", vec![80, 443], vec![]),
            ("UDP: 3478, 3479", vec![], vec![3478, 3479]),
            (
                "TCP: 443\nUDP: 3478-3480",
                vec![443],
                vec![3478, 3479, 3480],
            ),
            ("5223 and 443", vec![443, 5223], vec![]),
            ("123/UDP", vec![], vec![123]),
            ("443/tcp, 3478/udp", vec![443], vec![3478]),
            ("TCP 443, 444", vec![443, 444], vec![]),
            ("HTTPS:443", vec![443], vec![]),
            ("80/443", vec![80, 443], vec![]),
            ("HTTP / 80 HTTPs / 443", vec![80, 443], vec![]),
        ] {
            assert_eq!(read_as(text, Transport::Tcp), (tcp, udp, vec![]), "{text}");
        }
    }

    #[test]
    fn the_protocol_column_says_whose_ports_they_are() {
        assert_eq!(read_as("53", Transport::of_protocols("UDP")).1, [53]);
        assert_eq!(read_as("53", Transport::of_protocols("TCP/UDP")).0, [53]);
    }

    #[test]
    fn ranges_too_wide_and_words_are_left_over() {
        assert_eq!(
            read_as("50000-59999, any, 0", Transport::Tcp).2,
            ["50000-59999", "any", "0"]
        );
    }
}
