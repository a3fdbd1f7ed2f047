//! What the vendor's page has no place for: what nobody documents, what has no name, what was never reached, and what is
//! documented and was not seen.

use super::escape::{name, text};
use super::table::row;
use crate::report::page::{DestinationView, Page, Tally};
use crate::report::wording::{bytes, count, outcomes, protocols};

/// Writes the sections that have something to say.
pub(super) fn write(page: &Page, out: &mut String) {
    if !page.undocumented.is_empty() {
        *out += "## Undocumented destinations\n\nOn no vendor's page in the catalog.\n\n";
        listed(&page.undocumented, "What is known", out, |view| {
            text(view.hint.as_deref().unwrap_or_default())
        });
    }
    if !page.unnamed.is_empty() {
        *out += "## Destinations without a name\n\nNothing in the capture says by which name they were called.\n\n";
        listed(&page.unnamed, "Why", out, |view| {
            let hint = view.hint.as_deref().map(|hint| format!("; {}", text(hint)));
            words(&view.absences) + &hint.unwrap_or_default()
        });
    }
    failed(page, out);
    not_seen(page, out);
}

fn listed(
    views: &[DestinationView],
    last: &str,
    out: &mut String,
    about: impl Fn(&DestinationView) -> String,
) {
    let header = [
        "Destination",
        "Protocol",
        "Ports",
        "Attempts",
        "Bytes",
        "Outcome",
        last,
    ];
    row(out, header.map(str::to_owned));
    *out += "|---|---|---|--:|--:|---|---|\n";
    for view in views {
        row(
            out,
            [
                name(&view.title),
                text(&protocols(view)),
                text(&view.ports.join(" ")),
                count(view.attempts),
                bytes(view.sent_bytes.saturating_add(view.received_bytes)),
                text(&outcomes(&view.outcomes)),
                about(view),
            ],
        );
    }
    out.push('\n');
}

fn words(tallies: &[Tally]) -> String {
    let words: Vec<String> = tallies.iter().map(|it| text(it.words)).collect();
    words.join("; ")
}

/// Every destination of which no attempt succeeded, and those only asked for, documented or not.
fn failed(page: &Page, out: &mut String) {
    let documented = page.areas.iter().flat_map(|area| {
        let endpoints = area.endpoints.iter();
        endpoints
            .flat_map(|endpoint| &endpoint.destinations)
            .map(|view| (area.name.as_str(), view))
    });
    let others = page.undocumented.iter().chain(&page.unnamed);
    let all: Vec<(&str, &DestinationView)> =
        documented.chain(others.map(|view| ("", view))).collect();
    for (status, title) in [
        ("blocked", "## Never reached\n\nEvery attempt failed.\n\n"),
        (
            "only-asked",
            "## Asked for and never contacted\n\nThe name resolved, and no connection by that name is in the capture.\n\n",
        ),
    ] {
        let mut found = all
            .iter()
            .filter(|(_, view)| view.status == status)
            .peekable();
        if found.peek().is_none() {
            continue;
        }
        *out += title;
        row(
            out,
            ["Destination", "Area", "Attempts", "Outcome"].map(str::to_owned),
        );
        *out += "|---|---|--:|---|\n";
        for (area, view) in found {
            row(
                out,
                [
                    name(&view.title),
                    text(area),
                    count(view.attempts),
                    words(&view.outcomes),
                ],
            );
        }
        out.push('\n');
    }
}

fn not_seen(page: &Page, out: &mut String) {
    if page.not_seen.is_empty() {
        return;
    }
    *out += "## Documented and not seen\n\nThat is no proof that the devices never call them.\n\n";
    row(out, ["Area", "Destination"].map(str::to_owned));
    *out += "|---|---|\n";
    let mut last = "";
    for endpoint in &page.not_seen {
        // Continuation rows leave the area blank, like the table above.
        let area = if endpoint.area == last {
            ""
        } else {
            &endpoint.area
        };
        last = &endpoint.area;
        row(out, [text(area), name(&endpoint.as_written)]);
    }
    out.push('\n');
}
