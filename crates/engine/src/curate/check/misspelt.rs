//! Names that are a slip away from a known one: `micorosoft.com`, `1storecatalog…`.
//!
//! Two things are compared: registered domains with those that vendors own or the catalog knows better, and whole
//! hosts with others of the same domain. Rings, regions and numbers make real neighbours (`a-ring`, `b-ring`;
//! `cab01`, `cab02`), so only slips inside long words count.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Known, registered, suffix};
use super::{Findings, Joined};
use crate::pattern::{Kind, Pattern, read};

/// The shortest first label of a domain that is compared, for one slip and for two: short names are near each other
/// by chance.
const DOMAIN_LENGTHS: [usize; 2] = [5, 9];

/// The shortest label of a host that is compared.
const LABEL_LENGTH: usize = 8;

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    let names = Names::new(&joined.known);
    for (item, pattern) in joined.patterns() {
        if item.entry.carrier.is_none()
            && let Some(like) = names.like(pattern)
        {
            findings.warning("misspelt", item.place, told(pattern.host(), &like), HINT);
        }
        let mut seen = BTreeSet::new();
        for row in item.entry.documented.iter().filter(|row| row.why.is_none()) {
            let Some(written) = row.as_written.as_deref() else {
                continue;
            };
            let Ok(read) = read(written) else { continue };
            // The entry itself is told above, and one slip is often copied from page to page.
            let same = read.pattern.host() == pattern.host();
            if !same
                && let Some(like) = names.like(&read.pattern)
                && seen.insert(written)
            {
                let place = item.place.row(&row.release, row.line);
                findings.warning("misspelt", place, told(written, &like), HINT);
            }
        }
    }
}

const HINT: &str = "where the page slipped, mean the right name and say so in the row's `why`; where both are real, accept the warning";

fn told(name: &str, like: &str) -> String {
    format!("{name} is nearly {like}")
}

/// Known names, filed by what they can be compared with.
pub(super) struct Names<'k> {
    known: &'k Known,
    /// Hosts by registered domain.
    hosts: BTreeMap<&'k str, Vec<(&'k str, usize)>>,
    /// Rows by registered domain.
    domains: BTreeMap<&'k str, usize>,
}

impl<'k> Names<'k> {
    pub(super) fn new(known: &'k Known) -> Self {
        let mut hosts: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        let mut domains: BTreeMap<&str, usize> = BTreeMap::new();
        for (host, rows) in &known.hosts {
            if let Some(domain) = registered(host) {
                hosts
                    .entry(domain)
                    .or_default()
                    .push((host.as_str(), *rows));
                *domains.entry(domain).or_default() += rows;
            }
        }
        for owned in &known.owned {
            domains.insert(owned, usize::MAX);
        }
        Self {
            known,
            hosts,
            domains,
        }
    }

    /// The better known name that a pattern's is a slip away from.
    pub(super) fn like(&self, pattern: &Pattern) -> Option<String> {
        let host = pattern.host();
        let domain = registered(pattern.tail().trim_start_matches('.'))?;
        if self.known.carrier_of(host).is_some() {
            return None;
        }
        self.domain_like(domain).or_else(|| match pattern.kind() {
            // Its `*` stands for letters too, so it is near many.
            Kind::MidWildcard => None,
            _ => self.host_like(host, domain),
        })
    }

    fn domain_like(&self, domain: &str) -> Option<String> {
        if self.known.owned.contains(domain) {
            return None;
        }
        let rows = self.domains.get(domain).copied().unwrap_or(0);
        let (suffix, label) = (suffix(domain)?, domain.split('.').next()?);
        let likes = self.domains.iter().filter(|&(other, theirs)| {
            let word = other.split('.').next().unwrap_or(other);
            // Far better known, or one of two real names is called a slip of the other.
            *theirs > rows.saturating_mul(3).max(2)
                && other.strip_prefix(word) == domain.strip_prefix(label)
                && other.ends_with(suffix)
                && is_slip_of_domain(label, word)
        });
        let best = likes.max_by_key(|(_, rows)| **rows)?;
        Some((*best.0).to_owned())
    }

    fn host_like(&self, host: &str, domain: &str) -> Option<String> {
        let rows = self.known.hosts.get(host).copied().unwrap_or(0);
        let others = self.hosts.get(domain)?.iter();
        let mut likes = others.filter(|(other, theirs)| {
            *theirs > rows.saturating_mul(3) && is_slip_of_host(host, other)
        });
        likes.next().map(|(other, _)| (*other).to_owned())
    }
}

