//! A document on a terminal, as wide as that is. Plots are left out: nothing is said by them alone.

mod table;
#[cfg(test)]
mod tests;

use super::{Document, Format, Part, Tone};
use crate::report::Layout;
use crate::report::sheet::{Sheet, Style, cut, padded, width};
use crate::report::wording::clean;

/// The widest label of facts, and the widest word before a note; longer ones stand on a line of their own or are cut.
const LABEL: usize = 24;

/// The format.
pub(super) struct Terminal;

impl Format for Terminal {
    fn id(&self) -> &'static str {
        "terminal"
    }

    fn about(&self) -> &'static str {
        "To read here and now: tables as wide as the terminal, without plots"
    }

    fn render(&self, document: &Document, layout: Layout) -> String {
        let mut sheet = Sheet::new(layout.width, layout.colour);
        sheet.wrapped("", &document.title, Style::Bold);
        let mut before = None;
        for (at, part) in document.parts.iter().enumerate() {
            if is_left_out(part, document.parts.get(at + 1..).unwrap_or_default()) {
                continue;
            }
            if is_apart(before, part) {
                sheet.blank();
            }
            write(part, &mut sheet);
            before = Some(part);
        }
        sheet.into_text()
    }
}

/// Whether a part has nothing for a terminal: a plot, or a heading over plots alone.
fn is_left_out(part: &Part, after: &[Part]) -> bool {
    let plot = |part: &&Part| matches!(part, Part::Plot(_));
    match part {
        Part::Heading(_) => {
            let plots = after.iter().take_while(plot).count();
            plots > 0 && matches!(after.get(plots), None | Some(Part::Heading(_)))
        }
        _ => plot(&part),
    }
}

/// Whether a blank line stands before a part: not below a rule, and not among notes.
fn is_apart(before: Option<&Part>, part: &Part) -> bool {
    let together = matches!(
        (before, part),
        (Some(Part::Heading(_)), _) | (Some(Part::Note(..)), Part::Note(..))
    );
    !together
}

fn write(part: &Part, sheet: &mut Sheet) {
    match part {
        Part::Heading(text) => {
            sheet.wrapped("", text, Style::Bold);
            sheet.line(&[(Style::Dim, "─".repeat(sheet.width))]);
        }
        Part::Text(tone, text) => sheet.wrapped("", text, style(*tone)),
        Part::Note(tone, word, text) => {
            let word = format!("{}: ", cut(&clean(word), LABEL));
            sheet.labelled(&word, text, style(*tone), Style::Plain);
        }
        Part::Facts(facts) => write_facts(facts, sheet),
        Part::Table(table) => table::write(table, sheet),
        Part::Plot(_) => {}
    }
}

fn write_facts(facts: &[(String, String)], sheet: &mut Sheet) {
    let labels: Vec<String> = facts.iter().map(|(label, _)| clean(label)).collect();
    let fitting = labels.iter().map(|label| width(label));
    let column = fitting.filter(|it| *it <= LABEL).max().unwrap_or(0) + 2;
    for (label, (_, value)) in labels.iter().zip(facts) {
        let mut first = padded(label, column, false);
        if width(label) > LABEL || value.trim().is_empty() {
            sheet.wrapped("", label, Style::Dim);
            first = " ".repeat(column);
        }
        sheet.labelled(&first, value, Style::Dim, Style::Plain);
    }
}

/// How a tone looks.
const fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::Plain,
        Tone::Strong => Style::Bold,
        Tone::Dim => Style::Dim,
        Tone::Good => Style::Good,
        Tone::Warning => Style::Warning,
        Tone::Bad => Style::Bad,
    }
}
