//! Destinations against each other: the same one twice, one within another, one that reaches into another area.
//!
//! Names behind carriers take no part beyond their own area: nothing is attributed to them, and no rule is made from
//! them.

use std::collections::BTreeMap;

use super::nearness::{may_meet, relation};
use super::{Findings, Item, Joined};
use crate::pattern::{Pattern, Relation};

/// How many endpoints are named in one message; the others are counted.
const NAMED: usize = 3;

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    let items: Vec<(&Item<'_>, &Pattern)> = joined.patterns().collect();
    let mut reaches = Reaches::default();
    for (at, &(a, mine)) in items.iter().enumerate() {
        for (of, &(b, theirs)) in items.iter().enumerate().skip(at + 1) {
            if !may_meet(mine, theirs) {
                continue;
            }
            let same_area = a.area_id() == b.area_id();
            let carried = a.entry.carrier.is_some() || b.entry.carrier.is_some();
            if carried && !same_area {
                if mine == theirs && a.entry.carrier.is_some() != b.entry.carrier.is_some() {
                    half_carried(a, b, findings);
                }
                continue;
            }
            match relation(mine, theirs) {
                Relation::Apart => {}
                Relation::Same if same_area => duplicate(a, b, findings),
                _ if carried => {}
                Relation::Same => shared(a, b, findings),
                // With a path, or with and without what is below: a rule can hardly tell them apart.
                Relation::Contains | Relation::Within
                    if !same_area && mine.host() == theirs.host() =>
                {
                    shared(a, b, findings);
                }
                Relation::Contains => reaches.add(at, b, None),
                Relation::Within => reaches.add(of, a, None),
                Relation::Overlaps => {
                    let example = mine.common_host(theirs).map(|host| host.0);
                    let example = example.unwrap_or_default();
                    reaches.add(at, b, Some(example));
                }
            }
        }
    }
    reaches.tell(&items, findings);
}

fn duplicate(a: &Item<'_>, b: &Item<'_>, findings: &mut Findings) {
    findings.error(
        "duplicate",
        b.place,
        format!("{} is the same destination as {}", b.id(), a.id()),
        "store it once, with the rows of both in `documented`",
    );
    findings.with([a.id()]);
}

fn half_carried(a: &Item<'_>, b: &Item<'_>, findings: &mut Findings) {
    let (marked, other) = match a.entry.carrier {
        Some(_) => (a, b),
        None => (b, a),
    };
    findings.warning(
        "carrier",
        other.place,
        format!(
            "{} is a carrier's name in {}, and not here",
            other.id(),
            marked.id()
        ),
        "it is one in both or in none: add `carrier`, or remove it there",
    );
    findings.with([marked.id()]);
}

fn shared(a: &Item<'_>, b: &Item<'_>, findings: &mut Findings) {
    findings.note(
        "shared",
        b.place,
        format!("{} is also documented as {}", b.id(), a.id()),
        "attribution keeps both",
    );
    findings.with([a.id()]);
}

/// What endpoints reach, by the one that reaches and the area that is reached.
#[derive(Default)]
struct Reaches<'i> {
    found: BTreeMap<(usize, &'i str), Vec<Reached<'i>>>,
}

struct Reached<'i> {
    item: &'i Item<'i>,
    /// A host in both, where each has others; absent where the whole endpoint is reached.
    example: Option<String>,
}

impl<'i> Reaches<'i> {
    fn add(&mut self, wide: usize, item: &'i Item<'i>, example: Option<String>) {
        let reached = self.found.entry((wide, item.area_id())).or_default();
        reached.push(Reached { item, example });
    }

