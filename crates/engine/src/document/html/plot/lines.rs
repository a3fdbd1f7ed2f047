//! Values over time: steps or lines, what they may have been as a pale area around them, and their labels at their ends.
//! Lines are told apart by those labels, and by dashes where there are more than three.

use std::fmt::Write;

use crate::document::numbers::figure;
use crate::document::{Line, Plot};
use crate::report::html::plot::scale::Scale;
use crate::report::html::plot::svg::{Anchor, Svg, fitting, number};
use crate::report::html::plot::time_axis::elapsed;

const WIDTH: f64 = 1100.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 230.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 34.0;
/// The height of the plot for few lines; labels of many need more.
const ROOM: f64 = 240.0;
/// From label to label.
const PITCH: f64 = 17.0;
/// Points nearer than this many pixels to the one before are left out: a week of seconds would be a file of megabytes.
const NEAR: f64 = 0.5;

/// Colours, and the dashes that tell lines of one colour apart.
const COLORS: usize = 3;
const DASHES: usize = 3;

/// Where hours and values are on the picture.
struct Frame {
    hours: f64,
    scale: Scale,
    floor: f64,
}

/// Draws them; nothing where no line has a point.
pub(super) fn draw(id: &str, plot: &Plot, unit: &str, lines: &[Line]) -> Option<String> {
    let all = || lines.iter().flat_map(|line| &line.points);
    let hours = all().map(|point| point.0).filter(|it| it.is_finite());
    let hours = hours.reduce(f64::max)?;
    let values = all().map(|point| point.1);
    let bands = lines.iter().flat_map(|line| &line.band).map(|band| band.1);
    let largest = values
        .chain(bands)
        .filter(|it| it.is_finite())
        .fold(0.0, f64::max);
    let room = ROOM.max(lines.len() as f64 * PITCH);
    let frame = Frame {
        hours,
        scale: Scale::measures(largest, 5),
        floor: TOP + room,
    };
    let mut svg = Svg::new(id, WIDTH, frame.floor + BOTTOM, &plot.title, &plot.about);
    frame.axes(unit, &mut svg);
    // Areas first, so that none lies over another's line.
    for (at, line) in lines.iter().enumerate() {
        svg.open(&class(at));
        if let Some(area) = frame.area(line) {
            svg.path("band", &area);
        }
        svg.close();
    }
    for (at, line) in lines.iter().enumerate() {
        svg.open(&class(at));
        let path = frame.path(&points(&line.points), line.steps);
        if !path.is_empty() {
            svg.path("line", &path);
        }
        svg.close();
    }
    frame.labels(lines, &mut svg);
    Some(svg.finish())
}

/// The classes of a line: its color and its dashes.
fn class(at: usize) -> String {
    format!("l{} d{}", at % COLORS, at / COLORS % DASHES)
}

/// The points that have a place.
fn points(all: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let finite = |point: &&(f64, f64)| point.0.is_finite() && point.1.is_finite();
    all.iter().filter(finite).copied().collect()
}

impl Frame {
    fn x(&self, hour: f64) -> f64 {
        let part = if self.hours > 0.0 {
            hour / self.hours
        } else {
            0.0
        };
        LEFT + part.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, value: f64) -> f64 {
        self.floor - self.scale.place(value) * (self.floor - TOP)
    }

    fn axes(&self, unit: &str, svg: &mut Svg) {
        svg.text("axis", (LEFT - 8.0, TOP - 18.0), Anchor::Start, unit);
        for &tick in &self.scale.ticks {
            let y = self.y(tick);
            svg.line("grid", (LEFT, y), (WIDTH - RIGHT, y));
            svg.text("axis", (LEFT - 8.0, y), Anchor::End, &figure(tick));
        }
        for tick in elapsed(self.hours * 3_600.0, 10) {
            let x = self.x(tick.at / 3_600.0);
            let class = if tick.day { "day" } else { "grid" };
            svg.line(class, (x, TOP), (x, self.floor + 5.0));
            let at = (x, self.floor + 16.0);
            svg.text("axis", at, Anchor::Middle, &tick.label);
        }
    }

    /// A line through points; in steps, each value stays until the next point.
    fn path(&self, points: &[(f64, f64)], steps: bool) -> String {
        let mut path = String::new();
        let mut drawn = f64::NEG_INFINITY;
        for (at, (hour, value)) in points.iter().enumerate() {
            let (x, y) = (self.x(*hour), self.y(*value));
            if x - drawn < NEAR && at + 1 < points.len() {
                continue;
            }
            drawn = x;
            // Writing to a string never fails.
            let _ = if path.is_empty() {
                write!(path, "M{} {}", number(x), number(y))
            } else if steps {
                write!(path, "H{}V{}", number(x), number(y))
            } else {
                write!(path, "L{} {}", number(x), number(y))
            };
        }
        path
    }

