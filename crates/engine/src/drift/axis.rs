//! The conditions by which runs are told apart, with their values in order.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::intake::Run;
use super::order::natural;
use super::view::{AxisView, ValueView};
use crate::catalog::Release;

/// Conditions that describe a run rather than tell it apart: what they hold is different for each.
const DESCRIBE: [&str; 2] = ["idle-since", "note"];

/// The axis of runs whose host nobody has said: the hardware address of their only device.
const DEVICE: &str = "device";

/// A condition with its values.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) key: String,
    /// Whether its values come one after another.
    pub(super) ordered: bool,
    /// The values in their order.
    pub(super) values: Vec<String>,
    /// For each run the place of its value.
    pub(super) of: Vec<Option<usize>>,
}

/// Where a value stands among others; values of one kind have an order.
#[derive(Clone, Debug)]
struct Place<'c> {
    kind: Kind<'c>,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind<'c> {
    /// A release that starts with a build.
    Build,
    /// A release of a product without builds.
    Product(&'c str),
    /// A text that begins with a digit, as versions do.
    Version,
    Text,
}

/// The axes in which usable runs differ, by key; and those asked for, whether they differ or not.
pub(super) fn axes(runs: &[Run<'_>], asked: &[String]) -> Vec<Axis> {
    let mut keys: Vec<&str> = runs
        .iter()
        .flat_map(|run| run.conditions.keys().map(String::as_str))
        .collect();
    if runs.iter().all(|run| run.said("host").is_none()) {
        keys.push(DEVICE);
    }
    keys.sort_unstable();
    keys.dedup();
    let axes = keys.into_iter().map(|key| axis(key, runs));
    axes.filter(|axis| {
        let wanted = asked.contains(&axis.key);
        let tells = !DESCRIBE.contains(&axis.key.as_str()) && axis.differ(runs);
        !axis.values.is_empty() && (wanted || tells)
    })
    .collect()
}

fn axis(key: &str, runs: &[Run<'_>]) -> Axis {
    let said: Vec<Option<(Place<'_>, String)>> = runs.iter().map(|run| value(key, run)).collect();
    let mut values: BTreeMap<&str, &Place<'_>> = BTreeMap::new();
    for (place, shown) in said.iter().flatten() {
        values.entry(shown).or_insert(place);
    }
    let mut values: Vec<(&str, &Place<'_>)> = values.into_iter().collect();
    values.sort_by(|a, b| a.1.cmp(b.1).then_with(|| natural(a.0, b.0)));
    let mut kinds = values.iter().map(|it| &it.1.kind);
    let first = kinds.next();
    let alike = kinds.all(|kind| Some(kind) == first) && first != Some(&Kind::Text);
    let ordered = matches!(key, "build" | "release") && alike;
    let place = |shown: &str| values.iter().position(|it| it.0 == shown);
    let of = said
        .iter()
        .map(|it| it.as_ref().and_then(|(_, shown)| place(shown)))
        .collect();
    Axis {
        key: key.to_owned(),
        ordered,
        values: values.iter().map(|it| it.0.to_owned()).collect(),
        of,
    }
}

/// Where a run's value stands, and how it is shown.
fn value<'c>(key: &str, run: &Run<'c>) -> Option<(Place<'c>, String)> {
    if key == DEVICE && run.said(key).is_none() {
        let mut devices = run.devices();
        let only = devices.next().filter(|_| devices.next().is_none())?;
        let text = only.mac?.to_string();
        return Some((Place::plain(&text), text));
    }
    let said = run.said(key)?;
    Some(match (key, run.release) {
        // Editions are an axis of their own.
        ("release", Some(release)) => {
            let entry = &release.entry;
            let shown = format!("{} {}", entry.product, entry.version);
            (Place::of(release), shown)
        }
        ("build", _) => {
            let short = build(said);
            (Place::plain(short), short.to_owned())
        }
        _ => (Place::plain(said), said.to_owned()),
    })
}

/// A build without the version of Windows' kernel, which people leave out.
pub(super) fn build(said: &str) -> &str {
    said.strip_prefix("10.0.").unwrap_or(said)
}

impl<'c> Place<'c> {
    fn of(release: &'c Release) -> Self {
        let entry = &release.entry;
        match &entry.build {
            Some(build) => Self {
                kind: Kind::Build,
                text: build.clone(),
            },
            None => Self {
                kind: Kind::Product(&entry.product),
                text: entry.version.clone(),
            },
        }
    }

    fn plain(text: &str) -> Self {
        let kind = if text.starts_with(|c: char| c.is_ascii_digit()) {
            Kind::Version
        } else {
            Kind::Text
        };
        Self {
            kind,
            text: text.to_owned(),
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let kinds = self.kind.cmp(&other.kind);
        kinds.then_with(|| natural(&self.text, &other.text))
    }
}

impl Axis {
    /// The place of a run's value.
    pub(super) fn value(&self, run: usize) -> Option<usize> {
        self.of.get(run).copied().flatten()
    }

    /// Whether usable runs differ in it.
    fn differ(&self, runs: &[Run<'_>]) -> bool {
        let said = self.of.iter().zip(runs).filter(|(_, run)| run.usable());
        let mut said = said.filter_map(|(value, _)| *value);
        let first = said.next();
        said.any(|value| Some(value) != first)
    }

    /// For output.
    pub(super) fn view(&self) -> AxisView {
        let runs = |wanted: Option<usize>| -> Vec<usize> {
            let each = self.of.iter().enumerate();
            each.filter(|(_, value)| **value == wanted)
                .map(|(run, _)| run)
                .collect()
        };
        AxisView {
            key: self.key.clone(),
            ordered: self.ordered,
            values: self
                .values
                .iter()
                .enumerate()
                .map(|(place, value)| ValueView {
                    value: value.clone(),
                    runs: runs(Some(place)),
                })
                .collect(),
            unsaid: runs(None),
        }
    }
}
