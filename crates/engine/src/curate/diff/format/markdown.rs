//! The difference as a Markdown document, for a change request or a wiki.

use super::{Format, KINDS, held, in_areas, said, summary};
use crate::curate::diff::{Diff, HostOnPage, PageLine};
use crate::report::Layout;
use crate::report::markdown::escape::{name, target, text};

/// The format.
pub(super) struct Markdown;

impl Format for Markdown {
    fn id(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "A document with a table for each kind of change"
    }

    fn render(&self, diff: &Diff<'_>, _layout: Layout) -> String {
        let mut out = format!("# {} to {}\n\n", text(diff.from.name), text(diff.to.name));
        out += &format!(
            "From {} to {}: {}\n\n",
            link(&diff.from),
            link(&diff.to),
            text(&summary(diff))
        );
        areas(&mut out, diff);
        hosts(&mut out, "Added", &diff.added, "Held before by");
        hosts(&mut out, "Removed", &diff.removed, "Still held by");
        for kind in &KINDS {
            let rows: Vec<String> = diff
                .changed
                .iter()
                .filter_map(|change| {
                    let words = (kind.words)(change)?;
                    Some(format!("|{}|{}|\n", name(change.host), text(&words)))
                })
                .collect();
            if !rows.is_empty() {
                out += &format!("## {}\n\n|Host|Change|\n|---|---|\n", text(kind.title));
                out.extend(rows);
                out.push('\n');
            }
        }
        for note in &diff.notes {
            out += &format!("> {}\n>\n", text(note));
        }
        out.truncate(out.trim_end_matches(">\n").len());
        out
    }
}

fn link(page: &PageLine<'_>) -> String {
    let named = text(&format!("the page of {}", page.date));
    match target(page.url) {
        Some(url) => format!("[{named}]({url})"),
        None => named,
    }
}

fn areas(out: &mut String, diff: &Diff<'_>) {
    let areas = &diff.areas;
    let each = areas
        .added
        .iter()
        .map(|area| format!("- added: {}\n", text(area.name)));
    let gone = areas
        .removed
        .iter()
        .map(|area| format!("- removed: {}\n", text(area.name)));
    let renamed = areas.renamed.iter();
    let renamed =
        renamed.map(|it| format!("- renamed: {} → {}\n", text(it.before), text(it.after)));
    let lines: Vec<String> = each.chain(gone).chain(renamed).collect();
    if !lines.is_empty() {
        *out += "## Areas\n\n";
        out.extend(lines);
        out.push('\n');
    }
}

fn hosts(out: &mut String, title: &str, hosts: &[HostOnPage<'_>], held_by: &str) {
    if hosts.is_empty() {
        return;
    }
    *out += &format!("## {title}\n\n|Destination|Area|Protocol|{held_by}|\n|---|---|---|---|\n");
    for host in hosts {
        let written: Vec<String> = host.as_written().into_iter().map(name).collect();
        *out += &format!(
            "|{}|{}|{}|{}|\n",
            written.join(", "),
            text(&in_areas(host)),
            text(said(&host.protocols().to_string())),
            text(&held(host).unwrap_or_default())
        );
    }
    out.push('\n');
}
