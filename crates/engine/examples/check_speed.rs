//! Measures how long the check of the catalog that is built in takes, and of one with four times its endpoints.
//! Run with `cargo run --release -p backchat-engine --example check_speed`.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement needs a clock and a place to print to"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use backchat_engine::catalog::{Source, SourceFile};
use backchat_engine::curate::check::check;

const RUNS: u32 = 5;

fn main() {
    let source = Source::embedded();
    measure("built in", &source);
    let mut files = source.files.clone();
    for copy in ["two", "three", "four"] {
        // The same names under other areas: the worst case for comparing each with each.
        files.extend(source.files.iter().filter_map(|file| {
            let mut parts = file.path.splitn(3, '/');
            let (vendor, product, area) = (parts.next()?, parts.next()?, parts.next()?);
            (!matches!(product, "releases" | "controls")).then(|| SourceFile {
                path: format!("{vendor}/{product}/{copy}-{area}").into(),
                text: file
                    .text
                    .replace("\nid = \"", &format!("\nid = \"{copy}-"))
                    .into(),
            })
        }));
    }
    measure("four times", &Source { files });
}

fn measure(what: &str, source: &Source) {
    let mut best = Duration::MAX;
    let mut problems = 0;
    for _ in 0..RUNS {
        let start = now();
        problems = black_box(check(source)).len();
        best = best.min(now().saturating_sub(start));
    }
    let files = source.files.len();
    println!("{what}: {files} files, {problems} problems, {best:?}");
}

/// Time that this process has spent on a processor, so that other work on the machine does not count; where the
/// system does not say, the time since the first call.
fn now() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let schedule = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let spent = schedule.split(' ').next().and_then(|it| it.parse().ok());
    spent.map_or_else(
        || START.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}
