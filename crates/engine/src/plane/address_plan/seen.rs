//! Addresses under which captures show a name that is turned off, where nothing else was seen.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use backchat_wire::Time;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ranges::KeptRange;
use super::{Listed, add, until};
use crate::attribute::Network;
use crate::intent::Intent;
use crate::observe::{Destination, KEPT, Key};
use crate::plane::name_plan::ruled;
use crate::plane::{Fidelity, Gap, GapKind, Order, Ruled};
use crate::rules::Told;
use crate::scope::Scope;

/// Lists seen addresses; how each rule of the intent is said by them.
pub(super) fn list(
    order: &Order<'_>,
    kept: &[KeptRange],
    found: &mut BTreeMap<Network, Listed>,
) -> Vec<Ruled> {
    let intent = order.intent;
    let destinations = order.observation.map_or(&[][..], |it| &it.destinations);
    let mut at: BTreeMap<IpAddr, Vec<&Destination>> = BTreeMap::new();
    for destination in destinations {
        for address in &destination.addresses {
            at.entry(*address).or_default().push(destination);
        }
    }
    let verdicts: BTreeMap<IpAddr, Option<String>> = at
        .iter()
        .map(|(address, there)| (*address, objection(intent, *address, there, kept)))
        .collect();
    let rules = 0..intent.rules.len();
    rules
        .map(|number| {
            let rule = ruled(intent, number, Some((&Told::default(), &[])));
            if rule.fidelity == Fidelity::Refused {
                return rule;
            }
            let names = &intent.rules[number].names;
            let called = destinations.iter().filter(|it| {
                it.name()
                    .is_some_and(|name| names.holds(name) && is_off(intent, name))
            });
            let (mut listed, mut objections) = (BTreeSet::new(), BTreeMap::new());
            for destination in called {
                for address in &destination.addresses {
                    match verdicts.get(address) {
                        Some(Some(why)) => {
                            objections.insert(*address, why.as_str());
                        }
                        _ => {
                            listed.insert(*address);
                            add(found, of_address(order, &rule, *address, destination));
                        }
                    }
                }
            }
            told(order, rule, listed.len(), &objections)
        })
        .collect()
}

/// Addresses at which something was called that is not turned off: they are cut out of vendors' ranges.
pub(super) fn kept(order: &Order<'_>) -> Vec<KeptRange> {
    let destinations = order.observation.map_or(&[][..], |it| &it.destinations);
    let named = destinations
        .iter()
        .filter_map(|it| Some((it, it.name()?)))
        .filter(|(_, name)| !is_off(order.intent, name));
    let all = named.flat_map(|(destination, name)| {
        destination.addresses.iter().map(move |address| KeptRange {
            network: Network::from(*address),
            whose: format!("is where {name} was called"),
        })
    });
    all.collect()
}

/// Whether a name is turned off.
fn is_off(intent: &Intent<'_>, name: &str) -> bool {
    let blocked = intent.blocks.iter().any(|it| it.names.holds(name));
    let passes = intent.passes.iter().any(|it| it.names.holds(name));
    blocked && !passes
}

/// Why an address must not be blocked, given everything that was seen there; none where it may.
fn objection(
    intent: &Intent<'_>,
    address: IpAddr,
    there: &[&Destination],
    kept: &[KeptRange],
) -> Option<String> {
    if Scope::of(address) != Scope::Public {
        return Some(format!("{address} is no address of the Internet"));
    }
    for destination in there {
        let name = match &destination.key {
            Key::Name(name) => name,
            Key::Address(..) => {
                return Some(format!("a connection without a name went to {address} too"));
            }
        };
        if !is_off(intent, name) {
            return Some(format!("{name} was called at {address} too"));
        }
        if let Some(rival) = destination
            .rivals
            .iter()
            .find(|rival| !is_off(intent, rival))
        {
            return Some(format!("{rival} has addresses of {name} too"));
        }
        let ends = destination.chains.iter().filter_map(|chain| chain.last());
        for end in ends.chain([name]) {
            if let Some(carrier) = intent.catalog.carrier_of(end) {
                return Some(format!(
                    "{name} leads to {end}, and others are behind {} too",
                    carrier.suffix()
                ));
            }
        }
        // With as many as are kept there may be more.
        if destination.rivals.len() >= KEPT || destination.chains.len() >= KEPT {
            return Some(format!(
                "more was seen at the addresses of {name} than is kept"
            ));
        }
    }
    let network = Network::from(address);
    let range = kept.iter().find(|it| it.network.holds(network));
    range.map(|it| format!("{address} lies in {}, which {}", it.network, it.whose))
}

fn of_address(
    order: &Order<'_>,
    rule: &Ruled,
    address: IpAddr,
    destination: &Destination,
) -> Listed {
    let until = until(order.date);
    Listed {
        network: Network::from(address),
        areas: rule.area.iter().cloned().collect(),
        purpose: format!(
            "{}: {} was called here, seen {} to {}, counts until {until}",
            rule.id,
            destination.title(),
            day(destination.first),
            day(destination.last),
        ),
        until: Some(until),
    }
}

