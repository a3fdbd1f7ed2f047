//! A release for output.

use serde::Serialize;

use crate::catalog::file::{Counts, Document, Method};
use crate::catalog::{Catalog, Origin};

/// A release and its page.
#[derive(Clone, Debug, Serialize)]
pub struct ReleaseView<'a> {
    /// Its id, for `--release`.
    pub id: &'a str,
    /// For people.
    pub name: &'a str,
    /// The product.
    pub product: &'a str,
    /// The version.
    pub version: &'a str,
    /// The edition, where the page is about one.
    pub edition: Option<&'a str>,
    /// The build that the version starts with.
    pub build: Option<&'a str>,
    /// The page.
    pub page: &'a Document,
    /// How the vendor found the endpoints.
    pub method: Option<&'a Method>,
    /// The turn-off guide.
    pub guide: Option<&'a Document>,
    /// What the page holds.
    pub counts: Counts,
    /// Who put it into the catalog.
    pub origin: &'a Origin,
}

impl Catalog {
    /// Every release.
    #[must_use]
    pub fn release_views(&self) -> Vec<ReleaseView<'_>> {
        let releases = self.releases.iter();
        releases
            .map(|release| ReleaseView {
                id: release.id(),
                name: &release.entry.name,
                product: &release.entry.product,
                version: &release.entry.version,
                edition: release.entry.edition.as_deref(),
                build: release.entry.build.as_deref(),
                page: &release.entry.page,
                method: release.entry.method.as_ref(),
                guide: release.entry.guide.as_ref(),
                counts: release.entry.counts,
                origin: &release.origin,
            })
            .collect()
    }
}
