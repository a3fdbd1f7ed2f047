//! `backchat export`: a policy as the files of the planes that enforce or watch it.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use backchat_engine::intent::Intent;
use backchat_engine::plane::target::registry_file::RegistryState;
use backchat_engine::plane::{self, Artefact, Fidelity, Order, PLANES, Plane, PlaneError};
use backchat_engine::policy::{Policy, PolicyError};
use backchat_engine::report::sheet::Sheet;
use backchat_engine::suggest::nearest;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Command;
use crate::against::AgainstArguments;
use crate::describe::planes;
use crate::failure::{InputFailure, UseError, say};
use crate::folders;
use crate::inputs::warn;
use crate::output::{Output, layout};
use crate::policies::{PolicyArguments, refusal};

#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The planes to write for; those of the policy where none is named. `--list` shows all
    #[arg(value_name = "PLANE")]
    planes: Vec<String>,
    #[command(flatten)]
    policy: PolicyArguments,
    #[command(flatten)]
    against: AgainstArguments,
    /// What the machine's registry held before, as `reg export` writes it: makes the undo of registry-file exact; may be
    /// repeated
    #[arg(long, value_name = "FILE.reg")]
    before: Vec<PathBuf>,
    /// Write the files, their undo and fidelity.json into a folder for each plane in this one, instead of the main file to
    /// standard output; with --format json, the file for the document
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The form of the output
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Files)]
    format: Form,
    /// Write nothing, and exit with 1, where a rule does not do exactly what was meant
    #[arg(long)]
    strict: bool,
    /// List the planes with what each can express
    #[arg(long)]
    list: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The files themselves
    Files,
    /// One JSON document with the files, the undo and how each rule came out
    Json,
}

/// A plane's artefact, as JSON has it.
#[derive(Serialize)]
struct Exported<'a> {
    plane: &'static str,
    tally: plane::Tally,
    #[serde(flatten)]
    artefact: &'a Artefact,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    policy: &'a str,
    date: String,
    releases: Vec<&'a str>,
    planes: Vec<Exported<'a>>,
}

impl Command for Export {
    const NAME: &'static str = "export";
    const ABOUT: &'static str =
        "Write a policy as rules for DNS, proxies, firewalls, the machine itself and detection";
    const EXAMPLES: &'static str = "\
A plane is what enforces or watches a policy. Each says of every rule how exactly it does what was meant: exact, wider (it \
hits more), narrower (it misses some) or refused, with what differs. No rule reaches what stays. Every plane comes with the \
way back.

`backchat plan` shows first what a policy does, and what breaks.

Examples:
  backchat export --list
  backchat export rpz --preset quiet                          the zone, on standard output
  backchat export rpz squid --policy quiet.toml -o rules      folders rules/rpz and rules/squid, with the undo
  backchat export unbound --off diagnostic-data,maps --keep windows-update --release 20H2
  backchat export registry-file --preset quiet --before before-software.reg -o rules
  backchat export nftables --policy quiet.toml --against idle.pcapng
  backchat export rpz --policy quiet.toml --strict --format json | jq '.planes[].tally'";

