//! `backchat catalog propose`: a capture's undocumented destinations as entries for a person to review.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use backchat_engine::catalog::Source;
use backchat_engine::curate::propose::{Proposals, Threshold, propose, table, toml};
use backchat_engine::report::sheet::Sheet;
use clap::{Args, ValueEnum};

use crate::catalogs::CatalogArguments;
use crate::describe::counted;
use crate::failure::{UseError, say};
use crate::inputs::{DeviceArguments, InputArguments};
use crate::observing::{Scope, observe};
use crate::output::{Output, layout};

pub(super) const EXAMPLES: &str = "\
Nothing is added to any catalog. With --output the entries are written below DIR as files that are still to be reviewed: \
each says what was seen, in comments, and has no purpose. `--catalog DIR` refuses them until somebody has said in \
`purpose` what they are for. Only hosts that were seen are proposed, never a wildcard; names of load balancers and \
content networks, private names and addresses without a name are counted and left out.

Examples:
  backchat catalog propose idle.pcapng                   what was seen, and what is to be decided
  backchat catalog propose week/ --output mine/          as files in a catalog of your own
  backchat catalog check --catalog mine/                 what is still to be done in them
  backchat catalog propose week/ --catalog mine/         what neither the program nor you document
  backchat catalog propose week/ --min-devices 2 --format json | jq -r '.files[].entries[].host'";

#[derive(Args, Debug)]
pub(super) struct Propose {
    #[command(flatten)]
    input: InputArguments,
    #[command(flatten)]
    device: DeviceArguments,
    #[command(flatten)]
    catalog: CatalogArguments,
    /// What to print
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Table)]
    format: Form,
    /// Write the entries as files below this folder, which must not hold any of them yet
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Leave out what was tried less often
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    min_attempts: u64,
    /// Leave out what fewer devices called
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    min_devices: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// What was seen, and what is to be decided, to read here and now
    Table,
    /// The files, one after the other
    Toml,
    /// One JSON document, for programs
    Json,
}

impl Propose {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(folder) = &self.output {
            refuse_folder(folder)?;
        }
        let attributor = self.catalog.attributor(None)?;
        let inputs = self.input.inputs()?;
        let scope = Scope {
            window: self.input.window(),
            device: &self.device,
            include_private: false,
        };
        let (mut observation, _) = observe(&inputs, scope)?;
        let threshold = Threshold {
            attempts: self.min_attempts,
            devices: self.min_devices,
        };
        observation.attribute(&attributor);
        let proposals = propose(&observation, &attributor, threshold);
        if let Some(folder) = &self.output {
            write(&proposals, folder)?;
        }
        self.print(&proposals)?;
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, proposals: &Proposals) -> anyhow::Result<()> {
        let mut output = Output::open(None)?;
        match self.format {
            Form::Table => {
                let layout = layout(None);
                let mut sheet = Sheet::new(layout.width, layout.colour);
                table(proposals, &mut sheet);
                output.write_all(sheet.into_text().as_bytes())?;
            }
            Form::Toml => {
                for (at, file) in proposals.files.iter().enumerate() {
                    let blank = if at > 0 { "\n" } else { "" };
                    writeln!(output, "{blank}# {}", file.path)?;
                    output.write_all(toml(file, proposals).as_bytes())?;
                }
            }
            Form::Json => {
                serde_json::to_writer_pretty(&mut output, proposals)?;
                writeln!(output)?;
            }
        }
        output.finish()
    }
}

/// Refuses what is no folder for proposals, before the long work.
fn refuse_folder(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    if folder.exists() && !folder.is_dir() {
        return Err(UseError::new(format!("{shown} is not a folder"))
            .hint("--output names the folder of a catalog of your own")
            .into());
    }
    let real = fs::canonicalize(folder)
        .or_else(|_| std::path::absolute(folder))
        .unwrap_or_else(|_| folder.to_owned());
    if real.ancestors().any(is_the_programs) {
        return Err(UseError::new(format!(
            "{shown} holds the program's own catalog, where only what vendors document has a place"
        ))
        .hint("name another folder, and give it to --catalog once you have reviewed what is in it")
        .into());
    }
    Ok(())
}

/// Whether a folder is the one that the built-in catalog was made from, or a copy: it has most of its files.
fn is_the_programs(folder: &Path) -> bool {
    let files = Source::embedded().files;
    let there = files.iter();
    let there = there.filter(|file| folder.join(&*file.path).is_file());
    there.count() * 2 > files.len()
}

/// Writes every file, or none where one of them is there already.
fn write(proposals: &Proposals, folder: &Path) -> anyhow::Result<()> {
    let places: Vec<PathBuf> = proposals
        .files
        .iter()
        .map(|file| folder.join(&file.path))
        .collect();
    // A link that leads nowhere is something too.
    if let Some(taken) = places
        .iter()
        .find(|place| fs::symlink_metadata(place).is_ok())
    {
        return Err(UseError::new(format!(
            "{} exists, and may have been reviewed",
            taken.display()
        ))
        .hint("nothing was written; name another folder, or give this one to --catalog to leave out what it documents")
        .into());
    }
    for (file, place) in proposals.files.iter().zip(&places) {
        let cannot = || format!("cannot write {}", place.display());
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent).with_context(cannot)?;
        }
        let mut opened = File::create_new(place).with_context(cannot)?;
        opened
            .write_all(toml(file, proposals).as_bytes())
            .with_context(cannot)?;
    }
    let count = counted(places.len(), "file", "files");
    say(
        "1",
        "written",
        &format!("{count} below {}, to be reviewed", folder.display()),
    );
    Ok(())
}
