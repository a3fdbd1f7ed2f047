//! Connections in, an observation out: what each device talked to, by destination, with everything a report needs.
//!
//! An [`Observation`] grows with distinct destinations, not with connections.

mod destination;
mod observer;
mod run;

pub use destination::{Destination, Hour, Key, Status};
pub use observer::Observer;
pub use run::{Apart, Count, DeviceSummary, Run};

/// What was observed in one run.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// When, how long, which devices, what was left out.
    pub run: Run,
    /// Every destination, in the order of its key.
    pub destinations: Vec<Destination>,
}
