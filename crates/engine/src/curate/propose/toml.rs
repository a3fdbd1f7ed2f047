//! A proposal as a catalog file: the entry is what the catalog needs, the evidence stands above it as comments.

use super::{Proposal, Proposals, ProposedFile, Siblings};
use crate::report::page::{DestinationView, Tally};

/// Addresses, devices and chains listed in a comment; the JSON form has all that were kept.
const LISTED: usize = 8;

/// The text of a file. Everything in it that comes from the capture is a plain host name, or stands in a comment
/// without control characters.
#[must_use]
pub fn toml(file: &ProposedFile, proposals: &Proposals) -> String {
    let mut out = String::new();
    head(file, proposals, &mut out);
    for siblings in &file.siblings {
        wildcard(siblings, &mut out);
    }
    for entry in &file.entries {
        proposal(entry, &mut out);
    }
    out
}

fn head(file: &ProposedFile, proposals: &Proposals, out: &mut String) {
    let domain = &file.domain;
    let when = match (&proposals.first, &proposals.last) {
        (Some(first), Some(last)) => format!(" from {first} to {last}"),
        _ => String::new(),
    };
    comment(
        out,
        &format!(
            "Proposed by backchat {} from a capture{when}. Nobody has reviewed it, and no vendor documents it.",
            proposals.version
        ),
    );
    comment(out, "An entry without a purpose is refused. For each one:");
    comment(
        out,
        "- find out what it is for and say so in `purpose`, or delete it;",
    );
    comment(out, "- say in `sources` who documents it, if anybody does;");
    comment(
        out,
        "- move it to the area that it belongs to: <vendor>/<product>/<area>.toml, with `id` = <area>/<name>.",
    );
    let owner = match &file.vendor {
        Some(vendor) => format!(" ({vendor})"),
        None => String::new(),
    };
    *out += &format!(
        "\n[area]\nid = {}\nname = {}\nsummary = {}\n",
        quoted(&file.area),
        quoted(&format!("Proposed: {domain}{owner}")),
        quoted(&format!(
            "Destinations under {domain} that were seen and that nobody documents."
        )),
    );
}

fn wildcard(siblings: &Siblings, out: &mut String) {
    let parent = &siblings.parent;
    out.push('\n');
    comment(
        out,
        &format!(
            "{} hosts under {parent} were seen. Only if whoever runs it says that every name below it is meant:",
            siblings.hosts.len()
        ),
    );
    comment(out, &format!("as_written = \"*.{parent}\""));
    comment(
        out,
        &format!(
            "meaning = {{ kind = \"subdomains\", host = \"{parent}\", confidence = \"certain\" }}"
        ),
    );
    if !siblings.reaches.is_empty() {
        let listed = listed(&siblings.reaches);
        comment(out, &format!("It would reach what is documented: {listed}"));
    }
}

fn proposal(entry: &Proposal, out: &mut String) {
    out.push('\n');
    for line in evidence(entry) {
        comment(out, &line);
    }
    let mut ports: Vec<u16> = entry.seen.ports.iter().filter_map(|it| port(it)).collect();
    ports.sort_unstable();
    ports.dedup();
    let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
    let host = quoted(&entry.host);
    *out += &format!(
        "[[endpoint]]\nid = {}\nas_written = {host}\n\
         meaning = {{ kind = \"exact\", host = {host}, confidence = \"certain\" }}\n",
        quoted(&entry.id)
    );
    if !ports.is_empty() {
        *out += &format!("ports = [{}]\n", ports.join(", "));
    }
    *out += "purpose = \"\"\n";
}

/// What was seen, a line each.
pub(super) fn evidence(entry: &Proposal) -> Vec<String> {
    let seen = &entry.seen;
    let mut lines = vec![format!("{}: {}", entry.host, times(seen))];
    let mut add = |label: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("  {label}: {text}"));
        }
    };
    add("named by", tallies(&seen.evidence));
    add("spoken", spoken(seen));
    add("outcome", tallies(&seen.outcomes));
    let devices: Vec<String> = seen.devices.iter().map(ToString::to_string).collect();
    add("devices", listed(&devices));
    add("processes", listed(&seen.processes));
    let addresses: Vec<String> = seen.addresses.iter().map(ToString::to_string).collect();
    add("addresses", listed(&addresses));
    let chains: Vec<String> = seen.chains.iter().map(|it| it.join(" > ")).collect();
    add("alias chain", listed(&chains));
    add("carriers on it", listed(&entry.carriers));
    add("same addresses as", listed(&seen.rivals));
    add("known around it", seen.hint.clone().unwrap_or_default());
    let near = entry.near.as_ref().map(super::Near::sentence);
    add("nearest", near.unwrap_or_default());
    lines
}

fn times(seen: &DestinationView) -> String {
    let attempts = match seen.attempts {
        1 => "1 attempt".to_owned(),
        many => format!("{many} attempts"),
    };
    let status = match seen.status {
        "only-asked" => ", only asked for",
        "blocked" => ", never reached",
        _ => "",
    };
    format!("{attempts}{status}, {} to {}", seen.first, seen.last)
}

fn spoken(seen: &DestinationView) -> String {
    let protocols = seen.protocols.iter().map(ToString::to_string);
    let words: Vec<String> = protocols.chain(seen.ports.iter().cloned()).collect();
    words.join(", ")
}

fn tallies(rows: &[Tally]) -> String {
    let rows = rows
        .iter()
        .map(|row| format!("{}× {}", row.count, row.words));
    rows.collect::<Vec<_>>().join(", ")
}

/// The first of a list, and how many more there are.
pub(super) fn listed(all: &[String]) -> String {
    let named = all.iter().take(LISTED).cloned().collect::<Vec<_>>();
    match all.len().saturating_sub(LISTED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn port(text: &str) -> Option<u16> {
    text.split_once('/')?.1.parse().ok()
}

/// A comment line; control characters, which TOML forbids there, are shown escaped.
fn comment(out: &mut String, text: &str) {
    *out += "# ";
    *out += &crate::report::wording::clean(text);
    out.push('\n');
}

/// A basic string. What goes in are plain host names and the catalog's own words.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out += &format!("\\u{:04X}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
