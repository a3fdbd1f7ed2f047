//! Ids: each follows from the place of its entry, so that who has one finds the other, and is there once.

use std::collections::BTreeSet;

use super::{Files, Findings, Joined, Place};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    check_files(joined.files, findings);
    check_unique(joined.files, findings);
    for item in &joined.items {
        let id = item.id();
        let rest = id.strip_prefix(item.area_id());
        if !rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('/')) || !is_plain(id) {
            findings.error(
                "id",
                item.place,
                format!("the endpoint id {id:?} is not <area>/<name>"),
                "begin with the area's id and a slash; lower case, digits, dots and dashes",
            );
        }
    }
}

fn check_files(files: &Files<'_>, findings: &mut Findings) {
    let areas = files.areas.iter().map(|(file, it)| (*file, &it.area.id));
    let releases = files
        .releases
        .iter()
        .map(|(file, it)| (*file, &it.release.id));
    let controls = files
        .controls
        .iter()
        .map(|(file, it)| (*file, &it.control.id));
    for (file, id) in areas.chain(releases).chain(controls) {
        let offset = id.span().start;
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name.strip_suffix(".toml") != Some(id.get_ref().as_str()) || !is_plain(id.get_ref()) {
            findings.error(
                "id",
                Place { file, offset },
                format!("the id {:?} is not the name of its file", id.get_ref()),
                "rename one of the two; lower case, digits, dots and dashes",
            );
        }
    }
    for (file, vendor) in &files.vendors {
        let id = &vendor.vendor.id;
        // A user's file has the path of the user's folder before it.
        if file.path.rsplit('/').nth(1) != Some(id.get_ref().as_str()) {
            let offset = id.span().start;
            findings.error(
                "id",
                Place { file, offset },
                format!("the id {:?} is not the name of its folder", id.get_ref()),
                "rename one of the two",
            );
        }
    }
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

/// Whether a text may be an id.
pub(super) fn is_plain(id: &str) -> bool {
    id.bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{VENDOR, area_with, codes, codes_of, exact};

    #[test]
    fn an_id_that_does_not_follow_the_file_is_reported() {
        let area = area_with(&exact("x.example.com"));
        assert_eq!(codes(&[("v/p/b.toml", &area)]), [("id", 2)]);
        assert_eq!(codes(&[("w/vendor.toml", VENDOR)]), [("id", 2)]);
        assert_eq!(codes(&[("v/vendor.toml", VENDOR)]), []);
    }

    #[test]
    fn an_endpoints_id_begins_with_its_areas() {
        for wrong in ["b/x.example.com", "a", "a/", "a/X.example.com"] {
            let wrong = exact("x.example.com").replace("a/x.example.com", wrong);
            assert_eq!(codes_of(&wrong), ["id"], "{wrong}");
        }
    }

    #[test]
    fn an_id_that_is_taken_is_reported() {
        let two = exact("x.example.com") + &exact("y.example.com").replace("a/y", "a/x");
        assert_eq!(codes_of(&two), ["duplicate-id"]);
    }
}
