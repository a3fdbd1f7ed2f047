use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;
use crate::document::{Column, Row, Table, sample};
use crate::report::wording::clean;

fn render(document: &Document) -> String {
    let layout = Layout {
        width: 80,
        colour: true,
    };
    Markdown.render(document, layout)
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_GFM)
}

/// The first column of the table that begins so, as a Markdown parser sees it.
fn first_column(text: &str, title: &str) -> Vec<String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut found = false;
    let mut cell = None;
    for event in events(text) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => rows.last_mut().unwrap().extend(cell.take()),
            Event::Text(text) | Event::Code(text) => {
                cell.iter_mut().for_each(|cell| *cell += &text);
            }
            Event::End(TagEnd::Table) => {
                found = rows.first().unwrap().first().unwrap() == title;
                if found {
                    break;
                }
                rows.clear();
            }
            _ => {}
        }
    }
    assert!(found, "no table of {title}");
    rows.into_iter().skip(1).map(|row| row[0].clone()).collect()
}

#[test]
fn every_row_has_as_many_cells_as_its_header() {
    // A parser fills up and cuts off rows by itself, so the pipes are counted, those without a backslash.
    let pipes = |line: &str| line.replace("\\|", "").matches('|').count();
    let text = render(&sample::everything());
    let mut columns = None;
    let mut tables = 0;
    for line in text.lines() {
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        tables += usize::from(columns.is_none());
        assert!(line.ends_with('|'), "{line}");
        assert_eq!(pipes(line), *columns.get_or_insert(pipes(line)), "{line}");
    }
    assert_eq!(tables, 3);
}

#[test]
fn names_render_as_what_they_are() {
    let names = first_column(&render(&sample::everything()), "Destination");
    let expected: Vec<String> = sample::HOSTILE.iter().map(|it| clean(it)).collect();
    assert_eq!(names[4..], expected);
    assert_eq!(names[1], "*.delivery.mp.microsoft.com");
}

#[test]
fn hostile_texts_are_headings_and_paragraphs_and_no_more() {
    let text = render(&sample::everything());
    let mut headings = Vec::new();
    let mut open = None;
    for event in events(&text) {
        match event {
            Event::Start(Tag::Heading { .. }) => open = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
            Event::Text(text) => open.iter_mut().for_each(|open| *open += &text),
            Event::Html(it) | Event::InlineHtml(it) => panic!("HTML: {it}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis) => panic!("a link"),
            Event::Start(Tag::CodeBlock(_) | Tag::BlockQuote(_)) => panic!("a block"),
            Event::Start(Tag::List(Some(_))) => panic!("a numbered list"),
            _ => {}
        }
    }
    let expected: Vec<String> = sample::HOSTILE.iter().map(|it| clean(it)).collect();
    assert_eq!(headings[3..], expected);
}

#[test]
fn github_finds_nothing_to_link() {
    let text = render(&sample::everything());
    let unescaped = text.replace("\\`", "").replace("\\://", "");
    let mut outside_code = unescaped.split('`').step_by(2);
    assert!(!outside_code.any(|it| it.contains("www.") || it.contains("://")));
    assert!(text.contains("| `www.msftconnecttest.com` |"));
}

#[test]
fn notes_stand_below_their_table_with_their_row() {
    let mut table = Table::new(vec![Column::words("Name", 0), Column::numbers("Calls", 0)]);
    for name in ["*.a.example", ""] {
        table.rows.push(Row {
            cells: vec![name.into(), "".into()],
            notes: vec![
                (Tone::Bad, "One.".to_owned()),
                (Tone::Dim, "Two.".to_owned()),
            ],
        });
    }
    let mut document = Document::new("t");
    document.table(table);
    document.note(Tone::Warning, "warning", "W.");
    assert_eq!(
        render(&document),
        "# t\n\n| Name | Calls |\n|---|---:|\n| `*.a.example` |  |\n|  |  |\n\n- `*.a.example`: One. Two.\n\
         - Row 2: One. Two.\n\n**Warning:** W.\n"
    );
}

#[test]
fn a_plot_is_told_in_words_and_numbers() {
    let text = render(&sample::everything());
    assert!(text.contains("**Calls a day, by area**\n\nDiagnostic Data fell silent;"));
    assert!(text.contains("| Microsoft Store | 1.2 (0.4–3) | not seen |"));
}
