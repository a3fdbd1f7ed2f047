//! `backchat catalog search`: entries by what people remember of them.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::curate::search::{FORMATS, Kind, Query};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::catalogs::{CatalogArguments, release};
use crate::failure::{UseError, say};
use crate::output::{Output, layout};
use backchat_engine::suggest::nearest;

pub(super) const EXAMPLES: &str = "\
Looks at ids, names, destinations in all their spellings, purposes, programs, titles of controls, registry values and \
policies. Every TEXT must be found in an entry; a host name also finds the patterns that hold it. Best hits come first: \
whole names, patterns that hold a host, parts of names, then descriptions. The exit code is 1 where nothing was found.

Examples:
  backchat catalog search certificate
  backchat catalog search au.download.windowsupdate.com
  backchat catalog search DisableRootAutoUpdate
  backchat catalog search svchost --kind endpoint --release 1809
  backchat catalog search store --kind endpoint --format json | jq -r '.hits[].id'";

#[derive(Args, Debug)]
pub(super) struct Search {
    /// What to look for, in any case; quote a phrase
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// Only what the page of this release documents, by id or name (1909, `Windows 11 Pro`), and what turns that off
    #[arg(long, value_name = "RELEASE")]
    release: Option<String>,
    /// Only entries of this kind; may be given several times
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Vec<String>,
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

fn kinds() -> PossibleValuesParser {
    Kind::ALL.map(Kind::token).into()
}

impl Search {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let catalog = self.catalog.load()?;
        if self.text.iter().all(|text| text.trim().is_empty()) {
            return Err(UseError::new("there is nothing to look for")
                .hint("`backchat catalog list` shows what there is")
                .into());
        }
        let asked = self.release.as_deref();
        let release = asked.map(|asked| release(catalog, asked)).transpose()?;
        let of_token = |token: &String| Kind::ALL.into_iter().find(|kind| kind.token() == *token);
        let kinds: Vec<Kind> = self.kind.iter().filter_map(of_token).collect();
        let format = FORMATS.iter().find(|format| format.id() == self.format);
        let format =
            format.ok_or_else(|| UseError::new(format!("there is no format `{}`", self.format)))?;
        let query = Query {
            terms: &self.text,
            release,
            kinds: &kinds,
        };
        let mut found = catalog.search(&query);
        if found.hits.is_empty() {
            let text = self.text.join(" ");
            let names = catalog.names(&query);
            // Ids and names that differ in case only are one suggestion.
            let mut seen = BTreeSet::new();
            let near = nearest(&text, names.iter().copied()).into_iter();
            found.near = near
                .filter(|name| seen.insert(name.to_lowercase()))
                .map(str::to_owned)
                .collect();
        }
        let mut output = Output::open(self.output.as_deref())?;
        let layout = layout(self.output.as_deref());
        output.write_all(format.render(&found, layout).as_bytes())?;
        output.finish()?;
        if found.hits.is_empty() {
            self.tell_nothing(&found.near);
            return Ok(ExitCode::from(1));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn tell_nothing(&self, near: &[String]) {
        let text = self.text.join(" ");
        say("1;33", "nothing", &format!("no entry has `{text}`"));
        let limited = self.release.is_some() || !self.kind.is_empty();
        let hint = match near {
            [] if limited => "look without --release and --kind".to_owned(),
            [] if text.contains('.') => {
                format!("`backchat explain {text}` says what is known of a name")
            }
            [] => "`backchat catalog list` shows what there is".to_owned(),
            near => format!("did you mean {}?", near.join(", or ")),
        };
        say("1", "hint", &hint);
    }
}
