//! Flows and lookups in, connections out.
//!
//! [`Collector`] listens to the flow table, remembers per device what DNS answered, and hands each finished
//! conversation on as a [`Connection`]; at the end also the names that were asked for and never contacted.

mod answers;
mod asked;
mod chains;
mod collector;
mod devices;
mod filter;
mod named;
mod names;

pub use collector::{Collector, Counters};
pub use filter::Unmatched;

use crate::model::Connection;

/// Takes connections as they end.
pub trait Sink {
    /// One more connection.
    fn connection(&mut self, connection: Connection);
}
