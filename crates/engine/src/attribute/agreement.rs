//! How what was seen of a connection agrees with what a page says about an endpoint.

use serde::Serialize;

use crate::catalog::{Protocol, ProtocolSet};

/// How two statements agree; the order is from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// They contradict each other.
    Disagrees,
    /// One of them says nothing.
    Unknown,
    /// They are of one kind and differ in detail (TLS 1.2 documented, TLS 1.3 seen).
    Weak,
    /// They say the same.
    Agrees,
}

/// How a connection's protocols agree with the documented ones: as well as the best pair does.
pub(super) fn protocols(documented: ProtocolSet, seen: ProtocolSet) -> Agreement {
    documented
        .iter()
        .flat_map(|row| seen.iter().map(move |it| pair(row, it)))
        .max()
        .unwrap_or(Agreement::Unknown)
}

fn pair(documented: Protocol, seen: Protocol) -> Agreement {
    let (Some(encrypted), Some(seen_encrypted)) = (documented.is_encrypted(), seen.is_encrypted())
    else {
        // A page that names a transport says nothing of what goes over it.
        return Agreement::Unknown;
    };
    match (documented, seen) {
        (a, b) if a == b => Agreement::Agrees,
        _ if encrypted != seen_encrypted => Agreement::Disagrees,
        // HTTPS says that there is encryption, and not which.
        (Protocol::Https, _) | (_, Protocol::Https) => Agreement::Agrees,
        _ => Agreement::Weak,
    }
}

/// How a process agrees with those known to use an endpoint. `known` are lower-case base names without `.exe`.
pub(super) fn process<'a>(
    known: impl IntoIterator<Item = &'a str>,
    seen: Option<&str>,
) -> Agreement {
    let Some(seen) = seen.map(process_name).filter(|name| !name.is_empty()) else {
        return Agreement::Unknown;
    };
    let mut known = known.into_iter().peekable();
    if known.peek().is_none() {
        Agreement::Unknown
    } else if known.any(|name| name.eq_ignore_ascii_case(seen)) {
        Agreement::Agrees
    } else {
        Agreement::Disagrees
    }
}

/// The base name of an image: no folder, no `.exe`.
fn process_name(image: &str) -> &str {
    let name = image.rsplit(['\\', '/']).next().unwrap_or(image).trim();
    match name
        .len()
        .checked_sub(4)
        .and_then(|at| name.split_at_checked(at))
    {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(".exe") => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(documented: &str, seen: &[&str]) -> Agreement {
        protocols(
            ProtocolSet::read(documented).unwrap(),
            ProtocolSet::of_connection(seen),
        )
    }

    #[test]
    fn https_agrees_with_any_encryption() {
        assert_eq!(agreement("HTTPS", &["TLSv1.3"]), Agreement::Agrees);
        assert_eq!(agreement("HTTPS", &["QUIC"]), Agreement::Agrees);
    }

    #[test]
    fn another_version_of_tls_agrees_weakly() {
        assert_eq!(agreement("TLSv1.2", &["TLS", "TLSv1.3"]), Agreement::Weak);
        assert_eq!(agreement("TLSv1.2", &["TLS", "TLSv1.2"]), Agreement::Agrees);
    }

    #[test]
    fn the_clear_and_the_encrypted_disagree() {
        assert_eq!(agreement("HTTP", &["TLSv1.2"]), Agreement::Disagrees);
        assert_eq!(agreement("TLSv1.2/HTTPS", &["HTTP"]), Agreement::Disagrees);
        assert_eq!(agreement("TLSv1.2/HTTP", &["HTTP"]), Agreement::Agrees);
    }

    #[test]
    fn silence_is_unknown() {
        assert_eq!(agreement("", &["HTTP"]), Agreement::Unknown);
        assert_eq!(agreement("HTTP", &["TCP", "DNS"]), Agreement::Unknown);
        assert_eq!(agreement("TCP, UDP", &["TCP", "HTTP"]), Agreement::Unknown);
        assert_eq!(process([], Some("svchost.exe")), Agreement::Unknown);
    }

    #[test]
    fn a_process_is_compared_by_its_base_name() {
        let known = || ["mpcmdrun"];
        let image = "C:\\Program Files\\Windows Defender\\MpCmdRun.exe";
        assert_eq!(process(known(), Some(image)), Agreement::Agrees);
        assert_eq!(process(known(), Some("svchost")), Agreement::Disagrees);
        assert_eq!(process(known(), None), Agreement::Unknown);
    }
}
