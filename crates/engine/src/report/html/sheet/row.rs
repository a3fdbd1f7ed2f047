//! A destination as a row: every value in the words and the order in which it is printed.

use serde::Serialize;

use super::Sheets;
use crate::report::html::moment::Moment;
use crate::report::html::plot::Group;
use crate::report::html::plot::spark::spark;
use crate::report::page::{DestinationView, Tally};
use crate::report::wording::{bytes, count, counted, only_reset, protocols};

/// Machines named in a row; the rest is counted there and listed below it.
const MACHINES: usize = 2;

/// A number as people read it, beside itself for sorting.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Amount {
    pub text: String,
    pub value: u64,
}

/// A destination.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row<'a> {
    /// Unique on the page.
    pub id: String,
    /// Whether the page has more of it than its row in the table of all destinations.
    pub detailed: bool,
    /// As the page has it: what is printed as it is.
    pub view: &'a DestinationView,
    /// `documented`, `undocumented`, `unnamed`.
    pub group: &'static str,
    /// The name of its area; empty where it has none.
    pub area: &'a str,
    /// The words for its status, where it is not the usual one.
    pub status: Option<&'static str>,
    /// What was spoken, the more exact words only.
    pub spoke: String,
    /// `TLS SNI ×3, DNS answer ×1`.
    pub evidence: String,
    /// `connected ×3`.
    pub outcomes: String,
    /// The same without the numbers, for the table of all destinations.
    pub kinds: String,
    /// What became of the attempts in a few words, for that table.
    pub outcome: String,
    /// Why connections had no name of their own.
    pub absences: String,
    /// `10.0.0.1, 10.0.0.2 and 3 more`.
    pub machines: String,
    /// All machines, where the row does not list them all.
    pub all_machines: Option<String>,
    pub ports: String,
    pub addresses: String,
    /// From the name asked to the owner of the addresses.
    pub chains: Vec<String>,
    pub rivals: String,
    pub processes: String,
    pub facts: Vec<&'a str>,
    pub attempts: Amount,
    pub sent: Amount,
    pub received: Amount,
    pub first: Moment<'a>,
    pub last: Moment<'a>,
    /// When it talked, as markup.
    pub spark: Option<String>,
    /// What the part below the row holds, in words.
    pub below: String,
}

impl<'a> Row<'a> {
    pub(super) fn new(
        view: &'a DestinationView,
        group: Group,
        area: &'a str,
        id: usize,
        sheets: &Sheets,
    ) -> Self {
        let machines: Vec<String> = view.devices.iter().map(ToString::to_string).collect();
        Self {
            id: format!("d{id}"),
            detailed: true,
            view,
            group: group.class(),
            area,
            status: status(view),
            // A narrow column breaks at commas, not at slashes.
            spoke: protocols(view).replace('/', ", "),
            evidence: tallies(&view.evidence, view.attempts),
            outcomes: tallies(&view.outcomes, view.attempts),
            kinds: kinds(&view.evidence),
            outcome: outcome(view),
            absences: tallies(&view.absences, view.attempts),
            machines: some(&machines),
            all_machines: (machines.len() > MACHINES + 1).then(|| machines.join(", ")),
            ports: view.ports.join(", "),
            addresses: view
                .addresses
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
            chains: view.chains.iter().map(|it| it.join(" → ")).collect(),
            rivals: view.rivals.join(", "),
            processes: view.processes.join(", "),
            facts: view.facts.iter().map(String::as_str).collect(),
            attempts: number(view.attempts),
            sent: volume(view.sent_bytes),
            received: volume(view.received_bytes),
            first: sheets.clock.moment(&view.first),
            last: sheets.clock.moment(&view.last),
            spark: spark(&sheets.periods, &view.hours),
            below: below(view),
        }
    }
}

/// An amount of things.
pub(super) fn number(value: u64) -> Amount {
    Amount {
        text: count(value),
        value,
    }
}

/// An amount of bytes.
pub(super) fn volume(value: u64) -> Amount {
    Amount {
        text: bytes(value),
        value,
    }
}

fn status(view: &DestinationView) -> Option<&'static str> {
    match view.status {
        "blocked" => Some("no attempt succeeded"),
        _ if only_reset(view) => Some("reset every time"),
        _ => None,
    }
}

/// `connected ×3; refused ×1`; without the number where one kind holds for all attempts.
fn tallies(tallies: &[Tally], attempts: u64) -> String {
    match tallies {
        [only] if only.count == attempts => only.words.to_owned(),
        all => all
            .iter()
            .map(|it| format!("{} ×{}", it.words, count(it.count)))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

fn kinds(tallies: &[Tally]) -> String {
    let words: Vec<&str> = tallies.iter().map(|it| it.words).collect();
    words.join(", ")
}

fn outcome(view: &DestinationView) -> String {
    if view.status != "contacted" {
        return kinds(&view.outcomes);
    }
    let connected: u64 = view
        .outcomes
        .iter()
        .filter(|it| matches!(it.token, "established" | "reset"))
        .map(|it| it.count)
        .sum();
    match view.attempts.saturating_sub(connected) {
        0 => "connected".to_owned(),
        others => format!("connected; {} not", counted(others, "attempt", "attempts")),
    }
}

fn some(machines: &[String]) -> String {
    if machines.len() <= MACHINES + 1 {
        return machines.join(", ");
    }
    let head: Vec<&str> = machines.iter().take(MACHINES).map(String::as_str).collect();
    format!(
        "{} and {} more",
        head.join(", "),
        count((machines.len() - MACHINES) as u64)
    )
}

/// What there is to read below a row; empty where there is nothing.
fn below(view: &DestinationView) -> String {
    let mut parts = Vec::new();
    if view.reason.is_some() {
        parts.push("why this endpoint".to_owned());
    }
    if !view.also.is_empty() {
        parts.push(counted(
            view.also.len() as u64,
            "other candidate",
            "other candidates",
        ));
    }
    if !view.rivals.is_empty() {
        parts.push(counted(
            view.rivals.len() as u64,
            "other name at the same address",
            "other names at the same address",
        ));
    }
    if !view.chains.is_empty() {
        parts.push("aliases".to_owned());
    }
    if !view.addresses.is_empty() {
        parts.push(counted(view.addresses.len() as u64, "address", "addresses"));
    }
    if !view.facts.is_empty() {
        parts.push("what was in the clear".to_owned());
    }
    if !view.processes.is_empty() {
        parts.push("processes".to_owned());
    }
    let text = parts.join(", ");
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_machines_are_counted() {
        let machines = ["a", "b", "c", "d"].map(str::to_owned);
        assert_eq!(some(&machines[..3]), "a, b, c");
        assert_eq!(some(&machines), "a, b and 2 more");
    }
}
