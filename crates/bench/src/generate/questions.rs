//! The second capture: small packets and very many flows — DNS exchanges, and attempts that come to nothing because a
//! firewall refuses or swallows them — a day of it.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::generate::capture::{Capture, Written};
use crate::generate::dns::{Question, Verdict, answer, kind};
use crate::generate::fleet::{Fleet, public_v4, remote};
use crate::generate::frame::{Endpoint, Segment, flag, tcp, udp};
use crate::generate::lookup::{ask, exchange};
use crate::generate::{HOUR, Scale, moments};
use crate::random::Random;

/// DNS exchanges at full scale.
const EXCHANGES: u64 = 640_000;

/// Other short flows at full scale; they make some 420,000 packets.
const OTHERS: u64 = 168_000;

/// Devices, at any scale. Each asks often enough for many flows and seldom enough not to use a port twice.
const DEVICES: u16 = 500;

/// The time span at full scale.
const SPAN: u64 = 24 * HOUR;

/// What happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Exchange,
    Other,
}

/// Writes the capture.
///
/// # Errors
/// Where `out` cannot be written.
pub(crate) fn write<W: Write>(out: W, scale: Scale) -> io::Result<Written> {
    let mut random = Random::new(0x00d5_ca11);
    let mut recipe = Recipe {
        fleet: Fleet::new(DEVICES, &mut random),
        capture: Capture::new(out)?,
        random,
    };
    let span = scale.of(SPAN);
    let exchanges = moments(scale.of(EXCHANGES), span, &mut recipe.random);
    let others = moments(scale.of(OTHERS), span, &mut recipe.random);
    let mut plan: Vec<_> = exchanges
        .into_iter()
        .map(|time| (time, Event::Exchange))
        .chain(others.into_iter().map(|time| (time, Event::Other)))
        .collect();
    plan.sort_unstable();
    for (time, event) in plan {
        recipe.capture.settle(time)?;
        match event {
            Event::Exchange => recipe.exchange(time),
            Event::Other => recipe.other(time),
        }
    }
    recipe.capture.finish()
}

struct Recipe<W: Write> {
    fleet: Fleet,
    capture: Capture<W>,
    random: Random,
}

impl<W: Write> Recipe<W> {
    fn exchange(&mut self, time: u64) {
        let resolver = self.fleet.resolver();
        let device = self.random.index(self.fleet.devices.len());
        let site = self.fleet.draw_site(&mut self.random);
        let (device, site) = (&mut self.fleet.devices[device], &self.fleet.sites[site]);
        let (capture, random) = (&mut self.capture, &mut self.random);
        let kind = match random.below(100) {
            0..52 => kind::A,
            52..92 => kind::AAAA,
            92..99 => kind::HTTPS,
            _ => kind::PTR,
        };
        // A name that nobody else asks for, in one of a hundred: random labels and reverse lookups.
        let unique;
        let (name, verdict, chain) = match random.below(100) {
            _ if kind == kind::PTR => {
                let [a, b, c, d] = public_v4(random).octets();
                unique = format!("{d}.{c}.{b}.{a}.in-addr.arpa");
                // Half of all addresses have a name, and it is seldom the one that was asked for before.
                let verdict = if d % 2 == 0 {
                    Verdict::Pointer(&site.name)
                } else {
                    Verdict::NoSuchName
                };
                (unique.as_str(), verdict, [].as_slice())
            }
            0 => {
                unique = format!("{:012x}.{}", random.next() >> 16, site.name);
                (unique.as_str(), Verdict::NoSuchName, [].as_slice())
            }
            // A filtering resolver says that the name does not exist…
            1..4 => (site.name.as_str(), Verdict::NoSuchName, [].as_slice()),
            // …or gives the unspecified address.
            4..6 => (site.name.as_str(), blocked(kind), [].as_slice()),
            _ => {
                let ttl = 1 + random.word() % site.ttl;
                ask(capture, random, device, &resolver, (site, kind, ttl), time);
                return;
            }
        };
        let question = Question {
            id: random.half(),
            name,
            kind,
            edns: random.in_ten_thousand(8_000),
        };
        let message = answer(&question, chain, 10, verdict);
        exchange(
            capture, random, device, &resolver, &question, &message, time,
        );
    }

