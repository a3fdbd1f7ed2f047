//! Whole conversations through the table, packet by packet.

mod absence;
mod clock;
mod datagram;
mod limit;
mod midway;
mod tcp;

use std::net::{IpAddr, Ipv4Addr};

use super::{Events, Flow, Lookup, Table};
use crate::name::dns;
use crate::packet::{Packet, Tcp, TcpFlags, Transport, Tunnels, Udp};
use crate::{Absence, Finding, Time};

const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
const SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(20, 1, 2, 3));
const CLIENT_MAC: [u8; 6] = [2, 0, 0, 0, 0, 1];
const SERVER_MAC: [u8; 6] = [2, 0, 0, 0, 0, 2];

const FIN: u8 = 0x11;
const SYN: u8 = 0x02;
const SYN_ACK: u8 = 0x12;
const RST: u8 = 0x14;
const ACK: u8 = 0x10;

/// A request of a client that names its server.
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

/// Who of the two ends sends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Client,
    Server,
}
use End::{Client, Server};

/// What the table told.
#[derive(Default)]
struct Heard {
    opened: usize,
    /// The asker's port and name of each DNS message.
    lookups: Vec<(IpAddr, bool)>,
    closed: Vec<Flow<()>>,
}

impl Events for Heard {
    type Note = ();

    fn opened(&mut self, _flow: &mut Flow<()>) {
        self.opened += 1;
    }

    fn lookup(&mut self, lookup: &Lookup, message: &dns::Message) {
        self.lookups.push((lookup.asker.address, message.response));
    }

    fn closed(&mut self, flow: Flow<()>) {
        self.closed.push(flow);
    }
}

/// A capture being made: one client, one server, the clock in seconds.
struct Capture {
    table: Table<Heard>,
    heard: Heard,
    second: i64,
    client_port: u16,
    server_port: u16,
    /// The sequence numbers of each end's next byte, client's and server's.
    next: [u32; 2],
    cut: bool,
}

impl Capture {
    fn new() -> Self {
        Self {
            table: Table::new(),
            heard: Heard::default(),
            second: 1_000_000,
            client_port: 50_000,
            server_port: 80,
            next: [0; 2],
            cut: false,
        }
    }

    fn ports(client_port: u16, server_port: u16) -> Self {
        Self {
            client_port,
            server_port,
            ..Self::new()
        }
    }

    fn later(&mut self, seconds: i64) -> &mut Self {
        self.second += seconds;
        self
    }

    fn tcp(&mut self, from: End, flags: u8, sequence: u32, payload: &[u8]) -> &mut Self {
        let (source_port, destination_port) = self.both(from);
        let length = u32::try_from(payload.len()).unwrap() + u32::from(flags & SYN != 0);
        let (own, other) = match from {
            Client => (0, 1),
            Server => (1, 0),
        };
        self.next[own] = sequence + length;
        let acknowledgement = self.next[other];
        self.packet(
            from,
            Transport::Tcp(Tcp {
                source_port,
                destination_port,
                sequence,
                acknowledgement,
                flags: TcpFlags(flags),
                payload,
            }),
        )
    }

    fn udp(&mut self, from: End, payload: &[u8]) -> &mut Self {
        let (source_port, destination_port) = self.both(from);
        self.packet(
            from,
            Transport::Udp(Udp {
                source_port,
                destination_port,
                payload,
            }),
        )
    }

    fn packet(&mut self, from: End, transport: Transport<'_>) -> &mut Self {
        let (source, destination, macs) = match from {
            Client => (CLIENT, SERVER, (CLIENT_MAC, SERVER_MAC)),
            Server => (SERVER, CLIENT, (SERVER_MAC, CLIENT_MAC)),
        };
        let packet = Packet {
            source,
            destination,
            source_mac: Some(macs.0),
            destination_mac: Some(macs.1),
            transport,
            wire_len: match from {
                Client => 100,
                Server => 1000,
            },
            cut: self.cut,
            tunnels: Tunnels::default(),
        };
        let time = Time::from_seconds(self.second);
        self.table.packet(time, &packet, &mut self.heard);
        self
    }

    /// The three segments of a handshake; the client's bytes begin at 101, the server's at 501.
    fn handshake(&mut self) -> &mut Self {
        self.tcp(Client, SYN, 100, b"")
            .tcp(Server, SYN_ACK, 500, b"")
            .tcp(Client, ACK, 101, b"")
    }

    fn both(&self, from: End) -> (u16, u16) {
        match from {
            Client => (self.client_port, self.server_port),
            Server => (self.server_port, self.client_port),
        }
    }

    /// What ended so far, in that order.
    fn closed(&self) -> &[Flow<()>] {
        &self.heard.closed
    }

    /// Ends the capture: every conversation in it.
    fn end(&mut self) -> Vec<Flow<()>> {
        self.table.finish(&mut self.heard);
        std::mem::take(&mut self.heard.closed)
    }

    /// Ends the capture, which holds one conversation.
    fn only(&mut self) -> Flow<()> {
        let mut flows = self.end();
        assert_eq!(flows.len(), 1);
        flows.remove(0)
    }
}

fn names(flow: &Flow<()>) -> Vec<&str> {
    flow.findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Name(name) => Some(name.host.as_str()),
            _ => None,
        })
        .collect()
}

/// The first reason given for the lack of a name.
fn absence(flow: &Flow<()>) -> Option<Absence> {
    flow.findings.iter().find_map(|finding| match finding {
        Finding::NoName(absence) => Some(*absence),
        _ => None,
    })
}
