//! A document in GitHub's Markdown, with everything in it. Plots are told in words and numbers.
//!
//! Nothing becomes a link by itself: what a document speaks of are mostly hosts that nobody should call by a slip.

mod table;
#[cfg(test)]
mod tests;

use super::numbers::numbers;
use super::{Document, Format, Part, Plot, Tone};
use crate::report::Layout;
use crate::report::markdown::escape;

/// The format.
pub(super) struct Markdown;

impl Format for Markdown {
    fn id(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "For tickets and wikis: tables with every column, plots as their numbers"
    }

    fn render(&self, document: &Document, _layout: Layout) -> String {
        let mut out = format!("# {}\n", running(&document.title));
        for part in &document.parts {
            out.push('\n');
            write(part, &mut out);
        }
        out
    }
}

fn write(part: &Part, out: &mut String) {
    match part {
        Part::Heading(text) => *out += &format!("## {}\n", running(text)),
        Part::Text(tone, text) => *out += &format!("{}\n", paragraph(*tone, text)),
        Part::Note(_, word, text) => {
            *out += &format!("**{}:** {}\n", running(&capital(word)), running(text));
        }
        Part::Facts(facts) => {
            for (label, value) in facts {
                let line = format!("- **{}:** {}", running(label), running(value));
                *out += &format!("{}\n", line.trim_end());
            }
        }
        Part::Table(table) => table::write(table, out),
        Part::Plot(plot) => write_plot(plot, out),
    }
}

fn write_plot(plot: &Plot, out: &mut String) {
    *out += &format!("**{}**\n", running(&plot.title));
    if !plot.about.trim().is_empty() {
        *out += &format!("\n{}\n", paragraph(Tone::Plain, &plot.about));
    }
    let numbers = numbers(plot);
    if !numbers.rows.is_empty() {
        out.push('\n');
        table::write_numbers(&numbers, out);
    }
}

/// Text that renders as what it is within a line.
fn running(text: &str) -> String {
    escape::text(text.trim())
        // GitHub makes links of these by itself, wherever they stand.
        .replace("://", "\\://")
        .replace("www.", "www\\.")
}

/// A paragraph of its own.
fn paragraph(tone: Tone, text: &str) -> String {
    let text = running(text);
    if tone == Tone::Strong && !text.is_empty() {
        format!("**{text}**")
    } else {
        beginning(&text)
    }
}

/// Escaped text at the beginning of a line, where even a dash or a number has a meaning.
fn beginning(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{text}"),
        Some(b'.' | b')') if digits > 0 => {
            let (number, rest) = text.split_at(digits);
            format!("{number}\\{rest}")
        }
        _ => text.to_owned(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
