//! Values before and after, each as a dot within its interval, on a logarithmic scale. Zero has no place on such a scale: it
//! stands left of it, under `none`, and arrows show what went there.

use crate::document::numbers::figure;
use crate::document::{Pair, Plot};
use crate::report::html::plot::scale::Scale;
use crate::report::html::plot::svg::{Anchor, Svg, fitting, number};

use super::super::sheet::class;

const WIDTH: f64 = 1100.0;
const LABELS: f64 = 270.0;
/// Where zero stands, and where the scale begins.
const NONE: f64 = LABELS + 26.0;
const START: f64 = NONE + 54.0;
const VALUES: f64 = 170.0;
const HEAD: f64 = 44.0;
const ROW: f64 = 34.0;
/// How far the two dots are from the middle of their row.
const APART: f64 = 7.0;
const DOT: f64 = 4.5;

/// A lower limit, a value and an upper limit.
type Interval = (f64, f64, f64);

/// What the marks are: class, words.
pub(super) fn key(pairs: &[Pair]) -> Vec<(&'static str, &'static str)> {
    let mut key = vec![("before", "before"), ("after", "after")];
    let unseen = |pair: &Pair| pair.before.is_none() || pair.after.is_none();
    if pairs.iter().any(unseen) {
        key.push(("cross", "not seen"));
    }
    key
}

/// Draws them; nothing where there is none.
pub(super) fn draw(id: &str, plot: &Plot, unit: &str, pairs: &[Pair]) -> Option<String> {
    if pairs.is_empty() {
        return None;
    }
    let scale = scale(pairs);
    let height = HEAD + pairs.len() as f64 * ROW + 4.0;
    let mut svg = Svg::new(id, WIDTH, height, &plot.title, &plot.about);
    let middle = f64::midpoint(START, WIDTH - VALUES);
    let words = format!("{unit}, on a logarithmic scale");
    svg.text("axis", (middle, 8.0), Anchor::Middle, &words);
    svg.line("day", (NONE, HEAD - 8.0), (NONE, height));
    svg.text("axis", (NONE, HEAD - 18.0), Anchor::Middle, "none");
    for &tick in &scale.ticks {
        let x = place(&scale, tick);
        svg.line("grid", (x, HEAD - 8.0), (x, height));
        svg.text("axis", (x, HEAD - 18.0), Anchor::Middle, &figure(tick));
    }
    svg.text("axis", (WIDTH, HEAD - 18.0), Anchor::End, "before → after");
    for (at, pair) in pairs.iter().enumerate() {
        let y = HEAD + (at as f64 + 0.5) * ROW;
        draw_pair(pair, y, &scale, &mut svg);
        let below = y + ROW / 2.0;
        if at + 1 < pairs.len() {
            svg.line("row", (0.0, below), (WIDTH, below));
        }
    }
    Some(svg.finish())
}

/// A scale over every value and limit above zero.
fn scale(pairs: &[Pair]) -> Scale {
    let values = pairs
        .iter()
        .flat_map(|pair| [pair.before, pair.after])
        .flatten()
        .flat_map(|(low, value, high)| [low, value, high])
        .filter(|value| value.is_finite() && *value > 0.0);
    let smallest = values.clone().reduce(f64::min).unwrap_or(1.0);
    let largest = values.reduce(f64::max).unwrap_or(1.0);
    Scale::decades(smallest, largest)
}

fn place(scale: &Scale, value: f64) -> f64 {
    if value > 0.0 {
        START + scale.place(value) * (WIDTH - VALUES - START - 10.0)
    } else {
        NONE
    }
}

fn draw_pair(pair: &Pair, y: f64, scale: &Scale, svg: &mut Svg) {
    let label = fitting(&pair.label, LABELS - 14.0);
    let tone = format!("label {}", class(pair.tone));
    svg.text(&tone, (LABELS - 14.0, y), Anchor::End, &label);
    let (before, after) = (finite(pair.before), finite(pair.after));
    svg.open("before");
    draw_value(before, y - APART, scale, svg);
    svg.close();
    svg.open("after");
    let (from, to) = (value(before), value(after));
    if from > 0.0 && to <= 0.0 {
        let (start, end) = (place(scale, from), NONE + DOT + 4.0);
        arrow((start, y - APART + DOT), (end, y + APART), svg);
    }
    if from <= 0.0 && to > 0.0 {
        let (start, end) = (NONE, place(scale, to) - DOT - 4.0);
        arrow((start, y - APART + DOT), (end, y + APART), svg);
    }
    draw_value(after, y + APART, scale, svg);
    svg.close();
    let words = format!("{} → {}", in_words(before), in_words(after));
    svg.text("axis strong", (WIDTH, y), Anchor::End, &words);
}

