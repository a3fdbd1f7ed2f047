//! What can be found, with all the texts that it can be found by.

use std::collections::{BTreeMap, BTreeSet};

use super::score::Score;
use super::{Hit, Kind};
use crate::catalog::file::{ControlLink, Setting, SettingKind};
use crate::catalog::{Area, Catalog, Control, Endpoint, Release};
use crate::pattern::Pattern;

/// An entry with its texts.
pub(super) struct Candidate<'c> {
    pub(super) kind: Kind,
    id: &'c str,
    name: &'c str,
    about: String,
    pub(super) fields: Vec<Field<'c>>,
    pub(super) holds: Holds<'c>,
}

/// A text that an entry can be found by.
pub(super) struct Field<'c> {
    /// What the text is.
    pub(super) what: &'static str,
    /// Whether it names the entry, rather than says something about it.
    pub(super) is_name: bool,
    pub(super) text: &'c str,
}

/// Which hosts belong to an entry.
pub(super) enum Holds<'c> {
    Nothing,
    Hosts(&'c Pattern),
    AtOrBelow(&'c str),
}

impl<'c> Candidate<'c> {
    pub(super) fn hit(&self, score: &Score) -> Hit<'c> {
        let (field, text) = match self.fields.get(score.field()) {
            Some(field) => (field.what, field.text.to_owned()),
            None => ("pattern", self.name.to_owned()),
        };
        Hit {
            kind: self.kind,
            id: self.id,
            name: self.name,
            about: self.about.clone(),
            rank: score.rank(),
            field,
            text,
        }
    }

    pub(super) fn names(&self) -> Vec<&'c str> {
        let names = self.fields.iter().filter(|field| field.is_name);
        names.map(|field| field.text).collect()
    }
}

/// Everything that can be found, from the view of a release or of all; by kind, then in the catalog's order.
pub(super) fn candidates<'c>(
    catalog: &'c Catalog,
    release: Option<&Release>,
) -> Vec<Candidate<'c>> {
    let scope = Scope { catalog, release };
    let mut all: Vec<Candidate<'c>> = Vec::new();
    let areas = catalog.areas().iter();
    all.extend(areas.filter(|it| scope.has_area(it)).map(area));
    let endpoints = catalog.endpoints().iter();
    all.extend(endpoints.filter(|it| scope.has(it)).map(endpoint));
    let controls = catalog.controls().iter();
    all.extend(controls.filter(|it| scope.has_control(it)).map(control));
    let releases = catalog.releases().iter();
    let this = |it: &&Release| release.is_none_or(|release| release.id() == it.id());
    all.extend(releases.filter(this).map(of_release));
    all.extend(carriers(&scope));
    all.extend(processes(&scope));
    all
}

/// The part of the catalog that is looked at.
struct Scope<'c, 'r> {
    catalog: &'c Catalog,
    release: Option<&'r Release>,
}

impl<'c> Scope<'c, '_> {
    fn has(&self, endpoint: &Endpoint) -> bool {
        let documented = |id: &str| {
            let mut rows = endpoint.entry.documented.iter();
            rows.any(|row| row.release == id)
        };
        self.release.is_none_or(|it| documented(it.id()))
    }

    fn has_area(&self, area: &Area) -> bool {
        let own = |id: &str| area.entry.documented.iter().any(|row| row.release == id);
        let mut endpoints = area.endpoints.iter();
        self.release.is_none_or(|it| own(it.id()))
            || endpoints.any(|&it| self.has(self.catalog.endpoint(it)))
    }

    fn has_control(&self, control: &Control) -> bool {
        let named = |links: &[ControlLink]| links.iter().any(|link| link.id == control.id());
        let mut areas = self.catalog.areas().iter();
        let mut endpoints = self.catalog.endpoints().iter();
        self.release.is_none()
            || areas.any(|it| named(&it.entry.controls) && self.has_area(it))
            || endpoints.any(|it| named(&it.entry.controls) && self.has(it))
    }

    fn endpoints(&self) -> impl Iterator<Item = &'c Endpoint> {
        let endpoints = self.catalog.endpoints().iter();
        endpoints.filter(|endpoint| self.has(endpoint))
    }
}

/// Collects texts, leaving out those that are empty or known.
#[derive(Default)]
struct Fields<'c>(Vec<Field<'c>>);

impl<'c> Fields<'c> {
    fn name(&mut self, what: &'static str, text: &'c str) {
        self.add(what, text, true);
    }

    fn text(&mut self, what: &'static str, text: impl Into<Option<&'c str>>) {
        if let Some(text) = text.into() {
            self.add(what, text, false);
        }
    }

    fn add(&mut self, what: &'static str, text: &'c str, is_name: bool) {
        if !text.is_empty() && self.0.iter().all(|known| known.text != text) {
            self.0.push(Field {
                what,
                is_name,
                text,
            });
        }
    }
}

fn area(area: &Area) -> Candidate<'_> {
    let entry = &area.entry;
    let mut fields = Fields::default();
    fields.name("id", area.id());
    fields.name("name", &entry.name);
    for name in entry
        .documented
        .iter()
        .filter_map(|row| row.name.as_deref())
    {
        fields.name("name", name);
    }
    fields.text("summary", entry.summary.as_str());
    fields.text("note", entry.note.as_deref());
    fields.text("instead", entry.instead.as_deref());
    fields.text("security", entry.security_critical.as_deref());
    for phrase in &entry.described_as {
        fields.text("described as", phrase.as_str());
    }
    for needed in &entry.requires {
        fields.text("needs", needed.why.as_str());
    }
    Candidate {
        kind: Kind::Area,
        id: area.id(),
        name: &entry.name,
        about: titled(&entry.name, &entry.summary),
        fields: fields.0,
        holds: Holds::Nothing,
    }
}

