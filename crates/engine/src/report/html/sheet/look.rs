//! What a person should look at first: where the catalog, the capture or the network leaves a question.

use serde::Serialize;

use super::row::Row;
use super::{AreaSheet, Listing};

/// The questions.
#[derive(Debug, Serialize)]
pub(super) struct Look<'a> {
    /// Names that nobody documents.
    pub undocumented: Listing<Row<'a>>,
    /// Addresses that nothing names.
    pub unnamed: Listing<Row<'a>>,
    /// Destinations of which no attempt succeeded.
    pub failed: Listing<Point>,
    /// Names asked for and not called.
    pub asked: Listing<Point>,
    /// Destinations whose endpoint, area or name is not certain.
    pub doubtful: Listing<Point>,
    /// True where there is nothing of all this.
    pub nothing: bool,
}

/// A destination that is described elsewhere, and why it is named here.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Point {
    pub id: String,
    pub title: String,
    pub group: &'static str,
    /// Its area, or that it has none.
    pub area: String,
    /// Why it is here.
    pub why: String,
    pub attempts: String,
    pub value: u64,
    pub machines: String,
    pub first: String,
    pub iso: String,
}

impl<'a> Look<'a> {
    pub(super) fn new(
        undocumented: Vec<Row<'a>>,
        unnamed: Vec<Row<'a>>,
        areas: &[AreaSheet<'a>],
    ) -> Self {
        let mut failed = Vec::new();
        let mut asked = Vec::new();
        let mut doubtful = Vec::new();
        let documented = areas
            .iter()
            .flat_map(|area| &area.endpoints)
            .flat_map(|endpoint| endpoint.destinations.rows());
        for row in documented.chain(&undocumented).chain(&unnamed) {
            match row.view.status {
                "blocked" => failed.push(Point::new(row, row.outcomes.clone())),
                "only-asked" => asked.push(Point::new(row, row.outcomes.clone())),
                _ => {}
            }
            let why = doubts(row);
            if !why.is_empty() {
                doubtful.push(Point::new(row, why.join("; ")));
            }
        }
        Self {
            nothing: failed.is_empty()
                && asked.is_empty()
                && doubtful.is_empty()
                && undocumented.is_empty()
                && unnamed.is_empty(),
            undocumented: Listing::new(undocumented),
            unnamed: Listing::new(unnamed),
            failed: Listing::new(failed),
            asked: Listing::new(asked),
            doubtful: Listing::new(doubtful),
        }
    }
}

impl Point {
    fn new(row: &Row<'_>, why: String) -> Self {
        Self {
            id: row.id.clone(),
            title: row.view.title.clone(),
            group: row.group,
            area: if row.area.is_empty() {
                row.group.to_owned()
            } else {
                row.area.to_owned()
            },
            why,
            attempts: row.attempts.text.clone(),
            value: row.attempts.value,
            machines: row.machines.clone(),
            first: row.first.text.clone(),
            iso: row.first.iso.to_owned(),
        }
    }
}

/// What speaks against taking a destination's endpoint, or its name, for certain.
fn doubts(row: &Row<'_>) -> Vec<String> {
    let view = row.view;
    let mut why = Vec::new();
    for other in view.also.iter().filter(|it| it.tied) {
        why.push(format!(
            "{} ({}) documents it as well as {}",
            other.as_written, other.area, row.area
        ));
    }
    if let (Some(confidence), Some(reason)) = (&view.confidence, &view.reason)
        && confidence != "certain"
    {
        why.push(format!("{confidence}: {reason}"));
    }
    if !view.rivals.is_empty() {
        why.push(format!(
            "the name rests on DNS alone, and the same address answered for {}",
            row.rivals
        ));
    }
    why
}
