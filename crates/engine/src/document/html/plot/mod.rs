//! The plots of documents, as pictures with their numbers beside them.

mod lines;
mod pairs;

use crate::document::numbers::numbers;
use crate::document::{Plot, PlotKind};
use crate::report::html::plot::Figure;

/// Draws a plot; nothing where it has no data.
pub(super) fn figure(id: &str, plot: &Plot) -> Option<Figure> {
    let about = plot.about.trim();
    let numbers = numbers(plot);
    let (svg, key) = match &plot.kind {
        PlotKind::Lines { unit, lines } => (lines::draw(id, plot, unit, lines)?, Vec::new()),
        PlotKind::Pairs { unit, pairs } => (pairs::draw(id, plot, unit, pairs)?, pairs::key(pairs)),
    };
    Some(Figure {
        svg,
        about: [about].map(str::to_owned).to_vec(),
        key,
        legend: Vec::new(),
        columns: numbers.columns,
        rows: numbers.rows,
    })
}
