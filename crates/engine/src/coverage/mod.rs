//! How much of what there is to see a run has seen: when destinations were discovered, how many are likely missing, when
//! each is called, and from it until when to leave the run going.
//!
//! [`measure`] needs only what was seen; [`Coverage::of`] adds what the release's page documents. The serialized form is the JSON
//! answer, described by `schemas/coverage.schema.json`; fields may be added, never renamed. What the numbers are worth was
//! tried on simulated machines: `docs/coverage.md`.

mod advice;
mod chance;
mod clock;
mod discovery;
mod estimate;
mod incidence;
mod occasion;
mod period;
mod said;
mod unseen;
mod words;

use serde::Serialize;

pub use advice::{Advice, Reason};
pub use clock::Clock;
pub use discovery::{Discovery, Known, Standing};
pub use estimate::Estimate;
pub use incidence::Incidence;
pub use occasion::Calls;
pub use period::{Beats, Certainty, Pattern, Periodicity, Setting, Subject, classify};
pub use unseen::Unseen;

use crate::listing::stamp;
use crate::observe::{Destination, Key, Observation};
use crate::record::Record;
use crate::report::page::{self, Context, NotSeen, ReleaseLine, Tool};

/// The name and version of the answer.
pub const SCHEMA: &str = "backchat-coverage/1";

/// Occasions from which a destination's way of calling counts as known.
const KNOWN: u64 = 4;

/// Seconds within which questions for an address are one network joined.
const JOINED: i64 = 60;

/// What was seen, measured.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// How many destinations were known when.
    pub discovery: Discovery,
    /// How many are missing; none where the run is too short to estimate.
    pub unseen: Option<Unseen>,
    /// Every destination with its way of calling, what is called most regularly first.
    pub destinations: Vec<Called>,
    /// What to do.
    pub advice: Advice,
}

/// A destination and when it is called.
#[derive(Clone, Debug, Serialize)]
pub struct Called {
    /// The name, or the address with its port.
    pub title: String,
    /// Whether a page documents it.
    pub standing: Standing,
    /// Its first call (RFC 3339).
    pub first: String,
    /// How it is called, in words.
    pub words: String,
    /// How it is called.
    #[serde(flatten)]
    pub period: Periodicity,
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Who made it.
    pub tool: Tool,
    /// What the run is called.
    pub label: String,
    /// The release whose page it is compared with.
    pub release: ReleaseLine,
    /// When it was watched.
    pub watched: Watched,
    /// What was measured.
    #[serde(flatten)]
    pub measured: Measured,
    /// What the release's page documents and was not seen: a hint of what kinds of things are missing.
    pub not_seen: Vec<NotSeen>,
    /// Endpoints that the release's page documents.
    pub documented: u64,
    /// What limits the answer, in sentences.
    pub caveats: Vec<String>,
}

/// When a run was watched.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Watched {
    /// Its first packet (RFC 3339), where there is any.
    pub first: Option<String>,
    /// Its last packet.
    pub last: Option<String>,
    /// Seconds, pauses left out.
    pub seconds: u64,
    /// Silences of more than an hour, which are taken for pauses of the recording.
    pub pauses: u64,
    /// Devices seen.
    pub devices: u64,
    /// Packets read.
    pub packets: u64,
    /// Times at which a device joined a network.
    pub joins: u64,
}

/// Measures what was seen.
#[must_use]
pub fn measure(observation: &Observation) -> Measured {
    let setting = setting(observation);
    let clock = &setting.clock;
    let destinations = &observation.destinations;
    let calls: Vec<Calls> = destinations
        .iter()
        .map(|it| Calls::of(&it.rhythm, it.first.seconds()))
        .collect();
    let periods: Vec<Periodicity> = destinations
        .iter()
        .zip(&calls)
        .map(|(it, calls)| {
            let last = it.last.seconds();
            classify(Subject { calls, last }, &setting)
        })
        .collect();
    let firsts: Vec<(i64, Standing)> = destinations
        .iter()
        .map(|it| (clock.at(it.first.seconds()), standing(it)))
        .collect();
    let discovery = Discovery::of(&firsts, clock.watched());
    let rare = periods.iter().filter(|it| it.occasions >= KNOWN);
    let irregular = rare.clone().filter(|it| it.pattern == Pattern::Irregular);
    let (irregular, known) = (irregular.count() as u64, rare.count() as u64);
    let unseen = Incidence::of(&calls, clock).map(|counts| {
        let seen = destinations.len() as u64;
        Unseen::of(counts, seen, clock.watched() as f64, irregular, known)
    });
    let advice = Advice::of(advice::Seen {
        clock,
        discovery: &discovery,
        unseen: unseen.as_ref(),
        periods: &periods.iter().collect::<Vec<_>>(),
        joins: setting.joins.len(),
    });
    let mut called: Vec<Called> = destinations
        .iter()
        .zip(periods)
        .map(|(it, period)| Called {
            title: it.title(),
            standing: standing(it),
            first: stamp(it.first),
            words: period.words(),
            period,
        })
        .collect();
    called.sort_by_key(|it| (it.period.pattern, it.period.seconds));
    Measured {
        discovery,
        unseen,
        destinations: called,
        advice,
    }
}

fn setting(observation: &Observation) -> Setting {
    let joins = Calls::of(&observation.run.joins, 0).joined(JOINED, i64::MAX);
    Setting {
        clock: Clock::of(&observation.run),
        joins: if observation.run.joins.total() == 0 {
            Vec::new()
        } else {
            joins
        },
    }
}

fn standing(destination: &Destination) -> Standing {
    match (&destination.attribution, &destination.key) {
        (Some(_), _) => Standing::Documented,
        (None, Key::Name(_)) => Standing::Undocumented,
        (None, Key::Address(..)) => Standing::Unnamed,
    }
}

impl Coverage {
    /// Measures a run whose observation was attributed from the view of the context's release.
    #[must_use]
    pub fn of(record: &Record, context: Context<'_>) -> Self {
        let run = &record.observation.run;
        let page = page::build(&record.observation, context);
        let setting = setting(&record.observation);
        let watched = Watched {
            first: run.span.map(|it| stamp(it.0)),
            last: run.span.map(|it| stamp(it.1)),
            seconds: setting.clock.watched().unsigned_abs(),
            pauses: run.watched.pauses(),
            devices: run.devices.iter().filter(|it| it.on_page > 0).count() as u64,
            packets: run.packets,
            joins: setting.joins.len() as u64,
        };
        Self {
            schema: SCHEMA,
            tool: page.tool,
            label: record.label.clone(),
            release: page.release,
            caveats: said::caveats(&watched),
            watched,
            measured: measure(&record.observation),
            not_seen: page.not_seen,
            documented: page.summary.endpoints_documented,
        }
    }
}
