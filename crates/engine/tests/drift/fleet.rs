//! Fleets of runs, and how they are asked.

use std::sync::LazyLock;

use backchat_engine::attribute::Attributor;
use backchat_engine::catalog::Catalog;
use backchat_engine::drift::{Class, DestinationView, Drift, FindingKind};
use backchat_engine::record::Record;
use backchat_testkit::build::RunRecord;

pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const WEEK: i64 = 7 * DAY;

/// 2026-01-05, a Monday.
pub(crate) const START: i64 = 1_767_571_200;

/// Five builds in the order of their numbers, which is not that of their letters.
pub(crate) const BUILDS: [&str; 5] = [
    "19041.84",
    "19041.388",
    "19041.1000",
    "19042.10",
    "19042.985",
];

pub(crate) const HOSTS: [&str; 4] = ["desk-1", "desk-2", "desk-9", "desk-10"];

/// Once an hour for a week.
pub(crate) fn hourly() -> impl Iterator<Item = i64> {
    (0..7 * 24).map(|it| it * HOUR + 600)
}

/// Once in the middle of the week.
pub(crate) fn weekly() -> impl Iterator<Item = i64> {
    std::iter::once(3 * DAY)
}

/// A run of a host with a build, in the build's week.
pub(crate) fn run(host: usize, build: usize) -> RunRecord {
    lasting(host, build, WEEK)
}

/// The same of another length.
pub(crate) fn lasting(host: usize, build: usize, seconds: i64) -> RunRecord {
    let from = START + WEEK * i64::try_from(build).unwrap() + i64::try_from(host).unwrap();
    let label = format!("{}-{build}", HOSTS[host]);
    RunRecord::new(&label, from, seconds, u8::try_from(host).unwrap() + 10)
        .said("host", HOSTS[host])
        .said("build", BUILDS[build])
        .calls("steady.example", hourly())
}

/// A run of each host with each build.
pub(crate) fn grid(change: impl Fn(RunRecord, usize, usize) -> RunRecord) -> Vec<Record> {
    let pairs = (0..BUILDS.len()).flat_map(|build| (0..HOSTS.len()).map(move |host| (host, build)));
    pairs
        .map(|(host, build)| change(run(host, build), host, build).record())
        .collect()
}

pub(crate) fn drift(records: &[Record]) -> Drift {
    static ATTRIBUTOR: LazyLock<Attributor<'static>> =
        LazyLock::new(|| Attributor::new(Catalog::embedded(), None).unwrap());
    Drift::of(records, &ATTRIBUTOR, &[])
}

pub(crate) fn of<'d>(drift: &'d Drift, title: &str) -> &'d DestinationView {
    let mut all = drift.destinations.iter();
    all.find(|it| it.title == title).unwrap()
}

/// Class, sentence, runs that saw it, runs that could have.
pub(crate) fn told<'d>(drift: &'d Drift, title: &str) -> (Class, &'d str, usize, u64) {
    let it = of(drift, title);
    (it.class, &it.words, it.runs.len(), it.able)
}

/// The findings of a kind: the labels of the runs, and the words.
pub(crate) fn found(drift: &Drift, kind: FindingKind) -> Vec<(Vec<&str>, &str)> {
    let of = drift.findings.iter().filter(|it| it.kind == kind);
    of.map(|it| {
        let labels = it.runs.iter().map(|run| drift.runs[*run].label.as_str());
        (labels.collect(), it.words.as_str())
    })
    .collect()
}
