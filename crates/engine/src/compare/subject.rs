//! What is compared: an endpoint of the catalog with all names that it documents, a name that nobody documents, or an address
//! without a name.
//!
//! Hosts behind a wildcard change from day to day (`7.tlu.dl.delivery.mp.microsoft.com`), so that names compared one by one
//! would be gone and new all the time. Where a policy stops some names of an endpoint and not others, they are two subjects.

use std::collections::BTreeMap;

use super::expectation::Expectation;
use super::side::Side;
use crate::attribute::Attribution;
use crate::catalog::{AreaRef, Catalog, EndpointRef};
use crate::observe::{Destination, Observation};
use crate::pattern::Confidence;
use crate::plan::Judge;

/// What tells subjects apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identity {
    /// An endpoint of the catalog.
    Endpoint(EndpointRef),
    /// A name that nobody documents, or an address and port.
    Alone(String),
}

/// One thing that is compared.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) identity: Identity,
    /// The area that documents it.
    pub(super) area: Option<AreaRef>,
    /// How sure that is.
    pub(super) confidence: Option<Confidence>,
    /// What the policy wants of it.
    pub(super) expectation: Expectation,
    /// Whether it is an address that nothing names.
    pub(super) nameless: bool,
    pub(super) before: Side,
    pub(super) after: Side,
}

impl Subject {
    /// The names, or the address: those seen after first.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let before = self.before.names.keys();
        let before = before.filter(|it| !self.after.names.contains_key(*it));
        self.after.names.keys().chain(before).map(String::as_str)
    }
}

/// All subjects of two runs, the busiest first.
pub(super) fn subjects(
    before: Option<&Observation>,
    after: &Observation,
    judge: Option<&Judge<'_, '_>>,
    catalog: &Catalog,
) -> Vec<Subject> {
    let mut subjects: BTreeMap<(Identity, Expectation), Subject> = BTreeMap::new();
    let mut take = |it: &Destination, into: fn(&mut Subject) -> &mut Side| {
        let attribution = it.attribution.as_deref();
        let expectation = Expectation::of(it, judge);
        let identity = match attribution {
            Some(attribution) => Identity::Endpoint(attribution.best.endpoint),
            None => Identity::Alone(it.title()),
        };
        let key = (identity.clone(), expectation);
        let subject = subjects.entry(key).or_insert_with(|| Subject {
            identity,
            area: attribution.map(|it| catalog.endpoint(it.best.endpoint).area),
            confidence: None,
            expectation,
            nameless: it.name().is_none(),
            before: Side::default(),
            after: Side::default(),
        });
        let confidence = attribution.map(|it: &Attribution| it.best.confidence);
        subject.confidence = subject.confidence.max(confidence);
        into(subject).add(it);
    };
    for it in before.iter().flat_map(|it| &it.destinations) {
        take(it, |subject| &mut subject.before);
    }
    for it in &after.destinations {
        take(it, |subject| &mut subject.after);
    }
    subjects.into_values().collect()
}
