//! Text and names as Markdown that renders as what they are, also inside a table's cell.

use crate::report::wording::clean;

/// Running text: everything that Markdown or HTML gives a meaning to is escaped.
pub(crate) fn text(raw: &str) -> String {
    escaped(raw, |c| {
        matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '|'
                | '~'
                | '&'
                | '$'
                | '!'
        )
    })
}

/// A name, address or pattern. As code where that is safe, because a wildcard would be emphasis otherwise; else with
/// every mark escaped.
pub(crate) fn name(raw: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || ".-_*:[]/?=%,+".contains(c);
    if !raw.is_empty() && raw.chars().all(safe) {
        format!("`{raw}`")
    } else {
        escaped(raw, |c| c.is_ascii_punctuation())
    }
}

/// The target of a link. Only the web's schemes become links; anything else, `javascript:` say, is no target.
pub(crate) fn target(url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let safe = |c: char| c.is_ascii_graphic() && !"<>|\\\"`".contains(c);
    (web && url.chars().all(safe)).then(|| format!("<{url}>"))
}

fn escaped(raw: &str, special: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in clean(raw).chars() {
        match c {
            // A backslash before a cell's end would take the end away, escaped or not.
            '\\' => out.push_str("&#92;"),
            c if special(c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_is_code() {
        assert_eq!(name("*.wns.windows.com"), "`*.wns.windows.com`");
    }

    #[test]
    fn a_name_that_could_end_its_cell_is_escaped() {
        assert_eq!(name("a|b`c"), "a\\|b\\`c");
    }

    #[test]
    fn a_backslash_cannot_take_a_cells_end_away() {
        assert_eq!(text("a\\"), "a&#92;");
    }

    #[test]
    fn only_links_to_the_web_are_links() {
        assert_eq!(target("javascript:alert(1)"), None);
        assert_eq!(target("https://a.test/b|c"), None);
        assert_eq!(
            target("https://a.test/#b").as_deref(),
            Some("<https://a.test/#b>")
        );
    }
}
