//! A difference as something to read, one file per format.

mod csv;
mod json;
mod markdown;
mod table;

use super::{AreaLine, Change, Diff, HostOnPage, Meaning};
use crate::report::Layout;

/// A form of a difference.
pub trait Format: Sync {
    /// The file's name, and the word after `--format`.
    fn id(&self) -> &'static str;

    /// One line for the help.
    fn about(&self) -> &'static str;

    /// Lays the difference out.
    fn render(&self, diff: &Diff<'_>, layout: Layout) -> String;
}

/// Every format, in the order of the help.
pub static FORMATS: &[&dyn Format] = &[&table::Table, &markdown::Markdown, &json::Json, &csv::Csv];

/// A way in which a kept host can differ.
struct Kind {
    /// The token used in machine-readable output.
    token: &'static str,
    /// For people.
    title: &'static str,
    /// What it is about a change, in words; `None` where it is something else.
    words: fn(&Change<'_>) -> Option<String>,
}

/// What can happen to a kept host, in the order in which it matters to somebody who keeps rules.
const KINDS: [Kind; 6] = [
    Kind {
        token: "wider",
        title: "Wider than before",
        words: |it| spelling(it, Meaning::Wider),
    },
    Kind {
        token: "narrower",
        title: "Narrower than before",
        words: |it| spelling(it, Meaning::Narrower),
    },
    Kind {
        token: "other-meaning",
        title: "Another meaning than before",
        words: |it| spelling(it, Meaning::Other),
    },
    Kind {
        token: "moved",
        title: "Moved between areas",
        words: areas,
    },
    Kind {
        token: "protocols",
        title: "Other protocols",
        words: |it| {
            let protocols = it.protocols.as_ref()?;
            let (before, after) = (said(&protocols.before), said(&protocols.after));
            Some(format!("{before} → {after}"))
        },
    },
    Kind {
        token: "respelt",
        title: "Spelt differently, with the same meaning",
        words: |it| spelling(it, Meaning::Same),
    },
];

fn spelling(change: &Change<'_>, wanted: Meaning) -> Option<String> {
    let meaning = change.meaning.as_ref().filter(|it| it.is == wanted)?;
    let (before, after) = (meaning.before.join(", "), meaning.after.join(", "));
    let example = match (wanted, meaning.example.as_deref()) {
        (Meaning::Wider | Meaning::Other, Some(host)) => format!("; now {host} too, for one"),
        (Meaning::Narrower, Some(host)) => format!("; no longer {host}, for one"),
        _ => String::new(),
    };
    Some(format!("{before} → {after}{example}"))
}

fn areas(change: &Change<'_>) -> Option<String> {
    let areas = change.areas.as_ref()?;
    let names = |areas: &[AreaLine<'_>]| {
        let names: Vec<&str> = areas.iter().map(|area| area.name).collect();
        names.join(", ")
    };
    let (left, entered) = (names(&areas.left), names(&areas.entered));
    Some(if left.is_empty() {
        format!("{} as before, now {entered} too", names(&areas.stayed))
    } else if entered.is_empty() {
        format!("no longer {left}, still {}", names(&areas.stayed))
    } else {
        format!("{left} → {entered}")
    })
}

/// The names of areas as one text.
fn in_areas(host: &HostOnPage<'_>) -> String {
    let names: Vec<&str> = host.areas().into_iter().map(|area| area.name).collect();
    names.join(", ")
}

/// The spellings of a host as one text.
fn written(host: &HostOnPage<'_>) -> String {
    host.as_written().into_iter().collect::<Vec<_>>().join(", ")
}

/// What holds a host on the other page; `None` where nothing does.
fn held(host: &HostOnPage<'_>) -> Option<String> {
    let held: Vec<String> = host
        .held_by
        .iter()
        .map(|it| format!("{} ({})", it.as_written, it.area.name))
        .collect();
    (!held.is_empty()).then(|| held.join(", "))
}

/// The protocols, or that there are none.
fn said(protocols: &str) -> &str {
    if protocols.is_empty() {
        "not said"
    } else {
        protocols
    }
}

/// The numbers in a sentence.
fn summary(diff: &Diff<'_>) -> String {
    let it = diff.summary;
    let mut text = format!(
        "{} hosts became {}: {} added, {} removed, {} kept",
        it.before, it.after, it.added, it.removed, it.kept
    );
    let parts = [
        (it.wider, "wider"),
        (it.narrower, "narrower"),
        (it.other_meaning, "with another meaning"),
        (it.moved, "moved"),
        (it.protocols, "with other protocols"),
        (it.respelt, "spelt differently"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !parts.is_empty() {
        text += &format!(" ({})", parts.join(", "));
    }
    text + "."
}
