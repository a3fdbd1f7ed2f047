//! Ids that lead nowhere.

use std::collections::BTreeSet;

use super::{Files, Findings, Joined, Place};
use crate::catalog::file::ControlLink;

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    let targets = Targets::new(joined.files);
    for (parsed, place) in joined.files.area_files() {
        let area = &parsed.area;
        targets.controls(&area.controls, place, findings);
        for row in &area.documented {
            // The row's line is looked for only where it is needed.
            if !targets.releases.contains(row.release.as_str()) {
                let place = place.row(&row.release, row.line);
                targets.release(&row.release, place, findings);
            }
        }
        for mention in &area.mentioned {
            targets.release(&mention.release, place, findings);
        }
        for needed in &area.requires {
            targets.area(&needed.area, place, findings);
            targets.release(&needed.release, place, findings);
        }
        for set in &parsed.set {
            targets.release(&set.release, place, findings);
        }
    }
    for item in &joined.items {
        let (entry, place) = (item.entry, item.place);
        targets.controls(&entry.controls, place, findings);
        for area in &entry.used_by {
            targets.area(area, place, findings);
        }
        for row in &entry.documented {
            if !targets.releases.contains(row.release.as_str()) {
                let place = place.row(&row.release, row.line);
                targets.release(&row.release, place, findings);
            }
            let mut sets = item.area.set.iter();
            if let Some(number) = row.set
                && !sets.any(|set| set.id == number && set.release == row.release)
            {
                let place = place.row(&row.release, row.line);
                dangling("set", &number.to_string(), place, findings);
            }
        }
        for mention in &entry.mentioned {
            targets.release(&mention.release, place, findings);
        }
    }
}

struct Targets<'a> {
    areas: BTreeSet<&'a str>,
    releases: BTreeSet<&'a str>,
    controls: BTreeSet<&'a str>,
    /// Ids of controls, each with a group of it.
    groups: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Targets<'a> {
    fn new(files: &'a Files<'_>) -> Self {
        let areas = files.areas.iter();
        let releases = files.releases.iter();
        let controls = files.controls.iter();
        let groups = files.controls.iter().flat_map(|(_, it)| {
            let control = it.control.id.get_ref().as_str();
            it.control
                .group
                .iter()
                .map(move |group| (control, group.id.as_str()))
        });
        Self {
            groups: groups.collect(),
            areas: areas.map(|(_, it)| it.area.id.get_ref().as_str()).collect(),
            releases: releases
                .map(|(_, it)| it.release.id.get_ref().as_str())
                .collect(),
            controls: controls
                .map(|(_, it)| it.control.id.get_ref().as_str())
                .collect(),
        }
    }

    fn area(&self, id: &str, place: Place<'_>, findings: &mut Findings) {
        if !self.areas.contains(id) {
            dangling("area", id, place, findings);
        }
    }

    fn release(&self, id: &str, place: Place<'_>, findings: &mut Findings) {
        if !self.releases.contains(id) {
            dangling("release", id, place, findings);
        }
    }

    fn controls(&self, links: &[ControlLink], place: Place<'_>, findings: &mut Findings) {
        for link in links {
            if !self.controls.contains(link.id.as_str()) {
                dangling("control", &link.id, place, findings);
            }
            for group in &link.groups {
                if !self.groups.contains(&(link.id.as_str(), group.as_str())) {
                    dangling("group", &format!("{}/{group}", link.id), place, findings);
                }
            }
        }
    }
}

fn dangling(kind: &str, id: &str, place: Place<'_>, findings: &mut Findings) {
    findings.error(
        "dangling",
        place,
        format!("there is no {kind} {id:?}"),
        "correct the id, or add what it names",
    );
}

#[cfg(test)]
mod tests {
    use super::super::sample::{area_with, codes, exact, release};

    #[test]
    fn references_to_nothing_are_errors() {
        let text = area_with(
            &(exact("x.example.com")
                + "used_by = [\"b\"]\ncontrols = [{ id = \"c\" }]\n\
                   documented = [{ release = \"r\", line = 1, protocols = \"HTTP\" }]\n"),
        );
        assert_eq!(
            codes(&[("v/p/a.toml", &text)]),
            [("dangling", 8), ("dangling", 8), ("dangling", 15)]
        );
    }

    #[test]
    fn a_group_that_a_control_does_not_have_is_an_error() {
        let text = area_with(
            &(exact("x.example.com") + "controls = [{ id = \"c\", groups = [\"g\"] }]\n"),
        );
        let found = codes(&[("v/p/a.toml", &text)]);
        assert_eq!(found, [("dangling", 8), ("dangling", 8)]);
    }

    #[test]
    fn a_rows_set_is_one_of_its_area_and_release() {
        let set = "[[set]]\nrelease = \"r\"\nid = 1\nline = 1\n";
        let row = |number: u32| {
            format!("documented = [{{ release = \"r\", line = 1, set = {number} }}]\n{set}")
        };
        let codes = |number| {
            let area = area_with(&(exact("x.example.com") + &row(number)));
            codes(&[
                ("v/p/a.toml", &area),
                ("v/releases/r.toml", &release(0, 1, 1)),
            ])
        };
        assert_eq!(codes(1), []);
        assert_eq!(codes(2), [("dangling", 13)]);
    }
}
