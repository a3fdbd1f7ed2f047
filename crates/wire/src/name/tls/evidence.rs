//! What the messages of a handshake say, as findings.

use std::borrow::Cow;

use super::alert;
use super::client_hello::{ClientHello, EncryptedHello, End};
use super::handshake::Extent;
use super::server_hello::ServerHello;
use super::version::Version;
use crate::{Absence, Fact, Finding, HostName, Name, NameKind, Protocol, Side};

/// The server name, where the client gave one.
pub(super) fn server_name(hello: &ClientHello, from: Side, findings: &mut Vec<Finding>) {
    if let Some(host) = &hello.server_name {
        findings.push(Finding::Name(Name {
            kind: NameKind::TLS,
            host: host.clone(),
            port: None,
            from,
            outer: hello.encrypted != EncryptedHello::None,
        }));
    }
}

/// Why there is no server name, or why the one there is may be the wrong one.
pub(super) fn absence(hello: &ClientHello, extent: Extent, findings: &mut Vec<Finding>) {
    let why = match (hello.encrypted, &hello.server_name, extent, hello.end) {
        (EncryptedHello::Outer | EncryptedHello::ServerName, ..) => Absence::EncryptedClientHello,
        (_, Some(_), ..) => return,
        (_, None, Extent::Cut, _) => Absence::Gap,
        (_, None, Extent::Bounded, _) => Absence::Bounded,
        (_, None, Extent::Broken, _) => Absence::Malformed,
        (_, None, Extent::Whole, End::Cut | End::Malformed) => Absence::Malformed,
        (_, None, Extent::Whole, End::Whole) => Absence::NoServerName,
    };
    findings.push(Finding::NoName(why));
}

/// What else the client offers.
pub(super) fn offer(hello: &ClientHello, findings: &mut Vec<Finding>) {
    if let Some(protocol) = hello.highest_version().and_then(Version::protocol) {
        findings.push(fact("tls.version.offered", protocol.0));
    }
    if !hello.alpn.is_empty() {
        findings.push(fact("tls.alpn.offered", hello.alpn.join(",")));
    }
    match hello.encrypted {
        EncryptedHello::None => {}
        EncryptedHello::Outer => findings.push(fact("tls.ech", "outer")),
        EncryptedHello::ServerName => findings.push(fact("tls.ech", "esni")),
    }
}

/// What the server chose from what the client offered, its session included. Gives back whether the handshake is
/// resumed, as far as this message tells.
pub(super) fn choice(
    hello: &ServerHello,
    offered_session: &[u8],
    findings: &mut Vec<Finding>,
) -> bool {
    if let Some(alpn) = &hello.alpn {
        findings.push(fact("tls.alpn", alpn.to_string()));
        if matches!(&**alpn, "h2" | "http/1.1" | "http/1.0") {
            findings.push(Finding::Protocol(Protocol("HTTPS")));
        }
    }
    let (resumed, by) = if hello.version.and_then(Version::released) == Some(Version::TLS13) {
        (hello.pre_shared_key, "psk")
    } else {
        let echoed = !offered_session.is_empty() && *hello.session_id == *offered_session;
        (echoed, "session")
    };
    if resumed {
        findings.push(fact("tls.resumed", by));
    }
    resumed
}

/// Up to TLS 1.2, a server that changes keys without a certificate takes up an old session.
pub(super) fn resumed_without_certificate(findings: &mut Vec<Finding>) {
    findings.push(fact("tls.resumed", "ticket"));
}

/// The reason why an end broke off.
pub(super) fn alert(number: u8, from: Side, client: Option<Side>, findings: &mut Vec<Finding>) {
    let description = match alert::description(number) {
        Some(description) => Cow::Borrowed(description),
        None => Cow::Owned(number.to_string()),
    };
    let who = if from == client.unwrap_or(Side::Initiator) {
        "client"
    } else {
        "server"
    };
    findings.push(fact("tls.alert", format!("{description} ({who})")));
}

/// The names in the server's certificate: evidence where the client named nobody, but not what it asked for.
pub(super) fn certificate(names: &[HostName], findings: &mut Vec<Finding>) {
    if !names.is_empty() {
        let names: Vec<&str> = names.iter().map(HostName::as_str).collect();
        findings.push(fact("tls.certificate.names", names.join(",")));
    }
}

/// The protocol that a hello of SSL 2.0 opens: more may be negotiated with it.
pub(super) const fn old_protocol(version: Version) -> Protocol {
    match version {
        Version::SSL2 => Protocol("SSLv2"),
        _ => Protocol("TLS"),
    }
}

/// A ClientHello of SSL 2.0, which cannot name a server.
pub(super) fn old_client_hello(version: Version, findings: &mut Vec<Finding>) {
    findings.push(Finding::NoName(Absence::NoServerName));
    if let Some(protocol) = version.protocol() {
        findings.push(fact("tls.version.offered", protocol.0));
    }
}

fn fact(key: &'static str, value: impl Into<Cow<'static, str>>) -> Finding {
    Finding::Fact(Fact {
        key,
        value: value.into(),
    })
}
