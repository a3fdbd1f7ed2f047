//! What is wrong with a vendor's page itself, as published: what its reader doubted, what its rows say about each other,
//! and what they reach in the catalog.
//!
//! A page often says a thing in several places, once for each edition: it is told at the first, with a count.

mod rows;

use std::collections::BTreeMap;

use super::files::{Files, Findings, Joined};
use super::{Problem, Severity};
use crate::catalog::Layer;
use crate::curate::import::{ImportedPage, NoteCode};

/// Checks a page against itself and the catalog of `layers`. `file` is what problems call the page. The result is sorted
/// by line.
#[must_use]
pub fn check_page(layers: &[Layer], file: &str, page: &ImportedPage) -> Vec<Problem> {
    // What is wrong with the catalog is not the page's fault.
    let files = Files::join(layers, &mut Findings::default());
    let joined = Joined::new(&files);
    let mut told = Told {
        file,
        found: BTreeMap::new(),
    };
    let mut problems = noted(file, page);
    rows::check(page, &joined, &mut told);
    problems.extend(told.into_problems());
    problems.sort();
    problems.dedup();
    problems
}

/// Problems, each with the lines it is on.
struct Told<'f> {
    file: &'f str,
    found: BTreeMap<(Severity, &'static str, String, &'static str), Vec<u32>>,
}

impl Told<'_> {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        line: u32,
        what: String,
        hint: &'static str,
    ) {
        let lines = self.found.entry((severity, code, what, hint)).or_default();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }

    fn into_problems(self) -> impl Iterator<Item = Problem> {
        let file = self.file;
        let found = self.found.into_iter();
        found.map(move |((severity, code, what, hint), mut lines)| {
            lines.sort_unstable();
            let what = match lines.len() {
                0 | 1 => what,
                2 => format!("{what}, here and on another line"),
                count => format!("{what}, here and on {} other lines", count - 1),
            };
            let line = lines.first().copied().unwrap_or(1);
            problem(file, line, severity, code, what, hint)
        })
    }
}

/// What the page's reader noted.
fn noted(file: &str, page: &ImportedPage) -> Vec<Problem> {
    let doubts = page
        .doubts
        .iter()
        .map(|note| (severity_of(note.code), note));
    let skipped = page.skipped.iter().map(|note| (Severity::Note, note));
    let mut problems: Vec<Problem> = doubts
        .chain(skipped)
        .map(|(severity, note)| {
            let code = note.code.token();
            problem(file, note.line, severity, code, note.what.clone(), "")
        })
        .collect();
    let quirks = page.quirks;
    for (count, code, what) in [
        (
            quirks.no_closing_pipe,
            "no-closing-pipe",
            "rows without a closing pipe",
        ),
        (
            quirks.missing_cells,
            "missing-cells",
            "rows without their last cells",
        ),
        (quirks.empty_rows, "empty-row", "rows of nothing but pipes"),
    ] {
        if count > 0 {
            let line = page.tables.first().map_or(1, |table| table.line);
            let what = format!("{count} {what}, in the whole page");
            problems.push(problem(file, line, Severity::Note, code, what, ""));
        }
    }
    problems
}

/// Whether a doubt is about something that misleads the page's readers, or only about how it is written.
const fn severity_of(code: NoteCode) -> Severity {
    match code {
        NoteCode::GluedRow
        | NoteCode::ShiftedCells
        | NoteCode::UnescapedPipe
        | NoteCode::UnknownProtocol
        | NoteCode::UnreadDestination
        | NoteCode::Misspelt
        | NoteCode::CutOff
        | NoteCode::LeadingDot
        | NoteCode::WildcardWord
        | NoteCode::WildcardSuffix
        | NoteCode::MarkupInName
        | NoteCode::InvisibleCharacter
        | NoteCode::LinkDiffers
        | NoteCode::NoArea
        | NoteCode::SetNumber
        | NoteCode::Ports
        | NoteCode::Address => Severity::Warning,
        _ => Severity::Note,
    }
}

