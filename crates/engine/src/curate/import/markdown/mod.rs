//! Pages in Markdown.
//!
//! A page is a run of headings, text and tables. `block` finds the first two with a Markdown library, `grid` the tables
//! by their lines, `walk` goes through all of them in order and keeps what applies to the rows below.

mod align;
mod block;
mod cell;
mod column;
mod comment;
mod grid;
mod guess;
mod row;
mod walk;

use std::ops::Range;

use super::blank::{excerpt, squeeze, trim};
use super::front::{self, Front};
use super::note::NoteCode;
use super::page::ImportedPage;
use super::{destination, release};
use block::Blocks;
use walk::Walk;

/// Reads a page's text into `page`.
pub(super) fn read(text: &str, page: &mut ImportedPage) {
    let source: Vec<&str> = text.split('\n').collect();
    let front = front::read(&source);
    let (blanked, comments) = comment::blank(text);
    let lines: Vec<&str> = blanked.split('\n').collect();
    // The library must not take front matter for a heading between lines.
    let start: usize = lines
        .iter()
        .take(front.lines)
        .map(|line| line.len() + 1)
        .sum();
    let body = blanked.get(start.min(blanked.len())..).unwrap_or_default();
    let blocks = shifted(block::read(body), front.lines);
    let closed = |line: usize| line < front.lines || blocks.is_code(line);
    let tables = grid::tables(&lines, closed);

    name(page, &front, &blocks);
    note_comments(text, &comments, page);
    note_code(&lines, &blocks, page);
    for &line in &blocks.html_tables {
        page.skip(
            line,
            NoteCode::HtmlTable,
            "a table in HTML is not read".to_owned(),
        );
    }
    Walk::new(page, &lines).go(blocks, &tables);
}

/// Moves lines of the body to lines of the page.
fn shifted(mut blocks: Blocks, by: usize) -> Blocks {
    blocks.headings.iter_mut().for_each(|it| it.line += by);
    blocks.prose.iter_mut().for_each(|it| it.line += by);
    blocks.links.iter_mut().for_each(|it| it.line += by);
    blocks.listed.iter_mut().for_each(|it| it.line += by);
    blocks.html_tables.iter_mut().for_each(|it| *it += by);
    for range in &mut blocks.code {
        *range = range.start + by..range.end + by;
    }
    blocks
}

/// What the page as a whole is about.
fn name(page: &mut ImportedPage, front: &Front, blocks: &Blocks) {
    let heading = blocks.headings.first().filter(|heading| heading.level == 1);
    let heading = heading.map(|heading| heading.text.as_str());
    page.title = front.title.clone().or_else(|| heading.map(str::to_owned));
    if let Some((line, written)) = &front.date {
        page.date = front::date(written);
        if page.date.is_none() {
            let what = format!("{:?} is no date", excerpt(written));
            page.doubt(*line, NoteCode::Date, what);
        }
    }
    page.version.clone_from(&front.version);
    page.product = front.product.map(str::to_owned);
    page.edition = front.cloud.map(str::to_owned);
    let texts = [
        front.title.as_deref(),
        heading,
        front.description.as_deref(),
    ];
    for text in texts.into_iter().flatten() {
        let named = release::mentioned(text);
        // A later text must not add the version of another product.
        let same = page.product.is_none() || named.product == page.product;
        if same {
            page.product = page.product.take().or(named.product);
            page.version = page.version.take().or(named.version);
            page.edition = page.edition.take().or(named.edition);
        }
    }
    // A description speaks of clouds that the page is not about.
    if page.product.as_deref().is_some_and(release::is_service) && page.edition.is_none() {
        let titles = [front.title.as_deref(), heading].into_iter().flatten();
        let mut clouds = titles.filter_map(release::cloud);
        page.edition = clouds.next().map(str::to_owned);
    }
}

/// Rows inside comments are shown as skipped.
fn note_comments(text: &str, comments: &[Range<usize>], page: &mut ImportedPage) {
    let mut first = 0;
    let mut counted = 0;
    for range in comments {
        let between = text.get(counted..range.start).unwrap_or_default();
        first += between.matches('\n').count();
        counted = range.start;
        let inside = text.get(range.clone()).unwrap_or_default();
        for (at, line) in inside.split('\n').enumerate() {
            if line.contains('|') && grid::cells(line).iter().any(|cell| align::names(cell)) {
                let what = format!("a row inside a comment: {}", excerpt(&squeeze(line)));
                page.skip(first + at, NoteCode::InComment, what);
            }
        }
    }
}

/// Rows inside code are shown as skipped.
fn note_code(lines: &[&str], blocks: &Blocks, page: &mut ImportedPage) {
    for range in &blocks.code {
        for at in range.clone() {
            let Some(line) = lines.get(at) else {
                break;
            };
            if line.contains('|') && grid::cells(line).iter().any(|cell| align::names(cell)) {
                let what = format!("a row inside code: {}", excerpt(trim(line)));
                page.skip(at, NoteCode::InCode, what);
            }
        }
    }
}

/// Whether a text is a destination and nothing else.
fn is_destination(text: &str) -> bool {
    destination::is_surely(trim(text))
}
