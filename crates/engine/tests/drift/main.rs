//! Drift over generated runs whose truth is known.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod confounded;
mod fleet;
mod grid;
mod honest;
mod input;
mod order;
mod pages;
mod schema;
