//! The catalog's files as they are written: one struct per table, unknown keys refused. `catalog/schema.json` says
//! the same for editors; a test holds the two together.

mod accepted;
mod area;
mod cite;
mod control;
mod endpoint;
mod release;
mod set;
mod setting;
mod vendor;

use serde::Deserialize;

pub use accepted::{AcceptedEntry, AcceptedFile};
pub use area::{AreaEntry, AreaRow, Requirement};
pub use cite::{ControlLink, Document, Mention, Place};
pub use control::{Allowed, ControlEntry, Group, Part};
pub use endpoint::{EndpointEntry, Meaning, Observed, ProcessEntry, ProcessSource, Row};
pub use release::{Counts, Method, ReleaseEntry};
pub use set::{Category, SetEntry};
pub use setting::{AppScope, Data, Setting, SettingKind, Undo, UndoWord};
pub use vendor::{CarrierEntry, CarrierKind, VendorEntry};

/// `<vendor>/<product>/<area>.toml`: an area and its endpoints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaFile {
    /// The area.
    pub area: AreaEntry,
    /// Its endpoints, in the order of the vendor's page.
    #[serde(default)]
    pub endpoint: Vec<EndpointEntry>,
    /// The sets of endpoints that the vendor numbers, on pages that do.
    #[serde(default)]
    pub set: Vec<SetEntry>,
}

/// `<vendor>/releases/<release>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    /// The release.
    pub release: ReleaseEntry,
}

/// `<vendor>/controls/<control>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlFile {
    /// The control.
    pub control: ControlEntry,
}

/// `<vendor>/vendor.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorFile {
    /// The vendor.
    pub vendor: VendorEntry,
}

/// `carriers.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierFile {
    /// The carriers, sorted by suffix.
    pub carrier: Vec<CarrierEntry>,
}
