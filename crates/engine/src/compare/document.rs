//! A comparison in words.

use std::fmt::Write;

use super::area::AreaView;
use super::expectation::Expectation;
use super::verdict::{Judgement, Verdict};
use super::view::{Comparison, DestinationView, RunView, SideView};
use crate::document::{Cell, Column, Document, Pair, Part, Plot, PlotKind, Row, Table, Tone};
use crate::model::Outcome;
use crate::report::wording::{bytes, count, counted, span};

/// Rows of a plot at most; more than these nobody can read.
const DRAWN: usize = 40;

/// Seconds beyond which nobody is told to leave a recording running: 30 days.
const PATIENCE: i64 = 2_592_000;

/// Tries from which on a rate is held against another one in words.
const FEW: u64 = 4;

/// A comparison as something to read. With `all`, what is as wanted is listed too, and not only counted.
#[must_use]
pub fn document(comparison: &Comparison, all: bool) -> Document {
    let mut document = Document::new(match &comparison.before {
        Some(before) => format!("{} and {} compared", before.label, comparison.after.label),
        None => format!("What {} shows", comparison.after.label),
    });
    document.parts.push(Part::Facts(facts(comparison)));
    for it in &comparison.cautions {
        let tone = if it.withholds {
            Tone::Bad
        } else {
            Tone::Warning
        };
        document.note(tone, "caution", &it.words);
    }
    if comparison.cautions.iter().any(|it| it.withholds) {
        document.text(
            Tone::Strong,
            "Verdicts about silence and rates are withheld; what got through, and what failed, is told all the same.",
        );
    }
    document.text(Tone::Plain, summary(comparison));
    areas(&mut document, comparison);
    for section in SECTIONS {
        let rows = comparison
            .destinations
            .iter()
            .filter(|it| (section.holds)(it));
        let rows: Vec<&DestinationView> = rows.collect();
        if rows.is_empty() {
            continue;
        }
        document.heading(format!("{} ({})", section.title, rows.len()));
        if section.brief && !all {
            let names: Vec<String> = rows.iter().map(|it| it.destination.clone()).collect();
            document.text(
                Tone::Dim,
                format!(
                    "{}. --all lists them with their numbers.",
                    crate::intent::shortened(&names)
                ),
            );
            continue;
        }
        document.table(table(&rows, comparison.before.is_some()));
    }
    if comparison.before.is_some() {
        document.parts.extend(plot(comparison).map(Part::Plot));
    }
    document
}

/// A group of destinations under a heading.
struct Section {
    title: &'static str,
    holds: fn(&DestinationView) -> bool,
    /// Whether it is only counted where not everything is asked for.
    brief: bool,
}

/// In the order in which they matter. Every destination is in exactly one; a test holds that.
const SECTIONS: &[Section] = &[
    Section {
        title: "Still talking, and should not",
        holds: |it| it.judgement == Judgement::Wrong && it.verdict != Verdict::Broken,
        brief: false,
    },
    Section {
        title: "Fails, and nothing should stop it",
        holds: |it| it.verdict == Verdict::Broken,
        brief: false,
    },
    Section {
        title: "New",
        holds: |it| it.verdict == Verdict::New && !wrong(it) && it.judgement != Judgement::Right,
        brief: false,
    },
    Section {
        title: "Gone without a reason",
        holds: |it| it.verdict == Verdict::Gone,
        brief: false,
    },
    Section {
        title: "Silent so far, and cannot be told yet",
        holds: |it| it.verdict == Verdict::Unproven,
        brief: false,
    },
    Section {
        title: "More often",
        holds: |it| it.verdict == Verdict::More && !wrong(it) && it.judgement != Judgement::Right,
        brief: false,
    },
    Section {
        title: "Less often",
        holds: |it| {
            it.verdict == Verdict::Reduced && !wrong(it) && it.judgement != Judgement::Right
        },
        brief: false,
    },
    Section {
        title: "Tried in vain: nothing gets through",
        holds: |it| it.verdict == Verdict::Blocked,
        brief: false,
    },
    Section {
        title: "Looked up and not called",
        holds: |it| it.verdict == Verdict::OnlyAsked,
        brief: true,
    },
    Section {
        title: "Quiet",
        holds: |it| it.verdict == Verdict::Quiet,
        brief: false,
    },
    Section {
        title: "Works, as it should",
        holds: |it| it.judgement == Judgement::Right && goes_on(it),
        brief: true,
    },
    Section {
        title: "Goes on",
        holds: |it| it.judgement == Judgement::Neutral && it.verdict == Verdict::Talking,
        brief: true,
    },
];

