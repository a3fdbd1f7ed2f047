//! Measures what comparing two runs costs beside reading them: both from their capture, attributed and compared; and a hundred
//! stored records, each read and compared, beside reading the captures as often. Prints processor time.
//! Run with `cargo run --release -p backchat-engine --example compare_speed [CAPTURE]`.
#![allow(
    clippy::print_stdout,
    reason = "a measurement needs a place to print to"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backchat_engine::attribute::Attributor;
use backchat_engine::catalog::Catalog;
use backchat_engine::collect::Collector;
use backchat_engine::compare::{Comparison, Order};
use backchat_engine::intent::Intent;
use backchat_engine::observe::Observer;
use backchat_engine::pipeline::{self, Window};
use backchat_engine::policy::Draft;
use backchat_engine::record::{Conditions, Record};
use backchat_engine::source::capture::{Inputs, Silent};
use backchat_testkit::processor::now;
use jiff::civil::date;

const RELEASE: &str = "windows-10-2004-enterprise";
const POLICY: &str = "release = \"2004\"\noff = [\"diagnostic-data\", \"maps\", \"windows-spotlight\", \"office\"]\n\
                      keep = [\"windows-update\", \"certificates\"]";

/// Stored records that are compared.
const RECORDS: u32 = 100;

/// Rounds of each step; the best one counts.
const ROUNDS: usize = 5;

/// How long a round is at the least.
const ROUND: Duration = Duration::from_millis(100);

fn main() {
    let usual = || {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/lab-idle-windows/capture.pcapng.gz")
    };
    let capture = std::env::args_os().nth(1).map_or_else(usual, PathBuf::from);
    let catalog = Catalog::embedded();
    let (preparing, attributor) =
        best(|| Attributor::new(catalog, Some(RELEASE)).expect("the catalog has the release"));
    let draft = Draft::read("policy.toml", POLICY).expect("a policy of our own");
    let policy = draft
        .resolve(catalog, date(2026, 1, 1))
        .expect("its names are known");
    let (settling, intent) = best(|| Intent::of(&policy).expect("it does not contradict itself"));

    let (reading, record) = best(|| read(&capture));
    let run = &record.observation.run;
    println!(
        "{}: {} packets, {} connections, {} destinations",
        record.label,
        run.packets,
        run.connections,
        record.observation.destinations.len()
    );
    let (attributing, attributed) = best(|| {
        let mut record = record.clone();
        record.observation.attribute(&attributor);
        record
    });
    let order = Order {
        before: Some(&attributed),
        after: &attributed,
        policy: Some((&intent, "policy.toml")),
        catalog,
        release: catalog.release(RELEASE),
        chosen: None,
        // One run named twice is compared all the same; only what is said of it is withheld.
        comparable: true,
    };
    let (comparing, comparison) = best(|| Comparison::of(order));
    let (telling, json) = best(|| serde_json::to_string(&comparison).expect("it can be written"));
    println!("  catalog and policy      {:>12.3?}", preparing + settling);
    let both = reading * 2;
    println!("  reading both runs       {both:>12.3?}");
    row("attributing both", attributing * 2, both);
    row("comparing", comparing, both);
    row("the answer as JSON", telling, both);

    let text = record.to_json();
    let (opening, _) = best(|| {
        let mut record = Record::from_json(&text).expect("it was written");
        record.observation.attribute(&attributor);
        record
    });
    let stored = (opening + comparing) * RECORDS;
    let captures = reading * RECORDS;
    println!(
        "{RECORDS} records of {} bytes, each held against one run; the answer has {} bytes",
        text.len(),
        json.len()
    );
    println!("  reading {RECORDS} captures    {captures:>12.3?}");
    row("reading the records", opening * RECORDS, captures);
    row("reading and comparing", stored, captures);
}

fn row(what: &str, took: Duration, reading: Duration) {
    let share = 100.0 * took.as_secs_f64() / reading.as_secs_f64();
    println!("  {what:<23} {took:>12.3?}  {share:>5.1} % of reading the captures");
}

fn read(capture: &Path) -> Record {
    let inputs = Inputs::expand(&[capture]).expect("the capture exists");
    let mut observer = Observer::new(false);
    let mut collector = Collector::new(Vec::new(), &mut observer);
    let passage = pipeline::run(&inputs, Window::default(), &mut Silent, &mut collector)
        .expect("the capture can be read");
    let counters = collector.finish();
    let name = capture.file_name().unwrap_or_default();
    Record {
        label: name.to_string_lossy().into_owned(),
        conditions: Conditions::default(),
        observation: observer.finish(passage, counters),
    }
}

/// What one time takes: the least average of some rounds, each long enough for a clock that ticks every few milliseconds.
fn best<T>(work: impl Fn() -> T) -> (Duration, T) {
    let mut least = Duration::MAX;
    let mut made = black_box(work());
    for _ in 0..ROUNDS {
        let (start, mut times) = (now(), 0);
        let mut took = Duration::ZERO;
        while took < ROUND {
            made = black_box(work());
            times += 1;
            took = now().saturating_sub(start);
        }
        least = least.min(took / times);
    }
    (least, made)
}
