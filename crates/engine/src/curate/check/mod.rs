//! What is wrong with a catalog's files, all of it, each with a place, a hint and a stable code.
//!
//! Errors make the catalog wrong; warnings are what a reader or a rule made from the catalog could trip over; notes are
//! for completeness. A warning whose cause is a vendor's page can be accepted, with a reason, in `accepted.toml`.
//!
//! A lint is a file here and a line in [`LINTS`]; what it can say is a line in [`CODES`] for each kind of problem.

mod accepted;
mod breadth;
mod carriers;
mod cited;
mod codes;
mod controls;
mod counts;
mod cycles;
mod files;
mod gaps;
mod ids;
mod known;
mod lines;
mod meanings;
mod misspelt;
mod nearness;
mod overlaps;
mod page;
mod phrases;
mod processes;
mod protocols;
mod references;
#[cfg(test)]
mod sample;
mod systems;
mod user;

use std::fmt;

use serde::Serialize;

use crate::catalog::{Layer, Source, SourceFile};
use files::{Files, Findings, Item, Joined, Place};

pub use codes::{CODES, Code};
pub use page::check_page;

/// How bad a problem is, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Correct, and easy to trip over.
    Warning,
    /// Wrong: the check fails.
    Error,
}

/// Something wrong with a catalog file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file, below the catalog's folder.
    pub file: String,
    /// The line, from 1; the first line where the whole file is meant.
    pub line: u32,
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the kind of problem.
    pub code: &'static str,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What to do about it, without a full stop; empty where `what` says it.
    pub hint: String,
    /// The id of the entry that it is about; absent where the file has none, or cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The ids of other entries that play a part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// Why a warning is accepted, which makes it a note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// Every lint, sorted by name.
const LINTS: &[fn(&Joined<'_>, &mut Findings)] = &[
    breadth::check,
    carriers::check,
    cited::check,
    |joined, findings| controls::check(joined.files, findings),
    counts::check,
    cycles::check,
    gaps::check,
    ids::check,
    lines::check,
    meanings::check,
    misspelt::check,
    overlaps::check,
    phrases::check,
    processes::check,
    protocols::check,
    references::check,
    systems::check,
];

/// Checks all files of a catalog that is complete by itself, as text. The result is sorted by file and line.
#[must_use]
pub fn check(source: &Source) -> Vec<Problem> {
    problems(&[Layer::ground(source)])
}

/// Checks users' catalogs on top of the first layer: what is wrong in them, and what they make wrong below.
#[must_use]
pub fn check_layers(layers: &[Layer]) -> Vec<Problem> {
    user::check(layers)
}

fn problems(layers: &[Layer]) -> Vec<Problem> {
    let mut findings = Findings::default();
    let files = Files::join(layers, &mut findings);
    let joined = Joined::new(&files);
    for lint in LINTS {
        lint(&joined, &mut findings);
    }
    let mut problems = findings.problems;
    accepted::apply(&files, &mut problems);
    problems.sort();
    problems.dedup();
    problems
}

impl Severity {
    /// The token used in output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// As compilers write it: `file:line: severity: what [code]`, with the hint after a dash.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}: {} [{}]",
            self.file, self.line, self.severity, self.what, self.code
        )?;
        if self.hint.is_empty() {
            Ok(())
        } else {
            write!(f, " — {}", self.hint)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sample::{AREA, area_with, codes, exact};
    use super::*;

    #[test]
    fn the_catalog_that_is_built_in_has_no_errors() {
        let problems = check(&Source::embedded());
        let errors: Vec<_> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn the_wildcard_over_the_certificate_host_is_found_in_the_catalog() {
        let problems = check(&Source::embedded());
        assert!(
            problems
                .iter()
                .any(|problem| problem.code == "reach-security"
                    && problem.file.ends_with("windows-update.toml")
                    && problem.what.contains("ctldl.windowsupdate.com"))
        );
    }

    #[test]
    fn a_good_file_has_no_problems() {
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with(&exact("a.example.com")))]),
            []
        );
    }

    #[test]
    fn an_unknown_key_is_reported_with_its_line() {
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with("colour = \"red\"\n"))]),
            [("layout", 6)]
        );
    }

    #[test]
    fn a_file_in_the_wrong_place_is_reported() {
        assert_eq!(codes(&[("stray.toml", AREA)]), [("place", 1)]);
    }
}
