//! `backchat explain`: everything about a name, an address or a pattern.

use std::collections::BTreeSet;
use std::process::ExitCode;

use backchat_engine::attribute::{Explanation, Held, MatchView, RangeHit, RelationView, Subject};
use backchat_engine::catalog::{EndpointView, Release};
use backchat_engine::pattern::{Confidence, Relation};
use backchat_engine::report::sheet::{Sheet, Style};
use backchat_engine::scope::Scope;
use clap::Args;
use serde::Serialize;

use super::Command;
use crate::catalogs::{CatalogArguments, release};
use crate::describe::{Pages, controls, counted, endpoint, field, next, sentence};
use crate::failure::UseError;
use crate::output::Showing;

/// Ranges shown of a network; all are in the JSON form.
const RANGES: usize = 40;

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A host name, a URL, an address, a network, or a destination with wildcards as vendors write it
    #[arg(value_name = "NAME|ADDRESS|NETWORK|PATTERN")]
    subject: String,
    /// See it from the page of this release, by id or name (1909, `Windows 11 Pro`); without it, from all pages
    #[arg(long, value_name = "RELEASE")]
    release: Option<String>,
    #[command(flatten)]
    catalog: CatalogArguments,
    #[command(flatten)]
    showing: Showing,
}

/// The JSON form.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    release: Option<&'a str>,
    /// Where an address lies.
    scope: Option<&'static str>,
    #[serde(flatten)]
    explanation: &'a Explanation<'a>,
}

impl Command for Explain {
    const NAME: &'static str = "explain";
    const ABOUT: &'static str =
        "Say what a destination belongs to, what breaks without it, and how to turn it off";
    const EXAMPLES: &'static str = "\
Quote patterns, so that the shell leaves their stars alone.

Examples:
  backchat explain ctldl.windowsupdate.com        which component, what breaks, how to turn it off
  backchat explain https://www.bing.com/search    a URL: its path counts too
  backchat explain '*.windowsupdate.com'          what a rule against this pattern reaches
  backchat explain 13.107.6.152                   an address: which service's range holds it, how to find its name
  backchat explain 13.107.0.0/16                  a network: which listed ranges lie in it
  backchat explain go.microsoft.com --format json | jq -r '.matches[].endpoint.area'";

