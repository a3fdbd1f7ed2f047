//! A comparison as programs read it, described by `schemas/compare.schema.json`; fields may be added, never renamed.

use std::collections::BTreeMap;

use backchat_wire::Time;
use serde::Serialize;

use super::area::AreaView;
use super::cause::Cause;
use super::caution::Caution;
use super::expectation::Expectation;
use super::side::Side;
use super::subject::{Identity, Subject};
use super::verdict::{Found, Judgement, Verdict};
use super::{Counts, Order, tallies};
use crate::catalog::Release;
use crate::listing::stamp;
use crate::pattern::Confidence;
use crate::rate;
use crate::record::Record;
use crate::report::page::Tool;

/// Two runs compared.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// `backchat-compare/1`; the number changes when a field changes its meaning.
    pub schema: &'static str,
    /// Who made it.
    pub tool: Tool,
    /// The id of the release whose page counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// How it was found, where nobody named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_chosen: Option<String>,
    /// What the policy is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The first run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<RunView>,
    /// The second run.
    pub after: RunView,
    /// What to know before any verdict.
    pub cautions: Vec<Caution>,
    /// How many destinations have each verdict.
    pub summary: Vec<Tally>,
    /// Every area that was seen in either run.
    pub areas: Vec<AreaView>,
    /// Every destination, what is wrong first.
    pub destinations: Vec<DestinationView>,
}

/// One run.
#[derive(Clone, Debug, Serialize)]
pub struct RunView {
    /// What it is called.
    pub label: String,
    /// What somebody said of it.
    pub conditions: BTreeMap<String, String>,
    /// Its first packet, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its last packet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Hours that were recorded, pauses left out.
    pub hours: f64,
    /// Pauses of more than an hour.
    pub pauses: u64,
    /// Packets.
    pub packets: u64,
    /// Machines that called public destinations.
    pub devices: Vec<String>,
    /// Public destinations.
    pub destinations: u64,
}

/// A verdict and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The verdict.
    pub verdict: Verdict,
    /// How many.
    pub count: u64,
}

/// A documented endpoint with the names seen of it, or a name or address by itself.
#[derive(Clone, Debug, Serialize)]
pub struct DestinationView {
    /// What it is called: the destination as the page writes it, or the name or address.
    pub destination: String,
    /// The endpoint's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The id of the area that documents it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The area's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_name: Option<String>,
    /// How sure that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// What the policy wants of it.
    pub expected: Expectation,
    /// What became of it.
    pub verdict: Verdict,
    /// Whether that is as the policy wants it.
    pub judgement: Judgement,
    /// Why the verdict may be wrong, or is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<DoubtView>,
    /// Why it still talks, where it should not.
    pub causes: Vec<Cause>,
    /// Its names or addresses, with their tries.
    pub names: Vec<NameView>,
    /// What the first run holds of it.
    pub before: SideView,
    /// What the second run holds of it.
    pub after: SideView,
    /// The rate after as a multiple of the one before: between which the true one lies with 99 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<(f64, Option<f64>)>,
    /// What its silence shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence: Option<SilenceView>,
}

/// Why a verdict may be wrong, or is withheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoubtView {
    /// Its token.
    pub doubt: &'static str,
    /// In words, to follow "because".
    pub words: &'static str,
}

/// A name or an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameView {
    /// The name, or the address and port.
    pub name: String,
    /// Tries before.
    pub before: u64,
    /// Tries after.
    pub after: u64,
}

/// What one run holds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SideView {
    /// Tries: connections, and look-ups of names that were never contacted.
    pub tries: u64,
    /// Those that got through.
    pub reached: u64,
    /// Tries per recorded hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_hour: Option<RateView>,
    /// Bytes both ways, on the wire. Look-ups are not among them.
    pub bytes: u64,
    /// The first try, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// The last packet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// What became of the tries.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// By which ways, each with the tries that got through and those that failed.
    pub ways: BTreeMap<&'static str, (u64, u64)>,
    /// Transport and port.
    pub ports: Vec<String>,
}

/// Tries per recorded hour.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RateView {
    /// On average.
    pub average: f64,
    /// The lower limit of the true rate, with 99 %.
    pub low: f64,
    /// The upper limit; none where the run leaves any rate possible.
    pub high: Option<f64>,
}

/// What a silence shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SilenceView {
    /// Tries that its former rate would have made in the second run.
    pub expected: f64,
    /// The highest rate per hour that the silence leaves possible, with 99 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound_per_hour: Option<f64>,
    /// How many more seconds of silence would prove it; none where it is proven, or where no length would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed_seconds: Option<i64>,
    /// Until when the second run would have to go on for that, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Seconds beyond which no moment is named for the end of a recording: ten years. Nobody waits so long.