/// In how many sections a destination is.
#[cfg(test)]
pub(super) fn sections_of(it: &DestinationView) -> usize {
    SECTIONS
        .iter()
        .filter(|section| (section.holds)(it))
        .count()
}

fn wrong(it: &DestinationView) -> bool {
    it.judgement == Judgement::Wrong
}

const fn goes_on(it: &DestinationView) -> bool {
    matches!(
        it.verdict,
        Verdict::Talking | Verdict::Reduced | Verdict::More | Verdict::New
    )
}

fn facts(comparison: &Comparison) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |label: &str, value: String| facts.push((label.to_owned(), value));
    if let Some(before) = &comparison.before {
        fact("Before", run(before));
        fact("After", run(&comparison.after));
    } else {
        fact("Run", run(&comparison.after));
    }
    if let Some(policy) = &comparison.policy {
        fact("Policy", policy.clone());
    }
    if let Some(release) = &comparison.release {
        let how = comparison.release_chosen.as_deref().unwrap_or_default();
        let how = match how {
            "" => String::new(),
            how => format!(". {how}"),
        };
        fact("Release", format!("{release}{how}"));
    }
    facts
}

fn run(run: &RunView) -> String {
    let mut text = format!("{}: ", run.label);
    match &run.from {
        None => text.push_str("nothing was recorded"),
        Some(from) => {
            let from = crate::report::wording::moment(from);
            let _ = write!(text, "{} from {from} UTC", span(run.hours * 3600.0));
            if run.pauses > 0 {
                let _ = write!(
                    text,
                    ", {} left out",
                    counted(run.pauses, "pause", "pauses")
                );
            }
        }
    }
    let _ = write!(
        text,
        ", {}",
        counted(run.destinations, "destination", "destinations")
    );
    if !run.devices.is_empty() {
        let _ = write!(text, ", device {}", crate::intent::shortened(&run.devices));
    }
    for (key, value) in &run.conditions {
        let _ = write!(text, ", {key} {value}");
    }
    text
}

fn summary(comparison: &Comparison) -> String {
    let number = |holds: &dyn Fn(&DestinationView) -> bool| {
        comparison
            .destinations
            .iter()
            .filter(|it| holds(it))
            .count() as u64
    };
    if comparison.destinations.is_empty() {
        return "Neither run has a public destination.".to_owned();
    }
    let verdict = |wanted: Verdict| number(&|it| it.verdict == wanted);
    if comparison.policy.is_none() {
        let each: Vec<String> = Verdict::ALL
            .into_iter()
            .filter(|it| verdict(*it) > 0)
            .map(|it| tallied(verdict(it), it))
            .collect();
        return format!(
            "{}: {}.",
            counted(
                comparison.destinations.len() as u64,
                "destination",
                "destinations"
            ),
            each.join(", ")
        );
    }
    let off = number(&|it| it.expected.off());
    let of_off =
        |wanted: &dyn Fn(&DestinationView) -> bool| number(&|it| it.expected.off() && wanted(it));
    let mut text = format!(
        "Of {} that should be silent, {} quiet, {} tried in vain, {} still talking, {} cannot be told yet.",
        counted(off, "destination", "destinations"),
        count(of_off(&|it| matches!(
            it.verdict,
            Verdict::Quiet | Verdict::OnlyAsked
        ))),
        count(of_off(&|it| it.verdict == Verdict::Blocked)),
        count(of_off(&wrong)),
        count(of_off(&|it| it.verdict == Verdict::Unproven)),
    );
    let stays =
        |it: &DestinationView| matches!(it.expected, Expectation::Stays | Expectation::Shared);
    let _ = write!(
        text,
        " Of {} that should stay, {} on, {}, {} silent.",
        count(number(&stays)),
        count(number(&|it| stays(it) && goes_on(it)))
            + if number(&|it| stays(it) && goes_on(it)) == 1 {
                " goes"
            } else {
                " go"
            },
        match number(&|it| stays(it) && matches!(it.verdict, Verdict::Broken | Verdict::Blocked)) {
            1 => "1 fails".to_owned(),
            many => format!("{} fail", count(many)),
        },
        count(number(&|it| {
            stays(it) && matches!(it.verdict, Verdict::Gone | Verdict::Unproven)
        })),
    );
    let asked = number(&|it| stays(it) && it.verdict == Verdict::OnlyAsked);
    if asked > 0 {
        text.truncate(text.len() - 1);
        let _ = write!(text, ", {} only looked up.", count(asked));
    }
    text
}

