//! `backchat catalog diff`: what changed from one release's page to another's.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::curate::diff::FORMATS;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::catalogs::{CatalogArguments, release};
use crate::failure::UseError;
use crate::output::{Output, layout};

pub(super) const EXAMPLES: &str = "\
Hosts are compared: added, removed, moved between areas, spelt so that they mean more or less than before, with other \
protocols. A host that is gone may still be held by a wildcard of the new page, and the other way round; that is said.

Releases are named by id or loosely (1909, `Windows 11 Pro`, a build number); without an edition, Enterprise is meant.

Examples:
  backchat catalog diff 1909 2004
  backchat catalog diff 2004 11 --format markdown -o change.md
  backchat catalog diff '1909 Home' '2004 Home'
  backchat catalog diff 21H1 11 --format json | jq -r '.added[].host'
  backchat catalog diff 1809 1903 --format json | jq '.removed[] | select(.held_by == [])'";

#[derive(Args, Debug)]
pub(super) struct Diff {
    /// The release before
    #[arg(value_name = "RELEASE")]
    from: String,
    /// The release after
    #[arg(value_name = "RELEASE")]
    to: String,
    #[command(flatten)]
    catalog: CatalogArguments,
    /// The form of the output
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats())]
    format: String,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    let each = FORMATS.iter();
    each.map(|format| PossibleValue::new(format.id()).help(format.about()))
        .collect::<Vec<_>>()
        .into()
}

impl Diff {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let catalog = self.catalog.load()?;
        let (from, to) = (release(catalog, &self.from)?, release(catalog, &self.to)?);
        let format = FORMATS.iter().find(|format| format.id() == self.format);
        let format =
            format.ok_or_else(|| UseError::new(format!("there is no format `{}`", self.format)))?;
        let mut output = Output::open(self.output.as_deref())?;
        let diff = catalog.diff(from, to);
        let text = format.render(&diff, layout(self.output.as_deref()));
        output.write_all(text.as_bytes())?;
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }
}
