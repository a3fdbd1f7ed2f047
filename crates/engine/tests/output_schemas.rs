//! The schemas and the documentation of the machine-readable forms against what the formats really write, on the
//! capture of the repository.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use backchat_engine::attribute::{Attributor, Stage};
use backchat_engine::catalog::Catalog;
use backchat_engine::collect::{Collector, Sink};
use backchat_engine::intent::Intent;
use backchat_engine::listing::{COLUMNS, Record, Stamper};
use backchat_engine::model::Connection;
use backchat_engine::observe::{Choice, Observation, Observer};
use backchat_engine::pipeline::{self, Window};
use backchat_engine::plan::Plan;
use backchat_engine::plane::{Order, PLANES, known_hosts};
use backchat_engine::policy::Draft;
use backchat_engine::report::page::{self, Context, Page};
use backchat_engine::report::{FORMATS, Layout};
use backchat_engine::source::capture::{Inputs, Progress};
use backchat_testkit::schema::{self, errors};
use jiff::civil::date;
use serde_json::Value;

const RELEASE: &str = "windows-10-2004-enterprise";

struct Quiet;

impl Progress for Quiet {
    fn read(&mut self, _bytes: u64) {}
}

/// Writes every connection as JSON and as CSV, and passes it on.
struct Listing {
    catalog: &'static Catalog,
    stamper: Stamper,
    records: Vec<Value>,
    cells: BTreeSet<usize>,
    observer: Observer,
}

