//! The areas in the vendor's order: what was seen of each, and the documented pattern where it says more than the name.

use super::row::Columns;
use super::sheet::{Sheet, Style, cut, width};
use super::{mark, more};
use crate::report::page::{AreaPage, DestinationView, EndpointPage, Page};
use crate::report::wording::{bytes, counted, other_releases};

/// Destinations shown per endpoint.
const SHOWN: usize = 10;

/// Writes the section.
pub(super) fn write(page: &Page, columns: &Columns, sheet: &mut Sheet) {
    if page.areas.is_empty() {
        return;
    }
    sheet.heading("Areas", Style::Bold);
    columns.header(sheet);
    for area in &page.areas {
        heading(area, sheet);
        for endpoint in &area.endpoints {
            write_endpoint(area, endpoint, columns, sheet);
        }
    }
    legend(page, sheet);
}

/// `! Certificates ── security-critical ── 4 attempts, 12 kB`
fn heading(area: &AreaPage, sheet: &mut Sheet) {
    let critical = area.security_critical.is_some();
    let mark = if critical { "! " } else { "" };
    let total = if area.bytes == 0 {
        counted(area.attempts, "attempt", "attempts")
    } else {
        format!(
            "{}, {}",
            counted(area.attempts, "attempt", "attempts"),
            bytes(area.bytes)
        )
    };
    let room = sheet.width.saturating_sub(width(mark) + width(&total) + 2);
    let name = cut(&area.name, room);
    let fill = room - width(&name);
    let rule = if fill > 2 {
        format!(" {} ", "─".repeat(fill))
    } else {
        " ".repeat(fill + 2)
    };
    sheet.line(&[
        (Style::Bad, mark.to_owned()),
        (Style::Bold, name),
        (Style::Dim, rule + &total),
    ]);
}

fn write_endpoint(area: &AreaPage, endpoint: &EndpointPage, columns: &Columns, sheet: &mut Sheet) {
    let as_written = |view: &DestinationView| view.title == endpoint.as_written;
    let nested = !endpoint.destinations.iter().all(as_written)
        || !endpoint.in_release
        || endpoint.from.is_some();
    if nested {
        let mut text = format!("documented as {}", endpoint.as_written);
        // What only a user has is on no page, and needs none.
        if !endpoint.in_release && (endpoint.from.is_none() || endpoint.documented_by > 0) {
            text += &format!(" only for {}", other_releases(endpoint));
        }
        if let Some(from) = &endpoint.from {
            text += &format!(", {from}");
        }
        sheet.wrapped("  ", &format!("{text}:"), Style::Dim);
    }
    for view in endpoint.destinations.iter().take(SHOWN) {
        columns.row(sheet, mark(view), nested, view);
    }
    more(sheet, endpoint.destinations.len().saturating_sub(SHOWN));
    if let Some(why) = &endpoint.security_critical
        && area.security_critical.is_none()
    {
        sheet.labelled("    ! ", why, Style::Bad, Style::Dim);
    }
}

/// What the marks mean; only those that were used.
fn legend(page: &Page, sheet: &mut Sheet) {
    let views = || {
        page.areas
            .iter()
            .flat_map(|area| &area.endpoints)
            .flat_map(|endpoint| &endpoint.destinations)
    };
    let mut parts = Vec::new();
    let mut endpoints = page.areas.iter().flat_map(|area| &area.endpoints);
    if endpoints.any(|endpoint| endpoint.security_critical.is_some()) {
        parts.push("! turning this off weakens security");
    }
    if views().any(|view| mark(view) == '~') {
        parts.push("~ likely, or another endpoint fits as well");
    }
    if views().any(|view| mark(view) == '?') {
        parts.push("? doubtful");
    }
    if !parts.is_empty() {
        sheet.wrapped("", &parts.join("; "), Style::Dim);
    }
}
