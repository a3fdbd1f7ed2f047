//! Conversations with their packets, as the truth counts them and as our flow table does.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use backchat_engine::pipeline::Passage;
use backchat_wire::flow::{Carrier, Events, Flow, Lookup};
use backchat_wire::name::dns;

/// The port of DNS: all of a device's lookups at one resolver are one record with us.
const DNS_PORT: u16 = 53;

/// Two ends, whichever of them began. Ports are 0 for DNS over UDP, whose exchanges are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ends {
    /// `tcp` or `udp`.
    pub transport: &'static str,
    /// The lower end.
    pub low: SocketAddr,
    /// The higher one.
    pub high: SocketAddr,
}

impl Ends {
    fn new(transport: &'static str, mut one: SocketAddr, mut other: SocketAddr) -> Self {
        if transport == "udp" && [one.port(), other.port()].contains(&DNS_PORT) {
            one.set_port(0);
            other.set_port(0);
        }
        Self {
            transport,
            low: one.min(other),
            high: one.max(other),
        }
    }

    /// True where one end is written like this: `10.0.0.1:80`, `:80` for any address.
    #[must_use]
    pub fn has(&self, end: &str) -> bool {
        [self.low, self.high]
            .iter()
            .any(|own| own.to_string().ends_with(end))
    }
}

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.transport, self.low, self.high)
    }
}

/// The packets of two ends, per capture.
pub type Packets = BTreeMap<Ends, u64>;

/// What the truth says, and how many flows that are.
///
/// # Panics
/// A line is malformed.
#[must_use]
pub fn expected(lines: &[Vec<String>]) -> (Packets, usize) {
    let mut packets = Packets::new();
    for line in lines {
        let [
            transport,
            client,
            client_port,
            server,
            server_port,
            count,
            ..,
        ] = line.as_slice()
        else {
            panic!("a flow of the truth has its columns: {line:?}");
        };
        let end = |address: &str, port: &str| {
            let address: IpAddr = address.parse().expect("the truth has addresses");
            SocketAddr::new(address, port.parse().expect("the truth has ports"))
        };
        let transport = if transport == "tcp" { "tcp" } else { "udp" };
        let ends = Ends::new(
            transport,
            end(client, client_port),
            end(server, server_port),
        );
        *packets.entry(ends).or_default() += count.parse::<u64>().expect("the truth counts");
    }
    (packets, lines.len())
}

/// Adds up the conversations that the flow table closes.
#[derive(Debug, Default)]
pub struct Ledger {
    /// TCP and UDP.
    pub packets: Packets,
    /// Packets of every transport.
    pub all: u64,
    /// Conversations of every transport.
    pub flows: u64,
}

impl Events for Ledger {
    type Note = ();

    fn opened(&mut self, _flow: &mut Flow<()>) {}

    fn lookup(&mut self, _lookup: &Lookup, _message: &dns::Message) {}

    fn closed(&mut self, flow: Flow<()>) {
        let packets = flow.sent.packets + flow.received.packets;
        self.all += packets;
        self.flows += 1;
        let transport = match flow.carrier {
            Carrier::TCP => "tcp",
            Carrier::UDP => "udp",
            _ => return,
        };
        let port = |port| {
            if port == 0 && transport == "udp" {
                DNS_PORT
            } else {
                port
            }
        };
        let ends = Ends::new(
            transport,
            SocketAddr::new(flow.initiator.address, port(flow.initiator.port)),
            SocketAddr::new(flow.responder.address, port(flow.responder.port)),
        );
        *self.packets.entry(ends).or_default() += packets;
    }
}

impl Ledger {
    /// Frames that became packets must all be in some conversation: `frames = packets + skipped`.
    #[must_use]
    pub fn accounts_for(&self, passage: &Passage) -> bool {
        let skipped: u64 = passage.skipped.values().sum();
        self.all + passage.icmp_errors + skipped == passage.packets
    }
}
