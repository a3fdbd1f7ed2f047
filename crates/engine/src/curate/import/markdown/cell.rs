//! What a cell says: its text without Markdown's marks, its links, and which marks were there.
//!
//! A Markdown library does the work, with one difference: a single `*` or `_` stays, because cells hold host names with
//! wildcards, and `*.a.example*` would otherwise be emphasis.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::curate::import::blank::{squeeze, trim};

/// Separates the parts of a cell in [`Inline::text`]: a line end, which no cell of a table can have.
const BREAK: char = '\n';

/// Stands for a line break while the cell is parsed. It is white space to the parser and not a line end.
const BREAK_MARK: char = '\u{2028}';

/// Elements that only format. Others in angle brackets are names left open (`<tenant>`).
const ELEMENTS: &[&str] = &[
    "a", "b", "code", "div", "em", "font", "i", "img", "li", "nobr", "ol", "p", "pre", "s",
    "small", "span", "strong", "sub", "sup", "tt", "u", "ul", "wbr",
];

/// The content of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inline {
    /// The text; [`BREAK`] where the cell breaks its line.
    pub(super) text: String,
    /// The links, in order.
    pub(super) links: Vec<Link>,
    /// Whether there was an escaped asterisk.
    pub(super) escaped_star: bool,
    /// Whether there were back-ticks.
    pub(super) code: bool,
    /// Whether HTML other than line breaks was dropped.
    pub(super) html: bool,
}

/// A link in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The bytes of [`Inline::text`] that it shows.
    pub(super) shows: Range<usize>,
    /// Where it points, trimmed.
    pub(super) target: String,
}

impl Inline {
    /// The text of a link.
    pub(super) fn shown(&self, link: &Link) -> &str {
        self.text.get(link.shows.clone()).unwrap_or_default()
    }

    /// The text on one line, with single blanks.
    pub(super) fn line(&self) -> String {
        squeeze(&self.text)
    }
}

/// Reads a cell.
pub(super) fn read(raw: &str) -> Inline {
    let raw = trim(raw);
    let escaped_star = raw.contains("\\*");
    let broken = with_breaks(raw);
    // Most cells have no marks at all; a single asterisk is none here.
    let plain = !broken.contains(['\\', '[', ']', '`', '&', '<']) && !broken.contains("**");
    if plain {
        return Inline {
            text: tidy(&broken.replace(BREAK_MARK, "\n")),
            escaped_star,
            ..Inline::default()
        };
    }
    let mut inline = Inline {
        escaped_star,
        ..parse(&broken)
    };
    // Links know their place in the text as it is.
    if inline.links.is_empty() {
        inline.text = tidy(&inline.text);
    }
    inline
}

fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split(BREAK).enumerate() {
        if at > 0 {
            out.push(BREAK);
        }
        out.push_str(part.trim());
    }
    out
}

/// Replaces `<br>` in all its spellings: `</br>`, `<BR />`, `<br></br>`, `< br >`.
fn with_breaks(raw: &str) -> Cow<'_, str> {
    if !raw.contains('<') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        if let Some(length) = break_length(tag) {
            out.extend([' ', BREAK_MARK, ' ']);
            rest = tag.get(length..).unwrap_or_default();
        } else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// How long the line break is that the text begins with.
fn break_length(tag: &str) -> Option<usize> {
    // Longer tags are no line breaks, and a page of `<` must not be searched to its end for each.
    const LONGEST: usize = 40;
    let end = tag.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let inside = tag.get(1..end)?;
    let name = inside.trim_matches([' ', '/', '\t']);
    let name = name.split_whitespace().next().unwrap_or_default();
    name.eq_ignore_ascii_case("br").then_some(end + 1)
}

