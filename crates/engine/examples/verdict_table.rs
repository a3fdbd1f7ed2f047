//! Prints how often verdicts on made pairs of runs are wrong: the tables of `docs/comparing.md`.
//! Run with `cargo run -p backchat-engine --example verdict_table`; it takes a minute or two.
#![allow(clippy::print_stdout, reason = "the tables are what it is for")]

use backchat_testkit::pairs::{LENGTHS, ROUNDS, SEED, Tally};

fn main() {
    print!("{}", Tally::run(SEED, ROUNDS, &LENGTHS).markdown());
}
