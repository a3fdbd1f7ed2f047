//! The areas of a product, by the names that pages give them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{ImportedArea, ImportedRelease, ImportedRow, ImportedSet};
use super::place::slug;
use crate::catalog::file::{AreaRow, SetEntry};
use crate::catalog::{Area, Catalog};

/// An area that the catalog has under another name.
pub(super) struct Renamed {
    pub(super) id: String,
    /// How many rows the page has in it.
    pub(super) rows: usize,
    /// How many of them the catalog has in it.
    pub(super) votes: usize,
}

pub(super) struct Areas<'a> {
    catalog: &'a Catalog,
    vendor: String,
    product: String,
    /// Ids by folded name.
    by_name: BTreeMap<String, String>,
    /// Names of the areas that this import makes, by id.
    new: BTreeMap<String, String>,
}

impl<'a> Areas<'a> {
    pub(super) fn new(catalog: &'a Catalog, vendor: &str, product: &str) -> Self {
        let mut areas = Self {
            catalog,
            vendor: vendor.to_owned(),
            product: product.to_owned(),
            by_name: BTreeMap::new(),
            new: BTreeMap::new(),
        };
        for area in catalog.areas() {
            if area.vendor != vendor || area.product != product {
                continue;
            }
            let names = area
                .entry
                .documented
                .iter()
                .filter_map(|row| row.name.as_deref());
            // The present name goes before what another area was once called.
            for name in names {
                let id = area.id().to_owned();
                areas.by_name.entry(fold(name)).or_insert(id);
            }
        }
        for area in catalog.areas() {
            if area.vendor == vendor && area.product == product {
                areas
                    .by_name
                    .insert(fold(&area.entry.name), area.id().to_owned());
            }
        }
        areas
    }

    /// The id of the area with this name, and whether it is new.
    pub(super) fn id_of(&mut self, name: &str) -> (String, bool) {
        let folded = fold(name);
        if let Some(id) = self.by_name.get(&folded) {
            return (id.clone(), false);
        }
        let plain = slug(name.split('(').next().unwrap_or(name));
        let plain = if plain.is_empty() {
            "unnamed".to_owned()
        } else {
            plain
        };
        // An id is unique in the whole catalog: another product may have an area of the same name.
        let taken = |id: &str| self.catalog.area_by_id(id).is_some() || self.new.contains_key(id);
        let id = if taken(&plain) {
            format!("{}-{plain}", self.product)
        } else {
            plain
        };
        self.by_name.insert(folded, id.clone());
        self.new.insert(id.clone(), name.to_owned());
        (id, true)
    }

    /// The catalog's area that an area of the page is under another name: most rows of the one were rows of the other.
    /// `None` where the name is known, or no area has most of them. Without this, a page whose areas were renamed or
    /// translated would have all of its rows placed anew.
    pub(super) fn renamed(
        &mut self,
        area: usize,
        imported: &ImportedRelease,
        release: &str,
    ) -> Option<Renamed> {
        let name = &imported.areas.get(area)?.name;
        if self.by_name.contains_key(&fold(name)) {
            return None;
        }
        let known = self.catalog.rows_of_release(release);
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        let mut rows = 0;
        for row in imported.rows.iter().filter(|row| row.area == Some(area)) {
            rows += 1;
            let same = known.iter().filter(|(endpoint, known)| {
                let entry = &self.catalog.endpoint(*endpoint).entry;
                known.as_written(entry) == row.destination
            });
            let areas = same.map(|(endpoint, _)| self.catalog.area_of(*endpoint).id());
            for id in areas.collect::<BTreeSet<&str>>() {
                *votes.entry(id).or_default() += 1;
            }
        }
        let (id, votes) = votes.into_iter().max_by_key(|(_, votes)| *votes)?;
        // An area that the page still has under its own name was not renamed.
        let still =
            |it: &ImportedArea| self.by_name.get(&fold(&it.name)).is_some_and(|it| it == id);
        if votes * 2 <= rows || imported.areas.iter().any(still) {
            return None;
        }
        self.by_name.insert(fold(name), id.to_owned());
        Some(Renamed {
            id: id.to_owned(),
            rows,
            votes,
        })
    }

