//! The end of the page: what it cannot say, what was left out, and where there is more.

use super::sheet::{Sheet, Style};
use crate::report::page::Page;
use crate::report::wording::{apart, bytes, count, counted};

/// Warnings shown; the command prints all of them to standard error.
const WARNINGS: usize = 3;

/// Writes it.
pub(super) fn write(page: &Page, sheet: &mut Sheet) {
    let mut notes: Vec<String> = page.method.caveats.clone();
    notes.extend(not_seen(page));
    notes.extend(apart_line(page));
    notes.extend(left_out(page));
    let warnings = &page.method.warnings;
    for warning in warnings.iter().take(WARNINGS) {
        notes.push(format!("{}: {}.", warning.input, warning.message));
    }
    if let Some(hidden) = warnings.len().checked_sub(WARNINGS).filter(|it| *it > 0) {
        notes.push(format!(
            "{} about the inputs (all in --format json).",
            counted(hidden as u64, "further warning", "further warnings")
        ));
    }
    if !notes.is_empty() {
        sheet.heading("What this page cannot say", Style::Bold);
        for note in notes {
            sheet.wrapped("- ", &note, Style::Plain);
        }
    }
    sheet.blank();
    sheet.wrapped(
        "",
        "More: --format html to look at, --format markdown for the vendor's page shape, and what a name is for: backchat explain NAME",
        Style::Dim,
    );
}

fn not_seen(page: &Page) -> Option<String> {
    let total = page.not_seen.len() as u64;
    if total == 0 || page.summary.destinations == 0 {
        return None;
    }
    Some(format!(
        "{} not seen (listed in --format markdown); that is no proof that the machine never calls them.",
        counted(
            total,
            "documented endpoint was",
            "documented endpoints were"
        )
    ))
}

fn apart_line(page: &Page) -> Option<String> {
    if page.method.apart.is_empty() {
        return None;
    }
    let kinds: Vec<String> = page
        .method
        .apart
        .iter()
        .map(|it| {
            let volume = if it.bytes == 0 {
                String::new()
            } else {
                format!(" ({})", bytes(it.bytes))
            };
            format!(
                "{} {}{volume}",
                count(it.connections),
                apart(&it.kind, it.connections)
            )
        })
        .collect();
    Some(format!("Not on this page: {}.", kinds.join(", ")))
}

fn left_out(page: &Page) -> Option<String> {
    if page.method.left_out.is_empty() {
        return None;
    }
    let reasons: Vec<String> = page
        .method
        .left_out
        .iter()
        .map(|reason| format!("{}× {}", count(reason.count), reason.words))
        .collect();
    Some(format!("Skipped or limited: {}.", reasons.join("; ")))
}
