//! Text into HTML: nothing that a capture, a file name or a log holds can become markup, or change the direction or the
//! order in which the text around it is read.

use std::fmt::{self, Write};

/// Writes text so that it is the same in an element and in a quoted attribute. Characters that cannot be seen are
/// written as `\u{202e}`: an address that reads backwards is a classic.
pub(crate) fn push(out: &mut impl Write, text: &str) -> fmt::Result {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let replacement = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ if invisible(c) => "",
            _ => continue,
        };
        out.write_str(text.get(plain..at).unwrap_or_default())?;
        plain = at + c.len_utf8();
        if replacement.is_empty() {
            write!(out, "\\u{{{:x}}}", u32::from(c))?;
        } else {
            out.write_str(replacement)?;
        }
    }
    out.write_str(text.get(plain..).unwrap_or_default())
}

/// The text, escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string never fails.
    let _ = push(&mut out, text);
    out
}

/// The text, escaped, with a place to break the line after each mark that joins the parts of a name or of a list:
/// otherwise a narrow column breaks `microsoft.com` within a word. Numbers such as `1.2` stay together.
pub(crate) fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.split_inclusive(['.', '-', '/', '_']).peekable();
    while let Some(part) = rest.next() {
        out += &escaped(part);
        let number =
            |next: &&str| part.ends_with('.') && next.starts_with(|c: char| c.is_ascii_digit());
        if rest.peek().is_some_and(|next| !number(next)) {
            out += "<wbr>";
        }
    }
    out
}

/// An address that may stand in `href`: only the web's two schemes, so that no data can bring a script along.
pub(crate) fn is_link(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Controls, and the characters of Unicode that steer layout without being seen.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(
            escaped("<script>alert('1' & \"2\")</script>"),
            "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;"
        );
    }

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        assert_eq!(
            escaped("a\u{202e}moc.b\0\n\u{200b}é"),
            "a\\u{202e}moc.b\\u{0}\\u{a}\\u{200b}é"
        );
    }

    #[test]
    fn names_break_between_their_parts_and_stay_escaped() {
        assert_eq!(breakable("a-b.<c>"), "a-<wbr>b.<wbr>&lt;c&gt;");
        assert_eq!(breakable("TLSv1.2/HTTPS"), "TLSv1.2/<wbr>HTTPS");
        assert_eq!(breakable("com."), "com.");
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert!(is_link("https://example.org/"));
        assert!(!is_link("javascript:alert(1)"));
        assert!(!is_link("//example.org"));
    }
}
