//! The first capture: sessions with payload — DNS before the connection, then HTTP, TLS or QUIC, three days of it.

use std::io::{self, Write};
use std::net::IpAddr;

use crate::generate::capture::{Capture, Written};
use crate::generate::conversation::{Conversation, Sender, Setup};
use crate::generate::fleet::{Fleet, Site, Speaks, remote};
use crate::generate::frame::{Endpoint, udp};
use crate::generate::lookup::Caches;
use crate::generate::quic::{self, Identifiers};
use crate::generate::tls::{self, Carrier, Hello};
use crate::generate::{HOUR, Scale, http, moments};
use crate::random::Random;

/// TCP sessions at full scale.
const SESSIONS: u64 = 60_000;

/// QUIC sessions at full scale.
const QUIC_SESSIONS: u64 = 600;

/// Devices, at any scale.
const DEVICES: u16 = 400;

/// The time span at full scale.
const SPAN: u64 = 72 * HOUR;

/// Which transport a session uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Transport {
    Tcp,
    Udp,
}

/// Writes the capture.
///
/// # Errors
/// Where `out` cannot be written.
pub(crate) fn write<W: Write>(out: W, scale: Scale) -> io::Result<Written> {
    let mut random = Random::new(0x5e55_1045);
    let mut fleet = Fleet::new(DEVICES, &mut random);
    let quic_sites: Vec<_> = (0..fleet.sites.len())
        .filter(|site| fleet.sites[*site].speaks == Speaks::Quic)
        .collect();
    let mut caches = Caches::default();
    let mut capture = Capture::new(out)?;
    for (start, transport) in plan(scale, &mut random) {
        capture.settle(start)?;
        let device = random.index(fleet.devices.len());
        let site = match transport {
            Transport::Tcp => fleet.draw_site(&mut random),
            Transport::Udp => *random.pick(&quic_sites),
        };
        let known = caches.resolve(&mut capture, &mut random, &mut fleet, (device, site), start);
        let session = Session::new(&mut fleet, device, site, &mut random, known);
        match transport {
            Transport::Tcp => session.over_tcp(&mut capture, &mut random),
            Transport::Udp => session.over_quic(&mut capture, &mut random),
        }
    }
    capture.finish()
}

fn plan(scale: Scale, random: &mut Random) -> Vec<(u64, Transport)> {
    let span = scale.of(SPAN);
    let tcp = moments(scale.of(SESSIONS), span, random);
    let udp = moments(scale.of(QUIC_SESSIONS), span, random);
    let mut plan: Vec<_> = tcp
        .into_iter()
        .map(|start| (start, Transport::Tcp))
        .chain(udp.into_iter().map(|start| (start, Transport::Udp)))
        .collect();
    plan.sort_unstable();
    plan
}

/// A device about to talk to a site.
struct Session<'a> {
    site: &'a Site,
    client: Endpoint,
    server: Endpoint,
    timestamps: bool,
    start: u64,
}

impl<'a> Session<'a> {
    fn new(
        fleet: &'a mut Fleet,
        device: usize,
        site: usize,
        random: &mut Random,
        start: u64,
    ) -> Self {
        let (device, site) = (&mut fleet.devices[device], &fleet.sites[site]);
        let port = if site.speaks == Speaks::Http { 80 } else { 443 };
        let over_v6 = device.has_v6() && !site.v6.is_empty() && random.in_ten_thousand(8_000);
        let ip = if over_v6 {
            IpAddr::V6(*random.pick(&site.v6))
        } else {
            IpAddr::V4(*random.pick(&site.v4))
        };
        let server = remote(ip, port, site.ttl_left);
        Self {
            site,
            client: device.end_towards(&server),
            server,
            timestamps: device.timestamps,
            start,
        }
    }

    fn over_tcp<W: Write>(&self, capture: &mut Capture<W>, random: &mut Random) {
        // The payload has its own stream of randomness, because the conversation borrows the other.
        let mut payload = Random::new(random.next());
        let setup = Setup {
            client: self.client,
            server: self.server,
            timestamps: self.timestamps,
            round_trip: self.site.round_trip,
            start: self.start,
        };
        let mut talk = Conversation::open(capture, random, &setup);
        match self.site.speaks {
            Speaks::Http => self.http(&mut talk, &mut payload),
            Speaks::Tls12 => self.tls12(&mut talk, &mut payload),
            Speaks::Tls13 | Speaks::Quic => self.tls13(&mut talk, &mut payload),
        }
        // Connections are kept for a while in case that they are needed again.
        talk.wait(1_000_000 * payload.heavy(1, 6));
        if payload.in_ten_thousand(500) {
            talk.reset();
        } else {
            talk.close();
        }
    }

