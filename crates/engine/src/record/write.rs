//! A run as a file.

use std::borrow::Cow;
use std::sync::Arc;

use backchat_wire::Time;

use super::file::{self, File};
use super::{Record, SCHEMA};
use crate::model::Rhythm;
use crate::observe::{Destination, Key, Run};

impl Record {
    /// The record as one line of JSON.
    ///
    /// # Panics
    /// Never: every part of a record can be written as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let file = File {
            schema: Cow::Borrowed(SCHEMA),
            tool: file::Tool {
                name: "backchat".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            label: self.label.clone(),
            conditions: self
                .conditions
                .each()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            run: run(&self.observation.run),
            destinations: self
                .observation
                .destinations
                .iter()
                .map(destination)
                .collect(),
        };
        let mut text = serde_json::to_string(&file).expect("keys are text and numbers are finite");
        text.push('\n');
        text
    }
}

const fn micros(time: Time) -> i64 {
    time.0.div_euclid(1000)
}

fn rhythm(rhythm: &Rhythm) -> file::Rhythm {
    let mut before = None;
    let first = rhythm.buckets().next().map_or(0, |it| it.0);
    let width = i64::from(rhythm.width());
    let steps = rhythm.buckets().map(|(start, tries)| {
        let step = (start - before.unwrap_or(start)) / width;
        before = Some(start);
        (step.unsigned_abs(), tries)
    });
    let steps = steps.collect();
    file::Rhythm(rhythm.width(), first, steps)
}

fn run(run: &Run) -> file::Run {
    file::Run {
        watched: run
            .watched
            .each()
            .iter()
            .map(|it| (micros(it.from), micros(it.to)))
            .collect(),
        joins: rhythm(&run.joins),
        files: run.files,
        packets: run.packets,
        bytes: run.bytes,
        connections: run.connections,
        midway: run.midway,
        unexplained: run.unexplained,
        unexplained_named: run.unexplained_named,
        devices: run
            .devices
            .iter()
            .map(|it| file::Device {
                label: it.label,
                addresses: it.addresses.clone(),
                mac: it.mac.map(|mac| mac.to_string()),
                connections: it.connections,
                on_page: it.on_page,
            })
            .collect(),
        apart: run
            .apart
            .iter()
            .map(|it| (it.kind.clone(), it.connections, it.bytes))
            .collect(),
        left_out: run
            .left_out
            .iter()
            .map(|it| (it.token.clone(), it.words.clone(), it.count))
            .collect(),
        warnings: run
            .warnings
            .iter()
            .map(|it| (it.input.clone(), it.message.clone()))
            .collect(),
    }
}

fn destination(it: &Destination) -> file::Destination {
    let (name, address) = match &it.key {
        Key::Name(name) => (Some(name.to_string()), None),
        Key::Address(address, port) => (None, Some((*address, *port))),
    };
    let texts = |each: &[Arc<str>]| each.iter().map(ToString::to_string).collect::<Vec<_>>();
    file::Destination {
        name,
        address,
        scope: file::Scope(it.scope.token().to_owned()),
        addresses: it.addresses.iter().copied().collect(),
        ports: it
            .ports
            .iter()
            .map(|(transport, port)| format!("{transport}/{port}"))
            .collect(),
        protocols: it.protocols.iter().map(ToString::to_string).collect(),
        evidence: it
            .evidence
            .iter()
            .map(|(basis, count)| (basis.token().to_owned(), *count))
            .collect(),
        outcomes: it
            .outcomes
            .iter()
            .map(|(outcome, count)| (outcome.token().to_owned(), *count))
            .collect(),
        absences: it
            .absences
            .iter()
            .map(|(absence, count)| (absence.token().to_owned(), *count))
            .collect(),
        ways: it
            .ways
            .iter()
            .map(|(way, tries)| {
                let tries = (tries.reached, tries.failed, tries.unexplained);
                (way.token().to_owned(), tries)
            })
            .collect(),
        attempts: it.attempts,
        rhythm: rhythm(&it.rhythm),
        failures: rhythm(&it.failures),
        volume: (
            it.sent.packets,
            it.sent.bytes,
            it.received.packets,
            it.received.bytes,
        ),
        first: micros(it.first),
        last: micros(it.last),
        devices: it.devices.iter().copied().collect(),
        chains: it.chains.iter().map(|chain| texts(chain)).collect(),
        rivals: it.rivals.iter().map(ToString::to_string).collect(),
        processes: it.processes.iter().map(ToString::to_string).collect(),
        asked: it
            .asked()
            .iter()
            .map(|asked| file::Asked {
                path: asked.path().map(str::to_owned),
                protocols: asked.protocols().iter().map(ToString::to_string).collect(),
                process: asked.process().map(str::to_owned),
                port: asked.port(),
            })
            .collect(),
    }
}
