//! Lines of pages: rows in the page's order, and one endpoint on a line. A cell may list several destinations, but
//! those are of one area; where two areas share a line, one of the lines is probably wrong.

use std::collections::BTreeMap;

use super::{Findings, Item, Joined, Severity};
use crate::catalog::file::Row;

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    check_order(joined, findings);
    // A page's lines are the file's, whichever of its releases a row belongs to.
    let mut taken: BTreeMap<(&str, &str, u32), &Item<'_>> = BTreeMap::new();
    for item in &joined.items {
        // A numbered set lists many destinations in one row.
        for row in item.entry.documented.iter().filter(|row| row.set.is_none()) {
            let Some(release) = joined.releases.get(row.release.as_str()) else {
                continue;
            };
            let page = &release.page;
            let other = taken.insert((&page.file, &page.date, row.line), item);
            let Some(other) = other.filter(|other| other.id() != item.id()) else {
                continue;
            };
            let same_area = other.area_id() == item.area_id();
            let (severity, hint) = if same_area {
                (Severity::Note, "a cell may list several destinations")
            } else {
                let hint = "correct one of the lines; accept the warning where the page has two rows on one";
                (Severity::Warning, hint)
            };
            let what = format!(
                "line {} of {} is also a row of {}",
                row.line,
                row.release,
                other.id()
            );
            let place = item.place.row(&row.release, row.line);
            findings.add(severity, "same-line", place, what, hint);
            findings.with([other.id()]);
        }
    }
}

fn check_order(joined: &Joined<'_>, findings: &mut Findings) {
    for item in &joined.items {
        let mut last: BTreeMap<&str, &Row> = BTreeMap::new();
        for row in &item.entry.documented {
            let Some(before) = last.insert(&row.release, row) else {
                continue;
            };
            let place = item.place.row(&row.release, row.line);
            if before.line > row.line {
                findings.warning(
                    "line-order",
                    place,
                    format!(
                        "line {} of {} comes after line {}",
                        row.line, row.release, before.line
                    ),
                    "sort the rows of a release by line",
                );
            } else if before == row {
                findings.error(
                    "duplicate",
                    place,
                    format!("line {} of {} is there twice", row.line, row.release),
                    "remove one of the rows",
                );
            } else {
                findings.note(
                    "repeated-row",
                    place,
                    if before.line == row.line {
                        format!(
                            "{} has the destination twice on line {}",
                            row.release, row.line
                        )
                    } else {
                        format!(
                            "{} has the destination on lines {} and {}",
                            row.release, before.line, row.line
                        )
                    },
                    "each row keeps its own protocols",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{area_with, codes, exact, other_area, release, source};
    use super::super::{Severity, check};

    fn codes_of_rows(first: &[u32], second: &[u32]) -> Vec<&'static str> {
        let rows = |host: &str, lines: &[u32]| {
            let row = |line: &u32| format!("{{ release = \"r\", line = {line} }},\n");
            let rows: String = lines.iter().map(row).collect();
            format!("{}documented = [\n{rows}]\n", exact(host))
        };
        let area = rows("x.example.com", first) + &rows("y.example.com", second);
        let release = release(0, first.len() + second.len(), 2);
        let files = [
            ("v/p/a.toml", &*area_with(&area)),
            ("v/releases/r.toml", &release),
        ];
        codes(&files).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn destinations_of_one_area_may_share_a_line() {
        assert_eq!(codes_of_rows(&[1], &[1]), ["same-line"]);
        assert_eq!(codes_of_rows(&[1], &[2]), [""; 0]);
    }

    #[test]
    fn rows_of_two_areas_on_one_line_are_a_warning() {
        let row = "documented = [{ release = \"r\", line = 1 }]\n";
        let (a, b) = (exact("x.example.com") + row, exact("y.example.com") + row);
        let problems = check(&source(&[
            ("v/p/a.toml", &area_with(&a)),
            ("v/p/b.toml", &other_area("b", &b)),
            ("v/releases/r.toml", &release(0, 2, 2)),
        ]));
        let told: Vec<_> = problems.iter().map(|it| (it.severity, it.code)).collect();
        assert_eq!(told, [(Severity::Warning, "same-line")]);
    }

    #[test]
    fn rows_out_of_order_are_told() {
        assert_eq!(codes_of_rows(&[3, 1], &[2]), ["line-order"]);
    }

    #[test]
    fn one_row_twice_is_an_error_and_two_rows_are_a_note() {
        assert_eq!(codes_of_rows(&[1, 1], &[2]), ["duplicate"]);
        assert_eq!(codes_of_rows(&[1, 3], &[2]), ["repeated-row"]);
    }
}
