//! An endpoint: what it is for, what stops without it, who else uses it, who says so.

use std::collections::BTreeMap;

use backchat_engine::catalog::file::ProcessSource;
use backchat_engine::catalog::{DEFAULT_EDITION, EndpointView, RowView};
use backchat_engine::pattern::Confidence;
use backchat_engine::report::sheet::{Sheet, Style};

use super::{covered, field, origin, styled_field, whole_field};

/// How many rows are shown one by one; of more, only the releases are.
const FEW: usize = 3;

/// Which of the pages that document something are shown with their places.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pages<'r> {
    /// All of them.
    All,
    /// Of many only one: that of this release, or else the latest of the edition that is documented best.
    One(Option<&'r str>),
}

impl Pages<'_> {
    /// The one row to show; `None` where all are shown.
    fn chosen<'v, 'c>(self, view: &'v EndpointView<'c>) -> Option<&'v RowView<'c>> {
        let rows = &view.documented;
        let Pages::One(release) = self else {
            return None;
        };
        let last_of = |edition: &str| {
            let mut rows = rows.iter().rev();
            rows.find(|row| row.edition == Some(edition))
        };
        let asked = rows.iter().find(|row| Some(row.release) == release);
        let chosen = asked.or_else(|| last_of(DEFAULT_EDITION)).or(rows.last());
        chosen.filter(|_| rows.len() > FEW)
    }
}

/// Everything about an endpoint but its switches.
pub(crate) fn endpoint(sheet: &mut Sheet, view: &EndpointView<'_>, pages: Pages<'_>) {
    sheet.heading(
        &format!("{}: {}", view.area_name, view.as_written),
        Style::Bold,
    );
    field(sheet, "Purpose", view.purpose);
    if let Some(why) = view.security_critical {
        styled_field(sheet, "! Security", why, Style::Warning);
    }
    field(
        sheet,
        "Without it",
        view.impact.unwrap_or("The vendor does not say."),
    );
    for observed in view.observed {
        let build = observed.build.as_deref();
        let build = build.map(|build| format!(", on {build}"));
        let text = format!(
            "{} ({}{}).",
            observed.effect.trim_end_matches('.'),
            observed.confidence,
            build.unwrap_or_default()
        );
        field(sheet, "Observed", &text);
        for link in &observed.evidence {
            whole_field(sheet, "", link);
        }
    }
    users(sheet, view);
    protocols(sheet, view);
    if view.confidence != Confidence::Certain || view.kind != "exact" {
        let why = view.why.map(|why| format!(": {why}"));
        let text = format!(
            "{} ({}{})",
            view.meaning,
            view.confidence,
            why.unwrap_or_default()
        );
        field(sheet, "Means", &text);
    }
    sources(sheet, view, pages);
    whole_field(sheet, "Id", view.id);
    origin(sheet, view.origin);
}

fn users(sheet: &mut Sheet, view: &EndpointView<'_>) {
    let mut label = "Also used by";
    if let Some(dual_use) = view.dual_use {
        field(sheet, label, dual_use);
        label = "";
    }
    if !view.used_by.is_empty() {
        let areas = format!("Areas: {}", view.used_by.join(", "));
        field(sheet, label, &areas);
    }
}

fn protocols(sheet: &mut Sheet, view: &EndpointView<'_>) {
    let mut parts = Vec::new();
    if !view.protocols.is_empty() {
        parts.push(view.protocols.clone());
    }
    for (transport, ports) in [("", view.ports), ("UDP ", view.udp_ports)] {
        if !ports.is_empty() {
            let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
            parts.push(format!("{transport}port {}", ports.join(", ")));
        }
    }
    for process in view.processes {
        let says = match process.source {
            ProcessSource::VendorPages => "on the vendor's pages",
            ProcessSource::Observed => "observed",
        };
        parts.push(format!("by {} ({says})", process.name));
    }
    if !parts.is_empty() {
        field(sheet, "Spoken", &parts.join(", "));
    }
}

fn sources(sheet: &mut Sheet, view: &EndpointView<'_>, pages: Pages<'_>) {
    match pages.chosen(view) {
        None => {
            let mut label = "Documented";
            for each in &view.documented {
                row(sheet, label, view, each);
                label = "";
            }
        }
        Some(chosen) => {
            covered(sheet, &view.coverage);
            spellings(sheet, view);
            row(sheet, "For one", view, chosen);
        }
    }
    let mut label = if view.documented.is_empty() {
        "Named by"
    } else {
        "Also named by"
    };
    for place in &view.sources {
        let text = format!("{}:{}, {}", place.file, place.line, place.date);
        field(sheet, label, &text);
        whole_field(sheet, "", &place.url);
        label = "";
    }
}

/// A row with its place.
fn row(sheet: &mut Sheet, label: &str, view: &EndpointView<'_>, row: &RowView<'_>) {
    let spelling = if row.as_written == view.as_written {
        String::new()
    } else {
        format!(", as {}", row.as_written)
    };
    let systems = if row.systems.is_empty() {
        String::new()
    } else {
        format!(", for {}", row.systems.join(", "))
    };
    let text = format!(
        "{}{spelling}{systems}, {} ({}:{})",
        row.release_name, row.date, row.file, row.line
    );
    field(sheet, label, &text);
    whole_field(sheet, "", row.url);
}

/// How often it is written in which way, where pages differ.
fn spellings(sheet: &mut Sheet, view: &EndpointView<'_>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &view.documented {
        *counts.entry(row.as_written).or_default() += 1;
    }
    if counts.len() < 2 && counts.contains_key(view.as_written) {
        return;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let each = counts
        .iter()
        .map(|(spelling, count)| format!("{spelling} ({count}×)"));
    field(sheet, "Written", &each.collect::<Vec<_>>().join(", "));
}
