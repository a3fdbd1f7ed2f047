//! Names of the connectivity test, answered inside the own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::policy::Ncsi;

/// What the test's lookup must resolve to: `dns.msftncsi.com`, as Microsoft documents for NCSI.
const LOOKUP: (&str, Ipv4Addr, Ipv6Addr) = (
    "dns.msftncsi.com",
    Ipv4Addr::new(131, 107, 255, 255),
    Ipv6Addr::new(0xfd3e, 0x4f5a, 0x5b81, 0, 0, 0, 0, 1),
);

/// Hosts that the test asks over HTTP: today's over IPv4 and over IPv6, and that of Windows before 1607.
const WEB: [(&str, Families); 3] = [
    ("www.msftconnecttest.com", Families::Both),
    ("ipv6.msftconnecttest.com", Families::OnlyV6),
    ("www.msftncsi.com", Families::Both),
];

#[derive(Clone, Copy)]
enum Families {
    Both,
    OnlyV6,
}

/// A name and the addresses that it is to resolve to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The name.
    pub name: &'static str,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

impl Answer {
    /// Its addresses, each with the type of DNS record that holds it.
    pub fn records(&self) -> impl Iterator<Item = (&'static str, IpAddr)> {
        let kind = |address: &IpAddr| if address.is_ipv4() { "A" } else { "AAAA" };
        self.addresses.iter().map(move |it| (kind(it), *it))
    }
}

/// Every name of the test: none of them may be blocked, as the test is one unit.
pub(super) fn unit() -> impl Iterator<Item = &'static str> {
    WEB.iter().map(|(name, _)| *name).chain([LOOKUP.0])
}

/// The names to answer.
pub(super) fn answers(ncsi: Ncsi) -> Vec<Answer> {
    let Ncsi::AnswerLocally { v4, v6 } = ncsi else {
        return Vec::new();
    };
    let lookup = Answer {
        name: LOOKUP.0,
        addresses: vec![LOOKUP.1.into(), LOOKUP.2.into()],
    };
    let web = WEB.iter().filter_map(|&(name, families)| {
        let v4 = matches!(families, Families::Both).then_some(IpAddr::V4(v4));
        let addresses: Vec<IpAddr> = v4.into_iter().chain(v6.map(IpAddr::V6)).collect();
        (!addresses.is_empty()).then_some(Answer { name, addresses })
    });
    web.chain([lookup]).collect()
}
