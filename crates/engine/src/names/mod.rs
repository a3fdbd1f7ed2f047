//! Every name in a capture and where it came from.

use std::collections::BTreeMap;
use std::net::IpAddr;

use backchat_wire::flow::{Endpoint, Events, Flow, Lookup};
use backchat_wire::name::dns;
use backchat_wire::{Finding, NameKind};

/// How the root of the domain name system is listed; a lone dot is easily lost.
const ROOT: &str = "<root>";

/// Rows kept; later ones are counted and dropped.
const LIMIT: usize = 2_000_000;

/// Where a name came from; the order is that of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The authority of an HTTP CONNECT request; the address is the proxy's.
    Connect,
    /// A question name, and an address in its answer.
    Dns,
    /// The owner of an alias in an answer.
    DnsCname,
    /// A name that was asked of this server.
    DnsQuery,
    /// The host of a request in the clear.
    Http,
    /// The server name of a QUIC ClientHello.
    Quic,
    /// The server name of a TLS ClientHello.
    Tls,
}

impl Kind {
    /// The token in the first column.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Dns => "dns",
            Self::DnsCname => "dns-cname",
            Self::DnsQuery => "dns-query",
            Self::Http => "http",
            Self::Quic => "quic",
            Self::Tls => "tls",
        }
    }
}

/// One row, without its count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Where the name came from.
    pub kind: Kind,
    /// The name, in lower case and without a trailing dot; `<root>` for the root.
    pub host: Box<str>,
    /// The server's address, or the address in the answer.
    pub address: Option<IpAddr>,
    /// The server's port.
    pub port: Option<u16>,
}

/// Collects the rows.
#[derive(Debug, Default)]
pub struct NameTable {
    rows: BTreeMap<Row, u64>,
    /// Rows dropped at the bound.
    pub dropped: u64,
}

impl NameTable {
    /// The rows in the order of the output, each with how often it was seen.
    pub fn rows(&self) -> impl Iterator<Item = (&Row, u64)> {
        self.rows.iter().map(|(row, &count)| (row, count))
    }

    fn add(&mut self, kind: Kind, host: &str, address: Option<IpAddr>, port: Option<u16>) {
        let host = if host == "." { ROOT } else { host };
        let row = Row {
            kind,
            host: host.into(),
            address,
            port,
        };
        if let Some(count) = self.rows.get_mut(&row) {
            *count += 1;
        } else if self.rows.len() < LIMIT {
            self.rows.insert(row, 1);
        } else {
            self.dropped += 1;
        }
    }

    fn server(&mut self, kind: Kind, host: &str, server: Endpoint) {
        self.add(kind, host, Some(server.address), Some(server.port));
    }
}

impl Events for NameTable {
    type Note = ();

    fn opened(&mut self, _flow: &mut Flow<()>) {}

    fn lookup(&mut self, lookup: &Lookup, message: &dns::Message) {
        let mut questions = message.questions().filter_map(|question| question.name);
        if !message.response {
            for name in questions {
                self.server(Kind::DnsQuery, name, lookup.resolver);
            }
            return;
        }
        let question = questions.next();
        for record in message.answers() {
            match (record.data, record.owner) {
                (dns::RecordData::Address(address), owner) => {
                    if let Some(name) = question.or(owner) {
                        self.add(Kind::Dns, name, Some(address), None);
                    }
                }
                // The owner is an alias, also where what it stands for is damaged.
                (_, Some(owner)) if record.kind == dns::RecordType::CNAME => {
                    self.add(Kind::DnsCname, owner, None, None);
                }
                _ => {}
            }
        }
    }

    fn closed(&mut self, flow: Flow<()>) {
        for finding in &flow.findings {
            let Finding::Name(name) = finding else {
                continue;
            };
            let kind = match name.kind {
                NameKind::HTTP => Kind::Http,
                NameKind::CONNECT => Kind::Connect,
                NameKind::TLS => Kind::Tls,
                NameKind::QUIC => Kind::Quic,
                // SOCKS targets are evidence of a connection; this table's kinds are those of the field's reference tools.
                _ => continue,
            };
            self.server(kind, name.host.as_str(), flow.end(name.from.opposite()));
        }
    }
}
