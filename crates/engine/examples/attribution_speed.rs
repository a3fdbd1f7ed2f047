//! Measures look-ups in an index of 200,000 patterns, and how long the catalog takes to load.
//! Run with `cargo run --release -p backchat-engine --example attribution_speed`.
#![allow(
    clippy::print_stdout,
    reason = "a measurement needs a place to print to"
)]

use std::hint::black_box;

use backchat_engine::attribute::{Attributor, Index, Query};
use backchat_engine::catalog::Catalog;
use backchat_engine::pattern::{Pattern, read};
use backchat_testkit::processor::now;

const PATTERNS: usize = 200_000;
const NAMES: usize = 1_000_000;

fn main() {
    let start = now();
    let catalog = Catalog::embedded();
    println!(
        "catalog: {} endpoints loaded in {:?}",
        catalog.endpoints().len(),
        now().saturating_sub(start)
    );

    let mut random = Random(1);
    let patterns: Vec<Pattern> = (0..PATTERNS)
        .map(|at| {
            let name = random.name();
            let text = match at % 100 {
                // About the mix of the vendors' pages, with one wildcard in the middle per thousand.
                0..60 => name,
                60..85 => format!("*.{name}"),
                85..99 => format!("*{name}"),
                _ if at % 1000 == 99 => format!("w{at}.*.{name}"),
                _ => format!("**.{name}"),
            };
            read(&text).expect("a made name is a destination").pattern
        })
        .collect();
    let start = now();
    let index = Index::build(&patterns);
    println!(
        "index: {PATTERNS} patterns filed in {:?}",
        now().saturating_sub(start)
    );

    let names: Vec<String> = (0..NAMES)
        .map(|at| match at % 3 {
            0 => random.name(),
            1 => format!("a.{}", patterns[at % PATTERNS].host().replace('*', "b")),
            _ => patterns[at % PATTERNS].host().replace('*', "b"),
        })
        .collect();
    for _ in 0..3 {
        let mut found = 0_u64;
        let start = now();
        for name in &names {
            index.look_up(black_box(name), |_, _| found += 1);
        }
        let each = now().saturating_sub(start).as_nanos() / NAMES as u128;
        println!("look-up: {each} ns each, {found} found in {NAMES}");
    }

    let attributor = Attributor::new(catalog, None).expect("no release was asked for");
    let hosts = [
        "ctldl.windowsupdate.com",
        "x.dl.delivery.mp.microsoft.com",
        "www.example.org",
    ];
    let start = now();
    for at in 0..NAMES / 10 {
        let query = Query {
            host: hosts[at % hosts.len()],
            protocols: &["TLS", "TLSv1.3"],
            ..Query::default()
        };
        black_box(attributor.attribute(&query));
    }
    let each = now().saturating_sub(start).as_nanos() / (NAMES as u128 / 10);
    println!("attribution with reasons: {each} ns each");
}

/// A small generator, so that every run measures the same.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn name(&mut self) -> String {
        let host = self.next(100_000);
        let domain = self.next(20_000);
        let ending = match self.next(5) {
            0 => "com",
            1 => "net",
            2 => "microsoft.com",
            3 => "azure.net",
            _ => "co.uk",
        };
        match self.next(3) {
            0 => format!("h{host}.d{domain}.{ending}"),
            1 => format!("h{host}.prod.d{domain}.{ending}"),
            _ => format!("service-{host}.{ending}"),
        }
    }
}