    /// The name that the area's own entry has.
    pub(super) fn name_of(&self, id: &str) -> String {
        let known = self.catalog.area_by_id(id);
        known
            .map(|area| self.catalog.area(area).entry.name.clone())
            .or_else(|| self.new.get(id).cloned())
            .unwrap_or_default()
    }

    /// The area that the page gives a row: its name, its id, and whether it is new. `None` on pages without areas.
    pub(super) fn of_row(
        &mut self,
        row: &ImportedRow,
        imported: &ImportedRelease,
    ) -> Option<(String, String, bool)> {
        let named = row.area.and_then(|at| imported.areas.get(at));
        let name = match (named, imported.set_of(row)) {
            (Some(area), _) => area.name.clone(),
            (None, Some(set)) => set.service_area.clone()?,
            (None, None) => return None,
        };
        let (id, new) = self.id_of(&name);
        Some((name, id, new))
    }

    /// The area that a set belongs to.
    pub(super) fn of_set(&mut self, set: &ImportedSet, imported: &ImportedRelease) -> String {
        let product = imported
            .product
            .clone()
            .unwrap_or_else(|| self.product.clone());
        let name = set.service_area.clone().unwrap_or(product);
        self.id_of(&name).0
    }

    /// The rows that areas have for a release.
    pub(super) fn rows_of(&self, release: &str) -> Vec<(&'a str, &'a AreaRow)> {
        let areas: &'a [Area] = self.catalog.areas();
        let rows = areas.iter().flat_map(|area| {
            let rows = area.entry.documented.iter();
            rows.map(move |row| (area.id(), row))
        });
        rows.filter(|(_, row)| row.release == release).collect()
    }

    /// The sets that areas have for a release, by area.
    pub(super) fn sets_of(&self, release: &str) -> Vec<(String, Vec<SetEntry>)> {
        let areas = self.catalog.areas().iter();
        let each = areas.map(|area| (area.id().to_owned(), self.sets_in(area.id(), release)));
        each.filter(|(_, sets)| !sets.is_empty()).collect()
    }

    pub(super) fn sets_in(&self, area: &str, release: &str) -> Vec<SetEntry> {
        let area = self.catalog.area_by_id(area);
        let sets = area.map(|area| self.catalog.area(area).sets.as_slice());
        let sets = sets.unwrap_or_default().iter();
        sets.filter(|set| set.release == release).cloned().collect()
    }

    /// The note that a reviewer wrote for a set.
    pub(super) fn set_note(&self, release: &str, id: u32) -> Option<String> {
        let mut sets = self.catalog.areas().iter().flat_map(|area| &area.sets);
        let known = sets.find(|set| set.release == release && set.id == id);
        known.and_then(|set| set.note.clone())
    }

    /// The area for rows that nothing else places: the product's only one, or one named after it.
    pub(super) fn fallback(&mut self, product: Option<&str>) -> (String, String, bool) {
        let mut ids: Vec<&String> = self.by_name.values().collect();
        ids.sort_unstable();
        ids.dedup();
        if let [only] = ids.as_slice() {
            let id = (*only).clone();
            return (self.name_of(&id), id, false);
        }
        let name = match product {
            Some(product) if ids.is_empty() => product.to_owned(),
            _ => "Unsorted".to_owned(),
        };
        let (id, new) = self.id_of(&name);
        (name, id, new)
    }

    /// Where the file of a new area goes.
    pub(super) fn path(&self, id: &str) -> String {
        format!("{}/{}/{id}.toml", self.vendor, self.product)
    }

    /// The areas that this import makes, with their names.
    pub(super) fn made(&self) -> impl Iterator<Item = (&str, &str)> {
        self.new
            .iter()
            .map(|(id, name)| (id.as_str(), name.as_str()))
    }
}

/// A row of an area, for people.
pub(super) fn written(row: &AreaRow) -> String {
    let anchor = row.anchor.as_deref().unwrap_or("no link");
    format!("line {}, {anchor}", row.line)
}

/// A name without what pages write differently: case, blanks, marks.
fn fold(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
