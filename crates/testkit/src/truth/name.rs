//! Names with their kind and server, as the truth writes them.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use backchat_engine::names::NameTable;

/// The first four columns of a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Where the name came from.
    pub kind: String,
    /// The name, spelled as tshark spells it.
    pub name: String,
    /// The address, or `-`.
    pub address: String,
    /// The port, or `-`.
    pub port: String,
}

impl Row {
    /// A row of these columns, the address in its shortest spelling.
    #[must_use]
    pub fn new(kind: &str, name: &str, address: &str, port: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            address: address
                .parse::<IpAddr>()
                .map_or_else(|_| address.to_owned(), |address| address.to_string()),
            port: port.to_owned(),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            name,
            address,
            port,
        } = self;
        write!(f, "{kind}\t{name}\t{address}\t{port}")
    }
}

/// The rows of the truth.
#[must_use]
pub fn expected(lines: &[Vec<String>]) -> BTreeSet<Row> {
    lines
        .iter()
        .filter_map(|line| match line.as_slice() {
            [kind, name, address, port, ..] => Some(Row::new(kind, name, address, port)),
            _ => None,
        })
        .collect()
}

/// Our rows, names spelled as tshark spells them.
#[must_use]
pub fn found(table: &NameTable) -> BTreeSet<Row> {
    table
        .rows()
        .map(|(row, _)| {
            let address = row.address.map(|address| address.to_string());
            let port = row.port.map(|port| port.to_string());
            Row {
                kind: row.kind.token().to_owned(),
                name: as_tshark_spells(&row.host),
                address: address.unwrap_or_else(|| "-".to_owned()),
                port: port.unwrap_or_else(|| "-".to_owned()),
            }
        })
        .collect()
}

/// tshark writes control characters as in C, what is not UTF-8 as U+FFFD, and a backslash as it is.
fn as_tshark_spells(name: &str) -> String {
    let mut spelled = String::new();
    for character in String::from_utf8_lossy(&bytes(name)).chars() {
        match character {
            '\x07' => spelled.push_str("\\a"),
            '\x08' => spelled.push_str("\\b"),
            '\t' => spelled.push_str("\\t"),
            '\n' => spelled.push_str("\\n"),
            '\x0b' => spelled.push_str("\\v"),
            '\x0c' => spelled.push_str("\\f"),
            '\r' => spelled.push_str("\\r"),
            '\0'..='\x1f' | '\x7f' => {
                spelled.push_str(&format!("\\{:03o}", u32::from(character)));
            }
            other => spelled.push(other),
        }
    }
    spelled
}

/// Undoes `push_escaped`, but for the case of letters.
fn bytes(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'\\' {
            bytes.push(first);
            continue;
        }
        let decimal = rest
            .get(..3)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| digits.parse::<u8>().ok());
        match decimal {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            // `\\`, `\.`: the character itself.
            None => {
                bytes.extend(rest.first());
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_bytes_are_spelled_as_tshark_spells_them() {
        assert_eq!(as_tshark_spells("a\\018b"), "a\\022b");
        assert_eq!(as_tshark_spells("s\\013p"), "s\\rp");
        assert_eq!(as_tshark_spells("\\172r"), "\u{fffd}r");
        assert_eq!(as_tshark_spells("arp\\\\"), "arp\\");
    }
}
