//! When each area talks: periods across, areas down, the number of connections as shade.

use std::collections::BTreeMap;

use super::super::moment::{Clock, time_of_day};
use super::lane::{Lane, key, lanes};
use super::periods::Periods;
use super::scale::{shade, shades};
use super::svg::{Anchor, Svg, fitting};
use super::{Figure, Group};
use crate::report::page::Page;
use crate::report::wording::{bytes, count, counted};

const LABELS: f64 = 250.0;
const TOTALS: f64 = 70.0;
const WIDTH: f64 = 1100.0;
const ROW: f64 = 22.0;
const HEAD: f64 = 40.0;
/// Space above the rows of what no area documents.
const GAP: f64 = 10.0;
/// Wider cells than this read as bars.
const WIDEST: f64 = 44.0;

/// Room for a date, and the least between two lines without one.
const DATE: f64 = 90.0;
const LINES: f64 = 20.0;

/// What happened in one cell.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    connections: u64,
    bytes: u64,
}

/// A row with its sums by column.
struct Row<'a> {
    lane: Lane<'a>,
    cells: BTreeMap<usize, Cell>,
    connections: u64,
}

/// Draws it; nothing where there is no destination.
pub(in super::super) fn heat(page: &Page, periods: &Periods, clock: Clock) -> Option<Figure> {
    let rows: Vec<Row<'_>> = lanes(page).into_iter().map(|it| row(it, periods)).collect();
    let busiest = rows
        .iter()
        .max_by_key(|row| (row.cells.len(), row.connections))?;
    let all = periods.count as u64;
    let about = vec![
        format!(
            "Each column is one {} (UTC), {} in all; the stronger the colour, the more connections began in it.",
            periods.words(1),
            count(all),
        ),
        format!(
            "Most steadily: {}, in {} of {} {}.",
            busiest.lane.label,
            count(busiest.cells.len() as u64),
            count(all),
            periods.words(all)
        ),
    ];
    let thresholds = shades(
        rows.iter()
            .flat_map(|row| row.cells.values())
            .map(|cell| cell.connections)
            .max()
            .unwrap_or(1),
    );
    Some(Figure {
        svg: draw(&rows, periods, clock, &thresholds, &about.join(" ")),
        key: key(rows.iter().map(|row| &row.lane)),
        legend: legend(&thresholds),
        about,
        columns: [
            "Area",
            "Active",
            "Connections",
            "Busiest",
            "Connections then",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows
            .iter()
            .map(|row| numbers(row, periods, clock))
            .collect(),
    })
}

fn row<'a>(lane: Lane<'a>, periods: &Periods) -> Row<'a> {
    let mut cells: BTreeMap<usize, Cell> = BTreeMap::new();
    let mut connections = 0_u64;
    for hour in lane.destinations.iter().flat_map(|it| &it.hours) {
        let cell = cells.entry(periods.column(hour.hour)).or_default();
        cell.connections = cell.connections.saturating_add(hour.connections);
        cell.bytes = cell.bytes.saturating_add(hour.bytes);
        connections = connections.saturating_add(hour.connections);
    }
    Row {
        lane,
        cells,
        connections,
    }
}

fn numbers(row: &Row<'_>, periods: &Periods, clock: Clock) -> Vec<String> {
    let active = row.cells.len() as u64;
    let mut busiest: Option<(usize, Cell)> = None;
    for (&column, &cell) in &row.cells {
        if busiest.is_none_or(|(_, most)| cell.connections > most.connections) {
            busiest = Some((column, cell));
        }
    }
    vec![
        row.lane.label.to_owned(),
        format!("{} {}", count(active), periods.words(active)),
        count(row.connections),
        busiest.map_or_else(String::new, |(column, _)| clock.text(periods.start(column))),
        busiest.map_or_else(String::new, |(_, cell)| count(cell.connections)),
    ]
}

/// Each shade with its counts: `1`, `2–4`, `5 and more`.
fn legend(thresholds: &[u64]) -> Vec<String> {
    thresholds
        .iter()
        .enumerate()
        .map(|(at, &from)| match thresholds.get(at + 1) {
            Some(&next) if next == from + 1 => count(from),
            Some(&next) => format!("{}–{}", count(from), count(next - 1)),
            None => format!("{} or more", count(from)),
        })
        .collect()
}

