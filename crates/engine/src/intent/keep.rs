//! Names that must stay reachable, and why.
//!
//! Of an area that stays, every spelling of every page counts, as a rule that hits only what another page writes breaks
//! it all the same. Of an area that the policy leaves alone only the pages of its releases count, and softly.

use std::collections::{BTreeMap, BTreeSet};

use super::{Because, Decision, Keeper, Kept, NCSI, Strength};
use crate::catalog::{Area, AreaRef, Catalog, Endpoint, EndpointRef};
use crate::pattern::{self, Kind, PathPart, Pattern};
use crate::policy::{Goal, Origin, Policy};
use crate::rules::Names;

/// Everything that stays, hard first, without doubles.
pub(super) fn kept<'c>(policy: &Policy<'c>, areas: &[(AreaRef, Decision<'c>)]) -> Vec<Kept<'c>> {
    let catalog = policy.catalog;
    let decisions: BTreeMap<AreaRef, &Decision<'c>> = areas
        .iter()
        .map(|(area, decision)| (*area, decision))
        .collect();
    let off: BTreeSet<EndpointRef> = endpoints_of(&policy.off)
        .map(|(endpoint, _)| endpoint)
        .collect();
    let mut keeping = Keeping {
        catalog,
        kept: Vec::new(),
    };
    for exception in policy.exceptions.iter().filter(|it| it.keep) {
        let why = Keeper::Exception(exception.reason.clone(), exception.until);
        keeping.add(&exception.pattern, None, Strength::Hard, why);
    }
    for (endpoint, origin) in endpoints_of(&policy.keep) {
        keeping.endpoint(endpoint, Strength::Hard, &Keeper::Named(origin.clone()));
    }
    for (endpoint, entry) in catalog.endpoint_refs().filter(|(it, _)| !off.contains(it)) {
        if entry.entry.carrier.is_some() {
            continue;
        }
        let area = catalog.area(entry.area);
        let decision = decisions.get(&entry.area);
        match decision {
            Some(Decision::Keep(because)) => {
                keeping.endpoint(endpoint, Strength::Hard, &keeper(because, entry.area));
            }
            // Certificates, updates and protection of systems that the policy does not speak of. Their wildcards are
            // left aside: a rule would meet them in names that nobody ever saw.
            None => {
                if let (Some(why), Names::Exact(_)) =
                    (&area.entry.security_critical, Names::of(&entry.pattern))
                {
                    keeping.add(
                        &entry.pattern,
                        Some(endpoint),
                        Strength::Hard,
                        Keeper::Security(why),
                    );
                }
            }
            Some(decision) => {
                if let Some(user) = used_by_kept(catalog, entry, &decisions) {
                    keeping.endpoint(endpoint, Strength::Hard, &Keeper::UsedBy(user));
                } else if let Some(why) = &entry.entry.security_critical
                    && matches!(decision, Decision::Off { named: false, .. })
                {
                    keeping.endpoint(endpoint, Strength::Hard, &Keeper::Security(why));
                } else if **decision == Decision::Left {
                    for release in &policy.releases {
                        keeping.rows(
                            endpoint,
                            release.id(),
                            Strength::Soft,
                            &Keeper::Area(entry.area),
                        );
                    }
                }
            }
        }
    }
    // No page lists all names of the connectivity test.
    if let Some(area) = catalog
        .area_by_id(NCSI)
        .filter(|area| decisions.contains_key(area))
    {
        for name in super::answer::unit() {
            let pattern =
                Pattern::new(Kind::Exact, name, PathPart::Unsaid).expect("the names are hosts");
            keeping.add(&pattern, None, Strength::Hard, Keeper::Area(area));
        }
    }
    for control in catalog.controls() {
        for allowed in &control.entry.allowed {
            if let Ok(read) = pattern::read(&allowed.destination) {
                keeping.add(
                    &read.pattern,
                    None,
                    Strength::Hard,
                    Keeper::Allowed(&allowed.purpose),
                );
            }
        }
    }
    keeping.distinct(&decisions)
}

fn keeper<'c>(because: &Because<'c>, area: AreaRef) -> Keeper<'c> {
    match because {
        Because::Security(why) => Keeper::Security(why),
        Because::Named(_) | Because::Needed { .. } | Because::Unit => Keeper::Area(area),
    }
}

