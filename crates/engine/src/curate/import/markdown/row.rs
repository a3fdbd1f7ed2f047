//! The cells of one row, by what their columns hold.

use std::collections::BTreeSet;

use super::cell::{self, Inline};
use super::column::Column;
use crate::catalog::{Protocol, file::Category};
use crate::curate::import::blank::{squeeze, trim};
use crate::curate::import::destination::{self, Content};
use crate::curate::import::note::NoteCode;
use crate::curate::import::port::{self, Ports, Transport};

/// A row, before anything is inherited. `None` is a cell that is empty or not there.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) area: Option<String>,
    pub(super) description: Option<String>,
    /// As written; none where the table has no such column.
    pub(super) protocols: Option<String>,
    pub(super) process: Option<String>,
    pub(super) number: Option<String>,
    pub(super) category: Option<Category>,
    pub(super) required: Option<bool>,
    pub(super) express_route: Option<bool>,
    pub(super) note: Option<String>,
    /// The cells of columns that have no part of their own, on one line.
    pub(super) other: String,
    pub(super) tcp: BTreeSet<u16>,
    pub(super) udp: BTreeSet<u16>,
    /// What the destination cell and the address cell hold.
    pub(super) content: Content,
    /// Links that are not destinations: what they show and where they point.
    pub(super) links: Vec<(String, String)>,
    pub(super) doubts: Vec<(NoteCode, String)>,
    /// How the destination cell is marked up.
    pub(super) marks: Marks,
}

/// Marks of a destination cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) escaped_star: bool,
    pub(super) code: bool,
    pub(super) html: bool,
}

/// Reads the cells of a row.
pub(super) fn read(cells: &[String], columns: &[Column]) -> Row {
    let mut row = Row::default();
    let mut transport = Transport::Tcp;
    for (cell, column) in cells.iter().zip(columns) {
        if *column == Column::Protocol {
            transport = Transport::of_protocols(cell);
        }
    }
    for (column, cell) in columns.iter().zip(
        cells
            .iter()
            .map(String::as_str)
            .chain(std::iter::repeat("")),
    ) {
        match column {
            Column::Area => row.area = text(&cell::read(cell), &mut row.links),
            Column::Description => row.description = text(&cell::read(cell), &mut row.links),
            Column::Protocol => row.protocol(cell),
            Column::Process => row.process = Some(as_written(cell)).filter(|it| !it.is_empty()),
            Column::Destination => row.destination(&cell::read(cell)),
            Column::Address => row.address(&cell::read(cell)),
            Column::Number => row.number = Some(cell::read(cell).line()),
            Column::Category => row.category(&cell::read(cell).text),
            Column::Required => row.required = port::yes(&cell::read(cell).line()),
            Column::ExpressRoute => row.express_route = port::yes(&cell::read(cell).line()),
            Column::Port => row.ports(cell, transport),
            Column::TcpPort => row.ports(cell, Transport::Tcp),
            Column::UdpPort => row.ports(cell, Transport::Udp),
            Column::Other => row.other(&cell::read(cell)),
        }
    }
    row
}

/// A cell as it is written, where its marks are Markdown's own: back-ticks, bold, links, elements.
fn as_written(cell: &str) -> String {
    let cell = trim(cell);
    if cell.contains(['`', '[']) || cell.contains("**") || cell.contains("</") {
        return cell::read(cell).line();
    }
    cell.to_owned()
}

fn text(inline: &Inline, links: &mut Vec<(String, String)>) -> Option<String> {
    for link in &inline.links {
        links.push((squeeze(inline.shown(link)), link.target.clone()));
    }
    Some(inline.line()).filter(|text| !text.is_empty())
}

impl Row {
    fn protocol(&mut self, cell: &str) {
        let written = as_written(cell);
        for part in cell::read(cell)
            .text
            .split(['/', '\\', ',', ';', '\n', '|'])
        {
            let part = squeeze(part);
            let words = part
                .split(' ')
                .filter(|word| !matches!(*word, "and" | "or" | "&"));
            let mut left = String::new();
            for word in words {
                // `HTTP / 80`: a number of two digits and more is a port.
                match word.parse::<u16>() {
                    Ok(port) if port > 9 => {
                        self.tcp.insert(port);
                    }
                    _ => left.push_str(word),
                }
            }
            let carrier = matches!(
                left.to_ascii_uppercase().as_str(),
                "" | "TCP" | "UDP" | "TCPIP" | "IP" | "DNS"
            );
            if !carrier && Protocol::read(&left).is_none() {
                let what = format!("{part:?} is no protocol that is known; kept as written");
                self.doubts.push((NoteCode::UnknownProtocol, what));
            }
        }
        if written.is_empty() {
            let what = "the protocol cell is empty".to_owned();
            self.doubts.push((NoteCode::BlankProtocol, what));
        }
        self.protocols = Some(written);
    }

    /// Links whose text is no host are links; all other text is destinations.
    fn destination(&mut self, inline: &Inline) {
        self.marks = Marks {
            escaped_star: inline.escaped_star,
            code: inline.code,
            html: inline.html,
        };
        let mut left = String::with_capacity(inline.text.len());
        let mut from = 0;
        for link in &inline.links {
            let shown = inline.shown(link);
            let before = inline.text.get(from..link.shows.start).unwrap_or_default();
            left.push_str(before);
            from = link.shows.end;
            if super::is_destination(shown) {
                left.push_str(shown);
                self.compare(shown, &link.target);
            } else {
                left.push('\n');
                self.links.push((squeeze(shown), link.target.clone()));
            }
        }
        left.push_str(inline.text.get(from..).unwrap_or_default());
        self.content = destination::read(&left);
    }

