//! What a report says, before any format lays it out. Its serialized form is the JSON report, described by
//! `schemas/report.schema.json`; fields may be added, never renamed.

mod build;
mod carrier;
mod destination;
mod endpoint;
mod hint;
mod method;

use serde::Serialize;

use crate::catalog::UserCatalog;

pub use build::{Context, build};
pub use carrier::CarrierView;
pub(crate) use hint::hint;

pub use destination::{CandidateView, DestinationView, HourView, Tally};
pub use endpoint::{AreaPage, ControlLine, EndpointPage, Observed, Source};
pub use method::{ApartView, DeviceView, Method, Reason, ReleaseLine, Tool, WarningView};

/// One machine's connection endpoints page.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// `backchat-report/1`; the number changes when a field changes its meaning.
    pub schema: &'static str,
    /// Who made it.
    pub tool: Tool,
    /// The release whose page it is compared with.
    pub release: ReleaseLine,
    /// When, how long, which devices, what was left out.
    pub method: Method,
    /// What users' catalogs, on top of the one built in, added to it, changed and removed; empty where there are none.
    pub user_catalogs: Vec<UserCatalog>,
    /// The numbers at a glance.
    pub summary: Summary,
    /// Areas that were seen, in the order of the vendor's page.
    pub areas: Vec<AreaPage>,
    /// Names that nobody documents, the busiest first.
    pub undocumented: Vec<DestinationView>,
    /// Public addresses that nothing names, the busiest first.
    pub unnamed: Vec<DestinationView>,
    /// Endpoints that the release documents and that were not seen.
    pub not_seen: Vec<NotSeen>,
    /// Load balancers and content networks on the alias chains, by suffix.
    pub carriers: Vec<CarrierView>,
}

/// The numbers at a glance.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Destinations of all kinds.
    pub destinations: u64,
    /// Names that the catalog documents.
    pub documented: u64,
    /// Names that it does not.
    pub undocumented: u64,
    /// Addresses that nothing names.
    pub unnamed: u64,
    /// Destinations of which no attempt succeeded.
    pub blocked: u64,
    /// Names asked for, resolved, and not called.
    pub only_asked: u64,
    /// Areas seen, of those that the release documents.
    pub areas: u64,
    /// Areas that the release documents.
    pub areas_documented: u64,
    /// Endpoints seen, of those that the release documents; rows that document one destination equally well all count.
    pub endpoints: u64,
    /// Endpoints that the release documents.
    pub endpoints_documented: u64,
    /// Attempts on public destinations.
    pub attempts: u64,
    /// Bytes both ways, on the wire, with public destinations.
    pub bytes: u64,
}

/// An endpoint that was not seen.
#[derive(Clone, Debug, Serialize)]
pub struct NotSeen {
    /// The area's name.
    pub area: String,
    /// The endpoint's id.
    pub endpoint: String,
    /// The destination as the vendor writes it.
    pub as_written: String,
}
