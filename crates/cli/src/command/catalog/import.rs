//! `backchat catalog import`: vendors' pages as published, into catalog entries.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use backchat_engine::catalog::{Catalog, Source};
use backchat_engine::curate::import::merge::{
    Change, Options, ReleaseChange, StepKind, apply, merge,
};
use backchat_engine::curate::import::{ImportedPage, Note, Quirks, read};
use backchat_engine::report::sheet::{Sheet, Style};
use clap::Args;
use serde::Serialize;

use crate::describe::counted;
use crate::failure::{InputFailure, UseError};
use crate::output::{Output, Showing};

/// How many lines of one kind are shown of a page without `--all`.
const SHOWN: usize = 12;

pub(super) const EXAMPLES: &str = "\
A page is Markdown with tables of endpoints, as vendors keep it, or the JSON of the Microsoft 365 endpoints web service. \
What is not sure is a doubt, what is left out is skipped, both with their line. Without --into, the pages are compared with \
the catalog in this program and nothing is written.

New endpoints are drafts: their purpose is empty, because the page's sentences are its vendor's. Rows that the catalog has \
stay where somebody put them, so a second import changes nothing.

Examples:
  backchat catalog import manage-windows-2004-endpoints.md
  backchat catalog import --into catalog/ *-endpoints*.md && git diff
  backchat catalog import --release microsoft-365-worldwide endpoints.json
  backchat catalog import page.md --format json | jq '.pages[].page.doubts'";

#[derive(Args, Debug)]
pub(super) struct Import {
    /// Pages as published
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
    /// The folder of the catalog to update; it is made where it does not exist
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// The release that the page documents, where the page does not say it well; for one page of one release
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// Where people read the page; without it, beside the pages of the same product
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The vendor's folder; without it, the catalog's only one, or microsoft
    #[arg(long, value_name = "ID")]
    vendor: Option<String>,
    /// The product's folder; without it, that of the product's other releases
    #[arg(long, value_name = "FOLDER")]
    product: Option<String>,
    /// Show every doubt, omission and change, however many there are
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    showing: Showing,
}

/// The result, for JSON.
#[derive(Serialize)]
struct Outcome {
    schema: &'static str,
    pages: Vec<Imported>,
    /// The files of the catalog that were written.
    written: Vec<String>,
    /// The files that differ from what the pages say; written where a folder was given.
    changed: Vec<String>,
}

#[derive(Serialize)]
struct Imported {
    file: String,
    error: Option<String>,
    page: Option<ImportedPage>,
    change: Option<Change>,
}

