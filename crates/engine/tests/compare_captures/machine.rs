//! What a machine sends and gets, packet by packet, as the gateway sees it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use backchat_testkit::build::dns::{A, AAAA, ANSWER, Data, NO_SUCH_NAME, QUESTION, message};
use backchat_testkit::build::{Frame, hello, ip, pcap, tcp, udp};
use backchat_wire::Time;
use backchat_wire::link::LinkType;

const DEVICE: &str = "10.0.0.5";
const DEVICE_V6: &str = "2001:470::5";
const RESOLVER: &str = "10.0.0.1";
const PROXY: &str = "10.0.0.8";
const PROXY_PORT: u16 = 3128;

const FIN: u8 = 0x11;
const SYN: u8 = 0x02;
const RST: u8 = 0x14;
const SYN_ACK: u8 = 0x12;
const PUSH: u8 = 0x18;

/// Milliseconds that a packet takes there and back.
const ROUND: i64 = 20;

/// Seconds for which an answer is remembered.
const REMEMBERED: i64 = 3600;

/// Milliseconds after the first SYN at which it is sent again.
const AGAIN: [i64; 3] = [1000, 3000, 7000];

/// How a name is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Address,
    NoSuchName,
    Nowhere,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Served,
    /// The call is turned away.
    Refused,
    /// Nobody answers it.
    Unanswered,
    /// It is taken, and ended when the name is said.
    HungUp,
}

/// A server with its name.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) name: String,
    pub(crate) v4: String,
    pub(crate) v6: String,
}

/// A machine, the packets so far, and what it remembers of answers.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    frames: Vec<Frame>,
    /// Milliseconds.
    now: i64,
    port: u16,
    remembered: BTreeMap<(String, u16), i64>,
}

impl Machine {
    /// What follows begins at this time, in milliseconds, or when the last thing of the same stream is over.
    pub(crate) fn at(&mut self, now: i64, same: bool) {
        self.now = if same { now.max(self.now) } else { now };
    }

    /// Asks for the name where no answer is remembered. Failures never are.
    pub(crate) fn look_up(&mut self, server: &Server, six: bool, answer: Answer) -> &mut Self {
        let kind = if six { AAAA } else { A };
        let key = (server.name.clone(), kind);
        let known = self.remembered.get(&key);
        if answer == Answer::Address && known.is_some_and(|it| self.now < it + REMEMBERED * 1000) {
            return self;
        }
        let (flags, address) = match answer {
            Answer::Address if six => (ANSWER, Some(server.v6.as_str())),
            Answer::Address => (ANSWER, Some(server.v4.as_str())),
            Answer::Nowhere => (ANSWER, Some("0.0.0.0")),
            Answer::NoSuchName => (NO_SUCH_NAME, None),
        };
        let name = server.name.as_str();
        let records = address.map(|it| (name, 3600, Data::Address(it)));
        let question = udp(40_000, 53, &message(QUESTION, name, kind, &[]));
        let records: Vec<_> = records.into_iter().collect();
        let response = udp(53, 40_000, &message(flags, name, kind, &records));
        self.sent(RESOLVER, 17, &question);
        self.got(RESOLVER, 17, &response);
        self.remembered.insert(key, self.now);
        self
    }

    /// Calls an address over HTTPS and says the name, or nothing that has one.
    pub(crate) fn call(&mut self, address: &str, name: Option<&str>, end: End) {
        let port = 443;
        let own = self.next_port();
        self.sent(address, 6, &tcp((own, port), (100, 0), SYN, b""));
        match end {
            End::Unanswered => {
                let start = self.now;
                for after in AGAIN {
                    self.now = start + after;
                    self.sent(address, 6, &tcp((own, port), (100, 0), SYN, b""));
                }
                return;
            }
            End::Refused => {
                self.got(address, 6, &tcp((port, own), (0, 101), RST, b""));
                return;
            }
            End::Served | End::HungUp => {}
        }
        let opaque = b"\x07made for a test".to_vec();
        let said = name.map_or(opaque, |it| hello(it, false));
        self.got(address, 6, &tcp((port, own), (500, 101), SYN_ACK, b""));
        self.sent(address, 6, &tcp((own, port), (101, 501), PUSH, &said));
        let next = 101 + u32::try_from(said.len()).unwrap();
        if end == End::HungUp {
            self.got(address, 6, &tcp((port, own), (501, next), FIN, b""));
            return;
        }
        self.served(
            (address, port),
            own,
            (next, 501),
            &[22, 3, 3, 0, 4, 2, 0, 0, 0],
        );
    }

