//! Takes HTML comments out of a page, wherever they begin: within a paragraph, a cell, or over many rows.

use std::borrow::Cow;
use std::ops::Range;

/// Blanks the comments of a text, line ends kept, and gives the bytes that each took.
///
/// A comment without an end goes to the end of the page, as in a browser. Back-ticks hide one on the same line, and
/// fences of code hide all in between.
pub(super) fn blank(text: &str) -> (Cow<'_, str>, Vec<Range<usize>>) {
    if !text.contains("<!--") {
        return (Cow::Borrowed(text), Vec::new());
    }
    let ranges = find(text);
    let mut bytes = text.as_bytes().to_vec();
    for range in &ranges {
        for byte in bytes.get_mut(range.clone()).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    let blanked = String::from_utf8_lossy(&bytes).into_owned();
    (Cow::Owned(blanked), ranges)
}

fn find(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut fence: Option<u8> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let free_from = ranges.last().map_or(0, |range| range.end);
        if free_from < end {
            let mark = line.trim_start().as_bytes();
            if free_from <= start
                && let [a, b, c, ..] = mark
                && a == b
                && b == c
                && matches!(a, b'`' | b'~')
                && fence.is_none_or(|fence| fence == *a)
            {
                fence = if fence.is_some() { None } else { Some(*a) };
            } else if fence.is_none() {
                in_line(text, start.max(free_from)..end, &mut ranges);
            }
        }
        start = end;
    }
    ranges
}

fn in_line(text: &str, line: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let mut at = line.start;
    let mut in_code = false;
    while let Some(found) = text.get(at..line.end).and_then(|rest| rest.find("<!--")) {
        let open = at + found;
        let before = text.get(at..open).unwrap_or_default();
        in_code ^= before.bytes().filter(|&byte| byte == b'`').count() % 2 == 1;
        if in_code {
            at = open + 4;
            continue;
        }
        let close = text.get(open..).and_then(|rest| rest.find("-->"));
        let end = close.map_or(text.len(), |close| open + close + 3);
        ranges.push(open..end);
        if end >= line.end {
            return;
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanked(text: &str) -> String {
        let (blanked, _) = blank(text);
        assert_eq!(blanked.len(), text.len());
        blanked.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_are_blanked_wherever_they_are() {
        assert_eq!(blanked("a <!-- b --> c"), "a c");
        assert_eq!(blanked("|a|\n<!--\n|b|\n-->\n|c|"), "|a| |c|");
        assert_eq!(blanked("a <!-- b\n\n|c|\n--> d <!-- e --> f"), "a d f");
        assert_eq!(blanked("a <!-- b\nc"), "a");
    }

    #[test]
    fn code_hides_the_start_of_a_comment() {
        assert_eq!(blanked("a `<!--` b"), "a `<!--` b");
        assert_eq!(blanked("```\n<!--\n```\nb"), "``` <!-- ``` b");
    }

    #[test]
    fn line_ends_stay() {
        assert_eq!(blank("a<!--ä\n\n-->b").0.matches('\n').count(), 2);
    }
}
