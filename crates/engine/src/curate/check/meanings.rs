//! Spellings against meanings: what a vendor's spelling reads as, and what the entry says it means.

use std::collections::BTreeMap;

use super::{Findings, Item, Joined, Severity};
use crate::catalog::load::pattern_of;
use crate::pattern::{Pattern, Relation, read};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    for item in &joined.items {
        match pattern_of(&item.entry.meaning) {
            Ok(pattern) => {
                check_entry(item, &pattern, findings);
                check_rows(item, &pattern, findings);
            }
            Err(error) => findings.error(
                "pattern",
                item.place,
                error.to_string(),
                "correct `meaning`",
            ),
        }
    }
    check_agreement(joined, findings);
}

fn check_entry(item: &Item<'_>, pattern: &Pattern, findings: &mut Findings) {
    let (entry, place) = (item.entry, item.place);
    let why = entry.meaning.why.is_some();
    match read(&entry.as_written) {
        Ok(read) if why || (read.pattern == *pattern && read.why.is_none()) => {}
        Ok(read) if read.pattern == *pattern => findings.warning(
            "meaning",
            place,
            format!("{:?} is ambiguous", entry.as_written),
            "say in `why` how it was taken",
        ),
        Ok(read) => findings.error(
            "meaning",
            place,
            format!(
                "{:?} reads as {}, not as {pattern}",
                entry.as_written, read.pattern
            ),
            "correct `meaning`, or say in `why` what makes it differ",
        ),
        Err(_) if why => {}
        Err(error) => findings.error(
            "meaning",
            place,
            error.to_string(),
            "say in `why` what the vendor meant",
        ),
    }
}

/// A row's spelling means its endpoint or a part of it, or the row says why not.
fn check_rows(item: &Item<'_>, pattern: &Pattern, findings: &mut Findings) {
    for row in &item.entry.documented {
        let Some(written) = row.as_written.as_deref().filter(|_| row.why.is_none()) else {
            continue;
        };
        let hint = "say in the row's `why` what makes it this endpoint's, or move it to the endpoint that it means";
        match read(written) {
            Ok(read) if pattern.contains(&read.pattern) => {}
            Ok(read) => findings.warning(
                "row-meaning",
                item.place.row(&row.release, row.line),
                match read.pattern.relation(pattern) {
                    Relation::Apart => format!("{written:?} does not mean {pattern}"),
                    _ => format!("{written:?} means more than {pattern}"),
                },
                hint,
            ),
            Err(error) => findings.warning(
                "row-meaning",
                item.place.row(&row.release, row.line),
                error.to_string(),
                hint,
            ),
        }
    }
}

/// Entries that take one spelling for two things.
fn check_agreement(joined: &Joined<'_>, findings: &mut Findings) {
    let mut meant: BTreeMap<String, (&Item<'_>, &Pattern)> = BTreeMap::new();
    for (item, pattern) in joined.patterns() {
        let rows = item.entry.documented.iter();
        // Where every row has a spelling of its own, the entry's is none of the page's.
        let mut spellings: Vec<String> = rows
            .filter(|row| row.why.is_none())
            .map(|row| item.written(row).to_ascii_lowercase())
            .collect();
        if item.entry.documented.is_empty() {
            spellings.push(item.entry.as_written.to_ascii_lowercase());
        }
        spellings.sort_unstable();
        spellings.dedup();
        for spelling in spellings {
            let Some((other, theirs)) = meant.get(&spelling) else {
                meant.insert(spelling, (item, pattern));
                continue;
            };
            let relation = pattern.relation(theirs);
            if relation != Relation::Same {
                // Pages vary, and the wider entry may have said why it takes all of their spellings together.
                let explained = match relation {
                    Relation::Contains => item.entry.meaning.why.is_some(),
                    Relation::Within => other.entry.meaning.why.is_some(),
                    _ => false,
                };
                let severity = if explained {
                    Severity::Note
                } else {
                    Severity::Warning
                };
                findings.add(
                    severity,
                    "two-meanings",
                    item.place,
                    format!(
                        "{spelling:?} means {pattern} here, and {theirs} in {}",
                        other.id()
                    ),
                    "give both the same meaning, or say in a row's `why` what it means there",
                );
                findings.with([other.id()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{area_with, codes, codes_of, endpoint, other_area, release, source};
    use super::super::{Severity, check};

    const WIDER: &str = "kind = \"apex-and-subdomains\", host = \"x.example.com\", confidence = \"likely\", why = \"w\"";
    const PLAIN: &str = "kind = \"subdomains\", host = \"x.example.com\", confidence = \"certain\"";

    #[test]
    fn a_meaning_that_contradicts_the_spelling_needs_a_reason() {
        let text = endpoint("a/x.example.com", "*.x.example.com", WIDER);
        assert_eq!(codes_of(&text), [""; 0]);
        assert_eq!(codes_of(&text.replace(", why = \"w\"", "")), ["meaning"]);
    }

    #[test]
    fn an_ambiguous_spelling_needs_a_reason() {
        let glued = PLAIN.replace("subdomains", "glued-prefix");
        let text = endpoint("a/x.example.com", "*x.example.com", &glued);
        assert_eq!(codes_of(&text), ["meaning"]);
    }

    #[test]
    fn a_meaning_that_is_no_pattern_is_an_error() {
        let text = endpoint(
            "a/x",
            "x y",
            "kind = \"exact\", host = \"x y\", confidence = \"certain\"",
        );
        assert_eq!(codes_of(&text), ["pattern"]);
    }

    #[test]
    fn a_row_that_means_more_or_something_else_needs_a_reason() {
        let row = |written: &str| {
            let row = format!(
                "documented = [{{ release = \"r\", line = 1, as_written = \"{written}\" }}]\n"
            );
            let area = area_with(&(endpoint("a/x.example.com", "*.x.example.com", PLAIN) + &row));
            codes(&[
                ("v/p/a.toml", &area),
                ("v/releases/r.toml", &release(0, 1, 1)),
            ])
        };
        for means in ["a.x.example.com", "*.x.example.com*", "*.X.example.com/a/*"] {
            assert_eq!(row(means), [], "{means}");
        }
        // The row is on line 13.
        for another in ["x.example.com", "*.example.com", "y.example.com", "a b"] {
            assert_eq!(row(another), [("row-meaning", 13)], "{another}");
        }
        assert_eq!(row("y.example.com\", why = \"a slip"), []);
    }

    #[test]
    fn one_spelling_with_two_meanings_is_told() {
        let here = area_with(&endpoint("a/x.example.com", "*.x.example.com", PLAIN));
        let told = |meaning: &str| {
            let there = endpoint("a/x.example.com", "*.x.example.com", meaning);
            let there = other_area("b", &there);
            let problems = check(&source(&[("v/p/a.toml", &here), ("v/p/b.toml", &there)]));
            let told = problems.iter().filter(|it| it.code == "two-meanings");
            told.map(|it| it.severity).collect::<Vec<_>>()
        };
        assert_eq!(told(PLAIN), []);
        let elsewhere = PLAIN.replace("x.example", "y.example");
        let elsewhere = elsewhere.replace("certain\"", "likely\", why = \"w\"");
        assert_eq!(told(&elsewhere), [Severity::Warning]);
        // Wider, and it says why.
        assert_eq!(told(WIDER), [Severity::Note]);
    }
}
