//! Measures how long policies take: the whole 2004 page to every plane, and 100,000 destinations with 1,000 that stay
//! among them, settled and compiled for every plane. Prints processor time, and the most memory that the process held.
//! Run with `cargo run --release -p backchat-engine --example plan_speed`.
#![allow(
    clippy::print_stdout,
    reason = "a measurement needs a place to print to"
)]

use std::time::Duration;

use backchat_engine::catalog::{Catalog, Layer, Source, SourceFile};
use backchat_engine::intent::Intent;
use backchat_engine::plane::{Order, PLANES, known_hosts};
use backchat_engine::policy::Draft;
use backchat_testkit::processor::now;
use jiff::civil::date;

/// Destinations of the large policy.
const MANY: usize = 100_000;

/// Destinations of one area, which is one file.
const PART: usize = 10_000;

/// Hosts that stay within them.
const STAY: usize = 1_000;

fn main() {
    let small = "release = \"2004\"\noff = [\"*\", \"certificates\", \"device-authentication\", \"microsoft-account\", \
                 \"windows-defender\", \"windows-update\", \"fwlink\", \"settings\"]\nncsi = \"disable-probing\"";
    measure("the 2004 page", Catalog::embedded(), small);
    let start = now();
    let large = many();
    println!(
        "loading a catalog of {MANY} more endpoints: {:?}",
        now().saturating_sub(start)
    );
    let areas: Vec<String> = (0..MANY / PART)
        .map(|part| format!("\"many-{part}\""))
        .collect();
    let policy = format!(
        "release = \"2004\"\noff = [{}]\nkeep = [\"few\"]",
        areas.join(", ")
    );
    measure(&format!("{MANY} destinations"), &large, &policy);
    println!("most memory held: {} MB", peak_kilobytes() / 1024);
}

fn measure(name: &str, catalog: &Catalog, text: &str) {
    let day = date(2026, 1, 1);
    let start = now();
    let draft = Draft::read(name, text).expect("a policy of our own");
    let policy = draft.resolve(catalog, day).expect("its names are known");
    let intent = Intent::of(&policy).expect("it does not contradict itself");
    let settled = now();
    println!(
        "{name}: {} rules settled to {} blocks and {} holes: {:?}",
        intent.rules.len(),
        intent.blocks.len(),
        intent.passes.len(),
        settled.saturating_sub(start)
    );
    let known = known_hosts(catalog, []);
    let order = Order {
        intent: &intent,
        policy: name,
        date: day,
        serial: 1,
        known: &known,
        observation: None,
        before: None,
    };
    let mut whole = Duration::ZERO;
    for plane in PLANES.iter().filter(|plane| order.fits(**plane).is_ok()) {
        let start = now();
        let made = plane.compile(&order);
        let took = now().saturating_sub(start);
        whole += took;
        match made {
            Ok(artefact) => {
                let bytes: usize = artefact.files.iter().map(|file| file.content.len()).sum();
                println!(
                    "  {:18} {took:>12.3?}  {bytes:>9} bytes  {}",
                    plane.id(),
                    artefact.tally()
                );
            }
            Err(error) => println!("  {:18} {took:>12.3?}  {error}", plane.id()),
        }
    }
    println!("  all planes: {whole:?}");
}

/// The catalog with an area of many endpoints and one of few that lie among them: hosts, wildcards, glued ones, and one
/// star in the middle for every thousand.
fn many() -> Catalog {
    let entry = |area: &str, number: usize, kind: &str, spelled: &str, host: &str| {
        format!(
            "[[endpoint]]\nid = \"{area}/{number}\"\nas_written = \"{spelled}\"\n\
             meaning = {{ kind = \"{kind}\", host = \"{host}\", confidence = \"certain\" }}\npurpose = \"A test.\"\n"
        )
    };
    let head =
        |id: &str| format!("[area]\nid = \"{id}\"\nname = \"{id}\"\nsummary = \"A test.\"\n");
    let mut files: Vec<SourceFile> = Vec::new();
    let file = |name: &str, text: String| SourceFile {
        path: format!("microsoft/windows/{name}.toml").into(),
        text: text.into(),
    };
    // Files stay below the size that a folder's files may have.
    let (mut many, mut few) = (String::new(), head("few"));
    for number in 0..MANY {
        let part = number / PART;
        if number % PART == 0 {
            many = head(&format!("many-{part}"));
        }
        let domain = format!("d{}.example", number / 10);
        let (kind, spelled, host) = match number % 10 {
            0 => (
                "subdomains",
                format!("*.s{number}.{domain}"),
                format!("s{number}.{domain}"),
            ),
            1 => (
                "glued-prefix",
                format!("*g{number}.{domain}"),
                format!("g{number}.{domain}"),
            ),
            2 if number % 1000 == 2 => (
                "mid-wildcard",
                format!("m.*.{domain}"),
                format!("m.*.{domain}"),
            ),
            _ => (
                "exact",
                format!("h{number}.{domain}"),
                format!("h{number}.{domain}"),
            ),
        };
        many.push_str(&entry(
            &format!("many-{part}"),
            number,
            kind,
            &spelled,
            &host,
        ));
        if number % PART == PART - 1 {
            files.push(file(&format!("many-{part}"), std::mem::take(&mut many)));
        }
    }
    for number in 0..STAY {
        let host = format!("ok.s{}.d{}.example", number * 10, number);
        few.push_str(&entry("few", number, "exact", &host, &host));
    }
    files.push(file("few", few));
    let source = Source { files };
    Catalog::load_layers(&[Layer::built_in(), Layer::user("bench", source)])
        .expect("a catalog of our own")
}

/// The most memory that the process held, in kilobytes; 0 where the system does not say.
fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}
