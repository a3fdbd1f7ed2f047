//! From a line of a vendor's page or guide back to what the catalog has from it: `manage-windows-2004-endpoints.md:58`.

use super::{Hit, Kind, Rank};
use crate::catalog::Catalog;

/// A place in a document, as reports and `catalog show` cite it.
pub(super) struct Cited<'q> {
    file: &'q str,
    line: u32,
}

impl<'q> Cited<'q> {
    /// Reads `FILE:LINE`. Folders before the file's name are left out.
    pub(super) fn read(text: &'q str) -> Option<Self> {
        let (path, line) = text.trim().rsplit_once(':')?;
        let file = path.rsplit(['/', '\\']).next()?;
        let line = line.parse().ok()?;
        let named = file.contains('.') && !file.starts_with('.');
        named.then_some(Self { file, line })
    }

    /// The areas, endpoints and controls that stand on the line.
    pub(super) fn hits<'c>(&self, catalog: &'c Catalog) -> Vec<Hit<'c>> {
        let pages: Vec<&str> = catalog
            .releases()
            .iter()
            .filter(|release| release.entry.page.file.eq_ignore_ascii_case(self.file))
            .map(crate::catalog::Release::id)
            .collect();
        let here = |release: &str, line: u32| line == self.line && pages.contains(&release);
        let mut hits = Vec::new();
        for area in catalog.areas() {
            let mut rows = area.entry.documented.iter();
            let mut sets = area.sets.iter();
            if rows.any(|row| here(&row.release, row.line))
                || sets.any(|set| here(&set.release, set.line))
            {
                let entry = &area.entry;
                hits.push(self.hit(Kind::Area, area.id(), &entry.name, &entry.summary));
            }
        }
        for endpoint in catalog.endpoints() {
            let mut rows = endpoint.entry.documented.iter();
            if rows.any(|row| here(&row.release, row.line)) {
                let entry = &endpoint.entry;
                hits.push(self.hit(
                    Kind::Endpoint,
                    endpoint.id(),
                    &entry.as_written,
                    &entry.purpose,
                ));
            }
        }
        for control in catalog.controls() {
            let entry = &control.entry;
            let mut settings = entry.setting.iter();
            let guide = entry.source.file.eq_ignore_ascii_case(self.file);
            if guide
                && (entry.source.line == self.line
                    || settings.any(|setting| setting.line == Some(self.line)))
            {
                hits.push(self.hit(Kind::Control, control.id(), &entry.title, &entry.summary));
            }
        }
        hits
    }

    fn hit<'c>(&self, kind: Kind, id: &'c str, name: &'c str, about: &str) -> Hit<'c> {
        Hit {
            kind,
            id,
            name,
            about: about.to_owned(),
            rank: Rank::Exact,
            field: "cited",
            text: format!("{}:{}", self.file, self.line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        let cited = Cited::read(text).unwrap();
        let hits = cited.hits(Catalog::embedded());
        hits.into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn a_row_of_a_page_is_found_by_its_line() {
        let found = found("docs/manage-windows-2004-endpoints.md:58");
        assert_eq!(found, ["certificates/ctldl.windowsupdate.com"]);
    }

    #[test]
    fn a_line_of_the_guide_is_found_too() {
        let guide = "manage-connections-from-windows-operating-system-components-to-microsoft-services.md:248";
        assert_eq!(found(guide), ["automatic-root-certificates-update"]);
    }

    #[test]
    fn a_host_with_a_port_is_no_place() {
        let cited = Cited::read("login.live.com:443").unwrap();
        assert!(cited.hits(Catalog::embedded()).is_empty());
        assert!(Cited::read("login.live.com").is_none());
    }
}
