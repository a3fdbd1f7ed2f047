//! `backchat catalog check`: what is wrong with catalog files or vendors' pages, by kind, each with its place.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use backchat_engine::catalog::Layer;
use backchat_engine::curate::check::{CODES, Code, Problem, Severity, check_layers, check_page};
use backchat_engine::curate::import;
use backchat_engine::report::sheet::{Sheet, Style, padded};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::catalogs::{CatalogArguments, read};
use crate::describe::counted;
use crate::failure::{InputFailure, UseError};
use crate::output::{Output, layout};
use backchat_engine::suggest::nearest;

pub(super) const EXAMPLES: &str = "\
Errors make the catalog wrong: the exit code is 1. Warnings are correct and easy to trip over. Notes are good to know; \
a warning that is accepted in accepted.toml is one of them. A page has no errors: what is wrong with it is a warning.

A catalog of your own is checked on top of the one in this program: it may point to what is there, and what is said is \
what comes in with it. A catalog that is complete by itself, as the project's own, is checked --alone.

Examples:
  backchat catalog check                                     the catalog in this program
  backchat catalog check --catalog mine/                     your own, on top of it
  backchat catalog check --catalog catalog/ --alone          the project's files that you are editing
  backchat catalog check --catalog mine/ --deny warnings     warnings fail too
  backchat catalog check --allow draft --deny cut-off        one kind left out, another made to fail
  backchat catalog check --page page.md                      a vendor's page, as published
  backchat catalog check --catalog mine/ --format github     annotations in a GitHub workflow
  backchat catalog check --format json | jq -r '.problems[] | select(.severity == \"error\") | .what'";

/// How many warnings of a kind are listed on a terminal where nobody asked for all.
const LISTED: usize = 20;

#[derive(Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    catalog: CatalogArguments,
    /// A folder named without --catalog: told what to write instead of being taken for nonsense.
    #[arg(value_name = "DIR", hide = true)]
    stray: Vec<PathBuf>,
    /// Check the folder as a catalog that is complete by itself, with nothing below it
    #[arg(long)]
    alone: bool,
    /// Check vendors' pages as published (Markdown, or the JSON of the endpoints web service) instead of the catalog
    #[arg(long, value_name = "FILE", num_args = 1..)]
    page: Vec<PathBuf>,
    /// Leave out a kind of problem, by the name in brackets; an error still fails
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<String>,
    /// Fail on `warnings`, or on a kind of problem by its name
    #[arg(long, value_name = "warnings|CODE", value_delimiter = ',')]
    deny: Vec<String>,
    /// List everything: notes too, and every problem of a kind that has many
    #[arg(long)]
    notes: bool,
    /// The form of the output
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Terminal)]
    format: Form,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Text, to read here and now
    Terminal,
    /// One JSON document with everything, for programs
    Json,
    /// Commands of GitHub's workflows, which show each problem beside its line
    Github,
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
    kinds: Vec<KindCount>,
    problems: Vec<Problem>,
}

/// How many problems of a kind there are.
#[derive(Serialize)]
struct KindCount {
    code: &'static str,
    severity: Severity,
    count: usize,
    about: &'static str,
}

