//! Bytes in, names out.
//!
//! Everything here is a total function of the bytes it is given: no I/O, no clock, no logging, and no panic on any
//! input. Every table and buffer is bounded by a named constant that says what happens at the bound.
//!
//! The layers, bottom up: [`container`] cuts capture files into frames, [`packet`] strips links and tunnels down to
//! a transport segment, [`flow`] groups segments into conversations, [`stream`] puts TCP bytes in order, and
//! [`name`] reads the names out of conversations.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::panic))]

pub mod container;
mod finding;
pub mod flow;
pub mod link;
pub mod name;
pub mod packet;
mod side;
pub mod stream;
mod time;

pub use finding::{Absence, Fact, Finding, HostName, Name, NameKind, Protocol, push_escaped};
pub use side::Side;
pub use time::Time;
