//! Which lines are tables, and the cells of a line.
//!
//! GFM's own rules lose rows: a delimiter row with another number of cells is no table at all, cells beyond the last
//! column vanish, a row after an empty line is text. Pages have all three, so lines are cut here, and only what is
//! inside a cell is left to the Markdown library.

use std::borrow::Cow;

use super::column;
use crate::curate::import::blank::trim;

/// The lines of a table. All numbers count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table<'a> {
    /// The header's line.
    pub(super) line: usize,
    /// The cells of the header.
    pub(super) headers: Vec<&'a str>,
    /// How many cells the delimiter row has; none where there is no such row.
    pub(super) delimiters: Option<usize>,
    /// Whether the header begins with a pipe.
    pub(super) piped: bool,
    /// The lines below, in order.
    pub(super) rows: Vec<Row<'a>>,
    /// The lines after an empty one that go on with the table.
    pub(super) resumed: Vec<usize>,
}

/// A line below a table's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// The line.
    pub(super) line: usize,
    /// Its text without marks of quotes and blanks around it.
    pub(super) text: Cow<'a, str>,
    /// How many lines below are parts of it.
    pub(super) broken: usize,
}

/// Finds the tables. `closed` tells which lines are no Markdown (code, front matter).
pub(super) fn tables<'a>(lines: &[&'a str], closed: impl Fn(usize) -> bool) -> Vec<Table<'a>> {
    let mut tables: Vec<Table<'a>> = Vec::new();
    let mut at = 0;
    // Whether only empty lines stand between the last table and here.
    let mut touching = false;
    while let Some(line) = lines.get(at) {
        let text = unquoted(line);
        if closed(at) || text.is_empty() {
            touching &= text.is_empty();
            at += 1;
            continue;
        }
        let next = lines.get(at + 1).filter(|_| !closed(at + 1));
        if let Some(mut table) = header(at, text, next.map(|next| unquoted(next))) {
            at += if table.delimiters.is_some() { 2 } else { 1 };
            if table.headers.iter().all(|header| trim(header).is_empty())
                && let Some(below) = lines.get(at).filter(|_| !closed(at))
                && column::may_be_header(&cells(unquoted(below)))
            {
                table.line = at;
                table.headers = cells(unquoted(below));
                at += 1;
            }
            at = rows(lines, &closed, at, &mut table);
            tables.push(table);
            touching = true;
            continue;
        }
        match tables.last_mut() {
            Some(table) if touching && text.starts_with('|') => {
                table.resumed.push(at);
                at = rows(lines, &closed, at, table);
            }
            _ => {
                touching = false;
                at += 1;
            }
        }
    }
    tables
}

/// The table whose header is `text`, if it is one.
fn header<'a>(line: usize, text: &'a str, next: Option<&str>) -> Option<Table<'a>> {
    if !text.contains('|') || delimiters(text).is_some() {
        return None;
    }
    let headers = cells(text);
    let delimiters = next.and_then(delimiters);
    let sure = column::is_surely_header(&headers);
    // A single run of dashes without a pipe is a line across the page, or makes the line above a heading.
    let piped_below = next.is_some_and(|next| next.contains('|'));
    if !(sure || (delimiters.is_some() && piped_below)) {
        return None;
    }
    Some(Table {
        line,
        headers,
        delimiters,
        piped: text.starts_with('|'),
        rows: Vec::new(),
        resumed: Vec::new(),
    })
}

/// Collects the rows from a line on, and gives the line after them.
fn rows<'a>(
    lines: &[&'a str],
    closed: &impl Fn(usize) -> bool,
    mut at: usize,
    table: &mut Table<'a>,
) -> usize {
    while let Some(line) = lines.get(at).filter(|_| !closed(at)) {
        let text = unquoted(line);
        if text.is_empty() || (!text.contains('|') && begins_block(text)) {
            break;
        }
        if text.starts_with('#') && text.trim_start_matches('#').starts_with(' ') {
            break;
        }
        let next = lines.get(at + 1).filter(|_| !closed(at + 1));
        if header(at, text, next.map(|next| unquoted(next))).is_some() {
            break;
        }
        if delimiters(text).is_none() {
            push(table, at, text);
        }
        at += 1;
    }
    at
}

/// Adds a row, or the rest of one that is broken over lines: where rows begin and end with a pipe, one that does not end
/// with it goes on in a line that does not begin with it.
fn push<'a>(table: &mut Table<'a>, line: usize, text: &'a str) {
    let goes_on = table.piped && !text.starts_with('|') && text.ends_with('|');
    let open = |row: &&mut Row<'_>| {
        row.text.starts_with('|')
            && !row.text.ends_with('|')
            && row.line + row.broken + 1 == line
            && cells(&row.text).len() < table.headers.len()
    };
    if let Some(row) = table.rows.last_mut().filter(open).filter(|_| goes_on) {
        let whole = row.text.to_mut();
        whole.push(' ');
        whole.push_str(text);
        row.broken += 1;
        return;
    }
    table.rows.push(Row {
        line,
        text: Cow::Borrowed(text),
        broken: 0,
    });
}

/// Whether a line without pipes is the start of something else.
fn begins_block(text: &str) -> bool {
    let numbered = text
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with(". ");
    numbered
        || text.starts_with(['-', '+', '#', '<', '!'])
        || text.starts_with("* ")
        || text.starts_with("```")
}

