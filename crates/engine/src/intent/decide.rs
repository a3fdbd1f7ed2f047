//! What becomes of each area: it stays, is turned off, or is left alone.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::NCSI;
use crate::catalog::{AreaRef, Catalog};
use crate::policy::{Goal, Origin, Pages, Policy, PolicyError};

/// What becomes of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision<'c> {
    /// Nothing of it may be hit.
    Keep(Because<'c>),
    /// It is turned off; where the policy says so.
    Off {
        /// Where.
        origin: Origin,
        /// Whether it is named, and not only among all others. What guards security is turned off only when named.
        named: bool,
    },
    /// The policy does not speak of it.
    Left,
}

/// Why an area stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because<'c> {
    /// The policy says so.
    Named(Origin),
    /// An area that stays does not work without it.
    Needed {
        /// That area.
        by: AreaRef,
        /// What for.
        why: &'c str,
    },
    /// It guards security, and nobody named it.
    Security(&'c str),
    /// It is the connectivity test, which is one unit with choices of its own.
    Unit,
}

/// Decides for the areas of the policy's releases, and for those that it names.
pub(super) fn decide<'c>(
    policy: &Policy<'c>,
    notes: &mut Vec<String>,
) -> Result<Vec<(AreaRef, Decision<'c>)>, PolicyError> {
    let catalog = policy.catalog;
    let mut order: Vec<AreaRef> = Vec::new();
    let mut seen = BTreeSet::new();
    let listed = policy
        .releases
        .iter()
        .flat_map(|release| catalog.areas_of_release(release.id()));
    let named = policy
        .keep
        .iter()
        .chain(&policy.off)
        .filter_map(|said| match said.value {
            Goal::Area(area) => Some((area, &said.origin)),
            Goal::Endpoint(_) => None,
        });
    let named: Vec<(AreaRef, &Origin)> = named.collect();
    order.extend(listed.filter(|area| seen.insert(*area)));
    // What guards security stays, also where the release's own page does not list it.
    let critical = |area: &AreaRef| catalog.area(*area).entry.security_critical.is_some();
    let guards = relatives(catalog, &order).into_iter().filter(critical);
    order.extend(guards.filter(|area| seen.insert(*area)));
    if policy.pages == Pages::All {
        order.extend(
            relatives(catalog, &order)
                .into_iter()
                .filter(|area| seen.insert(*area)),
        );
    }
    for (area, origin) in named {
        if seen.insert(area) {
            order.push(area);
            if !origin.is_preset() {
                let (id, release) = (catalog.area(area).id(), &policy.releases[0].entry.name);
                notes.push(format!("{origin}: {id} is not on the page of {release}"));
            }
        }
    }
    let off: BTreeMap<AreaRef, &Origin> = areas_of(&policy.off).collect();
    let keep: BTreeMap<AreaRef, &Origin> = areas_of(&policy.keep).collect();
    let mut kept: BTreeMap<AreaRef, Because<'c>> = BTreeMap::new();
    for &area in &order {
        let entry = &catalog.area(area).entry;
        if catalog.area(area).id() == NCSI {
            kept.insert(area, Because::Unit);
        } else if let Some(&origin) = keep.get(&area) {
            kept.insert(area, Because::Named(origin.clone()));
        } else if let (Some(why), None) = (&entry.security_critical, off.get(&area)) {
            kept.insert(area, Because::Security(why));
        }
    }
    for area in close(policy, &mut kept, &off, notes)? {
        if seen.insert(area) {
            order.push(area);
        }
    }
    let decided = order.into_iter().map(|area| {
        let decision = match (kept.remove(&area), off.get(&area), &policy.off_others) {
            (Some(because), _, _) => Decision::Keep(because),
            (None, Some(&origin), _) => Decision::Off {
                origin: origin.clone(),
                named: true,
            },
            (None, None, Some(origin)) => Decision::Off {
                origin: origin.clone(),
                named: false,
            },
            (None, None, None) => Decision::Left,
        };
        (area, decision)
    });
    Ok(decided.collect())
}

fn areas_of(goals: &[crate::policy::Said<Goal>]) -> impl Iterator<Item = (AreaRef, &Origin)> {
    goals.iter().filter_map(|said| match said.value {
        Goal::Area(area) => Some((area, &said.origin)),
        Goal::Endpoint(_) => None,
    })
}

/// Adds what kept areas need, and what that needs. Returns what was added.
fn close<'c>(
    policy: &Policy<'c>,
    kept: &mut BTreeMap<AreaRef, Because<'c>>,
    off: &BTreeMap<AreaRef, &Origin>,
    notes: &mut Vec<String>,
) -> Result<Vec<AreaRef>, PolicyError> {
    let catalog = policy.catalog;
    let mut added = Vec::new();
    let mut queue: VecDeque<AreaRef> = kept.keys().copied().collect();
    while let Some(area) = queue.pop_front() {
        for needed in &catalog.area(area).entry.requires {
            let Some(other) = catalog.area_by_id(&needed.area) else {
                continue;
            };
            if let Some(origin) = off.get(&other) {
                let wanted = by_wish(catalog, area, kept);
                let (needs, is_off) = (catalog.area(area).id(), catalog.area(other).id());
                let clash = format!("{needs} stays, and needs {is_off}: {}", needed.why);
                let Some(wish) = wanted else {
                    notes.push(format!("{origin} turns {is_off} off, but {clash}"));
                    continue;
                };
                return Err(PolicyError::Contradiction {
                    first: format!("{wish} keeps what works only with {is_off} ({clash})"),
                    second: format!("{origin} turns {is_off} off"),
                    hint: format!("take {is_off} out of `off`, or {needs} out of `keep`"),
                });
            }
            if let Entry::Vacant(place) = kept.entry(other) {
                place.insert(Because::Needed {
                    by: area,
                    why: &needed.why,
                });
                added.push(other);
                queue.push_back(other);
            }
        }
    }
    Ok(added)
}

/// Where somebody asked for an area, or for what needs it; none where it stays only because it guards security.
fn by_wish(
    catalog: &Catalog,
    mut area: AreaRef,
    kept: &BTreeMap<AreaRef, Because<'_>>,
) -> Option<Origin> {
    // A chain of needs is as long as there are areas at most.
    for _ in 0..=catalog.areas().len() {
        match kept.get(&area)? {
            Because::Named(origin) => return Some(origin.clone()),
            Because::Needed { by, .. } => area = *by,
            Because::Security(_) | Because::Unit => return None,
        }
    }
    None
}

/// Areas of the products that `areas` are of.
fn relatives(catalog: &Catalog, areas: &[AreaRef]) -> Vec<AreaRef> {
    let products: BTreeSet<(&str, &str)> = areas
        .iter()
        .map(|&area| {
            (
                catalog.area(area).vendor.as_str(),
                catalog.area(area).product.as_str(),
            )
        })
        .collect();
    let ids = catalog
        .areas()
        .iter()
        .filter(|it| products.contains(&(it.vendor.as_str(), it.product.as_str())));
    ids.filter_map(|area| catalog.area_by_id(area.id()))
        .collect()
}
