//! What tests share: other tools' findings to compare with, case folders, properties that hold for any input, builders
//! of packets, and real programs with networks to run them in. Only tests and fuzz targets use it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test's output is for people: numbers, and what was skipped"
)]

pub mod archive;
pub mod build;
pub mod case;
pub mod consumer;
pub mod corpus;
pub mod machine;
pub mod memory;
pub mod mutation;
pub mod namespace;
pub mod packaging;
pub mod pairs;
pub mod processor;
pub mod property;
pub mod report;
pub mod schema;
pub mod seed;
pub mod shared;
pub mod truth;