    /// Asks the proxy for a tunnel to the name, which it opens or forbids.
    pub(crate) fn call_by_proxy(&mut self, name: &str, forbidden: bool) {
        let own = self.next_port();
        let said = format!("CONNECT {name}:443 HTTP/1.1\r\nHost: {name}:443\r\n\r\n");
        let (there, back) = ((own, PROXY_PORT), (PROXY_PORT, own));
        self.sent(PROXY, 6, &tcp(there, (100, 0), SYN, b""));
        self.got(PROXY, 6, &tcp(back, (500, 101), SYN_ACK, b""));
        self.sent(PROXY, 6, &tcp(there, (101, 501), PUSH, said.as_bytes()));
        let next = 101 + u32::try_from(said.len()).unwrap();
        if forbidden {
            let refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
            self.served((PROXY, PROXY_PORT), own, (next, 501), refusal);
            return;
        }
        let opened = b"HTTP/1.1 200 Connection established\r\n\r\n";
        self.got(PROXY, 6, &tcp(back, (501, next), PUSH, opened));
        let said = hello(name, false);
        let theirs = 501 + u32::try_from(opened.len()).unwrap();
        self.sent(PROXY, 6, &tcp(there, (next, theirs), PUSH, &said));
        let next = next + u32::try_from(said.len()).unwrap();
        let greeting = [22, 3, 3, 0, 4, 2, 0, 0, 0];
        self.served((PROXY, PROXY_PORT), own, (next, theirs), &greeting);
    }

    /// The far end says this, and the machine ends the connection.
    fn served(&mut self, to: (&str, u16), own: u16, (mine, theirs): (u32, u32), said: &[u8]) {
        let (address, port) = to;
        self.got(address, 6, &tcp((port, own), (theirs, mine), PUSH, said));
        let theirs = theirs + u32::try_from(said.len()).unwrap();
        self.sent(address, 6, &tcp((own, port), (mine, theirs), FIN, b""));
    }

    /// The capture, in the order of time.
    pub(crate) fn capture(mut self) -> Vec<u8> {
        self.frames.sort_by_key(|it| it.time);
        pcap(&self.frames)
    }

    fn next_port(&mut self) -> u16 {
        self.port = (self.port + 1) % 60_000;
        self.port + 2000
    }

    fn sent(&mut self, to: &str, protocol: u8, payload: &[u8]) {
        let packet = ip(own(to), address(to), protocol, payload);
        self.frame(&packet, 5, 1);
    }

    fn got(&mut self, from: &str, protocol: u8, payload: &[u8]) {
        self.now += ROUND;
        let packet = ip(address(from), own(from), protocol, payload);
        self.frame(&packet, 1, 5);
    }

    fn frame(&mut self, packet: &[u8], from: u8, to: u8) {
        let mut bytes = vec![2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from];
        let six = packet[0] >> 4 == 6;
        bytes.extend(if six { [0x86, 0xdd] } else { [8, 0] });
        bytes.extend(packet);
        self.frames.push(Frame {
            time: Time(self.now * 1_000_000),
            link: LinkType::ETHERNET,
            bytes,
        });
    }
}

/// The machine's address of the same family.
fn own(other: &str) -> IpAddr {
    address(if other.contains(':') {
        DEVICE_V6
    } else {
        DEVICE
    })
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}
