//! Every folder below `cases/`: its names, its connections and its report are those that it says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use backchat_engine::names::NameTable;
use backchat_engine::pipeline::{self, Window};
use backchat_engine::scope::Scope;
use backchat_engine::source::capture::Silent;
use backchat_testkit::case::{self, Expectation, Found};
use backchat_testkit::report;
use backchat_testkit::truth::name;

/// Set to write the report anew instead of comparing; then read the difference.
const BLESS: &str = "BACKCHAT_BLESS";

#[test]
fn names_are_those_of_the_other_tool() {
    for folder in folders_with("names.truth.tsv") {
        let mut table = NameTable::default();
        let inputs = case::capture(&folder);
        pipeline::run(&inputs, Window::default(), &mut Silent, &mut table).unwrap();
        let expected = name::expected(&case::table(&folder, "names.truth.tsv"));
        let found = name::found(&table);
        let missing: Vec<_> = expected.difference(&found).collect();
        let extra: Vec<_> = found.difference(&expected).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: missing {missing:#?}, extra {extra:#?}",
            folder.display()
        );
    }
}

#[test]
fn everything_expected_is_found_and_nothing_else_has_a_name() {
    for folder in folders_with("expect.tsv") {
        let machines = case::machines(&folder);
        let connections = report::connections(&case::capture(&folder)).unwrap();
        let found: Vec<Found<'_>> = connections
            .iter()
            .map(|connection| {
                let mac = connection.device.mac.map(|mac| mac.to_string());
                let machine = mac.and_then(|mac| machines.get(&mac));
                Found {
                    connection,
                    machine: machine.map_or("", String::as_str),
                }
            })
            .collect();
        let expected: Vec<Expectation> = case::table(&folder, "expect.tsv")
            .iter()
            .map(|row| Expectation::read(row))
            .collect();
        let mut wrong = Vec::new();
        for expectation in &expected {
            let faults: BTreeSet<_> = found.iter().map(|found| expectation.fault(found)).collect();
            if !faults.contains(&None) {
                // The latest check that any connection failed at is what is wrong with the nearest one.
                let order = ["machine", "name", "how", "outcome", "protocol", "area"];
                let near = order
                    .iter()
                    .rev()
                    .find(|what| faults.contains(&Some(**what)));
                wrong.push(format!("{expectation:?}: at best wrong in {near:?}"));
            }
        }
        for found in &found {
            let connection = found.connection;
            let public = connection
                .remote
                .is_none_or(|remote| remote.scope == Scope::Public);
            let Some(name) = connection.name.as_deref().filter(|_| public) else {
                continue;
            };
            let known = |it: &Expectation| it.machine == found.machine && it.name == name;
            if !expected.iter().any(known) {
                wrong.push(format!("unexpected: {} {name}", found.machine));
            }
        }
        assert!(
            wrong.is_empty(),
            "{}: {} of {} wrong:\n{}",
            folder.display(),
            wrong.len(),
            expected.len(),
            wrong.join("\n")
        );
    }
}

#[test]
fn reports_are_as_stored() {
    for folder in case::folders() {
        let page = report::page(&case::capture(&folder)).unwrap();
        let format = report::format("terminal").expect("there is a report for terminals");
        let text = format.render(&page, report::LAYOUT);
        let path = folder.join("report.txt");
        let stored = fs::read_to_string(&path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        if stored == text {
            continue;
        }
        if std::env::var_os(BLESS).is_some() {
            fs::write(&path, text).unwrap();
            continue;
        }
        let line = stored
            .lines()
            .zip(text.lines())
            .take_while(|(a, b)| a == b)
            .count();
        panic!(
            "{} differs from line {} on; run with {BLESS}=1 and read the difference\nstored: {:?}\nnow:    {:?}",
            path.display(),
            line + 1,
            stored.lines().nth(line),
            text.lines().nth(line)
        );
    }
}

#[test]
fn every_case_says_where_it_is_from() {
    for folder in case::folders() {
        assert!(folder.join("README.md").is_file(), "{}", folder.display());
    }
}

fn folders_with(file: &str) -> impl Iterator<Item = std::path::PathBuf> {
    let has = move |folder: &Path, file: &str| folder.join(file).is_file();
    let file = file.to_owned();
    case::folders()
        .into_iter()
        .filter(move |folder| has(folder, &file))
}
