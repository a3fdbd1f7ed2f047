//! Rows into endpoints: the rows that a page gives each, and drafts of endpoints that the catalog does not have.

use std::collections::{BTreeMap, BTreeSet};

use super::super::blank::cut;
use super::super::{ImportedRelease, ImportedRow};
use super::edit::{Edit, MeaningDraft, ReleaseDraft};
use super::place::{Key, Place, key, slug};
use super::{Merging, Step, StepKind};
use crate::catalog::file::{CarrierKind, Row};
use crate::catalog::{Catalog, Protocol, ProtocolSet};
use crate::pattern::{Kind, Pattern};

/// How much of a path becomes a part of an id, in bytes: paths can hold whole queries.
const ID_PATH_LIMIT: usize = 60;

/// The endpoints that an import makes.
#[derive(Default)]
pub(super) struct Drafts {
    by_key: BTreeMap<(String, Key), String>,
    drafts: BTreeMap<String, Draft>,
    /// In the order of the page.
    order: Vec<String>,
}

struct Draft {
    area: String,
    as_written: String,
    meaning: MeaningDraft,
    ports: Ports,
    carrier: Option<String>,
}

impl Drafts {
    pub(super) fn find(&self, area: &str, key: &Key) -> Option<String> {
        self.by_key.get(&(area.to_owned(), key.clone())).cloned()
    }

    /// The edits that make them.
    pub(super) fn edits(self) -> Vec<Edit> {
        let Self {
            mut drafts, order, ..
        } = self;
        let made = order.into_iter().filter_map(|id| {
            let draft = drafts.remove(&id)?;
            Some(Edit::NewEndpoint {
                area: draft.area,
                id,
                as_written: draft.as_written,
                meaning: draft.meaning,
                ports: draft.ports.tcp.into_iter().collect(),
                udp_ports: draft.ports.udp.into_iter().collect(),
                carrier: draft.carrier,
            })
        });
        made.collect()
    }

    fn make(
        &mut self,
        catalog: &Catalog,
        area: &str,
        row: &ImportedRow,
        meaning: MeaningDraft,
    ) -> String {
        let (host, path) = key(&meaning.pattern);
        let mut name = host.replace('*', "x").trim_matches('.').to_owned();
        if !path.is_empty() {
            let path = slug(&path);
            let path = cut(&path, ID_PATH_LIMIT).trim_end_matches('-');
            name = format!("{name}-{path}");
        }
        let mut id = format!("{area}/{name}");
        let mut number = 2;
        while catalog.endpoint_by_id(&id).is_some() || self.drafts.contains_key(&id) {
            id = format!("{area}/{name}-{number}");
            number += 1;
        }
        self.by_key
            .insert((area.to_owned(), (host, path)), id.clone());
        self.order.push(id.clone());
        let draft = Draft {
            area: area.to_owned(),
            as_written: row.destination.clone(),
            carrier: carrier(catalog, &meaning.pattern),
            meaning,
            ports: Ports::default(),
        };
        self.drafts.insert(id.clone(), draft);
        id
    }
}

/// The suffix of the carrier that a pattern's hosts belong to: those of load balancers always, those of content
/// networks and hosters where the pattern does not name one host that a device may well ask for.
fn carrier(catalog: &Catalog, pattern: &Pattern) -> Option<String> {
    let tail = pattern.tail().trim_start_matches('.');
    let carrier = catalog.carrier_of(tail)?;
    let behind = carrier.entry.kind == CarrierKind::LoadBalancer || pattern.kind() != Kind::Exact;
    behind.then(|| carrier.suffix().to_owned())
}

