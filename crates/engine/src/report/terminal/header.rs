//! The top of the page: the release it is compared with, what was captured, and the numbers at a glance.

use super::sheet::{Sheet, Style};
use crate::report::page::{DeviceView, Method, Page, Summary};
use crate::report::wording::{bytes, captured_span, count, counted, moment};

/// Devices named; further ones are counted.
const DEVICES: usize = 4;

/// Writes it.
pub(super) fn write(page: &Page, sheet: &mut Sheet) {
    sheet.wrapped(
        "",
        &format!("Connection endpoints, compared with {}", page.release.name),
        Style::Bold,
    );
    sheet.blank();
    let label = |sheet: &mut Sheet, label: &str, text: &str| {
        sheet.labelled(&format!("{label:<10}"), text, Style::Dim, Style::Plain);
    };
    if let Some(chosen) = &page.release.chosen {
        let text = format!("{} --release names another.", chosen.sentence());
        label(sheet, "Release", &text);
    }
    let method = &page.method;
    label(sheet, "Captured", &captured(method));
    label(sheet, "Read", &read(method));
    label(sheet, devices_label(method), &devices(method));
    for catalog in &page.user_catalogs {
        label(
            sheet,
            "Catalog",
            &format!("built in, and {}", catalog.words()),
        );
    }
    label(sheet, "Seen", &seen(&page.summary));
    label(sheet, "Traffic", &traffic(&page.summary));
}

fn captured(method: &Method) -> String {
    match (&method.first, &method.last) {
        (Some(first), Some(last)) => format!(
            "{} to {} UTC, {}",
            moment(first),
            moment(last),
            captured_span(method)
        ),
        _ => "nothing: there is no packet in what was read".to_owned(),
    }
}

fn read(method: &Method) -> String {
    let apart: u64 = method.apart.iter().map(|apart| apart.connections).sum();
    let mut text = format!(
        "{}, {}, {} on the wire; {}",
        counted(method.files, "file", "files"),
        counted(method.packets, "packet", "packets"),
        bytes(method.bytes),
        counted(method.connections, "connection", "connections"),
    );
    if apart > 0 {
        text += &format!(", {} of them left out (see the end)", count(apart));
    }
    text
}

fn devices_label(method: &Method) -> &'static str {
    if method.devices.len() == 1 {
        "Device"
    } else {
        "Devices"
    }
}

fn devices(method: &Method) -> String {
    let mut text = match method.devices.as_slice() {
        [] => "none with anything public".to_owned(),
        [one] => device(one),
        several => busiest(several),
    };
    if method.other_machines > 0 {
        text += &format!(
            "; {} with nothing public",
            counted(method.other_machines, "other machine", "other machines")
        );
    }
    text
}

/// The devices with the most on the page, and how many more there are.
fn busiest(devices: &[DeviceView]) -> String {
    let mut sorted: Vec<&DeviceView> = devices.iter().collect();
    sorted.sort_by_key(|device| std::cmp::Reverse(device.on_page));
    let mut named: Vec<String> = sorted
        .iter()
        .take(DEVICES)
        .map(|it| {
            let attempts = counted(it.on_page, "attempt", "attempts");
            format!("{} with {attempts}", it.label)
        })
        .collect();
    if let Some(hidden) = devices.len().checked_sub(DEVICES).filter(|it| *it > 0) {
        named.push(format!("{} more", count(hidden as u64)));
    }
    format!("{}: {}", count(devices.len() as u64), named.join(", "))
}

/// All addresses of the only device.
fn device(device: &DeviceView) -> String {
    let mut text = device.label.clone();
    for address in device.addresses.iter().filter(|it| **it != device.label) {
        text += &format!(", {address}");
    }
    if let Some(mac) = &device.mac {
        text += &format!(" ({mac})");
    }
    text
}

fn seen(summary: &Summary) -> String {
    format!(
        "{} of {} areas and {} of {} endpoints that the vendor documents; {}: {} documented, {} not, {} without a name",
        count(summary.areas),
        count(summary.areas_documented),
        count(summary.endpoints),
        count(summary.endpoints_documented),
        counted(summary.destinations, "destination", "destinations"),
        count(summary.documented),
        count(summary.undocumented),
        count(summary.unnamed),
    )
}

fn traffic(summary: &Summary) -> String {
    if summary.destinations > 0 && summary.only_asked == summary.destinations {
        return format!(
            "none: {} asked for, and no connection to a public address is in the capture",
            counted(summary.only_asked, "name was", "names were")
        );
    }
    format!(
        "{}, {} both ways; {} never reached, {} only asked for",
        counted(summary.attempts, "attempt", "attempts"),
        bytes(summary.bytes),
        counted(summary.blocked, "destination", "destinations"),
        count(summary.only_asked),
    )
}
