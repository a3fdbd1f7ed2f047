//! One line of `expect.tsv`, and whether a connection is what it means.

use std::net::IpAddr;

use backchat_engine::catalog::Catalog;
use backchat_engine::model::{Basis, Connection, Outcome};
use backchat_wire::flow::Carrier;

use crate::report::RELEASE;

/// Protocols that no extractor reads: they are held to be spoken on their own port.
const UNREAD: &[(&str, Carrier, u16)] = &[
    ("SMB", Carrier::TCP, 445),
    ("SSDP", Carrier::UDP, 1900),
    ("WSD", Carrier::UDP, 3702),
];

/// What must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// `endpoint`, `undocumented`, `resolver`, `address`, `asked`, `blocked` or `private`.
    pub kind: String,
    /// A name or an address.
    pub name: String,
    /// What gives the name: a kind of evidence, or `none`.
    pub how: String,
    /// What became of the attempt.
    pub outcome: String,
    /// Whose attempt.
    pub machine: String,
    /// What was spoken.
    pub protocol: String,
    /// The area, several separated by `, `, or `-`.
    pub area: String,
}

/// A connection as the expectations see it.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// The name of its machine.
    pub machine: &'a str,
}

impl Expectation {
    /// Reads the columns of a line.
    ///
    /// # Panics
    /// The line has not seven columns.
    #[must_use]
    pub fn read(row: &[String]) -> Self {
        let [kind, name, how, outcome, machine, protocol, area] = row else {
            panic!("an expectation has seven columns: {row:?}");
        };
        Self {
            kind: kind.clone(),
            name: name.clone(),
            how: how.clone(),
            outcome: outcome.clone(),
            machine: machine.clone(),
            protocol: protocol.clone(),
            area: area.clone(),
        }
    }

    /// The first thing that a connection of this machine and destination is not as it should be; `None` where all is.
    #[must_use]
    pub fn fault(&self, found: &Found<'_>) -> Option<&'static str> {
        let connection = found.connection;
        let checks = [
            ("machine", self.machine == found.machine),
            ("name", self.names(connection)),
            ("how", self.rests_on(connection)),
            ("outcome", self.became(connection.outcome)),
            ("protocol", self.spoke(connection)),
            ("area", self.areas(connection)),
        ];
        let fault = checks.into_iter().find(|(_, holds)| !holds);
        fault.map(|(what, _)| what)
    }

    fn names(&self, connection: &Connection) -> bool {
        if let Ok(address) = self.name.parse::<IpAddr>() {
            // Without a name, but for private destinations, whatever they are called.
            let bare = self.kind == "private" || connection.name.is_none();
            return bare
                && connection
                    .remote
                    .is_some_and(|remote| remote.address == address);
        }
        let mut names = connection.name.iter().chain(&connection.also_named);
        names.any(|name| **name == *self.name)
    }

    fn rests_on(&self, connection: &Connection) -> bool {
        let token = match (self.kind.as_str(), self.how.as_str()) {
            ("asked" | "blocked", "dns") => return connection.basis == Some(Basis::DnsQuery),
            (_, "none") => return true,
            // No name inside the conversation, so the answer alone.
            (_, "dns") => return connection.basis == Some(Basis::Dns),
            (_, how) => how,
        };
        let of_name = |name: &str| name == self.name;
        let mut evidence = connection.evidence.iter();
        evidence.any(|one| one.basis.token() == token && of_name(&one.name))
    }

    fn became(&self, outcome: Outcome) -> bool {
        match self.outcome.as_str() {
            // Clients often end a connection that has served them with a reset.
            "established" => outcome.connected(),
            "refused" | "rejected" => outcome == Outcome::Refused,
            "unanswered" | "sent" => outcome == Outcome::Unanswered,
            "reset" => outcome == Outcome::Reset,
            "never-contacted" => outcome == Outcome::NeverContacted,
            "nxdomain" => outcome == Outcome::NameUnknown,
            "zero-address" => outcome == Outcome::BlockAnswer,
            _ => false,
        }
    }

    fn spoke(&self, connection: &Connection) -> bool {
        let labels: Vec<&str> = connection.protocols.iter().map(|label| label.0).collect();
        match self.protocol.as_str() {
            // Names that were only asked for have no conversation of their own.
            "DNS" if connection.remote.is_none() => true,
            // Nothing was said, so that only the transport is known.
            "TCP" => connection.carrier == Some(Carrier::TCP) && labels.is_empty(),
            // Caught midway; a guess is no fault.
            "unknown" => connection.call_basis > Some(backchat_wire::flow::Basis::SynAck),
            // Negotiated by the ServerHello, which a reset came before.
            version if version.starts_with("TLSv") && self.outcome == "reset" => {
                labels.contains(&"TLS")
            }
            // Never answered, so that nothing was negotiated.
            "QUIC" => labels.iter().any(|label| label.starts_with("QUIC")),
            label => match UNREAD.iter().find(|(name, _, _)| *name == label) {
                Some((_, carrier, port)) => {
                    let remote = connection.remote.map(|remote| remote.port);
                    connection.carrier == Some(*carrier) && remote == Some(*port)
                }
                // Recipes write `MDNS`.
                None => labels.iter().any(|own| own.eq_ignore_ascii_case(label)),
            },
        }
    }

    fn areas(&self, connection: &Connection) -> bool {
        let catalog = Catalog::embedded();
        let mut areas: Vec<&str> = connection
            .attribution
            .iter()
            .flat_map(|attribution| attribution.equals())
            .map(|candidate| catalog.area_of(candidate.endpoint).name(Some(RELEASE)))
            .collect();
        areas.sort_unstable();
        areas.dedup();
        if self.area == "-" {
            return areas.is_empty();
        }
        // The page's long names end with the short one in brackets.
        let same = |area: &str, short: &str| area == short || area.ends_with(&format!("({short})"));
        let mut expected = self.area.split(", ");
        !areas.is_empty() && expected.all(|short| areas.iter().any(|area| same(area, short)))
    }
}
