//! A connection as a flat record.

use std::borrow::Cow;
use std::net::IpAddr;

use serde::Serialize;

use super::cell::cell;
use super::stamp::Stamper;
use crate::attribute::{Attribution, Ground};
use crate::catalog::Catalog;
use crate::model::{Connection, Evidence};

/// The columns of the CSV form, in order: the same names as in JSON, lists joined by blanks.
pub const COLUMNS: &[&str] = &[
    "device",
    "device_mac",
    "call",
    "proxied",
    "call_basis",
    "remote",
    "port",
    "scope",
    "transport",
    "first",
    "last",
    "sent_packets",
    "sent_bytes",
    "received_packets",
    "received_bytes",
    "outcome",
    "retries",
    "protocols",
    "name",
    "name_basis",
    "also_named",
    "evidence",
    "candidates",
    "chain",
    "no_name",
    "facts",
    "process",
    "area",
    "endpoint",
    "confidence",
    "reason",
    "also_documented",
];

/// A connection, ready to be serialized. What has no value is left out of the JSON form, and empty in CSV.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    device: IpAddr,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_mac: Option<String>,
    call: &'static str,
    #[serde(skip_serializing_if = "is_false")]
    proxied: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transport: Option<Transport>,
    first: String,
    last: String,
    sent_packets: u64,
    sent_bytes: u64,
    received_packets: u64,
    received_bytes: u64,
    outcome: &'static str,
    #[serde(skip_serializing_if = "is_zero")]
    retries: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    protocols: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_named: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<EvidenceRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<CandidateRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chain: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Facts::is_empty")]
    facts: Facts<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<&'a str>,
    #[serde(flatten)]
    attribution: AttributionRecord<'a>,
}

/// `tcp`, `udp`, `icmp`… or the IP protocol number.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Transport {
    Known(&'static str),
    Number(u8),
}

#[derive(Debug, Serialize)]
struct EvidenceRecord<'a> {
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(skip_serializing_if = "is_false")]
    outer: bool,
}

#[derive(Debug, Serialize)]
struct CandidateRecord<'a> {
    name: &'a str,
    /// Seconds from the answer to the call.
    age: f64,
    expired: bool,
}

/// Serialized as an object.
#[derive(Debug)]
struct Facts<'a>(&'a [backchat_wire::Fact]);

#[derive(Debug, Default, Serialize)]
struct AttributionRecord<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_documented: Vec<&'a str>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}

impl Facts<'_> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Facts<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A key is said once: the second `http.method` of a connection is of a later request.
        let again = |at: usize, key| self.0.iter().take(at).any(|earlier| earlier.key == key);
        serializer.collect_map(
            (self.0.iter().enumerate())
                .filter(|(at, fact)| !again(*at, fact.key))
                .map(|(_, fact)| (fact.key, &fact.value)),
        )
    }
}