impl Merging<'_> {
    /// Enters a row at its place. False where it cannot be entered.
    pub(super) fn enter(
        &mut self,
        row: &ImportedRow,
        place: Place,
        release: &ReleaseDraft,
        imported: &ImportedRelease,
    ) -> bool {
        let mut systems = Vec::new();
        let (id, as_written, slip) = match place {
            Place::Known {
                endpoint,
                slip,
                doubt,
                systems: known,
            } => {
                systems = known;
                let entry = &self.catalog.endpoint(endpoint).entry;
                let id = entry.id.get_ref().clone();
                if let Some(doubt) = doubt {
                    self.step(row.line, StepKind::Doubt, &id, doubt);
                }
                if slip.is_none() {
                    self.widen(endpoint, row);
                }
                (id, entry.as_written.clone(), slip)
            }
            Place::Draft(id) => {
                let as_written = self.widen_draft(&id, row);
                (id, as_written, None)
            }
            Place::New { area, doubt } => {
                let Some(id) = self.make(row, area, doubt, release) else {
                    return false;
                };
                // It may be a draft that another row began, with a spelling of its own.
                let as_written = self.widen_draft(&id, row);
                (id, as_written, None)
            }
        };
        if let Some(draft) = self.drafts.drafts.get_mut(&id) {
            // A set tells the ports of its rows: those of another spelling are not this one's.
            let other = row.set.is_some() && row.destination != draft.as_written;
            if !other {
                let ports = ports(row, imported);
                draft.ports.tcp.extend(ports.tcp);
                draft.ports.udp.extend(ports.udp);
            }
        }
        self.rows.entry(id).or_default().push(Row {
            release: self.release.clone(),
            line: row.line,
            protocols: row.protocols.clone(),
            process: row.process.clone(),
            set: imported.set_of(row).map(|set| set.id),
            as_written: (row.destination != as_written).then(|| row.destination.clone()),
            why: slip,
            systems,
        });
        true
    }

    /// Makes a draft of an endpoint.
    fn make(
        &mut self,
        row: &ImportedRow,
        area: Option<String>,
        doubt: Option<String>,
        release: &ReleaseDraft,
    ) -> Option<String> {
        let understood = match &row.understood {
            Ok(understood) => understood,
            Err(error) => {
                let what = format!("not entered: {error}");
                self.step(row.line, StepKind::Doubt, &row.destination, what);
                return None;
            }
        };
        let area = area.unwrap_or_else(|| {
            let (name, id, new) = self.areas.fallback(Some(&release.product));
            if new {
                let what = format!("a new area, {name}");
                self.step(row.line, StepKind::NewArea, &id, what);
            }
            id
        });
        if let Some(id) = self.drafts.find(&area, &key(&understood.pattern)) {
            self.widen_draft(&id, row);
            return Some(id);
        }
        let meaning = MeaningDraft {
            pattern: understood.pattern.clone(),
            confidence: understood.confidence,
            why: understood.why.map(str::to_owned),
        };
        let id = self.drafts.make(self.catalog, &area, row, meaning);
        let what = format!("a new endpoint, {}", row.destination);
        self.step(row.line, StepKind::NewEndpoint, &id, what);
        if let Some(doubt) = doubt {
            self.step(row.line, StepKind::Doubt, &id, doubt);
        }
        Some(id)
    }

    /// Widens what a known endpoint means, where the page writes its host in another way.
    fn widen(&mut self, endpoint: crate::catalog::EndpointRef, row: &ImportedRow) {
        let Ok(understood) = &row.understood else {
            return;
        };
        let id = self.catalog.endpoint(endpoint).id().to_owned();
        let pending = self.edits.iter_mut().find_map(|edit| match edit {
            Edit::Meaning { endpoint, meaning } if *endpoint == id => Some(meaning),
            _ => None,
        });
        let now = match &pending {
            Some(meaning) => (*meaning).clone(),
            None => self.places.meaning(endpoint),
        };
        let Some(wider) = now.widened(&understood.pattern) else {
            return;
        };
        let what = format!("now means {}", wider.pattern.sentence());
        match pending {
            Some(meaning) => *meaning = wider,
            None => self.edits.push(Edit::Meaning {
                endpoint: id.clone(),
                meaning: wider,
            }),
        }
        self.step(row.line, StepKind::Widened, &id, what);
    }

    /// Widens a draft, and tells how it is written.
    fn widen_draft(&mut self, id: &str, row: &ImportedRow) -> String {
        let Some(draft) = self.drafts.drafts.get_mut(id) else {
            return row.destination.clone();
        };
        if let Ok(understood) = &row.understood
            && let Some(wider) = draft.meaning.widened(&understood.pattern)
        {
            draft.meaning = wider;
        }
        draft.as_written.clone()
    }

    /// Compares what the page documents with what the catalog has for the release.
    pub(super) fn finish_rows(&mut self) {
        for (name, id) in self
            .areas
            .made()
            .map(|(id, name)| (name.to_owned(), id.to_owned()))
            .collect::<Vec<_>>()
        {
            let path = self.areas.path(&id);
            self.edits.push(Edit::NewArea { path, id, name });
        }
        let mut before: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
        for (endpoint, row) in self.catalog.rows_of_release(&self.release) {
            let id = self.catalog.endpoint(endpoint).id().to_owned();
            before.entry(id).or_default().push(row);
        }
        let ids: BTreeSet<String> = before.keys().chain(self.rows.keys()).cloned().collect();
        for id in ids {
            let was = before.remove(&id).unwrap_or_default();
            let now = self.rows.remove(&id).unwrap_or_default();
            let kept = now.iter().filter(|row| was.contains(row)).count();
            self.summary.unchanged += kept;
            if kept == now.len() && kept == was.len() {
                continue;
            }
            self.compare(&id, &was, &now);
            self.edits.push(Edit::Rows {
                endpoint: id,
                release: self.release.clone(),
                rows: now,
            });
        }
        self.summary.steps.sort_by(|a, b| {
            let key = |it: &Step| (it.line, it.kind);
            key(a).cmp(&key(b)).then_with(|| a.entry.cmp(&b.entry))
        });
    }

    /// Tells how an endpoint's rows differ.
    fn compare(&mut self, id: &str, was: &[&Row], now: &[Row]) {
        let mut gone: Vec<&Row> = was
            .iter()
            .copied()
            .filter(|row| !now.contains(row))
            .collect();
        for row in now.iter().filter(|row| !was.contains(row)) {
            let same = gone.iter().position(|it| it.as_written == row.as_written);
            let (kind, what) = match same.map(|at| gone.remove(at)) {
                Some(old) => (StepKind::Changed, differences(old, row)),
                None if self.drafts.drafts.contains_key(id) => continue,
                None => (StepKind::Added, "a row of the page".to_owned()),
            };
            self.step(row.line, kind, id, what);
        }
        for row in gone {
            let what = "the page does not have this row any more".to_owned();
            self.step(row.line, StepKind::Removed, id, what);
        }
    }
}

