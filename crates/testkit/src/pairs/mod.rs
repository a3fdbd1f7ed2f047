//! Pairs of runs with known truth: what a stream does, what became of it, and how often the verdict on it is wrong.
//!
//! [`trial`] makes one pair and judges it, [`Tally`] adds many up and prints them. Everything follows from the seed.

mod stream;
mod tally;
mod trial;

pub use stream::{Habit, Process, unit};
pub use tally::{ROUNDS, SEED, Share, Tally};
pub use trial::{LENGTHS, Length, Outcome, Trial, Truth, trial};
