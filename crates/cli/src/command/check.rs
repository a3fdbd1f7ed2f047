//! `backchat check`: a run held against a policy and against what was accepted, for machines that decide.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use backchat_engine::check::{self, Baseline, Check as Checked, Drafted, Format, Order, Sources};
use backchat_engine::compare::{self, Comparison};
use backchat_engine::intent::Intent;
use backchat_engine::record::Record;
use backchat_engine::said::ReadError;
use backchat_engine::source::capture::Inputs;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgMatches, Args, FromArgMatches};

use super::Command;
use crate::failure::{UseError, say as tell};
use crate::inputs::InputArguments;
use crate::output::Output;
use crate::policies::{PolicyArguments, refusal, text_of};
use crate::runs::{Condition, RunArguments, attribute, say, stored};
use crate::showing::DocumentShowing;

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Captures (pcap or pcapng, plain, gzip or zstd) or folders of them, which are one run; or the record of one
    #[arg(required = true, value_name = "CAPTURE")]
    captures: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyArguments,
    /// A run to compare with, a record or a capture: silence is proven by it, and only what is new is undocumented
    #[arg(long, value_name = "RUN")]
    before: Option<PathBuf>,
    /// What is accepted, each with a reason and a last day; may be repeated
    #[arg(long, value_name = "FILE")]
    baseline: Vec<PathBuf>,
    /// Write a draft of an acceptance for everything that could be accepted into this baseline; what stands in it stays
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Fail where the run holds fewer hours, pauses left out
    #[arg(long, value_name = "HOURS", value_parser = hours)]
    min_hours: Option<f64>,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    run: RunArguments,
    /// What is known of the machine: release, edition, account, settings, host…; may be repeated
    #[arg(long = "condition", value_name = "KEY=VALUE")]
    conditions: Vec<Condition>,
    /// The runs are of machines set up alike: compare silence and rates although they are different machines or releases
    #[arg(long)]
    comparable: bool,
    #[command(flatten)]
    showing: CheckShowing,
}

/// A documents' form or JSON, or one of the forms that only checks have.
#[derive(Debug)]
enum CheckShowing {
    Document(DocumentShowing),
    Program {
        format: &'static str,
        output: Option<PathBuf>,
    },
}

