//! The proposals for people: what was seen, and what a reviewer must decide.

use super::toml::{evidence, listed};
use super::{Proposals, ProposedFile};
use crate::report::sheet::{Sheet, Style};

/// Lays the proposals out.
pub fn table(proposals: &Proposals, sheet: &mut Sheet) {
    let (entries, files) = (proposals.entries(), proposals.files.len());
    let text = match entries {
        0 => "Nothing to propose: the catalog documents every public name in the capture, or see below.".to_owned(),
        1 => "1 destination that nobody documents.".to_owned(),
        _ => format!("{entries} destinations that nobody documents, under {files} domains."),
    };
    sheet.wrapped("", &text, Style::Bold);
    for file in &proposals.files {
        write(file, sheet);
    }
    if entries > 0 {
        sheet.heading("To decide, before an entry counts", Style::Bold);
        for step in [
            "What is it for? An entry without a purpose is refused when the catalog is loaded; delete what nobody can explain.",
            "Who says so? Give a page in `sources`, if there is one.",
            "Where does it belong? Move the entry from the folder `proposed` to the area of its component.",
            "Is it one host or a family? Only hosts that were seen are proposed; a wildcard is for whoever runs them to confirm.",
        ] {
            sheet.wrapped("- ", step, Style::Plain);
        }
    }
    if !proposals.left_out.is_empty() {
        sheet.heading("Undocumented, and not proposed", Style::Bold);
        for it in &proposals.left_out {
            let text = format!("{} {}: {}", it.count, it.words, listed(&it.names));
            sheet.wrapped("- ", &text, Style::Plain);
        }
    }
}

fn write(file: &ProposedFile, sheet: &mut Sheet) {
    let owner = file.vendor.as_deref().unwrap_or("owner unknown");
    sheet.heading(&format!("{} ({owner})", file.domain), Style::Bold);
    sheet.wrapped("", &file.path, Style::Dim);
    for entry in &file.entries {
        for (at, line) in evidence(entry).iter().enumerate() {
            match line.split_once(": ") {
                Some((host, rest)) if at == 0 => {
                    sheet.labelled(&format!("{host}  "), rest, Style::Bold, Style::Plain);
                }
                Some((label, rest)) => {
                    sheet.labelled(&format!("  {label}: "), rest, Style::Dim, Style::Plain);
                }
                None => sheet.wrapped("", line, Style::Plain),
            }
        }
    }
    for siblings in &file.siblings {
        let text = format!(
            "{} hosts under {}: perhaps *.{} is meant",
            siblings.hosts.len(),
            siblings.parent,
            siblings.parent
        );
        sheet.wrapped("? ", &text, Style::Warning);
        if !siblings.reaches.is_empty() {
            let text = format!("it would reach {}", listed(&siblings.reaches));
            sheet.wrapped("  ", &text, Style::Plain);
        }
    }
}
