//! One destination on the page.

use std::cmp::Reverse;
use std::net::IpAddr;

use backchat_wire::Absence;
use serde::Serialize;

use crate::attribute::{Attribution, Candidate};
use crate::catalog::Catalog;
use crate::listing::stamp;
use crate::observe::Destination;

/// A kind with its words and how often it occurred.
#[derive(Clone, Debug, Serialize)]
pub struct Tally {
    /// The stable token.
    pub token: &'static str,
    /// In words.
    pub words: &'static str,
    /// How often.
    pub count: u64,
}

/// What happened in one hour.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct HourView {
    /// Hours since 1970-01-01T00:00:00Z.
    pub hour: i64,
    /// Connections that began in it.
    pub connections: u64,
    /// Their bytes both ways, on the wire.
    pub bytes: u64,
}

/// Another endpoint that documents the name.
#[derive(Clone, Debug, Serialize)]
pub struct CandidateView {
    /// The endpoint's id.
    pub endpoint: String,
    /// The area's name.
    pub area: String,
    /// The destination as the vendor writes it.
    pub as_written: String,
    /// How sure it is.
    pub confidence: String,
    /// Why it matches, and why it is not the best.
    pub reason: String,
    /// True where it is as good as the best in everything that ranks them.
    pub tied: bool,
}

/// One destination.
#[derive(Clone, Debug, Serialize)]
pub struct DestinationView {
    /// The name, or the address with its port.
    pub title: String,
    /// The name, where it has one.
    pub name: Option<String>,
    /// `public`, or where in the address space it lies; others than public are there only when asked for.
    pub scope: &'static str,
    /// `contacted`, `blocked` or `only-asked`.
    pub status: &'static str,
    /// How sure the attribution is; `null` where there is none.
    pub confidence: Option<String>,
    /// Why this endpoint.
    pub reason: Option<String>,
    /// True where the first of `also` is as good as the endpoint that it is listed under.
    pub tied: bool,
    /// Other endpoints that document the name, best first.
    pub also: Vec<CandidateView>,
    /// For what nobody documents: whose it seems to be.
    pub hint: Option<String>,
    /// Addresses called, at most 64.
    pub addresses: Vec<IpAddr>,
    /// `tcp/443`…
    pub ports: Vec<String>,
    /// What was spoken, as negotiated.
    pub protocols: Vec<&'static str>,
    /// What the name rests on.
    pub evidence: Vec<Tally>,
    /// What became of the attempts.
    pub outcomes: Vec<Tally>,
    /// Why connections had no name of their own.
    pub absences: Vec<Tally>,
    /// Labels of the devices that called.
    pub devices: Vec<IpAddr>,
    /// Connections, and names only asked for.
    pub attempts: u64,
    /// Bytes from the devices, on the wire.
    pub sent_bytes: u64,
    /// Bytes to the devices, on the wire.
    pub received_bytes: u64,
    /// The first attempt, RFC 3339 in UTC.
    pub first: String,
    /// The last packet.
    pub last: String,
    /// When it talks.
    pub hours: Vec<HourView>,
    /// From the name asked to the name that owned the addresses.
    pub chains: Vec<Vec<String>>,
    /// Other names that led to the same addresses; the connections may have been theirs.
    pub rivals: Vec<String>,
    /// Processes that called, where known.
    pub processes: Vec<String>,
    /// Details, as `key=value`.
    pub facts: Vec<String>,
}

impl DestinationView {
    /// Joins a destination with the catalog; `hint` is what is known around a name that nobody documents, or
    /// of the address of what has no name.
    pub(crate) fn new(destination: &Destination, catalog: &Catalog, hint: Option<String>) -> Self {
        let attribution = destination.attribution.as_deref();
        let ground = destination.ground();
        Self {
            title: destination.title(),
            name: destination.name().map(str::to_owned),
            scope: destination.scope.token(),
            status: destination.status().token(),
            confidence: attribution.map(|it| it.best.confidence_on(ground).token().to_owned()),
            reason: attribution.map(|it| it.best.reason_on(ground).into_owned()),
            tied: attribution.is_some_and(|it| it.best.tied),
            also: attribution
                .map(|it| others(it, catalog))
                .unwrap_or_default(),
            hint,
            addresses: destination.addresses.iter().copied().collect(),
            ports: destination
                .ports
                .iter()
                .map(|(transport, port)| {
                    if *port == 0 {
                        (*transport).to_owned()
                    } else {
                        format!("{transport}/{port}")
                    }
                })
                .collect(),
            protocols: destination.protocols.iter().copied().collect(),
            evidence: tallies(
                destination
                    .evidence
                    .iter()
                    .map(|(basis, count)| (basis.token(), basis.words(), *count)),
            ),
            outcomes: tallies(
                destination
                    .outcomes
                    .iter()
                    .map(|(outcome, count)| (outcome.token(), outcome.words(), *count)),
            ),
            absences: absences(destination),
            devices: destination.devices.iter().copied().collect(),
            attempts: destination.attempts,
            sent_bytes: destination.sent.bytes,
            received_bytes: destination.received.bytes,
            first: stamp(destination.first),
            last: stamp(destination.last),
            hours: destination
                .hours
                .iter()
                .map(|(number, hour)| HourView {
                    hour: *number,
                    connections: hour.connections,
                    bytes: hour.bytes,
                })
                .collect(),
            chains: destination
                .chains
                .iter()
                .map(|chain| chain.iter().map(ToString::to_string).collect())
                .collect(),
            rivals: destination.rivals.iter().map(ToString::to_string).collect(),
            processes: destination
                .processes
                .iter()
                .map(ToString::to_string)
                .collect(),
            facts: destination
                .facts
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect(),
        }
    }
}

/// Why connections had no name, the most telling first: what carried no data could not have had one.
fn absences(destination: &Destination) -> Vec<Tally> {
    let mut all: Vec<(Absence, u64)> = destination
        .absences
        .iter()
        .map(|(absence, count)| (*absence, *count))
        .collect();
    all.sort_by_key(|(absence, count)| (*absence == Absence::NoPayload, Reverse(*count)));
    tallies(
        all.into_iter()
            .map(|(absence, count)| (absence.token(), absence.sentence(), count)),
    )
}

fn tallies(rows: impl Iterator<Item = (&'static str, &'static str, u64)>) -> Vec<Tally> {
    rows.map(|(token, words, count)| Tally {
        token,
        words,
        count,
    })
    .collect()
}

fn others(attribution: &Attribution, catalog: &Catalog) -> Vec<CandidateView> {
    attribution
        .others
        .iter()
        .map(|candidate| candidate_view(candidate, catalog))
        .collect()
}

fn candidate_view(candidate: &Candidate, catalog: &Catalog) -> CandidateView {
    let view = catalog.endpoint_view(candidate.endpoint);
    CandidateView {
        endpoint: view.id.to_owned(),
        area: view.area_name.to_owned(),
        as_written: view.as_written.to_owned(),
        confidence: candidate.confidence.token().to_owned(),
        reason: candidate.reason.clone(),
        tied: candidate.tied,
    }
}
