//! A little network whose packets are written down: machines behind a router, resolvers, servers.

use std::net::IpAddr;

use backchat_engine::collect::{Collector, Counters, Sink};
use backchat_engine::model::{Connection, DeviceFilter};
use backchat_engine::observe::{Observation, Observer};
use backchat_engine::pipeline::{self, Window};
use backchat_engine::source::capture::Silent;
pub(crate) use backchat_testkit::build::dns::{A, AAAA, Data, HTTPS, Record, TXT, message};
pub(crate) use backchat_testkit::build::hello;
use backchat_testkit::build::{Frame, ip, pcap, tcp, udp};
use backchat_testkit::report::in_memory;
use backchat_wire::Time;
use backchat_wire::link::LinkType;

pub(crate) const DEVICE: &str = "10.0.0.5";
pub(crate) const DEVICE_V6: &str = "2001:470::5";
pub(crate) const RESOLVER: &str = "10.0.0.1";
pub(crate) const RESOLVER_V6: &str = "2001:470::1";
pub(crate) const SERVER: &str = "20.1.2.3";
pub(crate) const SERVER_V6: &str = "2603:1000::3";

/// The last byte of the hardware addresses of the device and of the router.
pub(crate) const MAC: u8 = 5;
pub(crate) const ROUTER: u8 = 1;

const SYN: u8 = 0x02;
const RST: u8 = 0x14;
const SYN_ACK: u8 = 0x12;
const ACK: u8 = 0x10;

