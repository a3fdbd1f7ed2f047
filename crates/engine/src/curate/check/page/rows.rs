//! Rows of a page against each other and against the catalog.

use std::collections::{BTreeMap, BTreeSet};

use super::super::breadth;
use super::super::files::{Item, Joined};
use super::super::misspelt::Names;
use super::super::nearness::{may_meet, relation};
use super::{Severity, Told};
use crate::catalog::ProtocolSet;
use crate::curate::import::{ImportedPage, ImportedRelease, ImportedRow, NoteCode};
use crate::pattern::{Kind, Pattern, Relation};

/// How many rows with wildcards are compared with the others of their release. Published pages have fewer than 200;
/// a longer list is compared as far as this.
const WILDCARD_LIMIT: usize = 2_000;

/// How many names are given in one message.
const NAMED: usize = 3;

pub(super) fn check(page: &ImportedPage, joined: &Joined<'_>, told: &mut Told<'_>) {
    let doubted = |codes: &[NoteCode]| -> BTreeSet<u32> {
        let doubts = page.doubts.iter().filter(|it| codes.contains(&it.code));
        doubts.map(|it| it.line).collect()
    };
    let cut = doubted(&[NoteCode::CutOff, NoteCode::WildcardSuffix]);
    let misspelt = doubted(&[NoteCode::Misspelt]);
    let names = Names::new(&joined.known);
    // Pages of several editions repeat their names.
    let mut reached: BTreeMap<(&Pattern, Option<&str>), Vec<String>> = BTreeMap::new();
    for release in &page.releases {
        let rows: Vec<Row<'_>> = release
            .rows
            .iter()
            .filter_map(|row| Row::new(release, row))
            .collect();
        for row in &rows {
            if !cut.contains(&row.line) {
                check_breadth(row, joined, told);
            }
            if !misspelt.contains(&row.line)
                && let Some(like) = names.like(row.pattern)
            {
                let what = format!("{} is nearly {like}", row.written);
                let hint = "one of the two is probably a slip";
                told.add(Severity::Warning, "misspelt", row.line, what, hint);
            }
            if row.pattern.kind() != Kind::Exact {
                let reached = reached
                    .entry((row.pattern, row.area))
                    .or_insert_with(|| reach_of_catalog(row, joined));
                for what in &*reached {
                    let hint =
                        "the catalog documents them apart: a rule from this row needs exceptions";
                    let what = what.clone();
                    told.add(Severity::Warning, "reach-security", row.line, what, hint);
                }
            }
        }
        check_repeated(&rows, told);
        check_reach(&rows, told);
    }
}

/// A row that means something.
struct Row<'p> {
    line: u32,
    area: Option<&'p str>,
    written: &'p str,
    protocols: &'p str,
    pattern: &'p Pattern,
}

impl<'p> Row<'p> {
    fn new(release: &'p ImportedRelease, row: &'p ImportedRow) -> Option<Self> {
        Some(Self {
            line: row.line,
            area: release.area_of(row).map(|area| area.name.as_str()),
            written: &row.destination,
            protocols: &row.protocols,
            pattern: &row.understood.as_ref().ok()?.pattern,
        })
    }
}

fn check_breadth(row: &Row<'_>, joined: &Joined<'_>, told: &mut Told<'_>) {
    let host = row.pattern.host();
    if let Some(fault) = breadth::fault(row.pattern, &joined.known) {
        let severity = fault.severity.min(Severity::Warning);
        let hint = "a rule from it reaches more than this row is about";
        let hint = match fault.code {
            "cut-off" => "the name may be cut, and then it matches nothing on the Internet",
            _ => hint,
        };
        told.add(severity, fault.code, row.line, fault.what, hint);
    } else if let Some(suffix) = joined.known.balancer_of(host) {
        let what = format!("{host} is a name of the load balancer {suffix}");
        let hint = "devices ask for another name and are led here";
        told.add(Severity::Warning, "carrier-name", row.line, what, hint);
    }
}

