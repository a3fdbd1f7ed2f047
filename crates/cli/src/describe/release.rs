//! A release: its page, how the vendor made it, what is on it.

use backchat_engine::catalog::{Catalog, ReleaseView};
use backchat_engine::report::sheet::{Sheet, Style, padded, width};

use super::{counted, field, origin, whole_field};

/// A release with the areas of its page.
pub(crate) fn release(sheet: &mut Sheet, view: &ReleaseView<'_>, catalog: &Catalog) {
    sheet.wrapped("", view.name, Style::Bold);
    sheet.blank();
    if let Some(build) = view.build {
        field(sheet, "Build", build);
    }
    let title = view.page.title.as_deref().unwrap_or("untitled");
    field(sheet, "Page", &format!("{title}, {}", view.page.date));
    whole_field(sheet, "", &view.page.url);
    if let Some(rights) = view.page.rights.as_deref() {
        field(sheet, "Rights", rights);
    }
    if let Some(method) = view.method {
        let text = format!(
            "{}, {}; {}; {}",
            counted(method.days as usize, "day", "days"),
            method.state,
            method.account,
            method.networks
        );
        field(sheet, "Method", &text);
    }
    if let Some(guide) = view.guide {
        field(sheet, "Guide", &format!("{}, {}", guide.file, guide.date));
        whole_field(sheet, "", &guide.url);
    }
    let counts = view.counts;
    let text = format!(
        "{} areas, {} rows, {} different destinations",
        counts.areas, counts.rows, counts.destinations
    );
    field(sheet, "Holds", &text);
    field(sheet, "Id", view.id);
    origin(sheet, view.origin);
    let title = if counts.areas == 0 {
        "Areas of the catalog that its rows belong to, as the page has none"
    } else {
        "Areas, in the order of the page"
    };
    sheet.heading(title, Style::Bold);
    let areas = catalog.areas_of_release(view.id);
    let ids = areas.iter().map(|&area| width(catalog.area(area).id()));
    let column = ids.max().unwrap_or(0) + 2;
    for &area in &areas {
        let area = catalog.area(area);
        sheet.labelled(
            &padded(area.id(), column, false),
            area.name(Some(view.id)),
            Style::Bold,
            Style::Plain,
        );
    }
}
