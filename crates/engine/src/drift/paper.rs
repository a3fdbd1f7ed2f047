//! The answer as a document for people: the input first, then the classes from what changed to what did not.

use super::view::{
    ByAxis, Class, DestinationView, Drift, FindingKind, Sighting, Standing, ValueView,
};
use crate::document::{Cell, Column, Document, Part, Row, Table, Tone};
use crate::report::wording::{count, counted, moment, span};

/// Runs that a finding names; of more it says the number.
const NAMED: usize = 6;

/// Values of a condition that are shown of a destination, at most.
const VALUES: usize = 12;

/// Conditions that have a column of their own among the runs.
const COLUMNS: usize = 5;

impl Drift {
    /// The answer for people.
    #[must_use]
    pub fn document(&self) -> Document {
        let runs = self.runs.len() as u64;
        let mut paper = Document::new(format!("Drift over {}", counted(runs, "run", "runs")));
        paper.parts.push(Part::Facts(self.facts()));
        self.input(&mut paper);
        paper.heading("Runs");
        paper.table(self.runs_table());
        for class in Class::ALL {
            self.class(class, &mut paper);
        }
        paper
    }

    fn facts(&self) -> Vec<(String, String)> {
        let watched: f64 = self.runs.iter().map(|it| it.seconds).sum();
        let first = self.runs.iter().filter_map(|it| it.first.as_ref()).min();
        let last = self.runs.iter().filter_map(|it| it.last.as_ref()).max();
        let mut facts = Vec::new();
        let mut fact = |label: &str, text: String| facts.push((label.to_owned(), text));
        if let (Some(first), Some(last)) = (first, last) {
            let (first, last) = (moment(first), moment(last));
            fact(
                "Time",
                format!("{first} to {last} UTC, {} watched", span(watched)),
            );
        }
        for axis in &self.axes {
            let mut values: Vec<&str> = axis.values.iter().map(|it| it.value.as_str()).collect();
            let more = values.len().saturating_sub(VALUES);
            values.truncate(VALUES);
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let unsaid = match axis.unsaid.len() {
                0 => String::new(),
                unsaid => format!("; not said of {}", counted(unsaid as u64, "run", "runs")),
            };
            fact(
                &format!("By {}", axis.key),
                format!("{}{more}{unsaid}", values.join(", ")),
            );
        }
        let each = self.classes.iter();
        let classes = each.map(|(class, number)| format!("{} {}", count(*number), class.token()));
        fact("Destinations", classes.collect::<Vec<_>>().join(", "));
        fact("Able", sentence(&self.able.words));
        facts
    }

    fn input(&self, paper: &mut Document) {
        if self.findings.is_empty() {
            return;
        }
        paper.heading("About the runs");
        for finding in &self.findings {
            let of = self.named(&finding.runs);
            let words = if of.is_empty() {
                sentence(&finding.words)
            } else {
                format!("{of}: {}.", finding.words)
            };
            let (tone, word) = match finding.kind {
                FindingKind::Quiet
                | FindingKind::Devices
                | FindingKind::Unsaid
                | FindingKind::Release => (Tone::Plain, "note"),
                _ => (Tone::Warning, "warning"),
            };
            paper.note(tone, word, words);
        }
    }

    /// Runs by their labels.
    fn named(&self, runs: &[usize]) -> String {
        let labels = runs.iter().filter_map(|it| self.runs.get(*it));
        let labels: Vec<&str> = labels.map(|it| it.label.as_str()).collect();
        match labels.len().saturating_sub(NAMED) {
            0 => labels.join(", "),
            more => format!("{} and {more} more", labels[..NAMED].join(", ")),
        }
    }

