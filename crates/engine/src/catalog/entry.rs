//! The entries of a joined catalog: what their files say, with every reference followed and every pattern made.

use super::file::{
    AreaEntry, CarrierEntry, ControlEntry, EndpointEntry, ProcessEntry, ReleaseEntry, SetEntry,
    VendorEntry,
};
use super::{AreaRef, EndpointRef, Origin, ProtocolSet};
use crate::pattern::Pattern;

/// A vendor's name for a group of endpoints.
#[derive(Clone, Debug)]
pub struct Area {
    /// The vendor's id: the first folder.
    pub vendor: String,
    /// The product: the second folder.
    pub product: String,
    /// Its endpoints, in the order of the vendor's page.
    pub endpoints: Vec<EndpointRef>,
    /// The vendor's numbered sets, where its pages have some.
    pub sets: Vec<SetEntry>,
    /// Who put it into the catalog.
    pub origin: Origin,
    /// The file's content.
    pub entry: AreaEntry,
}

/// A destination with what is known about it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The area it belongs to.
    pub area: AreaRef,
    /// The hosts and paths that it means.
    pub pattern: Pattern,
    /// The protocols of all rows together.
    pub protocols: ProtocolSet,
    /// The processes of all rows together, and those that the entry adds.
    pub processes: Vec<ProcessEntry>,
    /// Who put it into the catalog.
    pub origin: Origin,
    /// The file's content.
    pub entry: EndpointEntry,
}

/// An operating system version and edition whose page documents endpoints.
#[derive(Clone, Debug)]
pub struct Release {
    /// Who put it into the catalog.
    pub origin: Origin,
    /// The file's content.
    pub entry: ReleaseEntry,
}

/// A vendor's own switch.
#[derive(Clone, Debug)]
pub struct Control {
    /// Who put it into the catalog.
    pub origin: Origin,
    /// The file's content.
    pub entry: ControlEntry,
}

/// Who publishes endpoint pages.
#[derive(Clone, Debug)]
pub struct Vendor {
    /// Who put it into the catalog.
    pub origin: Origin,
    /// The file's content.
    pub entry: VendorEntry,
}

/// A load balancer or content network.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// Who put it into the catalog.
    pub origin: Origin,
    /// The file's content.
    pub entry: CarrierEntry,
}

impl Area {
    /// Stable id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.entry.id.get_ref()
    }

    /// The name on the page of a release, or the latest name.
    #[must_use]
    pub fn name(&self, release: Option<&str>) -> &str {
        let mut rows = self.entry.documented.iter();
        rows.find(|row| Some(row.release.as_str()) == release)
            .and_then(|row| row.name.as_deref())
            .unwrap_or(&self.entry.name)
    }
}

impl Endpoint {
    /// Stable id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.entry.id.get_ref()
    }

    /// Every port with its transport as people write it: `443`, `123/udp`.
    #[must_use]
    pub fn ports_written(&self) -> Vec<String> {
        let tcp = self.entry.ports.iter().map(u16::to_string);
        let udp = self
            .entry
            .udp_ports
            .iter()
            .map(|port| format!("{port}/udp"));
        tcp.chain(udp).collect()
    }

    /// The protocols that a release documents, or all releases together where it documents none.
    #[must_use]
    pub fn protocols(&self, release: Option<&str>) -> ProtocolSet {
        let mut set = ProtocolSet::default();
        let rows = self.entry.documented.iter();
        for row in rows.filter(|row| Some(row.release.as_str()) == release) {
            set.extend(ProtocolSet::read(&row.protocols).unwrap_or_default());
        }
        if set.is_empty() { self.protocols } else { set }
    }
}

impl Release {
    /// Stable id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.entry.id.get_ref()
    }
}

impl Control {
    /// Stable id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.entry.id.get_ref()
    }
}

impl Vendor {
    /// The folder's name.
    #[must_use]
    pub fn id(&self) -> &str {
        self.entry.id.get_ref()
    }
}

impl Carrier {
    /// The domain below which its names are.
    #[must_use]
    pub fn suffix(&self) -> &str {
        self.entry.suffix.get_ref()
    }
}
