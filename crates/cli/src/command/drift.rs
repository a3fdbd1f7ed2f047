//! `backchat drift`: what changed over many runs.

use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::drift::{self, Class};
use backchat_engine::source::capture::Inputs;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::Command;
use crate::catalogs::CatalogArguments;
use crate::failure::UseError;
use crate::inputs::InputArguments;
use crate::runs::RunArguments;
use crate::showing::DocumentShowing;

#[derive(Args, Debug)]
pub(crate) struct Drift {
    /// Runs: records of them, captures, folders of captures (one run each) or folders of records (a run a record)
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    #[command(flatten)]
    run: RunArguments,
    /// Show how destinations lie over this condition (build, host, group…); may be repeated. Without it, over every one in
    /// which the runs differ. Claims are held against all conditions in any case
    #[arg(long, value_name = "KEY")]
    by: Vec<String>,
    /// Show only destinations of this class; may be repeated
    #[arg(long, value_name = "CLASS", value_parser = classes())]
    only: Vec<String>,
    #[command(flatten)]
    catalog: CatalogArguments,
    #[command(flatten)]
    showing: DocumentShowing,
}

fn classes() -> PossibleValuesParser {
    let each = Class::ALL.iter();
    each.map(|class| PossibleValue::new(class.token()).help(class.about()))
        .collect::<Vec<_>>()
        .into()
}

impl Command for Drift {
    const NAME: &'static str = "drift";
    const ABOUT: &'static str =
        "Tell what changed over many runs: new since a build, only on a host, gone";
    const EXAMPLES: &'static str = "\
Runs are told apart by what was said of them (`backchat record --condition build=19041.388 --condition host=desk-7`). What is odd \
about them is told first: empty and short runs, runs given twice, overlaps, clocks and hosts that disagree.

A run without a destination counts against it only where it would have been seen with a chance of 95 %. A claim is made only where \
the runs of the other side could have seen it, and where no other condition tells the same runs apart; otherwise it is withheld, \
and that is said. The order of runs changes nothing.

Examples:
  backchat drift records/                             every record in a folder
  backchat drift records/ --only new --only gone      what changed with builds and releases
  backchat drift records/ --by build --by host
  backchat drift monday.run.json tuesday.run.json wednesday.pcapng
  backchat drift records/ --format json | jq -r '.destinations[] | select(.class == \"new\") | .title'";

    fn run(self) -> anyhow::Result<ExitCode> {
        let inputs = Inputs::expand(&self.runs)?;
        let output = InputArguments::output(&inputs, self.showing.place())?;
        let output = self.showing.open_at(output)?;
        let records = self.run.each(&self.runs)?;
        let attributor = self.catalog.attributor(None)?;
        let mut drift = drift::Drift::of(&records, &attributor, &self.by);
        if let Some(key) = self.unknown(&drift) {
            return Err(UseError::new(format!("no run says its {key}"))
                .hint("`backchat record --condition KEY=VALUE` keeps what is known of a run")
                .into());
        }
        if !self.only.is_empty() {
            let tokens = self.only.iter();
            let only: Vec<Class> = tokens.filter_map(|it| Class::from_token(it)).collect();
            drift.keep(&only);
        }
        output.show(&drift, || drift.document())?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Drift {
    /// A condition that was asked for and that no run has.
    fn unknown(&self, drift: &drift::Drift) -> Option<&str> {
        let known = |key: &&String| drift.axes.iter().any(|axis| axis.key == **key);
        let unknown = self.by.iter().find(|key| !known(key));
        unknown.map(String::as_str)
    }
}