fn is_slip_of_domain(label: &str, known: &str) -> bool {
    // `a-msedge` and `s-microsoft` are families, not slips.
    let families = label.contains('-') != known.contains('-');
    if families || label.len().abs_diff(known.len()) > 2 {
        return false;
    }
    let shortest = label.len().min(known.len());
    match strsim::osa_distance(label, known) {
        1 => {
            let Some((mine, theirs)) = difference(label, known) else {
                return false;
            };
            let numbered = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
            shortest >= DOMAIN_LENGTHS[0] && !numbered(mine) && !numbered(theirs)
        }
        // `onmicrosoft` is a word more, not a slip.
        2 => shortest >= DOMAIN_LENGTHS[1] && !label.ends_with(known) && !label.starts_with(known),
        _ => false,
    }
}

/// Whether two names differ by one slip inside a long label.
fn is_slip_of_host(host: &str, known: &str) -> bool {
    let (mine, theirs) = (host.split('.'), known.split('.'));
    if mine.clone().count() != theirs.clone().count() {
        return false;
    }
    let mut different = mine.zip(theirs).filter(|(a, b)| a != b);
    let (Some((mine, theirs)), None) = (different.next(), different.next()) else {
        return false;
    };
    if mine.len().min(theirs.len()) < LABEL_LENGTH {
        return false;
    }
    let Some((a, b)) = difference(mine, theirs) else {
        return false;
    };
    let digits = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    // `cab01` and `cab02` are two machines, `v10` and `v20` two versions; a digit in front of a whole word is a slip.
    let stray = b.is_empty() && mine.starts_with(a) && theirs == mine.get(a.len()..).unwrap_or("");
    let word = |label: &str| label.split('-').map(str::len).max().unwrap_or(0) >= LABEL_LENGTH;
    (!digits(a) && !digits(b) || stray) && !a.contains('-') && !b.contains('-') && word(mine)
}

/// What is left of two texts without their common start and end, where that is one slip: a letter more, a letter
/// less, another letter, or two swapped.
fn difference<'t>(a: &'t str, b: &'t str) -> Option<(&'t str, &'t str)> {
    let common = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let front = common(&mut a.bytes(), &mut b.bytes());
    let (a, b) = (a.get(front..)?, b.get(front..)?);
    let back = common(&mut a.bytes().rev(), &mut b.bytes().rev());
    let (a, b) = (a.get(..a.len() - back)?, b.get(..b.len() - back)?);
    let slip = match (a.as_bytes(), b.as_bytes()) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    };
    slip.then_some((a, b))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{area_with, codes, codes_of, exact, release};
    use super::*;

    #[test]
    fn slips_of_a_vendors_domain_are_found() {
        for host in [
            "mscrl.micorosoft.com",
            "a.mircosoft.com",
            "a.microsft.com",
            "a.windowsupdates.com",
            "a.windwosupdtae.com",
        ] {
            assert_eq!(codes_of(&exact(host)), ["misspelt"], "{host}");
        }
    }

    #[test]
    fn other_domains_are_no_slips() {
        for host in [
            "a.contoso.com",
            "a.love.com",
            "a.microsoft.net",
            "a.microchip.com",
            "a.s-microsoft.com",
            "a.onmicrosoft.com",
            "a.microsoft.com",
        ] {
            assert_eq!(codes_of(&exact(host)), [""; 0], "{host}");
        }
    }

    #[test]
    fn a_rows_slip_is_told_until_the_row_says_so() {
        let rows = |why: &str| {
            let row = format!(
                "documented = [{{ release = \"r\", line = 1, as_written = \"mscrl.micorosoft.com\"{why} }}]\n"
            );
            let area = area_with(&(exact("mscrl.microsoft.com") + &row));
            let vendor = super::super::sample::VENDOR;
            codes(&[
                ("v/p/a.toml", &area),
                ("v/releases/r.toml", &release(0, 1, 1)),
                ("v/vendor.toml", vendor),
            ])
        };
        assert_eq!(rows(""), [("misspelt", 13), ("row-meaning", 13)]);
        assert_eq!(rows(", why = \"the page misspells\""), []);
    }

    #[test]
    fn a_slip_in_a_long_label_is_one_and_a_neighbour_is_not() {
        for (slip, of) in [
            ("1storecatalog.a.example", "storecatalog.a.example"),
            ("storecatolog.a.example", "storecatalog.a.example"),
            ("storecatalgo.a.example", "storecatalog.a.example"),
        ] {
            assert!(is_slip_of_host(slip, of), "{slip}");
        }
        for (host, other) in [
            ("a-ring.a.example", "b-ring.a.example"),
            ("ceuswatcab01.a.example", "ceuswatcab02.a.example"),
            ("v10.events.example", "v20.events.example"),
            ("store-images.a.example", "storeimages.a.example"),
            ("a.storecatalog.example", "storecatalog.example"),
        ] {
            assert!(!is_slip_of_host(host, other), "{host}");
        }
    }
}