/// A dot in its interval; a cross where nothing was seen.
fn draw_value(interval: Option<Interval>, y: f64, scale: &Scale, svg: &mut Svg) {
    let Some((low, value, high)) = interval else {
        let (left, right) = (NONE - 3.5, NONE + 3.5);
        svg.line("cross", (left, y - 3.5), (right, y + 3.5));
        svg.line("cross", (left, y + 3.5), (right, y - 3.5));
        return;
    };
    let (left, right) = (place(scale, low), place(scale, high));
    if right - left > 1.0 {
        svg.line("interval", (left, y), (right, y));
        for x in [left, right] {
            svg.line("limit", (x, y - 3.5), (x, y + 3.5));
        }
    }
    svg.circle("dot", (place(scale, value), y), DOT);
}

/// A dashed arrow: down, then along the lower line.
fn arrow(from: (f64, f64), to: (f64, f64), svg: &mut Svg) {
    svg.line("fall", from, (from.0, to.1));
    svg.line("fall", (from.0, to.1), to);
    let back = if to.0 < from.0 { 6.0 } else { -6.0 };
    let [x, y, behind] = [to.0, to.1, to.0 + back].map(number);
    let (upper, lower) = (number(to.1 - 4.0), number(to.1 + 4.0));
    svg.path(
        "head",
        &format!("M{behind} {upper}L{x} {y}L{behind} {lower}"),
    );
}

fn value(interval: Option<Interval>) -> f64 {
    interval.map_or(0.0, |(_, value, _)| value)
}

fn in_words(interval: Option<Interval>) -> String {
    match interval {
        None => "not seen".to_owned(),
        Some((_, value, _)) if value <= 0.0 => "none".to_owned(),
        Some((_, value, _)) => figure(value),
    }
}

/// The interval where it has a place: limits that are no numbers are those of the value.
fn finite(interval: Option<Interval>) -> Option<Interval> {
    let (low, value, high) = interval.filter(|it| it.1.is_finite())?;
    let limit = |limit: f64| if limit.is_finite() { limit } else { value };
    Some((limit(low), value, limit(high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{PlotKind, Tone};

    fn draw(pairs: &[(Option<Interval>, Option<Interval>)]) -> Option<String> {
        let pairs: Vec<Pair> = pairs
            .iter()
            .map(|&(before, after)| Pair {
                label: "<Updates>".to_owned(),
                before,
                after,
                tone: Tone::Good,
            })
            .collect();
        let plot = Plot {
            title: "t".to_owned(),
            about: String::new(),
            kind: PlotKind::Pairs {
                unit: "calls a day".to_owned(),
                pairs: pairs.clone(),
            },
        };
        super::draw("x", &plot, "calls a day", &pairs)
    }

    #[test]
    fn what_went_quiet_has_an_arrow_to_none() {
        let quiet = draw(&[(Some((8.0, 12.0, 16.0)), Some((0.0, 0.0, 3.0)))]).unwrap();
        assert!(quiet.contains("class=\"fall\""));
        assert!(quiet.contains(">12 → none<"));
        let less = draw(&[(Some((8.0, 12.0, 16.0)), Some((1.0, 2.0, 3.0)))]).unwrap();
        assert!(!less.contains("class=\"fall\""));
    }

    #[test]
    fn not_seen_is_a_cross_and_no_dot() {
        let svg = draw(&[(None, Some((1.0, 2.0, 3.0)))]).unwrap();
        assert_eq!(svg.matches("class=\"cross\"").count(), 2);
        assert_eq!(svg.matches("<circle").count(), 1);
        assert!(svg.contains(">not seen → 2<"));
    }

    #[test]
    fn values_without_a_place_draw_nothing_odd() {
        assert_eq!(draw(&[]), None);
        let odd = [
            (Some((0.0, 0.0, 0.0)), None),
            (
                Some((f64::NAN, 2.0, f64::INFINITY)),
                Some((-1.0, -1.0, -1.0)),
            ),
            (Some((0.0, f64::NAN, 1.0)), Some((1e-300, 1e300, 1e300))),
        ];
        let svg = draw(&odd).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(svg.contains("&lt;Updates&gt;"));
    }
}
