//! Prints the tables of `docs/coverage.md`: what the estimates of `coverage` are worth on simulated machines.
//! Run with `cargo run -p backchat-engine --example coverage_table`.
#![allow(clippy::print_stdout, reason = "the tables are what it is for")]

mod estimates;
mod rhythms;

fn main() {
    print!(
        "{}\n{}",
        estimates::table(&estimates::rows()),
        rhythms::table(&rhythms::columns())
    );
}
