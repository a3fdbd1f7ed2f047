//! The generated captures in, a table of who needs how much CPU time and memory for them out.
//!
//! The contenders take turns, so that a change in the machine's mood meets all of them; see `README.md` for what the
//! numbers mean.

mod contender;
mod measure;
mod report;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use clap::Args;

use crate::compare::contender::{CONTENDERS, Contender, Runs, Setting};
use crate::compare::measure::{Usage, measure};
use crate::compare::report::{Format, Outcome, Row};
use crate::generate::{QUESTIONS, SESSIONS};

/// The counting loop, compiled at run time so that building the workspace does not need libpcap.
const COUNTER: &str = include_str!("../count.c");

/// What to compare, and how often.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder that `generate` wrote.
    #[arg(default_value = "bench-data")]
    folder: PathBuf,
    /// The backchat to measure; by default the one that was built beside this program.
    #[arg(long)]
    backchat: Option<PathBuf>,
    /// How often backchat and the libpcap loop run.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// How often each peer runs; the slow ones take a minute each time.
    #[arg(long, default_value_t = 1)]
    peer_runs: u32,
    /// Only these contenders, separated by commas, besides the libpcap loop.
    #[arg(long, value_delimiter = ',', value_parser = contender_names())]
    only: Vec<String>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

fn contender_names() -> Vec<&'static str> {
    CONTENDERS.iter().map(|one| one.id).collect()
}

impl Options {
    /// The path of the backchat to measure.
    pub(crate) fn backchat(&self) -> PathBuf {
        self.backchat.clone().unwrap_or_else(|| {
            std::env::current_exe()
                .unwrap_or_default()
                .with_file_name("backchat")
        })
    }

    fn takes_part(&self, contender: &Contender) -> bool {
        self.only.is_empty()
            || contender.id == CONTENDERS[0].id
            || self.only.iter().any(|id| id == contender.id)
    }

    fn runs(&self, contender: &Contender) -> u32 {
        match contender.runs {
            Runs::Often => self.runs,
            Runs::Seldom => self.peer_runs,
        }
    }
}

/// Measures everybody on both captures, tells the progress on `log` and prints the report on `out`.
///
/// # Errors
/// Where a capture is missing, the libpcap loop cannot be compiled or run, or the scratch folder cannot be written.
/// A peer that is missing or fails is a line of the report.
pub(crate) fn run(
    options: &Options,
    out: &mut impl Write,
    log: &mut impl Write,
) -> anyhow::Result<()> {
    let work = options.folder.join("compare-work");
    let result = run_in(&work, options, log);
    // What the contenders wrote can be as large as the captures.
    let cleaned = fs::remove_dir_all(&work);
    let rows = result?;
    cleaned.with_context(|| format!("cannot remove {}", work.display()))?;
    report::print(&rows, options.format, out)?;
    Ok(())
}

fn run_in(work: &Path, options: &Options, log: &mut impl Write) -> anyhow::Result<Vec<Row>> {
    fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    let counter = compile(work)?;
    let mut rows = Vec::new();
    for name in [SESSIONS, QUESTIONS] {
        let capture = options.folder.join(name);
        ensure!(
            capture.is_file(),
            "{} is missing; run `backchat-bench generate` first",
            capture.display()
        );
        let ring = Ring {
            work,
            options,
            counter: &counter,
            capture: &capture,
        };
        rows.extend(ring.compare(log)?);
    }
    Ok(rows)
}

fn compile(work: &Path) -> anyhow::Result<PathBuf> {
    let source = work.join("count.c");
    let counter = work.join("count");
    fs::write(&source, COUNTER)?;
    let hint = || format!("cannot compile the libpcap loop; {}", CONTENDERS[0].install);
    let status = Command::new("cc")
        .args(["-O2", "-o"])
        .arg(&counter)
        .arg(&source)
        .arg("-lpcap")
        .status()
        .with_context(hint)?;
    ensure!(status.success(), hint());
    // Commands with a relative path depend on the current folder in ways that differ between platforms.
    Ok(counter.canonicalize()?)
}

/// One capture and those who read it.
struct Ring<'a> {
    work: &'a Path,
    options: &'a Options,
    counter: &'a Path,
    capture: &'a Path,
}

impl Ring<'_> {
    fn compare(&self, log: &mut impl Write) -> anyhow::Result<Vec<Row>> {
        // Not measured: it brings the file into the page cache.
        let (_, told) = self.once(&CONTENDERS[0])?;
        writeln!(log, "{}: {}", self.capture.display(), told.trim())?;
        let mut rows: Vec<_> = CONTENDERS
            .iter()
            .filter(|one| self.options.takes_part(one))
            .map(|one| (one, self.row(one)))
            .collect();
        for round in 0..self.options.runs.max(self.options.peer_runs) {
            for (contender, row) in &mut rows {
                let Outcome::Measured(usages) = &mut row.outcome else {
                    continue;
                };
                if round >= self.options.runs(contender) {
                    continue;
                }
                match self.once(contender) {
                    Ok((usage, _)) => {
                        writeln!(log, "  {}: {:.3} s", contender.id, usage.cpu.as_secs_f64())?;
                        usages.push(usage);
                    }
                    Err(error) => {
                        writeln!(log, "  {}: {error:#}", contender.id)?;
                        row.outcome = Outcome::Failed(format!("{error:#}"));
                    }
                }
            }
        }
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    fn row(&self, contender: &Contender) -> Row {
        let version = contender.version(&self.setting(self.work));
        let outcome = match version {
            Some(_) => Outcome::Measured(Vec::new()),
            None => Outcome::Missing,
        };
        Row {
            capture: self
                .capture
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            id: contender.id,
            what: contender.what,
            install: contender.install,
            version: version.unwrap_or_default(),
            outcome,
        }
    }

    /// Runs a contender and returns what it took, and what it printed where that is short.
    fn once(&self, contender: &Contender) -> anyhow::Result<(Usage, String)> {
        let scratch = self.work.join("scratch");
        fs::create_dir_all(&scratch)?;
        let command = contender.command(&self.setting(&scratch), self.capture)?;
        let output = self.work.join("output");
        let complaints = self.work.join("complaints");
        let measured = measure(command, File::create(&output)?, File::create(&complaints)?);
        fs::remove_dir_all(&scratch)?;
        let (usage, status) = measured?;
        if !status.success() {
            let said = String::from_utf8_lossy(&fs::read(&complaints)?).into_owned();
            bail!("{status}; {}", said.lines().last().unwrap_or("no message"));
        }
        let told = match fs::metadata(&output)?.len() {
            0..200 => fs::read_to_string(&output)?,
            _ => String::new(),
        };
        Ok((usage, told))
    }

    fn setting<'a>(&'a self, scratch: &'a Path) -> Setting<'a> {
        Setting {
            options: self.options,
            counter: self.counter,
            scratch,
        }
    }
}
