//! The page as a whole: what holds for every document.

use std::collections::BTreeSet;

use super::*;
use crate::document::sample;
use crate::report::html::testing::{assert_closed, assert_silent, assert_tidy, tags, values};

fn render(document: &Document) -> String {
    let layout = Layout {
        width: 80,
        colour: true,
    };
    Html.render(document, layout)
}

fn pages() -> [String; 2] {
    [Document::new(""), sample::everything()].map(|document| render(&document))
}

#[test]
fn every_tag_is_closed_in_order_and_html_tidy_finds_no_error() {
    for html in pages() {
        assert_closed(&html);
    }
    assert_tidy(&render(&sample::everything()));
}

#[test]
fn nothing_that_a_document_says_becomes_markup() {
    let html = render(&sample::everything());
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!html.contains(['\u{202e}', '\u{1b}', '\u{7}', '\r']));
    for tag in tags(&html) {
        assert!(!tag.contains("javascript"), "{tag}");
    }
}

#[test]
fn the_page_asks_the_network_for_nothing_and_obeys_its_policy() {
    for html in pages() {
        assert_silent(&html);
        for tag in tags(&html) {
            assert!(!tag.contains(" style=") && !tag.contains(" on"), "{tag}");
        }
    }
}

#[test]
fn links_and_descriptions_lead_to_a_place_on_the_page() {
    for html in pages() {
        let ids = values(&html, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "an id stands twice");
        for link in values(&html, "href") {
            assert!(known.contains(link.trim_start_matches('#')), "{link}");
        }
        for names in values(&html, "aria-labelledby") {
            assert!(names.split(' ').all(|id| known.contains(id)), "{names}");
        }
    }
}

#[test]
fn tables_say_what_their_cells_are_of() {
    let html = render(&sample::everything());
    let tables = html.matches("<table").count();
    assert_eq!(tables, 3);
    assert_eq!(html.matches("<caption").count(), tables);
    assert!(html.contains("<th scope=\"col\" class=\"n\">Before</th>"));
    assert!(html.contains("<th scope=\"row\" class=\"long\">v10."));
    assert!(html.contains("data-v=\"1500000\">1.5 MB</td>"));
}

#[test]
fn what_stands_before_the_first_heading_is_the_head_of_the_page() {
    let html = render(&sample::everything());
    let (head, _) = html.split_once("</header>").unwrap();
    assert!(head.contains("29 went quiet") && head.contains("week-1.pcapng"));
    assert!(!head.contains("<table"));
}
