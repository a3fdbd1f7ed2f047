//! The types that every part of the pipeline speaks.

mod connection;
mod device;
mod outcome;
mod refusal;
mod rhythm;

pub use connection::{Basis, Call, Candidate, Connection, Evidence, Remote};
pub use device::{Device, DeviceFilter, Mac};
pub use outcome::Outcome;
pub use refusal::Refusal;
pub use rhythm::Rhythm;