impl<'a> Record<'a> {
    /// The record of a connection that was attributed with `catalog`.
    #[must_use]
    pub fn new(connection: &'a Connection, catalog: &'a Catalog, stamper: &mut Stamper) -> Self {
        let remote = connection.remote;
        Self {
            device: connection.device.label,
            device_mac: connection.device.mac.map(|mac| mac.to_string()),
            call: connection.call.token(),
            proxied: connection.proxied,
            call_basis: connection.call_basis.map(backchat_wire::flow::Basis::token),
            remote: remote.map(|remote| remote.address),
            port: remote.map(|remote| remote.port).filter(|port| *port != 0),
            scope: remote.map(|remote| remote.scope.token()),
            transport: connection.carrier.map(|carrier| match carrier.0 {
                1 => Transport::Known("icmp"),
                6 => Transport::Known("tcp"),
                17 => Transport::Known("udp"),
                58 => Transport::Known("icmpv6"),
                number => Transport::Number(number),
            }),
            first: stamper.text(connection.first),
            last: stamper.text(connection.last),
            sent_packets: connection.sent.packets,
            sent_bytes: connection.sent.bytes,
            received_packets: connection.received.packets,
            received_bytes: connection.received.bytes,
            outcome: connection.outcome.token(),
            retries: connection.retries,
            protocols: connection
                .protocols
                .iter()
                .map(|protocol| protocol.0)
                .collect(),
            name: connection.name.as_deref(),
            name_basis: connection.basis.map(crate::model::Basis::token),
            also_named: connection.also_named.iter().map(AsRef::as_ref).collect(),
            evidence: connection
                .evidence
                .iter()
                .map(EvidenceRecord::new)
                .collect(),
            candidates: connection
                .candidates
                .iter()
                .map(|candidate| CandidateRecord {
                    name: &candidate.name,
                    age: (candidate.age as f64 / 1e6).round() / 1e3,
                    expired: candidate.expired,
                })
                .collect(),
            chain: connection.chain.iter().map(AsRef::as_ref).collect(),
            no_name: connection.absence.map(backchat_wire::Absence::token),
            facts: Facts(&connection.facts),
            process: connection.process.as_deref(),
            attribution: connection
                .attribution
                .as_deref()
                .map(|attribution| AttributionRecord::new(attribution, ground(connection), catalog))
                .unwrap_or_default(),
        }
    }

    /// The values of the CSV form, in the order of [`COLUMNS`]; none can be taken for a formula (see [`cell`]).
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        fn text<T: ToString>(value: Option<T>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        let transport = self.transport.as_ref().map(|transport| match transport {
            Transport::Known(name) => (*name).to_owned(),
            Transport::Number(number) => number.to_string(),
        });
        let values = vec![
            self.device.to_string(),
            text(self.device_mac.as_ref()),
            self.call.to_owned(),
            if self.proxied {
                "true".to_owned()
            } else {
                String::new()
            },
            text(self.call_basis),
            text(self.remote),
            text(self.port),
            text(self.scope),
            text(transport),
            self.first.clone(),
            self.last.clone(),
            self.sent_packets.to_string(),
            self.sent_bytes.to_string(),
            self.received_packets.to_string(),
            self.received_bytes.to_string(),
            self.outcome.to_owned(),
            self.retries.to_string(),
            self.protocols.join(" "),
            text(self.name),
            text(self.name_basis),
            self.also_named.join(" "),
            joined(
                self.evidence
                    .iter()
                    .map(|evidence| format!("{}:{}", evidence.kind, evidence.name)),
            ),
            joined(
                self.candidates
                    .iter()
                    .map(|candidate| candidate.name.to_owned()),
            ),
            self.chain.join(" "),
            text(self.no_name),
            joined(
                self.facts
                    .0
                    .iter()
                    .map(|fact| format!("{}={}", fact.key, fact.value)),
            ),
            text(self.process),
            text(self.attribution.area),
            text(self.attribution.endpoint),
            text(self.attribution.confidence),
            text(self.attribution.reason.as_deref()),
            self.attribution.also_documented.join(" "),
        ];
        values.into_iter().map(cell).collect()
    }
}

impl<'a> AttributionRecord<'a> {
    fn new(attribution: &'a Attribution, ground: Ground, catalog: &'a Catalog) -> Self {
        let best = &attribution.best;
        Self {
            area: Some(catalog.area_of(best.endpoint).id()),
            endpoint: Some(catalog.endpoint(best.endpoint).id()),
            confidence: Some(best.confidence_on(ground).token()),
            reason: Some(best.reason_on(ground)),
            also_documented: attribution
                .others
                .iter()
                .map(|other| catalog.endpoint(other.endpoint).id())
                .collect(),
        }
    }
}

fn ground(connection: &Connection) -> Ground {
    let basis = connection.basis.unwrap_or(crate::model::Basis::Dns);
    Ground::of(basis, connection.candidates.len() > 1)
}

impl<'a> EvidenceRecord<'a> {
    fn new(evidence: &'a Evidence) -> Self {
        Self {
            kind: evidence.basis.token(),
            name: &evidence.name,
            port: evidence.port,
            outer: evidence.outer,
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}