    fn runs_table(&self) -> Table {
        let axes = &self.axes[..self.axes.len().min(COLUMNS)];
        let mut columns = vec![
            Column::words("Run", 0),
            Column::words("From (UTC)", 2),
            Column::numbers("Watched", 1),
        ];
        columns.extend(
            axes.iter()
                .map(|axis| Column::words(&capital(&axis.key), 1)),
        );
        columns.push(Column::numbers("Destinations", 0));
        let mut table = Table::new(columns);
        for (number, run) in self.runs.iter().enumerate() {
            let first = run.first.as_deref().map(moment).unwrap_or_default();
            let mut cells: Vec<Cell> = vec![
                run.label.as_str().into(),
                first.into(),
                span(run.seconds).into(),
            ];
            for axis in axes {
                let has = |value: &&ValueView| value.runs.contains(&number);
                let value = axis.values.iter().find(has);
                cells.push(value.map_or("", |it| it.value.as_str()).into());
            }
            cells.push(count(run.destinations).into());
            table.rows.push(Row {
                cells,
                notes: Vec::new(),
            });
        }
        table
    }

    fn class(&self, class: Class, paper: &mut Document) {
        let of: Vec<&DestinationView> = self
            .destinations
            .iter()
            .filter(|it| it.class == class)
            .collect();
        if of.is_empty() {
            return;
        }
        let number = count(of.len() as u64);
        paper.heading(format!("{} ({number})", class.about()));
        let mut table = Table::new(vec![
            Column::words("Destination", 0),
            Column::numbers("Runs", 0),
            Column::words("First seen (UTC)", 2),
            Column::words("Last seen (UTC)", 3),
            Column::words("Area", 1),
        ]);
        table.rows = of.iter().map(|it| self.row(it)).collect();
        paper.table(table);
    }

    fn row(&self, it: &DestinationView) -> Row {
        let time = |sighting: &Option<Sighting>| {
            let time = sighting.as_ref().map(|it| moment(&it.time));
            Cell::from(time.unwrap_or_default())
        };
        let area = match &it.documented.area_name {
            Some(name) => name.as_str().into(),
            None => Cell::from("undocumented").toned(Tone::Warning),
        };
        let mut notes = Vec::new();
        let odd = matches!(
            it.documented.standing,
            Standing::Early | Standing::Late | Standing::Gap | Standing::Elsewhere
        );
        if it.class != Class::Everywhere || it.runs.len() as u64 != self.usable() {
            notes.push((Tone::Plain, sentence(&it.words)));
        }
        let withheld = it.withheld.iter();
        notes.extend(withheld.map(|words| (Tone::Warning, sentence(words))));
        if it.class != Class::Everywhere {
            notes.extend(told(it).into_iter().map(|by| (Tone::Dim, shares(by))));
        }
        if odd {
            notes.push((Tone::Warning, sentence(&it.documented.words)));
        }
        Row {
            cells: vec![
                Cell::from(it.title.as_str()).toned(Tone::Strong),
                format!("{} of {}", it.runs.len(), it.able).into(),
                time(&it.first),
                time(&it.last),
                area,
            ],
            notes,
        }
    }

    fn usable(&self) -> u64 {
        self.runs.iter().filter(|it| it.usable).count() as u64
    }
}

/// The conditions over which it is shown how a destination lies: those that claims are about; where there are none, all.
fn told(it: &DestinationView) -> Vec<&ByAxis> {
    let claimed = |by: &&ByAxis| it.claims.iter().any(|claim| claim.key == by.key);
    let all = it.by.iter().filter(|by| by.values.len() > 1);
    let some: Vec<&ByAxis> = all.clone().filter(claimed).collect();
    if some.is_empty() { all.collect() } else { some }
}

/// How it lies over the values of a condition: `build 19041.1 0 of 4, 19041.388 4 of 4`.
fn shares(by: &ByAxis) -> String {
    let each = by.values.iter().map(|it| match it.able {
        0 => format!("{} none able", it.value),
        able => format!("{} {} of {able}", it.value, it.seen),
    });
    let mut each: Vec<String> = each.collect();
    let more = each.len().saturating_sub(VALUES);
    each.truncate(VALUES);
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("By {}: {}{more}.", by.key, each.join(", "))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(char::to_uppercase);
    let first: String = first.into_iter().flatten().collect();
    format!("{first}{}", letters.as_str())
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    format!("{}.", capital(clause))
}
