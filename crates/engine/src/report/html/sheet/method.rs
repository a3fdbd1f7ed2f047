//! The method section: what was read, what was set apart, what was left out.

use serde::Serialize;

use super::row::{Amount, number, volume};
use crate::report::html::quantity::span;
use crate::report::page::{CarrierView, DeviceView, Method, Page};
use crate::report::wording::{apart, bytes, count, counted};

/// How the page came about.
#[derive(Debug, Serialize)]
pub(super) struct MethodSheet<'a> {
    view: &'a Method,
    facts: Vec<(&'static str, String)>,
    devices: Vec<(&'a DeviceView, Amount, Amount)>,
    other_machines: String,
    carriers: &'a [CarrierView],
    apart: Vec<(&'a str, Amount, Amount)>,
    left_out: Vec<(&'a str, Amount)>,
}

pub(super) fn method(page: &Page) -> MethodSheet<'_> {
    let method = &page.method;
    let catalogs = page.user_catalogs.iter();
    let catalogs = catalogs.map(|it| ("Catalog on top of the one built in", it.words()));
    let mut devices: Vec<_> = method
        .devices
        .iter()
        .map(|device| (device, number(device.on_page), number(device.connections)))
        .collect();
    devices.sort_by_key(|(_, on_page, _)| std::cmp::Reverse(on_page.value));
    MethodSheet {
        view: method,
        facts: [
            ("Captures read", count(method.files)),
            (
                "Pauses of over an hour without a packet",
                match method.pauses {
                    0 => "none".to_owned(),
                    pauses => format!(
                        "{}, {} together",
                        count(pauses),
                        span(method.paused_seconds)
                    ),
                },
            ),
            ("Packets", count(method.packets)),
            ("Bytes on the wire", bytes(method.bytes)),
            ("Connections of the machines", count(method.connections)),
            ("Open before the capture began", count(method.midway)),
            (
                "Public connections that no DNS answer explains",
                format!(
                    "{}, of which {} carried a name",
                    count(method.unexplained),
                    count(method.unexplained_named)
                ),
            ),
        ]
        .into_iter()
        .chain(catalogs)
        .collect(),
        devices,
        other_machines: match method.other_machines {
            0 => String::new(),
            others => counted(others, "other machine", "other machines"),
        },
        carriers: &page.carriers,
        apart: method
            .apart
            .iter()
            .map(|it| {
                (
                    apart(&it.kind, it.connections),
                    number(it.connections),
                    volume(it.bytes),
                )
            })
            .collect(),
        left_out: method
            .left_out
            .iter()
            .map(|it| (it.words.as_str(), number(it.count)))
            .collect(),
    }
}
