//! DNS exchanges between devices and their resolver, with the caches that devices keep.

use std::collections::HashMap;
use std::io::Write;

use crate::generate::capture::Capture;
use crate::generate::dns::{Question, Verdict, answer, kind, query};
use crate::generate::fleet::{Device, Fleet, Site};
use crate::generate::frame::{Endpoint, udp};
use crate::random::Random;

/// What a device still remembers: (device, site) to the moment of expiry.
#[derive(Debug, Default)]
pub(crate) struct Caches(HashMap<(usize, usize), u64>);

impl Caches {
    /// Makes sure that the device knows the site's addresses: asks for A and AAAA unless it still remembers. Returns
    /// when it knows, in microseconds since 1970.
    pub(crate) fn resolve<W: Write>(
        &mut self,
        capture: &mut Capture<W>,
        random: &mut Random,
        fleet: &mut Fleet,
        (device, site): (usize, usize),
        time: u64,
    ) -> u64 {
        if self.0.get(&(device, site)).is_some_and(|end| *end > time) {
            return time;
        }
        let resolver = fleet.resolver();
        let (device_of, site_of) = (&mut fleet.devices[device], &fleet.sites[site]);
        // What remains of the lifetime in the resolver's cache is anything up to the whole.
        let ttl = 1 + random.word() % site_of.ttl;
        let mut known = time;
        for (index, kind) in (0..).zip([kind::A, kind::AAAA]) {
            let asked = time + index * 150;
            let answered = ask(
                capture,
                random,
                device_of,
                &resolver,
                (site_of, kind, ttl),
                asked,
            );
            known = known.max(answered);
        }
        let lifetime = u64::from(ttl) * 1_000_000;
        self.0.insert((device, site), known + lifetime);
        known + 500
    }
}

/// One question for a site's records of a kind, and an answer that lives for `ttl` seconds. Returns when the answer arrived.
pub(crate) fn ask<W: Write>(
    capture: &mut Capture<W>,
    random: &mut Random,
    device: &mut Device,
    resolver: &Endpoint,
    (site, kind, ttl): (&Site, u16, u32),
    time: u64,
) -> u64 {
    let question = Question {
        id: random.half(),
        name: &site.name,
        kind,
        edns: random.in_ten_thousand(8_000),
    };
    let found = Verdict::Found {
        v4: if kind == kind::A { &site.v4 } else { &[] },
        v6: if kind == kind::AAAA { &site.v6 } else { &[] },
    };
    let message = answer(&question, &site.chain, ttl, found);
    exchange(capture, random, device, resolver, &question, &message, time)
}

/// A query and its answer. Returns when the answer arrived.
pub(crate) fn exchange<W: Write>(
    capture: &mut Capture<W>,
    random: &mut Random,
    device: &mut Device,
    resolver: &Endpoint,
    question: &Question<'_>,
    answer: &[u8],
    time: u64,
) -> u64 {
    let client = device.local_end();
    let answered = time + random.heavy(400, 6);
    let asked = udp(&client, resolver, random.half(), &query(question));
    capture.push(time, asked);
    capture.push(answered, udp(resolver, &client, random.half(), answer));
    answered
}