    /// A link that shows one host and points to another.
    fn compare(&mut self, shown: &str, target: &str) {
        let host = |text: &str| {
            let read = crate::pattern::read(text).ok()?;
            Some(read.pattern.host().to_owned())
        };
        let (Some(here), Some(there)) = (host(shown), host(target)) else {
            return;
        };
        // A target without a scheme is a page beside this one.
        if here != there && target.contains("://") {
            let what = format!("the link shows {here} and points to {there}; the first is taken");
            self.doubts.push((NoteCode::LinkDiffers, what));
        }
    }

    fn other(&mut self, inline: &Inline) {
        if let Some(text) = text(inline, &mut self.links) {
            if !self.other.is_empty() {
                self.other.push_str("; ");
            }
            self.other.push_str(&text);
        }
    }

    fn address(&mut self, inline: &Inline) {
        for link in &inline.links {
            self.links
                .push((squeeze(inline.shown(link)), link.target.clone()));
        }
        let found = destination::read(&inline.text);
        self.content.ranges.extend(found.ranges);
        // Hosts in a column of addresses are left out: what they are for is not said.
        let hosts = found.destinations.into_iter().map(|found| found.text);
        self.content.rest.extend(hosts);
        self.content.rest.extend(found.rest);
    }

    /// `Allow<BR>Optional<BR>**Notes:** …`, in any order.
    fn category(&mut self, text: &str) {
        let mut note = String::new();
        for line in text.lines() {
            if !note.is_empty() {
                note.push(' ');
                note.push_str(line);
            } else if let Some(category) = port::category(line) {
                self.category = Some(category);
            } else if let Some(required) = port::yes(line) {
                self.required = Some(required);
            } else {
                let line = line.trim();
                let said = line
                    .strip_prefix("Notes:")
                    .or_else(|| line.strip_prefix("Note:"));
                note.push_str(said.unwrap_or(line).trim());
            }
        }
        self.note = Some(squeeze(&note)).filter(|note| !note.is_empty());
    }

    fn ports(&mut self, cell: &str, transport: Transport) {
        let Ports { tcp, udp, rest } = port::read(&cell::read(cell).text, transport);
        self.tcp.extend(tcp);
        self.udp.extend(udp);
        if !rest.is_empty() {
            let what = format!("{:?} is not read as ports", rest.join(" "));
            self.doubts.push((NoteCode::Ports, what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(columns: &[Column], cells: &[&str]) -> Row {
        let cells: Vec<String> = cells.iter().map(|&cell| cell.to_owned()).collect();
        read(&cells, columns)
    }

    fn names(row: &Row) -> Vec<&str> {
        let found = row.content.destinations.iter();
        found.map(|found| found.text.as_str()).collect()
    }

    #[test]
    fn a_link_that_shows_a_host_is_a_destination_and_any_other_is_a_link() {
        let cell = "[www.x.com](https://www.x.com/)<br>[Learn how.](guide.md#a)";
        let row = row(&[Column::Destination], &[cell]);
        assert_eq!(names(&row), ["www.x.com"]);
        assert_eq!(
            row.links,
            [("Learn how.".to_owned(), "guide.md#a".to_owned())]
        );
        assert!(row.doubts.is_empty());
    }

    #[test]
    fn a_link_that_points_elsewhere_is_a_doubt() {
        let row = row(&[Column::Destination], &["[a.x.com](https://b.x.com/)"]);
        assert_eq!(names(&row), ["a.x.com"]);
        assert_eq!(row.doubts[0].0, NoteCode::LinkDiffers);
    }

    #[test]
    fn what_is_left_of_a_link_is_a_destination() {
        assert_eq!(
            names(&row(&[Column::Destination], &["[www.x.com](https:"])),
            ["www.x.com"]
        );
    }

    #[test]
    fn the_category_cell_of_a_set_is_taken_apart() {
        let row = row(
            &[Column::Category],
            &["Allow<BR>Optional<BR>**Notes:** a b"],
        );
        assert_eq!(row.category, Some(Category::Allow));
        assert_eq!(
            (row.required, row.note.as_deref()),
            (Some(false), Some("a b"))
        );
    }

    #[test]
    fn protocols_are_kept_as_written() {
        for (cell, kept) in [
            ("  TLSv1.2\\/HTTPS ", "TLSv1.2\\/HTTPS"),
            ("**HTTP**", "HTTP"),
            ("HTTP \\ HTTPS", "HTTP \\ HTTPS"),
        ] {
            let row = row(&[Column::Protocol], &[cell]);
            assert_eq!(row.protocols.as_deref(), Some(kept));
            assert!(row.doubts.is_empty(), "{cell}");
        }
        assert_eq!(
            row(&[Column::Protocol], &[" "]).doubts[0].0,
            NoteCode::BlankProtocol
        );
        assert_eq!(
            row(&[Column::Protocol], &["Gopher"]).doubts[0].0,
            NoteCode::UnknownProtocol
        );
    }

    #[test]
    fn ports_beside_protocols_are_ports() {
        let row = row(&[Column::Protocol], &["HTTP / 80 </br> HTTPs / 443"]);
        assert_eq!(row.tcp.into_iter().collect::<Vec<_>>(), [80, 443]);
        assert!(row.doubts.is_empty());
    }
}
