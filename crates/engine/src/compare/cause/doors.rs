//! One way is shut and another is open: IPv6 beside IPv4, UDP beside TCP, directly beside the proxy.

use super::super::subject::Subject;
use super::{Cause, Scene, proxied};
use crate::observe::{Carriage, Way};

/// What is open and what is shut, by name and by kind of way.
type Door = (&'static str, &'static str, fn(Way) -> bool, fn(Way) -> bool);

/// Of two kinds of ways the one that lets through and the one that does not.
fn split(subject: &Subject, one: fn(Way) -> bool, other: fn(Way) -> bool) -> Option<[u64; 2]> {
    if !subject.expectation.off() {
        return None;
    }
    let ((open, _), (reached, failed)) = (subject.after.by(one), subject.after.by(other));
    (open > 0 && reached == 0 && failed > 0).then_some([open, failed])
}

const fn is_v4(way: Way) -> bool {
    matches!(way, Way::V4(_))
}

const fn is_v6(way: Way) -> bool {
    matches!(way, Way::V6(_))
}

const fn is_tcp(way: Way) -> bool {
    matches!(way, Way::V4(Carriage::Tcp) | Way::V6(Carriage::Tcp))
}

const fn is_udp(way: Way) -> bool {
    matches!(way, Way::V4(Carriage::Udp) | Way::V6(Carriage::Udp))
}

fn is_direct(way: Way) -> bool {
    !proxied(way) && way != Way::Lookup
}

pub(super) fn other_family(subject: &Subject, _: &Scene<'_>) -> Option<Cause> {
    let pairs: [Door; 2] = [
        ("IPv6", "IPv4", is_v6, is_v4),
        ("IPv4", "IPv6", is_v4, is_v6),
    ];
    pairs.into_iter().find_map(|(open, shut, one, other)| {
        let [reached, failed] = split(subject, one, other)?;
        Some(Cause {
            cause: "other-family",
            evidence: format!(
                "{open} is open where {shut} is blocked: {reached} got through over {open}, all {failed} over {shut} failed"
            ),
            involved: vec![open.to_ascii_lowercase()],
        })
    })
}

pub(super) fn other_transport(subject: &Subject, _: &Scene<'_>) -> Option<Cause> {
    let pairs: [Door; 2] = [
        ("UDP (QUIC)", "TCP", is_udp, is_tcp),
        ("TCP", "UDP (QUIC)", is_tcp, is_udp),
    ];
    pairs.into_iter().find_map(|(open, shut, one, other)| {
        let [reached, failed] = split(subject, one, other)?;
        Some(Cause {
            cause: "other-transport",
            evidence: format!(
                "{open} is open where {shut} is blocked: {reached} got through over {open}, all {failed} over {shut} failed"
            ),
            involved: vec![if one(Way::V4(Carriage::Udp)) { "udp" } else { "tcp" }.to_owned()],
        })
    })
}

pub(super) fn past_the_proxy(subject: &Subject, scene: &Scene<'_>) -> Option<Cause> {
    if !subject.expectation.off() {
        return None;
    }
    let (direct, _) = subject.after.by(is_direct);
    let (through, refused) = subject.after.by(proxied);
    // Where the proxy turns others away, going around it is telling even if this one never asked it. That something or other
    // uses one is not: then nobody says that it enforces anything.
    let enforces = scene
        .subjects
        .iter()
        .any(|it| it.expectation.off() && it.after.by(proxied).1 > 0);
    let (before, _) = subject.before.by(proxied);
    if direct == 0 || through > 0 || (!enforces && before == 0) {
        return None;
    }
    let asked = match refused {
        0 if before > 0 => "before, it went through it".to_owned(),
        0 => "never asked the proxy, which refuses others".to_owned(),
        refused => format!("the proxy refused {refused}"),
    };
    Some(Cause {
        cause: "past-the-proxy",
        evidence: format!("{direct} went directly, past the proxy; {asked}"),
        involved: Vec::new(),
    })
}
