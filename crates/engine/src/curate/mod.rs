//! Work on the catalog: taking pages in, finding what is wrong, comparing releases, looking things up, giving it out, and
//! proposing what a capture shows to be missing.
//!
//! It stands above the catalog, which is data and how it is joined, and above attribution and reports, whose layout it
//! shares. Nothing of the pipeline needs it.

pub mod check;
pub mod diff;
pub mod export;
pub mod import;
pub mod propose;
pub mod search;