impl Import {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        if self.release.is_some() && self.pages.len() > 1 {
            return Err(UseError::new("--release names what one page documents")
                .hint("import the pages one by one")
                .into());
        }
        let mut source = self.source()?;
        let options = Options {
            vendor: self.vendor.clone(),
            product: self.product.clone(),
            release: self.release.clone(),
            url: self.url.clone(),
        };
        let mut outcome = Outcome {
            schema: "backchat-catalog-import/1",
            pages: Vec::new(),
            written: Vec::new(),
            changed: Vec::new(),
        };
        let mut catalog = load(&source)?;
        for path in &self.pages {
            let (imported, changed) = one(path, &mut source, &catalog, &options)?;
            if !changed.is_empty() {
                catalog = load(&source)?;
            }
            outcome.pages.push(imported);
            outcome.changed.extend(changed);
        }
        outcome.changed.sort_unstable();
        outcome.changed.dedup();
        if let Some(folder) = &self.into {
            for path in &outcome.changed {
                let file = source.files.iter().find(|file| file.path == *path);
                write(&folder.join(path), file.map_or("", |file| &file.text))?;
                outcome
                    .written
                    .push(folder.join(path).display().to_string());
            }
        }
        self.showing
            .show(&outcome, |sheet| self.text(sheet, &outcome))?;
        let failed = outcome.pages.iter().any(|it| it.error.is_some());
        Ok(ExitCode::from(if failed { 3 } else { 0 }))
    }

    fn source(&self) -> anyhow::Result<Source> {
        let Some(folder) = &self.into else {
            return Ok(Source::embedded());
        };
        if !folder.exists() {
            return Ok(Source::default());
        }
        let shown = folder.display();
        if !folder.is_dir() {
            return Err(UseError::new(format!("{shown} is a file, not a catalog's folder")).into());
        }
        let source = Source::folder(folder);
        source.map_err(|error| {
            InputFailure(format!("cannot read the catalog in {shown}: {error}")).into()
        })
    }

    fn text(&self, sheet: &mut Sheet, outcome: &Outcome) {
        for imported in &outcome.pages {
            self.page(sheet, imported);
            sheet.blank();
        }
        let files = counted(outcome.changed.len(), "file", "files");
        let (style, verdict) = match (outcome.changed.is_empty(), &self.into) {
            (true, _) => (
                Style::Good,
                "the catalog says all of this already".to_owned(),
            ),
            (false, Some(folder)) => (
                Style::Good,
                format!("wrote {files} below {}", folder.display()),
            ),
            (false, None) => (
                Style::Warning,
                format!("{files} of the catalog would change; --into DIR writes them"),
            ),
        };
        sheet.line(&[(style, verdict)]);
        for path in self.shown(&outcome.changed) {
            sheet.line(&[(Style::Dim, format!("  {path}"))]);
        }
        self.more(sheet, outcome.changed.len());
    }

    fn page(&self, sheet: &mut Sheet, imported: &Imported) {
        sheet.heading(&imported.file, Style::Bold);
        if let Some(error) = &imported.error {
            sheet.wrapped("", &format!("Nothing of it was used: {error}."), Style::Bad);
        }
        let Some(page) = &imported.page else {
            return;
        };
        let title = page.title.as_deref().unwrap_or("without a title");
        let date = page.date.as_deref().unwrap_or("without a date");
        sheet.wrapped("", &format!("{title}, {date}"), Style::Plain);
        let releases = imported.change.iter().flat_map(|change| &change.releases);
        for release in releases.clone() {
            sheet.wrapped("", &counts(release), Style::Plain);
        }
        if let Some(survived) = survived(&page.quirks) {
            sheet.wrapped("", &format!("Survived: {survived}."), Style::Dim);
        }
        self.notes(
            sheet,
            "Doubts",
            &imported.file,
            &page.doubts,
            Style::Warning,
        );
        self.notes(
            sheet,
            "Skipped",
            &imported.file,
            &page.skipped,
            Style::Warning,
        );
        for release in releases {
            self.steps(sheet, &imported.file, release);
        }
    }

    fn notes(&self, sheet: &mut Sheet, title: &str, file: &str, notes: &[Note], style: Style) {
        if notes.is_empty() {
            return;
        }
        sheet.line(&[(style, format!("{title} ({})", notes.len()))]);
        for note in self.shown(notes) {
            sheet.line(&[
                (Style::Dim, format!("  {file}:{}: ", note.line)),
                (Style::Plain, note.what.clone()),
                (Style::Dim, format!(" [{}]", note.code.token())),
            ]);
        }
        self.more(sheet, notes.len());
    }

    fn steps(&self, sheet: &mut Sheet, file: &str, release: &ReleaseChange) {
        if release.steps.is_empty() {
            return;
        }
        let title = format!("Changes of {} ({})", release.release, release.steps.len());
        sheet.line(&[(Style::Bold, title)]);
        for step in self.shown(&release.steps) {
            let (style, mark) = match step.kind {
                StepKind::NewArea | StepKind::NewEndpoint | StepKind::Added => (Style::Good, "+"),
                StepKind::Changed | StepKind::Widened => (Style::Plain, "~"),
                StepKind::Removed => (Style::Bad, "-"),
                StepKind::Doubt => (Style::Warning, "?"),
            };
            sheet.line(&[
                (style, format!("{mark} ")),
                (Style::Dim, format!("{file}:{}: ", step.line)),
                (Style::Bold, step.entry.clone()),
                (Style::Plain, format!(": {}", step.what)),
            ]);
        }
        self.more(sheet, release.steps.len());
    }

    fn shown<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let count = if self.all {
            all.len()
        } else {
            all.len().min(SHOWN)
        };
        all.get(..count).unwrap_or(all)
    }

    fn more(&self, sheet: &mut Sheet, count: usize) {
        if !self.all && count > SHOWN {
            let text = format!("  and {} more; --all shows them", count - SHOWN);
            sheet.line(&[(Style::Dim, text)]);
        }
    }
}

