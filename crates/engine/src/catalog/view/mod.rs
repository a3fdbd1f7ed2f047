//! The catalog for output: plain values with every reference followed, for `catalog list` and `show`, reports and JSON.

mod area;
mod control;
mod coverage;
mod endpoint;
mod release;

use serde::Serialize;

use super::{Catalog, Origin, Removed, UserCatalog};

pub use area::AreaView;
pub use control::ControlView;
pub use coverage::Coverage;
pub use endpoint::{EndpointView, RowView};
pub use release::ReleaseView;

/// What the catalog holds, in numbers and ids.
#[derive(Clone, Debug, Serialize)]
pub struct Summary<'a> {
    /// The releases.
    pub releases: Vec<ReleaseView<'a>>,
    /// Every area with the number of its endpoints, by id.
    pub areas: Vec<AreaLine<'a>>,
    /// How many endpoints there are.
    pub endpoints: usize,
    /// How many controls there are.
    pub controls: usize,
    /// How many carriers there are.
    pub carriers: usize,
    /// What each user's catalog did to those below it.
    pub user_catalogs: &'a [UserCatalog],
    /// What they took away.
    pub removed: &'a [Removed],
}

/// An area in one line.
#[derive(Clone, Debug, Serialize)]
pub struct AreaLine<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How many endpoints it has.
    pub endpoints: usize,
    /// Whether turning it off weakens security.
    pub security_critical: bool,
    /// Who put it into the catalog.
    pub origin: &'a Origin,
    /// How many of its endpoints users' catalogs gave or changed.
    pub endpoints_of_users: usize,
}

impl Catalog {
    /// What the catalog holds.
    #[must_use]
    pub fn summary(&self) -> Summary<'_> {
        let areas = self.areas.iter();
        Summary {
            releases: self.release_views(),
            areas: areas
                .map(|area| AreaLine {
                    id: area.id(),
                    name: &area.entry.name,
                    endpoints: area.endpoints.len(),
                    security_critical: area.entry.security_critical.is_some(),
                    origin: &area.origin,
                    endpoints_of_users: (area.endpoints.iter())
                        .filter(|&&it| self.endpoint(it).origin.is_users())
                        .count(),
                })
                .collect(),
            endpoints: self.endpoints.len(),
            controls: self.controls.len(),
            carriers: self.carriers.len(),
            user_catalogs: &self.user_catalogs,
            removed: &self.removed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(id: &str) -> EndpointView<'static> {
        let catalog = Catalog::embedded();
        catalog.endpoint_view(catalog.endpoint_by_id(id).unwrap())
    }

    #[test]
    fn an_endpoint_without_controls_of_its_own_has_those_of_its_area() {
        let view = endpoint("windows-update/emdl.ws.microsoft.com");
        let ids: Vec<&str> = view.controls.iter().map(|control| control.id).collect();
        assert_eq!(ids[..2], ["delivery-optimization", "windows-update"]);
        assert!(view.controls[1].beyond_link.is_some());
    }

    #[test]
    fn an_endpoint_with_controls_of_its_own_has_only_those() {
        let view = endpoint("windows-defender/checkappexec.microsoft.com");
        let ids: Vec<&str> = view.controls.iter().map(|control| control.id).collect();
        assert_eq!(ids, ["defender-smartscreen"]);
    }

    #[test]
    fn an_endpoint_that_two_areas_document_names_the_other() {
        assert_eq!(
            endpoint("fwlink/go.microsoft.com").used_by,
            ["microsoft-365-common", "windows-defender"]
        );
    }

    #[test]
    fn a_row_leads_to_its_page_and_line() {
        let view = endpoint("windows-update/emdl.ws.microsoft.com");
        let mut rows = view.documented.iter();
        let row = rows
            .find(|row| row.release == "windows-10-2004-enterprise")
            .unwrap();
        assert_eq!((row.line, row.date), (111, "2020-10-22"));
        assert!(row.url.starts_with("https://learn.microsoft.com/"));
    }

    #[test]
    fn settings_stand_by_what_they_are_for() {
        let link = crate::catalog::file::ControlLink {
            id: "onedrive".to_owned(),
            groups: Vec::new(),
            beyond_link: None,
            ineffective: None,
        };
        let links = [link];
        let views = Catalog::embedded().control_views(&links);
        let grouped = views[0].grouped();
        let groups = grouped.iter().map(|(group, settings)| {
            let group = group.map(|group| group.id.as_str());
            (group, settings.len())
        });
        assert_eq!(
            groups.collect::<Vec<_>>(),
            [(Some("storage"), 3), (Some("before-sign-in"), 3)]
        );
    }

    #[test]
    fn dependants_are_found_backwards() {
        let catalog = Catalog::embedded();
        let area = catalog.area_by_id("device-authentication").unwrap();
        let dependants = catalog.area_view(area, None).required_by;
        assert!(dependants.contains(&"windows-update"), "{dependants:?}");
    }
}
