//! Areas that require each other: whoever keeps one keeps all, and a catalog should say so once.

use std::collections::BTreeMap;

use super::{Findings, Joined};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    let needs: BTreeMap<&str, Vec<&str>> = joined
        .files
        .areas
        .iter()
        .map(|(_, parsed)| {
            let needed = parsed.area.requires.iter().map(|it| it.area.as_str());
            (parsed.area.id.get_ref().as_str(), needed.collect())
        })
        .collect();
    for (parsed, place) in joined.files.area_files() {
        let id = parsed.area.id.get_ref().as_str();
        // Told once, at the first area of the cycle.
        if let Some(way) = way_back(id, &needs)
            && way.iter().all(|other| id <= *other)
        {
            findings.error(
                "cycle",
                place,
                format!("{id} requires itself: {} → {id}", way.join(" → ")),
                "one of the `requires` is not one: an area that works without the other",
            );
            findings.with(way.into_iter().skip(1));
        }
    }
}

/// The shortest way from an area back to itself, without the return.
fn way_back<'a>(from: &'a str, needs: &BTreeMap<&'a str, Vec<&'a str>>) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([from]);
    while let Some(area) = queue.pop_front() {
        for &next in needs.get(area).into_iter().flatten() {
            if next == from {
                let back = std::iter::successors(Some(area), |at| came_from.get(at).copied());
                let mut way: Vec<&str> = back.collect();
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, area);
                queue.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(edges: &[(&'static str, &[&'static str])]) -> Option<Vec<&'static str>> {
        let needs = edges
            .iter()
            .map(|(from, to)| (*from, to.to_vec()))
            .collect();
        way_back("a", &needs)
    }

    #[test]
    fn the_shortest_way_back_is_found() {
        assert_eq!(back(&[("a", &["a"])]), Some(vec!["a"]));
        assert_eq!(
            back(&[("a", &["b", "d"]), ("b", &["c"]), ("c", &["a"]), ("d", &[])]),
            Some(vec!["a", "b", "c"])
        );
    }

    #[test]
    fn two_ways_to_one_area_are_no_cycle() {
        assert_eq!(
            back(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"])]),
            None
        );
        // A cycle elsewhere is not this area's.
        assert_eq!(back(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])]), None);
    }
}
