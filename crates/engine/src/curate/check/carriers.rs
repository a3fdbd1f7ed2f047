//! Names behind others: marked as a carrier's where they are, and only there.

use super::{Findings, Joined, Place};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    check_order(joined, findings);
    for (item, pattern) in joined.patterns() {
        let host = pattern.host();
        match &item.entry.carrier {
            Some(suffix) if !joined.known.carriers.contains(suffix) => findings.error(
                "carrier",
                item.place,
                format!("{suffix} is in no list of carriers"),
                "correct it, or add it to carriers.toml with its source",
            ),
            // A `*` may stand for a part of the suffix: `*.g.akamai*.net`.
            Some(suffix) if !host.contains('*') && !is_below(host, suffix) => findings.error(
                "carrier",
                item.place,
                format!("{host} does not end in {suffix}"),
                "name the carrier whose suffix the name has",
            ),
            Some(_) => {}
            None => {
                if let Some(suffix) = joined.known.balancer_of(host) {
                    findings.warning(
                        "carrier-name",
                        item.place,
                        format!("{host} is a name of the load balancer {suffix}"),
                        "devices ask for another name and are led here: add `carrier`, unless a device was seen asking",
                    );
                }
            }
        }
    }
}

fn check_order(joined: &Joined<'_>, findings: &mut Findings) {
    for (file, carriers) in &joined.files.carriers {
        for pair in carriers.carrier.windows(2) {
            let [before, after] = pair else { continue };
            if before.suffix.get_ref() >= after.suffix.get_ref() {
                // A user's list is put after the one below it.
                let file = joined.files.file_of(file, after.suffix.get_ref());
                if joined.files.is_users(file) {
                    continue;
                }
                let offset = after.suffix.span().start;
                findings.error(
                    "order",
                    Place { file, offset },
                    format!(
                        "{} does not come after {}",
                        after.suffix.get_ref(),
                        before.suffix.get_ref()
                    ),
                    "sort by suffix, each once",
                );
            }
        }
    }
}

fn is_below(host: &str, suffix: &str) -> bool {
    let rest = host.strip_suffix(suffix);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{CARRIERS, codes, codes_of, exact};

    #[test]
    fn a_carrier_has_to_be_known() {
        let endpoint = exact("a.hwcdn.net") + "carrier = \"hwcdn.net\"\n";
        assert_eq!(codes_of(&endpoint), ["carrier"]);
        let endpoint = exact("a.akadns.net") + "carrier = \"akadns.net\"\n";
        assert_eq!(codes_of(&endpoint), [""; 0]);
    }

    #[test]
    fn the_carriers_suffix_has_to_be_the_names() {
        let endpoint = exact("a.azureedge.net") + "carrier = \"akadns.net\"\n";
        assert_eq!(codes_of(&endpoint), ["carrier"]);
    }

    #[test]
    fn a_load_balancers_name_is_no_endpoint_and_a_content_networks_may_be() {
        assert_eq!(codes_of(&exact("a.akadns.net")), ["carrier-name"]);
        assert_eq!(codes_of(&exact("a.azureedge.net")), [""; 0]);
    }

    #[test]
    fn carriers_are_sorted() {
        let (first, second) = CARRIERS.split_at(CARRIERS.rfind("[[").unwrap());
        let swapped = format!("{second}{first}");
        assert_eq!(codes(&[("carriers.toml", &swapped)]), [("order", 7)]);
    }
}
