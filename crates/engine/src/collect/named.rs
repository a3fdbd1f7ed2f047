//! Which name a conversation rests on, out of everything that named its server.
//!
//! What the conversation itself says comes first: HTTP Host, then TLS or QUIC server name, then the target given to a
//! proxy. Only then a DNS answer that this device had received. The name in the clear beside an encrypted
//! ClientHello counts only where the device had asked DNS for that very name: a client with a real encrypted
//! hello never asks for the public face (RFC 9849 section 5).

use std::net::IpAddr;
use std::sync::Arc;

use backchat_wire::{Absence, Finding, NameKind};

use super::names::Names;
use crate::model::{Basis, Candidate, Evidence};

/// The result.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) name: Option<Arc<str>>,
    pub(super) basis: Option<Basis>,
    pub(super) also: Vec<Arc<str>>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) absence: Option<Absence>,
}

/// The order in which kinds are trusted. Inside a tunnel, what is readable there beats what the proxy was told.
const ORDER: [Basis; 5] = [
    Basis::Http,
    Basis::Tls,
    Basis::Quic,
    Basis::Connect,
    Basis::Socks,
];

/// Chooses. `candidates` are the names that DNS gave for this address, best first.
pub(super) fn choose(findings: &[Finding], candidates: &[Candidate], names: &mut Names) -> Named {
    let mut named = Named::default();
    for finding in findings {
        match finding {
            Finding::Name(name) => {
                if let Some(basis) = basis(name.kind) {
                    let name = Evidence {
                        basis,
                        name: names.share(name.host.as_str()),
                        port: name.port,
                        outer: name.outer,
                    };
                    if !named.evidence.contains(&name) {
                        named.evidence.push(name);
                    }
                }
            }
            Finding::NoName(absence) if named.absence.is_none() => named.absence = Some(*absence),
            _ => {}
        }
    }
    let tunnelled = named
        .evidence
        .iter()
        .any(|evidence| evidence.basis == Basis::Connect);
    let usable = |evidence: &&Evidence| {
        let asked = || {
            candidates
                .iter()
                .any(|candidate| candidate.name == evidence.name)
        };
        // The Host of a CONNECT request is the tunnel's end, and says no more than the request itself.
        let repeats =
            tunnelled && evidence.basis == Basis::Http && of_connect(evidence, &named.evidence);
        let believed = !evidence.outer || asked();
        believed && !repeats && !is_address(&evidence.name)
    };
    let best = ORDER.iter().find_map(|basis| {
        named
            .evidence
            .iter()
            .filter(usable)
            .find(|evidence| evidence.basis == *basis)
    });
    if let Some(best) = best {
        named.name = Some(Arc::clone(&best.name));
        named.basis = Some(best.basis);
        named.also = also(&named.evidence, best);
        named.absence = None;
        return named;
    }
    if let Some(candidate) = candidates.first() {
        named.name = Some(Arc::clone(&candidate.name));
        named.basis = Some(Basis::Dns);
    }
    if named.absence.is_none() && !named.evidence.is_empty() {
        named.absence = Some(Absence::NamedByAddress);
    }
    named
}

fn basis(kind: NameKind) -> Option<Basis> {
    [
        (NameKind::HTTP, Basis::Http),
        (NameKind::TLS, Basis::Tls),
        (NameKind::QUIC, Basis::Quic),
        (NameKind::CONNECT, Basis::Connect),
        (NameKind::SOCKS, Basis::Socks),
    ]
    .into_iter()
    .find_map(|(known, basis)| (known == kind).then_some(basis))
}

/// Further hosts of the same kind: a kept-alive connection or a proxy can serve several.
fn also(evidence: &[Evidence], best: &Evidence) -> Vec<Arc<str>> {
    let mut also: Vec<Arc<str>> = Vec::new();
    for other in evidence {
        if other.basis == best.basis
            && other.name != best.name
            && !other.outer
            && !also.contains(&other.name)
        {
            also.push(Arc::clone(&other.name));
        }
    }
    also
}

fn of_connect(host: &Evidence, all: &[Evidence]) -> bool {
    all.iter()
        .any(|other| other.basis == Basis::Connect && other.name == host.name)
}

fn is_address(name: &str) -> bool {
    name.trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>()
        .is_ok()
}

#[cfg(test)]
mod tests {
    use backchat_wire::{HostName, Name, Side};

    use super::*;

    fn name(kind: NameKind, host: &str, outer: bool) -> Finding {
        Finding::Name(Name {
            kind,
            host: HostName::from_wire(host.as_bytes()).unwrap(),
            port: None,
            from: Side::Initiator,
            outer,
        })
    }

    fn candidate(host: &str) -> Candidate {
        Candidate {
            name: host.into(),
            age: 0,
            expired: false,
        }
    }

    fn chosen(
        findings: &[Finding],
        candidates: &[Candidate],
    ) -> (Option<String>, Option<Basis>, Option<Absence>) {
        let named = choose(findings, candidates, &mut Names::default());
        (
            named.name.map(|name| name.to_string()),
            named.basis,
            named.absence,
        )
    }

    #[test]
    fn the_server_name_beats_dns() {
        let got = chosen(
            &[name(NameKind::TLS, "b.example", false)],
            &[candidate("a.example")],
        );
        assert_eq!(got, (Some("b.example".into()), Some(Basis::Tls), None));
    }

    #[test]
    fn an_outer_name_nobody_asked_for_is_not_the_name() {
        let findings = [
            name(NameKind::TLS, "front.example", true),
            Finding::NoName(Absence::EncryptedClientHello),
        ];
        let got = chosen(&findings, &[candidate("real.example")]);
        assert_eq!(
            got,
            (
                Some("real.example".into()),
                Some(Basis::Dns),
                Some(Absence::EncryptedClientHello)
            )
        );
        assert_eq!(
            chosen(&findings, &[]),
            (None, None, Some(Absence::EncryptedClientHello))
        );
    }

    #[test]
    fn an_outer_name_that_was_asked_for_is_the_name() {
        let findings = [
            name(NameKind::TLS, "real.example", true),
            Finding::NoName(Absence::EncryptedClientHello),
        ];
        let got = chosen(
            &findings,
            &[candidate("other.example"), candidate("real.example")],
        );
        assert_eq!(got, (Some("real.example".into()), Some(Basis::Tls), None));
    }

    #[test]
    fn inside_a_tunnel_the_inner_name_counts() {
        let findings = [
            name(NameKind::CONNECT, "10.0.0.9", false),
            name(NameKind::TLS, "inner.example", false),
        ];
        assert_eq!(chosen(&findings, &[]).0.as_deref(), Some("inner.example"));
    }

    #[test]
    fn an_address_in_the_host_field_is_no_name() {
        let got = chosen(&[name(NameKind::HTTP, "192.0.2.1", false)], &[]);
        assert_eq!(got, (None, None, Some(Absence::NamedByAddress)));
    }
}
