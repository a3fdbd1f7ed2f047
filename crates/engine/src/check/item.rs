//! What rules look at: a documented endpoint with its names, a name that nobody documents, or an address without one.
//!
//! Names that merely resemble what is documented are one item each: what is accepted of one must not be accepted of the next.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use backchat_wire::Time;

use super::Order;
use super::view::{Checked, Kind, Seen};
use crate::compare::{DestinationView, NameView};
use crate::listing::stamp;
use crate::observe::Destination;
use crate::record::Record;

/// Something that rules look at.
pub(super) struct Item<'c> {
    /// What the comparison says of it.
    pub(super) view: &'c DestinationView,
    /// What it is called.
    pub(super) destination: String,
    pub(super) kind: Kind,
    /// Its names or addresses in this run.
    pub(super) now: Share<'c>,
    /// The same in the run before.
    pub(super) before: Share<'c>,
}

/// One run's part of an item.
#[derive(Default)]
pub(super) struct Share<'c> {
    each: Vec<(&'c str, &'c Destination)>,
}

type Titles<'c> = BTreeMap<String, &'c Destination>;

/// Every item of a comparison, in its order.
pub(super) fn items<'c>(order: &Order<'c>) -> Vec<Item<'c>> {
    let now = titles(order.run);
    let before = order.before.map(titles).unwrap_or_default();
    let views = order.comparison.destinations.iter();
    views.flat_map(|view| of(view, &now, &before)).collect()
}

fn titles(run: &Record) -> Titles<'_> {
    let each = run.observation.destinations.iter();
    each.map(|it| (it.title(), it)).collect()
}

fn of<'c>(view: &'c DestinationView, now: &Titles<'c>, before: &Titles<'c>) -> Vec<Item<'c>> {
    let item = |destination: &str, kind, names: &[&'c NameView]| Item {
        view,
        destination: destination.to_owned(),
        kind,
        now: share(names, now),
        before: share(names, before),
    };
    let all: Vec<&NameView> = view.names.iter().collect();
    let known = |it: &NameView| now.get(&it.name).or_else(|| before.get(&it.name)).copied();
    if view.endpoint.is_none() {
        let named = all.iter().filter_map(|it| known(it));
        let kind = match named.map(Destination::name).all(|it| it.is_none()) {
            true => Kind::Nameless,
            false => Kind::Undocumented,
        };
        return vec![item(&view.destination, kind, &all)];
    }
    let (alike, documented): (Vec<&NameView>, Vec<&NameView>) = all
        .into_iter()
        .partition(|it| known(it).is_some_and(likeness));
    let mut items = Vec::new();
    if !documented.is_empty() {
        items.push(item(&view.destination, Kind::Documented, &documented));
    }
    let alike = alike.into_iter();
    items.extend(alike.map(|it| item(&it.name, Kind::Undocumented, &[it])));
    items
}

/// Whether what documents it may as well document anything else.
fn likeness(it: &Destination) -> bool {
    let attribution = it.attribution.as_ref();
    attribution.is_some_and(|it| it.best.is_likeness())
}

fn share<'c>(names: &[&'c NameView], run: &Titles<'c>) -> Share<'c> {
    let each = names.iter();
    let each = each.filter_map(|it| Some((it.name.as_str(), *run.get(&it.name)?)));
    Share {
        each: each.collect(),
    }
}

impl Item<'_> {
    /// The id of the area that documents it.
    pub(super) fn area(&self) -> Option<&str> {
        let documented = self.kind == Kind::Documented;
        self.view.area.as_deref().filter(|_| documented)
    }

    /// The area's name.
    pub(super) fn area_name(&self) -> Option<&str> {
        let documented = self.kind == Kind::Documented;
        self.view.area_name.as_deref().filter(|_| documented)
    }

    /// As a row of the list of what was looked at.
    pub(super) fn checked(&self) -> Checked {
        Checked {
            destination: self.destination.clone(),
            kind: self.kind,
            area: self.area().map(str::to_owned),
            area_name: self.area_name().map(str::to_owned),
            expected: self.view.expected,
            verdict: self.view.verdict,
            tries: self.now.tries(),
            reached: self.now.reached(),
        }
    }
}

impl<'c> Share<'c> {
    /// Whether nothing was seen of it.
    pub(super) fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// Its names or addresses.
    pub(super) fn names(&self) -> Vec<&'c str> {
        self.each.iter().map(|it| it.0).collect()
    }

    /// Those at which something got through.
    pub(super) fn talking(&self) -> Vec<&'c str> {
        let talking = self.each.iter().filter(|it| reached(it.1) > 0);
        talking.map(|it| it.0).collect()
    }

    /// Tries of all kinds.
    pub(super) fn tries(&self) -> u64 {
        let each = self.each.iter().map(|it| it.1.rhythm.total());
        each.fold(0, u64::saturating_add)
    }

    /// Those that got through.
    pub(super) fn reached(&self) -> u64 {
        let each = self.each.iter().map(|it| reached(it.1));
        each.fold(0, u64::saturating_add)
    }

    /// What to show of it; none where there is nothing.
    pub(super) fn seen(&self) -> Option<Seen> {
        let each = || self.each.iter().map(|it| it.1);
        let first: Time = each().map(|it| it.first).min()?;
        let last: Time = each().map(|it| it.last).max()?;
        let addresses: BTreeSet<IpAddr> = each().flat_map(|it| &it.addresses).copied().collect();
        let ports: BTreeSet<(&str, u16)> = each().flat_map(|it| &it.ports).copied().collect();
        Some(Seen {
            tries: self.tries(),
            reached: self.reached(),
            first: stamp(first),
            last: stamp(last),
            addresses: addresses.iter().map(ToString::to_string).collect(),
            ports: ports
                .iter()
                .map(|(transport, port)| format!("{transport}/{port}"))
                .collect(),
        })
    }
}

fn reached(it: &Destination) -> u64 {
    let each = it.ways.values().map(|it| it.reached);
    each.fold(0, u64::saturating_add)
}