    fn tell(self, items: &[(&Item<'_>, &Pattern)], findings: &mut Findings) {
        for ((wide, area), reached) in self.found {
            let Some(&(wide, pattern)) = items.get(wide) else {
                continue;
            };
            let (part, whole): (Vec<_>, Vec<_>) =
                reached.into_iter().partition(|it| it.example.is_some());
            if wide.area_id() == area {
                tell_nested(wide, pattern, &whole, findings);
            } else {
                tell_reach(wide, pattern, &whole, findings);
            }
            if wide.area_id() != area {
                for part in &part {
                    tell_overlap(wide, pattern, part, findings);
                }
            }
        }
    }
}

fn tell_nested(
    wide: &Item<'_>,
    pattern: &Pattern,
    reached: &[Reached<'_>],
    findings: &mut Findings,
) {
    if !reached.is_empty() {
        findings.note(
            "nested",
            wide.place,
            format!("{pattern} covers {} of its own area", listed(reached)),
            "the narrower one is more specific and wins",
        );
        findings.with(reached.iter().map(|it| it.item.id()));
    }
}

fn tell_reach(
    wide: &Item<'_>,
    pattern: &Pattern,
    reached: &[Reached<'_>],
    findings: &mut Findings,
) {
    let (critical, others): (Vec<&Reached<'_>>, Vec<_>) =
        reached.iter().partition(|it| it.item.is_critical());
    for (reached, is_critical) in [(critical, true), (others, false)] {
        let Some(first) = reached.first() else {
            continue;
        };
        let area = &first.item.area.area.name;
        let what = format!("{pattern} covers {} of {area}", listed_refs(&reached));
        if is_critical {
            findings.warning(
                "reach-security",
                wide.place,
                format!("{what}, which security depends on"),
                "a rule against the one reaches the other: carve it out",
            );
        } else {
            findings.note(
                "reach",
                wide.place,
                what,
                "a rule against the one reaches the other: carve it out",
            );
        }
        findings.with(reached.iter().map(|it| it.item.id()));
    }
}

fn tell_overlap(wide: &Item<'_>, pattern: &Pattern, part: &Reached<'_>, findings: &mut Findings) {
    let example = part.example.as_deref().filter(|it| !it.is_empty());
    let example = example.map_or(String::new(), |host| format!(", as {host} shows"));
    findings.note(
        "overlap",
        wide.place,
        format!("{pattern} and {} share hosts{example}", part.item.id()),
        "the one that spells out more wins",
    );
    findings.with([part.item.id()]);
}

fn listed(reached: &[Reached<'_>]) -> String {
    listed_refs(&reached.iter().collect::<Vec<_>>())
}

fn listed_refs(reached: &[&Reached<'_>]) -> String {
    let names: Vec<String> = reached
        .iter()
        .take(NAMED)
        .filter_map(|it| Some(it.item.pattern.as_ref()?.to_string()))
        .collect();
    let more = reached.len().saturating_sub(NAMED);
    let names = names.join(", ");
    match more {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{
        area_with, below, codes, codes_of, endpoint, exact, other_area, source,
    };
    use super::super::{Severity, check};

    #[test]
    fn the_same_destination_twice_in_an_area_is_an_error() {
        let twice =
            exact("x.example.com") + &exact("x.example.com").replace("id = \"a/x", "id = \"a/2.x");
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with(&twice))]),
            [("duplicate", 15)]
        );
    }

    #[test]
    fn a_narrower_one_in_the_same_area_is_a_note() {
        let nested = below("x.example.com") + &exact("a.x.example.com");
        assert_eq!(codes_of(&nested), ["nested"]);
    }

    fn two_areas(here: &str, there: &str, critical: &str) -> Vec<(Severity, &'static str, String)> {
        let there =
            other_area("b", there).replace("name = \"A\"", &format!("name = \"B\"\n{critical}"));
        let problems = check(&source(&[
            ("v/p/a.toml", &area_with(here)),
            ("v/p/b.toml", &there),
        ]));
        let told = problems.into_iter();
        told.map(|it| (it.severity, it.code, it.what)).collect()
    }

    #[test]
    fn what_reaches_security_is_a_warning_and_what_reaches_else_a_note() {
        let (here, there) = (below("x.example.com"), exact("a.x.example.com"));
        let critical = two_areas(&here, &there, "security_critical = \"yes\"");
        let what = "*.x.example.com covers a.x.example.com of B";
        assert_eq!(
            critical,
            [(
                Severity::Warning,
                "reach-security",
                format!("{what}, which security depends on")
            )]
        );
        let plain = two_areas(&here, &there, "");
        assert_eq!(plain, [(Severity::Note, "reach", what.to_owned())]);
        // The order of the files does not matter.
        let swapped = two_areas(&there, &here, "");
        assert_eq!(swapped[0].2, "*.x.example.com covers a.x.example.com of A");
    }

    #[test]
    fn what_an_endpoint_reaches_in_an_area_is_one_problem() {
        let hosts = ["a", "b", "c", "d", "e"].map(|it| exact(&format!("{it}.x.example.com")));
        let told = two_areas(&below("x.example.com"), &hosts.concat(), "");
        assert_eq!(told.len(), 1);
        assert!(
            told[0].2.contains("c.x.example.com and 2 more of B"),
            "{}",
            told[0].2
        );
    }

    #[test]
    fn a_partial_overlap_names_a_host_that_shows_it() {
        let mid = endpoint(
            "a/w",
            "w.*.example.com",
            "kind = \"mid-wildcard\", host = \"w.*.example.com\", confidence = \"likely\", why = \"w\"",
        );
        let told = two_areas(&mid, &below("x.example.com"), "");
        assert_eq!(told.len(), 1);
        assert!(
            told[0].2.ends_with("share hosts, as w.x.example.com shows"),
            "{}",
            told[0].2
        );
    }

    #[test]
    fn a_carriers_name_reaches_nothing() {
        let carrier = below("azureedge.net") + "carrier = \"azureedge.net\"\n";
        let area = area_with(&carrier);
        let other = other_area("b", &exact("a.azureedge.net"));
        let files = [
            ("carriers.toml", super::super::sample::CARRIERS),
            ("v/p/a.toml", &area),
            ("v/p/b.toml", &other),
        ];
        assert_eq!(codes(&files), []);
    }

    #[test]
    fn a_name_is_a_carriers_everywhere_or_nowhere() {
        let host = exact("a.azureedge.net");
        let area = area_with(&(host.clone() + "carrier = \"azureedge.net\"\n"));
        let files = |other| {
            codes(&[
                ("carriers.toml", super::super::sample::CARRIERS),
                ("v/p/a.toml", &area),
                ("v/p/b.toml", other),
            ])
        };
        let (other, both) = (other_area("b", &host), area.replace("id = \"a", "id = \"b"));
        assert_eq!(files(&other), [("carrier", 8)]);
        assert_eq!(files(&both), []);
    }
}
