//! Times that make a poor pair.

use backchat_wire::Time;

use super::{Caution, Pair};
use crate::record::Record;
use crate::report::wording;

/// No machine of interest ran before this: the year 2000. Clocks that were never set stand at 1970 or 1980.
const EARLIEST: i64 = 946_684_800;

/// How many times as long as the other a run is before it is worth a word.
const LONGER: f64 = 4.0;

/// Seconds below which a run is called short: what calls once an hour may not have called.
const SHORT: f64 = 3600.0;

/// The same run twice, which says nothing.
pub(super) fn same_run(pair: Pair<'_>) -> Vec<Caution> {
    let (before, after) = (&pair.before.observation.run, &pair.after.observation.run);
    let same = before.packets > 0
        && before.packets == after.packets
        && before.bytes == after.bytes
        && before.watched == after.watched;
    same.then(|| {
        Caution::withholds(
            "same-run",
            "Both runs have the same packets at the same times: it is one run, named twice.",
        )
    })
    .into_iter()
    .collect()
}

/// Runs that were recorded at the same time.
pub(super) fn overlap(pair: Pair<'_>) -> Vec<Caution> {
    let (before, after) = (&pair.before.observation.run, &pair.after.observation.run);
    let shared = before.watched.overlap(&after.watched);
    if shared <= 0.0 || !same_run(pair).is_empty() {
        return Vec::new();
    }
    vec![Caution::withholds(
        "overlap",
        format!(
            "The runs overlap by {}: a time before and a time after is needed, so one of the clocks is wrong or a capture is in both.",
            wording::span(shared)
        ),
    )]
}

/// A run before that lies after the other.
pub(super) fn order(pair: Pair<'_>) -> Vec<Caution> {
    let span = |record: &Record| record.observation.run.watched.span();
    match (span(pair.before), span(pair.after)) {
        (Some(before), Some(after)) if before.from > after.to => vec![Caution::tells(
            "order",
            format!(
                "BEFORE was recorded after AFTER ({} and {}): the two may be named the wrong way round.",
                moment(before.from),
                moment(after.from)
            ),
        )],
        _ => Vec::new(),
    }
}

/// Clocks that were never set.
pub(super) fn nonsense(pair: Pair<'_>) -> Vec<Caution> {
    pair.each()
        .into_iter()
        .flat_map(|(_, run)| nonsense_one(run))
        .collect()
}

pub(super) fn nonsense_one(run: &Record) -> Option<Caution> {
    let span = run.observation.run.watched.span()?;
    (span.from.seconds() < EARLIEST).then(|| {
        Caution::tells(
            "clock",
            format!(
                "{} begins {}: its clock was not set, and hours of the day mean nothing in it.",
                run.label,
                moment(span.from)
            ),
        )
    })
}

/// Runs that are short, or of very different length.
pub(super) fn lengths(pair: Pair<'_>) -> Vec<Caution> {
    let seconds = |run: &Record| run.observation.run.watched.seconds();
    let (before, after) = (seconds(pair.before), seconds(pair.after));
    let mut found = Vec::new();
    if before <= 0.0 || after <= 0.0 {
        return found;
    }
    let times = (before / after).max(after / before);
    if times >= LONGER {
        found.push(Caution::tells(
            "length",
            format!(
                "The runs are of different length, {} before and {} after: rates per hour are compared, and what is rare may be \
                 missing from the shorter one by chance.",
                wording::span(before),
                wording::span(after)
            ),
        ));
    }
    let short = pair.each().map(|(word, run)| (word, seconds(run)));
    let short: Vec<String> = short
        .into_iter()
        .filter(|(_, seconds)| *seconds < SHORT)
        .map(|(word, seconds)| format!("{} {word}", wording::span(seconds)))
        .collect();
    if !short.is_empty() {
        found.push(Caution::tells(
            "short",
            format!(
                "Little was recorded, {}: only what calls all the time can be told from silence.",
                short.join(" and ")
            ),
        ));
    }
    found
}

fn moment(time: Time) -> String {
    jiff::Timestamp::from_second(time.seconds())
        .map_or_else(|_| "at an impossible time".to_owned(), |it| it.to_string())
}
