//! The file's layout. Names and units are part of the format: fields may be added, never renamed.
//!
//! Times are microseconds since 1970-01-01T00:00:00Z; rhythms count seconds.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A whole file.
#[derive(Serialize, Deserialize)]
pub(super) struct File<'f> {
    pub(super) schema: Cow<'f, str>,
    #[serde(default)]
    pub(super) tool: Tool,
    pub(super) label: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) conditions: BTreeMap<String, String>,
    pub(super) run: Run,
    pub(super) destinations: Vec<Destination>,
}

/// Only the version: a newer file may hold anything else.
#[derive(Deserialize)]
pub(super) struct Version {
    pub(super) schema: String,
}

#[derive(Default, Serialize, Deserialize)]
pub(super) struct Tool {
    pub(super) name: String,
    pub(super) version: String,
}

#[derive(Default, Serialize, Deserialize)]
pub(super) struct Run {
    /// First and last packet of each stretch that was recorded.
    pub(super) watched: Vec<(i64, i64)>,
    /// Rhythm of the times at which a device joined a network.
    #[serde(default)]
    pub(super) joins: Rhythm,
    pub(super) files: u64,
    pub(super) packets: u64,
    pub(super) bytes: u64,
    pub(super) connections: u64,
    pub(super) midway: u64,
    pub(super) unexplained: u64,
    pub(super) unexplained_named: u64,
    pub(super) devices: Vec<Device>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) apart: Vec<(String, u64, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) left_out: Vec<(String, String, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) warnings: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Device {
    pub(super) label: IpAddr,
    pub(super) addresses: Vec<IpAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mac: Option<String>,
    pub(super) connections: u64,
    pub(super) on_page: u64,
}

/// The width of a bucket in seconds, the first second of the first bucket, and for each bucket how many buckets after the one
/// before it lies (the first: 0) and how many tries it holds.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Rhythm(pub(super) u32, pub(super) i64, pub(super) Vec<(u64, u64)>);

impl Rhythm {
    fn is_empty(&self) -> bool {
        self.2.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Destination {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Where there is no name: the address and port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<(IpAddr, u16)>,
    #[serde(default, skip_serializing_if = "is_public")]
    pub(super) scope: Scope,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) addresses: Vec<IpAddr>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ports: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) protocols: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) evidence: BTreeMap<String, u64>,
    pub(super) outcomes: BTreeMap<String, u64>,
    /// Why connections had no name of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) absences: BTreeMap<String, u64>,
    /// By way: tries that got through, that failed, and of those that got through the ones no DNS answer explains.
    pub(super) ways: BTreeMap<String, (u64, u64, u64)>,
    pub(super) attempts: u64,
    pub(super) rhythm: Rhythm,
    /// The rhythm of the tries that failed, where some did.
    #[serde(default, skip_serializing_if = "Rhythm::is_empty")]
    pub(super) failures: Rhythm,
    /// Packets and bytes sent, packets and bytes received.
    pub(super) volume: (u64, u64, u64, u64),
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) devices: Vec<IpAddr>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) chains: Vec<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) rivals: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) processes: Vec<String>,
    /// What connections showed that may tell endpoints apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) asked: Vec<Asked>,
}

/// A scope's token; public where none is said.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Scope(pub(super) String);

impl Default for Scope {
    fn default() -> Self {
        Self(crate::scope::Scope::Public.token().to_owned())
    }
}

fn is_public(scope: &Scope) -> bool {
    *scope == Scope::default()
}

#[derive(Serialize, Deserialize)]
pub(super) struct Asked {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) protocols: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) process: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) port: Option<u16>,
}
