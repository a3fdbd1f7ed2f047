//! Text for scripts of PowerShell: literals and lines.

/// The quotation marks that end a literal: PowerShell takes the typographic ones for the plain one.
const MARKS: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

/// Lines with the line ends of Windows.
pub(super) fn lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> String {
    let lines = lines.into_iter();
    lines.map(|line| format!("{}\r\n", line.as_ref())).collect()
}

/// A text as a literal between single quotation marks, which double inside it. Control characters, which could break the
/// line or be lost, are put together from their numbers.
pub(super) fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        let mut parts: Vec<String> = Vec::new();
        let mut plain = String::new();
        for letter in text.chars() {
            if letter.is_control() {
                parts.push(quoted(&plain));
                plain.clear();
                parts.push(format!("[char] {}", u32::from(letter)));
            } else {
                plain.push(letter);
            }
        }
        parts.push(quoted(&plain));
        return format!("({})", parts.join(" + "));
    }
    let mut out = String::from("'");
    for letter in text.chars() {
        out.push(letter);
        if MARKS.contains(&letter) {
            out.push(letter);
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_of_every_kind_double() {
        assert_eq!(quoted("it's"), "'it''s'");
        assert_eq!(
            quoted("\u{2018}a\u{2019}"),
            "'\u{2018}\u{2018}a\u{2019}\u{2019}'"
        );
    }

    #[test]
    fn variables_and_escapes_mean_nothing() {
        assert_eq!(quoted("$(calc) `n"), "'$(calc) `n'");
    }

    #[test]
    fn a_line_break_cannot_leave_the_line() {
        let text = quoted("a\r\nStop-Computer");
        assert_eq!(text, "('a' + [char] 13 + '' + [char] 10 + 'Stop-Computer')");
    }
}
