//! Cells of CSV that spreadsheets take as text.
//!
//! A spreadsheet runs a cell that begins with one of `= + - @` as a formula, and what a capture says was said by
//! strangers. Such cells get a leading apostrophe, which spreadsheets hide; programs take one away where one of these
//! characters follows. (OWASP, "CSV Injection".)

/// The cell, with an apostrophe before it where a spreadsheet would take it as a formula.
#[must_use]
pub fn cell(text: String) -> String {
    let mut rest = text.chars();
    let first = match rest.next() {
        // An apostrophe of its own would be taken away again.
        Some('\'') => rest.next(),
        first => first,
    };
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text() {
        for formula in ["=1+1", "+1", "-cmd|x", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(formula.to_owned()), format!("'{formula}"));
        }
    }

    #[test]
    fn what_is_no_formula_stays_as_it_is() {
        for text in ["", "a-b.example", "*.example", "'t", "[::1]:443", "10"] {
            assert_eq!(cell(text.to_owned()), text);
        }
    }

    #[test]
    fn taking_the_apostrophe_away_always_gives_the_text_back() {
        assert_eq!(cell("'=1".to_owned()), "''=1");
    }
}
