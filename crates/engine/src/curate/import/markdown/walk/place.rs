//! Which release and which area a row belongs to; both are made when they first occur.

use super::{Walk, anchor};
use crate::curate::import::note::NoteCode;
use crate::curate::import::page::{ImportedArea, ImportedLink, ImportedRelease, numbered};
use crate::curate::import::release::Named;

impl Walk<'_> {
    /// The release that a table belongs to.
    pub(super) fn release(&mut self, table: usize) -> usize {
        let (section, line, named) = match &self.section {
            Some((heading, named)) => (Some(heading.text.clone()), heading.line, named.clone()),
            None => (None, table, Named::default()),
        };
        let key = section.clone().unwrap_or_default();
        if let Some(&known) = self.sections.get(&key) {
            let first = self
                .page
                .releases
                .get(known)
                .map_or(0, |release| release.line);
            if section.is_some() && first != numbered(line) {
                let what = format!("{key:?} is a heading twice; both are one release");
                self.page.doubt(line, NoteCode::RepeatedHeading, what);
                // Said once: from now on the later heading is the known one.
                self.section = None;
                self.sections.insert(String::new(), known);
            }
            return known;
        }
        if named.several_editions {
            let what = format!("{key:?} names several editions; none is taken");
            self.page.doubt(line, NoteCode::SeveralEditions, what);
        }
        // The page's version is not that of another product.
        let same = named.product.is_none() || named.product == self.page.product;
        let version = named
            .version
            .or_else(|| self.page.version.clone().filter(|_| same));
        let edition = named.edition.or_else(|| {
            let whole = !named.several_editions && same;
            self.page.edition.clone().filter(|_| whole)
        });
        let product = named.product.or_else(|| self.page.product.clone());
        let index = self.page.releases.len();
        self.page.releases.push(ImportedRelease {
            section,
            product,
            version,
            edition,
            line: numbered(line),
            ..ImportedRelease::default()
        });
        self.sections.insert(key, index);
        index
    }

    /// The area of that name, made where it is new.
    pub(super) fn area(&mut self, release: usize, name: &str, line: usize) -> usize {
        let Some(into) = self.page.releases.get_mut(release) else {
            return 0;
        };
        *self
            .areas
            .entry((release, name.to_owned()))
            .or_insert_with(|| {
                into.areas.push(ImportedArea {
                    name: name.to_owned(),
                    line: numbered(line),
                    anchor: None,
                    links: Vec::new(),
                });
                into.areas.len() - 1
            })
    }

    pub(super) fn area_link(&mut self, release: usize, area: Option<usize>, link: ImportedLink) {
        let areas = self.page.releases.get_mut(release).map(|it| &mut it.areas);
        let Some(area) = areas.zip(area).and_then(|(areas, at)| areas.get_mut(at)) else {
            return;
        };
        if area.anchor.is_none() {
            area.anchor = anchor(&link.text, &link.target);
        }
        area.links.push(link);
    }
}