    fn other(&mut self, time: u64) {
        let site = self.fleet.draw_site(&mut self.random);
        let site = &self.fleet.sites[site];
        let (address, ttl, round_trip) = (site.v4[0], site.ttl_left, site.round_trip);
        let ip = IpAddr::V4(address);
        match self.random.below(100) {
            0..50 => self.refused(&remote(ip, 443, ttl), round_trip, time),
            50..70 => self.unanswered(&remote(ip, 443, ttl), time),
            70..88 => {
                let server = IpAddr::V4(public_v4(&mut self.random));
                self.datagrams(&remote(server, 123, ttl), 48, Some(48), round_trip, time);
            }
            88..94 => self.datagrams(&remote(ip, 3478, ttl), 28, Some(40), round_trip, time),
            _ => self.datagrams(&remote(ip, 5000, ttl), 64, None, round_trip, time),
        }
    }

    /// A SYN and its refusal; half of the clients insist.
    fn refused(&mut self, server: &Endpoint, round_trip: u64, time: u64) {
        let client = self.draw_client(server);
        let sequence = self.random.word();
        for attempt in 0..*self.random.pick(&[1, 1, 2]) {
            let time = time + attempt * 500_000;
            self.segment(&client, server, time, sequence, 0, flag::SYN);
            let refusal = flag::RST | flag::ACK;
            let next = sequence.wrapping_add(1);
            self.segment(server, &client, time + round_trip, 0, next, refusal);
        }
    }

    /// A SYN that nobody answers, repeated after 1, 3 and 7 seconds.
    fn unanswered(&mut self, server: &Endpoint, time: u64) {
        let client = self.draw_client(server);
        let sequence = self.random.word();
        let attempts = 2 + self.random.index(3);
        for second in [0, 1, 3, 7].into_iter().take(attempts) {
            let time = time + second * 1_000_000;
            self.segment(&client, server, time, sequence, 0, flag::SYN);
        }
    }

    fn datagrams(
        &mut self,
        server: &Endpoint,
        question: usize,
        answer: Option<usize>,
        round_trip: u64,
        time: u64,
    ) {
        let client = self.draw_client(server);
        let data = self.content(server.port, question, false);
        let frame = udp(&client, server, self.random.half(), &data);
        self.capture.push(time, frame);
        if let Some(length) = answer {
            let data = self.content(server.port, length, true);
            let frame = udp(server, &client, self.random.half(), &data);
            self.capture.push(time + round_trip, frame);
        }
    }

    /// Random bytes behind the first bytes of NTP (RFC 5905) or STUN (RFC 8489).
    fn content(&mut self, port: u16, length: usize, answer: bool) -> Vec<u8> {
        let mut data = Vec::with_capacity(length);
        match (port, answer) {
            (123, false) => data.extend([0x23, 0, 6, 0xec]),
            (123, true) => data.extend([0x24, 2, 6, 0xe9]),
            // A binding request with one attribute, SOFTWARE; its answer with XOR-MAPPED-ADDRESS and padding.
            (3478, false) => data.extend([0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42]),
            (3478, true) => data.extend([1, 1, 0, 20, 0x21, 0x12, 0xa4, 0x42]),
            _ => {}
        }
        if port == 3478 {
            self.random.append(&mut data, 12);
            if answer {
                data.extend([0, 0x20, 0, 8, 0, 1]);
                self.random.append(&mut data, 6);
                data.extend([0x80, 0x22, 0, 4]);
            } else {
                data.extend([0x80, 0x22, 0, 4]);
            }
            data.extend(b"test");
        }
        let missing = length - data.len();
        self.random.append(&mut data, missing);
        data
    }

    fn segment(
        &mut self,
        from: &Endpoint,
        to: &Endpoint,
        time: u64,
        sequence: u32,
        acknowledged: u32,
        flags: u8,
    ) {
        let options: &[u8] = if flags == flag::SYN {
            &[2, 4, 0x05, 0xb4, 1, 3, 3, 8, 1, 1, 4, 2]
        } else {
            &[]
        };
        let segment = Segment {
            sequence,
            acknowledged,
            flags,
            window: if flags == flag::SYN { 64_240 } else { 0 },
            options,
        };
        let frame = tcp(from, to, self.random.half(), &segment, &[]);
        self.capture.push(time, frame);
    }

    fn draw_client(&mut self, server: &Endpoint) -> Endpoint {
        let device = self.random.index(self.fleet.devices.len());
        self.fleet.devices[device].end_towards(server)
    }
}

fn blocked(kind: u16) -> Verdict<'static> {
    const NOWHERE: [Ipv4Addr; 1] = [Ipv4Addr::UNSPECIFIED];
    const NOWHERE_V6: [Ipv6Addr; 1] = [Ipv6Addr::UNSPECIFIED];
    Verdict::Found {
        v4: if kind == kind::A { &NOWHERE } else { &[] },
        v6: if kind == kind::AAAA { &NOWHERE_V6 } else { &[] },
    }
}
