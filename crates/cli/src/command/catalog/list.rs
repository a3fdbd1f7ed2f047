//! `backchat catalog list`: what there is, one line each.

use std::process::ExitCode;

use backchat_engine::catalog::{DEFAULT_EDITION, EndpointView, Origin, ReleaseView, Summary};
use backchat_engine::report::sheet::{Sheet, Style, padded, width};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::catalogs::CatalogArguments;
use crate::describe::{counted, next};
use crate::output::Showing;

pub(super) const EXAMPLES: &str = "\
Examples:
  backchat catalog list
  backchat catalog list endpoints
  backchat catalog list endpoints --format json | jq -r '.[] | select(.security_critical) | .as_written'";

#[derive(Args, Debug)]
pub(super) struct List {
    /// Only these; without it, releases and areas
    #[arg(value_enum)]
    what: Option<What>,
    #[command(flatten)]
    catalog: CatalogArguments,
    #[command(flatten)]
    showing: Showing,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Groups of endpoints, as vendors name them
    Areas,
    /// Destinations
    Endpoints,
    /// System versions whose page documents endpoints: the values of --release
    Releases,
    /// Vendors' own switches
    Controls,
}

/// A control in one line, for JSON.
#[derive(Serialize)]
struct ControlLine<'a> {
    id: &'a str,
    section: Option<&'a str>,
    title: &'a str,
    summary: &'a str,
    origin: &'a Origin,
}