/// What two versions of a row differ in.
fn differences(old: &Row, new: &Row) -> String {
    let mut parts = Vec::new();
    if old.line != new.line {
        parts.push(format!("it was line {}", old.line));
    }
    if old.protocols != new.protocols {
        let was = match old.protocols.as_str() {
            "" => "empty",
            text => text,
        };
        parts.push(format!("the protocol was {was}"));
    }
    if old.process != new.process {
        let was = old.process.as_deref().unwrap_or("empty");
        parts.push(format!("the process was {was}"));
    }
    if old.set != new.set {
        parts.push("it belongs to another set".to_owned());
    }
    if parts.is_empty() {
        parts.push("the reason of its spelling differs".to_owned());
    }
    parts.join("; ")
}

/// Ports by transport.
#[derive(Default)]
struct Ports {
    tcp: BTreeSet<u16>,
    udp: BTreeSet<u16>,
}

/// The ports that the page gives a row, or that its protocols are spoken on.
fn ports(row: &ImportedRow, imported: &ImportedRelease) -> Ports {
    let protocols = ProtocolSet::read(&row.protocols).unwrap_or_default();
    let mut ports = Ports::default();
    if !row.ports.is_empty() {
        let udp = protocols.iter().any(is_over_udp);
        let tcp = protocols.is_empty() || protocols.iter().any(|it| !is_over_udp(it));
        ports.tcp.extend(row.ports.iter().filter(|_| tcp));
        ports.udp.extend(row.ports.iter().filter(|_| udp));
    } else if let Some(set) = imported.set_of(row) {
        ports.tcp.extend(&set.tcp);
        ports.udp.extend(&set.udp);
    } else {
        for protocol in protocols.iter() {
            match protocol {
                Protocol::Http => ports.tcp.insert(80),
                Protocol::Quic => ports.udp.insert(443),
                Protocol::Ssh => ports.tcp.insert(22),
                // A transport alone says no port.
                Protocol::Tcp | Protocol::Udp => false,
                _ => ports.tcp.insert(443),
            };
        }
    }
    ports
}

const fn is_over_udp(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Quic | Protocol::Udp)
}
