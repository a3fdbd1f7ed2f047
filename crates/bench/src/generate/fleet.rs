//! The cast: devices on a local network, the sites they call, and how popular each site is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::generate::frame::{Endpoint, byte, half};
use crate::random::Random;

/// The names of the sites, most popular first.
const NAMES: &str = include_str!("names.txt");

/// Load balancers and delivery networks that CNAME chains lead through.
const BALANCERS: [&str; 8] = [
    "trafficmanager.net",
    "akadns.net",
    "a.akamaiedge.net",
    "dscd.akamai.net",
    "a-msedge.net",
    "cloudapp.azure.com",
    "cloudfront.net",
    "cdn.cloudflare.net",
];

/// First octets of the sites' addresses: all of them are public unicast space.
const PUBLIC: [u8; 8] = [13, 20, 23, 40, 52, 104, 142, 151];

/// Leading groups of the sites' IPv6 addresses: public unicast space.
const PUBLIC_V6: [[u16; 2]; 4] = [
    [0x2603, 0x1000],
    [0x2a02, 0x26f0],
    [0x2606, 0x4700],
    [0x2a00, 0x1450],
];

const GATEWAY_MAC: [u8; 6] = [0x00, 0x1b, 0x21, 0x0a, 0x00, 0x01];
const RESOLVER_MAC: [u8; 6] = [0x00, 0x1b, 0x21, 0x0a, 0x00, 0x35];

/// Where ephemeral ports begin (RFC 6335 section 6).
const FIRST_EPHEMERAL: u16 = 49_152;

/// What a site speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaks {
    /// HTTP/1.1 in the clear on port 80.
    Http,
    /// TLS on port 443, 1.2 at most.
    Tls12,
    /// TLS on port 443, 1.3 where the client can.
    Tls13,
    /// QUIC on UDP port 443, and TLS 1.3 for those who come over TCP.
    Quic,
}

/// A remote service.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// The name that devices ask for.
    pub(crate) name: String,
    /// What it speaks.
    pub(crate) speaks: Speaks,
    /// The CNAME targets behind `name`, in order.
    pub(crate) chain: Vec<String>,
    /// Seconds that answers live.
    pub(crate) ttl: u32,
    /// Addresses behind the end of the chain.
    pub(crate) v4: Vec<Ipv4Addr>,
    /// The same for AAAA; empty where the site has none.
    pub(crate) v6: Vec<Ipv6Addr>,
    /// Distance, as the time to live of its packets at the capture point.
    pub(crate) ttl_left: u8,
    /// Microseconds from the capture point to the site and back.
    pub(crate) round_trip: u64,
}

/// A machine under observation.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    mac: [u8; 6],
    v4: Ipv4Addr,
    v6: Option<Ipv6Addr>,
    ttl: u8,
    /// True where its TCP sends timestamps (RFC 7323): Linux and macOS do, Windows does not.
    pub(crate) timestamps: bool,
    next_port: u16,
}

impl Device {
    /// True where the device has an IPv6 address.
    #[must_use]
    pub(crate) const fn has_v6(&self) -> bool {
        self.v6.is_some()
    }

    /// The device's end towards its resolver, on a port it has not used for long.
    pub(crate) fn local_end(&mut self) -> Endpoint {
        let port = self.next_port;
        self.next_port = if port == u16::MAX {
            FIRST_EPHEMERAL
        } else {
            port + 1
        };
        Endpoint {
            mac: self.mac,
            ip: IpAddr::V4(self.v4),
            port,
            ttl: self.ttl,
        }
    }

    /// The device's end towards `remote`, of the same family, on a port it has not used for long.
    pub(crate) fn end_towards(&mut self, remote: &Endpoint) -> Endpoint {
        let mut end = self.local_end();
        if remote.ip.is_ipv6() {
            end.ip = self.v6.map_or(end.ip, IpAddr::V6);
        }
        end
    }
}

/// Devices, sites and the resolver between them.
#[derive(Clone, Debug)]
pub(crate) struct Fleet {
    /// The machines under observation.
    pub(crate) devices: Vec<Device>,
    /// The services they call, most popular first.
    pub(crate) sites: Vec<Site>,
    /// Cumulated popularity: the weight of site `i` is `shares[i] - shares[i - 1]`.
    shares: Vec<u64>,
}

