//! The page of a release in the vendor's own table shape, made from the catalog in our own words.
//!
//! What [`crate::curate::import`] reads off the result is what the catalog holds: areas with their links, rows in the page's
//! order, spellings, protocols, processes. Pages that have areas become `Area | Source process | Description | Protocol |
//! Destination`, the process only where a row names one; pages without areas `Destination | Protocol | Description`.

mod table;

use super::{ExportError, Exported, Format, Selection};
use crate::catalog::Release;
use crate::report::markdown::escape::{target, text};

/// The format.
pub(super) struct Markdown;

impl Format for Markdown {
    fn id(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "The page of a release in the shape of the vendor's, in our own words"
    }

    fn render(&self, selection: &Selection<'_>) -> Result<Exported, ExportError> {
        let release = selection.release.ok_or(ExportError::NeedsRelease)?;
        selection.filled()?;
        let mut out = String::new();
        front(release, &mut out);
        introduction(release, &mut out);
        out += &format!("## {}\n\n", text(heading(release)));
        table::write(selection, release, &mut out);
        let sets = selection.areas().flat_map(|area| &area.sets);
        let sets = sets.filter(|set| set.release == release.id()).count();
        let notes = (sets > 0).then(|| {
            format!("{sets} sets with their ports and addresses have no place on such a page: it lists hosts")
        });
        Ok(Exported {
            text: out,
            notes: notes.into_iter().collect(),
        })
    }
}

/// What stands above the table: the vendor's heading of the edition where it has one, else the release.
fn heading(release: &Release) -> &str {
    release
        .entry
        .section
        .as_deref()
        .unwrap_or(&release.entry.name)
}

fn front(release: &Release, out: &mut String) {
    let page = &release.entry.page;
    // The vendor writes month, day and year.
    let mut parts = page.date.split('-');
    let date = match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) => format!("{month}/{day}/{year}"),
        _ => page.date.clone(),
    };
    let title = title(release).replace(['"', '\\'], "");
    *out += &format!("---\ntitle: \"{title}\"\nms.date: {date}\n---\n\n");
}

fn title(release: &Release) -> String {
    format!("Connection endpoints of {}", release.entry.name)
}

fn introduction(release: &Release, out: &mut String) {
    let entry = &release.entry;
    let named = text(&format!("page of {}", entry.page.date));
    let page = match target(&entry.page.url) {
        Some(url) => format!("[{named}]({url})"),
        None => named,
    };
    *out += &format!(
        "# {}\n\n**Applies to**\n\n- {}\n\n",
        text(&title(release)),
        text(&entry.name)
    );
    *out += &format!(
        "The destinations, areas, protocols and links are facts from the vendor's {page}. The descriptions are those of \
         the backchat catalog.\n\n"
    );
}
