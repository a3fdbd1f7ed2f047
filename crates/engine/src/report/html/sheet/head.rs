//! The top of the page: who, when, and the numbers that a reader in a hurry takes along.

use serde::Serialize;

use crate::report::html::moment::in_full;
use crate::report::html::plot::Group;
use crate::report::html::quantity::{list, share};
use crate::report::page::{Method, Page};
use crate::report::wording::{bytes, count, counted};

/// Machines named in the heading at most.
const NAMED: usize = 3;

/// A machine is named there if it made one in so many of the connections of the busiest.
const TALKER: u64 = 10;

/// A number at a glance.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    number: String,
    label: &'static str,
    note: String,
    /// The id of what it counts, where the page has that.
    target: Option<&'static str>,
    class: &'static str,
}

/// A part of all destinations, as a piece of a bar.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    class: &'static str,
    words: &'static str,
    count: String,
    share: String,
    x: f64,
    width: f64,
}

/// The machines that did the talking, by their labels, and how many others there are.
pub(super) fn machines(method: &Method) -> String {
    let mut devices: Vec<_> = method.devices.iter().collect();
    devices.sort_by_key(|device| std::cmp::Reverse(device.on_page));
    let Some(most) = devices.first().map(|device| device.on_page) else {
        return "no machine".to_owned();
    };
    let talkers = devices
        .iter()
        .filter(|device| device.on_page >= most.div_ceil(TALKER))
        .count();
    let named = if talkers <= NAMED { talkers } else { NAMED - 1 };
    let mut names: Vec<String> = devices
        .iter()
        .take(named)
        .map(|device| device.label.clone())
        .collect();
    let others = (devices.len() - named) as u64;
    if others > 0 {
        names.push(counted(others, "other machine", "other machines"));
    }
    list(&names)
}

pub(super) fn when(method: &Method) -> String {
    match (&method.first, &method.last) {
        (Some(first), Some(last)) => {
            let (from, to) = (in_full(first), in_full(last));
            // On one day the date is said once.
            let to = match (from.split_once(", "), to.split_once(", ")) {
                (Some((day, _)), Some((same, time))) if day == same => time.to_owned(),
                _ => to,
            };
            format!("{from} to {to} UTC")
        }
        _ => "no packet".to_owned(),
    }
}

/// What the page says in two sentences.
pub(super) fn lede(page: &Page) -> Vec<String> {
    let summary = &page.summary;
    if summary.destinations == 0 {
        return vec!["No call to a public address and no question for a name was seen.".to_owned()];
    }
    let mut sentences = vec![format!(
        "{} of {} {} documented for this release or another one.",
        count(summary.documented),
        counted(summary.destinations, "destination", "destinations"),
        if summary.documented == 1 { "is" } else { "are" },
    )];
    let mut open = Vec::new();
    if summary.undocumented > 0 {
        open.push(format!(
            "{} that nobody documents",
            counted(summary.undocumented, "name", "names")
        ));
    }
    if summary.unnamed > 0 {
        open.push(format!(
            "{} that nothing names",
            counted(summary.unnamed, "address", "addresses")
        ));
    }
    if summary.blocked > 0 {
        open.push(format!(
            "{} that could not be reached",
            counted(summary.blocked, "destination", "destinations")
        ));
    }
    if !open.is_empty() {
        sentences.push(format!("Look first at {}.", list(&open)));
    }
    sentences
}

pub(super) fn tiles(page: &Page) -> Vec<Tile> {
    let summary = &page.summary;
    let of = |part: u64, whole: u64| format!("{} / {}", count(part), count(whole));
    vec![
        Tile {
            number: count(summary.destinations),
            label: "destinations",
            note: format!("in {}", counted(summary.attempts, "attempt", "attempts")),
            target: Some("all"),
            class: "",
        },
        Tile {
            number: count(summary.undocumented),
            label: "undocumented names",
            note: share(summary.undocumented, summary.destinations),
            target: (summary.undocumented > 0).then_some("undocumented"),
            class: "undocumented",
        },
        Tile {
            number: count(summary.unnamed),
            label: "addresses without a name",
            note: share(summary.unnamed, summary.destinations),
            target: (summary.unnamed > 0).then_some("unnamed"),
            class: "unnamed",
        },
        Tile {
            number: count(summary.blocked),
            label: "never reached",
            note: format!("{} more only asked for", count(summary.only_asked)),
            target: (summary.blocked > 0).then_some("failed"),
            class: "",
        },
        Tile {
            number: of(summary.endpoints, summary.endpoints_documented),
            label: "documented endpoints seen",
            note: format!("in {} areas", of(summary.areas, summary.areas_documented)),
            target: Some("areas"),
            class: "documented",
        },
        Tile {
            number: bytes(summary.bytes),
            label: "with public destinations",
            note: "both ways, on the wire".to_owned(),
            target: (summary.bytes > 0).then_some("volume"),
            class: "",
        },
    ]
}

pub(super) fn parts(page: &Page) -> Vec<Part> {
    let summary = &page.summary;
    let mut x = 0.0;
    [
        (Group::Documented, summary.documented),
        (Group::Undocumented, summary.undocumented),
        (Group::Unnamed, summary.unnamed),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .map(|(group, number)| {
        let width = (10_000.0 * number as f64 / summary.destinations.max(1) as f64).round() / 10.0;
        let part = Part {
            class: group.class(),
            words: group.words(),
            count: count(number),
            share: share(number, summary.destinations),
            x,
            width,
        };
        x += width;
        part
    })
    .collect()
}
