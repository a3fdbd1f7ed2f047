//! Items of lists that are destinations and nothing else: some pages list their endpoints so.

use super::Walk;
use crate::curate::import::ROW_LIMIT;
use crate::curate::import::blank::{excerpt, trim};
use crate::curate::import::destination::{self, Destination};
use crate::curate::import::markdown::block::Listed;
use crate::curate::import::note::NoteCode;
use crate::curate::import::page::{ImportedRow, numbered};
use crate::curate::import::port::{self, Transport};

/// An item's destinations, with the ports that stand in brackets behind them.
pub(super) struct Read {
    destinations: Vec<Destination>,
    ports: Vec<u16>,
}

/// Reads an item; `None` where it says anything else, as a sentence does that names a host.
pub(super) fn read(text: &str) -> Option<Read> {
    let (names, behind) = match text.split_once(" (") {
        Some((names, behind)) => (names, behind.trim_end().strip_suffix(')')?),
        None => (text, ""),
    };
    let names = trim(names);
    if !names.contains('.') {
        return None;
    }
    let content = destination::read(names);
    let sure = |found: &Destination| {
        let whole = found
            .odd
            .iter()
            .all(|(code, _)| *code != NoteCode::TextBeside);
        whole && destination::is_surely(&found.text)
    };
    let only = content.rest.is_empty() && content.ranges.is_empty();
    if !only || content.destinations.is_empty() || !content.destinations.iter().all(sure) {
        return None;
    }
    let ports = port::read(behind, Transport::Both);
    Some(Read {
        destinations: content.destinations,
        ports: ports.tcp.into_iter().collect(),
    })
}

impl Walk<'_> {
    /// Takes an item as rows of the heading that it stands below.
    pub(super) fn listed(&mut self, item: &Listed) {
        let Some(Read {
            destinations,
            ports: of_item,
        }) = read(&item.text)
        else {
            return;
        };
        if self.rows >= ROW_LIMIT {
            let what = format!("more than {ROW_LIMIT} rows; this one is left out");
            self.page.skip(item.line, NoteCode::Limit, what);
            return;
        }
        let what = format!(
            "{} stands in a list, not in a table; taken as a row",
            excerpt(trim(&item.text))
        );
        self.page.doubt(item.line, NoteCode::ListRow, what);
        let release = self.release(item.line);
        let inherited = self.before(release, &[]);
        self.prose_used = true;
        for found in destinations {
            for (code, what) in &found.odd {
                let what = format!("{}: {what}", excerpt(&found.text));
                self.page.doubt(item.line, *code, what);
            }
            let mut ports = of_item.clone();
            ports.extend(found.port);
            ports.sort_unstable();
            ports.dedup();
            let row = ImportedRow {
                line: numbered(item.line),
                area: inherited.area,
                anchor: inherited.anchor.clone(),
                process: None,
                protocols: String::new(),
                ports,
                destination: found.text,
                description: inherited.description.clone(),
                understood: found.understood,
                set: None,
            };
            if let Some(release) = self.page.releases.get_mut(release) {
                release.rows.push(row);
                self.rows += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_item_is_read_where_it_is_a_destination_and_nothing_else() {
        for (text, ports) in [
            ("*.do.dsp.mp.microsoft.com", &[][..]),
            ("https://odc.officeapps.live.com", &[]),
            (
                "hm-iot-in-*.azure-devices.net (443 & 5671 outbound)",
                &[443, 5671],
            ),
        ] {
            let found = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (found.destinations.len(), &*found.ports),
                (1, ports),
                "{text}"
            );
        }
        for text in [
            "Connect to login.live.com first",
            "login.live.com: for signing in",
            "Azure",
            "10.0.0.0/8",
            "e.g. this",
            "",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
