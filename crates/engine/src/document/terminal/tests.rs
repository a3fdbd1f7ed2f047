use super::*;
use crate::document::{Column, Row, Table, sample};

fn render(document: &Document, width: usize, colour: bool) -> String {
    Terminal.render(document, Layout { width, colour })
}

fn table(columns: Vec<Column>, cells: &[&str]) -> Document {
    let mut table = Table::new(columns);
    table.rows.push(Row {
        cells: cells.iter().map(|&text| text.into()).collect(),
        notes: vec![(Tone::Plain, "A note.".to_owned())],
    });
    let mut document = Document::new("t");
    document.table(table);
    document
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for columns in [60, 61, 80, 100, 140, 200] {
        for line in render(&sample::everything(), columns, false).lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn nothing_reaches_the_terminal_as_a_control_character() {
    let text = render(&sample::everything(), 100, false);
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    assert!(!text.contains('\u{202e}'));
    assert!(text.contains("\\u{202e}elpmaxe"));
}

#[test]
fn colour_changes_nothing_but_the_looks() {
    let coloured = render(&sample::everything(), 100, true);
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\x1b[") {
        plain += before;
        rest = after.split_once('m').unwrap().1;
    }
    assert!(coloured.contains("\x1b[1m"));
    assert_eq!(plain + rest, render(&sample::everything(), 100, false));
}

#[test]
fn columns_of_the_highest_rank_are_left_out_first() {
    let header = |columns| -> String {
        let text = render(&sample::everything(), columns, false);
        let header = text.lines().find(|line| line.starts_with("Destination  "));
        header
            .unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        header(200),
        "Destination Verdict Area Before After Bytes Why"
    );
    assert_eq!(header(100), "Destination Verdict Area Before After Bytes");
    assert_eq!(header(60), "Destination Verdict");
    let text = render(&sample::everything(), 60, false);
    assert!(text.contains("No room for: Area, Before, After, Bytes, Why."));
}

#[test]
fn the_widest_column_of_words_is_cut_in_the_middle() {
    let columns = vec![Column::words("Name", 0), Column::numbers("Calls", 0)];
    let name = format!("first.{}.last", "x".repeat(90));
    let text = render(&table(columns, &[&name, "1,234"]), 60, false);
    let row = text.lines().find(|line| line.contains('…')).unwrap();
    assert!(
        row.starts_with("first.x") && row.ends_with("x.last  1,234"),
        "{row}"
    );
    assert_eq!(width(row), 60);
}

#[test]
fn numbers_stand_under_the_end_of_their_title_and_notes_further_in() {
    let columns = vec![Column::words("Name", 0), Column::numbers("Calls", 0)];
    assert_eq!(
        render(&table(columns, &["a.example", "7"]), 60, false),
        "t\n\nName       Calls\na.example      7\n    A note.\n"
    );
}

#[test]
fn columns_that_must_stay_and_do_not_fit_become_lists() {
    let columns = (0..9).map(|_| Column::numbers("Number", 0)).collect();
    let text = render(&table(columns, &["12,345,678"; 9]), 60, false);
    assert_eq!(text.matches("    Number: 12,345,678\n").count(), 8);
    assert!(text.contains("\n12,345,678\n") && text.contains("    A note."));
}

#[test]
fn plots_and_headings_over_them_leave_no_gap() {
    let text = render(&sample::everything(), 80, false);
    assert!(!text.contains("\n\n\n"));
    assert!(!text.contains("Destinations found") && !text.contains("Over time"));
    let mut document = Document::new("t");
    document.heading("Nothing below");
    assert!(render(&document, 80, false).contains("Nothing below"));
}

#[test]
fn labels_of_facts_line_up_and_none_is_lost() {
    let text = render(&sample::everything(), 80, false);
    assert!(text.contains("\nBefore  week-1.pcapng, 7 days\nAfter   week-2.pcapng, 5 days\n"));
    assert!(text.contains("\nA label that is wider than labels ought to be\n"));
}
