//! An area: what it is for, what it needs, its endpoints and its switches.

use backchat_engine::catalog::{AreaView, EndpointView};
use backchat_engine::report::sheet::{Sheet, Style, padded, width};

use super::{Pages, controls, counted, covered, field, origin, sentence, styled_field};

/// The widest the column of destinations becomes.
const DESTINATION: usize = 44;

/// An area with everything in it.
pub(crate) fn area(sheet: &mut Sheet, view: &AreaView<'_>, pages: Pages<'_>) {
    sheet.wrapped("", view.name, Style::Bold);
    sheet.wrapped("", view.summary, Style::Plain);
    sheet.blank();
    if let Some(why) = view.security_critical {
        styled_field(sheet, "! Security", why, Style::Warning);
    }
    for needed in view.requires {
        field(
            sheet,
            "Needs",
            &format!("{}: {}", needed.area, sentence(&needed.why)),
        );
    }
    if !view.required_by.is_empty() {
        field(sheet, "Needed by", &view.required_by.join(", "));
    }
    if let Some(note) = view.note {
        field(sheet, "Note", note);
    }
    documented(sheet, view, pages);
    field(sheet, "Id", view.id);
    origin(sheet, view.origin);
    let count = counted(view.endpoints.len(), "endpoint", "endpoints");
    sheet.heading(&count, Style::Bold);
    rows(sheet, &view.endpoints);
    controls(sheet, view.name, &view.controls, view.instead);
}

/// The pages that have it, and what they call it where that differs.
fn documented(sheet: &mut Sheet, view: &AreaView<'_>, pages: Pages<'_>) {
    if matches!(pages, Pages::All) {
        let mut label = "Documented";
        for row in view.documented {
            let name = row.name.as_deref().map(|name| format!(", as {name}"));
            let text = format!(
                "{}{}, line {}",
                row.release,
                name.unwrap_or_default(),
                row.line
            );
            field(sheet, label, &text);
            label = "";
        }
        return;
    }
    covered(sheet, &view.coverage);
    let mut names: Vec<&str> = Vec::new();
    for name in view.documented.iter().filter_map(|row| row.name.as_deref()) {
        if name != view.name && !names.contains(&name) {
            names.push(name);
        }
    }
    if !names.is_empty() {
        field(sheet, "Also named", &names.join(", "));
    }
}

/// Endpoints as rows: the destination, then what it is for.
pub(crate) fn rows(sheet: &mut Sheet, endpoints: &[EndpointView<'_>]) {
    let widths = endpoints.iter().map(|view| width(view.as_written));
    let column = widths.max().unwrap_or(0).min(DESTINATION) + 2;
    for view in endpoints {
        let mark = if view.security_critical.is_some() {
            "! "
        } else {
            "  "
        };
        let mut text = match view.impact {
            Some(impact) => format!("{} Without it: {impact}", view.purpose),
            None => view.purpose.to_owned(),
        };
        if view.origin.is_users() {
            text += &format!(" [{}]", view.origin.words());
        }
        if width(view.as_written) + 2 > column {
            sheet.line(&[
                (Style::Warning, mark.to_owned()),
                (Style::Bold, view.as_written.to_owned()),
            ]);
            sheet.wrapped(&" ".repeat(column + 2), &text, Style::Plain);
        } else {
            let name = padded(view.as_written, column, false);
            sheet.labelled(&format!("{mark}{name}"), &text, Style::Bold, Style::Plain);
        }
    }
}
