//! Why something still talks although it should be silent: each cause looks at one kind of evidence and says what it found.
//!
//! Several may hold at once; the one that explains most is first. Adding a cause is one file and one line in [`CAUSES`].

mod address;
mod doors;
mod kept;
mod late;
mod no_rule;
mod not_enforced;
mod other_name;
mod shared_address;
mod unseen_lookup;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::Serialize;

use super::expectation::Expectation;
use super::side::Side;
use super::subject::Subject;
use crate::observe::{Key, Observation, Way};
use crate::plan::Judge;

pub(super) use unseen_lookup::encrypted_resolvers;

/// A cause, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Which: `not-enforced`, `no-rule`, `other-name`, `hard-coded-address`, `encrypted-dns`, `other-family`, `other-transport`,
    /// `past-the-proxy`, `shared-address`, `already-open`, `came-late`, `kept-for-another`.
    pub cause: &'static str,
    /// What was found, in a sentence without its full stop.
    pub evidence: String,
    /// Names, addresses, rules or areas that the evidence speaks of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub involved: Vec<String>,
}

/// What causes look at beside the subject itself.
pub(super) struct Scene<'s> {
    pub(super) judge: &'s Judge<'s, 's>,
    pub(super) subjects: &'s [Subject],
    /// For every address seen in either run, the names that are stopped whose address it was.
    pub(super) stopped_at: BTreeMap<IpAddr, BTreeSet<String>>,
    /// For every address, all other names.
    pub(super) others_at: BTreeMap<IpAddr, BTreeSet<String>>,
    /// Resolvers that hide look-ups, which were called in the second run.
    pub(super) encrypted: Vec<String>,
    /// Whether look-ups in the clear were captured in the second run.
    pub(super) lookups: bool,
    /// How many subjects should be stopped and were tried in the second run.
    pub(super) tried: usize,
    /// How many of them in vain, although they got through before.
    pub(super) holding: usize,
}

type Finder = fn(&Subject, &Scene<'_>) -> Option<Cause>;

/// Every cause, the one that explains most first.
const CAUSES: &[Finder] = &[
    kept::find,
    address::find,
    other_name::find,
    no_rule::find,
    doors::past_the_proxy,
    doors::other_family,
    doors::other_transport,
    late::find,
    unseen_lookup::find,
    shared_address::find,
    not_enforced::find,
];

/// Why a subject still talks; empty where it does not, or may.
pub(super) fn causes(subject: &Subject, scene: &Scene<'_>) -> Vec<Cause> {
    if subject.after.reached() == 0 {
        return Vec::new();
    }
    let found = CAUSES.iter().filter_map(|find| find(subject, scene));
    let mut found: Vec<Cause> = found.collect();
    // That no rule is in force explains what nothing else does.
    if found.len() > 1 {
        found.retain(|it| it.cause != "not-enforced");
    }
    found
}

impl<'s> Scene<'s> {
    pub(super) fn new(
        judge: &'s Judge<'s, 's>,
        subjects: &'s [Subject],
        before: Option<&Observation>,
        after: &Observation,
    ) -> Self {
        let mut stopped_at: BTreeMap<IpAddr, BTreeSet<String>> = BTreeMap::new();
        let mut others_at: BTreeMap<IpAddr, BTreeSet<String>> = BTreeMap::new();
        for it in before
            .iter()
            .flat_map(|it| &it.destinations)
            .chain(&after.destinations)
        {
            let Key::Name(name) = &it.key else { continue };
            let at = if judge.stops_name(name) {
                &mut stopped_at
            } else {
                &mut others_at
            };
            for address in &it.addresses {
                at.entry(*address).or_default().insert(name.to_string());
            }
        }
        let tried = |it: &&Subject| it.expectation == Expectation::Stopped && !it.after.is_silent();
        // What failed before as well, no block has stopped.
        let worked = |it: &Subject| it.before.is_silent() || it.before.reached() > 0;
        let holds = |it: &&Subject| tried(it) && it.after.reached() == 0 && worked(it);
        let explained = |side: &Side| side.reached() > side.unexplained() + side.by(proxied).0;
        Self {
            judge,
            subjects,
            stopped_at,
            others_at,
            encrypted: encrypted_resolvers(after),
            lookups: subjects
                .iter()
                .any(|it| explained(&it.after) || it.after.ways.contains_key(&Way::Lookup)),
            tried: subjects.iter().filter(tried).count(),
            holding: subjects.iter().filter(holds).count(),
        }
    }
}

fn proxied(way: Way) -> bool {
    way == Way::Proxy
}

/// The first three, and how many more.
fn few<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    crate::intent::shortened(&names)
}
