//! The catalog, or a part of it, in forms that other programs and people take: one file per format.
//!
//! A page in the vendor's shape is one of the formats rather than a command of its own: like the others it turns the
//! same selection of areas and rows into text, and differs in needing a release.

mod csv;
mod json;
mod m365;
mod markdown;

use crate::catalog::{Area, AreaRef, Catalog, Endpoint, Release};

/// What is exported.
#[derive(Clone, Debug)]
pub struct Selection<'c> {
    /// The catalog.
    pub catalog: &'c Catalog,
    /// Only what the page of this release documents.
    pub release: Option<&'c Release>,
    /// Only these areas; empty means all.
    pub areas: Vec<AreaRef>,
    /// Whether names behind carriers are wanted where a format leaves them out by itself.
    pub carriers: bool,
}

/// An export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The export itself.
    pub text: String,
    /// What the format could not say, or left out, as clauses for people.
    pub notes: Vec<String>,
}

/// Why there is no export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The format is about one release.
    #[error("a page is about one release, and none is named")]
    NeedsRelease,
    /// Nothing of the catalog is selected.
    #[error("there is nothing to export: the release documents none of these areas")]
    Nothing,
}

/// A form of the catalog.
pub trait Format: Sync {
    /// The file's name, and the word after `--format`.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// Writes the selected part.
    ///
    /// # Errors
    /// Where the selection is none that the format can write.
    fn render(&self, selection: &Selection<'_>) -> Result<Exported, ExportError>;
}

/// Every format, in the order of the help.
pub static FORMATS: &[&dyn Format] =
    &[&json::Json, &csv::Csv, &m365::M365Json, &markdown::Markdown];

impl<'c> Selection<'c> {
    /// The areas, in the catalog's order: those with a selected endpoint, and those that the release's page has without
    /// rows.
    fn areas(&self) -> impl Iterator<Item = &'c Area> {
        let wanted = |area: &&Area| {
            let mut chosen = self.areas.iter();
            self.areas.is_empty() || chosen.any(|it| self.catalog.area(*it).id() == area.id())
        };
        let areas = self.catalog.areas().iter().filter(wanted);
        areas.filter(|area| match self.release {
            None => true,
            Some(release) => {
                let mut rows = area.entry.documented.iter();
                rows.any(|row| row.release == release.id()) || self.endpoints(area).next().is_some()
            }
        })
    }

    /// The selected endpoints of an area, in its order.
    fn endpoints(&self, area: &'c Area) -> impl Iterator<Item = &'c Endpoint> {
        let endpoints = area.endpoints.iter();
        let endpoints = endpoints.map(|&it| self.catalog.endpoint(it));
        endpoints.filter(|endpoint| {
            let mut rows = endpoint.entry.documented.iter();
            self.release
                .is_none_or(|release| rows.any(|row| row.release == release.id()))
        })
    }

    /// Whether rows and sets of a release are wanted.
    fn has(&self, release: &str) -> bool {
        self.release.is_none_or(|it| it.id() == release)
    }

    /// Refuses a selection without anything in it.
    fn filled(&self) -> Result<(), ExportError> {
        let any = self.areas().next().is_some();
        any.then_some(()).ok_or(ExportError::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_takes_a_release_and_gives_something() {
        let catalog = Catalog::embedded();
        let selection = Selection {
            catalog,
            release: catalog.release("windows-10-2004-enterprise"),
            areas: Vec::new(),
            carriers: false,
        };
        for format in FORMATS {
            let exported = format.render(&selection).unwrap();
            assert!(exported.text.ends_with('\n'), "{}", format.id());
            assert!(
                exported.text.contains("ctldl.windowsupdate.com"),
                "{}",
                format.id()
            );
        }
    }

    #[test]
    fn areas_that_a_release_does_not_have_leave_nothing() {
        let catalog = Catalog::embedded();
        let selection = Selection {
            catalog,
            release: catalog.release("windows-10-1709-enterprise"),
            areas: catalog.area_by_id("xbox-live").into_iter().collect(),
            carriers: false,
        };
        for format in FORMATS {
            assert_eq!(
                format.render(&selection),
                Err(ExportError::Nothing),
                "{}",
                format.id()
            );
        }
    }
}
