//! Capture files in, frames out in the order of time.
//!
//! [`inputs`](Inputs) finds the files, [`File`] cuts one of them into frames, [`read`] merges them by capture time, so
//! that the order in which files are named never changes a result.

mod file;
mod inputs;
mod merge;

pub use file::{BLOCK, File};
pub use inputs::{Input, InputError, Inputs};
pub use merge::{Progress, Silent, Totals, Warning, read};
