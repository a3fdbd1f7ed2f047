//! It is called by its name, and no look-up in the capture explains the address: filters of DNS never saw it.

use std::net::IpAddr;

use super::super::subject::Subject;
use super::{Cause, Scene, few, proxied};
use crate::observe::{Destination, Key, Observation};

/// Public resolvers over HTTPS, TLS or QUIC, by the names under which their operators publish them: Cloudflare, Google, Quad9,
/// OpenDNS, AdGuard, NextDNS, Mullvad, DNS4EU, Control D, CleanBrowsing, Apple's and Mozilla's front doors of Cloudflare and NextDNS.
const NAMES: &[&str] = &[
    "cloudflare-dns.com",
    "one.one.one.one",
    "dns.google",
    "dns64.dns.google",
    "dns.google.com",
    "dns.quad9.net",
    "dns9.quad9.net",
    "dns10.quad9.net",
    "dns11.quad9.net",
    "doh.opendns.com",
    "dns.opendns.com",
    "dns.umbrella.com",
    "dns.adguard.com",
    "dns.adguard-dns.com",
    "dns.nextdns.io",
    "doh.mullvad.net",
    "dns.mullvad.net",
    "protective.joindns4.eu",
    "freedns.controld.com",
    "dns.controld.com",
    "doh.cleanbrowsing.org",
    "mozilla.cloudflare-dns.com",
    "chrome.cloudflare-dns.com",
    "doh.dns.apple.com",
    "firefox.dns.nextdns.io",
];

/// Addresses of the same, which clients call without a look-up.
const ADDRESSES: &[&str] = &[
    "1.1.1.1",
    "1.0.0.1",
    "2606:4700:4700::1111",
    "2606:4700:4700::1001",
    "8.8.8.8",
    "8.8.4.4",
    "2001:4860:4860::8888",
    "2001:4860:4860::8844",
    "9.9.9.9",
    "149.112.112.112",
    "2620:fe::fe",
    "2620:fe::9",
    "208.67.222.222",
    "208.67.220.220",
    "94.140.14.14",
    "94.140.15.15",
    "45.90.28.0",
    "45.90.30.0",
    "194.242.2.2",
];

/// The port of DNS over TLS and QUIC (RFC 7858, RFC 9250).
const ENCRYPTED: u16 = 853;
/// The port of HTTPS.
const HTTPS: u16 = 443;

/// Resolvers that hide look-ups, as far as the run called some and got through.
pub(in super::super) fn encrypted_resolvers(run: &Observation) -> Vec<String> {
    let reached = |it: &&Destination| it.ways.values().any(|tries| tries.reached > 0);
    let hides = |it: &&Destination| {
        let named = it.name().is_some_and(is_resolver);
        let port = |wanted: u16| it.ports.iter().any(|(_, port)| *port == wanted);
        let address = match &it.key {
            Key::Address(address, _) => is_resolver_address(*address),
            Key::Name(_) => false,
        };
        port(ENCRYPTED) || (port(HTTPS) && (named || address))
    };
    let found = run.destinations.iter().filter(reached).filter(hides);
    found.map(Destination::title).collect()
}

fn is_resolver(name: &str) -> bool {
    // Customers of some have names of their own below these.
    let below = |known: &str| name.strip_suffix(known).is_some_and(|it| it.ends_with('.'));
    NAMES.iter().any(|known| name == *known || below(known))
}

fn is_resolver_address(address: IpAddr) -> bool {
    let known = ADDRESSES.iter().filter_map(|it| it.parse::<IpAddr>().ok());
    known.into_iter().any(|it| it == address)
}

pub(super) fn find(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    if !subject.expectation.off() || subject.nameless {
        return None;
    }
    let direct = subject.after.reached() - subject.after.by(proxied).0;
    let hidden = subject.after.unexplained();
    // Where no look-up at all was captured, that this one is missing says nothing.
    if hidden == 0 || hidden * 2 < direct || !scene.lookups {
        return None;
    }
    let how = format!("{hidden} of {direct} that got through were not looked up in the clear");
    Some(if scene.encrypted.is_empty() {
        Cause {
            cause: "hard-coded-address",
            evidence: format!(
                "{how}: the address is built in, remembered from before the run, in a hosts file, or from a resolver that \
                 hides look-ups and is not known as one"
            ),
            involved: Vec::new(),
        }
    } else {
        Cause {
            cause: "encrypted-dns",
            evidence: format!(
                "{how}, and the device called {}, which hides look-ups",
                few(scene.encrypted.iter().map(String::as_str))
            ),
            involved: scene.encrypted.clone(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_resolvers_are_addresses() {
        assert!(ADDRESSES.iter().all(|it| it.parse::<IpAddr>().is_ok()));
        assert!(is_resolver_address("2620:FE:0::fe".parse().unwrap()));
    }

    #[test]
    fn customers_names_are_resolvers_too() {
        assert!(is_resolver("abc123.dns.nextdns.io"));
        assert!(!is_resolver("notdns.google"));
    }
}
