//! Entries against each other: ids that lead nowhere or are taken, and what each release's page should hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{Files, Findings, Place, Severity};
use crate::catalog::file::ControlLink;

pub(super) fn check(files: &Files<'_>, findings: &mut Findings) {
    let known = Known::new(files);
    check_unique(files, findings);
    for (file, parsed) in &files.areas {
        let area = &parsed.area;
        let place = Place {
            file,
            offset: area.id.span().start,
        };
        known.controls(&area.controls, place, findings);
        for release in area.documented.iter().map(|row| &row.release) {
            known.release(release, place, findings);
        }
        for release in area.mentioned.iter().map(|it| &it.release) {
            known.release(release, place, findings);
        }
        for needed in &area.requires {
            known.area(&needed.area, place, findings);
            known.release(&needed.release, place, findings);
        }
        if area.controls.is_empty() && area.instead.is_none() {
            findings.add(
                Severity::Warning,
                "no-control",
                place,
                format!("nothing says how to turn {} off", area.name),
                "name its `controls`, or what to turn off `instead`",
            );
        }
    }
    for (_, entry, place) in files.endpoints() {
        known.controls(&entry.controls, place, findings);
        for area in &entry.used_by {
            known.area(area, place, findings);
        }
        for release in entry.documented.iter().map(|row| &row.release) {
            known.release(release, place, findings);
        }
        for release in entry.mentioned.iter().map(|it| &it.release) {
            known.release(release, place, findings);
        }
    }
    check_counts(files, findings);
}

struct Known<'a> {
    areas: BTreeSet<&'a str>,
    releases: BTreeSet<&'a str>,
    controls: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(files: &'a Files<'_>) -> Self {
        let areas = files.areas.iter();
        let releases = files.releases.iter();
        let controls = files.controls.iter();
        Self {
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
        }
    }
}

fn dangling(kind: &str, id: &str, place: Place<'_>, findings: &mut Findings) {
    findings.error(
        "dangling",
        place,
        format!("there is no {kind} {id:?}"),
        "correct the id, or add the file",
    );
}

/// Ids are unique by kind, so that one id is enough on the command line.
fn check_unique(files: &Files<'_>, findings: &mut Findings) {
    let areas = files
        .areas
        .iter()
        .map(|(file, it)| (*file, "area", &it.area.id));
    let endpoints = files.areas.iter().flat_map(|(file, it)| {
        let entries = it.endpoint.iter();
        entries.map(move |entry| {
            let file = files.file_of(file, entry.id.get_ref());
            (file, "endpoint", &entry.id)
        })
    });
    let releases = files.releases.iter();
    let releases = releases.map(|(file, it)| (*file, "release", &it.release.id));
    let controls = files.controls.iter();
    let controls = controls.map(|(file, it)| (*file, "control", &it.control.id));
    let mut seen = BTreeSet::new();
    for (file, kind, id) in areas.chain(endpoints).chain(releases).chain(controls) {
        if !seen.insert((kind, id.get_ref())) {
            let offset = id.span().start;
            findings.error(
                "duplicate-id",
                Place { file, offset },
                format!("the {kind} id {:?} is taken", id.get_ref()),
                "ids are unique in the whole catalog",
            );
        }
    }
}

/// What a release's page holds, counted by hand, against what the catalog has of it.
fn check_counts(files: &Files<'_>, findings: &mut Findings) {
    let mut areas: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, parsed) in &files.areas {
        for row in &parsed.area.documented {
            *areas.entry(&row.release).or_default() += 1;
        }
    }
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, entry, _) in files.endpoints() {
        for row in &entry.documented {
            let written = row.as_written.as_deref().unwrap_or(&entry.as_written);
            rows.entry(&row.release).or_default().push(written);
        }
    }
    for (file, release) in &files.releases {
        // What users add to a page or take away from it is not on the page.
        if files.layers > 1 && !files.is_users(file) {
            continue;
        }
        let (id, counts) = (&release.release.id, release.release.counts);
        let written = rows.remove(id.get_ref().as_str()).unwrap_or_default();
        let different: BTreeSet<&str> = written.iter().copied().collect();
        let here = areas.get(id.get_ref().as_str()).copied().unwrap_or(0);
        for (what, page, catalog) in [
            ("areas", counts.areas, here),
            ("rows", counts.rows, written.len()),
            (
                "different destinations",
                counts.destinations,
                different.len(),
            ),
        ] {
            if page != catalog {
                let offset = id.span().start;
                findings.error(
                    "counts",
                    Place { file, offset },
                    format!("the page has {page} {what}, the catalog {catalog}"),
                    "add what is missing, or count the page again",
                );
            }
        }
    }
}