fn parse(cell: &str) -> Inline {
    // In front of everything so that a cell which begins like a list or a heading is neither.
    const GUARD: &str = "x ";
    let guarded = format!("{GUARD}{cell}");
    let mut inline = Inline::default();
    let mut open: Option<(usize, String)> = None;
    for (event, range) in Parser::new(&guarded).into_offset_iter() {
        match event {
            Event::Text(text) => push(&mut inline.text, &text),
            Event::Code(text) => {
                inline.code = true;
                push(&mut inline.text, &text);
            }
            Event::InlineHtml(html) | Event::Html(html) => {
                if is_element(&html) {
                    inline.html = true;
                } else {
                    inline.text.push_str(&html);
                }
            }
            Event::Start(Tag::Emphasis) => {
                inline
                    .text
                    .push_str(guarded.get(range.start..=range.start).unwrap_or("*"));
            }
            Event::End(TagEnd::Emphasis) => {
                let last = range.end.saturating_sub(1);
                inline
                    .text
                    .push_str(guarded.get(last..range.end).unwrap_or("*"));
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                open = Some((inline.text.len(), dest_url.trim().to_owned()));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((start, target)) = open.take() {
                    let shows = start..inline.text.len();
                    inline.links.push(Link { shows, target });
                }
            }
            Event::SoftBreak | Event::HardBreak => inline.text.push(' '),
            _ => {}
        }
    }
    drop_guard(&mut inline, GUARD);
    inline
}

fn push(into: &mut String, text: &str) {
    into.extend(
        text.chars()
            .map(|c| if c == BREAK_MARK { BREAK } else { c }),
    );
}

fn drop_guard(inline: &mut Inline, guard: &str) {
    // The parser may have trimmed the blank where nothing follows.
    let length = guard.len().min(inline.text.len());
    inline.text.drain(..length);
    for link in &mut inline.links {
        link.shows.start = link.shows.start.saturating_sub(length);
        link.shows.end = link.shows.end.saturating_sub(length);
    }
}

fn is_element(html: &str) -> bool {
    if html.starts_with("<!") || html.starts_with("<?") {
        return true;
    }
    let name = html.trim_start_matches(['<', '/']);
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default();
    ELEMENTS
        .iter()
        .any(|element| element.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> String {
        read(raw).text
    }

    #[test]
    fn asterisks_of_host_names_are_kept() {
        for host in [
            "*.twimg.com*",
            "*.a.example, *.b.example",
            "_sip._tls.x.example",
        ] {
            assert_eq!(text(host), host);
        }
        assert_eq!(text("\\*.a.example\\*"), "*.a.example*");
        assert_eq!(
            text("`*.a.example`, *.b.example*"),
            "*.a.example, *.b.example*"
        );
    }

    #[test]
    fn bold_code_entities_and_elements_are_markup() {
        assert_eq!(text("**www.x.example**"), "www.x.example");
        assert_eq!(text("`www.x.example`"), "www.x.example");
        assert_eq!(text("a&#46;example&amp;x"), "a.example&x");
        assert_eq!(
            text("cs12.<span class=\"anchor\" id=\"_H\"></span>wpc.example"),
            "cs12.wpc.example"
        );
    }

    #[test]
    fn line_breaks_are_read_in_all_spellings() {
        for between in [
            "<br>",
            "<br/>",
            "<BR />",
            "</br>",
            " <br > ",
            "< br >",
            "<br clear=\"all\">",
        ] {
            assert_eq!(
                text(&format!("a.example{between}b.example")),
                "a.example\nb.example"
            );
        }
        assert_eq!(
            text("a.example<br></br>b.example"),
            "a.example\n\nb.example"
        );
    }

    #[test]
    fn names_left_open_are_no_elements() {
        for cell in [
            "`<tenant>.x.example`",
            "<tenant>.x.example",
            "\\<tenant>.x.example",
            "&lt;tenant&gt;.x.example",
        ] {
            assert_eq!(text(cell), "<tenant>.x.example", "{cell}");
        }
    }

    #[test]
    fn links_are_kept_with_what_they_show() {
        let inline =
            read("see [Learn **how**.]( page.md#a)<br>[www.x.example](https://www.x.example/)");
        let shown: Vec<(&str, &str)> = inline
            .links
            .iter()
            .map(|link| (inline.shown(link), link.target.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Learn how.", "page.md#a"),
                ("www.x.example", "https://www.x.example/")
            ]
        );
    }

    #[test]
    fn a_cell_that_begins_like_a_block_is_text() {
        for cell in ["# x", "- x", "1. x", "> x", "```", "---", "<div> x"] {
            assert!(!text(cell).is_empty() || cell == "---", "{cell}");
        }
        assert_eq!(text("1. `x`"), "1. x");
    }
}
