//! Where observations come from, one folder each: captures today, logs of other tools next.

pub mod capture;
mod compression;
pub mod record;
