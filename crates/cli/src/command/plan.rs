//! `backchat plan`: what a policy will do, before anything is written.

use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::intent::Intent;
use backchat_engine::plan::Plan as View;
use backchat_engine::plane::{self, Order, PLANES, Plane};
use backchat_engine::policy::PolicyError;
use clap::Args;

use super::Command;
use crate::against::AgainstArguments;
use crate::describe;
use crate::failure::UseError;
use crate::output::Showing;
use crate::policies::{PolicyArguments, refusal};

#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// The policy, a TOML file; the same as --policy
    #[arg(value_name = "POLICY", conflicts_with = "policy")]
    file: Option<PathBuf>,
    #[command(flatten)]
    policy: PolicyArguments,
    #[command(flatten)]
    against: AgainstArguments,
    /// Say everything: what stays and why, every rule's impact, every name that would have gone through
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    showing: Showing,
}

impl Command for Plan {
    const NAME: &'static str = "plan";
    const ABOUT: &'static str = "Say what a policy will do, and what breaks, before it is done";
    const EXAMPLES: &'static str = "\
A policy names areas to keep and areas to turn off. What an area needs stays with it. Areas that guard security \
(certificates, Defender, updates, the clock) are turned off only when named one by one; `*` never reaches them. A rule that \
would reach something that stays gets a hole, or is refused.

A policy file:
  release = \"2004\"
  keep = [\"windows-update\", \"licensing\"]
  off = [\"diagnostic-data\", \"windows-spotlight\"]      # \"*\" is everything that is not kept
  undocumented = \"keep\"                               # \"off\" makes lists of what is allowed
  ncsi = \"keep\"                                       # \"disable-probing\", or { answer = \"192.0.2.80\" }
  planes = [\"rpz\", \"registry-file\"]

  [[exception]]
  keep = \"v10.events.data.microsoft.com\"
  reason = \"achievements on the kiosk\"
  until = 2027-06-30

Examples:
  backchat plan policy.toml
  backchat plan policy.toml --against idle.pcapng        what would have been stopped, and what goes through
  backchat plan --preset quiet --release 20H2
  backchat plan --off maps,onedrive --format json | jq '.collisions'";

    fn run(mut self) -> anyhow::Result<ExitCode> {
        if let Some(file) = self.file.take() {
            self.policy.policy = Some(file);
        }
        let policy = self.policy.resolve()?;
        let planes = planes(&policy.planes)?;
        let intent = Intent::of(&policy).map_err(|error| refusal(&error))?;
        if intent.is_empty() {
            return Err(refusal(&PolicyError::Empty).into());
        }
        let observation = self
            .against
            .observe(&self.policy.catalog, intent.release())?;
        let seen = observation.iter().flat_map(|it| &it.destinations);
        let known = plane::known_hosts(policy.catalog, seen.filter_map(|it| it.name()));
        let name = self.policy.name();
        let order = Order {
            intent: &intent,
            policy: &name,
            date: self.policy.date(),
            serial: self.policy.serial(),
            known: &known,
            observation: observation.as_ref(),
            before: None,
        };
        let mut view = View::of(&order, &planes);
        if !policy.release_named {
            view.notes.insert(
                0,
                format!(
                    "no release is named; {} is meant",
                    intent.release().entry.name
                ),
            );
        }
        self.showing
            .show(&view, |sheet| describe::plan(sheet, &view, self.all))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The planes that the policy names, or all.
fn planes(
    named: &[backchat_engine::policy::Said<String>],
) -> Result<Vec<&'static dyn Plane>, UseError> {
    if named.is_empty() {
        return Ok(PLANES.to_vec());
    }
    let each = named.iter();
    each.map(|said| {
        super::export::find(&said.value).map_err(|error| error.prefixed(&said.origin.to_string()))
    })
    .collect()
}
