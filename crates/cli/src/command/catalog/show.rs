//! `backchat catalog show`: one entry with everything known about it.

use std::collections::BTreeSet;
use std::process::ExitCode;

use backchat_engine::catalog::file::ControlLink;
use backchat_engine::catalog::{
    Area, AreaRef, Catalog, Control, Endpoint, EndpointRef, ReleaseView,
};
use backchat_engine::report::sheet::{Sheet, Style};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::catalogs::CatalogArguments;
use crate::describe::{self, field, next};
use crate::failure::UseError;
use crate::output::Showing;
use crate::suggest::nearest;

pub(super) const EXAMPLES: &str = "\
Entries are found by id, and by name as the vendor writes it. An area and its control may share an \
id: without --kind the area is shown, with its controls in it.

Examples:
  backchat catalog show windows-update
  backchat catalog show \"Windows Update\"
  backchat catalog show windows-update --kind control
  backchat catalog show '*.windowsupdate.com'
  backchat catalog show windows-10-2004-enterprise --format json";

#[derive(Args, Debug)]
pub(super) struct Show {
    /// The id or name of an area, endpoint, control or release
    #[arg(value_name = "AREA|ENDPOINT|CONTROL|RELEASE")]
    id: String,
    /// Look only among these
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    #[command(flatten)]
    catalog: CatalogArguments,
    #[command(flatten)]
    showing: Showing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Groups of endpoints
    Area,
    /// Destinations
    Endpoint,
    /// Vendors' own switches
    Control,
    /// System versions whose page documents endpoints
    Release,
}

