//! Destinations against each other: the same one twice, one that hides another, one that reaches into another area.

use super::{Files, Findings, Place, Severity};
use crate::catalog::file::{AreaFile, EndpointEntry};
use crate::catalog::load::pattern_of;
use crate::pattern::{Pattern, Relation};

struct Item<'a> {
    area: &'a AreaFile,
    entry: &'a EndpointEntry,
    place: Place<'a>,
    pattern: Pattern,
    /// Whether the check is about it; what lies below a user's catalog is only there to be compared with.
    checked: bool,
}

pub(super) fn check(files: &Files<'_>, findings: &mut Findings) {
    let items: Vec<Item<'_>> = files
        .endpoints()
        .filter_map(|(area, entry, place)| {
            let pattern = pattern_of(&entry.meaning).ok()?;
            Some(Item {
                area,
                entry,
                place,
                pattern,
                checked: files.layers < 2 || files.is_users(place.file),
            })
        })
        .collect();
    for (at, a) in items.iter().enumerate() {
        for b in &items[at + 1..] {
            // Two names meet only where one's tail ends in the other's; this spares nearly all pairs the automata.
            let (mine, theirs) = (a.pattern.tail(), b.pattern.tail());
            let may_meet = mine.ends_with(theirs) || theirs.ends_with(mine);
            if (a.checked || b.checked) && may_meet {
                compare(a, b, findings);
            }
        }
    }
}

fn compare(a: &Item<'_>, b: &Item<'_>, findings: &mut Findings) {
    let same_area = a.area.area.id.get_ref() == b.area.area.id.get_ref();
    match a.pattern.relation(&b.pattern) {
        Relation::Apart => {}
        Relation::Same if same_area => findings.error(
            "duplicate",
            b.place,
            format!("{} is the same destination as {}", b.id(), a.id()),
            "store it once, with the rows of both in `documented`",
        ),
        Relation::Same => findings.add(
            Severity::Note,
            "shared",
            b.place,
            format!("{} is also documented as {}", b.id(), a.id()),
            "attribution keeps both",
        ),
        Relation::Contains => reach(a, b, same_area, findings),
        Relation::Within => reach(b, a, same_area, findings),
        Relation::Overlaps => {
            let example = a.pattern.common_host(&b.pattern);
            let example = example.map_or(String::new(), |host| format!(", as {} shows", host.0));
            findings.add(
                Severity::Note,
                "overlap",
                a.place,
                format!("{} and {} share hosts{example}", a.pattern, b.id()),
                "the one that spells out more wins",
            );
        }
    }
}

fn reach(wide: &Item<'_>, narrow: &Item<'_>, same_area: bool, findings: &mut Findings) {
    if same_area {
        findings.add(
            Severity::Note,
            "nested",
            wide.place,
            format!(
                "{} covers {} of the same area",
                wide.pattern, narrow.pattern
            ),
            "the narrower one is more specific and wins",
        );
        return;
    }
    let kept = if narrow.area.area.security_critical.is_some() {
        ", which is critical for security"
    } else {
        ""
    };
    findings.add(
        Severity::Warning,
        "reach",
        wide.place,
        format!(
            "{} covers {} of {}{kept}",
            wide.pattern, narrow.pattern, narrow.area.area.name
        ),
        "a rule against the one reaches the other: carve it out",
    );
}

impl Item<'_> {
    fn id(&self) -> &str {
        self.entry.id.get_ref()
    }
}
