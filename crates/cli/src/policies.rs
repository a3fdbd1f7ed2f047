//! The options that say a policy, shared by every command that follows one.

use std::path::{Path, PathBuf};

use backchat_engine::catalog::Release;
use backchat_engine::policy::{
    Draft, Ncsi, PRESETS, Pages, Policy, PolicyError, Said, Undocumented,
};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use jiff::civil::Date;

use crate::catalogs::{CatalogArguments, release};
use crate::failure::{InputFailure, UseError};

/// What is wanted, from a file, a preset and options. Options go before the file, the file before the preset.
#[derive(Args, Debug)]
pub(crate) struct PolicyArguments {
    /// The policy, a TOML file; `-` reads it from standard input
    #[arg(short, long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// A policy that comes with the program, to start from
    #[arg(long, value_name = "PRESET", value_parser = presets())]
    preset: Option<String>,
    /// The release whose page counts, by id or name (1909, `Windows 11 Pro`); may be repeated, the first is the system
    /// that settings are for
    #[arg(long, value_name = "RELEASE")]
    release: Vec<String>,
    /// An area or endpoint that stays, with what it needs, by id or name; may be repeated
    #[arg(long, value_name = "AREA", value_delimiter = ',')]
    keep: Vec<String>,
    /// An area or endpoint to turn off; `*` is everything that is not kept, except what guards security
    #[arg(long, value_name = "AREA", value_delimiter = ',')]
    off: Vec<String>,
    /// What becomes of destinations that nobody documents: `off` makes lists of what is allowed
    #[arg(long, value_name = "CHOICE", value_parser = ["keep", "off"])]
    undocumented: Option<String>,
    /// Which rows of an area that is turned off count: the release's, or those of all releases
    #[arg(long, value_name = "WHICH", value_parser = ["release", "all"])]
    pages: Option<String>,
    /// Windows' connectivity test: `keep`, `disable-probing`, or the address of your own server that answers it
    #[arg(long, value_name = "CHOICE", value_parser = ncsi)]
    ncsi: Option<Ncsi>,
    /// Only watch: planes that enforce refuse
    #[arg(long)]
    observe: bool,
    #[command(flatten)]
    pub(crate) catalog: CatalogArguments,
    /// The day that headers show and that exceptions are held against; today where it is not given
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
}

fn presets() -> PossibleValuesParser {
    let each = PRESETS.iter();
    each.map(|preset| PossibleValue::new(preset.id).help(preset.about))
        .collect::<Vec<_>>()
        .into()
}

fn ncsi(text: &str) -> Result<Ncsi, String> {
    match text {
        "keep" => Ok(Ncsi::Keep),
        "disable-probing" => Ok(Ncsi::DisableProbing),
        address => {
            let v4 = address.parse().ok();
            v4.and_then(|v4| Ncsi::answer(v4, None)).ok_or_else(|| {
                "it is neither keep, disable-probing nor an IPv4 address of a server".to_owned()
            })
        }
    }
}

impl PolicyArguments {
    /// Whether anything at all was said.
    pub(crate) fn any(&self) -> bool {
        self.policy.is_some()
            || self.preset.is_some()
            || !self.keep.is_empty()
            || !self.off.is_empty()
    }

    /// The release that was named, for what needs no policy.
    pub(crate) fn named_release(&self) -> anyhow::Result<Option<&'static Release>> {
        let first = self.release.first();
        first
            .map(|asked| release(self.catalog.load()?, asked))
            .transpose()
    }

    /// The policy, read against the catalog.
    pub(crate) fn resolve(&self) -> anyhow::Result<Policy<'static>> {
        if !self.any() {
            let presets: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
            return Err(UseError::new("there is no policy")
                .hint(format!(
                    "name a file with --policy, areas with --off, or a preset with --preset: {}",
                    presets.join(", ")
                ))
                .into());
        }
        let options = self.options();
        let draft = match &self.policy {
            None => options,
            Some(file) => options.over(read(file)?),
        };
        let catalog = self.catalog.load()?;
        let policy = draft
            .resolve(catalog, self.date())
            .map_err(|error| refusal(&error))?;
        Ok(policy)
    }

    /// What the options say.
    fn options(&self) -> Draft {
        let all = |option: &'static str, values: &[String]| -> Vec<Said<String>> {
            values
                .iter()
                .map(|value| Said::option(option, value.clone()))
                .collect()
        };
        let undocumented = self.undocumented.as_deref().map(|choice| match choice {
            "off" => Undocumented::Off,
            _ => Undocumented::Keep,
        });
        let pages = self.pages.as_deref().map(|choice| match choice {
            "all" => Pages::All,
            _ => Pages::Release,
        });
        Draft {
            preset: self.preset.clone().map(|it| Said::option("--preset", it)),
            releases: all("--release", &self.release),
            keep: all("--keep", &self.keep),
            off: all("--off", &self.off),
            undocumented: undocumented.map(|it| Said::option("--undocumented", it)),
            pages: pages.map(|it| Said::option("--pages", it)),
            ncsi: self.ncsi.map(|it| Said::option("--ncsi", it)),
            observe: self.observe.then(|| Said::option("--observe", true)),
            ..Draft::default()
        }
    }

    /// What headers call the policy.
    pub(crate) fn name(&self) -> String {
        let file = self.policy.as_ref().map(|file| match file.to_str() {
            Some("-") => "standard input".to_owned(),
            _ => file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        });
        let preset = self
            .preset
            .as_ref()
            .map(|preset| format!("the preset {preset}"));
        let listed = |option: &str, values: &[String]| {
            (!values.is_empty()).then(|| format!("{option} {}", values.join(",")))
        };
        let parts = [
            file,
            preset,
            listed("--keep", &self.keep),
            listed("--off", &self.off),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The day that counts.
    pub(crate) fn date(&self) -> Date {
        self.at
            .unwrap_or_else(|| now().to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// A number that grows from build to build: seconds since 1970, of the day where one is given.
    pub(crate) fn serial(&self) -> u32 {
        let moment = match self.at {
            Some(day) => day
                .to_zoned(jiff::tz::TimeZone::UTC)
                .map(|it| it.timestamp())
                .unwrap_or_default(),
            None => now(),
        };
        u32::try_from(moment.as_second()).unwrap_or(1)
    }
}

/// The clock. Exceptions end by it, and headers show it; `--at` takes its place.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

fn read(file: &Path) -> anyhow::Result<Draft> {
    let shown = file.display().to_string();
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
            .map_err(|error| InputFailure(format!("cannot read standard input: {error}")))?;
        bytes
    } else {
        std::fs::read(file)
            .map_err(|error| InputFailure(format!("cannot read {shown}: {error}")))?
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        UseError::new(format!("{shown}:{line}: the policy is no UTF-8 text"))
            .hint("save it as UTF-8")
    })?;
    // Editors on Windows put a mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Draft::read(&shown, text).map_err(|error| refusal(&error).into())
}

/// A policy's error for the user.
pub(crate) fn refusal(error: &PolicyError) -> UseError {
    let refused = UseError::new(error.to_string());
    match error.hint() {
        Some(hint) => refused.hint(hint),
        None => refused,
    }
}
