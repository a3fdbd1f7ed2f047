//! Connections as records for other programs: one line each, every field, in JSON Lines or CSV.
//!
//! The field names are part of the tool's interface: they may be added to, never renamed. The schema is
//! `schemas/connection.schema.json`.

mod cell;
mod record;
mod stamp;

pub use cell::cell;
pub use record::{COLUMNS, Record};
pub use stamp::{Stamper, stamp};