fn areas(document: &mut Document, comparison: &Comparison) {
    if comparison.areas.is_empty() {
        return;
    }
    document.heading("Areas");
    let mut columns = vec![Column::words("Area", 0)];
    let policy = comparison.policy.is_some();
    columns.push(Column::words("Verdict", 0));
    if policy {
        columns.push(Column::words("Policy", 1));
    }
    if comparison.before.is_some() {
        columns.push(Column::numbers("Tries before", 0));
    }
    columns.push(Column::numbers("Tries after", 0));
    columns.push(Column::numbers("Got through", 1));
    columns.push(Column::words("Destinations", 3));
    let mut table = Table::new(columns);
    for it in &comparison.areas {
        let mut cells: Vec<Cell> = vec![it.name.as_str().into()];
        cells.push(Cell::from(area_words(it)).toned(tone(it.judgement, it.verdict)));
        if policy {
            cells.push(decision(it).into());
        }
        if comparison.before.is_some() {
            cells.push(count(it.before.0).into());
        }
        cells.push(count(it.after.0).into());
        cells.push(count(it.after.1).into());
        let each = it.destinations.iter();
        let each: Vec<String> = each
            .map(|tally| tallied(tally.count, tally.verdict))
            .collect();
        cells.push(each.join(", ").into());
        table.rows.push(Row {
            cells,
            notes: Vec::new(),
        });
    }
    document.table(table);
}

/// How many have a verdict.
fn tallied(number: u64, verdict: Verdict) -> String {
    let words = match (verdict, number) {
        (Verdict::Talking, 2..) => "go on",
        (Verdict::Broken, 2..) => "fail",
        (Verdict::Unproven, _) => "cannot be told",
        _ => verdict.words(Expectation::None),
    };
    format!("{} {words}", count(number))
}

fn decision(area: &AreaView) -> &'static str {
    match area.decision {
        Some("off") => "off",
        Some("stays") => "stays",
        Some(_) => "left alone",
        None => "",
    }
}

fn area_words(area: &AreaView) -> &'static str {
    let expectation = match area.decision {
        Some("off") if area.judgement == Judgement::Wrong => Expectation::Stopped,
        Some("off") => Expectation::Shared,
        Some("stays") => Expectation::Stays,
        _ => Expectation::None,
    };
    match (area.decision, area.verdict) {
        (Some("off"), Verdict::Talking) if area.judgement == Judgement::Right => "kept for another",
        (Some("off"), Verdict::Reduced | Verdict::More | Verdict::New)
            if area.judgement == Judgement::Wrong =>
        {
            "still talking"
        }
        (_, verdict) => verdict.words(expectation),
    }
}

const fn tone(judgement: Judgement, verdict: Verdict) -> Tone {
    match (judgement, verdict) {
        (Judgement::Wrong, _) => Tone::Bad,
        (Judgement::Look | Judgement::Open, _) => Tone::Warning,
        (Judgement::Right, _) => Tone::Good,
        (Judgement::Neutral, _) => Tone::Plain,
    }
}