/// An entry of the catalog.
enum Entry {
    Area(AreaRef),
    Endpoint(EndpointRef),
    Control(&'static Control),
    Release(Box<ReleaseView<'static>>),
}

impl Show {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let catalog = self.catalog.load()?;
        let entries = entries(catalog);
        let candidates = || {
            entries
                .iter()
                .filter(|it| self.kind.is_none_or(|kind| kind == it.kind()))
        };
        let asked = self.id.trim().to_lowercase();
        // The order of the entries decides between an area and a control of one id.
        let by_id = candidates().find(|it| it.words(catalog).first() == Some(&asked.as_str()));
        let found: Vec<&Entry> = match by_id {
            Some(entry) => vec![entry],
            None => candidates()
                .filter(|it| {
                    it.words(catalog)
                        .iter()
                        .any(|word| word.to_lowercase() == asked)
                })
                .collect(),
        };
        if found.is_empty() {
            let known: Vec<Vec<&str>> = candidates().map(|it| it.words(catalog)).collect();
            return Err(self.unknown(&known).into());
        }
        let json: Vec<Value> = found.iter().map(|it| it.json(catalog)).collect();
        self.showing.show(&json, |sheet| {
            for (at, entry) in found.iter().enumerate() {
                if at > 0 {
                    sheet.blank();
                }
                entry.text(sheet, catalog);
            }
            if self.kind.is_none()
                && matches!(found.as_slice(), [Entry::Area(area)]
                    if catalog.control(catalog.area(*area).id()).is_some())
            {
                sheet.blank();
                let command = format!("backchat catalog show {asked} --kind control");
                next(sheet, &command, "the control of this id alone");
            }
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// `known` are the words of each entry, its id first.
    fn unknown(&self, known: &[Vec<&str>]) -> UseError {
        let near = nearest(&self.id, known.iter().flatten().copied());
        let id_of = |word: &str| {
            let entry = known.iter().find(|words| words.contains(&word))?;
            entry.first().copied()
        };
        let mut ids: Vec<&str> = near.into_iter().filter_map(id_of).collect();
        let mut seen = BTreeSet::new();
        ids.retain(|id| seen.insert(*id));
        let hint = match ids.as_slice() {
            // Host names are all alike: what looks like one is better looked up than guessed at.
            _ if self.id.contains('.') && !self.id.contains('/') => {
                format!(
                    "`backchat explain {}` looks it up as a destination",
                    self.id
                )
            }
            [] => "`backchat catalog list` shows what there is".to_owned(),
            ids => format!("did you mean {}?", ids.join(", or ")),
        };
        UseError::new(format!("the catalog has no entry `{}`", self.id)).hint(hint)
    }
}

/// Every entry; where ids are shared, the one that is meant most often stands first.
fn entries(catalog: &'static Catalog) -> Vec<Entry> {
    let areas = catalog.areas().iter();
    let areas = areas.filter_map(|area| catalog.area_by_id(area.id()));
    let endpoints = catalog.endpoint_refs().map(|(endpoint, _)| endpoint);
    let releases = catalog.release_views().into_iter().map(Box::new);
    areas
        .map(Entry::Area)
        .chain(endpoints.map(Entry::Endpoint))
        .chain(catalog.controls().iter().map(Entry::Control))
        .chain(releases.map(Entry::Release))
        .collect()
}

impl Entry {
    const fn kind(&self) -> Kind {
        match self {
            Self::Area(_) => Kind::Area,
            Self::Endpoint(_) => Kind::Endpoint,
            Self::Control(_) => Kind::Control,
            Self::Release(_) => Kind::Release,
        }
    }

    /// What it is called: its id, then its names.
    fn words<'a>(&'a self, catalog: &'a Catalog) -> Vec<&'a str> {
        match self {
            Self::Area(area) => {
                let area = catalog.area(*area);
                vec![area.id(), &area.entry.name]
            }
            Self::Endpoint(endpoint) => {
                let endpoint = catalog.endpoint(*endpoint);
                vec![endpoint.id(), &endpoint.entry.as_written]
            }
            Self::Control(control) => vec![control.id(), &control.entry.title],
            Self::Release(release) => vec![release.id, release.name],
        }
    }

    fn json(&self, catalog: &Catalog) -> Value {
        match self {
            Self::Area(area) => json!({"kind": "area", "area": catalog.area_view(*area, None)}),
            Self::Endpoint(endpoint) => {
                json!({"kind": "endpoint", "endpoint": catalog.endpoint_view(*endpoint)})
            }
            Self::Control(control) => {
                let link = link_to(control);
                json!({"kind": "control", "control": catalog.control_views(&link).first()})
            }
            Self::Release(release) => json!({"kind": "release", "release": release}),
        }
    }

    fn text(&self, sheet: &mut Sheet, catalog: &Catalog) {
        match self {
            Self::Area(area) => describe::area(sheet, &catalog.area_view(*area, None)),
            Self::Endpoint(endpoint) => {
                let view = catalog.endpoint_view(*endpoint);
                describe::endpoint(sheet, &view);
                describe::controls(sheet, view.area_name, &view.controls, view.instead);
            }
            Self::Control(control) => {
                let link = link_to(control);
                for view in catalog.control_views(&link) {
                    describe::control(sheet, &view);
                }
                users(sheet, catalog, control.id());
            }
            Self::Release(release) => describe::release(sheet, release, catalog),
        }
    }
}

fn link_to(control: &Control) -> [ControlLink; 1] {
    [ControlLink {
        id: control.id().to_owned(),
        beyond_link: None,
    }]
}

/// The areas and endpoints that a control turns off.
fn users(sheet: &mut Sheet, catalog: &Catalog, control: &str) {
    let named = |links: &[ControlLink]| links.iter().any(|link| link.id == control);
    let areas = catalog.areas().iter();
    let areas = areas
        .filter(|area| named(&area.entry.controls))
        .map(Area::id);
    let endpoints = catalog.endpoints().iter();
    let endpoints = endpoints
        .filter(|endpoint| named(&endpoint.entry.controls))
        .map(Endpoint::id);
    let all: Vec<&str> = areas.chain(endpoints).collect();
    if all.is_empty() {
        sheet.wrapped("", "Nothing in the catalog refers to it.", Style::Warning);
    } else {
        field(sheet, "Turns off", &all.join(", "));
    }
}
