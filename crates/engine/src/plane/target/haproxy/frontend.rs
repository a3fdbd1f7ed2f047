//! The frontends that look names up in the maps, and the backends that connect onward.

use std::fmt::Write as _;

use crate::plane::Denial;

/// A map, and the list that it is a part of.
pub(super) struct List {
    /// The list's name. Conditions of one name hold where any of them does.
    pub(super) of: String,
    /// The converter that looks a name up in it.
    pub(super) lookup: String,
}

/// Where a frontend finds the name, and what it does with it.
struct Kind {
    name: &'static str,
    mode: &'static str,
    port: u16,
    /// The name, in lower case, without a port or a dot at the end.
    sample: &'static str,
    /// What comes before the conditions.
    before: &'static str,
    deny: &'static str,
    after: &'static str,
}

const TLS: Kind = Kind {
    name: "tls",
    mode: "tcp",
    port: 443,
    sample: "req.ssl_sni,lower,rtrim(.)",
    before: "    # The ClientHello has to arrive before anything is decided.\n    tcp-request inspect-delay 5s\n",
    deny: "tcp-request content reject",
    after: "    tcp-request content accept if { req.ssl_hello_type 1 }\n",
};

const HTTP: Kind = Kind {
    name: "http",
    mode: "http",
    port: 80,
    sample: "req.hdr(host),field(1,:),lower,rtrim(.)",
    before: "    # A request without the header can name a host in its first line, and one with more than a host is read in many ways.\n    \
             http-request deny deny_status 400 unless { req.fhdr(host) -m reg -i '^(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(:[0-9]*)?$' }\n",
    deny: "http-request deny deny_status 403",
    after: "",
};

/// The frontends and backends.
pub(super) fn frontends(lists: &[List], denials: &[Denial<'_>]) -> String {
    [TLS, HTTP]
        .iter()
        .map(|kind| section(kind, lists, denials))
        .collect()
}

fn section(kind: &Kind, lists: &[List], denials: &[Denial<'_>]) -> String {
    let Kind {
        name,
        mode,
        port,
        sample,
        before,
        deny,
        after,
    } = kind;
    let mut text = format!("\nfrontend backchat_{name}\n    mode {mode}\n    bind :{port}\n");
    // Onward is where the client wanted to; for a client that calls the proxy itself that is the proxy, without end.
    text.push_str("    tcp-request connection reject if { dst_is_local }\n");
    text.push_str(before);
    for List { of, lookup } in lists {
        let _ = writeln!(text, "    acl backchat_{of} {sample},{lookup} -m found");
    }
    for denial in denials {
        let conditions: Vec<String> = denial
            .of
            .map(|of| format!("backchat_{of}"))
            .into_iter()
            .chain(denial.unless.iter().map(|it| format!("!backchat_{it}")))
            .collect();
        let _ = writeln!(text, "    {deny} if {}", conditions.join(" "));
    }
    text.push_str(after);
    let _ = write!(
        text,
        "    default_backend backchat_{name}_out\n\nbackend backchat_{name}_out\n    mode {mode}\n    server where_the_client_wanted 0.0.0.0\n"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_map_is_a_condition_of_its_list() {
        let list = |lookup: &str| List {
            of: "block".to_owned(),
            lookup: lookup.to_owned(),
        };
        let denial = Denial {
            of: Some("block"),
            unless: vec!["pass"],
        };
        let text = frontends(&[list("map_str(a)"), list("map_end(b)")], &[denial]);
        assert!(text.contains(
            "    acl backchat_block req.ssl_sni,lower,rtrim(.),map_str(a) -m found\n    \
             acl backchat_block req.ssl_sni,lower,rtrim(.),map_end(b) -m found\n    \
             tcp-request content reject if backchat_block !backchat_pass\n"
        ));
        assert!(
            text.contains(
                "    http-request deny deny_status 403 if backchat_block !backchat_pass\n"
            )
        );
    }
}
