//! How two patterns lie to each other, without automata where plain text decides: whole catalogs are compared, each
//! entry with each.

use crate::pattern::{Kind, PathPart, Pattern, Relation};

/// The same as [`Pattern::relation`], sooner.
pub(super) fn relation(a: &Pattern, b: &Pattern) -> Relation {
    if !may_meet(a, b) {
        return Relation::Apart;
    }
    let (Some(mine), Some(theirs)) = (Names::of(a), Names::of(b)) else {
        // Most pairs are apart, and that is one question instead of three.
        let apart = match (a.kind(), b.kind()) {
            (_, Kind::Exact) => !a.matches(b.host(), None),
            (Kind::Exact, _) => !b.matches(a.host(), None),
            _ => !a.intersects(b),
        };
        return if apart {
            Relation::Apart
        } else {
            a.relation(b)
        };
    };
    if !mine.meets(theirs) {
        return Relation::Apart;
    }
    if !any_path(a) || !any_path(b) {
        return a.relation(b);
    }
    match (mine.holds(theirs), theirs.holds(mine)) {
        (true, true) => Relation::Same,
        (true, false) => Relation::Contains,
        (false, true) => Relation::Within,
        (false, false) => Relation::Overlaps,
    }
}

/// False only where no name can be in both.
pub(super) fn may_meet(a: &Pattern, b: &Pattern) -> bool {
    let (mine, theirs) = (a.tail(), b.tail());
    let (wide, exact) = match (a.kind(), b.kind()) {
        (Kind::Exact, Kind::Exact) => return a.host() == b.host(),
        (_, Kind::Exact) => (a, b.host()),
        (Kind::Exact, _) => (b, a.host()),
        _ => return mine.ends_with(theirs) || theirs.ends_with(mine),
    };
    let head = match wide.kind() {
        Kind::MidWildcard => wide.host().split('*').next().unwrap_or_default(),
        _ => "",
    };
    exact.ends_with(wide.tail()) && exact.starts_with(head)
}

fn any_path(pattern: &Pattern) -> bool {
    matches!(pattern.path(), PathPart::Unsaid | PathPart::Any)
}

/// The names of a pattern whose only `*`, if any, is in front.
#[derive(Clone, Copy)]
struct Names<'p> {
    host: &'p str,
    /// Whether the host itself is one.
    apex: bool,
    /// Whether those below it are.
    below: bool,
}

impl<'p> Names<'p> {
    fn of(pattern: &'p Pattern) -> Option<Self> {
        let (apex, below) = match pattern.kind() {
            Kind::Exact => (true, false),
            Kind::Subdomains => (false, true),
            Kind::ApexAndSubdomains | Kind::GluedPrefix => (true, true),
            Kind::MidWildcard => return None,
        };
        Some(Self {
            host: pattern.host(),
            apex,
            below,
        })
    }

    fn holds(self, other: Self) -> bool {
        if self.host == other.host {
            (self.apex || !other.apex) && (self.below || !other.below)
        } else {
            self.below && is_below(other.host, self.host)
        }
    }

    fn meets(self, other: Self) -> bool {
        if self.host == other.host {
            self.apex && other.apex || self.below && other.below
        } else {
            self.below && is_below(other.host, self.host)
                || other.below && is_below(self.host, other.host)
        }
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    let rest = host.strip_suffix(domain);
    rest.is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::read;

    #[test]
    fn the_short_way_and_the_long_way_agree() {
        let hosts = ["x.example", "a.x.example", "bx.example", "a.*.example"];
        let forms = ["", "*.", "**.", "*"];
        let paths = ["", "/*", "/p", "/p/*"];
        let mut patterns = Vec::new();
        for host in hosts {
            for form in forms
                .iter()
                .filter(|it| it.is_empty() || !host.contains('*'))
            {
                for path in paths {
                    patterns.push(read(&format!("{form}{host}{path}")).unwrap().pattern);
                }
            }
        }
        for a in &patterns {
            for b in &patterns {
                assert_eq!(relation(a, b), a.relation(b), "{a} and {b}");
            }
        }
    }
}
