//! `backchat catalog show`: one entry with everything known about it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::process::ExitCode;

use backchat_engine::catalog::file::ControlLink;
use backchat_engine::catalog::{
    Area, AreaRef, Catalog, Control, Endpoint, EndpointRef, ReleaseView, ResolveError,
};
use backchat_engine::report::sheet::{Sheet, Style};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::catalogs::{CatalogArguments, release};
use crate::describe::{self, Pages, field, next};
use crate::failure::UseError;
use crate::output::Showing;
use backchat_engine::suggest::nearest;

pub(super) const EXAMPLES: &str = "\
Entries are found by id, and by name as the vendor writes it; a host also finds the destinations that hold it, and a \
release may be named loosely. An area and its control may share an id: without --kind the area is shown, with its \
controls in it.

Examples:
  backchat catalog show windows-update
  backchat catalog show \"Windows Update\"
  backchat catalog show windows-update --kind control
  backchat catalog show '*.windowsupdate.com'
  backchat catalog show emdl.ws.microsoft.com --all    every page that documents it, with its line
  backchat catalog show 20H2
  backchat catalog show windows-10-2004-enterprise --format json";

#[derive(Args, Debug)]
pub(super) struct Show {
    /// The id or name of an area, endpoint, control or release
    #[arg(value_name = "AREA|ENDPOINT|CONTROL|RELEASE")]
    id: String,
    /// Look only among these
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Show every row that documents it, instead of the releases in a few words
    #[arg(long)]
    all: bool,
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
        let mut found: Vec<&Entry> = match by_id {
            Some(entry) => vec![entry],
            None => candidates()
                .filter(|it| {
                    it.words(catalog)
                        .iter()
                        .any(|word| word.to_lowercase() == asked)
                })
                .collect(),
        };
        // An id that is gone must not turn into whatever holds its letters as a host.
        let area = asked.split_once('/').map(|(area, _)| area);
        let an_id = area.is_some_and(|area| catalog.area_by_id(area).is_some());
        if found.is_empty() && !an_id {
            found = candidates()
                .filter(|it| it.holds(catalog, &asked))
                .collect();
            found.sort_by(|a, b| Entry::narrower_first(a, b, catalog));
        }
        let by_name = self.release(catalog, found.is_empty())?;
        found.extend(&by_name);
        if found.is_empty() {
            let known: Vec<Vec<&str>> = candidates().map(|it| it.words(catalog)).collect();
            return Err(self.unknown(&known).into());
        }
        let pages = if self.all {
            Pages::All
        } else {
            Pages::One(None)
        };
        let json: Vec<Value> = found.iter().map(|it| it.json(catalog)).collect();
        self.showing.show(&json, |sheet| {
            for (at, entry) in found.iter().enumerate() {
                if at > 0 {
                    sheet.blank();
                }
                entry.text(sheet, catalog, pages);
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

    /// The release that is named loosely, where nothing else was found and releases are asked for.
    fn release(&self, catalog: &'static Catalog, wanted: bool) -> anyhow::Result<Option<Entry>> {
        if !wanted || self.kind.is_some_and(|kind| kind != Kind::Release) {
            return Ok(None);
        }
        let id = match catalog.resolve_release(&self.id) {
            Ok(release) => release.id(),
            Err(ResolveError::Ambiguous { .. }) => release(catalog, &self.id)?.id(),
            Err(_) => return Ok(None),
        };
        let mut views = catalog.release_views().into_iter();
        let view = views.find(|view| view.id == id);
        Ok(view.map(|view| Entry::Release(Box::new(view))))
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

    /// Whether it is a destination that holds a host.
    fn holds(&self, catalog: &Catalog, host: &str) -> bool {
        let Self::Endpoint(endpoint) = self else {
            return false;
        };
        let pattern = &catalog.endpoint(*endpoint).pattern;
        host.contains('.') && (pattern.host() == host || pattern.matches(host, None))
    }

    /// The order of destinations that hold the same host.
    fn narrower_first(a: &Self, b: &Self, catalog: &Catalog) -> Ordering {
        match (a, b) {
            (Self::Endpoint(a), Self::Endpoint(b)) => {
                let pattern = |it: &EndpointRef| &catalog.endpoint(*it).pattern;
                pattern(b).specificity(pattern(a))
            }
            _ => Ordering::Equal,
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

    fn text(&self, sheet: &mut Sheet, catalog: &Catalog, pages: Pages<'_>) {
        match self {
            Self::Area(area) => describe::area(sheet, &catalog.area_view(*area, None), pages),
            Self::Endpoint(endpoint) => {
                let view = catalog.endpoint_view(*endpoint);
                describe::endpoint(sheet, &view, pages);
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
        groups: Vec::new(),
        beyond_link: None,
        ineffective: None,
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
