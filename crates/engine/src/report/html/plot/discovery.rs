//! How new destinations keep being discovered: the number of different ones over time, by what they are.

use std::fmt::Write;

use super::super::moment::{Clock, seconds};
use super::super::quantity::span;
use super::lane::lanes;
use super::scale::Scale;
use super::svg::{Anchor, Svg, number};
use super::time_axis::ticks;
use super::{Figure, Group};
use crate::report::page::Page;
use crate::report::wording::{count, counted};

const WIDTH: f64 = 1100.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 34.0;
/// Steps of the curve at most: one a pixel and a half.
const STEPS: usize = 600;
/// Lines of the table of numbers.
const LINES: usize = 10;

/// Draws it; nothing where there is no destination.
pub(in super::super) fn discovery(page: &Page, run: (f64, f64), clock: Clock) -> Option<Figure> {
    let mut found: Vec<(f64, Group)> = lanes(page)
        .iter()
        .flat_map(|lane| {
            lane.destinations
                .iter()
                .map(|it| (seconds(&it.first), lane.group))
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let last = found.last()?.0;
    let length = run.1 - run.0;
    let about = vec![
        format!(
            "The number of different destinations seen up to each moment (UTC). {}",
            milestones(&found, run.0)
        ),
        ending(&found, last, run, length),
    ];
    let curve = curve(&found, run, STEPS);
    Some(Figure {
        svg: draw(&curve, run, clock, &about.join(" ")),
        key: Vec::new(),
        legend: Vec::new(),
        about,
        columns: [
            "Until",
            "Documented",
            "Undocumented",
            "Without a name",
            "All",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: self::curve(&found, run, LINES)
            .iter()
            .enumerate()
            .map(|(at, counts)| {
                let moment = run.0 + length * (at + 1) as f64 / LINES as f64;
                let mut row = vec![clock.text(moment)];
                row.extend(counts.map(count));
                row.push(count(counts.iter().sum()));
                row
            })
            .collect(),
    })
}

/// When half and nine tenths were known.
fn milestones(found: &[(f64, Group)], start: f64) -> String {
    let after = |part: usize| {
        let at = (found.len() * part).div_ceil(10).max(1) - 1;
        span((found.get(at).map_or(start, |it| it.0) - start).max(0.0))
    };
    if found.len() < 10 {
        return String::new();
    }
    format!(
        "Half of the {} were known after {}, nine tenths after {}.",
        count(found.len() as u64),
        after(5),
        after(9)
    )
}

/// What the end of the curve says about whether the run was long enough.
fn ending(found: &[(f64, Group)], last: f64, run: (f64, f64), length: f64) -> String {
    let quarter = run.0 + length * 0.75;
    let late = found.iter().filter(|(at, _)| *at > quarter).count() as u64;
    if late == 0 {
        format!(
            "The last new one came after {}; the last quarter of the run brought none.",
            span((last - run.0).max(0.0))
        )
    } else {
        format!(
            "The last quarter of the run still brought {}: a longer run would find more.",
            counted(late, "new one", "new ones")
        )
    }
}

/// How many of each group were known at the end of each of `steps` equal parts of the run.
fn curve(found: &[(f64, Group)], run: (f64, f64), steps: usize) -> Vec<[u64; 3]> {
    let length = run.1 - run.0;
    let mut known = [0_u64; 3];
    let mut rest = found.iter().peekable();
    (0..steps)
        .map(|step| {
            let end = run.0 + length * (step + 1) as f64 / steps as f64;
            // What lies outside the run by rounding belongs to its end.
            while let Some((at, group)) = rest.peek() {
                if *at > end && step + 1 < steps {
                    break;
                }
                if let Some(count) = known.get_mut(*group as usize) {
                    *count += 1;
                }
                let _ = at;
                rest.next();
            }
            known
        })
        .collect()
}

fn draw(curve: &[[u64; 3]], run: (f64, f64), clock: Clock, about: &str) -> String {
    let mut svg = Svg::new(
        "discovery",
        WIDTH,
        HEIGHT,
        "New destinations over time",
        about,
    );
    let end = curve.last().copied().unwrap_or_default();
    let scale = Scale::linear(end.iter().sum::<u64>() as f64, 5);
    let (room, floor) = (WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM);
    let y = |value: f64| floor - scale.place(value) * (floor - TOP);
    for &tick in &scale.ticks {
        svg.line("grid", (LEFT, y(tick)), (LEFT + room, y(tick)));
        svg.text(
            "axis",
            (LEFT - 8.0, y(tick)),
            Anchor::End,
            &format!("{tick:.0}"),
        );
    }
    let ticks = ticks(run.0, run.1, 9, clock);
    let place = |at: f64| {
        let part = if run.1 > run.0 {
            (at - run.0) / (run.1 - run.0)
        } else {
            0.0
        };
        LEFT + part * room
    };
    // The start has a label where the first tick leaves room for it.
    if ticks
        .first()
        .is_none_or(|tick| place(tick.at) > LEFT + 70.0)
    {
        svg.text(
            "axis",
            (LEFT, floor + 16.0),
            Anchor::Middle,
            &clock.text(run.0),
        );
    }
    for tick in ticks {
        let x = place(tick.at);
        svg.line(
            if tick.day { "day" } else { "grid" },
            (x, TOP),
            (x, floor + 5.0),
        );
        svg.text("axis", (x, floor + 16.0), Anchor::Middle, &tick.label);
    }
    let mut below = vec![0_u64; curve.len()];
    let mut label_free = f64::MAX;
    for group in Group::ALL {
        let lower = below.clone();
        for (sum, counts) in below.iter_mut().zip(curve) {
            *sum += counts.get(group as usize).copied().unwrap_or(0);
        }
        let total = end.get(group as usize).copied().unwrap_or(0);
        if total == 0 {
            continue;
        }
        svg.open(group.class());
        svg.path("layer", &layer(&lower, &below, room, &y));
        // Labels keep a line's height between them, from below.
        let middle = y(
            (lower.last().copied().unwrap_or(0) + below.last().copied().unwrap_or(0)) as f64 / 2.0,
        );
        let at = middle.min(label_free - 16.0);
        label_free = at;
        svg.text(
            "total",
            (LEFT + room + 10.0, at),
            Anchor::Start,
            &format!("{} {}", count(total), group.words()),
        );
        svg.close();
    }
    svg.finish()
}

/// The outline of a layer: its upper edge in steps, and back along its lower one.
fn layer(lower: &[u64], upper: &[u64], room: f64, y: &impl Fn(f64) -> f64) -> String {
    let pitch = room / upper.len().max(1) as f64;
    let edge = |values: &[u64]| -> Vec<(f64, f64)> {
        let mut points = Vec::new();
        let mut last = None;
        for (at, &value) in values.iter().enumerate() {
            if last != Some(value) {
                points.push((LEFT + at as f64 * pitch, value as f64));
                last = Some(value);
            }
        }
        points
    };
    let mut path = format!("M{} {}", number(LEFT), number(y(0.0)));
    if let Some(first) = upper.first() {
        path = format!("M{} {}", number(LEFT), number(y(*first as f64)));
    }
    for (x, value) in edge(upper) {
        let _ = write!(path, "H{}V{}", number(x), number(y(value)));
    }
    let right = LEFT + room;
    let _ = write!(
        path,
        "H{}V{}",
        number(right),
        number(y(lower.last().copied().unwrap_or(0) as f64))
    );
    let edge = edge(lower);
    for (at, (x, _)) in edge.iter().enumerate().rev() {
        let before = at
            .checked_sub(1)
            .and_then(|at| edge.get(at))
            .map_or(0.0, |it| it.1);
        let _ = write!(path, "H{}", number(*x));
        if at > 0 {
            let _ = write!(path, "V{}", number(y(before)));
        }
    }
    path.push('Z');
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUND: [(f64, Group); 4] = [
        (0.0, Group::Documented),
        (1.0, Group::Unnamed),
        (5.0, Group::Documented),
        (99.9, Group::Undocumented),
    ];

    #[test]
    fn the_curve_counts_what_is_known() {
        let curve = curve(&FOUND, (0.0, 100.0), 10);
        assert_eq!(curve[0], [2, 0, 1]);
        assert_eq!(curve[9], [2, 1, 1]);
    }

    #[test]
    fn a_run_of_one_moment_has_a_curve() {
        let curve = curve(&FOUND, (0.0, 0.0), 10);
        assert_eq!(curve[9], [2, 1, 1]);
        assert!(!layer(&[0, 0], &[1, 2], 100.0, &|value| value).contains("NaN"));
    }

    #[test]
    fn a_late_find_says_that_the_run_was_short() {
        assert!(ending(&FOUND, 99.9, (0.0, 100.0), 100.0).contains("1 new one:"));
        assert!(ending(&FOUND[..3], 5.0, (0.0, 100.0), 100.0).contains("brought none"));
    }

    #[test]
    fn a_layer_goes_up_in_steps_and_comes_back() {
        assert_eq!(
            layer(&[0, 0], &[1, 2], 100.0, &|value| value),
            "M60 1H60V1H110V2H160V0H60Z"
        );
    }
}
