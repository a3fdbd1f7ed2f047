//! What counts as nothing at the edge of a text: more than ASCII's blanks.

/// Trims what Unicode calls white space, no-break blanks included, and characters without width.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Whether a character takes no space: it is never a part of a name.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// The words of a text with one blank between two.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The beginning of a text, for a note.
pub(super) fn excerpt(text: &str) -> String {
    const LENGTH: usize = 80;
    let mut out: String = text.chars().take(LENGTH).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// The beginning of a text, at most `limit` bytes.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_all_kinds_are_trimmed() {
        assert_eq!(trim("\u{FEFF}\u{A0} x\ty\u{200B} "), "x\ty");
    }

    #[test]
    fn a_cut_is_between_characters() {
        assert_eq!(cut("aä", 2), "a");
        assert_eq!(cut("aä", 3), "aä");
    }
}
