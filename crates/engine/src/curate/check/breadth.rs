//! How far a name reaches: cut off before its suffix, nothing but a suffix, or a wildcard over what many share.

use super::known::{Known, is_registered, is_registry, registered, suffix};
use super::{Findings, Joined, Severity};
use crate::pattern::{Kind, Pattern};

/// How many areas may have endpoints in a domain before a wildcard over all of it is a surprise.
const AREAS: usize = 3;

/// What is wrong with the breadth of a name.
pub(super) struct Fault {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) what: String,
    pub(super) hint: &'static str,
}

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    for (item, pattern) in joined.patterns() {
        let Some(fault) = fault(pattern, &joined.known) else {
            continue;
        };
        // A carrier's name makes no rule, so it may be as wide as the page has it.
        if item.entry.carrier.is_none() || fault.severity == Severity::Error {
            let Fault {
                severity,
                code,
                what,
                hint,
            } = fault;
            findings.add(severity, code, item.place, what, hint);
        }
    }
}

/// The worst thing about the breadth of a pattern.
pub(super) fn fault(pattern: &Pattern, known: &Known) -> Option<Fault> {
    let host = pattern.host();
    if pattern.kind() == Kind::MidWildcard {
        return stands_for_domain(pattern)
            .then(|| {
                warning(
                    "wildcard-suffix",
                    format!("a * in {host} stands for the registered domain or its suffix"),
                    "anybody can register a name that it holds: write out the domain that is meant",
                )
            })
            .or_else(|| cut_off(pattern.tail().trim_start_matches('.'), host, known));
    }
    cut_off(host, host, known).or_else(|| match pattern.kind() {
        Kind::Exact => is_registry(host).then(|| Fault {
            severity: Severity::Error,
            code: "public-suffix",
            what: format!("{host} is a public suffix, not a host"),
            hint: "the vendor may have cut the name",
        }),
        _ => whole(pattern, known),
    })
}

/// Whether the text after the last `*` leaves it open who registered the name.
fn stands_for_domain(pattern: &Pattern) -> bool {
    let tail = pattern.tail();
    match tail.strip_prefix('.') {
        Some(name) => !name.contains('.') && suffix(name).is_some() || suffix(name) == Some(name),
        // The first label is cut by the `*`, so the domain has to begin after it.
        None => tail.is_empty() || registered(tail).is_none_or(|domain| domain == tail),
    }
}

/// A name that ends before its public suffix.
fn cut_off(name: &str, shown: &str, known: &Known) -> Option<Fault> {
    let hint = "the vendor may have cut the name, and then it matches nothing on the Internet: where a row did, say so \
                in its `why` and mean the whole name";
    let Some(suffix) = suffix(name) else {
        return Some(warning(
            "cut-off",
            format!("{shown} does not end in a public suffix"),
            hint,
        ));
    };
    // Companies have suffixes of their own (`microsoft`), which makes a cut name look whole. A whole name may also go
    // on, behind a carrier (`x.example.com.edgesuite.net`) or in a country (`example.com.cn`).
    let longer = format!("{name}.");
    let whole = known.hosts.range(longer.clone()..).next();
    let whole = whole
        .map(|(host, _)| host.as_str())
        .filter(|it| it.starts_with(&longer) && super::known::suffix(it) == it.get(longer.len()..));
    let ends = |whole: &&str| whole.get(longer.len()..).is_some_and(is_registry);
    if let Some(whole) = whole.filter(ends) {
        return Some(warning(
            "cut-off",
            format!("{shown} looks like the beginning of {whole}"),
            hint,
        ));
    }
    let brand = !suffix.contains('.')
        && name != suffix
        && !known.is_owned(name)
        && known.owned.contains(&format!("{suffix}.com"));
    brand.then(|| {
        warning(
            "cut-off",
            format!("{shown} looks cut off before .com"),
            "where the name is whole, add its domain to the vendor's `domains`",
        )
    })
}

