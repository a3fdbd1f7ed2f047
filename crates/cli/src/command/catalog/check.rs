//! `backchat catalog check`: what is wrong with catalog files, as compilers write it.

use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::catalog::{Problem, Severity, Source, check};
use backchat_engine::report::sheet::{Sheet, Style};
use clap::Args;
use serde::Serialize;

use crate::describe::counted;
use crate::failure::{InputFailure, UseError};
use crate::output::Showing;

pub(super) const EXAMPLES: &str = "\
Errors make the catalog wrong: the exit code is 1. Warnings are correct and easy to trip over, and \
some of them are plain facts about a vendor's page. Notes are good to know.

Examples:
  backchat catalog check                                     the catalog in this program
  backchat catalog check --catalog catalog/                  the files that you are editing
  backchat catalog check --catalog catalog/ --deny-warnings  warnings fail too
  backchat catalog check --format json | jq -r '.problems[] | select(.severity == \"error\") | .what'";

#[derive(Args, Debug)]
pub(super) struct Check {
    /// The folder of the catalog; without it, the catalog in this program
    #[arg(long, value_name = "DIR")]
    catalog: Option<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    showing: Showing,
}

/// The result, for JSON.
#[derive(Serialize)]
struct Outcome {
    schema: &'static str,
    passed: bool,
    files: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    problems: Vec<Problem>,
}

impl Check {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let source = self.source()?;
        let mut problems = check(&source);
        if let Some(folder) = &self.catalog {
            // As it can be opened from here.
            for problem in &mut problems {
                problem.file = folder.join(&problem.file).display().to_string();
            }
        }
        let count = |severity| problems.iter().filter(|it| it.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let outcome = Outcome {
            schema: "backchat-catalog-check/1",
            passed: errors == 0 && !(self.deny_warnings && warnings > 0),
            files: source.files.len(),
            errors,
            warnings,
            notes: count(Severity::Note),
            problems,
        };
        self.showing.show(&outcome, |sheet| text(sheet, &outcome))?;
        Ok(ExitCode::from(u8::from(!outcome.passed)))
    }

    fn source(&self) -> anyhow::Result<Source> {
        let Some(folder) = &self.catalog else {
            return Ok(Source::embedded());
        };
        let shown = folder.display();
        if folder.is_file() {
            return Err(
                UseError::new(format!("{shown} is a file, not the catalog's folder"))
                    .hint("the folder is the one that holds carriers.toml")
                    .into(),
            );
        }
        let source = Source::folder(folder).map_err(|error| {
            InputFailure(format!("cannot read the catalog in {shown}: {error}"))
        })?;
        if source.files.is_empty() {
            return Err(UseError::new(format!("{shown} holds no catalog files"))
                .hint("the folder is the one that holds carriers.toml")
                .into());
        }
        Ok(source)
    }
}

fn text(sheet: &mut Sheet, outcome: &Outcome) {
    for problem in &outcome.problems {
        let (style, word) = match problem.severity {
            Severity::Error => (Style::Bad, "error"),
            Severity::Warning => (Style::Warning, "warning"),
            Severity::Note => (Style::Dim, "note"),
        };
        // One line each, never wrapped: editors jump to the place, and people search with grep.
        sheet.line(&[
            (Style::Bold, format!("{}:{}: ", problem.file, problem.line)),
            (style, word.to_owned()),
            (
                Style::Plain,
                format!(": {} [{}]", problem.what, problem.code),
            ),
        ]);
        if !problem.hint.is_empty() {
            sheet.wrapped("    ", &problem.hint, Style::Dim);
        }
    }
    if !outcome.problems.is_empty() {
        sheet.blank();
    }
    let verdict = if outcome.passed { "passed" } else { "failed" };
    let style = if outcome.passed {
        Style::Good
    } else {
        Style::Bad
    };
    let counts = format!(
        ": {}, {}, {}, {}",
        counted(outcome.files, "file", "files"),
        counted(outcome.errors, "error", "errors"),
        counted(outcome.warnings, "warning", "warnings"),
        counted(outcome.notes, "note", "notes")
    );
    sheet.line(&[(style, verdict.to_owned()), (Style::Plain, counts)]);
}
