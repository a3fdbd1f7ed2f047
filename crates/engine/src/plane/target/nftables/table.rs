//! The table: one set for each source of addresses and family, as vendors' ranges may overlap and do not expire, and
//! seen addresses expire.

use crate::plane::{AddressPlan, Comment, Listed, SEEN_DAYS};

/// Takes the table away, whether or not it is there.
pub(super) const UNDO: &str = "# backchat nftables: takes the table away\n\
                               table inet backchat\ndelete table inet backchat\n";

/// How many addresses dnsmasq may add to a set; the kernel refuses further ones.
const MOST: u32 = 65_536;

/// The table as a file. Loading it replaces an earlier one in one step: a table that is declared can be deleted.
pub(super) fn table(addresses: &AddressPlan) -> String {
    let mut text =
        "table inet backchat\ndelete table inet backchat\n\ntable inet backchat {\n".to_owned();
    for (number, v6) in [("4", false), ("6", true)] {
        let kind = if v6 { "ipv6_addr" } else { "ipv4_addr" };
        let set = |name: &str, rest: &str| {
            format!("\tset {name}{number} {{\n\t\ttype {kind}\n{rest}\t}}\n")
        };
        let listed = addresses.of_kind(v6, false);
        text.push_str(&set(
            "listed",
            &format!(
                "\t\tflags interval\n\t\tauto-merge\n{}",
                elements(listed, "")
            ),
        ));
        let seen = addresses.of_kind(v6, true);
        let timeout = format!(" timeout {SEEN_DAYS}d");
        text.push_str(&set(
            "seen",
            &format!("\t\tflags timeout\n{}", elements(seen, &timeout)),
        ));
        // What stays is remembered longer than what is off.
        for (name, days) in [("named", 1), ("kept", 7)] {
            text.push_str(&set(
                name,
                &format!("\t\tflags timeout\n\t\ttimeout {days}d\n\t\tsize {MOST}\n"),
            ));
        }
    }
    text.push_str("\tchain off {\n");
    for (protocol, number) in [("ip", "4"), ("ip6", "6")] {
        text.push_str(&format!("\t\t{protocol} daddr @kept{number} return\n"));
    }
    for (protocol, number) in [("ip", "4"), ("ip6", "6")] {
        for name in ["listed", "seen", "named"] {
            text.push_str(&format!(
                "\t\t{protocol} daddr @{name}{number} counter reject with icmpx admin-prohibited\n"
            ));
        }
    }
    text.push_str("\t}\n");
    for hook in ["output", "forward"] {
        text.push_str(&format!(
            "\tchain {hook} {{\n\t\ttype filter hook {hook} priority filter; policy accept;\n\t\tjump off\n\t}}\n"
        ));
    }
    text.push_str("}\n");
    text
}

/// The elements of a set; nothing where there is none, as an empty list is an error.
fn elements<'l>(listed: impl Iterator<Item = &'l Listed>, rest: &str) -> String {
    let lines: Vec<String> = listed
        .map(|it| {
            let comment = Comment::HASH.indented("\t\t\t").lines([&it.purpose]);
            format!("{comment}\t\t\t{}{rest},\n", it.network)
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("\t\telements = {{\n{}\t\t}}\n", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(network: &str, purpose: &str) -> Listed {
        Listed {
            network: network.parse().unwrap(),
            areas: Vec::new(),
            purpose: purpose.to_owned(),
            until: None,
        }
    }

    #[test]
    fn an_empty_set_has_no_elements() {
        let text = table(&AddressPlan::default());
        assert!(!text.contains("elements"), "{text}");
        assert!(!text.contains('\r'));
    }

    #[test]
    fn each_element_stands_below_what_it_is_for() {
        let all = [listed("192.0.2.0/24", "maps\n} evil")];
        assert_eq!(
            elements(all.iter(), " timeout 14d"),
            "\t\telements = {\n\t\t\t# maps\\u{a}} evil\n\t\t\t192.0.2.0/24 timeout 14d,\n\t\t}\n"
        );
    }
}
