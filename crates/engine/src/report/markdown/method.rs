//! How the page was made, as a numbered list like the vendor's, from this capture's own numbers; and the note on load
//! balancers.

use super::escape::{name, text};
use crate::report::page::{Method, Page};
use crate::report::wording::{apart, bytes, captured_span, count, counted, moment};

/// Writes both.
pub(super) fn write(page: &Page, out: &mut String) {
    *out += "## How this page was made\n\n";
    for (at, step) in steps(page).iter().enumerate() {
        *out += &format!("{}. {step}\n", at + 1);
    }
    out.push('\n');
    carriers(page, out);
}

fn steps(page: &Page) -> Vec<String> {
    let method = &page.method;
    let mut steps = vec![captured(method)];
    if !method.devices.is_empty() {
        let devices: Vec<String> = method
            .devices
            .iter()
            .map(|device| {
                format!(
                    "{} ({})",
                    text(&device.label),
                    counted(device.on_page, "attempt", "attempts")
                )
            })
            .collect();
        steps.push(format!(
            "{} called public destinations: {}.",
            counted(method.devices.len() as u64, "device", "devices"),
            devices.join(", ")
        ));
    }
    if method.other_machines > 0 {
        steps.push(format!(
            "{} in the capture called nothing public.",
            counted(method.other_machines, "other machine", "other machines")
        ));
    }
    steps.push(format!(
        "Connections to public addresses, and names that were asked for, are on this page: {} with {} both ways.",
        counted(page.summary.attempts, "attempt", "attempts"),
        bytes(page.summary.bytes)
    ));
    if !method.apart.is_empty() {
        let kinds: Vec<String> = method
            .apart
            .iter()
            .map(|it| {
                format!(
                    "{} {}",
                    count(it.connections),
                    text(apart(&it.kind, it.connections))
                )
            })
            .collect();
        steps.push(format!("Counted and left out: {}.", kinds.join(", ")));
    }
    if !method.left_out.is_empty() {
        let reasons: Vec<String> = method
            .left_out
            .iter()
            .map(|it| format!("{}× {}", count(it.count), text(&it.words)))
            .collect();
        steps.push(format!("Skipped or limited: {}.", reasons.join("; ")));
    }
    for catalog in &page.user_catalogs {
        steps.push(format!(
            "On top of the built-in catalog, one of the reader's own was used: {}.",
            text(&catalog.words())
        ));
    }
    for warning in &method.warnings {
        steps.push(format!(
            "Input {}: {}.",
            text(&warning.input),
            text(&warning.message)
        ));
    }
    steps.extend(method.caveats.iter().map(|caveat| text(caveat)));
    steps.push(
        "Names were attributed by the name that the device asked for; the server names of TLS, QUIC and HTTP come before DNS \
         answers. Whether the devices were idle, and with which settings and account, the capture does not say."
            .to_owned(),
    );
    steps
}

fn captured(method: &Method) -> String {
    let (Some(first), Some(last)) = (&method.first, &method.last) else {
        return format!(
            "{} read; there is no packet in it.",
            counted(method.files, "file was", "files were")
        );
    };
    format!(
        "Traffic was captured from {} to {} UTC ({}): {} with {} on the wire, from {}.",
        moment(first),
        moment(last),
        captured_span(method),
        counted(method.packets, "packet", "packets"),
        bytes(method.bytes),
        counted(method.files, "file", "files")
    )
}

fn carriers(page: &Page, out: &mut String) {
    if page.carriers.is_empty() {
        return;
    }
    *out += "> [!NOTE]\n> Between a name and its addresses there may be load balancers and content networks. They may serve many \
             owners and change without notice, so they are no destinations of this page. On the way to the destinations \
             below, DNS answers went through:\n>\n";
    for carrier in &page.carriers {
        let pattern = format!("*.{}", carrier.suffix);
        *out += &format!(
            "> - {} ({}, {}): {}\n",
            name(&pattern),
            text(&carrier.name),
            text(carrier.kind),
            counted(carrier.destinations, "destination", "destinations")
        );
    }
    out.push('\n');
}
