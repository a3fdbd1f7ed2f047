//! What a release's page holds, counted independently, against what the catalog has of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Joined, Place};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    let mut areas: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, parsed) in &joined.files.areas {
        for row in &parsed.area.documented {
            let ids = areas.entry(&row.release).or_default();
            ids.insert(parsed.area.id.get_ref());
        }
    }
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for item in &joined.items {
        for row in &item.entry.documented {
            let written = row.as_written.as_deref().unwrap_or(&item.entry.as_written);
            rows.entry(&row.release).or_default().push(written);
        }
    }
    for (file, release) in &joined.files.releases {
        // What users add to a page or take away from it is not on the page.
        if joined.files.layers > 1 && !joined.files.is_users(file) {
            continue;
        }
        let (id, counts) = (&release.release.id, release.release.counts);
        let written = rows.remove(id.get_ref().as_str()).unwrap_or_default();
        let different: BTreeSet<&str> = written.iter().copied().collect();
        let here = areas.get(id.get_ref().as_str()).map_or(0, BTreeSet::len);
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
    check_area_rows(joined, &areas, findings);
}

/// Where a page has areas, an endpoint's row stands under its area's.
fn check_area_rows(
    joined: &Joined<'_>,
    areas: &BTreeMap<&str, BTreeSet<&str>>,
    findings: &mut Findings,
) {
    let mut missing = BTreeSet::new();
    for item in &joined.items {
        for row in &item.entry.documented {
            let release = row.release.as_str();
            let here = areas.get(release);
            if here.is_some_and(|here| !here.contains(item.area_id()))
                && missing.insert((item.area_id(), release))
            {
                findings.warning(
                    "area-row",
                    item.place.row(release, row.line),
                    format!("{} has endpoints in {release}, and no row of its own", item.area_id()),
                    "add the release to the area's `documented`, or move the endpoint to the area that the page has it in",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{AREA, area_with, codes, exact, other_area, release};

    #[test]
    fn counts_that_do_not_match_the_page_are_errors() {
        let text = release(1, 1, 1);
        let expected = [("counts", 2); 3];
        assert_eq!(codes(&[("v/releases/r.toml", &text)]), expected);
        assert_eq!(codes(&[("v/releases/r.toml", &release(0, 0, 0))]), []);
    }

    #[test]
    fn a_row_under_an_area_that_the_page_does_not_have_is_told() {
        let row = "documented = [{ release = \"r\", line = 1, protocols = \"HTTP\" }]\n";
        let documented = format!("{AREA}documented = [{{ release = \"r\", line = 1 }}]\n");
        let (with, without) = (
            documented + &exact("x.example.com") + row,
            other_area(
                "b",
                &(exact("y.example.com") + &row.replace("line = 1", "line = 2")),
            ),
        );
        let files = |b| {
            codes(&[
                ("v/p/a.toml", &with),
                ("v/p/b.toml", b),
                ("v/releases/r.toml", &release(1, 2, 2)),
            ])
        };
        assert_eq!(files(&without), [("area-row", 13)]);
        let area = without.replace(
            "instead = \"-\"\n",
            "instead = \"-\"\ndocumented = [{ release = \"r\", line = 1 }]\n",
        );
        // Two areas, where the page has one.
        assert_eq!(files(&area), [("counts", 2)]);
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with(&exact("x.example.com")))]),
            []
        );
    }
}
