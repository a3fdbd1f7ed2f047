//! A file as a run. Whoever hands it in may have made it by hand: nothing in it is believed that cannot be.

use std::net::IpAddr;
use std::sync::Arc;

use backchat_wire::flow::Volume;
use backchat_wire::{Absence, Time};

use super::file::{self, File, Version};
use super::intern::word;
use super::{Conditions, Record, SCHEMA};
use crate::attribute::Asked;
use crate::model::{Basis, Outcome, Rhythm};
use crate::observe::{
    Apart, Count, Destination, DeviceSummary, Key, Observation, Run, Stretch, Stretches, Tries, Way,
};
use crate::scope::Scope;
use crate::source::capture::Warning;

/// Why a file is no record.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is JSON, and of another kind.
    #[error("this is no record of a run: its schema is {0:?}, not {SCHEMA:?}")]
    Kind(String),
    /// It was written by a later version.
    #[error("this record is of a later version ({0}); this program reads {SCHEMA}")]
    Newer(String),
    /// It is no JSON, or a field is missing or of another type.
    #[error("this is no record of a run: {0}")]
    Form(#[from] serde_json::Error),
    /// A value that cannot be.
    #[error("{place}: {what}")]
    Value {
        /// Which destination, or part of the run.
        place: String,
        /// What is wrong.
        what: String,
    },
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// Where it is none, is of a later version, or holds what cannot be.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let Version { schema } = serde_json::from_str(text)?;
        if schema != SCHEMA {
            return Err(match schema.strip_prefix("backchat-run/") {
                Some(_) => ReadError::Newer(schema),
                None => ReadError::Kind(schema),
            });
        }
        let file: File<'_> = serde_json::from_str(text)?;
        let mut conditions = Conditions::default();
        for (key, value) in &file.conditions {
            if !Conditions::is_key(key) {
                return Err(wrong("conditions", format!("`{key}` is no key")));
            }
            conditions.say(key, value);
        }
        let run = run(file.run)?;
        let mut destinations = Vec::with_capacity(file.destinations.len());
        for (at, it) in file.destinations.into_iter().enumerate() {
            let title = match (&it.name, &it.address) {
                (Some(name), _) => name.clone(),
                (None, Some((address, port))) => format!("{address} port {port}"),
                (None, None) => format!("destination {}", at + 1),
            };
            destinations.push(destination(it).map_err(|what| wrong(&title, what))?);
        }
        destinations.sort_by(|a, b| a.key.cmp(&b.key));
        if let Some(pair) = destinations.windows(2).find(|it| it[0].key == it[1].key) {
            return Err(wrong(&pair[0].title(), "it is there twice".to_owned()));
        }
        Ok(Self {
            label: file.label,
            conditions,
            observation: Observation { run, destinations },
        })
    }
}

fn wrong(place: &str, what: String) -> ReadError {
    ReadError::Value {
        place: place.to_owned(),
        what,
    }
}

/// Beyond the years that nanoseconds can count, the nearest that they can.
const fn time(micros: i64) -> Time {
    Time(micros.saturating_mul(1000))
}

fn rhythm(file::Rhythm(width, first, steps): file::Rhythm) -> Result<Rhythm, String> {
    let mut at = first;
    let mut buckets = Vec::with_capacity(steps.len());
    for (step, tries) in steps {
        let step = i64::try_from(step).ok();
        let seconds = step.and_then(|it| it.checked_mul(i64::from(width)));
        at = seconds
            .and_then(|it| at.checked_add(it))
            .ok_or("its rhythm leaves the calendar")?;
        buckets.push((at, tries));
    }
    Rhythm::from_parts(width.max(1), buckets).ok_or_else(|| {
        "its rhythm has a width that is no power of two, or buckets that do not ascend".to_owned()
    })
}

