//! The conditions of a run: the method section of a report.

use std::net::IpAddr;

use backchat_wire::Time;

use super::Stretches;
use crate::model::{Mac, Rhythm};
use crate::source::capture::Warning;

/// One run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Files read.
    pub files: u64,
    /// Time of the first and the last packet, where there is any.
    pub span: Option<(Time, Time)>,
    /// The times in which something was recorded, pauses left out.
    pub watched: Stretches,
    /// Times at which a device joined a network: it asked for an address there (DHCP).
    pub joins: Rhythm,
    /// Packets read.
    pub packets: u64,
    /// Their bytes on the wire.
    pub bytes: u64,
    /// The devices, in the order of their label.
    pub devices: Vec<DeviceSummary>,
    /// Connections of the devices, the ones set apart included.
    pub connections: u64,
    /// Connections that were already open when the capture began.
    pub midway: u64,
    /// Connections to public addresses that no DNS answer in the capture explains, DNS itself left out.
    pub unexplained: u64,
    /// Of these, those that carried a server name: the name was looked up before the capture, or in another way.
    pub unexplained_named: u64,
    /// What was set apart because it is not public, by kind.
    pub apart: Vec<Apart>,
    /// Everything that was skipped or dropped, by reason; only what is not zero.
    pub left_out: Vec<Count>,
    /// What the user must know about the inputs.
    pub warnings: Vec<Warning>,
}

/// One device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSummary {
    /// What it is called in this report.
    pub label: IpAddr,
    /// Every address it used, sorted.
    pub addresses: Vec<IpAddr>,
    /// Its hardware address, where known.
    pub mac: Option<Mac>,
    /// Its connections and names asked for.
    pub connections: u64,
    /// Those of them that are on the page.
    pub on_page: u64,
}

/// A number of something that was left out, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// The reason's token.
    pub token: String,
    /// The reason in words.
    pub words: String,
    /// How many.
    pub count: u64,
}

/// Connections set apart, of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Apart {
    /// `private`, `multicast`, `inbound`, `reverse-lookup`…
    pub kind: String,
    /// Connections.
    pub connections: u64,
    /// Bytes both ways, on the wire.
    pub bytes: u64,
}
