//! What vendors document: areas, endpoints, releases, controls, and who carries their names.
//!
//! The data lie in `catalog/` as small TOML files and are built into the binary. An endpoint is stored once, with
//! the rows of all releases that document it. [`Catalog::embedded`] is the one to use; [`Source::folder`] reads the
//! files that somebody is editing, and [`crate::curate::check`] tells what is wrong with them. Users keep catalogs of their own beside
//! it: [`Catalog::load_layers`] puts them on top, and every entry knows its [`Origin`].

mod embedded;
mod entry;
pub mod file;
pub(crate) mod join;
mod layer;
pub(crate) mod load;
mod origin;
mod process;
mod protocol;
mod resolve;
mod source;
mod spelt;
pub mod switch;
mod view;

use std::sync::LazyLock;

use file::Row;

pub use entry::{Area, Carrier, Control, Endpoint, Release, Vendor};
pub use layer::Layer;
pub use load::LoadError;
pub use origin::{Given, Origin, Removed, UserCatalog};
pub use protocol::{Protocol, ProtocolSet};
pub use resolve::{DEFAULT_EDITION, ResolveError};
pub use source::{Source, SourceFile};
pub use view::{AreaView, ControlView, Coverage, EndpointView, ReleaseView, RowView, Summary};

/// Everything that vendors document, joined.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    vendors: Vec<Vendor>,
    releases: Vec<Release>,
    areas: Vec<Area>,
    endpoints: Vec<Endpoint>,
    controls: Vec<Control>,
    carriers: Vec<Carrier>,
    removed: Vec<Removed>,
    user_catalogs: Vec<UserCatalog>,
}

macro_rules! reference {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            pub(crate) fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("a catalog has fewer than 2^32 entries"))
            }

            pub(crate) const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

reference! {
    /// Points to an area of the catalog that made it.
    AreaRef
}

reference! {
    /// Points to an endpoint of the catalog that made it. The order is that of the catalog's files and, within an
    /// area, of the vendor's page.
    EndpointRef
}

