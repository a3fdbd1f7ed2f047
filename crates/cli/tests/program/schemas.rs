//! The schemas of what `export` writes against what it really writes.

use std::collections::BTreeSet;
use std::fs;

use backchat_testkit::schema::{errors, undescribed, unused};
use backchat_testkit::seed;
use serde_json::Value;

use crate::place::Place;
use crate::program::{backchat, backchat_in, lab, repository};

/// Policies that between them say all that an export can say, each with planes of different kinds.
const EXPORTS: [&[&str]; 3] = [
    &[
        "rpz",
        "hosts",
        "registry-pol",
        "--release",
        "2004",
        "--off",
        "diagnostic-data,windows-spotlight",
        "--at",
        "2026-01-02",
    ],
    &["squid", "pac", "--preset", "updates-only"],
    &["suricata", "sigma", "--preset", "observe"],
];

fn schema(name: &str) -> Value {
    let path = format!("schemas/{name}.schema.json");
    let text = fs::read_to_string(repository().join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn exports_are_as_their_schema_says() {
    let schema = schema("export");
    assert_eq!(undescribed(&schema), Vec::<String>::new());
    let mut used = BTreeSet::new();
    for arguments in EXPORTS {
        let arguments = [&["export", "--format", "json"], arguments].concat();
        let wrong = errors(
            &schema,
            &schema,
            &backchat(&arguments).json(),
            "",
            &mut used,
        );
        assert_eq!(wrong, Vec::<String>::new(), "{arguments:?}");
    }
    assert_eq!(unused(&schema, &used), Vec::<String>::new());
}

#[test]
fn what_stands_beside_the_files_is_as_its_schema_says() {
    let schema = schema("fidelity");
    assert_eq!(undescribed(&schema), Vec::<String>::new());
    let mut used = BTreeSet::new();
    for arguments in EXPORTS {
        let place = Place::numbered("schemas");
        let arguments = [&["export", "-o", "out"], arguments].concat();
        let said = backchat_in(place.path(), &arguments, b"");
        assert_eq!(said.code, Some(0), "{}", said.err);
        for folder in fs::read_dir(place.path().join("out")).unwrap() {
            let path = folder.unwrap().path().join("fidelity.json");
            let fidelity = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let wrong = errors(&schema, &schema, &fidelity, "", &mut used);
            assert_eq!(wrong, Vec::<String>::new(), "{}", path.display());
        }
    }
    assert_eq!(unused(&schema, &used), Vec::<String>::new());
}

#[test]
fn records_of_runs_are_as_their_schema_says() {
    let schema = schema("run");
    assert_eq!(undescribed(&schema), Vec::<String>::new());
    let written = backchat(&["record", &lab(), "--condition", "edition=Pro"]).json();
    // What a capture of one day does not show: a run that was put together by hand, with every field.
    let seeds = seed::all();
    let whole = seeds
        .iter()
        .find(|it| it.target == "record" && it.name == "whole");
    let whole: Value = serde_json::from_slice(&whole.unwrap().bytes).unwrap();
    let place = Place::new("run-schema");
    place.write("whole.run.json", whole.to_string().as_bytes());
    let read = backchat_in(place.path(), &["drift", "whole.run.json"], b"");
    assert_eq!(read.code, Some(0), "{}", read.err);
    let mut used = BTreeSet::new();
    for record in [written, whole] {
        let wrong = errors(&schema, &schema, &record, "", &mut used);
        assert_eq!(wrong, Vec::<String>::new());
    }
    assert_eq!(unused(&schema, &used), Vec::<String>::new());
}