    fn http<W: Write>(&self, talk: &mut Conversation<'_, W>, payload: &mut Random) {
        for _ in 0..*payload.pick(&[1, 1, 1, 2, 3]) {
            talk.send(Sender::Client, &http::request(&self.site.name, payload));
            talk.turn();
            let length = size(payload.heavy(600, 9));
            talk.send(Sender::Server, &http::response(length, payload));
            talk.turn();
        }
    }

    fn tls12<W: Write>(&self, talk: &mut Conversation<'_, W>, payload: &mut Random) {
        let hello = draw_hello(payload);
        self.hello(talk, hello, payload);
        talk.send(
            Sender::Server,
            &tls::server_flight_12(&self.site.name, payload),
        );
        talk.send(Sender::Client, &tls::client_finish_12(payload));
        talk.turn();
        talk.send(Sender::Server, &tls::server_finish_12(payload));
        application(talk, payload);
    }

    fn tls13<W: Write>(&self, talk: &mut Conversation<'_, W>, payload: &mut Random) {
        let hello = match draw_hello(payload) {
            // Where the client cannot do better, the server takes 1.2.
            Hello::Old => return self.tls12(talk, payload),
            newer => newer,
        };
        self.hello(talk, hello, payload);
        talk.send(Sender::Server, &tls::server_flight_13(hello, payload));
        talk.send(Sender::Client, &tls::client_finish_13(payload));
        application(talk, payload);
    }

    fn hello<W: Write>(&self, talk: &mut Conversation<'_, W>, hello: Hello, payload: &mut Random) {
        let message = tls::client_hello(&self.site.name, hello, Carrier::Tcp, payload);
        talk.send(Sender::Client, &tls::handshake_record(&message));
        talk.turn();
    }

    fn over_quic<W: Write>(&self, capture: &mut Capture<W>, random: &mut Random) {
        let ids = Identifiers {
            original: random.bytes(),
            server: random.bytes(),
        };
        let hello = match draw_hello(random) {
            Hello::Old => Hello::Classic,
            newer => newer,
        };
        let message = tls::client_hello(&self.site.name, hello, Carrier::Quic, random);
        let shuffled = random.in_ten_thousand(5_000);
        let mut first = quic::client_hello_datagrams(&ids, &message, shuffled, random);
        let sent = first.len();
        if random.in_ten_thousand(1_000) {
            first.reverse();
        }
        let mut time = self.start;
        let mut push =
            |time: u64, from: &Endpoint, to: &Endpoint, random: &mut Random, data: &[u8]| {
                capture.push(time, udp(from, to, random.half(), data));
            };
        for datagram in first {
            push(time, &self.client, &self.server, random, &datagram);
            time += 40;
        }
        time += self.site.round_trip;
        let message = tls::server_hello_13(hello, Carrier::Quic, random);
        for datagram in quic::server_hello_datagrams(&ids, &message, random) {
            push(time, &self.server, &self.client, random, &datagram);
            time += 40;
        }
        time += 300;
        let finish = quic::client_finish_datagram(&ids, sent, random);
        push(time, &self.client, &self.server, random, &finish);
        for _ in 0..random.between(2, 12) {
            time += 200;
            let ask = size(random.between(30, 400));
            let datagram = quic::short_datagram(&ids.server, ask, random);
            push(time, &self.client, &self.server, random, &datagram);
            time += self.site.round_trip;
            for _ in 0..random.between(1, 4) {
                let datagram = quic::short_datagram(&[], 1200, random);
                push(time, &self.server, &self.client, random, &datagram);
                time += 40;
            }
        }
    }
}

/// Six in ten are post-quantum, as of 2026 on networks with current browsers and operating systems.
fn draw_hello(random: &mut Random) -> Hello {
    match random.below(100) {
        0..60 => Hello::PostQuantum,
        60..85 => Hello::Classic,
        _ => Hello::Old,
    }
}

/// Requests and responses; three in a hundred connections are a push channel that stays open for hours.
fn application<W: Write>(talk: &mut Conversation<'_, W>, payload: &mut Random) {
    if payload.in_ten_thousand(300) {
        for _ in 0..payload.between(10, 40) {
            talk.wait(payload.between(200_000_000, 280_000_000));
            talk.send(Sender::Client, &tls::application_data(40, payload));
            talk.turn();
            talk.send(Sender::Server, &tls::application_data(40, payload));
        }
        return;
    }
    for _ in 0..*payload.pick(&[1, 1, 2, 2, 3]) {
        let request = size(payload.heavy(250, 5));
        talk.send(Sender::Client, &tls::application_data(request, payload));
        talk.turn();
        let response = size(payload.heavy(500, 9));
        talk.send(Sender::Server, &tls::application_data(response, payload));
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).expect("sizes are drawn below a megabyte")
}