impl Check {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        if let Some(stray) = self.stray.first() {
            let shown = stray.display();
            return Err(UseError::new(format!("{shown} is named, and not said as what"))
                .hint(format!(
                    "a catalog of your own is checked with --catalog {shown}, a vendor's page with --page {shown}"
                ))
                .into());
        }
        for name in self.allow.iter().chain(&self.deny) {
            if !(is_code(name) || name == "warnings" && self.deny.contains(name)) {
                return Err(unknown_code(name).into());
            }
        }
        let mut output = Output::open(self.output.as_deref())?;
        let layers = self.layers()?;
        let outcome = if self.page.is_empty() {
            let own = layers.len().min(2) - 1;
            let files = layers.iter().skip(own).map(Layer::len).sum();
            self.outcome(check_layers(&layers), files, own > 0)
        } else {
            self.outcome(self.check_pages(&layers)?, self.page.len(), false)
        };
        match self.format {
            Form::Json => {
                serde_json::to_writer_pretty(&mut output, &outcome)?;
                writeln!(output)?;
            }
            Form::Github => output.write_all(self.github(&outcome).as_bytes())?,
            Form::Terminal => {
                let layout = layout(self.output.as_deref());
                let mut sheet = Sheet::new(layout.width, layout.colour);
                self.text(&mut sheet, &outcome);
                output.write_all(sheet.into_text().as_bytes())?;
            }
        }
        output.finish()?;
        Ok(ExitCode::from(u8::from(!outcome.passed)))
    }

    fn check_pages(&self, layers: &[Layer]) -> anyhow::Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for path in &self.page {
            let name = path.display().to_string();
            let bytes = read_page(path)?;
            let page = import::read(&name, &bytes)
                .map_err(|error| InputFailure(format!("cannot read {name}: {error}")))?;
            if page.rows().next().is_none() {
                let failure = format!("{name} has no endpoints in tables or lists");
                return Err(InputFailure(failure).into());
            }
            problems.extend(check_page(layers, &name, &page));
        }
        Ok(problems)
    }

    /// What is left after `--allow`, with what fails.
    fn outcome(&self, mut problems: Vec<Problem>, files: usize, on_top: bool) -> Outcome {
        let named = |list: &[String], problem: &Problem| list.iter().any(|it| it == problem.code);
        // What is denied by name is an error, in what is shown as in what is returned.
        for problem in &mut problems {
            if problem.accepted.is_none() && named(&self.deny, problem) {
                problem.severity = Severity::Error;
            }
        }
        problems.retain(|it| it.severity == Severity::Error || !named(&self.allow, it));
        let mut kinds: BTreeMap<(std::cmp::Reverse<Severity>, &'static str), usize> =
            BTreeMap::new();
        for problem in &problems {
            let key = (std::cmp::Reverse(problem.severity), problem.code);
            *kinds.entry(key).or_default() += 1;
        }
        let count = |severity| problems.iter().filter(|it| it.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let deny_warnings = self.deny.iter().any(|it| it == "warnings");
        Outcome {
            schema: "backchat-catalog-check/1",
            passed: errors == 0 && !(deny_warnings && warnings > 0),
            files,
            on_top,
            errors,
            warnings,
            notes: count(Severity::Note),
            kinds: kinds
                .into_iter()
                .map(|((severity, code), count)| KindCount {
                    code,
                    severity: severity.0,
                    count,
                    about: about(code),
                })
                .collect(),
            problems,
        }
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

    fn is_listed(&self, severity: Severity) -> bool {
        self.notes || severity > Severity::Note
    }

    fn text(&self, sheet: &mut Sheet, outcome: &Outcome) {
        let (listed, counted): (Vec<&KindCount>, Vec<_>) = outcome
            .kinds
            .iter()
            .partition(|it| self.is_listed(it.severity));
        for kind in listed {
            // Errors stop the work, so all are listed.
            let cut = !self.notes && kind.severity != Severity::Error;
            group(
                sheet,
                kind,
                &outcome.problems,
                if cut { LISTED } else { usize::MAX },
            );
        }
        if !counted.is_empty() {
            sheet.line(&[(Style::Dim, "Notes, listed with --notes:".to_owned())]);
            let width = counted.iter().map(|it| it.code.len()).max().unwrap_or(0);
            for kind in counted {
                sheet.line(&[
                    (Style::Plain, padded(&kind.count.to_string(), 6, true)),
                    (
                        Style::Plain,
                        format!("  {}", padded(kind.code, width + 2, false)),
                    ),
                    (Style::Dim, kind.about.to_owned()),
                ]);
            }
            sheet.blank();
        }
        verdict(sheet, outcome);
    }

    fn github(&self, outcome: &Outcome) -> String {
        let listed = outcome.problems.iter();
        let listed = listed.filter(|it| self.is_listed(it.severity));
        let mut text: String = listed.map(annotation).collect();
        let mut sheet = Sheet::new(0, false);
        verdict(&mut sheet, outcome);
        text.push_str(&sheet.into_text());
        text
    }
}

/// The problems of a kind: one line each, and a hint once where it is the same for all that follow.
fn group(sheet: &mut Sheet, kind: &KindCount, problems: &[Problem], most: usize) {
    let (style, word) = match kind.severity {
        Severity::Error => (Style::Bad, "error"),
        Severity::Warning => (Style::Warning, "warning"),
        Severity::Note => (Style::Dim, "note"),
    };
    sheet.line(&[
        (style, kind.code.to_owned()),
        (Style::Plain, format!(" — {}", kind.about)),
        (Style::Dim, format!(" ({})", kind.count)),
    ]);
    let of_kind = |it: &&Problem| it.code == kind.code && it.severity == kind.severity;
    let mut of_kind = problems.iter().filter(of_kind).take(most).peekable();
    while let Some(problem) = of_kind.next() {
        // Never wrapped: editors jump to the place, and people search with grep.
        sheet.line(&[
            (Style::Bold, format!("{}:{}: ", problem.file, problem.line)),
            (style, word.to_owned()),
            (
                Style::Plain,
                format!(": {} [{}]", problem.what, problem.code),
            ),
        ]);
        if let Some(why) = &problem.accepted {
            sheet.wrapped("    ", &format!("accepted: {why}"), Style::Dim);
        }
        let next_says_it = of_kind.peek().is_some_and(|next| next.hint == problem.hint);
        if !problem.hint.is_empty() && !next_says_it && problem.accepted.is_none() {
            sheet.wrapped("    ", &problem.hint, Style::Dim);
        }
    }
    let more = kind.count.saturating_sub(most);
    if more > 0 {
        let text = format!("and {more} more, listed with --notes");
        sheet.line(&[(Style::Dim, text)]);
    }
    sheet.blank();
}

fn verdict(sheet: &mut Sheet, outcome: &Outcome) {
    let (verdict, style) = if outcome.passed {
        ("passed", Style::Good)
    } else {
        ("failed", Style::Bad)
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

/// A workflow command: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
fn annotation(problem: &Problem) -> String {
    let command = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let data = |text: &str| {
        let text = text.replace('%', "%25");
        text.replace('\r', "%0D").replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let hint = if problem.hint.is_empty() {
        String::new()
    } else {
        format!("\n{}", problem.hint)
    };
    format!(
        "::{command} file={},line={},title={}::{}\n",
        // Forward slashes, which the service compares with the repository's paths.
        property(&problem.file.replace('\\', "/")),
        problem.line,
        property(problem.code),
        data(&format!("{}{hint}", problem.what)),
    )
}

/// A page's bytes, and no more of them than a page can have.
fn read_page(path: &Path) -> Result<Vec<u8>, InputFailure> {
    let mut bytes = Vec::new();
    // One more than the limit, so that the reader sees that it is passed.
    let limit = u64::try_from(import::SIZE_LIMIT).map_or(u64::MAX, |limit| limit + 1);
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    let shown = path.display();
    if path.is_dir() {
        let what = format!("{shown} is a folder: name the pages in it, as {shown}/*.md");
        return Err(InputFailure(what));
    }
    read.map_err(|error| InputFailure(format!("cannot read {shown}: {error}")))?;
    Ok(bytes)
}

fn find(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.token == name)
}

fn is_code(name: &str) -> bool {
    find(name).is_some()
}

fn about(name: &str) -> &'static str {
    find(name).map_or("", |code| code.about)
}

fn unknown_code(name: &str) -> UseError {
    let error = UseError::new(format!("there is no kind of problem {name:?}"));
    let near = nearest(name, CODES.iter().map(|code| code.token));
    if near.is_empty() {
        error.hint("take the name that stands in brackets after a problem")
    } else {
        error.hint(format!("did you mean {}?", near.join(" or ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_escapes_what_would_end_its_parts() {
        let problem = Problem {
            file: "a,b\\c:d.toml".to_owned(),
            line: 7,
            severity: Severity::Warning,
            code: "cut-off",
            what: "100% a::b".to_owned(),
            hint: "do\nthis".to_owned(),
            entry: None,
            others: Vec::new(),
            accepted: None,
        };
        assert_eq!(
            annotation(&problem),
            "::warning file=a%2Cb/c%3Ad.toml,line=7,title=cut-off::100%25 a::b%0Ado%0Athis\n"
        );
    }
}
