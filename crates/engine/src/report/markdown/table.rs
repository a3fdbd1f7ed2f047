//! The table Area | Description | Protocol | Destination: an area's row with the way to turn it off, then a row per
//! endpoint, then continuation rows with blank cells.

use super::escape::{name, target, text};
use crate::report::page::{AreaPage, ControlLine, DestinationView, EndpointPage, Page};
use crate::report::wording::{other_releases, protocols};

/// Writes it.
pub(super) fn write(page: &Page, out: &mut String) {
    *out += "## Connection endpoints\n\n";
    if page.areas.is_empty() {
        *out += "No documented destination was seen.\n\n";
        return;
    }
    row(
        out,
        ["Area", "Description", "Protocol", "Destination"].map(str::to_owned),
    );
    *out += "|---|---|---|---|\n";
    for area in &page.areas {
        row(
            out,
            [
                text(&area.name),
                about(area),
                String::new(),
                turn_off(&area.controls, area.instead.as_deref()),
            ],
        );
        for endpoint in &area.endpoints {
            rows(endpoint, out);
        }
    }
    out.push('\n');
}

/// A row of a table.
pub(super) fn row<const N: usize>(out: &mut String, cells: [String; N]) {
    out.push('|');
    for cell in cells {
        *out += cell.trim();
        out.push('|');
    }
    out.push('\n');
}

fn about(area: &AreaPage) -> String {
    let mut parts = vec![text(&area.summary)];
    if let Some(why) = &area.security_critical {
        parts.push(format!("**Security-critical:** {}", text(why)));
    }
    if !area.requires.is_empty() {
        let needed: Vec<String> = area.requires.iter().map(|it| text(it)).collect();
        parts.push(format!("Needs {}.", needed.join("; ")));
    }
    parts.join(" ")
}

fn turn_off(controls: &[ControlLine], instead: Option<&str>) -> String {
    if controls.is_empty() {
        return instead.map(text).unwrap_or_default();
    }
    // What the page links to and does not help is left to the other formats.
    let links: Vec<String> = controls
        .iter()
        .filter(|control| control.ineffective.is_none())
        .map(|control| {
            let title = text(&control.title);
            match target(&control.url) {
                Some(url) => format!("[{title}]({url})"),
                None => title,
            }
        })
        .collect();
    format!("How to turn this off: {}", links.join("; "))
}

fn rows(endpoint: &EndpointPage, out: &mut String) {
    let mut description = purpose(endpoint);
    for view in &endpoint.destinations {
        row(
            out,
            [
                String::new(),
                std::mem::take(&mut description),
                text(&protocols(view)),
                destination(view, endpoint),
            ],
        );
    }
}

fn purpose(endpoint: &EndpointPage) -> String {
    let mut parts = vec![text(&endpoint.purpose)];
    if let Some(impact) = &endpoint.impact {
        parts.push(format!("Without it: {}", text(impact)));
    }
    if let Some(other) = &endpoint.dual_use {
        parts.push(format!("Also: {}", text(other)));
    }
    if !endpoint.controls.is_empty() {
        parts.push(format!("{}.", turn_off(&endpoint.controls, None)));
    }
    if let Some(from) = &endpoint.from {
        parts.push(format!("Entry of the catalog: {}.", text(from)));
    }
    if !endpoint.in_release && (endpoint.from.is_none() || endpoint.documented_by > 0) {
        parts.push(format!(
            "Documented only for {}.",
            text(&other_releases(endpoint))
        ));
    }
    parts.join(" ")
}

/// The name seen; the pattern where it is another; and what kept it from being reached or from being sure.
fn destination(view: &DestinationView, endpoint: &EndpointPage) -> String {
    let mut notes = Vec::new();
    if view.title != endpoint.as_written {
        notes.push(format!("documented as {}", name(&endpoint.as_written)));
    }
    match view.status {
        "blocked" => notes.push("never reached".to_owned()),
        "only-asked" => notes.push("only asked for".to_owned()),
        _ => {}
    }
    if let Some(confidence) = view.confidence.as_deref().filter(|it| *it != "certain") {
        notes.push(text(confidence));
    }
    if view.tied
        && let Some(other) = view.also.first()
    {
        notes.push(format!("or {}", text(&other.area)));
    }
    let mut cell = name(&view.title);
    if !notes.is_empty() {
        cell += &format!(" ({})", notes.join("; "));
    }
    cell
}