    fn run(self) -> anyhow::Result<ExitCode> {
        if self.list {
            return self.show_list();
        }
        let named = self.named_planes()?;
        let policy = self.policy.resolve()?;
        let planes = match named.as_slice() {
            [] => policy
                .planes
                .iter()
                .map(|said| {
                    find(&said.value).map_err(|error| error.prefixed(&said.origin.to_string()))
                })
                .collect::<Result<Vec<_>, _>>()?,
            _ => named,
        };
        if planes.is_empty() {
            return Err(UseError::new("no plane is named")
                .hint("name one, or several; `backchat export --list` shows all. A policy may have `planes = [\"rpz\"]`")
                .into());
        }
        let intent = Intent::of(&policy).map_err(|error| refusal(&error))?;
        if intent.is_empty() {
            return Err(refusal(&PolicyError::Empty).into());
        }
        let observation = self
            .against
            .observe(&self.policy.catalog, intent.release())?;
        let seen = observation.iter().flat_map(|it| &it.destinations);
        let known = plane::known_hosts(policy.catalog, seen.filter_map(|it| it.name()));
        let before = before(&self.before)?;
        let name = self.policy.name();
        let order = Order {
            intent: &intent,
            policy: &name,
            date: self.policy.date(),
            serial: self.policy.serial(),
            known: &known,
            observation: observation.as_ref(),
            before: before.as_ref(),
        };
        let several = planes.len() > 1;
        let mut made: Vec<(&dyn Plane, Artefact)> = Vec::new();
        for plane in planes {
            let artefact = order.fits(plane).and_then(|()| plane.compile(&order));
            match artefact {
                Ok(artefact) => made.push((plane, artefact)),
                // Whoever names several wants what there is of them.
                Err(error @ PlaneError::Nothing(_)) if several => {
                    say("1;33", "left out", &format!("{}: {error}", plane.id()));
                }
                Err(error) => return Err(refused(plane, &error).into()),
            }
        }
        if made.is_empty() {
            return Err(UseError::new("none of the planes has anything to write")
                .hint("`backchat plan` shows what the policy does and why")
                .into());
        }
        tell(&policy, &intent);
        if self.strict && !exact(&made) {
            return Ok(ExitCode::from(1));
        }
        match self.format {
            Form::Json => self.json(&intent, &order, &made)?,
            Form::Files => match &self.output {
                Some(folder) => folders::write(folder, &made)?,
                None => print_main(&made)?,
            },
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Export {
    fn named_planes(&self) -> Result<Vec<&'static dyn Plane>, UseError> {
        let mut planes: Vec<&'static dyn Plane> = Vec::new();
        for id in &self.planes {
            let plane = find(id)?;
            if !planes.iter().any(|it| it.id() == plane.id()) {
                planes.push(plane);
            }
        }
        Ok(planes)
    }

    fn show_list(&self) -> anyhow::Result<ExitCode> {
        let mut output = Output::open(None)?;
        match self.format {
            Form::Json => {
                serde_json::to_writer_pretty(&mut output, &planes::views())?;
                writeln!(output)?;
            }
            Form::Files => {
                let layout = layout(None);
                let mut sheet = Sheet::new(layout.width, layout.colour);
                planes::list(&mut sheet);
                output.write_all(sheet.into_text().as_bytes())?;
            }
        }
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }

    fn json(
        &self,
        intent: &Intent<'_>,
        order: &Order<'_>,
        made: &[(&dyn Plane, Artefact)],
    ) -> anyhow::Result<()> {
        let document = Document {
            schema: "backchat-export/1",
            policy: order.policy,
            date: order.date.to_string(),
            releases: intent.releases.iter().map(|it| it.id()).collect(),
            planes: made
                .iter()
                .map(|(plane, artefact)| exported(*plane, artefact))
                .collect(),
        };
        let place = self.output.as_deref();
        if let Some(folder) = place.filter(|place| place.is_dir()) {
            return Err(UseError::new(format!("{} is a folder", folder.display()))
                .hint(format!(
                    "with --format json, name a file: {}",
                    folder.join("export.json").display()
                ))
                .into());
        }
        let mut output = Output::open(place)?;
        serde_json::to_writer_pretty(&mut output, &document)?;
        writeln!(output)?;
        output.finish()
    }
}

/// What the registry held before, out of exports; what could not be read of them is told.
fn before(exports: &[PathBuf]) -> anyhow::Result<Option<RegistryState>> {
    let mut state = RegistryState::default();
    for file in exports {
        let shown = file.display();
        let bytes = std::fs::read(file)
            .map_err(|error| InputFailure(format!("cannot read {shown}: {error}")))?;
        let problems = state
            .add(&bytes)
            .map_err(|error| InputFailure(format!("{shown}: {error}")))?;
        for problem in &problems {
            warn(&format!("{shown}: {problem}"));
        }
    }
    Ok((!exports.is_empty()).then_some(state))
}

/// Says what the policy's reader should know.
fn tell(policy: &Policy<'_>, intent: &Intent<'_>) {
    if !policy.release_named {
        say(
            "1",
            "note",
            &format!(
                "no release is named; {} is meant",
                intent.release().entry.name
            ),
        );
    }
    for note in &intent.notes {
        say("1", "note", note);
    }
}

fn exported<'a>(plane: &dyn Plane, artefact: &'a Artefact) -> Exported<'a> {
    Exported {
        plane: plane.id(),
        tally: artefact.tally(),
        artefact,
    }
}

/// The plane of an id, or the nearest ones.
pub(super) fn find(id: &str) -> Result<&'static dyn Plane, UseError> {
    plane::find(id).ok_or_else(|| {
        let hint = match nearest(id, PLANES.iter().map(|plane| plane.id())).as_slice() {
            [] => "`backchat export --list` shows all".to_owned(),
            near => format!("did you mean {}?", near.join(", or ")),
        };
        UseError::new(format!("there is no plane `{id}`")).hint(hint)
    })
}

fn refused(plane: &dyn Plane, error: &plane::PlaneError) -> UseError {
    UseError::new(format!("{}: {error}", plane.id())).hint(error.hint())
}

/// Whether every rule of every plane is exact; tells those that are not.
fn exact(made: &[(&dyn Plane, Artefact)]) -> bool {
    let mut exact = true;
    for (plane, artefact) in made {
        for rule in artefact
            .rules
            .iter()
            .filter(|rule| rule.fidelity != Fidelity::Exact)
        {
            exact = false;
            let text = format!(
                "{}: {} [{}] is {}: {}",
                plane.id(),
                rule.what,
                rule.id,
                rule.fidelity,
                rule.difference()
            );
            say("1;31", "not exact", &text);
        }
    }
    if !exact {
        say(
            "1",
            "hint",
            "nothing was written; without --strict the differences stand in the files' headers",
        );
    }
    exact
}

/// The main file of the one plane, on standard output.
fn print_main(made: &[(&dyn Plane, Artefact)]) -> anyhow::Result<()> {
    let [(plane, artefact)] = made else {
        return Err(
            UseError::new("several planes do not fit on standard output")
                .hint("name a folder with --output, or take --format json")
                .into(),
        );
    };
    let main = artefact.files.first().context("a plane makes a file")?;
    let mut output = Output::open(None)?;
    if main.text().is_none() && std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        return Err(UseError::new(format!("{} is no text", main.name))
            .hint("name a folder with --output")
            .into());
    }
    output.write_all(&main.content)?;
    output.finish()?;
    let others = artefact.files.len() - 1;
    let files = if others == 1 {
        "is 1 file".to_owned()
    } else {
        format!("are {others} files")
    };
    say(
        "1",
        "note",
        &format!(
            "{}: {}. With --output DIR there {files} more, the undo among them",
            plane.id(),
            artefact.tally()
        ),
    );
    Ok(())
}
