//! When each area talks, for runs of under three hours, whose grid would have no columns: every destination as a line
//! from its first packet to its last.

use super::super::moment::Clock;
use super::super::quantity::span;
use super::Figure;
use super::lane::{Lane, key, lanes};
use super::svg::{Anchor, Svg, fitting, number};
use super::time_axis::ticks;
use crate::report::html::moment::seconds;
use crate::report::page::Page;
use crate::report::wording::count;

const LABELS: f64 = 250.0;
const WIDTH: f64 = 1100.0;
const HEAD: f64 = 28.0;
const EDGE: f64 = 20.0;
/// Height of one destination's line, and how many a lane shows side by side; more overlap.
const LINE: f64 = 5.0;
const ABREAST: usize = 12;

/// Draws it; nothing where there is no destination.
pub(in super::super) fn swim(page: &Page, run: (f64, f64), clock: Clock) -> Option<Figure> {
    let lanes = lanes(page);
    if lanes.is_empty() {
        return None;
    }
    let about = vec![format!(
        "The run is too short for a grid of hours ({}), so each line is one destination, from its first packet to its last; \
         the tick is the first. Times in UTC.",
        span(run.1 - run.0)
    )];
    Some(Figure {
        svg: draw(&lanes, run, clock, &about.join(" ")),
        key: key(lanes.iter()),
        legend: Vec::new(),
        about,
        columns: ["Area", "Destinations", "Attempts", "First", "Last"]
            .map(str::to_owned)
            .to_vec(),
        rows: lanes.iter().map(|lane| numbers(lane, clock)).collect(),
    })
}

fn numbers(lane: &Lane<'_>, clock: Clock) -> Vec<String> {
    let first = lane.destinations.iter().map(|it| it.first.as_str()).min();
    let last = lane.destinations.iter().map(|it| it.last.as_str()).max();
    let moment = |iso: Option<&str>| iso.map(|iso| clock.moment(iso).text).unwrap_or_default();
    vec![
        lane.label.to_owned(),
        count(lane.destinations.len() as u64),
        count(lane.destinations.iter().map(|it| it.attempts).sum()),
        moment(first),
        moment(last),
    ]
}

fn draw(lanes: &[Lane<'_>], run: (f64, f64), clock: Clock, about: &str) -> String {
    let height_of =
        |lane: &Lane<'_>| (lane.destinations.len().min(ABREAST) as f64 * LINE).max(14.0) + 8.0;
    let height = HEAD + lanes.iter().map(height_of).sum::<f64>() + 6.0;
    let mut svg = Svg::new("when", WIDTH, height, "When each area talks", about);
    let place = |at: f64| {
        let part = if run.1 > run.0 {
            ((at - run.0) / (run.1 - run.0)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        LABELS + part * (WIDTH - LABELS - EDGE)
    };
    for tick in ticks(run.0, run.1, 9, clock) {
        let x = place(tick.at);
        svg.text("axis", (x, 10.0), Anchor::Middle, &tick.label);
        svg.line(
            if tick.day { "day" } else { "grid" },
            (x, 20.0),
            (x, height - 4.0),
        );
    }
    let mut top = HEAD;
    for lane in lanes {
        let height = height_of(lane);
        svg.open(lane.group.class());
        svg.link(
            &lane.target,
            (LABELS - 10.0, top + height / 2.0),
            Anchor::End,
            &fitting(lane.label, LABELS - 10.0),
        );
        svg.rect(
            "track",
            [LABELS, top + 1.0, WIDTH - LABELS - EDGE, height - 2.0],
            None,
        );
        let mut sorted = lane.destinations.clone();
        sorted.sort_by(|a, b| a.first.cmp(&b.first));
        let mut path = String::new();
        for (at, destination) in sorted.iter().enumerate() {
            let y = top + 6.0 + (at % ABREAST) as f64 * LINE;
            let (from, to) = (
                place(seconds(&destination.first)),
                place(seconds(&destination.last)),
            );
            path.push_str(&format!(
                "M{} {}v{}M{} {}H{}",
                number(from),
                number(y - 1.5),
                number(LINE),
                number(from),
                number(y + 1.0),
                number(to.max(from + 2.0)),
            ));
        }
        svg.path("life", &path);
        svg.close();
        top += height;
    }
    svg.finish()
}