impl Args for CheckShowing {
    fn augment_args(command: clap::Command) -> clap::Command {
        DocumentShowing::augment_args(command).mut_arg("format", |format| {
            let mut values = format.get_possible_values();
            let own = check::FORMATS.iter();
            values.extend(own.map(|it| PossibleValue::new(it.id()).help(it.about())));
            format.value_parser(PossibleValuesParser::from(values))
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for CheckShowing {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let asked = matches.get_one::<String>("format");
        let own = asked.and_then(|it| own_format(it));
        Ok(match own {
            None => Self::Document(DocumentShowing::from_arg_matches(matches)?),
            Some(format) => Self::Program {
                format: format.id(),
                output: matches.get_one::<PathBuf>("output").cloned(),
            },
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn own_format(id: &str) -> Option<&'static dyn Format> {
    check::FORMATS.iter().find(|it| it.id() == id).copied()
}

fn hours(text: &str) -> Result<f64, String> {
    let hours: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    let meant = hours.is_finite() && hours > 0.0;
    meant
        .then_some(hours)
        .ok_or_else(|| "it is no length of a run".to_owned())
}

impl Command for Check {
    const NAME: &'static str = "check";
    const ABOUT: &'static str =
        "Hold a run against a policy and what was accepted; exit code 1 where it fails";
    const EXAMPLES: &'static str = "\
What fails: what the policy turns off and still gets through, with the cause; what nobody documents, and public addresses that \
nothing names; what should go on and fails, where --before shows that it did not always; acceptances that have ended or have no \
reason; and a run that shows nothing, because then nothing was checked. What may be chance is a warning; --strict makes warnings \
fail. docs/checking.md explains every rule.

A baseline is a TOML file of what is accepted, to be reviewed and committed like code. --write-baseline drafts it; a draft counts \
for nothing until somebody has written its reason, and no acceptance holds longer than its last day. New destinations fail until \
they are in it.

Examples:
  backchat check idle.pcapng --policy policy.toml
  backchat check image/ --policy policy.toml --write-baseline accepted.toml    then write the reasons, and commit it
  backchat check image/ -p policy.toml --baseline accepted.toml --min-hours 24
  backchat check new-image.pcapng --before old-image.run.json --comparable     without a policy: what is new
  backchat check week/ -p policy.toml --format json | jq -r '.findings[] | select(.level == \"error\") | .message'

In a pipeline, with a report that its server reads, whatever the outcome:
  backchat check idle.pcapng -p policy.toml --baseline accepted.toml --min-hours 8 --format junit -o backchat.xml
  case $? in 0) ;; 1) echo 'the image talks' ;; *) echo 'it could not be checked' ;; esac

Exit codes: 0 passed, 1 failed, 2 wrong use (a policy or baseline that cannot be meant too), 3 input unreadable.";

    fn run(self) -> anyhow::Result<ExitCode> {
        let output = self.output()?;
        let policy = self
            .policy
            .any()
            .then(|| self.policy.resolve())
            .transpose()?;
        let intent = policy.as_ref().map(Intent::of).transpose();
        let intent = intent.map_err(|error| refusal(&error))?;
        let baselines = self.baselines()?;
        let draft = self
            .write_baseline
            .as_deref()
            .map(Draft::open)
            .transpose()?;

        let mut run = self.run.load(&self.captures)?;
        say(&mut run, &self.conditions);
        let before = self.before.as_ref();
        let before = before.map(|it| self.run.load(std::slice::from_ref(it)));
        let mut before = before.transpose()?;
        let asked = match &intent {
            Some(intent) => Some(intent.release()),
            None => self.policy.named_release()?,
        };
        let mut runs: Vec<&mut Record> = before.iter_mut().chain([&mut run]).collect();
        let (release, chosen) = attribute(&self.policy.catalog, asked, &mut runs)?;
        let name = self.policy.name();
        let comparison = Comparison::of(compare::Order {
            before: before.as_ref(),
            after: &run,
            policy: intent.as_ref().map(|intent| (intent, name.as_str())),
            catalog: self.policy.catalog.load()?,
            release,
            chosen: chosen.as_ref(),
            comparable: self.comparable,
        });
        let checked = Checked::of(&Order {
            comparison: &comparison,
            run: &run,
            before: before.as_ref(),
            baselines: &baselines,
            day: self.policy.date(),
            min_hours: self.min_hours,
            strict: self.strict,
            sources: &self.sources(),
        });
        if let Some(draft) = draft {
            draft.write(&checked)?;
        }
        self.show(output, &checked)?;
        Ok(ExitCode::from(u8::from(!checked.passed)))
    }
}

impl Check {
    /// Opens the place of the answer, which must not be one of the captures.
    fn output(&self) -> anyhow::Result<Output> {
        let place = match &self.showing {
            CheckShowing::Document(showing) => showing.place(),
            CheckShowing::Program { output, .. } => output.as_deref(),
        };
        if place.is_some() && place == self.write_baseline.as_deref() {
            return Err(UseError::new(
                "the answer and the baseline cannot be written into the same file",
            )
            .into());
        }
        let read: Vec<&PathBuf> = self.captures.iter().chain(&self.before).collect();
        InputArguments::output(&Inputs::expand(&read)?, place)
    }

    fn show(&self, mut output: Output, checked: &Checked) -> anyhow::Result<()> {
        match &self.showing {
            CheckShowing::Document(showing) => {
                let shown = showing.open_at(output)?;
                shown.show(checked, || check::document(checked))
            }
            CheckShowing::Program { format, .. } => {
                let format = own_format(format);
                let text = format.map(|it| it.render(checked)).unwrap_or_default();
                output.write_all(text.as_bytes())?;
                output.finish()
            }
        }
    }

    fn baselines(&self) -> anyhow::Result<Vec<Baseline>> {
        let mut baselines: Vec<Baseline> = Vec::new();
        for path in &self.baseline {
            let shown = path.display().to_string();
            let text = text_of(path, "baseline")?;
            let read = Baseline::read(&shown, &text).map_err(|error| wrong(&error))?;
            let others = || baselines.iter().flat_map(|it| &it.accept);
            for it in &read.accept {
                if let Some(other) = others().find(|other| other.reach == it.reach) {
                    let what = format!(
                        "{}: {} is accepted already: {}",
                        it.origin, it.destination, other.origin
                    );
                    return Err(UseError::new(what).hint("keep one of the two").into());
                }
            }
            baselines.push(read);
        }
        Ok(baselines)
    }

    /// The files that findings are shown at, as they were named.
    fn sources(&self) -> Sources {
        let name = |path: &PathBuf| path.display().to_string();
        let policy = self.policy.policy.as_ref();
        Sources {
            policy: policy.filter(|it| *it != Path::new("-")).map(name),
            captures: self.captures.iter().map(name).collect(),
        }
    }
}

/// A baseline that drafts are written into.
struct Draft<'a> {
    path: &'a Path,
    output: Output,
    existing: Option<String>,
}

impl<'a> Draft<'a> {
    /// Opens it before the long work, and reads what is there.
    fn open(path: &'a Path) -> anyhow::Result<Self> {
        if stored(path)?.is_some() {
            let what = format!("{} is a record of a run, and no baseline", path.display());
            return Err(UseError::new(what).into());
        }
        let existing = path
            .is_file()
            .then(|| text_of(path, "baseline"))
            .transpose()?;
        if let Some(text) = &existing {
            let shown = path.display().to_string();
            Baseline::read(&shown, text).map_err(|error| wrong(&error))?;
        }
        Ok(Self {
            path,
            output: Output::open(Some(path))?,
            existing,
        })
    }

    fn write(mut self, checked: &Checked) -> anyhow::Result<()> {
        let shown = self.path.display().to_string();
        let drafted = check::drafted(checked, &shown, self.existing.as_deref());
        let drafted = drafted.map_err(|error| wrong(&error))?;
        self.output.write_all(drafted.text.as_bytes())?;
        self.output.finish()?;
        told(&shown, &drafted);
        Ok(())
    }
}

fn told(shown: &str, drafted: &Drafted) {
    let added = drafted.added.len();
    tell(
        "1",
        "note",
        &match added {
            0 => format!("there was nothing to add to {shown}"),
            1 => format!("1 draft in {shown} needs its reason before it counts"),
            many => format!("{many} drafts in {shown} need their reasons before they count"),
        },
    );
    let lists = [
        (
            &drafted.there,
            "in it already, and accepted by nothing that holds",
        ),
        (
            &drafted.left_out,
            "left out, because no baseline can say it",
        ),
    ];
    for (names, why) in lists.into_iter().filter(|it| !it.0.is_empty()) {
        tell("1", "note", &format!("{}: {why}", names.join(", ")));
    }
}

/// A baseline's error for the user.
fn wrong(error: &ReadError) -> UseError {
    let refused = UseError::new(error.to_string());
    match error.hint() {
        Some(hint) => refused.hint(hint),
        None => refused,
    }
}
