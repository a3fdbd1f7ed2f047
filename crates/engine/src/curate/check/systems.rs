//! Systems that rows are for: names that programs compare.

use super::ids::is_plain;
use super::{Findings, Joined};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    for item in &joined.items {
        for row in &item.entry.documented {
            for system in row.systems.iter().filter(|system| !is_plain(system)) {
                findings.error(
                    "system",
                    item.place.row(&row.release, row.line),
                    format!("the system {system:?} is not in lower case"),
                    "lower case, digits, dots and dashes: \"macos\"",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{area_with, codes, exact, release};

    #[test]
    fn systems_are_in_lower_case() {
        let row = |system: &str| {
            let row = format!(
                "documented = [{{ release = \"r\", line = 1, systems = [\"{system}\"] }}]\n"
            );
            let area = area_with(&(exact("x.example.com") + &row));
            codes(&[
                ("v/p/a.toml", &area),
                ("v/releases/r.toml", &release(0, 1, 1)),
            ])
        };
        assert_eq!(row("macos"), []);
        assert_eq!(row("macOS"), [("system", 13)]);
    }
}