fn table(rows: &[&DestinationView], paired: bool) -> Table {
    // The verdict stands beside the name, where narrow screens show it.
    let mut columns = vec![
        Column::words("Destination", 0),
        Column::words("Verdict", 0),
        Column::words("Area", 1),
    ];
    if paired {
        columns.push(Column::numbers("Before /h", 0));
    }
    columns.push(Column::numbers("After /h", 0));
    let tried = rows.iter().any(|it| it.after.tries > 0);
    if tried {
        columns.push(Column::numbers("Got through", 2));
    }
    let mut table = Table::new(columns);
    for it in rows {
        let mut cells: Vec<Cell> = vec![
            it.destination.as_str().into(),
            Cell::from(it.verdict.words(it.expected)).toned(tone(it.judgement, it.verdict)),
            it.area_name.as_deref().unwrap_or("-").into(),
        ];
        if paired {
            cells.push(rate(&it.before).into());
        }
        cells.push(rate(&it.after).into());
        if tried {
            cells.push(match it.after.tries {
                0 => "".into(),
                tries => format!("{} of {}", count(it.after.reached), count(tries)).into(),
            });
        }
        table.rows.push(Row {
            cells,
            notes: notes(it),
        });
    }
    table
}

/// Tries per hour.
fn rate(side: &SideView) -> String {
    match side.per_hour {
        None if side.tries == 0 => "0".to_owned(),
        None => "-".to_owned(),
        Some(rate) => hourly(rate.average),
    }
}

/// Two digits that mean something.
fn hourly(rate: f64) -> String {
    match rate {
        rate if rate >= 100.0 => format!("{rate:.0}"),
        rate if rate >= 10.0 => format!("{rate:.1}"),
        rate if rate >= 0.1 => format!("{rate:.2}"),
        rate if rate > 0.0 => format!("{rate:.3}"),
        _ => "0".to_owned(),
    }
}

/// A rate as people say it: how many an hour, or once in how long.
fn pace(rate: f64) -> String {
    if rate >= 1.0 {
        format!("{} an hour", hourly(rate))
    } else if rate > 0.0 {
        format!("once in {}", span(3600.0 / rate))
    } else {
        "none".to_owned()
    }
}

fn notes(it: &DestinationView) -> Vec<(Tone, String)> {
    let mut notes = Vec::new();
    let shown: Vec<String> = it
        .names
        .iter()
        .filter(|name| name.name != it.destination)
        .map(|name| name.name.clone())
        .collect();
    if !shown.is_empty() {
        notes.push((
            Tone::Dim,
            format!("Seen as {}.", crate::intent::shortened(&shown)),
        ));
    }
    for cause in &it.causes {
        notes.push((
            Tone::Warning,
            format!("{}: {}.", cause.cause, cause.evidence),
        ));
    }
    match it.verdict {
        Verdict::Unproven => notes.push((Tone::Plain, unproven(it))),
        Verdict::Quiet | Verdict::Gone => notes.extend(silent(it).map(|text| (Tone::Plain, text))),
        Verdict::OnlyAsked if it.expected.off() => notes.push((
            Tone::Plain,
            "Its name still resolves, so no name server stops it; nobody called it.".to_owned(),
        )),
        Verdict::Blocked | Verdict::Broken => notes.push((Tone::Plain, failing(it))),
        _ => {
            if let Some(doubt) = &it.doubt {
                notes.push((Tone::Dim, format!("Not sure, because {}.", doubt.words)));
            }
            if let (true, Some((low, high))) = (it.verdict != Verdict::New, it.ratio)
                && matches!(it.verdict, Verdict::Reduced | Verdict::More)
            {
                notes.push((Tone::Plain, times(low, high)));
            }
        }
    }
    notes
}

fn times(low: f64, high: Option<f64>) -> String {
    let high = high.map_or_else(|| "any".to_owned(), |it| format!("{it:.2}"));
    format!("Between {low:.2} and {high} times its former rate.")
}

