//! The answer as text for a terminal: a line per hit, with what was found in bold where colour is on.

use super::Format;
use crate::curate::search::{Found, Hit, Kind};
use crate::report::Layout;
use crate::report::sheet::{Sheet, Style, cut, padded, width};

/// The widest the column of ids becomes; a longer id pushes its text to the right.
const ID: usize = 48;

/// The least that is shown of a text.
const TEXT: usize = 24;

/// What is kept of a text before the first word that was found.
const BEFORE: usize = 24;

/// The format.
pub(super) struct Table;

impl Format for Table {
    fn id(&self) -> &'static str {
        "table"
    }

    fn about(&self) -> &'static str {
        "A line per hit, to read here and now"
    }

    fn render(&self, found: &Found<'_>, layout: Layout) -> String {
        let mut sheet = Sheet::new(layout.width, layout.colour);
        let terms: Vec<String> = found
            .terms
            .iter()
            .map(|it| it.to_ascii_lowercase())
            .collect();
        let kind = column(found.hits.iter().map(|hit| width(hit.kind.token())));
        let id = column(found.hits.iter().map(|hit| width(hit.id).min(ID)));
        for hit in &found.hits {
            let mut pieces = vec![(Style::Dim, padded(hit.kind.token(), kind, false))];
            pieces.extend(marked(hit.id, &terms));
            let gap = id.saturating_sub(width(hit.id)).max(2);
            pieces.push((Style::Plain, " ".repeat(gap)));
            let room = sheet.width.saturating_sub(kind + width(hit.id) + gap);
            pieces.extend(marked(&excerpt(hit, &terms, room.max(TEXT)), &terms));
            sheet.line(&pieces);
        }
        sheet.into_text()
    }
}

fn column(widths: impl Iterator<Item = usize>) -> usize {
    widths.max().unwrap_or(0) + 2
}

/// What a hit is, or the part of the text that it was found in.
fn excerpt(hit: &Hit<'_>, terms: &[String], room: usize) -> String {
    let told = match hit.field {
        "id" | "version" | "build" => hit.about.clone(),
        // A carrier's id is what holds it.
        "pattern" if hit.kind == Kind::Carrier => hit.about.clone(),
        "pattern" => format!("{} holds it: {}", hit.name, hit.about),
        "name" | "host" | "purpose" | "summary" => match hit.about.contains(&hit.text) {
            true => hit.about.clone(),
            false => format!("{}: {}", hit.text, hit.about),
        },
        field => format!("{field}: {}", hit.text),
    };
    let lower = told.to_ascii_lowercase();
    let first = terms
        .iter()
        .filter_map(|term| lower.find(term.as_str()))
        .min();
    let start = first.map_or(0, |at| word_before(&told, at.saturating_sub(BEFORE)));
    let fits = width(&told) <= room
        || first.is_none_or(|at| width(told.get(..at).unwrap_or("")) + BEFORE < room);
    if fits {
        return cut(&told, room);
    }
    cut(&format!("…{}", told.get(start..).unwrap_or(&told)), room)
}

/// The start of a word at or before a byte offset.
fn word_before(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).and_then(|text| text.rfind(' '));
    before.map_or(0, |blank| blank + 1)
}

/// The text in pieces, with what was searched for in bold.
fn marked(text: &str, terms: &[String]) -> Vec<(Style, String)> {
    let lower = text.to_ascii_lowercase();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = lower.get(at..).unwrap_or_default();
        let next = terms
            .iter()
            .filter(|term| !term.is_empty())
            .filter_map(|term| Some((rest.find(term.as_str())?, term.len())))
            .min_by_key(|&(start, length)| (start, std::cmp::Reverse(length)));
        let (start, length) = next.unwrap_or((rest.len(), 0));
        let mut piece = |style, from: usize, to: usize| {
            if let Some(part) = text.get(from..to).filter(|part| !part.is_empty()) {
                pieces.push((style, part.to_owned()));
            }
        };
        piece(Style::Plain, at, at + start);
        piece(Style::Bold, at + start, at + start + length);
        at += start + length;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_for_is_marked_in_any_case_and_the_text_stays_whole() {
        let terms = ["update".to_owned(), "windows".to_owned()];
        let pieces = marked("Windows Update, updates", &terms);
        let whole: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(whole, "Windows Update, updates");
        let bold = pieces.iter().filter(|(style, _)| *style == Style::Bold);
        let bold: Vec<&str> = bold.map(|(_, text)| text.as_str()).collect();
        assert_eq!(bold, ["Windows", "Update", "update"]);
    }
}