fn run(it: file::Run) -> Result<Run, ReadError> {
    let stretches = it.watched.iter().map(|&(from, to)| Stretch {
        from: time(from),
        to: time(to),
    });
    let watched = Stretches::from_parts(stretches.collect()).ok_or_else(|| {
        wrong(
            "run.watched",
            "stretches of time that end before they begin, overlap or do not ascend".to_owned(),
        )
    })?;
    let span = watched.span().map(|it| (it.from, it.to));
    let mut devices = Vec::with_capacity(it.devices.len());
    for device in it.devices {
        let mac = device.mac.map(|mac| {
            let read = mac.parse();
            read.map_err(|()| wrong("run.devices", format!("`{mac}` is no hardware address")))
        });
        devices.push(DeviceSummary {
            label: device.label,
            addresses: device.addresses,
            mac: mac.transpose()?,
            connections: device.connections,
            on_page: device.on_page,
        });
    }
    Ok(Run {
        files: it.files,
        span,
        watched,
        joins: rhythm(it.joins).map_err(|what| wrong("run.joins", what))?,
        packets: it.packets,
        bytes: it.bytes,
        devices,
        connections: it.connections,
        midway: it.midway,
        unexplained: it.unexplained,
        unexplained_named: it.unexplained_named,
        apart: it
            .apart
            .into_iter()
            .map(|(kind, connections, bytes)| Apart {
                kind,
                connections,
                bytes,
            })
            .collect(),
        left_out: it
            .left_out
            .into_iter()
            .map(|(token, words, count)| Count {
                token,
                words,
                count,
            })
            .collect(),
        warnings: it
            .warnings
            .into_iter()
            .map(|(input, message)| Warning { input, message })
            .collect(),
    })
}

fn destination(it: file::Destination) -> Result<Destination, String> {
    let key = match (it.name, it.address) {
        (Some(name), None) if !name.is_empty() => Key::Name(name.into()),
        (None, Some((address, port))) => Key::Address(address, port),
        _ => return Err("it needs either a name or an address".to_owned()),
    };
    let scope = Scope::from_token(&it.scope.0)
        .ok_or_else(|| format!("`{}` is no part of the address space", it.scope.0))?;
    let mut made = Destination::new(key, scope, time(it.first));
    made.last = time(it.last);
    made.addresses = it.addresses.into_iter().collect();
    for port in &it.ports {
        let read = port
            .split_once('/')
            .and_then(|(transport, port)| Some((word(transport)?, port.parse::<u16>().ok()?)));
        made.ports
            .insert(read.ok_or_else(|| format!("`{port}` is no port"))?);
    }
    made.protocols = words(&it.protocols).collect();
    for (token, count) in it.evidence {
        // A later version may know further ones; what rests on them is not lost, only its ground is.
        if let Some(basis) = Basis::from_token(&token) {
            made.evidence.insert(basis, count);
        }
    }
    for (token, count) in it.outcomes {
        let outcome = Outcome::from_token(&token);
        let outcome = outcome.ok_or_else(|| format!("`{token}` is no outcome"))?;
        made.outcomes.insert(outcome, count);
    }
    for (token, count) in it.absences {
        // As with evidence: a reason that is not known here is no reason to refuse the rest.
        if let Some(absence) = Absence::from_token(&token) {
            made.absences.insert(absence, count);
        }
    }
    for (token, (reached, failed, unexplained)) in it.ways {
        let way = Way::from_token(&token).ok_or_else(|| format!("`{token}` is no way"))?;
        let tries = Tries {
            reached,
            failed,
            unexplained,
        };
        made.ways.insert(way, tries);
    }
    made.attempts = it.attempts;
    made.rhythm = rhythm(it.rhythm)?;
    made.failures = rhythm(it.failures)?;
    let (sent_packets, sent, received_packets, received) = it.volume;
    made.sent = Volume {
        packets: sent_packets,
        bytes: sent,
    };
    made.received = Volume {
        packets: received_packets,
        bytes: received,
    };
    made.devices = it
        .devices
        .into_iter()
        .collect::<std::collections::BTreeSet<IpAddr>>();
    let shared = |each: Vec<String>| each.into_iter().map(Arc::<str>::from);
    made.chains = it
        .chains
        .into_iter()
        .map(|chain| shared(chain).collect())
        .collect();
    made.rivals = shared(it.rivals).collect();
    made.processes = shared(it.processes).collect();
    if let Key::Name(name) = &made.key {
        let name = Arc::clone(name);
        made.set_asked(it.asked.into_iter().map(|asked| {
            let protocols = words(&asked.protocols).collect();
            let process = asked.process.map(Arc::from);
            Asked::from_parts(&name, asked.path, protocols, process, asked.port)
        }));
    }
    Ok(made)
}

fn words(texts: &[String]) -> impl Iterator<Item = &'static str> {
    texts.iter().filter_map(|text| word(text))
}
