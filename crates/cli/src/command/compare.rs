//! `backchat compare`: two runs held against each other, and against a policy.

use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::compare::{self, Comparison, Order};
use backchat_engine::intent::Intent;
use backchat_engine::source::capture::Inputs;
use clap::Args;

use super::Command;
use crate::failure::UseError;
use crate::inputs::InputArguments;
use crate::policies::{PolicyArguments, refusal};
use crate::runs::{Condition, RunArguments, attribute, say};
use crate::showing::DocumentShowing;

#[derive(Args, Debug)]
pub(crate) struct Compare {
    /// The run before: a record of it, a capture, or a folder of captures
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// The run after
    #[arg(value_name = "AFTER")]
    after: PathBuf,
    #[command(flatten)]
    policy: PolicyArguments,
    #[command(flatten)]
    run: RunArguments,
    /// What is known of the machine in the run before: release, edition, account, settings, host…; may be repeated
    #[arg(long = "before-condition", value_name = "KEY=VALUE")]
    before_conditions: Vec<Condition>,
    /// The same of the run after
    #[arg(long = "after-condition", value_name = "KEY=VALUE")]
    after_conditions: Vec<Condition>,
    /// The runs are of machines set up alike: compare silence and rates although they are different machines or releases
    #[arg(long)]
    comparable: bool,
    /// List on the terminal what is as wanted too; the other forms always do
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    showing: DocumentShowing,
}

impl Command for Compare {
    const NAME: &'static str = "compare";
    const ABOUT: &'static str = "Say what became of every endpoint between two runs";
    const EXAMPLES: &'static str = "\
Every endpoint gets a verdict: quiet, blocked (it is tried in vain), reduced, still talking and why, new, gone without a reason, \
failing though nothing should stop it. \"Quiet\" is said only where an endpoint that still called half as often as before would have been \
heard with 99 %; what is silent for less long is said to be open, and until when the second run would have to go on.

What makes the runs a poor pair (another machine or release, the same time, an empty run) is said first, and verdicts that would be \
guesses are withheld. Rates are per hour that was recorded; pauses of more than an hour are left out.

Examples:
  backchat compare before.pcapng after.pcapng --policy policy.toml
  backchat compare before.run.json after/ --policy policy.toml --format html -o proof.html
  backchat compare monday.run.json friday.run.json                    without a policy: what is different
  backchat compare vm1.pcap vm2.pcap --comparable --before-condition build=19041 --after-condition build=19045
  backchat compare a.pcap b.pcap -p policy.toml --format json | jq '.destinations[] | select(.judgement == \"wrong\") | .causes'";

    fn run(self) -> anyhow::Result<ExitCode> {
        let inputs = Inputs::expand(&[&self.before, &self.after])?;
        let output = InputArguments::output(&inputs, self.showing.place())?;
        let output = self.showing.open_at(output)?;
        let policy = self
            .policy
            .any()
            .then(|| self.policy.resolve())
            .transpose()?;
        let intent = policy.as_ref().map(Intent::of).transpose();
        let intent = intent.map_err(|error| refusal(&error))?;
        if [&self.before, &self.after].map(|it| it.as_os_str()) == ["-"; 2] {
            return Err(UseError::new("standard input can be one run only")
                .hint("keep the other in a file, or as a record: backchat record - -o FILE")
                .into());
        }
        let mut before = self.run.load(std::slice::from_ref(&self.before))?;
        say(&mut before, &self.before_conditions);
        let mut after = self.run.load(std::slice::from_ref(&self.after))?;
        say(&mut after, &self.after_conditions);
        if before.label == after.label && self.before != self.after {
            before.label = self.before.display().to_string();
            after.label = self.after.display().to_string();
        }
        let asked = match &intent {
            Some(intent) => Some(intent.release()),
            None => self.policy.named_release()?,
        };
        let (release, chosen) =
            attribute(&self.policy.catalog, asked, &mut [&mut before, &mut after])?;
        let name = self.policy.name();
        let comparison = Comparison::of(Order {
            before: Some(&before),
            after: &after,
            policy: intent.as_ref().map(|intent| (intent, name.as_str())),
            catalog: self.policy.catalog.load()?,
            release,
            chosen: chosen.as_ref(),
            comparable: self.comparable,
        });
        let all = self.all || self.showing.has_room();
        output.show(&comparison, || compare::document(&comparison, all))?;
        Ok(ExitCode::SUCCESS)
    }
}