fn problem(
    file: &str,
    line: u32,
    severity: Severity,
    code: &'static str,
    what: String,
    hint: &str,
) -> Problem {
    debug_assert!(super::codes::find(code).is_some(), "{code} is not in CODES");
    Problem {
        file: file.to_owned(),
        line,
        severity,
        code,
        what,
        hint: hint.to_owned(),
        entry: None,
        others: Vec::new(),
        accepted: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{CARRIERS, VENDOR, exact, other_area, source};
    use super::*;
    use crate::curate::import::read;

    /// What is wrong with a page of these rows (`area|protocol|destination`), by line; the rows begin on line 5.
    fn told(rows: &[&str]) -> Vec<(Severity, &'static str, u32)> {
        let page: String = rows.iter().map(|row| format!("|{row}|\n")).collect();
        told_of(&format!(
            "# Windows 10\n\n|Area|Protocol|Destination|\n|---|---|---|\n{page}"
        ))
    }

    fn told_of(page: &str) -> Vec<(Severity, &'static str, u32)> {
        let critical = "name = \"Certificates\"\nsecurity_critical = \"s\"";
        let row =
            "documented = [{ release = \"r\", line = 1, as_written = \"*.windowsupdate.com*\" }]\n";
        let area = other_area("b", &(exact("ctldl.windowsupdate.com") + row));
        let catalog = source(&[
            ("carriers.toml", CARRIERS),
            ("v/p/b.toml", &area.replace("name = \"A\"", critical)),
            ("v/vendor.toml", VENDOR),
        ]);
        let page = read("page.md", page.as_bytes()).unwrap();
        let problems = check_page(&[Layer::ground(&catalog)], "page.md", &page).into_iter();
        problems.map(|it| (it.severity, it.code, it.line)).collect()
    }

    #[test]
    fn a_good_page_has_no_problems() {
        let rows = ["Maps|HTTPS|maps.windows.com", "Time|HTTP|time.windows.com"];
        assert_eq!(told(&rows), []);
    }

    #[test]
    fn one_host_with_two_protocols_in_an_area_is_a_contradiction() {
        let rows = ["Maps|HTTPS|maps.windows.com", "Maps|HTTP|maps.windows.com"];
        assert_eq!(told(&rows), [(Severity::Warning, "protocol-differs", 6)]);
        let rows = ["Maps|HTTPS|maps.windows.com", "Time|HTTP|maps.windows.com"];
        assert_eq!(told(&rows), [(Severity::Note, "protocol-differs", 6)]);
    }

    #[test]
    fn a_row_that_is_there_twice_is_told() {
        let rows = ["Maps|HTTPS|maps.windows.com", "Maps|HTTPS|maps.windows.com"];
        assert_eq!(told(&rows), [(Severity::Warning, "repeated-row", 6)]);
    }

    #[test]
    fn a_wildcard_over_another_area_of_the_page_is_told() {
        let rows = ["Maps|HTTPS|*.x.windows.com", "Time|HTTPS|t.x.windows.com"];
        assert_eq!(told(&rows), [(Severity::Warning, "reach", 5)]);
        let rows = ["Maps|HTTPS|*.x.windows.com", "Maps|HTTPS|t.x.windows.com"];
        assert_eq!(told(&rows), []);
    }

    #[test]
    fn a_wildcard_over_what_the_catalog_calls_critical_is_told() {
        let rows = ["Update|HTTPS|*.windowsupdate.com"];
        let reach = (Severity::Warning, "reach-security", 5);
        assert_eq!(told(&rows), [(Severity::Note, "whole-domain", 5), reach]);
        // The area that the catalog has it in may hold it, whether the page names it or only spells it so.
        let rows = ["Update|HTTPS|*.windowsupdate.com*"];
        assert_eq!(told(&rows), [(Severity::Note, "whole-domain", 5)]);
        let rows = ["Certificates|HTTPS|*.windowsupdate.com"];
        assert_eq!(told(&rows), [(Severity::Note, "whole-domain", 5)]);
    }

    #[test]
    fn a_name_near_a_vendors_is_told_though_the_page_has_it_once() {
        let rows = ["Certificates|HTTPS|mscrl.micorosoft.com"];
        assert_eq!(told(&rows), [(Severity::Warning, "misspelt", 5)]);
    }

    #[test]
    fn a_name_behind_others_is_told() {
        let rows = ["Maps|HTTPS|a.akadns.net"];
        assert_eq!(told(&rows), [(Severity::Warning, "carrier-name", 5)]);
    }

    #[test]
    fn a_cut_name_is_told_once_by_the_reader() {
        let rows = ["Maps|HTTPS|onecollector.cloudapp.aria"];
        assert_eq!(told(&rows), [(Severity::Warning, "cut-off", 5)]);
    }

    #[test]
    fn what_each_edition_repeats_is_told_once() {
        let table = "|Destination|Protocol|Description|\n|---|---|---|\n|mscrl.micorosoft.com|HTTP|Certificates|\n\n";
        let page = format!("## Windows 10 Home\n\n{table}## Windows 10 Pro\n\n{table}");
        let misspelt = told_of(&page);
        assert_eq!(misspelt, [(Severity::Warning, "misspelt", 5)]);
    }

    #[test]
    fn rows_without_a_closing_pipe_are_one_note() {
        let page = "# Windows 10\n\n|Area|Protocol|Destination|\n|---|---|---|\n|Maps|HTTP|a.windows.com\n\
                    |Time|HTTP|b.windows.com\n";
        assert_eq!(told_of(page), [(Severity::Note, "no-closing-pipe", 3)]);
    }
}
