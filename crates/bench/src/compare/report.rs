//! Measurements in; a text table, Markdown or JSON out.

use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::compare::measure::Usage;

/// How to print the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for a terminal.
    Table,
    /// A Markdown table for a document.
    Markdown,
    /// Every single run, for programs.
    Json,
}

/// One contender on one capture.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// File name of the capture.
    pub(crate) capture: String,
    /// The contender's id.
    pub(crate) id: &'static str,
    /// What it does, for people.
    pub(crate) what: &'static str,
    /// How to get it.
    pub(crate) install: &'static str,
    /// The first line that it prints about its version.
    pub(crate) version: String,
    /// How it went.
    pub(crate) outcome: Outcome,
}

/// How it went.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// All runs so far succeeded.
    Measured(Vec<Usage>),
    /// The program is not installed.
    Missing,
    /// A run did not succeed, and why.
    Failed(String),
}

/// The figures of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figures {
    runs: usize,
    least: f64,
    median: f64,
    /// Bytes, the most of all runs.
    peak: u64,
}

const COLUMNS: [&str; 8] = [
    "capture", "tool", "min s", "median s", "x min", "x median", "peak MB", "runs",
];

/// Prints the report.
///
/// # Errors
/// Where `out` cannot be written.
pub(crate) fn print(rows: &[Row], format: Format, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Table => table(rows, out),
        Format::Markdown => markdown(rows, out),
        Format::Json => writeln!(out, "{:#}", json(rows)),
    }
}