const FOREVER: i64 = 315_360_000;

pub(super) fn destination(
    subject: &Subject,
    counts: &Counts,
    found: &Found,
    causes: Vec<Cause>,
    order: &Order<'_>,
    end: Option<Time>,
) -> DestinationView {
    let release = order.release.map(Release::id);
    let (destination, endpoint) = match &subject.identity {
        Identity::Endpoint(endpoint) => {
            let entry = &order.catalog.endpoint(*endpoint).entry;
            (entry.as_written.clone(), Some(entry.id.get_ref().clone()))
        }
        Identity::Alone(title) => (title.clone(), None),
    };
    let area = subject.area.map(|it| order.catalog.area(it));
    let names = subject.names().map(|name| NameView {
        name: name.to_owned(),
        before: subject.before.names.get(name).copied().unwrap_or(0),
        after: subject.after.names.get(name).copied().unwrap_or(0),
    });
    let silence = found.change.as_ref().and_then(|it| match it.verdict {
        rate::Verdict::Silent(silence) => Some(silence),
        _ => None,
    });
    let doubt = match (found.withheld, found.doubt) {
        (_, Some(doubt)) => Some(DoubtView {
            doubt: doubt.token(),
            words: doubt.words(),
        }),
        (true, None) if found.verdict == Verdict::Unproven => Some(DoubtView {
            doubt: "no-pair",
            words: "these runs are no pair, for the reasons given first",
        }),
        (_, None) => None,
    };
    let ratio = found
        .change
        .as_ref()
        .filter(|_| subject.before.reached() > 0 && subject.after.reached() > 0);
    DestinationView {
        destination,
        endpoint,
        area: area.map(|it| it.id().to_owned()),
        area_name: area.map(|it| it.name(release).to_owned()),
        confidence: subject.confidence,
        expected: subject.expectation,
        verdict: found.verdict,
        judgement: found.judgement,
        doubt,
        causes,
        names: names.collect(),
        before: counts
            .before
            .map(|it| side(&subject.before, it))
            .unwrap_or_default(),
        after: side(&subject.after, counts.after),
        ratio: ratio.map(|it| (it.ratio.low, finite(it.ratio.high))),
        silence: silence.map(|it| SilenceView {
            expected: it.expected,
            bound_per_hour: it.bound.and_then(finite),
            needed_seconds: it.needed.filter(|_| !it.proven()),
            until: it
                .needed
                .filter(|needed| !it.proven() && *needed < FOREVER)
                .zip(end)
                .map(|(needed, end)| stamp(end.plus(needed.saturating_mul(1_000_000_000)))),
        }),
    }
}

fn side(side: &Side, rate: rate::Rate) -> SideView {
    SideView {
        tries: side.tried(),
        reached: side.reached(),
        per_hour: (rate.hours > 0.0 && !side.is_silent()).then_some(RateView {
            average: rate.per_hour,
            low: rate.interval.low,
            high: finite(rate.interval.high),
        }),
        bytes: side.bytes,
        first: side.span.map(|it| stamp(it.0)),
        last: side.span.map(|it| stamp(it.1)),
        outcomes: side
            .outcomes
            .iter()
            .map(|(outcome, count)| (outcome.token(), *count))
            .collect(),
        ways: side
            .ways
            .iter()
            .map(|(way, tries)| (way.token(), (tries.reached, tries.failed)))
            .collect(),
        ports: side.ports.iter().cloned().collect(),
    }
}

fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

fn run(record: &Record) -> RunView {
    let run = &record.observation.run;
    RunView {
        label: record.label.clone(),
        conditions: record
            .conditions
            .each()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        from: run.span.map(|it| stamp(it.0)),
        to: run.span.map(|it| stamp(it.1)),
        hours: run.watched.seconds() / 3600.0,
        pauses: run.watched.pauses(),
        packets: run.packets,
        devices: run
            .devices
            .iter()
            .filter(|it| it.on_page > 0)
            .map(|it| it.label.to_string())
            .collect(),
        destinations: record.observation.destinations.len() as u64,
    }
}

pub(super) fn comparison(
    order: &Order<'_>,
    cautions: Vec<Caution>,
    destinations: Vec<DestinationView>,
    areas: Vec<AreaView>,
) -> Comparison {
    Comparison {
        schema: "backchat-compare/1",
        tool: Tool::THIS,
        release: order.release.map(|it| it.id().to_owned()),
        release_chosen: order.chosen.map(crate::observe::Choice::sentence),
        policy: order.policy.map(|(_, name)| name.to_owned()),
        before: order.before.map(run),
        after: run(order.after),
        cautions,
        summary: tallies(destinations.iter()),
        areas,
        destinations,
    }
}
