//! `backchat coverage`: how much of what there is to see a run has seen, and until when to leave it going.

use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::catalog::Release;
use backchat_engine::coverage::Coverage as Answer;
use backchat_engine::report::page::Context;
use backchat_engine::source::capture::Inputs;
use clap::Args;

use super::Command;
use crate::inputs::{InputArguments, ReleaseArgument, USUAL_RELEASE};
use crate::runs::{RunArguments, attribute};
use crate::showing::DocumentShowing;

#[derive(Args, Debug)]
pub(crate) struct Coverage {
    /// Capture files or folders of them, which together are one run, or one record of a run
    #[arg(required = true, value_name = "RUN")]
    run: Vec<PathBuf>,
    #[command(flatten)]
    reading: RunArguments,
    #[command(flatten)]
    release: ReleaseArgument,
    #[command(flatten)]
    showing: DocumentShowing,
}

impl Command for Coverage {
    const NAME: &'static str = "coverage";
    const ABOUT: &'static str =
        "Tell how much of what there is to see a run has seen, and until when to leave it running";
    const EXAMPLES: &'static str = "\
The answer begins with how many destinations were seen and how many more there likely are, and with advice: leave it running until \
when and why, or what it rests on that enough was seen. Then come the curve of discovery, what was not seen, and when each \
destination is called: all the time, at an interval, each hour, day or week, at starts, when the network changes, once. Times are UTC.

The estimate is of destinations that are called at least once in twice the time watched; of rarer ones no run can tell anything. \
Idle machines call by timers, so the limits are made to hold for timers as well as for random callers; docs/coverage.md tells how \
well they do. A day's rhythm is claimed from three days on, a week's from two weeks and three calls on.

Silences of more than an hour are taken for pauses of the recording. Several machines blur each other's rhythms: name one with --device.

Examples:
  backchat coverage idle.pcapng                          is this enough?
  backchat coverage week/ --device 192.168.1.20          a folder of captures is one run
  backchat coverage monday.pcap tuesday.pcap             so are several captures
  backchat coverage week.run.json --format html -o coverage.html
  backchat coverage week/ --format json | jq -r .advice.until";

    fn run(self) -> anyhow::Result<ExitCode> {
        // What is wrong is found out before long work.
        let asked = self.release.resolve()?;
        let inputs = Inputs::expand(&self.run)?;
        let output = InputArguments::output(&inputs, self.showing.place())?;
        let output = self.showing.open_at(output)?;
        let mut record = self.reading.load(&self.run)?;
        let catalog = &self.release.catalog;
        let (release, chosen) = attribute(catalog, asked, &mut [&mut record])?;
        let attributor = catalog.attributor(release)?;
        let context = Context {
            attributor: &attributor,
            release: release.map_or(USUAL_RELEASE, Release::id),
            chosen: chosen.as_ref(),
        };
        let answer = Answer::of(&record, context);
        output.show(&answer, || answer.document())?;
        Ok(ExitCode::SUCCESS)
    }
}