/// The packets so far.
pub(crate) struct Lab {
    frames: Vec<Frame>,
    /// Milliseconds.
    now: i64,
    /// The hardware address of the machine whose packets are written, by its last byte.
    pub(crate) mac: u8,
    /// Address of the machine.
    pub(crate) device: &'static str,
    pub(crate) resolver: &'static str,
    port: u16,
    pub(crate) filter: Vec<DeviceFilter>,
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self {
            frames: Vec::new(),
            now: 1_700_000_000_000,
            mac: MAC,
            device: DEVICE,
            resolver: RESOLVER,
            port: 50_000,
            filter: Vec::new(),
        }
    }

    pub(crate) fn later(&mut self, seconds: i64) -> &mut Self {
        self.now += seconds * 1000;
        self
    }

    /// The device's other address, and its resolver of the same family.
    pub(crate) fn six(&mut self) -> &mut Self {
        (self.device, self.resolver) = (DEVICE_V6, RESOLVER_V6);
        self
    }

    pub(crate) fn ask(&mut self, name: &str, kind: u16) -> &mut Self {
        let message = message(0x0100, name, kind, &[]);
        let payload = udp(40_000, 53, &message);
        self.sent(self.resolver, 17, &payload)
    }

    /// An answer without an error.
    pub(crate) fn answer(&mut self, name: &str, kind: u16, records: &[Record<'_>]) -> &mut Self {
        self.respond(0x8180, name, kind, records)
    }

    /// An answer with these flags, response code and all.
    pub(crate) fn respond(
        &mut self,
        flags: u16,
        name: &str,
        kind: u16,
        records: &[Record<'_>],
    ) -> &mut Self {
        let message = message(flags, name, kind, records);
        let payload = udp(53, 40_000, &message);
        self.got(self.resolver, 17, &payload)
    }

    /// Question and answer: this name has this address for five minutes.
    pub(crate) fn resolve(&mut self, name: &str, address: &str) -> &mut Self {
        let kind = if address.contains(':') { AAAA } else { A };
        self.ask(name, kind)
            .answer(name, kind, &[(name, 300, Data::Address(address))])
    }

    /// A connection over TCP from a new port on which the device says this, if anything.
    pub(crate) fn call(&mut self, server: &str, port: u16, said: &[u8]) -> &mut Self {
        self.port += 1;
        let own = self.port;
        self.sent(server, 6, &tcp((own, port), (100, 0), SYN, b""));
        self.got(server, 6, &tcp((port, own), (500, 101), SYN_ACK, b""));
        self.sent(server, 6, &tcp((own, port), (101, 501), ACK, said))
    }

    /// The server of the last call says this.
    pub(crate) fn said(&mut self, server: &str, port: u16, said: &[u8]) -> &mut Self {
        let segment = tcp((port, self.port), (501, 101), ACK, said);
        self.got(server, 6, &segment)
    }

    /// A call that is turned away.
    pub(crate) fn refused(&mut self, server: &str, port: u16) -> &mut Self {
        self.port += 1;
        let own = self.port;
        self.sent(server, 6, &tcp((own, port), (100, 0), SYN, b""));
        self.got(server, 6, &tcp((port, own), (0, 101), RST, b""))
    }

    /// Somebody calls the device.
    pub(crate) fn called(&mut self, by: &str, port: u16) -> &mut Self {
        self.port += 1;
        let theirs = self.port;
        self.got(by, 6, &tcp((theirs, port), (100, 0), SYN, b""));
        self.sent(by, 6, &tcp((port, theirs), (500, 101), SYN_ACK, b""))
    }

    /// A datagram between any two addresses.
    pub(crate) fn datagram(&mut self, from: &str, to: &str, payload: &[u8]) -> &mut Self {
        let packet = ip(address(from), address(to), 17, payload);
        self.frame(&packet, self.mac, ROUTER)
    }

    fn sent(&mut self, to: &str, protocol: u8, payload: &[u8]) -> &mut Self {
        let packet = ip(address(self.device), address(to), protocol, payload);
        self.frame(&packet, self.mac, ROUTER)
    }

    fn got(&mut self, from: &str, protocol: u8, payload: &[u8]) -> &mut Self {
        let packet = ip(address(from), address(self.device), protocol, payload);
        self.frame(&packet, ROUTER, self.mac)
    }

    fn frame(&mut self, packet: &[u8], from: u8, to: u8) -> &mut Self {
        let mut bytes = vec![2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from];
        bytes.extend(if packet[0] >> 4 == 6 {
            [0x86, 0xdd]
        } else {
            [8, 0]
        });
        bytes.extend(packet);
        self.frames.push(Frame {
            time: Time(self.now * 1_000_000),
            link: LinkType::ETHERNET,
            bytes,
        });
        self.now += 1;
        self
    }

    /// Every connection, in the order in which they end, and what was left out.
    pub(crate) fn collect(&self) -> (Vec<Connection>, Counters) {
        let mut all = All(Vec::new());
        let mut collector = Collector::new(self.filter.clone(), &mut all);
        let inputs = in_memory(&pcap(&self.frames));
        pipeline::run(&inputs, Window::default(), &mut Silent, &mut collector).unwrap();
        let counters = collector.finish();
        (all.0, counters)
    }

    /// The connections to this port, and nothing else.
    pub(crate) fn to(&self, port: u16) -> Vec<Connection> {
        let all = self.collect().0.into_iter();
        all.filter(|connection| connection.remote.is_some_and(|remote| remote.port == port))
            .collect()
    }

    /// The last connection to port 443.
    pub(crate) fn last(&self) -> Connection {
        self.to(443).pop().unwrap()
    }

    /// The names that were only asked for.
    pub(crate) fn only_asked(&self) -> Vec<Connection> {
        let all = self.collect().0.into_iter();
        all.filter(|connection| connection.remote.is_none())
            .collect()
    }

    pub(crate) fn observe(&self, include_private: bool) -> Observation {
        let mut observer = Observer::new(include_private);
        let mut collector = Collector::new(self.filter.clone(), &mut observer);
        let inputs = in_memory(&pcap(&self.frames));
        let passage =
            pipeline::run(&inputs, Window::default(), &mut Silent, &mut collector).unwrap();
        let counters = collector.finish();
        observer.finish(passage, counters)
    }
}

struct All(Vec<Connection>);

impl Sink for All {
    fn connection(&mut self, connection: Connection) {
        self.0.push(connection);
    }
}

pub(crate) fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// The request of a client for this host.
pub(crate) fn get(host: &str) -> Vec<u8> {
    format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes()
}