impl List {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let catalog = self.catalog.load()?;
        let summary = catalog.summary();
        match self.what {
            None => self.showing.show(&summary, |sheet| all(sheet, &summary)),
            Some(What::Areas) => self
                .showing
                .show(&summary.areas, |sheet| areas(sheet, &summary)),
            Some(What::Releases) => self
                .showing
                .show(&summary.releases, |sheet| releases(sheet, &summary)),
            Some(What::Endpoints) => {
                let views = catalog.endpoint_refs();
                let views: Vec<_> = views.map(|(at, _)| catalog.endpoint_view(at)).collect();
                self.showing.show(&views, |sheet| endpoints(sheet, &views))
            }
            Some(What::Controls) => {
                let lines = catalog.controls().iter().map(|control| ControlLine {
                    id: control.id(),
                    section: control.entry.section.as_deref(),
                    title: &control.entry.title,
                    summary: &control.entry.summary,
                    origin: &control.origin,
                });
                let lines: Vec<_> = lines.collect();
                self.showing.show(&lines, |sheet| controls(sheet, &lines))
            }
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

fn all(sheet: &mut Sheet, summary: &Summary<'_>) {
    let text = format!(
        "{} and {} in {}, {}; {} known by name.",
        counted(summary.endpoints, "endpoint", "endpoints"),
        counted(summary.controls, "control", "controls"),
        counted(summary.areas.len(), "area", "areas"),
        counted(summary.releases.len(), "release", "releases"),
        counted(summary.carriers, "carrier", "carriers"),
    );
    sheet.wrapped("", &text, Style::Plain);
    users(sheet, summary);
    sheet.heading("Releases, with the rows of their pages", Style::Bold);
    versions(sheet, summary);
    sheet.heading("Areas (! security-critical)", Style::Bold);
    areas(sheet, summary);
    sheet.blank();
    next(
        sheet,
        "backchat catalog list releases",
        "each release with its id and the date of its page, to name in --release",
    );
    next(
        sheet,
        "backchat catalog show ID",
        "everything about one of them",
    );
}

/// A line per version: its editions, the one that is meant where none is named first.
fn versions(sheet: &mut Sheet, summary: &Summary<'_>) {
    let mut versions: Vec<((&str, &str), Vec<&ReleaseView<'_>>)> = Vec::new();
    for release in &summary.releases {
        let version = (release.product, release.version);
        match versions.iter_mut().find(|(known, _)| *known == version) {
            Some((_, releases)) => releases.push(release),
            None => versions.push((version, vec![release])),
        }
    }
    let name = |(product, version): (&str, &str)| format!("{product} {version}");
    let widths = versions.iter().map(|(version, _)| width(&name(*version)));
    let column = widths.max().unwrap_or(0) + 2;
    for (version, mut releases) in versions {
        releases.sort_by_key(|release| release.edition != Some(DEFAULT_EDITION));
        let editions = releases.iter().map(|release| {
            let edition = release.edition.unwrap_or("all editions");
            format!("{edition} {}", release.counts.rows)
        });
        let editions: Vec<String> = editions.collect();
        let name = padded(&name(version), column, false);
        sheet.labelled(&name, &editions.join(", "), Style::Bold, Style::Plain);
    }
}

/// What users' catalogs did to the one built in.
fn users(sheet: &mut Sheet, summary: &Summary<'_>) {
    for catalog in summary.user_catalogs {
        let text = format!("On top of the one built in: {}.", catalog.words());
        sheet.wrapped("", &text, Style::Warning);
    }
    if !summary.removed.is_empty() {
        sheet.heading("Removed", Style::Bold);
        let rows = summary.removed.iter().map(|it| {
            let text = format!("{} [{}:{}]: {}", it.kind, it.file, it.line, it.why);
            (it.id.as_str(), text)
        });
        rows_of(sheet, &rows.collect::<Vec<_>>());
    }
}

/// Who put an entry into the catalog, after its line, where that was not only the program.
fn from(origin: &Origin) -> String {
    if origin.is_users() {
        format!(" [{}]", origin.words())
    } else {
        String::new()
    }
}

fn releases(sheet: &mut Sheet, summary: &Summary<'_>) {
    let names = summary.releases.iter().map(|release| width(release.name));
    let column = names.max().unwrap_or(0) + 2;
    let rows = summary.releases.iter().map(|release| {
        let counts = release.counts;
        let name = padded(release.name, column, false);
        let areas = match counts.areas {
            0 => "without areas".to_owned(),
            areas => format!("in {}", counted(areas, "area", "areas")),
        };
        let text = format!(
            "{name}{}  {:>3} rows {areas}{}",
            release.page.date,
            counts.rows,
            from(release.origin)
        );
        (release.id, text)
    });
    rows_of(sheet, &rows.collect::<Vec<_>>());
}

fn areas(sheet: &mut Sheet, summary: &Summary<'_>) {
    let rows = summary.areas.iter().map(|area| {
        let mark = if area.security_critical { "! " } else { "  " };
        let count = counted(area.endpoints, "endpoint", "endpoints");
        let users = match area.endpoints_of_users {
            0 => String::new(),
            _ if area.origin.is_users() && !area.origin.built_in => String::new(),
            users => format!(" ({users} of your own)"),
        };
        let text = format!("{mark}{}, {count}{users}{}", area.name, from(area.origin));
        (area.id, text)
    });
    rows_of(sheet, &rows.collect::<Vec<_>>());
}

fn endpoints(sheet: &mut Sheet, views: &[EndpointView<'_>]) {
    let rows = views.iter().map(|view| {
        let critical = view.security_critical.is_some();
        let mark = if critical { "! " } else { "  " };
        let from = from(view.origin);
        let text = format!("{mark}{} {}{from}", view.as_written, view.protocols);
        (view.id, text)
    });
    rows_of(sheet, &rows.collect::<Vec<_>>());
}

fn controls(sheet: &mut Sheet, lines: &[ControlLine<'_>]) {
    let rows = lines.iter().map(|line| {
        let text = format!("{}{}", line.title, from(line.origin));
        (line.id, text)
    });
    rows_of(sheet, &rows.collect::<Vec<_>>());
}

/// Ids in a column, each with its text beside it: lines that `grep` and `cut` can use too.
fn rows_of(sheet: &mut Sheet, rows: &[(&str, String)]) {
    let column = rows.iter().map(|(id, _)| width(id)).max().unwrap_or(0) + 2;
    for (id, text) in rows {
        let id = padded(id, column, false);
        sheet.line(&[(Style::Bold, id), (Style::Plain, text.clone())]);
    }
}