fn draw(
    rows: &[Row<'_>],
    periods: &Periods,
    clock: Clock,
    thresholds: &[u64],
    about: &str,
) -> String {
    let apart = rows.iter().any(|row| row.lane.group != Group::Documented)
        && rows.iter().any(|row| row.lane.group == Group::Documented);
    let height = HEAD + rows.len() as f64 * ROW + if apart { GAP } else { 0.0 } + 6.0;
    let pitch = ((WIDTH - LABELS - TOTALS) / periods.count as f64).min(WIDEST);
    let right = LABELS + pitch * periods.count as f64;
    let mut svg = Svg::new("when", WIDTH, height, "When each area talks", about);
    svg.text(
        "axis",
        (right + TOTALS - 8.0, HEAD - 12.0),
        Anchor::End,
        "total",
    );
    let mut top = HEAD;
    let mut last = Group::Documented;
    for (number, row) in rows.iter().enumerate() {
        if number > 0 && row.lane.group != last && last == Group::Documented {
            top += GAP;
        }
        last = row.lane.group;
        svg.open(row.lane.group.class());
        let middle = top + ROW / 2.0;
        svg.link(
            &row.lane.target,
            (LABELS - 10.0, middle),
            Anchor::End,
            &fitting(row.lane.label, LABELS - 10.0),
        );
        svg.rect(
            "track",
            [LABELS, top + 1.0, right - LABELS, ROW - 2.0],
            None,
        );
        for (&column, cell) in &row.cells {
            let x = LABELS + pitch * column as f64;
            let title = format!(
                "{}, {}: {}, {}",
                row.lane.label,
                clock.text(periods.start(column)),
                counted(cell.connections, "connection", "connections"),
                bytes(cell.bytes)
            );
            // A hair between cells, while they are wide enough to lose it.
            let gap = if pitch > 5.0 { 1.0 } else { 0.0 };
            svg.rect(
                &format!("s{}", shade(thresholds, cell.connections)),
                [x, top + 1.0, pitch - gap, ROW - 2.0],
                Some(&title),
            );
        }
        svg.text(
            "axis",
            (right + TOTALS - 8.0, middle),
            Anchor::End,
            &count(row.connections),
        );
        svg.close();
        top += ROW;
    }
    axis(&mut svg, periods, clock, pitch, height);
    svg.finish()
}

/// Hours above the columns and dates above the hours; only dates where a column is a day or longer.
fn axis(svg: &mut Svg, periods: &Periods, clock: Clock, pitch: f64, height: f64) {
    let day = 24.0 / periods.unit as f64 * pitch;
    let hours = every(pitch, periods.unit);
    let mut free = f64::MIN;
    for column in 0..periods.count {
        let start = periods.start(column);
        let x = LABELS + pitch * column as f64;
        let midnight = start.rem_euclid(86_400.0) == 0.0;
        // The first day's date would stand on the second's.
        let close = !midnight && next_midnight(periods, pitch) < DATE;
        let dated = (midnight || column == 0) && !close && x >= free;
        if dated {
            svg.text("axis", (x, 10.0), Anchor::Start, &clock.day(start));
            free = x + DATE;
        }
        if midnight && (dated || day >= LINES) {
            svg.line("day", (x, 18.0), (x, height - 4.0));
        }
        if hours.is_some_and(|hours| start.rem_euclid(hours * 3_600.0) == 0.0) {
            svg.text(
                "axis",
                (x, HEAD - 12.0),
                Anchor::Start,
                time_of_day(start).get(..2).unwrap_or_default(),
            );
        }
    }
}

/// How far the first midnight after the start is, in pixels.
fn next_midnight(periods: &Periods, pitch: f64) -> f64 {
    let hours = 24.0 - (periods.start(0) / 3_600.0).rem_euclid(24.0);
    hours / periods.unit as f64 * pitch
}

/// Every how many hours an hour is written, so that two digits have room; none where even a day has none.
fn every(pitch: f64, unit: i64) -> Option<f64> {
    [1.0, 2.0, 3.0, 6.0, 12.0, 24.0]
        .into_iter()
        .find(|hours| unit < 24 && hours / unit as f64 * pitch >= 22.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_names_each_step() {
        assert_eq!(legend(&[1, 2, 5]), ["1", "2–4", "5 or more"]);
        assert_eq!(legend(&[1]), ["1 or more"]);
    }

    #[test]
    fn hours_are_written_where_they_have_room() {
        assert_eq!(every(31.0, 1), Some(1.0));
        assert_eq!(every(3.4, 1), Some(12.0));
        assert_eq!(every(3.2, 12), None);
        assert_eq!(every(31.0, 24), None);
    }
}