/// A title and a text in one line, without saying anything twice.
fn titled(title: &str, text: &str) -> String {
    if text.starts_with(title) {
        text.to_owned()
    } else {
        format!("{title}: {text}")
    }
}

fn endpoint(endpoint: &Endpoint) -> Candidate<'_> {
    let entry = &endpoint.entry;
    let mut fields = Fields::default();
    fields.name("id", endpoint.id());
    fields.name("name", &entry.as_written);
    fields.name("host", endpoint.pattern.host());
    for spelling in entry
        .documented
        .iter()
        .filter_map(|row| row.as_written.as_deref())
    {
        fields.name("spelling", spelling);
    }
    fields.text("purpose", entry.purpose.as_str());
    fields.text("impact", entry.impact.as_deref());
    for observed in &entry.observed {
        fields.text("observed", observed.effect.as_str());
    }
    fields.text("also used by", entry.dual_use.as_deref());
    fields.text("security", entry.security_critical.as_deref());
    fields.text("meaning", entry.meaning.why.as_deref());
    for process in &endpoint.processes {
        fields.text("process", process.name.as_str());
    }
    Candidate {
        kind: Kind::Endpoint,
        id: endpoint.id(),
        name: &entry.as_written,
        about: entry.purpose.clone(),
        fields: fields.0,
        holds: Holds::Hosts(&endpoint.pattern),
    }
}

fn control(control: &Control) -> Candidate<'_> {
    let entry = &control.entry;
    let mut fields = Fields::default();
    fields.name("id", control.id());
    fields.name("name", &entry.title);
    for setting in &entry.setting {
        settings(&mut fields, setting);
    }
    for group in &entry.group {
        fields.text("does", group.title.as_str());
    }
    for allowed in &entry.allowed {
        fields.text("allowed", allowed.destination.as_str());
    }
    fields.text("summary", entry.summary.as_str());
    fields.text("also stops", entry.side_effects.as_deref());
    fields.text("caution", entry.caution.as_deref());
    fields.text("anchor", entry.anchor.as_deref());
    Candidate {
        kind: Kind::Control,
        id: control.id(),
        name: &entry.title,
        about: titled(&entry.title, &entry.summary),
        fields: fields.0,
        holds: Holds::Nothing,
    }
}

fn settings<'c>(fields: &mut Fields<'c>, setting: &'c Setting) {
    let name = setting.name.as_deref().unwrap_or_default();
    let at = setting.at.as_str();
    match setting.kind {
        SettingKind::Registry | SettingKind::RegistryDelete | SettingKind::FirewallRule => {
            fields.name("registry value", name);
            fields.text("registry key", at);
        }
        SettingKind::GroupPolicy => {
            fields.name("policy", name);
            fields.name("policy", setting.policy.as_deref().unwrap_or_default());
            fields.text("policy path", at);
        }
        SettingKind::Mdm => fields.name("MDM policy", at),
        SettingKind::Service => fields.name("service", at),
        SettingKind::App => fields.name("app", at),
        SettingKind::Ui => fields.text("settings page", at),
    }
}

fn of_release(release: &Release) -> Candidate<'_> {
    let entry = &release.entry;
    let mut fields = Fields::default();
    fields.name("id", release.id());
    fields.name("name", &entry.name);
    fields.name("version", &entry.version);
    fields.name("build", entry.build.as_deref().unwrap_or_default());
    fields.text("page", entry.page.title.as_deref());
    fields.text("file", entry.page.file.as_str());
    Candidate {
        kind: Kind::Release,
        id: release.id(),
        name: &entry.name,
        about: format!("{}: page of {}", entry.name, entry.page.date),
        fields: fields.0,
        holds: Holds::Nothing,
    }
}

fn carriers<'c>(scope: &Scope<'c, '_>) -> Vec<Candidate<'c>> {
    let used: BTreeSet<&str> = scope
        .endpoints()
        .filter_map(|endpoint| endpoint.entry.carrier.as_deref())
        .collect();
    let carriers = scope.catalog.carriers().iter();
    carriers
        .filter(|carrier| scope.release.is_none() || used.contains(carrier.suffix()))
        .map(|carrier| {
            let mut fields = Fields::default();
            fields.name("id", carrier.suffix());
            fields.name("name", &carrier.entry.name);
            fields.text("kind", carrier.entry.kind.words());
            Candidate {
                kind: Kind::Carrier,
                id: carrier.suffix(),
                name: &carrier.entry.name,
                about: format!("{}, {}", carrier.entry.name, carrier.entry.kind.words()),
                fields: fields.0,
                holds: Holds::AtOrBelow(carrier.suffix()),
            }
        })
        .collect()
}

fn processes<'c>(scope: &Scope<'c, '_>) -> Vec<Candidate<'c>> {
    let mut users: BTreeMap<&'c str, (usize, BTreeSet<&'c str>)> = BTreeMap::new();
    for endpoint in scope.endpoints() {
        for process in &endpoint.processes {
            let (count, areas) = users.entry(&process.name).or_default();
            *count += 1;
            areas.insert(&scope.catalog.area(endpoint.area).entry.name);
        }
    }
    users
        .into_iter()
        .map(|(process, (count, areas))| {
            let mut fields = Fields::default();
            fields.name("id", process);
            let noun = if count == 1 { "endpoint" } else { "endpoints" };
            let areas: Vec<&str> = areas.into_iter().collect();
            Candidate {
                kind: Kind::Process,
                id: process,
                name: process,
                about: format!("uses {count} {noun}: {}", areas.join(", ")),
                fields: fields.0,
                holds: Holds::Nothing,
            }
        })
        .collect()
}