fn load(source: &Source) -> anyhow::Result<Catalog> {
    Catalog::load(source).map_err(|error| {
        InputFailure(format!(
            "the catalog cannot be used: {error}; `backchat catalog check` tells more"
        ))
        .into()
    })
}

/// Reads a page and merges it into the source. A page that cannot be used leaves the source as it was.
fn one(
    path: &Path,
    source: &mut Source,
    catalog: &Catalog,
    options: &Options,
) -> anyhow::Result<(Imported, Vec<String>)> {
    let mut imported = Imported {
        file: path.display().to_string(),
        error: None,
        page: None,
        change: None,
    };
    let bytes = std::fs::read(path);
    let bytes = bytes.map_err(|error| InputFailure(format!("{}: {error}", path.display())))?;
    let page = match read(&path.to_string_lossy(), &bytes) {
        Ok(page) => page,
        Err(error) => {
            imported.error = Some(error.to_string());
            return Ok((imported, Vec::new()));
        }
    };
    let change = match merge(&page, catalog, options) {
        Ok(change) => change,
        Err(error) => {
            imported.error = Some(error.to_string());
            imported.page = Some(page);
            return Ok((imported, Vec::new()));
        }
    };
    let changed = apply(source, catalog, &change.edits)?;
    imported.page = Some(page);
    imported.change = Some(change);
    Ok((imported, changed))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        let made = std::fs::create_dir_all(folder);
        made.map_err(|error| InputFailure(format!("cannot make {}: {error}", folder.display())))?;
    }
    let mut output = Output::open(Some(path))?;
    std::io::Write::write_all(&mut output, text.as_bytes())?;
    output.finish()
}

fn counts(release: &ReleaseChange) -> String {
    let areas = match release.areas {
        0 => "no areas".to_owned(),
        areas => counted(areas, "area", "areas"),
    };
    let state = if release.new {
        "the catalog did not have it".to_owned()
    } else if release.unchanged == release.rows {
        "all as the catalog has them".to_owned()
    } else {
        format!("{} as the catalog has them", release.unchanged)
    };
    format!(
        "{}: {areas}, {}, {}; {state}",
        release.release,
        counted(release.rows, "row", "rows"),
        counted(release.destinations, "destination", "destinations"),
    )
}

/// What the page is written like, in words; `None` where there is nothing to say.
fn survived(quirks: &Quirks) -> Option<String> {
    let parts = [
        (
            quirks.no_closing_pipe,
            "row without a closing pipe",
            "rows without a closing pipe",
        ),
        (
            quirks.inherited_areas,
            "area taken from above",
            "areas taken from above",
        ),
        (
            quirks.inherited_descriptions,
            "description taken from above",
            "descriptions taken from above",
        ),
        (
            quirks.link_rows,
            "row with a link only",
            "rows with a link only",
        ),
        (quirks.escaped_stars, "escaped star", "escaped stars"),
        (
            quirks.back_ticks,
            "destination in back-ticks",
            "destinations in back-ticks",
        ),
        (quirks.tabs, "row with tabs", "rows with tabs"),
        (
            quirks.missing_cells,
            "row with cells missing",
            "rows with cells missing",
        ),
        (quirks.empty_rows, "empty row", "empty rows"),
        (
            quirks.carriage_returns,
            "carriage return",
            "carriage returns",
        ),
    ];
    let words: Vec<String> = parts
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}