impl Sink for Listing {
    fn connection(&mut self, connection: Connection) {
        let record = Record::new(&connection, self.catalog, &mut self.stamper);
        self.records.push(serde_json::to_value(&record).unwrap());
        self.cells.insert(record.values().len());
        self.observer.connection(connection);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

/// The records and the page of the repository's capture.
fn run() -> (Vec<Value>, Page) {
    let catalog = Catalog::embedded();
    let attributor = Attributor::new(catalog, Some(RELEASE)).unwrap();
    let (records, observation) = observed(&attributor);
    let chosen = Choice::of(&observation, catalog, RELEASE).unwrap();
    let context = Context {
        attributor: &attributor,
        release: RELEASE,
        chosen: Some(&chosen),
    };
    (records, page::build(&observation, context))
}

/// The records of the repository's capture, and what was seen in it.
fn observed(attributor: &Attributor<'_>) -> (Vec<Value>, Observation) {
    let catalog = Catalog::embedded();
    let mut listing = Listing {
        catalog,
        stamper: Stamper::default(),
        records: Vec::new(),
        cells: BTreeSet::new(),
        observer: Observer::new(false),
    };
    let inputs =
        Inputs::expand(&[root().join("cases/lab-idle-windows/capture.pcapng.gz")]).unwrap();
    let mut stage = Stage::new(attributor, &mut listing);
    let mut collector = Collector::new(Vec::new(), &mut stage);
    let passage = pipeline::run(&inputs, Window::default(), &mut Quiet, &mut collector).unwrap();
    let counters = collector.finish();
    assert_eq!(listing.cells, BTreeSet::from([COLUMNS.len()]));
    let mut observation: Observation = listing.observer.finish(passage, counters);
    observation.attribute(attributor);
    (listing.records, observation)
}

fn rendered(page: &Page, format: &str) -> String {
    let format = FORMATS.iter().find(|it| it.id() == format).unwrap();
    let layout = Layout {
        width: 80,
        colour: false,
    };
    format.render(page, layout)
}

#[test]
fn every_connection_is_as_its_schema_says() {
    let schema = json("schemas/connection.schema.json");
    let (records, _) = run();
    assert!(records.len() > 100);
    let mut used = BTreeSet::new();
    for record in &records {
        let wrong = errors(&schema, &schema, record, "", &mut used);
        assert_eq!(wrong, Vec::<String>::new(), "{record}");
    }
    // That the schema has no field too many follows from the columns, below.
}

#[test]
fn the_report_is_as_its_schema_says() {
    let schema = json("schemas/report.schema.json");
    let (_, page) = run();
    let report: Value = serde_json::from_str(&rendered(&page, "json")).unwrap();
    let mut used = BTreeSet::new();
    let wrong = errors(&schema, &schema, &report, "", &mut used);
    assert_eq!(wrong, Vec::<String>::new());
    for place in [".areas[].controls[].url", ".undocumented[].hours[].hour"] {
        assert!(used.contains(place), "{place} never occurs");
    }
}

/// Policies that between them say all that a plan can say.
const POLICIES: [&str; 6] = [
    "release = \"2004\"
keep = [\"licensing\"]
off = [\"*\", \"diagnostic-data\", \"windows-spotlight\", \"windows-update\"]
[[exception]]
off = \"*.x.example\"
reason = \"tried\"
until = 2030-01-01
[[exception]]
keep = \"a.x.example\"
reason = \"tried\"
until = 2030-01-01
",
    "off = [\"device-authentication\", \"microsoft-account\", \"licensing\", \"apps\"]
[[exception]]
off = \"oneclient.sfx.ms\"
reason = \"tried\"
until = 2030-01-01
",
    "preset = \"updates-only\"\nncsi = { answer = \"192.0.2.80\" }\n",
    "release = \"2004\"\nkeep = [\"apps\"]\noff = [\"windows-spotlight\"]\n",
    "preset = \"observe\"\npages = \"all\"\n",
    "release = \"apple-platforms-2026-07\"\noff = [\"apple-certificate-validation\", \"apple-software-updates\"]\n",
];

/// The plan of a policy, held against what was seen where it is given.
fn plan(policy: &str, seen: Option<&Observation>) -> Value {
    let catalog = Catalog::embedded();
    let date = date(2026, 1, 2);
    let policy = Draft::read("policy.toml", policy).unwrap();
    let policy = policy.resolve(catalog, date).unwrap();
    let intent = Intent::of(&policy).unwrap();
    let names = seen.iter().flat_map(|it| &it.destinations);
    let known = known_hosts(catalog, names.filter_map(|it| it.name()));
    let order = Order {
        intent: &intent,
        policy: "policy.toml",
        date,
        serial: 1,
        known: &known,
        observation: seen,
        before: None,
    };
    serde_json::to_value(Plan::of(&order, PLANES)).unwrap()
}

#[test]
fn plans_are_as_their_schema_says() {
    let schema = json("schemas/plan.schema.json");
    assert_eq!(schema::undescribed(&schema), Vec::<String>::new());
    let attributor = Attributor::new(Catalog::embedded(), Some(RELEASE)).unwrap();
    let (_, seen) = observed(&attributor);
    let mut used = BTreeSet::new();
    for (number, policy) in POLICIES.into_iter().enumerate() {
        let plan = plan(policy, (number == 0).then_some(&seen));
        let wrong = errors(&schema, &schema, &plan, "", &mut used);
        assert_eq!(wrong, Vec::<String>::new(), "{policy}");
    }
    assert_eq!(schema::unused(&schema, &used), Vec::<String>::new());
}

#[test]
fn what_the_schema_does_not_have_is_an_error() {
    let schema = json("schemas/report.schema.json");
    let mut report = serde_json::json!({ "schema": "backchat-report/1", "other": 1 });
    let found = errors(&schema, &schema, &report, "", &mut BTreeSet::new()).join("\n");
    assert!(found.contains("the schema has no other"));
    assert!(found.contains("\"areas\" is missing"));
    report["schema"] = Value::from(2);
    let found = errors(&schema, &schema, &report, "", &mut BTreeSet::new()).join("\n");
    assert!(found.contains("2 is not \"backchat-report/1\""));
}

#[test]
fn connections_have_the_same_fields_in_both_forms() {
    let schema = json("schemas/connection.schema.json");
    let properties = schema["properties"].as_object().unwrap();
    let in_json: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
    assert_eq!(in_json, COLUMNS.iter().copied().collect());
}

#[test]
fn every_field_and_column_is_documented() {
    let documentation = text("docs/formats.md");
    let (_, page) = run();
    let csv = rendered(&page, "csv");
    let mut names: BTreeSet<String> = csv
        .lines()
        .next()
        .unwrap()
        .split(',')
        .map(str::to_owned)
        .collect();
    schema::properties(&json("schemas/report.schema.json"), &mut names);
    schema::properties(&json("schemas/connection.schema.json"), &mut names);
    let missing: Vec<&String> = names
        .iter()
        .filter(|name| !documentation.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "docs/formats.md lacks {missing:?}");
}
