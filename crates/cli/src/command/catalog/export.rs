//! `backchat catalog export`: the catalog, or a part of it, for other programs and people.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::catalog::{Area, AreaRef, Catalog};
use backchat_engine::curate::export::{ExportError, FORMATS, Selection};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::catalogs::{CatalogArguments, release};
use crate::failure::{UseError, say};
use crate::output::Output;
use backchat_engine::suggest::nearest;

pub(super) const EXAMPLES: &str = "\
m365-json is what firewalls and proxies read that know the Microsoft 365 endpoints web service: sets of hosts that share \
ports. It has no place for paths, and leaves names behind carriers out; what it cannot say is said on standard error.

Examples:
  backchat catalog export --format csv -o catalog.csv           every row of every page, with its file and line
  backchat catalog export --format m365-json --release 20H2 --area windows-update --area certificates
  backchat catalog export --format markdown --release '11 Pro'  the release's page, in the vendor's shape
  backchat catalog export --format json | jq -r '.areas[].endpoints[].pattern'";

#[derive(Args, Debug)]
pub(super) struct Export {
    #[command(flatten)]
    catalog: CatalogArguments,
    /// The form of the output
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: String,
    /// Only what the page of this release documents, by id or name (1909, `Windows 11 Pro`)
    #[arg(long, value_name = "RELEASE")]
    release: Option<String>,
    /// Only this area, by id or name; may be given several times
    #[arg(long, value_name = "AREA")]
    area: Vec<String>,
    /// Keep names behind carriers in m365-json
    #[arg(long)]
    carriers: bool,
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

impl Export {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let catalog = self.catalog.load()?;
        let asked = self.release.as_deref();
        let areas = self.area.iter().map(|asked| area(catalog, asked));
        let selection = Selection {
            catalog,
            release: asked.map(|asked| release(catalog, asked)).transpose()?,
            areas: areas.collect::<Result<_, _>>()?,
            carriers: self.carriers,
        };
        let format = FORMATS.iter().find(|format| format.id() == self.format);
        let format =
            format.ok_or_else(|| UseError::new(format!("there is no format `{}`", self.format)))?;
        let exported = format.render(&selection).map_err(refusal)?;
        let mut output = Output::open(self.output.as_deref())?;
        output.write_all(exported.text.as_bytes())?;
        output.finish()?;
        for note in &exported.notes {
            say("1", "note", note);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn refusal(error: ExportError) -> UseError {
    let hint = match error {
        ExportError::NeedsRelease => {
            "name it with --release; `backchat catalog list releases` shows all"
        }
        _ => "`backchat catalog show RELEASE` lists the areas of its page",
    };
    UseError::new(error.to_string()).hint(hint)
}

/// The area of this id or name.
fn area(catalog: &Catalog, asked: &str) -> Result<AreaRef, UseError> {
    catalog.area_named(asked).ok_or_else(|| {
        let hint = match nearest(asked, catalog.areas().iter().map(Area::id)).as_slice() {
            [] => "`backchat catalog list areas` shows all".to_owned(),
            near => format!("did you mean {}?", near.join(", or ")),
        };
        UseError::new(format!("the catalog has no area `{asked}`")).hint(hint)
    })
}
