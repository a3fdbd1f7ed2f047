use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;
use crate::report::sample;

fn render(page: &Page) -> String {
    let layout = Layout {
        width: 80,
        colour: true,
    };
    Markdown.render(page, layout)
}

fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_GFM)
}

/// The tables as a Markdown parser sees them: rows of cells of text, the header first.
fn tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut cell = None;
    for event in parser(text) {
        match event {
            Event::Start(Tag::Table(_)) => tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                tables.last_mut().unwrap().push(Vec::new());
            }
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => {
                let row = tables.last_mut().unwrap().last_mut().unwrap();
                row.push(cell.take().unwrap());
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(cell) = &mut cell {
                    *cell += &text;
                }
            }
            _ => {}
        }
    }
    tables
}

/// Pipes that end a cell: those that no backslash stands before.
fn pipes(line: &str) -> usize {
    let mut escaped = false;
    let mut count = 0;
    for c in line.chars() {
        count += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    count
}

#[test]
fn every_row_has_as_many_cells_as_its_header() {
    // The parser fills up and cuts off rows by itself, so the pipes are counted too.
    let text = render(&sample::everything());
    let mut columns = None;
    for line in text.lines() {
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        assert!(line.ends_with('|'), "{line}");
        assert_eq!(pipes(line), *columns.get_or_insert(pipes(line)), "{line}");
    }
    assert_eq!(tables(&text).len(), 6);
}

#[test]
fn names_render_as_what_they_are() {
    let page = sample::everything();
    let text = render(&page);
    let tables = tables(&text);
    let undocumented: Vec<&str> = tables[1]
        .iter()
        .skip(1)
        .map(|row| row[0].as_str())
        .collect();
    let expected: Vec<String> = page
        .undocumented
        .iter()
        .map(|view| crate::report::wording::clean(&view.title))
        .collect();
    assert_eq!(undocumented, expected);
}

#[test]
fn the_table_has_the_vendors_shape() {
    let text = render(&sample::everything());
    let table = &tables(&text)[0];
    assert_eq!(table[0], ["Area", "Description", "Protocol", "Destination"]);
    assert_eq!(table[1][0], "Updates");
    assert!(table[1][3].starts_with("How to turn this off"));
    assert_eq!(table[2][2], "TLSv1.2/HTTPS");
    assert_eq!(
        table[2][3],
        "one.example.test (documented as *.example.test)"
    );
    assert_eq!(table[3][..2], ["", ""]);
}

#[test]
fn nothing_from_a_capture_becomes_html_or_a_link() {
    let text = render(&sample::everything());
    for event in parser(&text) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html}"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://vendor.test/"), "{dest_url}");
            }
            Event::Start(Tag::Emphasis | Tag::Image { .. }) => panic!("emphasis or an image"),
            _ => {}
        }
    }
}

#[test]
fn an_empty_page_has_a_title_and_a_method() {
    let text = render(&sample::empty());
    assert!(text.starts_with("# "));
    assert!(text.contains("1. 1 file was read; there is no packet in it."));
    assert!(tables(&text).is_empty());
}