/// An area that stays and uses an endpoint of another. Where it documents hosts of its own below a wildcard, it uses
/// these and not all of it: they stay by themselves.
fn used_by_kept(
    catalog: &Catalog,
    endpoint: &Endpoint,
    decisions: &BTreeMap<AreaRef, &Decision<'_>>,
) -> Option<AreaRef> {
    let names = Names::of(&endpoint.pattern);
    let kept = |area: &AreaRef| matches!(decisions.get(area), Some(Decision::Keep(_)));
    let has_own = |area: &AreaRef| {
        let own = catalog
            .area(*area)
            .endpoints
            .iter()
            .map(|&it| Names::of(&catalog.endpoint(it).pattern));
        own.into_iter()
            .any(|own| own != names && names.contains(&own))
    };
    let users = endpoint
        .entry
        .used_by
        .iter()
        .filter_map(|id| catalog.area_by_id(id));
    let mut users = users.filter(|area| kept(area) && !has_own(area));
    users.next()
}

pub(super) fn endpoints_of(
    goals: &[crate::policy::Said<Goal>],
) -> impl Iterator<Item = (EndpointRef, &Origin)> {
    goals.iter().filter_map(|said| match said.value {
        Goal::Endpoint(endpoint) => Some((endpoint, &said.origin)),
        Goal::Area(_) => None,
    })
}

/// Whether a wildcard stands for a domain on which all of a vendor's products live.
pub(super) fn is_shared_domain(catalog: &Catalog, names: &Names) -> bool {
    let mut shared = catalog
        .vendors()
        .iter()
        .flat_map(|vendor| &vendor.entry.shared_domains);
    !matches!(names, Names::Exact(_)) && shared.any(|domain| *domain == *names.host())
}

struct Keeping<'c> {
    catalog: &'c Catalog,
    kept: Vec<Kept<'c>>,
}

impl<'c> Keeping<'c> {
    /// All that an endpoint means: the joined meaning, and each page's spelling.
    fn endpoint(&mut self, reference: EndpointRef, strength: Strength, why: &Keeper<'c>) {
        let endpoint = self.catalog.endpoint(reference);
        self.add(&endpoint.pattern, Some(reference), strength, why.clone());
        for row in &endpoint.entry.documented {
            self.add(
                &endpoint.meaning_of(row),
                Some(reference),
                strength,
                why.clone(),
            );
        }
    }

    /// What the page of a release means.
    fn rows(
        &mut self,
        reference: EndpointRef,
        release: &str,
        strength: Strength,
        why: &Keeper<'c>,
    ) {
        let endpoint = self.catalog.endpoint(reference);
        for row in endpoint
            .entry
            .documented
            .iter()
            .filter(|row| row.release == release)
        {
            self.add(
                &endpoint.meaning_of(row),
                Some(reference),
                strength,
                why.clone(),
            );
        }
    }

    fn add(
        &mut self,
        pattern: &Pattern,
        endpoint: Option<EndpointRef>,
        strength: Strength,
        why: Keeper<'c>,
    ) {
        let names = Names::of(pattern);
        // Were it kept because a page lists it, nothing of the vendor's could ever be turned off; a person may say so.
        let said = matches!(why, Keeper::Exception(..) | Keeper::Named(_));
        if !said && is_shared_domain(self.catalog, &names) {
            return;
        }
        self.kept.push(Kept {
            names,
            pattern: pattern.clone(),
            endpoint,
            strength,
            why,
        });
    }

    /// One entry for each set of names: the strongest, and of equally strong ones that of this system rather than that
    /// of another, as lists of what is allowed take only the former.
    fn distinct(self, decisions: &BTreeMap<AreaRef, &Decision<'c>>) -> Vec<Kept<'c>> {
        let foreign = |it: &Kept<'c>| {
            let area = it.endpoint.map(|it| self.catalog.endpoint(it).area);
            area.is_some_and(|area| !decisions.contains_key(&area))
        };
        let mut kept = self.kept;
        kept.sort_by_key(|it| (std::cmp::Reverse(it.strength), foreign(it)));
        let mut seen = BTreeSet::new();
        kept.retain(|it| seen.insert(it.names.clone()));
        kept
    }
}

/// The area that is one unit, where the catalog has it.
pub(super) fn is_unit(area: &Area) -> bool {
    area.id() == NCSI
}
