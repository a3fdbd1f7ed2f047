//! `backchat catalog check`: what is wrong with catalog files, as compilers write it.

use std::process::ExitCode;

use backchat_engine::catalog::{Layer, Problem, Severity, check_layers};
use backchat_engine::report::sheet::{Sheet, Style};
use clap::Args;
use serde::Serialize;

use crate::catalogs::{CatalogArguments, read};
use crate::describe::counted;
use crate::failure::UseError;
use crate::output::Showing;

pub(super) const EXAMPLES: &str = "\
Errors make the catalog wrong: the exit code is 1. Warnings are correct and easy to trip over, and \
some of them are plain facts about a vendor's page. Notes are good to know.

A catalog of your own is checked on top of the one in this program: it may point to what is there, and what is said is \
what comes in with it. A catalog that is complete by itself, as the project's own, is checked --alone.

Examples:
  backchat catalog check                                     the catalog in this program
  backchat catalog check --catalog mine/                     your own, on top of it
  backchat catalog check --catalog catalog/ --alone          the project's files that you are editing
  backchat catalog check --catalog mine/ --deny-warnings     warnings fail too
  backchat catalog check --format json | jq -r '.problems[] | select(.severity == \"error\") | .what'";

#[derive(Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    catalog: CatalogArguments,
    /// Check the folder as a catalog that is complete by itself, with nothing below it
    #[arg(long)]
    alone: bool,
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
    /// Whether they lie on top of the catalog in this program.
    on_top: bool,
    errors: usize,
    warnings: usize,
    notes: usize,
    problems: Vec<Problem>,
}

impl Check {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let layers = self.layers()?;
        let problems = check_layers(&layers);
        let own = layers.len().min(2) - 1;
        let count = |severity| problems.iter().filter(|it| it.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let outcome = Outcome {
            schema: "backchat-catalog-check/1",
            passed: errors == 0 && !(self.deny_warnings && warnings > 0),
            files: layers.iter().skip(own).map(Layer::len).sum(),
            on_top: own > 0,
            errors,
            warnings,
            notes: count(Severity::Note),
            problems,
        };
        self.showing.show(&outcome, |sheet| text(sheet, &outcome))?;
        Ok(ExitCode::from(u8::from(!outcome.passed)))
    }

    /// What to check; where there are several layers, those on top of the first.
    fn layers(&self) -> anyhow::Result<Vec<Layer>> {
        if !self.alone {
            return self.catalog.layers();
        }
        match self.catalog.folders().as_slice() {
            [folder] => {
                let shown = folder.display().to_string();
                Ok(vec![Layer::ground_at(&shown, read(folder)?)])
            }
            [] => Err(UseError::new("there is no folder to check alone")
                .hint("name it with --catalog DIR")
                .into()),
            _ => Err(UseError::new("several folders cannot each be alone")
                .hint("check them one by one")
                .into()),
        }
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
        ": {}{}, {}, {}, {}",
        counted(outcome.files, "file", "files"),
        if outcome.on_top {
            " on top of the built-in catalog"
        } else {
            ""
        },
        counted(outcome.errors, "error", "errors"),
        counted(outcome.warnings, "warning", "warnings"),
        counted(outcome.notes, "note", "notes")
    );
    sheet.line(&[(style, verdict.to_owned()), (Style::Plain, counts)]);
}