impl Catalog {
    /// The catalog built into the binary, parsed at the first call.
    pub fn embedded() -> &'static Self {
        static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
            load::load(&[Layer::built_in()]).expect("a test loads the catalog that is built in")
        });
        &CATALOG
    }

    /// Joins the files of a source.
    ///
    /// # Errors
    /// At the first thing that makes the catalog unusable; [`check`] finds all of them, and weaker ones.
    pub fn load(source: &Source) -> Result<Self, LoadError> {
        load::load(&[Layer::ground(source)])
    }

    /// Joins layers of files: the first is complete by itself, each further one adds to those below it, changes and
    /// removes entries. The last one wins.
    ///
    /// # Errors
    /// At the first thing that makes the catalog unusable, with its file and line.
    pub fn load_layers(layers: &[Layer]) -> Result<Self, LoadError> {
        load::load(layers)
    }

    /// What each user's catalog did to those below it, in the order of the layers; empty where there is none.
    #[must_use]
    pub fn user_catalogs(&self) -> &[UserCatalog] {
        &self.user_catalogs
    }

    /// What users' catalogs took away.
    #[must_use]
    pub fn removed(&self) -> &[Removed] {
        &self.removed
    }

    /// The origins of all entries.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &Origin> {
        let areas = self.areas.iter().map(|it| &it.origin);
        let endpoints = self.endpoints.iter().map(|it| &it.origin);
        let releases = self.releases.iter().map(|it| &it.origin);
        let controls = self.controls.iter().map(|it| &it.origin);
        let vendors = self.vendors.iter().map(|it| &it.origin);
        let carriers = self.carriers.iter().map(|it| &it.origin);
        areas
            .chain(endpoints)
            .chain(releases)
            .chain(controls)
            .chain(vendors)
            .chain(carriers)
    }

    /// The vendors, by folder.
    #[must_use]
    pub fn vendors(&self) -> &[Vendor] {
        &self.vendors
    }

    /// The releases, by id.
    #[must_use]
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// The areas, by file.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The endpoints; position is what [`EndpointRef`] means.
    #[must_use]
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// The controls, by id.
    #[must_use]
    pub fn controls(&self) -> &[Control] {
        &self.controls
    }

    /// The carriers, by suffix.
    #[must_use]
    pub fn carriers(&self) -> &[Carrier] {
        &self.carriers
    }

    /// Every endpoint with its reference.
    pub fn endpoint_refs(&self) -> impl Iterator<Item = (EndpointRef, &Endpoint)> {
        let numbered = self.endpoints.iter().enumerate();
        numbered.map(|(index, endpoint)| (EndpointRef::new(index), endpoint))
    }

    /// The endpoint that a reference made by this catalog points to.
    #[must_use]
    pub fn endpoint(&self, endpoint: EndpointRef) -> &Endpoint {
        &self.endpoints[endpoint.index()]
    }

    /// The area that a reference made by this catalog points to.
    #[must_use]
    pub fn area(&self, area: AreaRef) -> &Area {
        &self.areas[area.index()]
    }

    /// The area of an endpoint.
    #[must_use]
    pub fn area_of(&self, endpoint: EndpointRef) -> &Area {
        self.area(self.endpoint(endpoint).area)
    }

    /// The endpoint with this id.
    #[must_use]
    pub fn endpoint_by_id(&self, id: &str) -> Option<EndpointRef> {
        let found = self.endpoints.iter().position(|it| it.id() == id);
        found.map(EndpointRef::new)
    }

    /// The area with this id.
    #[must_use]
    pub fn area_by_id(&self, id: &str) -> Option<AreaRef> {
        let found = self.areas.iter().position(|it| it.id() == id);
        found.map(AreaRef::new)
    }

    /// The area of this id or name, in any case.
    #[must_use]
    pub fn area_named(&self, asked: &str) -> Option<AreaRef> {
        let plain = asked.trim().to_lowercase();
        let named = |area: &Area| area.id() == plain || area.entry.name.to_lowercase() == plain;
        let found = self.areas.iter().position(named);
        found.map(AreaRef::new)
    }

    /// The release with this id.
    #[must_use]
    pub fn release(&self, id: &str) -> Option<&Release> {
        self.releases.iter().find(|it| it.id() == id)
    }

    /// The control with this id.
    #[must_use]
    pub fn control(&self, id: &str) -> Option<&Control> {
        self.controls.iter().find(|it| it.id() == id)
    }

    /// The carrier that a name belongs to: the one with the longest suffix.
    #[must_use]
    pub fn carrier_of(&self, host: &str) -> Option<&Carrier> {
        self.carriers
            .iter()
            .filter(|carrier| is_at_or_below(host, carrier.suffix()))
            .max_by_key(|carrier| carrier.suffix().len())
    }

    /// The vendor that owns the domain of a name.
    #[must_use]
    pub fn vendor_of(&self, host: &str) -> Option<&Vendor> {
        let owns = |vendor: &&Vendor| {
            let mut domains = vendor.entry.domains.iter();
            domains.any(|domain| is_at_or_below(host, domain))
        };
        self.vendors.iter().find(owns)
    }

    /// The areas of a release, in the order of its page.
    #[must_use]
    pub fn areas_of_release(&self, release: &str) -> Vec<AreaRef> {
        // Pages without areas have only rows; their areas come in the order of the first ones.
        let line = |area: &Area| {
            let mut rows = area.entry.documented.iter();
            let own = rows.find(|row| row.release == release).map(|row| row.line);
            let endpoints = area.endpoints.iter().map(|&it| &self.endpoint(it).entry);
            let rows = endpoints.flat_map(|entry| &entry.documented);
            let rows = rows.filter(|row| row.release == release);
            own.or_else(|| rows.map(|row| row.line).min())
        };
        let mut found: Vec<(u32, AreaRef)> = self
            .areas
            .iter()
            .enumerate()
            .filter_map(|(index, area)| Some((line(area)?, AreaRef::new(index))))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, area)| area).collect()
    }

    /// The rows of a release, in the order of its page.
    #[must_use]
    pub fn rows_of_release(&self, release: &str) -> Vec<(EndpointRef, &Row)> {
        let mut found: Vec<(EndpointRef, &Row)> = self
            .endpoint_refs()
            .flat_map(|(reference, endpoint)| {
                let rows = endpoint.entry.documented.iter();
                rows.filter(|row| row.release == release)
                    .map(move |row| (reference, row))
            })
            .collect();
        found.sort_by_key(|(reference, row)| (row.line, *reference));
        found
    }
}

fn is_at_or_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELEASE: &str = "windows-10-2004-enterprise";

    #[test]
    fn the_catalog_that_is_built_in_loads() {
        Catalog::load(&Source::embedded()).unwrap();
    }

    #[test]
    fn the_2004_page_is_complete() {
        let catalog = Catalog::embedded();
        let rows = catalog.rows_of_release(RELEASE);
        let mut written: Vec<&str> = rows
            .iter()
            .map(|(endpoint, _)| catalog.endpoint(*endpoint).entry.as_written.as_str())
            .collect();
        written.sort_unstable();
        written.dedup();
        let areas = catalog.areas_of_release(RELEASE).len();
        assert_eq!((areas, rows.len(), written.len()), (21, 48, 46));
    }

    #[test]
    fn areas_come_in_the_order_of_the_page() {
        let catalog = Catalog::embedded();
        let names: Vec<&str> = catalog
            .areas_of_release(RELEASE)
            .into_iter()
            .map(|area| catalog.area(area).id())
            .collect();
        assert_eq!(names[..2], ["apps", "certificates"]);
        assert_eq!(names[19..], ["windows-update", "xbox-live"]);
    }

    #[test]
    fn the_longest_carrier_wins_and_look_alikes_do_not() {
        let catalog = Catalog::embedded();
        let carrier = |host| catalog.carrier_of(host).map(Carrier::suffix);
        assert_eq!(carrier("www.tm.a.prd.aadg.akadns.net"), Some("akadns.net"));
        assert_eq!(carrier("x.cloudapp.azure.com"), Some("cloudapp.azure.com"));
        assert_eq!(carrier("notakadns.net"), None);
    }
}
