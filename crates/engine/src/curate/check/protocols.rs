//! Protocol cells: as the page writes them, and readable.

use super::{Findings, Joined};
use crate::catalog::ProtocolSet;

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    for item in &joined.items {
        for row in &item.entry.documented {
            if let Err(part) = ProtocolSet::read(&row.protocols) {
                findings.error(
                    "protocol",
                    item.place.row(&row.release, row.line),
                    format!("{part:?} is not a protocol"),
                    "write the cell as the page has it; new protocols go into `catalog::Protocol`",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{area_with, codes, exact, release};

    #[test]
    fn a_cell_that_names_no_protocol_is_an_error_at_its_row() {
        let row = |protocols: &str| {
            let row = format!(
                "documented = [{{ release = \"r\", line = 1, protocols = \"{protocols}\" }}]\n"
            );
            let area = area_with(&(exact("x.example.com") + &row));
            codes(&[
                ("v/p/a.toml", &area),
                ("v/releases/r.toml", &release(0, 1, 1)),
            ])
        };
        assert_eq!(row("HTTP/TLS v1.2"), []);
        assert_eq!(row("gopher"), [("protocol", 13)]);
    }
}