    /// The outline of a band: along its upper edge and back along the lower one.
    fn area(&self, line: &Line) -> Option<String> {
        let edge = |of: fn(&(f64, f64)) -> f64| -> Vec<(f64, f64)> {
            let both = line.points.iter().zip(&line.band);
            points(
                &both
                    .map(|(point, band)| (point.0, of(band)))
                    .collect::<Vec<_>>(),
            )
        };
        let (upper, lower) = (edge(|band| band.1), edge(|band| band.0));
        if upper.len() < 2 || upper.len() != lower.len() {
            return None;
        }
        let back: Vec<(f64, f64)> = if line.steps {
            // Backwards a step stands at the other end of its value.
            let hours = lower.iter().rev().map(|point| point.0);
            let values = lower.iter().rev().skip(1).map(|point| point.1);
            let first = lower.last().copied();
            first.into_iter().chain(hours.zip(values)).collect()
        } else {
            lower.iter().rev().copied().collect()
        };
        let mut path = self.path(&upper, line.steps);
        for (at, (hour, value)) in back.iter().enumerate() {
            let (x, y) = (number(self.x(*hour)), number(self.y(*value)));
            let _ = if line.steps && at > 0 {
                write!(path, "H{x}V{y}")
            } else {
                write!(path, "L{x} {y}")
            };
        }
        if line.steps
            && let Some((hour, _)) = lower.first()
        {
            let _ = write!(path, "H{}", number(self.x(*hour)));
        }
        path.push('Z');
        Some(path)
    }

    /// The labels at the lines' ends, moved apart where they would lie on each other.
    fn labels(&self, lines: &[Line], svg: &mut Svg) {
        let ends = lines.iter().enumerate().filter_map(|(at, line)| {
            let (hour, value) = points(&line.points).last().copied()?;
            Some((at, line, self.x(hour), self.y(value), value))
        });
        let mut ends: Vec<_> = ends.collect();
        ends.sort_by(|a, b| a.3.total_cmp(&b.3));
        let wanted: Vec<f64> = ends.iter().map(|end| end.3).collect();
        let places = apart(&wanted, TOP, self.floor);
        let edge = WIDTH - RIGHT;
        for ((at, line, x, y, value), place) in ends.into_iter().zip(places) {
            svg.open(&class(at));
            svg.circle("point", (x, y), 3.0);
            svg.line("lead", (x + 3.0, y), (edge + 14.0, place));
            let label = format!("{} {}", figure(value), line.label);
            let at = (edge + 18.0, place);
            svg.text("total", at, Anchor::Start, &fitting(&label, RIGHT - 20.0));
            svg.close();
        }
    }
}

/// Ascending places as near to the wanted ones as a pitch between them allows, within `top` and `floor` where there is room.
fn apart(wanted: &[f64], top: f64, floor: f64) -> Vec<f64> {
    let mut places = Vec::with_capacity(wanted.len());
    let mut free = top;
    for want in wanted {
        let place = want.max(free);
        places.push(place);
        free = place + PITCH;
    }
    let mut limit = floor;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - PITCH;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::PlotKind;

    fn frame() -> Frame {
        Frame {
            hours: 10.0,
            scale: Scale::measures(10.0, 5),
            floor: TOP + 100.0,
        }
    }

    fn line(points: Vec<(f64, f64)>) -> Line {
        Line {
            label: "a".to_owned(),
            band: points.iter().map(|it| (it.1 - 1.0, it.1 + 1.0)).collect(),
            points,
            steps: true,
        }
    }

    fn draw(lines: &[Line]) -> Option<String> {
        let plot = Plot {
            title: "t".to_owned(),
            about: String::new(),
            kind: PlotKind::Lines {
                unit: "hosts".to_owned(),
                lines: lines.to_vec(),
            },
        };
        super::draw("x", &plot, "hosts", lines)
    }

    #[test]
    fn a_value_stays_until_the_next_point() {
        let points = [(0.0, 0.0), (5.0, 10.0), (10.0, 5.0)];
        assert_eq!(frame().path(&points, true), "M60 130H465V30H870V80");
        assert_eq!(frame().path(&points, false), "M60 130L465 30L870 80");
    }

    #[test]
    fn the_band_of_steps_has_their_corners() {
        let line = line(vec![(0.0, 1.0), (5.0, 5.0), (10.0, 5.0)]);
        let area = frame().area(&line).unwrap();
        assert_eq!(area, "M60 110H465V70H870V70L870 90H870V90H465V130H60Z");
    }

    #[test]
    fn labels_never_lie_on_each_other() {
        let places = apart(&[50.0, 51.0, 52.0, 129.0, 130.0], 30.0, 130.0);
        for pair in places.windows(2) {
            assert!(pair[1] - pair[0] >= PITCH - 1e-9, "{places:?}");
        }
        assert!(places.iter().all(|it| (30.0..=130.0).contains(it)));
    }

    #[test]
    fn what_has_no_place_is_left_out() {
        assert_eq!(draw(&[]), None);
        assert_eq!(draw(&[line(Vec::new())]), None);
        let odd = vec![(0.0, f64::NAN), (f64::INFINITY, 1.0), (0.0, 3.0)];
        let svg = draw(&[line(odd)]).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn a_week_of_seconds_is_a_small_picture() {
        let points = (0..604_800).map(|it| (f64::from(it) / 3_600.0, f64::from(it % 7)));
        let mut line = line(points.collect());
        line.band.clear();
        assert!(draw(&[line]).unwrap().len() < 60_000);
    }
}
