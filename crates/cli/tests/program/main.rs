//! The program as its users meet it: what it prints, what it refuses and how, and its exit codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod captures;
mod catalog;
mod catalog_diff;
mod catalog_export;
mod catalog_search;
mod check;
mod compare;
mod coverage;
mod drift;
mod explain;
mod help;
mod place;
mod planes;
mod policy;
mod program;
mod propose;
mod schemas;
mod user_catalog;
mod wrong_use;