/// A wildcard over all names below its host, where that is more than one service.
fn whole(pattern: &Pattern, known: &Known) -> Option<Fault> {
    let host = pattern.host();
    let below = format!(".{host}");
    if known
        .carriers
        .iter()
        .any(|it| it == host || it.ends_with(&below))
    {
        return Some(warning(
            "whole-carrier",
            format!("{pattern} is every name below {host}, which serves many owners"),
            "mark the endpoint as a carrier's name, or name the hosts",
        ));
    }
    if suffix(host) == Some(host) {
        let severity = if is_registry(host) {
            Severity::Error
        } else {
            Severity::Warning
        };
        return Some(Fault {
            severity,
            code: "whole-suffix",
            what: format!("{pattern} is every name below {host}, where anybody can have one"),
            hint: "name the hosts",
        });
    }
    if !known.owned.contains(host) && !is_registered(host) {
        return None;
    }
    // A domain that is one product's is what the page means; one that many areas have names in is not.
    let areas = known.areas_in(host);
    Some(Fault {
        severity: if areas > AREAS {
            Severity::Warning
        } else {
            Severity::Note
        },
        code: "whole-domain",
        what: if areas > 1 {
            format!("{pattern} is every name below {host}, where {areas} areas have endpoints")
        } else {
            format!("{pattern} is every name below {host}, a registered domain")
        },
        hint: "a rule from it reaches all that its owner does there: name the hosts, or accept the warning with a reason",
    })
}

const fn warning(code: &'static str, what: String, hint: &'static str) -> Fault {
    Fault {
        severity: Severity::Warning,
        code,
        what,
        hint,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{below, codes_of, endpoint, exact};

    fn mid(host: &str) -> String {
        let meaning = format!(
            "kind = \"mid-wildcard\", host = \"{host}\", confidence = \"likely\", why = \"w\""
        );
        endpoint(&format!("a/{}", host.replace('*', "x")), host, &meaning)
    }

    #[test]
    fn hosts_under_no_public_suffix_are_cut_off() {
        for host in ["img-prod-cms-rt", "onecollector.cloudapp.aria"] {
            assert_eq!(codes_of(&exact(host)), ["cut-off"], "{host}");
        }
    }

    #[test]
    fn a_cut_name_whose_end_is_a_companys_suffix_is_found() {
        // `microsoft` and `live` are top-level domains.
        assert_eq!(codes_of(&exact("wdcp.microsoft")), ["cut-off"]);
        let both = exact("dns.google") + &exact("dns.google.com");
        assert_eq!(codes_of(&both), ["cut-off"]);
        assert_eq!(codes_of(&exact("dns.google")), [""; 0]);
        for behind in ["x.example.com.edgesuite.net", "example.com.cn"] {
            let whole = behind.rsplit_once(".com").unwrap().0.to_owned() + ".com";
            assert_eq!(
                codes_of(&(exact(&whole) + &exact(behind))),
                [""; 0],
                "{behind}"
            );
        }
    }

    #[test]
    fn a_public_suffix_is_no_host() {
        assert_eq!(codes_of(&exact("co.uk")), ["public-suffix"]);
        // Companies that let customers have names often serve something at the name itself.
        assert_eq!(codes_of(&exact("github.io")), [""; 0]);
    }

    #[test]
    fn a_wildcard_over_what_many_share_is_told_by_whom() {
        assert_eq!(codes_of(&below("co.uk")), ["whole-suffix"]);
        assert_eq!(codes_of(&below("blob.core.windows.net")), ["whole-suffix"]);
        assert_eq!(codes_of(&below("azureedge.net")), ["whole-carrier"]);
        assert_eq!(codes_of(&below("microsoft.com")), ["whole-domain"]);
        for host in ["wns.windows.com", "msn-com.akamaized.net"] {
            assert_eq!(codes_of(&below(host)), [""; 0], "{host}");
        }
    }

    #[test]
    fn a_carriers_name_may_be_as_wide_as_the_page_has_it() {
        let carrier = below("azureedge.net") + "carrier = \"azureedge.net\"\n";
        assert_eq!(codes_of(&carrier), [""; 0]);
    }

    #[test]
    fn a_star_in_the_place_of_the_domain_is_found() {
        for host in [
            "wdcp.microsoft.*",
            "*.wpc.*.net",
            "a.*microsoft.com",
            "a.*.co.uk",
        ] {
            assert_eq!(codes_of(&mid(host)), ["wildcard-suffix"], "{host}");
        }
        for host in ["watson.*.microsoft.com", "a.*x.microsoft.com"] {
            assert_eq!(codes_of(&mid(host)), [""; 0], "{host}");
        }
    }
}