fn unproven(it: &DestinationView) -> String {
    let Some(doubt) = &it.doubt else {
        return "Cannot be told.".to_owned();
    };
    let text = format!("Cannot be told, because {}", doubt.words);
    let Some(silence) = it.silence.as_ref().filter(|_| doubt.doubt != "no-pair") else {
        return text + ".";
    };
    match (&silence.until, silence.needed_seconds) {
        (Some(until), Some(needed)) if needed <= PATIENCE => format!(
            "{text}. Leave the second run going until {} UTC ({} more).",
            crate::report::wording::moment(until),
            span(needed as f64)
        ),
        (Some(_), Some(needed)) => {
            let days = needed.unsigned_abs() / 86_400;
            format!("{text}. Only {} more days would tell.", count(days))
        }
        (None, Some(_)) => format!("{text}. A run that could tell would take years."),
        (_, None) => format!("{text}. No longer run would tell."),
    }
}

fn silent(it: &DestinationView) -> Option<String> {
    let silence = it.silence.as_ref()?;
    let mut text = format!(
        "At its former rate {:.1} tries were to be expected",
        silence.expected
    );
    if let Some(bound) = silence.bound_per_hour {
        let _ = write!(text, "; if it still calls, then less than {}", pace(bound));
    }
    Some(text + ".")
}

fn failing(it: &DestinationView) -> String {
    let words = |token: &str| {
        Outcome::from_token(token).map_or_else(|| token.to_owned(), |it| it.words().to_owned())
    };
    let outcomes = it.after.outcomes.iter();
    let outcomes: Vec<String> = outcomes
        .map(|(outcome, count)| match it.after.outcomes.len() {
            1 => words(outcome),
            _ => format!("{count} {}", words(outcome)),
        })
        .collect();
    let outcomes = outcomes.join(", ");
    let mut text = match it.after.tries {
        1 => format!("The only try failed: {outcomes}"),
        tries => format!("All {} failed: {outcomes}", count(tries)),
    };
    if let Some(after) = it.after.per_hour.filter(|_| it.after.tries > 1) {
        match it.before.per_hour.filter(|it| it.average > 0.0) {
            // With less than that on either side a quotient is noise.
            Some(before) if it.before.tries.min(it.after.tries) >= FEW => {
                let _ = write!(
                    text,
                    "; it retries {}, {:.1} times its former rate",
                    pace(after.average),
                    after.average / before.average
                );
            }
            _ => {
                let _ = write!(text, "; it tries {}", pace(after.average));
            }
        }
    }
    if it.after.bytes > 0 {
        let _ = write!(text, ", {} in all", bytes(it.after.bytes));
    }
    if it.verdict == Verdict::Broken {
        let _ = write!(text, "; {}", it.expected.words());
    }
    if it.before.tries > 0 && it.before.reached == 0 {
        text.push_str("; it failed before as well");
    }
    text + "."
}

fn plot(comparison: &Comparison) -> Option<Plot> {
    let drawn = comparison
        .destinations
        .iter()
        .filter(|it| it.before.tries > 0 || it.after.tries > 0);
    let pairs: Vec<Pair> = drawn.take(DRAWN).map(pair).collect();
    let left = comparison.destinations.len().saturating_sub(pairs.len());
    (!pairs.is_empty()).then(|| Plot {
        title: "Tries per hour, before and after".to_owned(),
        about: format!(
            "Tries per recorded hour of each destination in both runs, with the limits between which the true rate lies with 99 %.{}",
            match left {
                0 => String::new(),
                left => format!(" {left} more are in the tables."),
            }
        ),
        kind: PlotKind::Pairs {
            unit: "tries per hour".to_owned(),
            pairs,
        },
    })
}

fn pair(it: &DestinationView) -> Pair {
    let value = |side: &SideView| {
        let rate = side.per_hour.filter(|_| side.tries > 0)?;
        Some((rate.low, rate.average, rate.high?))
    };
    Pair {
        label: it.destination.clone(),
        before: value(&it.before),
        after: value(&it.after),
        tone: tone(it.judgement, it.verdict),
    }
}