fn table(rows: &[Row], out: &mut impl Write) -> io::Result<()> {
    let mut lines = vec![COLUMNS.map(str::to_owned)];
    lines.extend(rows.iter().filter_map(|row| cells(rows, row)));
    let widths: Vec<_> = (0..COLUMNS.len())
        .map(|column| {
            lines
                .iter()
                .map(|line| line[column].len())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for line in &lines {
        let mut text = String::new();
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            // Names to the left, numbers to the right.
            match column {
                0 | 1 => text.push_str(&format!("{cell:<width$}  ")),
                _ => text.push_str(&format!("{cell:>width$}  ")),
            }
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    remarks(rows, "", out)
}

fn markdown(rows: &[Row], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "| {} |", COLUMNS.join(" | "))?;
    writeln!(out, "|---|---|--:|--:|--:|--:|--:|--:|")?;
    for cells in rows.iter().filter_map(|row| cells(rows, row)) {
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)?;
    remarks(rows, "- ", out)
}

/// Says who was left out and why, and which versions were measured.
fn remarks(rows: &[Row], bullet: &str, out: &mut impl Write) -> io::Result<()> {
    for row in rows {
        match &row.outcome {
            Outcome::Missing => writeln!(
                out,
                "{bullet}{}: skipped on {}, not installed: {}",
                row.id, row.capture, row.install
            )?,
            Outcome::Failed(why) => {
                writeln!(out, "{bullet}{}: failed on {}: {why}", row.id, row.capture)?;
            }
            Outcome::Measured(_) => {}
        }
    }
    let first = rows.first().map_or("", |row| &row.capture);
    for row in rows.iter().filter(|row| row.capture == first) {
        if let Outcome::Measured(_) = row.outcome {
            let version = if row.version.is_empty() {
                String::new()
            } else {
                format!(" ({})", row.version)
            };
            writeln!(out, "{bullet}{}: {}{version}", row.id, row.what)?;
        }
    }
    Ok(())
}

fn cells(rows: &[Row], row: &Row) -> Option<[String; 8]> {
    let figures = figures(row)?;
    let unit = unit(rows, row)?;
    Some([
        row.capture.clone(),
        row.id.to_owned(),
        format!("{:.3}", figures.least),
        format!("{:.3}", figures.median),
        format!("{:.1}", figures.least / unit.least),
        format!("{:.1}", figures.median / unit.median),
        format!("{}", figures.peak / 1_000_000),
        figures.runs.to_string(),
    ])
}

fn json(rows: &[Row]) -> Value {
    let entries: Vec<_> = rows.iter().map(|row| json_row(rows, row)).collect();
    json!({ "schema": "backchat-bench/1", "results": entries })
}

fn json_row(rows: &[Row], row: &Row) -> Value {
    let mut entry = json!({
        "capture": row.capture,
        "tool": row.id,
        "what": row.what,
        "version": row.version,
    });
    match &row.outcome {
        Outcome::Missing => {
            entry["outcome"] = "missing".into();
            entry["install"] = row.install.into();
        }
        Outcome::Failed(why) => {
            entry["outcome"] = "failed".into();
            entry["why"] = why.as_str().into();
        }
        Outcome::Measured(usages) => {
            entry["outcome"] = "measured".into();
            entry["runs"] = usages
                .iter()
                .map(|usage| json!({ "cpu_seconds": usage.cpu.as_secs_f64(), "peak_bytes": usage.peak }))
                .collect();
            if let (Some(figures), Some(unit)) = (figures(row), unit(rows, row)) {
                entry["cpu_seconds_min"] = figures.least.into();
                entry["cpu_seconds_median"] = figures.median.into();
                entry["ratio_min"] = (figures.least / unit.least).into();
                entry["ratio_median"] = (figures.median / unit.median).into();
                entry["peak_bytes"] = figures.peak.into();
            }
        }
    }
    entry
}

/// The figures of the first contender on the same capture.
fn unit(rows: &[Row], row: &Row) -> Option<Figures> {
    rows.iter()
        .find(|one| one.capture == row.capture)
        .and_then(figures)
}

fn figures(row: &Row) -> Option<Figures> {
    let Outcome::Measured(usages) = &row.outcome else {
        return None;
    };
    let mut times: Vec<_> = usages.iter().map(|usage| usage.cpu).collect();
    times.sort_unstable();
    let middle = times.len() / 2;
    let upper = *times.get(middle)?;
    let lower = if times.len() % 2 == 0 {
        times[middle - 1]
    } else {
        upper
    };
    Some(Figures {
        runs: times.len(),
        least: times.first().map_or(0.0, Duration::as_secs_f64),
        median: (lower + upper).as_secs_f64() / 2.0,
        peak: usages.iter().map(|usage| usage.peak).max()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &'static str, milliseconds: &[u64]) -> Row {
        Row {
            capture: "a.pcap".to_owned(),
            id,
            what: "reads",
            install: "apt-get install it",
            version: "it 1.0".to_owned(),
            outcome: Outcome::Measured(
                milliseconds
                    .iter()
                    .map(|time| Usage {
                        cpu: Duration::from_millis(*time),
                        peak: 7_000_000,
                    })
                    .collect(),
            ),
        }
    }

    fn text(rows: &[Row], format: Format) -> String {
        let mut out = Vec::new();
        print(rows, format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn ratios_are_to_the_first_contender() {
        let rows = [row("unit", &[100, 300, 200]), row("other", &[450, 400])];
        assert_eq!(
            text(&rows, Format::Markdown).lines().nth(3).unwrap(),
            "| a.pcap | other | 0.400 | 0.425 | 4.0 | 2.1 | 7 | 2 |"
        );
    }

    #[test]
    fn columns_line_up() {
        let rows = [row("unit", &[100]), row("other", &[400])];
        assert_eq!(
            text(&rows, Format::Table),
            "capture  tool   min s  median s  x min  x median  peak MB  runs\n\
             a.pcap   unit   0.100     0.100    1.0       1.0        7     1\n\
             a.pcap   other  0.400     0.400    4.0       4.0        7     1\n\
             unit: reads (it 1.0)\n\
             other: reads (it 1.0)\n"
        );
    }

    #[test]
    fn a_missing_peer_is_named_with_the_way_to_get_it() {
        let mut missing = row("other", &[]);
        missing.outcome = Outcome::Missing;
        let rows = [row("unit", &[100]), missing];
        assert!(
            text(&rows, Format::Table)
                .contains("other: skipped on a.pcap, not installed: apt-get install it\n")
        );
    }

    #[test]
    fn json_holds_every_run() {
        let rows = [row("unit", &[100, 300])];
        let value: Value = serde_json::from_str(&text(&rows, Format::Json)).unwrap();
        assert_eq!(value["results"][0]["runs"][1]["cpu_seconds"], 0.3);
        assert_eq!(value["results"][0]["ratio_min"], 1.0);
    }
}