/// The cells of a row: split at pipes that are not escaped, without the outer pipes.
pub(super) fn cells(text: &str) -> Vec<&str> {
    split(text, |_| false)
}

/// The cells of a row whose back-ticks hold pipes of their own.
pub(super) fn cells_around_code(text: &str) -> Vec<&str> {
    let mut inside = false;
    split(text, move |byte| {
        inside ^= byte == b'`';
        inside
    })
}

fn split(text: &str, mut hidden: impl FnMut(u8) -> bool) -> Vec<&str> {
    let text = text.trim();
    let inner = text.strip_prefix('|').unwrap_or(text);
    let mut cells = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        let covered = hidden(byte);
        if byte == b'|' && !escaped && !covered {
            cells.push(inner.get(start..at).unwrap_or_default());
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    let last = inner.get(start..).unwrap_or_default();
    // What follows the closing pipe is no cell.
    if !last.is_empty() {
        cells.push(last);
    }
    cells
}

/// How many cells a delimiter row has; `None` where the line is none.
fn delimiters(text: &str) -> Option<usize> {
    let only = text
        .bytes()
        .all(|byte| matches!(byte, b'-' | b':' | b'|' | b' ' | b'\t'));
    if !only || !text.contains('-') {
        return None;
    }
    let cells = cells(text);
    let dashed = |cell: &&str| cell.contains('-') && !cell.trim().contains(' ');
    let some = cells.iter().filter(|cell| dashed(cell)).count();
    (some > 0).then_some(cells.len())
}

/// A line without the marks of quotes and the blanks around it.
fn unquoted(line: &str) -> &str {
    let mut text = trim(line);
    while let Some(rest) = text.strip_prefix('>') {
        text = trim(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str) -> Vec<(usize, Vec<usize>)> {
        let lines: Vec<&str> = page.lines().collect();
        let tables = tables(&lines, |_| false);
        tables
            .iter()
            .map(|table| (table.line, table.rows.iter().map(|row| row.line).collect()))
            .collect()
    }

    #[test]
    fn cells_are_cut_at_pipes_that_are_not_escaped() {
        assert_eq!(cells("|a|b|"), ["a", "b"]);
        assert_eq!(cells("|a|b"), ["a", "b"]);
        assert_eq!(cells("a | b"), ["a ", " b"]);
        assert_eq!(cells("|||HTTP|x"), ["", "", "HTTP", "x"]);
        assert_eq!(cells(r"|a\|b|c|"), [r"a\|b", "c"]);
        assert_eq!(cells(r"|a\\|b|"), [r"a\\", "b"]);
        assert_eq!(cells("|"), Vec::<&str>::new());
        assert_eq!(cells_around_code("|`a|b`|c|"), ["`a|b`", "c"]);
    }

    #[test]
    fn tables_need_no_outer_pipes_and_no_matching_delimiter_row() {
        assert_eq!(found("ID | URL\n-- | --\n1 | x"), [(0, vec![2])]);
        assert_eq!(found("|A|URL|\n|---|\n|1|x|"), [(0, vec![2])]);
        assert_eq!(found("|A|URL|\n|:---:|---:|---|\n|1|x|"), [(0, vec![2])]);
        assert_eq!(found("text\n|A|URL|\n|--|--|\n|1|x|"), [(1, vec![3])]);
        assert_eq!(found("> |A|URL|\n> |--|--|\n> |1|x|"), [(0, vec![2])]);
    }

    #[test]
    fn a_sure_header_needs_no_delimiter_row() {
        assert_eq!(
            found("|Area|Protocol|Destination|\n|a|b|c|"),
            [(0, vec![1])]
        );
        assert_eq!(found("|a|b|c|\n|d|e|f|"), []);
    }

    #[test]
    fn a_row_that_is_broken_over_lines_is_one_row() {
        let lines = ["|URL|P|D|", "|-|-|-|", "|x|A/", "B|d|", "|y|A|d|"];
        let tables = tables(&lines, |_| false);
        let rows: Vec<&str> = tables[0].rows.iter().map(|row| &*row.text).collect();
        assert_eq!(rows, ["|x|A/ B|d|", "|y|A|d|"]);
    }

    #[test]
    fn an_empty_header_is_followed_by_the_names_of_the_columns() {
        let lines = ["|||", "|-|-|", "|**Area**|**URL**|", "|a|x|"];
        let tables = tables(&lines, |_| false);
        assert_eq!(tables[0].headers, ["**Area**", "**URL**"]);
        assert_eq!(tables[0].rows.len(), 1);
    }

    #[test]
    fn rows_go_on_after_an_empty_line_and_not_after_text() {
        assert_eq!(found("|A|B|\n|-|-|\n|1|2|\n\n|3|4|\n"), [(0, vec![2, 4])]);
        assert_eq!(
            found("|A|B|\n|-|-|\n|1|2|\n\ntext\n\n|3|4|\n"),
            [(0, vec![2])]
        );
    }

    #[test]
    fn a_table_follows_a_table_without_an_empty_line() {
        let page = "|A|B|\n|-|-|\n|1|2|\n|C|D|\n|-|-|\n|3|4|";
        assert_eq!(found(page), [(0, vec![2]), (3, vec![5])]);
    }

    #[test]
    fn a_heading_ends_a_table() {
        assert_eq!(found("|A|B|\n|-|-|\n|1|2|\n## Other\n"), [(0, vec![2])]);
    }
}