fn day(time: Time) -> String {
    Timestamp::from_second(time.seconds()).map_or_else(
        |_| "an unknown day".to_owned(),
        |time| time.to_zoned(TimeZone::UTC).date().to_string(),
    )
}

/// A rule with what its addresses say of it.
fn told(
    order: &Order<'_>,
    rule: Ruled,
    listed: usize,
    objections: &BTreeMap<IpAddr, &str>,
) -> Ruled {
    let refused = match (objections.values().next(), objections.len()) {
        (None, _) => None,
        (Some(why), 1) => Some((*why).to_owned()),
        (Some(why), count) => Some(format!(
            "{why}, and {} more addresses are left out",
            count - 1
        )),
    };
    if listed == 0 {
        let unseen = match order.observation {
            None => "no capture shows its addresses",
            Some(_) => "no address of it was seen",
        };
        return rule.refused(refused.unwrap_or_else(|| unseen.to_owned()));
    }
    let noun = if listed == 1 { "address" } else { "addresses" };
    let mut gaps = rule.gaps.clone();
    gaps.push(Gap {
        kind: GapKind::Narrower,
        what: format!("its addresses but the {listed} {noun} seen in captures"),
        example: None,
    });
    gaps.extend(refused.map(|why| Gap {
        kind: GapKind::Narrower,
        what: format!("an address that was seen, as {why}"),
        example: None,
    }));
    rule.with_gaps(gaps)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::*;
    use crate::catalog::Catalog;
    use crate::observe::Observation;
    use crate::plane::AddressPlan;
    use crate::policy::Draft;
    use crate::rules::Index;

    const ADDRESS: [u8; 4] = [20, 42, 73, 29];

    fn destination(name: &str, address: [u8; 4]) -> Destination {
        let key = Key::Name(name.into());
        let mut destination = Destination::new(key, Scope::Public, Time::new(1_700_000_000, 0));
        destination.addresses.insert(IpAddr::from(address));
        destination
    }

    fn plan(destinations: Vec<Destination>) -> AddressPlan {
        let catalog = Catalog::embedded();
        let today = date(2026, 1, 2);
        let draft = Draft::read("test", "release = \"2004\"\noff = [\"maps\"]").unwrap();
        let policy = draft.resolve(catalog, today).unwrap();
        let intent = Intent::of(&policy).unwrap();
        let observation = Observation {
            destinations,
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

    fn why(plan: &AddressPlan) -> String {
        assert!(plan.listed.is_empty(), "{:?}", plan.listed);
        let notes = plan.of_rules.iter().map(Ruled::difference);
        notes.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn an_address_of_nothing_else_is_listed_for_a_while() {
        let plan = plan(vec![destination("a.maps.windows.com", ADDRESS)]);
        let [listed] = plan.listed.as_slice() else {
            panic!("{:?}", plan.of_rules);
        };
        assert_eq!(listed.network.to_string(), "20.42.73.29");
        assert_eq!(listed.until, Some(date(2026, 1, 16)));
        assert!(listed.purpose.contains("seen 2023-11-14"));
        assert!(
            plan.of_rules
                .iter()
                .any(|it| it.fidelity == Fidelity::Narrower)
        );
    }

    #[test]
    fn what_else_was_called_there_stands_against_it() {
        let plan = plan(vec![
            destination("a.maps.windows.com", ADDRESS),
            destination("other.example", ADDRESS),
        ]);
        assert!(why(&plan).contains("other.example was called at 20.42.73.29 too"));
    }

    #[test]
    fn a_connection_without_a_name_stands_against_it() {
        let mut nameless = destination("x", ADDRESS);
        nameless.key = Key::Address(IpAddr::from(ADDRESS), 443);
        let plan = plan(vec![destination("a.maps.windows.com", ADDRESS), nameless]);
        assert!(why(&plan).contains("without a name"));
    }

    #[test]
    fn another_name_of_the_address_stands_against_it() {
        let mut shared = destination("a.maps.windows.com", ADDRESS);
        shared.rivals.insert("other.example".into());
        assert!(why(&plan(vec![shared])).contains("other.example has addresses of"));
    }

    #[test]
    fn a_carrier_at_the_end_of_the_chain_stands_against_it() {
        let mut carried = destination("a.maps.windows.com", ADDRESS);
        let chain: Vec<Arc<str>> = vec!["a.maps.windows.com".into(), "e1.akamaiedge.net".into()];
        carried.chains.insert(chain);
        assert!(why(&plan(vec![carried])).contains("behind akamaiedge.net"));
    }

    #[test]
    fn addresses_of_the_own_network_are_no_targets() {
        let plan = plan(vec![destination("a.maps.windows.com", [192, 168, 1, 1])]);
        assert!(why(&plan).contains("no address of the Internet"));
    }
}
