//! `backchat report`: the machines' own connection endpoints page.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::catalog::Release;
use backchat_engine::report::page::{self, Context};
use backchat_engine::report::{FORMATS, Format};
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Command;
use crate::failure::UseError;
use crate::inputs::{DeviceArguments, InputArguments, ReleaseArgument, USUAL_RELEASE, warn};
use crate::observing::{Scope, observe};
use crate::output::layout;

#[derive(Args, Debug)]
pub(crate) struct Report {
    #[command(flatten)]
    input: InputArguments,
    #[command(flatten)]
    device: DeviceArguments,
    #[command(flatten)]
    release: ReleaseArgument,
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

Without `--release`, the page is compared with the release whose page documents most of the names seen, and says how \
many those are and what came next. That is a guess: name the release you know.

A capture of a week of idling says most. `~` and `?` mark attributions that are likely or doubtful, `!` areas that guard \
the machine's security.

Examples:
  backchat report idle.pcapng                              on the terminal
  backchat report idle.pcapng --format html -o idle.html   to look at
  backchat report idle.pcapng --format markdown            in the vendor's shape
  backchat report idle.pcapng --release 'Windows 11 Pro'   compared with that release's page
  backchat report week/ --device 192.168.1.20 --since 2026-11-20
  zcat idle.pcap.gz | backchat report - --format json | jq .summary";

    fn run(self) -> anyhow::Result<ExitCode> {
        // A release that does not exist is found out before long work.
        self.release.resolve()?;
        let format = format(&self.format)?;
        let inputs = self.input.inputs()?;
        let mut output = InputArguments::output(&inputs, self.output.as_deref())?;
        let scope = Scope {
            window: self.input.window(),
            device: &self.device,
            include_private: self.include_private,
        };
        let (mut observation, unmatched) = observe(&inputs, scope)?;
        // Where a filter or a window let nothing through, that has been said.
        let run = &observation.run;
        if observation.destinations.is_empty() && run.packets > 0 && unmatched.filters.is_empty() {
            warn(nothing_public(run.connections));
        }
        let (release, chosen) = self.release.choose_for(&mut [&mut observation])?;
        let attributor = self.release.catalog.attributor(release)?;
        observation.attribute(&attributor);
        let context = Context {
            attributor: &attributor,
            release: release.map_or(USUAL_RELEASE, Release::id),
            chosen: chosen.as_ref(),
        };
        let page = page::build(&observation, context);
        let layout = layout(self.output.as_deref());
        output.write_all(format.render(&page, layout).as_bytes())?;
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn format(id: &str) -> Result<&'static dyn Format, UseError> {
    FORMATS
        .iter()
        .find(|format| format.id() == id)
        .copied()
        .ok_or_else(|| UseError::new(format!("there is no report format `{id}`")))
}

/// Why the page is empty.
const fn nothing_public(connections: u64) -> &'static str {
    if connections == 0 {
        "the page is empty: no connection was found"
    } else {
        "the page is empty: no connection went to a public address; --include-private shows the others"
    }
}