/// One destination in several rows of a release: the same again, or with other protocols.
fn check_repeated(rows: &[Row<'_>], told: &mut Told<'_>) {
    let mut first: BTreeMap<&Pattern, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        let before = first.entry(row.pattern).or_default();
        let near = before.iter().find(|it| it.area == row.area);
        let protocols = |row: &Row<'_>| {
            let set = ProtocolSet::read(row.protocols).unwrap_or_default();
            (!set.is_empty()).then_some(set)
        };
        if let Some(earlier) = near.or(before.first()) {
            let same_area = earlier.area == row.area;
            let differ = match (protocols(earlier), protocols(row)) {
                (Some(a), Some(b)) => a != b,
                _ => false,
            };
            let severity = if same_area {
                Severity::Warning
            } else {
                Severity::Note
            };
            if differ {
                let what = format!(
                    "{} is {} here and {} on line {}",
                    row.written, row.protocols, earlier.protocols, earlier.line
                );
                let hint = "one row with both protocols says it better";
                told.add(severity, "protocol-differs", row.line, what, hint);
            } else if same_area {
                let what = format!("{} is already on line {}", row.written, earlier.line);
                told.add(severity, "repeated-row", row.line, what, "");
            }
        }
        before.push(row);
    }
}

/// Wildcards over rows of other areas of the release.
fn check_reach(rows: &[Row<'_>], told: &mut Told<'_>) {
    let wide = rows.iter().filter(|row| row.pattern.kind() != Kind::Exact);
    for row in wide.take(WILDCARD_LIMIT) {
        let mut areas: BTreeMap<&str, BTreeSet<&Pattern>> = BTreeMap::new();
        for other in rows {
            let elsewhere = other.area.filter(|_| other.area != row.area);
            if let Some(area) = elsewhere
                && row.area.is_some()
                && other.pattern != row.pattern
                && relation(row.pattern, other.pattern) == Relation::Contains
            {
                areas.entry(area).or_default().insert(other.pattern);
            }
        }
        for (area, reached) in areas {
            let names = reached.into_iter().map(ToString::to_string);
            let what = format!(
                "{} covers {} of {area}",
                row.written,
                listed(&names.collect::<Vec<_>>())
            );
            let hint = "whoever blocks the one blocks the other";
            told.add(Severity::Warning, "reach", row.line, what, hint);
        }
    }
}

/// What a row reaches of the catalog's endpoints that security depends on, beyond its own area.
fn reach_of_catalog(row: &Row<'_>, joined: &Joined<'_>) -> Vec<String> {
    let mut areas: BTreeMap<&str, (&str, BTreeSet<String>)> = BTreeMap::new();
    let mut own: BTreeSet<&str> = BTreeSet::new();
    for (item, pattern) in joined.patterns() {
        if item.entry.carrier.is_some() || !may_meet(row.pattern, pattern) {
            continue;
        }
        if is_area(row.area, item) || row.pattern == pattern || is_spelt(row.written, item) {
            own.insert(item.area_id());
        } else if item.is_critical() && relation(row.pattern, pattern) == Relation::Contains {
            let area = areas.entry(item.area_id()).or_default();
            area.0 = &item.area.area.name;
            area.1.insert(pattern.to_string());
        }
    }
    let others = areas.into_iter().filter(|(id, _)| !own.contains(id));
    others
        .map(|(_, (area, reached))| {
            format!(
                "{} covers {} of {area}, which security depends on",
                row.written,
                listed(&reached.into_iter().collect::<Vec<_>>())
            )
        })
        .collect()
}

/// Whether a page's area is the one that an endpoint of the catalog belongs to, by any of its names.
fn is_area(name: Option<&str>, item: &Item<'_>) -> bool {
    let area = &item.area.area;
    let names = area.documented.iter().filter_map(|row| row.name.as_deref());
    let mut names = names.chain([area.name.as_str()]);
    name.is_some_and(|name| names.any(|it| it.eq_ignore_ascii_case(name)))
}

/// Whether a row of the catalog's endpoint has this spelling, which tells the area on pages without areas.
fn is_spelt(written: &str, item: &Item<'_>) -> bool {
    let mut rows = item.entry.documented.iter();
    rows.any(|row| item.written(row).eq_ignore_ascii_case(written))
}

fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let named = names.iter().take(NAMED).map(String::as_str);
    let named: Vec<&str> = named.collect();
    match more {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
