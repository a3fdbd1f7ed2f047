//! `backchat record`: a run kept for later.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::source::capture::Inputs;
use backchat_wire::Time;
use clap::Args;

use super::Command;
use crate::failure::UseError;
use crate::inputs::{InputArguments, since, until};
use crate::runs::{Condition, RunArguments, say, stored};

#[derive(Args, Debug)]
pub(crate) struct Record {
    /// Capture files (pcap or pcapng, plain, gzip or zstd) or folders of them, which are one run
    #[arg(required = true, value_name = "CAPTURE")]
    captures: Vec<PathBuf>,
    #[command(flatten)]
    run: RunArguments,
    /// What is known of the machine and its state: host, release, build, edition, account, settings, group, network…; may be
    /// repeated
    #[arg(long = "condition", value_name = "KEY=VALUE")]
    conditions: Vec<Condition>,
    /// When recording began, where that was before the first packet (RFC 3339, or a date; UTC where no zone is given)
    #[arg(long, value_name = "TIME", value_parser = since)]
    ran_from: Option<Time>,
    /// When recording stopped, where that was after the last packet; a date means its end
    #[arg(long, value_name = "TIME", value_parser = until)]
    ran_until: Option<Time>,
    /// What the run is called; the name of the file where it is not given
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Command for Record {
    const NAME: &'static str = "record";
    const ABOUT: &'static str = "Keep what comparisons need of a run, in one small file";
    const EXAMPLES: &'static str = "\
A record stands for the captures of one run wherever runs are compared: `compare`, `check`, `coverage`, `drift`. It holds every \
destination with its addresses, outcomes, volumes and rhythm, and no content of any packet; a week takes some hundred kilobytes. \
What documents a destination is worked out when the record is read, by the catalog of that day.

A quiet network has hours without a packet. Silences of more than an hour count as pauses, in which nothing was recorded, unless \
--continuous says that recording never stopped; --ran-from and --ran-until say when it began and ended.

Conditions tell what no capture knows. Runs that differ in them are compared with a warning.

Examples:
  backchat record week/ -o before.run.json --condition release=2004 --condition edition=Enterprise
  backchat record idle.pcapng --condition account=local --condition build=19041.388 -o idle.run.json
  backchat compare before.run.json after.run.json --policy policy.toml";

    fn run(self) -> anyhow::Result<ExitCode> {
        for path in &self.captures {
            if stored(path)?.is_some() {
                return Err(
                    UseError::new(format!("{} is a record already", path.display()))
                        .hint("name the captures of the run")
                        .into(),
                );
            }
        }
        let mut output =
            InputArguments::output(&Inputs::expand(&self.captures)?, self.output.as_deref())?;
        let mut record = self.run.read(&self.captures)?;
        self.refuse_impossible(&record)?;
        let watched = &mut record.observation.run.watched;
        *watched = watched.ran(self.ran_from, self.ran_until);
        say(&mut record, &self.conditions);
        if let Some(label) = self.label {
            record.label = label;
        }
        output.write_all(record.to_json().as_bytes())?;
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Record {
    /// Recording cannot have begun after the first packet, nor stopped before the last.
    fn refuse_impossible(&self, record: &backchat_engine::record::Record) -> anyhow::Result<()> {
        let Some(span) = record.observation.run.watched.span() else {
            return Ok(());
        };
        let late = self.ran_from.is_some_and(|from| from > span.from);
        let early = self.ran_until.is_some_and(|until| until < span.to);
        let what = match (late, early) {
            (true, _) => "--ran-from lies after the first packet",
            (_, true) => "--ran-until lies before the last packet",
            _ => return Ok(()),
        };
        Err(UseError::new(what)
            .hint("to use a part of the capture only, cut it first: editcap -A FROM -B UNTIL")
            .into())
    }
}
