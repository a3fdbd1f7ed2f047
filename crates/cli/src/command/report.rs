//! `backchat report`: the machines' own connection endpoints page.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::attribute::{Attributor, Stage};
use backchat_engine::catalog::Catalog;
use backchat_engine::collect::Collector;
use backchat_engine::observe::Observer;
use backchat_engine::pipeline;
use backchat_engine::report::page::{self, Context};
use backchat_engine::report::{FORMATS, Format, Layout};
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Command;
use crate::failure::UseError;
use crate::inputs::{DeviceArguments, InputArguments, RELEASE};
use crate::output::Output;
use crate::progress::{Bar, warn};

/// Columns where the output is no terminal.
const WIDTH: usize = 100;

#[derive(Args, Debug)]
pub(crate) struct Report {
    #[command(flatten)]
    input: InputArguments,
    #[command(flatten)]
    device: DeviceArguments,
    /// The release whose page to compare with; `backchat catalog list` names them
    #[arg(long, value_name = "ID", default_value = RELEASE)]
    release: String,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "terminal", value_parser = formats())]
    format: String,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Put destinations that are not public on the page too, instead of only counting them
    #[arg(long)]
    include_private: bool,
}

fn formats() -> PossibleValuesParser {
    FORMATS
        .iter()
        .map(|format| clap::builder::PossibleValue::new(format.id()).help(format.about()))
        .collect::<Vec<_>>()
        .into()
}

impl Command for Report {
    const NAME: &'static str = "report";
    const ABOUT: &'static str = "Print the machines' own connection endpoints page";
    const EXAMPLES: &'static str = "\
The page groups what the machines called by the areas of the vendor's documentation, and begins with what needs a look: \
destinations that nobody documents, addresses without a name, attempts that failed, names that were asked for and never \
called. Only public destinations are on it; the others are counted. Times are UTC.

A capture of a week of idling says most. `~` and `?` mark attributions that are likely or doubtful, `!` areas that guard \
the machine's security.

Examples:
  backchat report idle.pcapng                              on the terminal
  backchat report idle.pcapng --format html -o idle.html   to look at
  backchat report idle.pcapng --format markdown            in the vendor's shape
  backchat report week/ --device 192.168.1.20 --since 2026-11-20
  zcat idle.pcap.gz | backchat report - --format json | jq .summary";

    fn run(self) -> anyhow::Result<ExitCode> {
        let catalog = Catalog::embedded();
        let attributor = Attributor::new(catalog, Some(&self.release))
            .map_err(|unknown| UseError(unknown.to_string()))?;
        let format = format(&self.format)?;
        let inputs = self.input.inputs()?;
        let mut bar = Bar::new(&inputs);
        let mut observer = Observer::new(self.include_private);
        let mut stage = Stage::new(&attributor, &mut observer);
        let mut collector = Collector::new(self.device.devices.clone(), &mut stage);
        let passage = pipeline::run(&inputs, self.input.window(), &mut bar, &mut collector)?;
        let counters = collector.finish();
        bar.finish();
        warn(&passage.totals.warnings);
        let observation = observer.finish(passage, counters);
        let context = Context {
            attributor: &attributor,
            release: &self.release,
        };
        let page = page::build(&observation, context);
        let mut output = Output::open(self.output.as_deref())?;
        let terminal = self.output.is_none() && std::io::stdout().is_terminal();
        let colour = match anstream::ColorChoice::global() {
            anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => true,
            anstream::ColorChoice::Never => false,
            anstream::ColorChoice::Auto => {
                terminal
                    && anstream::AutoStream::choice(&std::io::stdout())
                        != anstream::ColorChoice::Never
            }
        };
        let width = if terminal { terminal_width() } else { WIDTH };
        output.write_all(format.render(&page, Layout { width, colour }).as_bytes())?;
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn format(id: &str) -> Result<&'static dyn Format, UseError> {
    FORMATS
        .iter()
        .find(|format| format.id() == id)
        .copied()
        .ok_or_else(|| UseError(format!("there is no report format `{id}`")))
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0))
}
