use super::sheet::width;
use super::*;
use crate::report::sample;

fn render(page: &Page, width: usize, colour: bool) -> String {
    Terminal.render(page, Layout { width, colour })
}

/// The text without the escape sequences that a sheet may write.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        out += before;
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    out + rest
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for page in [sample::empty(), sample::everything()] {
        for columns in [60, 61, 79, 80, 100, 120, 140, 200] {
            for line in render(&page, columns, false).lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn widths_beyond_the_bounds_are_taken_to_them() {
    let page = sample::everything();
    assert_eq!(render(&page, 0, false), render(&page, 60, false));
    assert_eq!(render(&page, 5000, false), render(&page, 200, false));
}

#[test]
fn colour_changes_nothing_but_the_looks() {
    let page = sample::everything();
    let coloured = render(&page, 100, true);
    assert!(coloured.contains('\x1b'));
    assert_eq!(plain(&coloured), render(&page, 100, false));
}

#[test]
fn nothing_from_a_capture_reaches_the_terminal_as_a_control_character() {
    let text = render(&sample::everything(), 100, false);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn what_needs_a_look_comes_before_the_areas() {
    let text = render(&sample::everything(), 100, false);
    let place = |heading: &str| text.find(heading).unwrap();
    assert!(place("Undocumented") < place("Without a name"));
    assert!(place("Without a name") < place("reset or blocked ("));
    assert!(place("reset or blocked (") < place("! Updates"));
}

#[test]
fn an_empty_page_says_that_there_is_nothing() {
    let text = render(&sample::empty(), 80, false);
    assert!(text.contains("no packet"));
    assert!(text.contains("no public destination was seen"));
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let mut page = sample::empty();
    page.undocumented = (0..47)
        .map(|number| sample::destination(&format!("n{number}.example")))
        .collect();
    let text = render(&page, 80, false);
    assert!(text.contains("… and 37 more (all in --format csv)"));
    assert!(!text.contains("n10.example"));
}

#[test]
fn a_wider_pattern_is_shown_over_its_names() {
    let text = render(&sample::everything(), 100, false);
    let (_, after) = text.split_once("documented as *.example.test:").unwrap();
    assert!(
        after
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("    one.example.test ")
    );
}

#[test]
fn names_too_long_for_their_column_are_never_lost() {
    let mut page = sample::empty();
    let name = format!("{}.example", "a".repeat(51));
    page.undocumented = vec![sample::destination(&name)];
    for columns in [64, 80, 140] {
        assert!(render(&page, columns, false).contains(&name));
    }
}