impl Fleet {
    /// Casts `devices` machines and all sites.
    #[must_use]
    pub(crate) fn new(devices: u16, random: &mut Random) -> Self {
        let sites: Vec<_> = NAMES
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| site(line, random))
            .collect();
        let mut total = 0;
        let shares = (1_u64..)
            .take(sites.len())
            .map(|rank| {
                // Zipf with exponent 1; the offset keeps the first name from taking a seventh of everything.
                total += 1_000_000 / (rank + 4);
                total
            })
            .collect();
        Self {
            devices: (0..devices).map(|number| device(number, random)).collect(),
            sites,
            shares,
        }
    }

    /// Draws the index of a site by popularity.
    pub(crate) fn draw_site(&self, random: &mut Random) -> usize {
        let ticket = random.below(self.shares.last().copied().unwrap_or(0));
        self.shares.partition_point(|share| *share <= ticket)
    }

    /// The fleet's resolver, a private address.
    #[must_use]
    pub(crate) fn resolver(&self) -> Endpoint {
        Endpoint {
            mac: RESOLVER_MAC,
            ip: IpAddr::from([10, 20, 0, 53]),
            port: 53,
            ttl: 64,
        }
    }
}

/// A remote end behind the gateway.
#[must_use]
pub(crate) fn remote(ip: IpAddr, port: u16, ttl: u8) -> Endpoint {
    Endpoint {
        mac: GATEWAY_MAC,
        ip,
        port,
        ttl,
    }
}

/// Draws an address of public space.
pub(crate) fn public_v4(random: &mut Random) -> Ipv4Addr {
    let [b, c, d] = random.bytes();
    Ipv4Addr::new(*random.pick(&PUBLIC), b, c, d.clamp(1, 254))
}

fn site(line: &str, random: &mut Random) -> Site {
    let (kind, name) = line.split_once(' ').unwrap_or(("tls", line));
    let speaks = match kind {
        "http" => Speaks::Http,
        "quic" => Speaks::Quic,
        _ if random.in_ten_thousand(3_500) => Speaks::Tls12,
        _ => Speaks::Tls13,
    };
    let stem = name.replace('.', "-");
    let links = *random.pick(&[0, 1, 1, 2, 2, 2, 3, 3, 4]);
    let chain = (0..links)
        .map(|link| {
            let balancer = random.pick(&BALANCERS);
            match link {
                0 => format!("{stem}.{balancer}"),
                _ => format!("e{}.{balancer}", random.below(20_000)),
            }
        })
        .collect();
    let has_v6 = random.in_ten_thousand(6_000);
    Site {
        name: name.to_owned(),
        speaks,
        chain,
        ttl: *random.pick(&[20, 30, 60, 60, 120, 300, 300, 900, 3600]),
        v4: (0..random.between(1, 10))
            .map(|_| public_v4(random))
            .collect(),
        v6: if has_v6 {
            (0..random.between(1, 8))
                .map(|_| public_v6(random))
                .collect()
        } else {
            Vec::new()
        },
        ttl_left: byte(random.index(14) + 46),
        round_trip: random.between(4_000, 90_000),
    }
}

fn public_v6(random: &mut Random) -> Ipv6Addr {
    let [a, b] = *random.pick(&PUBLIC_V6);
    Ipv6Addr::new(
        a,
        b,
        random.half(),
        random.half(),
        0,
        0,
        random.half(),
        random.half(),
    )
}

fn device(number: u16, random: &mut Random) -> Device {
    let [high, low] = number.to_be_bytes();
    let windows = random.in_ten_thousand(7_000);
    let dual_stack = random.in_ten_thousand(4_000);
    let v6 = dual_stack.then(|| {
        // A /64 of a provider; the interface identifier is random, as privacy addresses are (RFC 8981).
        let [a, b, c, d] = [(); 4].map(|()| random.half());
        Ipv6Addr::new(0x2a01, 0x04f8, 0x0c17, 0x2000, a, b, c, d)
    });
    Device {
        mac: [0x3c, 0x52, 0x82, random.bytes::<1>()[0], high, low],
        v4: Ipv4Addr::new(10, 20, 1 + high, low),
        v6,
        ttl: if windows { 128 } else { 64 },
        timestamps: !windows,
        next_port: FIRST_EPHEMERAL + half(random.index(16_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_five_hundred_sites() {
        assert_eq!(Fleet::new(1, &mut Random::new(1)).sites.len(), 500);
    }

    #[test]
    fn the_first_site_is_more_popular_than_the_last() {
        let mut random = Random::new(1);
        let fleet = Fleet::new(1, &mut random);
        let mut hits = vec![0; fleet.sites.len()];
        for _ in 0..100_000 {
            hits[fleet.draw_site(&mut random)] += 1;
        }
        assert!(hits[0] > 20 * hits[499]);
        assert!(hits[499] > 0);
    }

    #[test]
    fn ephemeral_ports_wrap_around() {
        let mut device = device(1, &mut Random::new(1));
        device.next_port = u16::MAX;
        assert_eq!(device.local_end().port, u16::MAX);
        assert_eq!(device.local_end().port, FIRST_EPHEMERAL);
    }
}
