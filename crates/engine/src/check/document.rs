//! A check in words.

use super::rule::{Level, RULES};
use super::view::{Check, Finding};
use crate::document::{Cell, Column, Document, Part, Row, Table, Tone};
use crate::intent::shortened;
use crate::report::wording::{count, counted, moment, span};

/// A check as something to read. Its first line says how it came out.
#[must_use]
pub fn document(check: &Check) -> Document {
    let mut document = Document::new(title(check));
    document.parts.push(Part::Facts(facts(check)));
    for it in &check.cautions {
        let tone = if it.withholds {
            Tone::Bad
        } else {
            Tone::Warning
        };
        document.note(tone, "caution", &it.words);
    }
    if check.policy.is_none() {
        document.note(
            Tone::Warning,
            "note",
            "There is no policy: only destinations that nobody documents are checked. --policy, --preset or --off says what should \
             be silent.",
        );
    }
    let sections = [
        (Level::Error, "Fails the check"),
        (Level::Warning, "Warnings"),
        (Level::Note, "Notes"),
    ];
    for (level, heading) in sections {
        let open = check.findings.iter();
        let open = open.filter(|it| it.level == level && it.accepted.is_empty());
        let open: Vec<&Finding> = open.collect();
        if !open.is_empty() {
            document.heading(format!("{heading} ({})", open.len()));
            document.table(table(&open));
        }
    }
    accepted(&mut document, check);
    next(&mut document, check);
    document
}

fn title(check: &Check) -> String {
    let summary = &check.summary;
    let mut numbers = vec![counted(summary.errors, "error", "errors")];
    let more = [
        (summary.warnings, "warning", "warnings"),
        (summary.notes, "note", "notes"),
        (summary.accepted, "accepted", "accepted"),
    ];
    let more = more.into_iter().filter(|it| it.0 > 0);
    numbers.extend(more.map(|(number, one, many)| counted(number, one, many)));
    format!(
        "{}: {} among {} in {}",
        if check.passed { "PASSED" } else { "FAILED" },
        numbers.join(", "),
        counted(summary.destinations, "destination", "destinations"),
        check.run.label
    )
}

fn facts(check: &Check) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |label: &str, value: String| facts.push((label.to_owned(), value));
    let run = &check.run;
    let mut recorded = match &run.from {
        None => "nothing was recorded".to_owned(),
        Some(from) => format!("{} from {} UTC", span(run.hours * 3600.0), moment(from)),
    };
    if !run.devices.is_empty() {
        recorded += &format!(", device {}", shortened(&run.devices));
    }
    for (key, value) in &run.conditions {
        recorded += &format!(", {key} {value}");
    }
    fact("Run", recorded);
    if let Some(before) = &check.before {
        fact(
            "Before",
            format!("{}, {}", before.label, span(before.hours * 3600.0)),
        );
    }
    if let Some(policy) = &check.policy {
        fact("Policy", policy.clone());
    }
    if let Some(release) = &check.release {
        let how = check.release_chosen.as_deref().unwrap_or_default();
        fact("Release", format!("{release} {how}").trim_end().to_owned());
    }
    if !check.acceptances.is_empty() {
        fact(
            "Baseline",
            format!(
                "{}, held against {}",
                counted(check.acceptances.len() as u64, "acceptance", "acceptances"),
                check.day
            ),
        );
    }
    facts
}

fn table(findings: &[&Finding]) -> Table {
    let mut table = Table::new(vec![
        Column::words("Destination", 0),
        Column::words("Area", 1),
        Column::words("Rule", 0),
        Column::numbers("Tries", 1),
        Column::numbers("Got through", 2),
    ]);
    for (at, it) in findings.iter().enumerate() {
        let tone = match it.level {
            Level::Error => Tone::Bad,
            Level::Warning => Tone::Warning,
            Level::Note => Tone::Dim,
        };
        let numbers = it.seen.as_ref();
        let numbers = numbers.map(|it| (count(it.tries), count(it.reached)));
        let (tries, reached) = numbers.unwrap_or_default();
        let last = findings.get(at + 1).is_none_or(|next| next.rule != it.rule);
        table.rows.push(Row {
            cells: vec![
                it.destination.as_deref().unwrap_or("the run").into(),
                it.area_name.as_deref().unwrap_or_default().into(),
                Cell::from(it.rule).toned(tone),
                tries.into(),
                reached.into(),
            ],
            notes: notes(it, last),
        });
    }
    table
}

/// The sentences below a row. What to do about a rule is said once, below the last of its findings.
fn notes(finding: &Finding, last: bool) -> Vec<(Tone, String)> {
    let mut notes = vec![(Tone::Plain, finding.message.clone())];
    for cause in &finding.causes {
        notes.push((Tone::Plain, format!("Cause: {}.", cause.evidence)));
    }
    if !finding.not_accepted.is_empty() {
        let left = shortened(&finding.not_accepted);
        notes.push((
            Tone::Plain,
            format!("Some of it is accepted, and not {left}."),
        ));
    }
    if let Some(place) = &finding.place {
        notes.push((Tone::Plain, format!("{}:{}", place.file, place.line)));
    }
    if let Some(rule) = RULES.iter().find(|it| last && it.id == finding.rule) {
        notes.push((Tone::Dim, rule.help.to_owned()));
    }
    notes
}

fn accepted(document: &mut Document, check: &Check) {
    let accepted = check.findings.iter().filter(|it| !it.accepted.is_empty());
    let accepted: Vec<String> = accepted
        .map(|it| {
            let until = it.accepted.iter().map(|by| by.until.as_str()).min();
            format!(
                "{} (until {})",
                it.destination.as_deref().unwrap_or_default(),
                until.unwrap_or_default()
            )
        })
        .collect();
    if !accepted.is_empty() {
        document.text(Tone::Dim, format!("Accepted: {}.", shortened(&accepted)));
    }
}

/// What to do next.
fn next(document: &mut Document, check: &Check) {
    let failing: Vec<&Finding> = check.findings.iter().filter(|it| it.fails()).collect();
    if failing.is_empty() {
        return;
    }
    document.heading("What to do");
    if failing.iter().any(|it| it.rule == "still-talking") {
        let policy = check.sources.policy.as_deref();
        let policy = policy.unwrap_or("(the same options)");
        let capture = check.sources.captures.first();
        let capture = capture.map_or("CAPTURE", String::as_str);
        document.text(
            Tone::Plain,
            format!("What the policy does to each destination: backchat plan {policy} --against {capture}"),
        );
    }
    let first = failing.iter().find_map(|it| it.acceptable_as.first());
    if let Some(first) = first {
        document.text(
            Tone::Plain,
            "To accept a destination for a time, say so in a baseline, and name it with --baseline:",
        );
        for line in [
            "[[accept]]".to_owned(),
            format!("destination = {}", toml_edit::Value::from(first.as_str())),
            "reason = \"why it may talk, for whoever reads it in a year\"".to_owned(),
            format!("until = {}", super::baseline::last_day(check)),
        ] {
            document.text(Tone::Plain, line);
        }
        document.text(
            Tone::Plain,
            "--write-baseline FILE drafts an entry for each, to be given its reason.",
        );
    }
}
