//! A destination as a row of columns. All rows of a report share the columns' widths, so that they line up from section
//! to section; what does not fit into the width goes to a second line.

use super::sheet::{Sheet, Style, cut, cut_middle, padded, width};
use crate::report::page::{DestinationView, Page};
use crate::report::wording;

/// The widest each column may become; what is longer is cut at its end.
const PROTOCOL: usize = 20;
const OUTCOME: usize = 18;

/// Names up to this width are given a column that holds them; longer ones stand on a line of their own.
const NAME: usize = 52;

/// Names need this much before another column is worth having.
const NAME_WANTED: usize = 34;

/// Blanks between columns.
const GAP: usize = 2;

/// What stands left of the name; as much again where the row is nested.
const GUTTER: usize = 2;

/// The columns' widths; 0 leaves a column out.
pub(super) struct Columns {
    name: usize,
    protocol: usize,
    attempts: usize,
    bytes: usize,
    named_by: usize,
    outcome: usize,
    from: usize,
}

struct Cells {
    protocol: String,
    attempts: String,
    bytes: String,
    named_by: String,
    outcome: String,
    from: String,
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
            outcome: outcome(view),
            from: from(view),
        }
    }
}

/// The name or address; where it is not public, with the part of the address space it lies in.
fn title(view: &DestinationView) -> String {
    let title = wording::clean(&view.title);
    if view.scope == "public" {
        title
    } else {
        format!("{title} ({})", view.scope)
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
        return "–".to_owned();
    }
    text.replace("/TLSv1.", "/1.")
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

/// What became of the attempts; where that differs, how many of them were reached or reset.
fn outcome(view: &DestinationView) -> String {
    let sum = |tokens: &[&str]| -> u64 {
        let those = view.outcomes.iter().filter(|it| tokens.contains(&it.token));
        those.map(|tally| tally.count).sum()
    };
    let all: u64 = view.outcomes.iter().map(|tally| tally.count).sum();
    let reset = sum(&["reset"]);
    let reached = sum(&["established"]) + reset;
    let part = |number, word| {
        format!(
            "{} of {} {word}",
            wording::count(number),
            wording::count(all)
        )
    };
    if reached == 0 || view.outcomes.len() == 1 {
        wording::outcomes(&view.outcomes)
    } else if reached < all {
        part(reached, "reached")
    } else {
        part(reset, "reset")
    }
}

/// The machine that called, or how many did.
fn from(view: &DestinationView) -> String {
    match view.devices.as_slice() {
        [one] => one.to_string(),
        several => format!("{} devices", several.len()),
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
            from: width("From"),
        };
        if page.method.devices.len() < 2 {
            columns.from = 0;
        }
        for view in in_areas.chain(&page.undocumented).chain(&page.unnamed) {
            let cells = Cells::new(view);
            let name = GUTTER + width(&title(view));
            if name <= NAME {
                columns.name = columns.name.max(name);
            }
            columns.protocol = columns.protocol.max(width(&cells.protocol));
            columns.attempts = columns.attempts.max(width(&cells.attempts));
            columns.bytes = columns.bytes.max(width(&cells.bytes));
            columns.named_by = columns.named_by.max(width(&cells.named_by));
            columns.outcome = columns.outcome.max(width(&cells.outcome).min(OUTCOME));
            if columns.from > 0 {
                columns.from = columns.from.max(width(&cells.from));
            }
        }
        columns.fit(sheet.width);
        columns
    }

    /// Leaves out columns until names have room, the outcome last.
    fn fit(&mut self, total: usize) {
        let wanted = self.name.min(NAME_WANTED);
        if self.room(total) < wanted {
            self.from = 0;
        }
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
            self.from,
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
            from: "From".to_owned(),
        };
        let heading = cut("Destination", self.name);
        let mut line = " ".repeat(GUTTER) + &padded(&heading, self.name, false);
        for (text, _) in self.laid_out(&cells) {
            line.push_str(&text);
        }
        sheet.line(&[(Style::Dim, line)]);
    }

    /// A destination: `mark` in the gutter, then the row, then what had no room. A nested row stands further in.
    pub(super) fn row(&self, sheet: &mut Sheet, mark: char, nested: bool, view: &DestinationView) {
        let cells = Cells::new(view);
        let name = title(view);
        let inset = if nested { GUTTER } else { 0 };
        let mark = format!("{}{mark} ", " ".repeat(inset));
        let mut pieces = vec![(Style::Warning, mark)];
        if inset + width(&name) <= self.name {
            pieces.push((Style::Plain, padded(&name, self.name - inset, false)));
        } else {
            let name = cut_middle(&name, sheet.width - GUTTER - inset);
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
        let below = " ".repeat(2 * GUTTER + inset);
        if self.outcome < width(&cells.outcome) && cells.outcome != "connected" {
            sheet.wrapped(&below, &wording::outcomes(&view.outcomes), style);
        }
        let spoken = protocol(view);
        if self.protocol < width(&spoken) {
            sheet.wrapped(&below, &format!("spoken: {spoken}"), Style::Dim);
        }
        let rests_on_dns = view.evidence.first().is_some_and(|it| it.token == "dns");
        if self.named_by == 0 && rests_on_dns {
            sheet.wrapped(&below, "named by a DNS answer", Style::Dim);
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
            (&cells.from, self.from, false),
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
