//! What a person should look at first: where the catalog, the capture or the network leaves a question.

use serde::Serialize;

use super::Listing;
use super::row::Row;
use crate::report::wording::only_reset;

/// The questions.
#[derive(Debug, Serialize)]
pub(super) struct Look<'a> {
    /// Names that nobody documents.
    pub undocumented: Listing<Row<'a>>,
    /// Addresses that nothing names.
    pub unnamed: Listing<Row<'a>>,
    /// Destinations of which no attempt succeeded, or every one was reset.
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
    /// The id of its details; none where the page has no more of it.
    pub id: Option<String>,
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
    /// Collects them; `all` are all rows of the page, the others are those of its two groups.
    pub(super) fn new(undocumented: Vec<Row<'a>>, unnamed: Vec<Row<'a>>, all: &[Row<'a>]) -> Self {
        let mut failed = Vec::new();
        let mut asked = Vec::new();
        let mut doubtful = Vec::new();
        for row in all {
            match row.view.status {
                _ if only_reset(row.view) => failed.push(Point::new(row, row.outcomes.clone())),
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
            id: row.detailed.then(|| row.id.clone()),
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
    match (view.confidence.as_deref(), &view.reason) {
        // The reason names what is as good, too.
        (Some(confidence), Some(reason)) if confidence != "certain" => {
            why.push(format!("{confidence}: {reason}"));
        }
        _ => {
            for other in view.also.iter().filter(|it| it.tied) {
                why.push(format!(
                    "{} ({}) documents it as well as {}",
                    other.as_written, other.area, row.area
                ));
            }
        }
    }
    if !view.rivals.is_empty() {
        why.push(format!(
            "the name rests on DNS alone, and the same address answered for {}",
            row.rivals
        ));
    }
    why
}
