//! Connections in, an observation out: what each device talked to, by destination, with everything a report needs.
//!
//! An [`Observation`] grows with distinct destinations, not with connections.

mod choice;
mod destination;
mod observer;
mod run;
mod stretch;
mod way;

pub(crate) use choice::releases as documenting;
pub use choice::{Because, Choice, Other};
pub(crate) use destination::{BUCKETS, KEPT};
pub use destination::{Destination, Hour, Key, Status};
pub use observer::Observer;
pub use run::{Apart, Count, DeviceSummary, Run};
pub use stretch::{Stretch, Stretches};
pub use way::{Carriage, Tries, Way};

use crate::attribute::Attributor;

/// What was observed in one run.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// When, how long, which devices, what was left out.
    pub run: Run,
    /// Every destination, in the order of its key.
    pub destinations: Vec<Destination>,
}

impl Observation {
    /// Finds what documents each destination. A whole run is attributed at its end, because only then it is known which
    /// release it is best compared with.
    pub fn attribute(&mut self, attributor: &Attributor<'_>) {
        for destination in &mut self.destinations {
            destination.attribute(attributor);
        }
    }
}
