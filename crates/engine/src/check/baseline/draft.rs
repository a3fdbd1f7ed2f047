//! Findings as drafts of acceptances, into a new baseline or behind the entries of one that is there. A draft has no reason, and
//! counts for nothing until somebody has written one.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::{Baseline, Reach, SCHEMA};
use crate::check::view::{Check, Finding};
use crate::intent::shortened;
use crate::report::wording::{clean, counted, moment};
use crate::said::ReadError;

/// Days that a draft holds after the last packet of the run. Whoever writes the reason may set another day.
const DAYS: i64 = 90;

/// A baseline with drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// The file's new text.
    pub text: String,
    /// Destinations that were added.
    pub added: Vec<String>,
    /// Destinations with findings that are in the file already, as drafts or with a day that has passed, and still fail.
    pub there: Vec<String>,
    /// Destinations with names that no baseline can say.
    pub left_out: Vec<String>,
}

/// Writes a draft for each finding that could be accepted and is not. `existing` is the file's text, where it is there: all that
/// stands in it stays.
///
/// # Errors
/// Where `existing` is no baseline.
pub fn drafted(check: &Check, file: &str, existing: Option<&str>) -> Result<Drafted, ReadError> {
    let head = format!(
        "# Destinations that are accepted, each with a reason and a last day. An entry without a reason counts for nothing.\n\
         schema = \"{SCHEMA}\"\n"
    );
    let text = existing.unwrap_or(&head);
    let baseline = Baseline::read(file, text)?;
    // Nothing that was read as a baseline fails to be read as TOML.
    let mut document: DocumentMut = text.parse().unwrap_or_default();
    let mut known: Vec<Reach> = baseline.accept.into_iter().map(|it| it.reach).collect();
    let until = last_day(check);
    let mut drafted = Drafted {
        text: String::new(),
        added: Vec::new(),
        there: Vec::new(),
        left_out: Vec::new(),
    };
    let open = check.findings.iter();
    for finding in
        open.filter(|it| super::super::rule::acceptable(it.rule) && it.accepted.is_empty())
    {
        let destination = finding.destination.clone().unwrap_or_default();
        if finding.acceptable_as.is_empty() {
            drafted.left_out.push(destination);
            continue;
        }
        for name in &finding.acceptable_as {
            let Ok(reach) = Reach::read(name) else {
                continue;
            };
            let held = |name: &String| known.iter().any(|it| it.holds(name, finding.nameless));
            let all = !finding.names.is_empty() && finding.names.iter().all(held);
            if all || known.contains(&reach) {
                let told = drafted.added.contains(name) || drafted.there.contains(name);
                if !told {
                    drafted.there.push(name.clone());
                }
                continue;
            }
            known.push(reach);
            add(&mut document, name, until, &comment(finding));
            drafted.added.push(name.clone());
        }
    }
    drafted.text = document.to_string();
    Ok(drafted)
}

/// The last day of a draft. The run's end counts, not the clock, so that the same run gives the same file.
pub(in crate::check) fn last_day(check: &Check) -> Date {
    let end = check.run.to.as_deref().and_then(|it| it.get(..10));
    let end: Option<Date> = end.and_then(|it| it.parse().ok());
    let end = end.or_else(|| check.day.parse().ok()).unwrap_or_default();
    end.saturating_add(DAYS.days())
}

/// What was seen, as lines of comments. Control characters, which TOML forbids there, are written out.
fn comment(finding: &Finding) -> String {
    let mut lines = vec![format!("{}: {}", finding.rule, finding.message)];
    if let Some(area) = &finding.area_name {
        lines.push(format!("area: {area}"));
    }
    if let Some(seen) = finding.seen.as_ref().or(finding.before.as_ref()) {
        lines.push(format!(
            "{} from {} to {} UTC",
            counted(seen.tries, "try", "tries"),
            moment(&seen.first),
            moment(&seen.last)
        ));
        let at: Vec<String> = seen.addresses.iter().chain(&seen.ports).cloned().collect();
        if !at.is_empty() {
            lines.push(format!(
                "at {}{}",
                shortened(&seen.addresses),
                match seen.ports.as_slice() {
                    [] => String::new(),
                    ports => format!(", {}", shortened(ports)),
                }
            ));
        }
    }
    let whole = finding.destination.as_deref();
    if !finding.names.is_empty() && finding.names.iter().any(|it| Some(it.as_str()) != whole) {
        lines.push(format!("names: {}", shortened(&finding.names)));
    }
    let mut text = String::new();
    for line in lines {
        let _ = writeln!(text, "# {}", clean(&line));
    }
    text
}

/// Adds an entry behind the others, in the layout that they have.
fn add(document: &mut DocumentMut, name: &str, until: Date, comment: &str) {
    let until: Option<toml_edit::Datetime> = until.to_string().parse().ok();
    let until = until.map_or_else(|| Value::from(String::new()), Value::from);
    let entries = document
        .entry("accept")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match entries {
        Item::ArrayOfTables(tables) => {
            let mut table = Table::new();
            table.insert("destination", value(name));
            table.insert("reason", value(""));
            table.insert("until", value(until));
            table.decor_mut().set_prefix(format!("\n{comment}"));
            tables.push(table);
        }
        Item::Value(Value::Array(array)) => inline(array, name, until, comment),
        // A baseline that was read has no other.
        _ => {}
    }
}

fn inline(array: &mut Array, name: &str, until: Value, comment: &str) {
    let mut table = InlineTable::new();
    table.insert("destination", name.into());
    table.insert("reason", "".into());
    table.insert("until", until);
    let mut entry = Value::InlineTable(table);
    let comment = comment.replace("\n# ", "\n  # ");
    entry.decor_mut().set_prefix(format!("\n  {comment}  "));
    array.push_formatted(entry);
    array.set_trailing("\n");
}