    fn run(self) -> anyhow::Result<ExitCode> {
        let catalog = self.catalog.load()?;
        let asked = self.release.as_deref();
        let release = asked.map(|asked| release(catalog, asked)).transpose()?;
        let attributor = self.catalog.attributor(release)?;
        let explanation = attributor.explain(&self.subject);
        let scope = match &explanation.subject {
            Subject::Unreadable { written, error } => {
                return Err(UseError::new(format!(
                    "`{written}` is no name, address, network or pattern: {error}"
                ))
                .hint("write it like ctldl.windowsupdate.com, 13.107.4.50 or '*.update.microsoft.com'")
                .into());
            }
            Subject::Address { address } => Some(Scope::of(*address)),
            _ => None,
        };
        let pages = Pages::One(release.map(Release::id));
        let answer = Answer {
            schema: "backchat-explanation/1",
            release: release.map(Release::id),
            scope: scope.map(Scope::token),
            explanation: &explanation,
        };
        self.showing
            .show(&answer, |sheet| text(sheet, &explanation, scope, pages))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn text(sheet: &mut Sheet, explanation: &Explanation<'_>, scope: Option<Scope>, pages: Pages<'_>) {
    match &explanation.subject {
        Subject::Name { host, path } => {
            let path = path.as_deref().unwrap_or_default();
            sheet.wrapped("", &format!("{host}{path}"), Style::Bold);
            name(sheet, explanation, pages);
        }
        Subject::Address { address } => {
            sheet.wrapped("", &address.to_string(), Style::Bold);
            let scope = scope.map_or("An address.", about_scope);
            sheet.wrapped("", scope, Style::Plain);
            notes(sheet, explanation);
            ranges(sheet, &explanation.ranges);
            sheet.heading("Next", Style::Bold);
            next(
                sheet,
                &format!("backchat names CAPTURE | grep -wF '{address}'"),
                "the names that resolved to it, or that it was called by",
            );
            next(
                sheet,
                &format!("backchat connections CAPTURE | jq 'select(.remote == \"{address}\")'"),
                "its connections, each with what named it or why nothing did",
            );
        }
        Subject::Network { network } => {
            sheet.wrapped("", &network.to_string(), Style::Bold);
            let text = format!(
                "A network: all addresses whose first {} bits are these.",
                network.prefix()
            );
            sheet.wrapped("", &text, Style::Plain);
            notes(sheet, explanation);
            ranges(sheet, &explanation.ranges);
        }
        Subject::Pattern {
            written,
            meaning,
            confidence,
            why,
            ..
        } => {
            sheet.wrapped("", written, Style::Bold);
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            let text = format!("A pattern: {meaning} ({confidence}{why}).");
            sheet.wrapped("", &text, Style::Plain);
            pattern(sheet, explanation, pages);
        }
        Subject::Unreadable { written, error } => {
            sheet.wrapped("", &format!("{written}: {error}"), Style::Plain);
        }
    }
}

/// The ranges, one row for each set that lists one, the narrowest first.
fn ranges(sheet: &mut Sheet, ranges: &[RangeHit<'_>]) {
    for (holds, title) in [
        (Held::Whole, "Ranges on vendors' pages that hold it"),
        (Held::Part, "Ranges on vendors' pages that lie in it"),
    ] {
        let hits: Vec<&RangeHit<'_>> = ranges.iter().filter(|it| it.holds == holds).collect();
        if hits.is_empty() {
            continue;
        }
        sheet.heading(title, Style::Bold);
        let mut before = "";
        for hit in hits.iter().take(RANGES) {
            if hit.range != before {
                sheet.wrapped("", hit.range, Style::Bold);
                before = hit.range;
            }
            sheet.wrapped("  ", &set(hit), Style::Plain);
        }
        if let Some(more) = hits.len().checked_sub(RANGES).filter(|more| *more > 0) {
            let text = format!("… and {more} more (all in --format json)");
            sheet.wrapped("", &text, Style::Dim);
        }
    }
}

/// A set in one line: whose, what for, on which ports.
fn set(hit: &RangeHit<'_>) -> String {
    let mut text = format!("{}: {} set {}", hit.release_name, hit.area_name, hit.set);
    for (transport, ports) in [("TCP", hit.tcp), ("UDP", hit.udp)] {
        if !ports.is_empty() {
            let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
            text += &format!(", {transport} {}", ports.join(" "));
        }
    }
    match hit.required {
        Some(true) => text += ", required",
        Some(false) => text += ", optional",
        None => {}
    }
    match hit.note {
        Some(note) => format!("{text}. {note}"),
        None => text + ".",
    }
}

fn name(sheet: &mut Sheet, explanation: &Explanation<'_>, pages: Pages<'_>) {
    let matches = &explanation.matches;
    let sure = |it: &&MatchView<'_>| it.confidence > Confidence::Doubtful;
    let Some(best) = matches.first().filter(sure) else {
        undocumented(sheet, explanation);
        return;
    };
    let equals = 1 + matches.iter().skip(1).filter(|it| it.tied).count();
    let (equals, others) = matches.split_at(equals);
    let areas: Vec<&str> = equals.iter().map(|it| it.endpoint.area_name).collect();
    let verdict = format!("Belongs to {} ({}).", areas.join(" or "), best.confidence);
    sheet.wrapped("", &verdict, Style::Plain);
    carrier(sheet, explanation);
    notes(sheet, explanation);
    for it in equals {
        endpoint(sheet, &it.endpoint, pages);
        field(sheet, "Why", &format!("{}.", it.reason));
    }
    switches(sheet, equals.iter().map(|it| &it.endpoint));
    if !others.is_empty() {
        sheet.heading("Other patterns that hold this name", Style::Bold);
        others.iter().for_each(|it| also(sheet, it));
    }
}

/// The switches of several endpoints, each once.
fn switches<'a>(sheet: &mut Sheet, endpoints: impl Iterator<Item = &'a EndpointView<'a>>) {
    let mut seen = BTreeSet::new();
    for view in endpoints {
        let fresh = view.controls.iter().filter(|it| seen.insert(it.id));
        let fresh: Vec<_> = fresh.cloned().collect();
        if fresh.is_empty() && !view.controls.is_empty() {
            continue;
        }
        controls(sheet, view.area_name, &fresh, view.instead);
    }
}

fn also(sheet: &mut Sheet, it: &MatchView<'_>) {
    let security = if it.endpoint.security_critical.is_some() {
        ", security-critical"
    } else {
        ""
    };
    let title = format!(
        "{}: {} ({}{security})",
        it.endpoint.area_name, it.endpoint.as_written, it.confidence
    );
    sheet.wrapped("", &title, Style::Bold);
    sheet.wrapped("  ", &format!("{}.", it.reason), Style::Plain);
}

fn undocumented(sheet: &mut Sheet, explanation: &Explanation<'_>) {
    let verdict = if explanation.matches.is_empty() {
        "Undocumented: no endpoint in the catalog holds this name."
    } else {
        "Undocumented: it only looks like a documented name."
    };
    sheet.wrapped("", verdict, Style::Warning);
    carrier(sheet, explanation);
    if let Some(related) = &explanation.related {
        sheet.wrapped("", &format!("{}.", related.sentence()), Style::Plain);
    }
    if !explanation.matches.is_empty() {
        sheet.heading("What it looks like", Style::Bold);
        explanation.matches.iter().for_each(|it| also(sheet, it));
    }
    sheet.heading("Next", Style::Bold);
    let host = match &explanation.subject {
        Subject::Name { host, .. } => host.as_str(),
        _ => "NAME",
    };
    next(
        sheet,
        &format!("backchat connections CAPTURE | jq 'select(.name == \"{host}\")'"),
        "which devices call it, when, how often, and which names stand behind it",
    );
    if let Some(id) = explanation
        .related
        .as_ref()
        .and_then(|it| it.endpoints.first())
    {
        next(
            sheet,
            &format!("backchat catalog show {id}"),
            "the nearest that is documented",
        );
    }
    next(
        sheet,
        "backchat catalog propose CAPTURE --output DIR",
        "what the capture has of it as an entry of a catalog of your own, for you to review",
    );
}

fn pattern(sheet: &mut Sheet, explanation: &Explanation<'_>, pages: Pages<'_>) {
    carrier(sheet, explanation);
    notes(sheet, explanation);
    let relations = &explanation.relations;
    if relations.is_empty() {
        sheet.wrapped(
            "",
            "No endpoint in the catalog has a name in common with it.",
            Style::Warning,
        );
        return;
    }
    reach(sheet, relations);
    for it in of(relations, Relation::Same) {
        endpoint(sheet, &it.endpoint, pages);
    }
    if of(relations, Relation::Same).next().is_some() {
        let same = of(relations, Relation::Same);
        switches(sheet, same.map(|it| &it.endpoint));
    }
    for (relation, title) in [
        (Relation::Contains, "It holds the whole of these, and more"),
        (Relation::Within, "It is a part of these"),
        (Relation::Overlaps, "It shares some names with these"),
    ] {
        group(sheet, title, of(relations, relation));
    }
    let doubtful = relations.iter().filter(|it| it.doubtful);
    group(sheet, "Only where a star is taken as plain text", doubtful);
}

fn of<'r, 'c>(
    relations: &'r [RelationView<'c>],
    relation: Relation,
) -> impl Iterator<Item = &'r RelationView<'c>> {
    let wanted = move |it: &&RelationView<'_>| it.relation == relation && !it.doubtful;
    relations.iter().filter(wanted)
}

/// What a rule against the pattern would hit.
fn reach(sheet: &mut Sheet, relations: &[RelationView<'_>]) {
    let sure = || relations.iter().filter(|it| !it.doubtful);
    let areas: BTreeSet<&str> = sure().map(|it| it.endpoint.area_name).collect();
    let critical: BTreeSet<&str> = sure()
        .filter(|it| it.endpoint.security_critical.is_some())
        .map(|it| it.endpoint.as_written)
        .collect();
    let text = format!(
        "A rule against it reaches {} in {}: {}.",
        counted(sure().count(), "endpoint", "endpoints"),
        counted(areas.len(), "area", "areas"),
        areas.into_iter().collect::<Vec<_>>().join(", ")
    );
    sheet.wrapped("", &text, Style::Plain);
    if !critical.is_empty() {
        let critical = critical.into_iter().collect::<Vec<_>>().join(", ");
        let text = format!("Security-critical among them: {critical}.");
        sheet.wrapped("! ", &text, Style::Warning);
    }
}

fn group<'r, 'c: 'r>(
    sheet: &mut Sheet,
    title: &str,
    relations: impl Iterator<Item = &'r RelationView<'c>>,
) {
    let mut relations = relations.peekable();
    if relations.peek().is_some() {
        sheet.heading(title, Style::Bold);
    }
    for it in relations {
        let view = &it.endpoint;
        let title = format!("{}: {}", view.area_name, view.as_written);
        sheet.wrapped("", &title, Style::Bold);
        sheet.wrapped("  ", view.purpose, Style::Plain);
        if let Some(why) = view.security_critical {
            sheet.wrapped("  ! ", why, Style::Warning);
        }
        if let Some(example) = it
            .example
            .as_ref()
            .filter(|_| it.relation == Relation::Overlaps)
        {
            sheet.wrapped("  ", &format!("Both hold {example}."), Style::Plain);
        }
    }
}

fn carrier(sheet: &mut Sheet, explanation: &Explanation<'_>) {
    if let Some(carrier) = &explanation.carrier {
        let text = format!("Not an endpoint of its own: {}.", carrier.sentence);
        sheet.wrapped("", &text, Style::Plain);
    }
}

fn notes(sheet: &mut Sheet, explanation: &Explanation<'_>) {
    for note in &explanation.notes {
        sheet.wrapped("", &sentence(note), Style::Plain);
    }
}

const fn about_scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Public => {
            "A public address: reachable over the Internet, so it belongs on the page."
        }
        Scope::Private => {
            "A private address: it stays inside your network, and reports count it apart."
        }
        Scope::Loopback => {
            "A loopback address: the machine talks to itself, and reports count it apart."
        }
        Scope::LinkLocal => {
            "A link-local address: it stays on its link, and reports count it apart."
        }
        Scope::Multicast => {
            "A group or broadcast address: it means many machines nearby, and reports count it apart."
        }
        Scope::Unspecified => {
            "The unspecified address: no machine has it, and block lists answer with it."
        }
        Scope::Documentation => {
            "An address for documentation and benchmarks: no real machine has it, and reports count it apart."
        }
        _ => "A reserved address: no public machine has it, and reports count it apart.",
    }
}
