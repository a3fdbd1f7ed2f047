//! What a page says outside its tables: headings, text and links with their lines, and which lines are code.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::curate::import::blank::trim;

/// A heading. Lines count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) line: usize,
    /// 1 for the highest.
    pub(super) level: u8,
    pub(super) text: String,
}

/// A piece of text. Pieces of a paragraph follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prose {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) in_list: bool,
}

/// The text of a list's item, without that of the lists inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) line: usize,
    pub(super) text: String,
}

/// A link outside of headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) target: String,
}

/// The blocks of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks {
    pub(super) headings: Vec<Heading>,
    pub(super) prose: Vec<Prose>,
    pub(super) links: Vec<Link>,
    pub(super) listed: Vec<Listed>,
    /// Lines that are code, ascending.
    pub(super) code: Vec<Range<usize>>,
    /// The lines where tables in HTML begin.
    pub(super) html_tables: Vec<usize>,
}

impl Blocks {
    /// Whether a line is code.
    pub(super) fn is_code(&self, line: usize) -> bool {
        let after = self.code.partition_point(|range| range.start <= line);
        after > 0
            && self
                .code
                .get(after - 1)
                .is_some_and(|range| range.contains(&line))
    }
}

/// Finds line numbers of ascending byte offsets, and of any other by starting over.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = [0].into_iter().chain(ends.map(|(at, _)| at + 1)).collect();
        Self { starts }
    }

    fn of(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }
}

/// Reads the blocks of a page's text, in which front matter and comments are blank.
pub(super) fn read(text: &str) -> Blocks {
    let lines = Lines::new(text);
    let mut blocks = Blocks::default();
    let mut heading: Option<Heading> = None;
    let mut link: Option<Link> = None;
    let mut lists = 0usize;
    // The items that are open, the innermost last.
    let mut open: Vec<Listed> = Vec::new();
    let mut code = false;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        let line = lines.of(range.start);
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                heading = Some(Heading {
                    line,
                    level: depth(level),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = heading.take() {
                    heading.text = trim(&heading.text).to_owned();
                    blocks.headings.push(heading);
                }
            }
            Event::Start(Tag::CodeBlock(_)) => {
                code = true;
                // The end of the last line belongs to the block.
                let last = lines.of(range.end.saturating_sub(1).max(range.start));
                blocks.code.push(line..last + 1);
            }
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::List(_)) => lists += 1,
            Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
            Event::Start(Tag::Item) => open.push(Listed {
                line,
                text: String::new(),
            }),
            Event::End(TagEnd::Item) => blocks.listed.extend(open.pop()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = Some(Link {
                    line,
                    text: String::new(),
                    target: dest_url.trim().to_owned(),
                });
            }
            Event::End(TagEnd::Link) => {
                let outside = heading.is_none();
                blocks.links.extend(link.take().filter(|_| outside));
            }
            Event::Text(piece) | Event::Code(piece) if !code => {
                if let Some(link) = &mut link {
                    link.text.push_str(&piece);
                }
                if let Some(item) = open.last_mut() {
                    item.text.push_str(&piece);
                }
                match &mut heading {
                    Some(heading) => heading.text.push_str(&piece),
                    None => blocks.prose.push(Prose {
                        line,
                        text: piece.into_string(),
                        in_list: lists > 0,
                    }),
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut heading {
                    heading.text.push(' ');
                }
                if let Some(item) = open.last_mut() {
                    item.text.push(' ');
                }
            }
            Event::Html(html) | Event::InlineHtml(html) if begins_table(&html) => {
                blocks.html_tables.push(line);
            }
            _ => {}
        }
    }
    blocks.listed.sort_by_key(|item| item.line);
    blocks
}

fn begins_table(html: &str) -> bool {
    let begin = html.trim_start().get(.."<table".len());
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case("<table"))
}

const fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_their_line_and_no_marks() {
        let blocks = read("# A\n\n## <a href=\"\" id=\"x\"></a>B **b**\ntext\n\nC\n---\n");
        let found: Vec<_> = blocks
            .headings
            .iter()
            .map(|heading| (heading.line, heading.level, heading.text.as_str()))
            .collect();
        assert_eq!(found, [(0, 1, "A"), (2, 2, "B b"), (5, 2, "C")]);
    }

    #[test]
    fn code_is_known_by_its_lines() {
        let blocks = read("a\n\n```\n|x|\n```\n\nb\n\n    |y|\n\nc\n");
        let code: Vec<usize> = (0..11).filter(|&line| blocks.is_code(line)).collect();
        assert_eq!(code, [2, 3, 4, 8]);
    }

    #[test]
    fn items_of_lists_are_told_from_those_inside_them() {
        let blocks = read("- a\n  - \\*.b\n- `c` d\n");
        let found: Vec<_> = blocks
            .listed
            .iter()
            .map(|item| (item.line, item.text.as_str()))
            .collect();
        assert_eq!(found, [(0, "a"), (1, "*.b"), (2, "c d")]);
    }

    #[test]
    fn links_of_text_have_the_line_they_are_in() {
        let blocks = read("a\nIf you [turn off](g.md#x), b\n");
        assert_eq!(blocks.links.len(), 1);
        assert_eq!(
            (blocks.links[0].line, blocks.links[0].target.as_str()),
            (1, "g.md#x")
        );
    }
}
