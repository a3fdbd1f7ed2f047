//! Bytes by area: two bars each, received and sent, on a scale that says what it is.

use super::super::quantity::share;
use super::Figure;
use super::lane::{Lane, key, lanes};
use super::scale::Scale;
use super::svg::{Anchor, Svg, fitting};
use crate::report::page::Page;
use crate::report::wording::bytes;

const LABELS: f64 = 250.0;
const VALUES: f64 = 190.0;
const WIDTH: f64 = 1100.0;
/// Where the column of bytes received ends; that of bytes sent ends at the edge.
const RECEIVED: f64 = WIDTH - 80.0;
const ROW: f64 = 30.0;
const HEAD: f64 = 28.0;
const BAR: f64 = 9.0;

/// Draws it; nothing where no byte was seen.
pub(in super::super) fn volume(page: &Page) -> Option<Figure> {
    let mut lanes: Vec<(Lane<'_>, u64, u64)> = lanes(page)
        .into_iter()
        .map(|lane| {
            let sent = sum(&lane, |it| it.sent_bytes);
            let received = sum(&lane, |it| it.received_bytes);
            (lane, sent, received)
        })
        .filter(|(_, sent, received)| *sent > 0 || *received > 0)
        .collect();
    // The page's order among equals.
    lanes.sort_by_key(|(_, sent, received)| std::cmp::Reverse(sent.saturating_add(*received)));
    let all = lanes.iter().fold(0_u64, |all, (_, sent, received)| {
        all.saturating_add(*sent).saturating_add(*received)
    });
    let scale = Scale::amounts(
        lanes
            .iter()
            .flat_map(|(_, sent, received)| [*sent, *received]),
    );
    let (first, sent, received) = lanes.first()?;
    let about = vec![
        if scale.logarithmic {
            format!(
                "Logarithmic scale that starts at {}: each line is ten times the one before, so compare the numbers, not the \
                 lengths.",
                round(scale.start())
            )
        } else {
            "Linear scale.".to_owned()
        },
        format!(
            "The most: {}, {} of all. Bytes are counted on the wire, headers included.",
            first.label,
            share(sent.saturating_add(*received), all)
        ),
    ];
    Some(Figure {
        svg: draw(&lanes, &scale, &about.join(" ")),
        key: key(lanes.iter().map(|(lane, ..)| lane)),
        legend: Vec::new(),
        about,
        columns: ["Area", "Received", "Sent", "Share"]
            .map(str::to_owned)
            .to_vec(),
        rows: lanes
            .iter()
            .map(|(lane, sent, received)| {
                vec![
                    lane.label.to_owned(),
                    bytes(*received),
                    bytes(*sent),
                    share(sent.saturating_add(*received), all),
                ]
            })
            .collect(),
    })
}

fn sum(lane: &Lane<'_>, of: impl Fn(&crate::report::page::DestinationView) -> u64) -> u64 {
    lane.destinations
        .iter()
        .fold(0, |sum, it| sum.saturating_add(of(it)))
}

fn draw(lanes: &[(Lane<'_>, u64, u64)], scale: &Scale, about: &str) -> String {
    let height = HEAD + lanes.len() as f64 * ROW + 6.0;
    let room = WIDTH - LABELS - VALUES;
    let mut svg = Svg::new("volume", WIDTH, height, "Bytes by area", about);
    for &tick in &scale.ticks {
        let x = LABELS + scale.place(tick) * room;
        svg.line("grid", (x, 20.0), (x, height - 4.0));
        svg.text("axis", (x, 10.0), Anchor::Middle, &round(tick));
    }
    svg.text("axis", (RECEIVED, 10.0), Anchor::End, "↓ received");
    svg.text("axis", (WIDTH, 10.0), Anchor::End, "↑ sent");
    let mut top = HEAD;
    for (lane, sent, received) in lanes {
        svg.open(lane.group.class());
        svg.link(
            &lane.target,
            (LABELS - 10.0, top + ROW / 2.0),
            Anchor::End,
            &fitting(lane.label, LABELS - 10.0),
        );
        let bars = [
            ("received", *received, top + 5.0),
            ("sent", *sent, top + 6.0 + BAR),
        ];
        for (class, value, y) in bars {
            let width = scale.place(value as f64) * room;
            if value > 0 {
                let title = format!("{}: {} {class}", lane.label, bytes(value));
                svg.rect(class, [LABELS, y, width.max(1.5), BAR], Some(&title));
            }
        }
        for (value, x) in [(*received, RECEIVED), (*sent, WIDTH)] {
            svg.text("axis", (x, top + ROW / 2.0), Anchor::End, &bytes(value));
        }
        svg.close();
        top += ROW;
    }
    svg.finish()
}

/// A round number of bytes, without a fraction of nothing.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn round(value: f64) -> String {
    bytes(value.round() as u64).replace(".0 ", " ")
}
