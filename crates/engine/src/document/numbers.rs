//! The numbers of a plot as a table: what a plot says to who cannot see it.

use super::{Line, Pair, Plot, PlotKind};
use crate::report::wording::count;

/// Moments that a table of lines has where the lines have more.
const MOMENTS: usize = 10;

/// Titles and cells; the first column holds what each row is of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Numbers {
    /// The titles.
    pub columns: Vec<String>,
    /// The rows, each with a cell for every title.
    pub rows: Vec<Vec<String>>,
}

/// The numbers of a plot.
pub(super) fn numbers(plot: &Plot) -> Numbers {
    match &plot.kind {
        PlotKind::Lines { unit, lines } => {
            let mut columns = vec!["After".to_owned()];
            columns.extend(lines.iter().map(|line| format!("{}, {unit}", line.label)));
            let rows = moments(lines).into_iter().map(|hour| {
                let mut row = vec![hours(hour)];
                row.extend(lines.iter().map(|line| at(line, hour)));
                row
            });
            Numbers {
                columns,
                rows: rows.collect(),
            }
        }
        PlotKind::Pairs { unit, pairs } => Numbers {
            columns: vec![
                "What".to_owned(),
                format!("Before, {unit}"),
                format!("After, {unit}"),
            ],
            rows: pairs
                .iter()
                .map(
                    |Pair {
                         label,
                         before,
                         after,
                         ..
                     }| {
                        vec![label.clone(), within(*before), within(*after)]
                    },
                )
                .collect(),
        },
    }
}

/// A value with three digits that matter: `1,234`, `56.7`, `0.012`.
pub(super) fn figure(value: f64) -> String {
    if !value.is_finite() {
        return "unknown".to_owned();
    }
    let size = value.abs();
    if size >= 99.95 {
        // The conversion saturates, and 2^63 is beyond all counts.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = count(size.round() as u64);
        return if value < 0.0 {
            format!("−{whole}")
        } else {
            whole
        };
    }
    if size < 1e-9 {
        return "0".to_owned();
    }
    // Between 0 and 11: sizes are above 1e-9 and below 100.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let decimals = (2.0 - size.log10().floor()).max(0.0) as usize;
    let text = format!("{size:.decimals$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if value < 0.0 {
        format!("−{text}")
    } else {
        text.to_owned()
    }
}

/// A value with its limits: `12 (9.5–15)`; where there is none, that it was not seen.
fn within(value: Option<(f64, f64, f64)>) -> String {
    match value {
        None => "not seen".to_owned(),
        Some((low, value, high)) => banded(value, Some((low, high))),
    }
}

fn banded(value: f64, band: Option<(f64, f64)>) -> String {
    match band {
        Some((low, high)) if low < value || high > value => {
            format!("{} ({}–{})", figure(value), figure(low), figure(high))
        }
        _ => figure(value),
    }
}

/// A time since the beginning: `9 h`, `2 days`, `2 days 12 h`.
fn hours(hour: f64) -> String {
    let days = (hour / 24.0 + 1e-9).floor();
    if days < 1.0 {
        return format!("{} h", figure(hour));
    }
    let days_in_words = match days {
        1.0 => "1 day".to_owned(),
        _ => format!("{} days", figure(days)),
    };
    match figure((hour - days * 24.0).max(0.0)).as_str() {
        "0" => days_in_words,
        rest => format!("{days_in_words} {rest} h"),
    }
}

/// The hours to tell values of: those of the points where they are few, else as many equal steps.
fn moments(lines: &[Line]) -> Vec<f64> {
    let mut all: Vec<f64> = lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|point| point.0)
        .filter(|hour| hour.is_finite())
        .collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    let (Some(&first), Some(&last)) = (all.first(), all.last()) else {
        return Vec::new();
    };
    if all.len() <= MOMENTS + 2 {
        return all;
    }
    (0..=MOMENTS)
        .map(|step| first + (last - first) * step as f64 / MOMENTS as f64)
        .collect()
}

/// A line's value at an hour, with its band there; empty outside the line.
fn at(line: &Line, hour: f64) -> String {
    let hours: Vec<f64> = line.points.iter().map(|point| point.0).collect();
    let of = |values: &dyn Fn(usize) -> Option<f64>| between(&hours, hour, line.steps, values);
    let value = of(&|at| line.points.get(at).map(|point| point.1));
    let low = of(&|at| line.band.get(at).map(|band| band.0));
    let high = of(&|at| line.band.get(at).map(|band| band.1));
    value.map_or_else(String::new, |value| banded(value, low.zip(high)))
}

/// The value at `hour` among values at ascending `hours`: the last one before, or on the straight line to the next.
fn between(
    hours: &[f64],
    hour: f64,
    steps: bool,
    values: &dyn Fn(usize) -> Option<f64>,
) -> Option<f64> {
    // Sums of fractions may miss the last hour by a hair.
    let after = hours.partition_point(|it| *it <= hour + 1e-9);
    let before = after.checked_sub(1)?;
    let (from, value) = (*hours.get(before)?, values(before)?);
    if steps {
        return Some(value);
    }
    match (hours.get(after), values(after)) {
        (Some(to), Some(next)) if *to > from => {
            Some(value + (next - value) * ((hour - from) / (to - from)).clamp(0.0, 1.0))
        }
        // A line says nothing about the time after its end.
        _ => (hour <= from + 1e-9).then_some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Tone;

    fn line(steps: bool) -> Line {
        Line {
            label: "a".to_owned(),
            points: vec![(0.0, 2.0), (10.0, 4.0)],
            steps,
            band: vec![(2.0, 2.0), (3.0, 5.0)],
        }
    }

    #[test]
    fn figures_have_three_digits() {
        assert_eq!(
            [0.0, 0.0123, 0.5, 3.0, 56.78, 99.96, 1234.4, -2.5].map(figure),
            ["0", "0.0123", "0.5", "3", "56.8", "100", "1,234", "−2.5"]
        );
        assert_eq!(figure(f64::NAN), "unknown");
    }

    #[test]
    fn steps_stay_and_lines_climb() {
        assert_eq!(at(&line(true), 5.0), "2");
        assert_eq!(at(&line(false), 5.0), "3 (2.5–3.5)");
        assert_eq!(at(&line(false), 10.0), "4 (3–5)");
        assert_eq!(at(&line(false), 11.0), "");
        assert_eq!(at(&line(true), -1.0), "");
    }

    #[test]
    fn days_are_told_from_the_first_on() {
        assert_eq!(
            [0.0, 9.5, 24.0, 36.0, 48.0, 119.999_999_999_9].map(hours),
            ["0 h", "9.5 h", "1 day", "1 day 12 h", "2 days", "5 days"]
        );
    }

    #[test]
    fn many_points_become_few_rows() {
        let long = Line {
            points: (0..1000).map(|it| (f64::from(it), f64::from(it))).collect(),
            band: Vec::new(),
            ..line(true)
        };
        let moments = moments(&[long]);
        assert_eq!(moments.len(), 11);
        assert_eq!(moments.last(), Some(&999.0));
    }

    #[test]
    fn what_was_not_seen_is_no_zero() {
        let pair = Pair {
            label: "x".to_owned(),
            before: Some((1.0, 2.0, 3.0)),
            after: None,
            tone: Tone::Plain,
        };
        let plot = Plot {
            title: String::new(),
            about: String::new(),
            kind: PlotKind::Pairs {
                unit: "calls".to_owned(),
                pairs: vec![pair],
            },
        };
        assert_eq!(numbers(&plot).rows, [["x", "2 (1–3)", "not seen"]]);
    }
}
