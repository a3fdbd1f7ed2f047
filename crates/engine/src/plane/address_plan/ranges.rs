//! Ranges that vendors document for what is turned off, less what they document for anything else.

use std::collections::BTreeMap;

use super::{Listed, add};
use crate::attribute::Network;
use crate::catalog::file::SetEntry;
use crate::catalog::{Area, AreaRef};
use crate::intent::{Decision, Intent, Strength};
use crate::plane::{Gap, GapKind, Ruled};

/// A range that belongs to something which is not turned off.
pub(super) struct KeptRange {
    pub(super) network: Network,
    /// Whose it is, as a clause that goes on from the range.
    pub(super) whose: String,
}

/// The ranges of all areas that are not turned off, those that the policy does not speak of among them, as every page
/// gives them.
pub(super) fn kept(intent: &Intent<'_>) -> Vec<KeptRange> {
    let off = |area: &Area| {
        let reference = intent.catalog.area_by_id(area.id());
        reference.is_some_and(|area| is_off(intent, area))
    };
    let areas = intent.catalog.areas().iter().filter(|area| !off(area));
    let mut kept: Vec<KeptRange> = areas
        .flat_map(|area| {
            let ranges = area.sets.iter().flat_map(|set| &set.ranges);
            ranges.filter_map(|range| {
                Some(KeptRange {
                    network: range.parse().ok()?,
                    whose: format!("is listed for {}", area.name(Some(intent.release().id()))),
                })
            })
        })
        .collect();
    kept.sort_by(|a, b| (a.network, &a.whose).cmp(&(b.network, &b.whose)));
    kept.dedup_by(|a, b| (a.network, &a.whose) == (b.network, &b.whose));
    kept
}

fn is_off(intent: &Intent<'_>, area: AreaRef) -> bool {
    matches!(intent.decision(area), Some(Decision::Off { .. }))
}

/// Lists the ranges of what is turned off; how each set of them is said.
pub(super) fn list(
    intent: &Intent<'_>,
    kept: &[KeptRange],
    found: &mut BTreeMap<Network, Listed>,
) -> Vec<Ruled> {
    let mut rules = Vec::new();
    for (reference, _) in intent
        .areas
        .iter()
        .filter(|(area, _)| is_off(intent, *area))
    {
        let area = intent.catalog.area(*reference);
        let of_policy = |set: &&SetEntry| {
            let counts = intent.releases.iter().any(|it| it.id() == set.release);
            counts && !set.ranges.is_empty()
        };
        for set in area.sets.iter().filter(of_policy) {
            rules.push(of_set(intent, *reference, area, set, kept, found));
        }
    }
    rules
}

