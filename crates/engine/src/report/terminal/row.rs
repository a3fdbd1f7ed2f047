//! A destination as a row of columns. All rows of a report share the columns' widths, so that they line up from section
//! to section; what does not fit into the width goes to a second line.

use super::sheet::{Sheet, Style, cut, cut_middle, padded, width};
use crate::report::page::{DestinationView, Page};
use crate::report::wording;

/// The widest each column may become; what is longer is cut at its end.
const PROTOCOL: usize = 24;
const OUTCOME: usize = 30;

/// Names up to this width are given a column that holds them; longer ones stand on a line of their own.
const NAME: usize = 52;

/// Names need this much before a column is worth more than they are.
const NAME_WANTED: usize = 40;

/// Blanks between columns.
const GAP: usize = 2;

/// What stands left of the name: two columns.
const GUTTER: usize = 2;

/// The columns' widths; 0 leaves a column out.
pub(super) struct Columns {
    name: usize,
    protocol: usize,
    attempts: usize,
    bytes: usize,
    named_by: usize,
    outcome: usize,
}

struct Cells {
    protocol: String,
    attempts: String,
    bytes: String,
    named_by: String,
    outcome: String,
}

impl Cells {
    fn new(view: &DestinationView) -> Self {
        let bytes = view.sent_bytes.saturating_add(view.received_bytes);
        Self {
            protocol: cut(&protocol(view), PROTOCOL),
            attempts: wording::count(view.attempts),
            bytes: if bytes == 0 {
                "–".to_owned()
            } else {
                wording::bytes(bytes)
            },
            named_by: named_by(view),
            outcome: cut(&wording::outcomes(&view.outcomes), OUTCOME),
        }
    }
}

/// What was spoken, and the port where that does not tell it.
fn protocol(view: &DestinationView) -> String {
    let mut text = wording::protocols(view);
    for port in wording::odd_ports(view) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(port);
    }
    if text.is_empty() {
        "–".to_owned()
    } else {
        text
    }
}

/// The two best kinds of evidence, or, in brackets, why there is none.
fn named_by(view: &DestinationView) -> String {
    let words: Vec<&str> = view
        .evidence
        .iter()
        .take(2)
        .map(wording::evidence)
        .collect();
    match (words.is_empty(), view.absences.first()) {
        (true, Some(reason)) => format!("({})", wording::absence(reason)),
        (true, None) => "–".to_owned(),
        (false, _) => words.join(", "),
    }
}

impl Columns {
    /// Widths that fit every destination of the page.
    pub(super) fn of(page: &Page, sheet: &Sheet) -> Self {
        let in_areas = page
            .areas
            .iter()
            .flat_map(|area| &area.endpoints)
            .flat_map(|endpoint| &endpoint.destinations);
        let mut columns = Self {
            name: width("Destination"),
            protocol: width("Spoken"),
            attempts: width("Tries"),
            bytes: width("Bytes"),
            named_by: width("Named by"),
            outcome: width("Outcome"),
        };
        for view in in_areas.chain(&page.undocumented).chain(&page.unnamed) {
            let cells = Cells::new(view);
            let name = width(&wording::clean(&view.title));
            if name <= NAME {
                columns.name = columns.name.max(name);
            }
            columns.protocol = columns.protocol.max(width(&cells.protocol));
            columns.attempts = columns.attempts.max(width(&cells.attempts));
            columns.bytes = columns.bytes.max(width(&cells.bytes));
            columns.named_by = columns.named_by.max(width(&cells.named_by));
            columns.outcome = columns.outcome.max(width(&cells.outcome));
        }
        columns.fit(sheet.width);
        columns
    }

    /// Leaves out columns until names have room, the outcome last.
    fn fit(&mut self, total: usize) {
        let wanted = self.name.min(NAME_WANTED);
        if self.room(total) < wanted {
            self.named_by = 0;
        }
        if self.room(total) < wanted {
            self.outcome = self.outcome.min(14);
        }
        if self.room(total) < wanted {
            self.protocol = self.protocol.min(14);
        }
        if self.room(total) < wanted.min(28) {
            self.outcome = 0;
        }
        self.name = self.name.min(self.room(total));
    }

    fn room(&self, total: usize) -> usize {
        let others = [
            self.protocol,
            self.attempts,
            self.bytes,
            self.named_by,
            self.outcome,
        ];
        let used: usize = others
            .iter()
            .filter(|column| **column > 0)
            .map(|column| column + GAP)
            .sum();
        total.saturating_sub(GUTTER + used)
    }

    /// The line over the first row.
    pub(super) fn header(&self, sheet: &mut Sheet) {
        let cells = Cells {
            protocol: "Spoken".to_owned(),
            attempts: "Tries".to_owned(),
            bytes: "Bytes".to_owned(),
            named_by: "Named by".to_owned(),
            outcome: "Outcome".to_owned(),
        };
        let mut line = padded("  Destination", GUTTER + self.name, false);
        for (text, _) in self.laid_out(&cells) {
            line.push_str(&text);
        }
        sheet.line(&[(Style::Dim, line)]);
    }

    /// A destination: `mark` in the gutter, then the row, then what had no room.
    pub(super) fn row(&self, sheet: &mut Sheet, mark: char, view: &DestinationView) {
        let cells = Cells::new(view);
        let mut name = wording::clean(&view.title);
        if view.scope != "public" {
            name = format!("{name} ({})", view.scope);
        }
        let mark = (Style::Warning, format!("{mark} "));
        let mut pieces = vec![mark];
        if width(&name) <= self.name {
            pieces.push((Style::Plain, padded(&name, self.name, false)));
        } else {
            let name = cut_middle(&name, sheet.width - GUTTER);
            pieces.push((Style::Plain, name));
            sheet.line(&pieces);
            pieces = vec![(Style::Plain, " ".repeat(GUTTER + self.name))];
        }
        let style = match view.status {
            "contacted" if wording::only_reset(view) => Style::Bad,
            "contacted" => Style::Good,
            "blocked" => Style::Bad,
            _ => Style::Warning,
        };
        for (text, is_outcome) in self.laid_out(&cells) {
            let style = if is_outcome { style } else { Style::Plain };
            pieces.push((style, text));
        }
        sheet.line(&pieces);
        let full = wording::outcomes(&view.outcomes);
        if self.outcome < width(&full).min(OUTCOME) && full != "connected" {
            sheet.wrapped("    ", &full, style);
        }
    }

    /// The cells in their columns, each with the gap before it; true marks the outcome.
    fn laid_out(&self, cells: &Cells) -> Vec<(String, bool)> {
        let gap = " ".repeat(GAP);
        [
            (&cells.protocol, self.protocol, false),
            (&cells.attempts, self.attempts, true),
            (&cells.bytes, self.bytes, true),
            (&cells.named_by, self.named_by, false),
            (&cells.outcome, self.outcome, false),
        ]
        .into_iter()
        .enumerate()
        .filter(|(_, (_, columns, _))| *columns > 0)
        .map(|(at, (text, columns, right))| {
            let cell = padded(&cut(text, columns), columns, right);
            (gap.clone() + &cell, at == 4)
        })
        .collect()
    }
}
