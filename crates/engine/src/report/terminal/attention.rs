//! What an administrator should look at first: what nobody documents, what has no name, what failed, what was only asked
//! for, and attributions that may be wrong. A destination is listed once, under the first of these.

use std::collections::BTreeMap;

use super::row::Columns;
use super::sheet::{Sheet, Style};
use super::{mark, more};
use crate::report::page::{DestinationView, Page, Tally};
use crate::report::wording::{count, only_reset};

/// Rows shown of each list.
const SHOWN: usize = 10;

/// What stands above names that the catalog can say nothing about.
const STRANGER: &str = "the catalog does not know whose these are";

/// A destination with what is said above it; neighbours with the same words share them.
struct Item<'a> {
    above: String,
    view: &'a DestinationView,
    below: Option<String>,
}

/// Writes the section.
pub(super) fn write(page: &Page, columns: &Columns, sheet: &mut Sheet) {
    let [failed, asked, unsure] = documented(page);
    let lists = [
        (
            "Undocumented: on no vendor's page in the catalog",
            undocumented(page),
        ),
        (
            "Without a name: nothing in the capture says which",
            unnamed(&page.unnamed),
        ),
        (
            "Documented, but refused, unanswered, reset or blocked",
            failed,
        ),
        (
            "Documented and asked for, but never called by that name",
            asked,
        ),
        ("Attributed, but it may be another's", unsure),
    ];
    sheet.heading("Needs a look", Style::Warning);
    if lists.iter().all(|(_, items)| items.is_empty()) {
        let text = if page.summary.destinations == 0 {
            "Nothing: no public destination was seen."
        } else {
            "Nothing: every public destination has a name, is documented and was reached."
        };
        sheet.wrapped("", text, Style::Plain);
        return;
    }
    columns.header(sheet);
    for (title, items) in lists {
        if !items.is_empty() {
            list(title, &items, columns, sheet);
        }
    }
    reasons(&page.unnamed, sheet);
}

fn list(title: &str, items: &[Item<'_>], columns: &Columns, sheet: &mut Sheet) {
    sheet.wrapped(
        "",
        &format!("{title} ({})", count(items.len() as u64)),
        Style::Bold,
    );
    // Rows with the same words above them stand together, in the order of the first.
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sorted: Vec<(usize, &Item<'_>)> = Vec::new();
    for item in items {
        let next = order.len();
        sorted.push((*order.entry(&item.above).or_insert(next), item));
    }
    // Strangers first: nothing speaks for them.
    sorted.sort_by_key(|(group, item)| (item.above != STRANGER, *group));
    let mut above = "";
    for (_, item) in sorted.iter().take(SHOWN) {
        if item.above != above {
            above = &item.above;
            if !above.is_empty() {
                sheet.wrapped("  ", &format!("{above}:"), Style::Dim);
            }
        }
        columns.row(sheet, mark(item.view), !above.is_empty(), item.view);
        if let Some(below) = &item.below {
            sheet.wrapped("      ", below, Style::Dim);
        }
    }
    more(sheet, items.len().saturating_sub(SHOWN));
}

fn undocumented(page: &Page) -> Vec<Item<'_>> {
    page.undocumented
        .iter()
        .map(|view| Item {
            above: view.hint.clone().unwrap_or_else(|| STRANGER.to_owned()),
            view,
            below: None,
        })
        .collect()
}

fn unnamed(views: &[DestinationView]) -> Vec<Item<'_>> {
    views
        .iter()
        .map(|view| Item {
            above: String::new(),
            view,
            below: view.hint.clone(),
        })
        .collect()
}

/// Documented destinations that failed, that were only asked for, and whose attribution is unsure.
fn documented(page: &Page) -> [Vec<Item<'_>>; 3] {
    let mut lists: [Vec<Item<'_>>; 3] = Default::default();
    let [failed, asked, unsure] = &mut lists;
    for area in &page.areas {
        for endpoint in &area.endpoints {
            for view in &endpoint.destinations {
                let mut item = Item {
                    above: area.name.clone(),
                    view,
                    below: None,
                };
                if view.status == "blocked" || only_reset(view) {
                    failed.push(item);
                } else if view.status == "only-asked" {
                    asked.push(item);
                } else if let Some(doubt) = doubt(view, &endpoint.as_written) {
                    item.below = Some(doubt);
                    unsure.push(item);
                }
            }
        }
    }
    lists
}

/// Why a destination may belong to another endpoint, if it may.
fn doubt(view: &DestinationView, as_written: &str) -> Option<String> {
    let confidence = view.confidence.as_deref()?;
    if view.tied
        && let Some(other) = view.also.first()
    {
        return Some(format!(
            "{} documents it as {}, just as well",
            other.area, other.as_written
        ));
    }
    if confidence != "certain" {
        let reason = view.reason.as_deref().unwrap_or(as_written);
        return Some(format!("{confidence}: {reason}"));
    }
    match view.rivals.as_slice() {
        [] => None,
        [one] => Some(format!(
            "{one} has the same address, and it may have been called instead"
        )),
        [one, others @ ..] => Some(format!(
            "{one} and {} more have the same address, and one of them may have been called instead",
            others.len()
        )),
    }
}

/// The reasons in brackets, in words.
fn reasons(unnamed: &[DestinationView], sheet: &mut Sheet) {
    let mut sums: BTreeMap<&str, (u64, &Tally)> = BTreeMap::new();
    for tally in unnamed.iter().flat_map(|view| &view.absences) {
        sums.entry(tally.token).or_insert((0, tally)).0 += tally.count;
    }
    if sums.is_empty() {
        return;
    }
    let words: Vec<String> = sums
        .values()
        .map(|(sum, tally)| format!("{}× {}", count(*sum), tally.words))
        .collect();
    sheet.wrapped(
        "",
        &format!("No name, because: {}.", words.join("; ")),
        Style::Dim,
    );
}