fn of_set(
    intent: &Intent<'_>,
    reference: AreaRef,
    area: &Area,
    set: &SetEntry,
    kept: &[KeptRange],
    found: &mut BTreeMap<Network, Listed>,
) -> Ruled {
    let release = intent.catalog.release(&set.release);
    let page = release.map_or(set.release.as_str(), |it| &it.entry.name);
    let rule = Ruled::exact(
        format!("{}/set-{}", area.id(), set.id),
        Some(area.id().to_owned()),
        format!("address ranges of set {} of {page}", set.id),
    );
    // One endpoint of the area stays, and nobody says which of the ranges are its own.
    let stays = intent.kept.iter().find(|it| {
        let endpoint = it.endpoint.map(|it| intent.catalog.endpoint(it).area);
        it.strength == Strength::Hard && endpoint == Some(reference)
    });
    if let Some(stays) = stays {
        return rule.refused(format!(
            "{} of the same area stays, as {}, and the ranges are for both",
            stays.names,
            intent.reason(stays)
        ));
    }
    let mut gaps = Vec::new();
    let mut some = false;
    for range in &set.ranges {
        // All of the Internet is no range of anybody's, and sets refuse it.
        let Some(network) = range.parse::<Network>().ok().filter(|it| it.prefix() > 0) else {
            continue;
        };
        let mut left = vec![network.tidy()];
        for other in kept.iter().filter(|it| it.network.meets(network)) {
            let before = left.len();
            left = left
                .into_iter()
                .flat_map(|it| it.without(other.network))
                .collect();
            if before > 0 {
                gaps.push(Gap {
                    kind: GapKind::Narrower,
                    what: format!(
                        "what of {range} lies in {}, which {} too",
                        other.network, other.whose
                    ),
                    example: None,
                });
            }
        }
        some |= !left.is_empty();
        for network in left {
            let listed = Listed {
                network,
                areas: vec![area.id().to_owned()],
                purpose: format!("{}, set {} of {page}", area.id(), set.id),
                until: None,
            };
            add(found, listed);
        }
    }
    match (some, gaps.first()) {
        (false, Some(gap)) => {
            let more = match gaps.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more like it"),
            };
            rule.refused(format!("nothing is left without {}{more}", gap.what))
        }
        (false, None) => rule.refused("none of its ranges can be used"),
        (true, _) => rule.with_gaps(gaps),
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use backchat_wire::Time;
    use jiff::civil::date;

    use crate::catalog::Catalog;
    use crate::intent::Intent;
    use crate::observe::{Destination, Key, Observation};
    use crate::plane::{AddressPlan, Fidelity, Order};
    use crate::policy::Draft;
    use crate::rules::Index;
    use crate::scope::Scope;

    fn plan(policy: &str, seen: Vec<Destination>) -> AddressPlan {
        let today = date(2026, 1, 2);
        let draft = Draft::read("test", policy).unwrap();
        let policy = draft.resolve(Catalog::embedded(), today).unwrap();
        let intent = Intent::of(&policy).unwrap();
        let observation = Observation {
            destinations: seen,
            ..Observation::default()
        };
        AddressPlan::of(&Order {
            intent: &intent,
            policy: "test",
            date: today,
            serial: 1,
            known: &Index::default(),
            observation: Some(&observation),
            before: None,
        })
        .unwrap()
    }

    const EXCHANGE: &str = "release = \"microsoft-365-worldwide\"\noff = [\"exchange-online\"]";

    fn has(plan: &AddressPlan, network: &str) -> bool {
        let network = network.parse().unwrap();
        plan.listed.iter().any(|it| it.network == network)
    }

    #[test]
    fn ranges_of_what_is_off_are_listed_without_an_end() {
        let plan = plan(EXCHANGE, Vec::new());
        assert!(has(&plan, "13.107.6.152/31"));
        assert!(plan.listed.iter().all(|it| it.until.is_none()));
        assert!(
            plan.of_ranges
                .iter()
                .any(|it| it.fidelity == Fidelity::Exact)
        );
    }

    #[test]
    fn an_address_of_something_else_is_cut_out() {
        let key = Key::Name("other.example".into());
        let mut other = Destination::new(key, Scope::Public, Time::new(1_700_000_000, 0));
        other.addresses.insert(IpAddr::from([13, 107, 6, 152]));
        let plan = plan(EXCHANGE, vec![other]);
        assert!(!has(&plan, "13.107.6.152/31") && has(&plan, "13.107.6.153"));
        let told = plan.of_ranges.iter().any(|it| {
            it.difference()
                .contains("13.107.6.152, which is where other.example was called too")
        });
        assert!(told, "{:?}", plan.of_ranges);
    }

    #[test]
    fn ranges_of_what_is_left_alone_are_not_listed() {
        let catalog = Catalog::embedded();
        let plan = plan(EXCHANGE, Vec::new());
        let others = catalog
            .areas()
            .iter()
            .filter(|it| it.id() != "exchange-online");
        for range in others
            .flat_map(|area| &area.sets)
            .flat_map(|set| &set.ranges)
        {
            let range = range.parse::<crate::attribute::Network>().unwrap();
            assert!(
                plan.listed.iter().all(|it| !it.network.meets(range)),
                "{range}"
            );
        }
    }

    #[test]
    fn a_policy_of_a_page_without_ranges_lists_none() {
        let plan = plan("release = \"2004\"\noff = [\"maps\"]", Vec::new());
        assert!(plan.listed.is_empty() && plan.of_ranges.is_empty());
    }
}
