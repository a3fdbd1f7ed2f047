//! Measures how long a hundred stored runs take to compare: 100 records of 300 destinations are made, written, read and
//! compared, in memory. Prints processor time, and what reading takes against `serde_json` making values of the same text.
//! Run with `cargo run --release -p backchat-engine --example drift_speed`.
#![allow(
    clippy::print_stdout,
    reason = "a measurement needs a place to print to"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Duration;

use backchat_engine::attribute::Attributor;
use backchat_engine::catalog::Catalog;
use backchat_engine::drift::Drift;
use backchat_engine::record::Record;
use backchat_testkit::build::RunRecord;
use backchat_testkit::mutation::Random;
use backchat_testkit::processor::now;

const RUNS: usize = 100;
const DESTINATIONS: usize = 300;
const HOSTS: usize = 10;
const WEEK: i64 = 7 * 86_400;

/// Times that each step is repeated; the best one counts.
const TIMES: usize = 5;

fn main() {
    let made = records();
    let attributor = Attributor::new(Catalog::embedded(), None).expect("no release was asked for");
    let (writing, texts) = best(|| made.iter().map(Record::to_json).collect::<Vec<_>>());
    let bytes: usize = texts.iter().map(String::len).sum();
    let (values, _) = best(|| {
        let each = texts
            .iter()
            .map(|it| serde_json::from_str::<serde_json::Value>(it));
        each.map(|it| it.expect("it is JSON")).collect::<Vec<_>>()
    });
    let (reading, records) = best(|| {
        let each = texts.iter().map(|it| Record::from_json(it));
        each.map(|it| it.expect("it was written"))
            .collect::<Vec<_>>()
    });
    let (comparing, drift) = best(|| Drift::of(&records, &attributor, &[]));
    let (telling, json) = best(|| serde_json::to_string(&drift).expect("it can be written"));
    println!("{RUNS} runs of {DESTINATIONS} destinations: {bytes} bytes");
    println!("  writing records    {writing:>12.3?}");
    println!("  JSON values only   {values:>12.3?}");
    println!(
        "  reading records    {reading:>12.3?}  {:.2} times that",
        ratio(reading, values)
    );
    println!(
        "  comparing          {comparing:>12.3?}  {:.2} times that",
        ratio(comparing, values)
    );
    println!(
        "  view as JSON       {telling:>12.3?}  {} bytes",
        json.len()
    );
    println!("  {:?}", drift.classes);
}

/// Runs of ten hosts, each with ten builds; some destinations come, go, or are one host's own. A third is documented.
fn records() -> Vec<Record> {
    let mut random = Random::new(1);
    let written = Catalog::embedded().endpoints().iter();
    let hosts = written.map(|it| it.entry.as_written.to_lowercase());
    // Areas share hosts.
    let documented: BTreeSet<String> = hosts.filter(|it| !it.contains(['*', '/'])).collect();
    let documented: Vec<String> = documented.into_iter().collect();
    let names: Vec<String> = (0..DESTINATIONS)
        .map(|number| match number % 3 {
            0 => documented[number].clone(),
            _ => format!("host-{number}.service-{}.example", number % 17),
        })
        .collect();
    (0..RUNS)
        .map(|run| {
            let (host, build) = (run % HOSTS, run / HOSTS);
            let from = 1_767_571_200 + WEEK * i64::try_from(build).expect("it is small");
            let device = u8::try_from(host).expect("it is small");
            let mut made = RunRecord::new(&format!("run-{run}"), from, WEEK, device)
                .said("host", &format!("desk-{host}"))
                .said("build", &format!("19041.{}", 100 + build * 37));
            for (number, name) in names.iter().enumerate() {
                let there = match number % 10 {
                    0 => build >= number % 7,
                    1 => build <= number % 7,
                    2 => host == number % HOSTS,
                    3 => random.below(10) == 0,
                    _ => true,
                };
                if there {
                    let every = i64::try_from(600 + random.below(40_000)).expect("it is small");
                    made = made.calls(name, (0..WEEK / every).map(|it| it * every + 30));
                }
            }
            made.record()
        })
        .collect()
}

fn best<T>(work: impl Fn() -> T) -> (Duration, T) {
    let mut least = Duration::MAX;
    let mut made = None;
    for _ in 0..TIMES {
        let start = now();
        let result = black_box(work());
        least = least.min(now().saturating_sub(start));
        made = Some(result);
    }
    (least, made.expect("it was made at least once"))
}

fn ratio(one: Duration, two: Duration) -> f64 {
    one.as_secs_f64() / two.as_secs_f64()
}
