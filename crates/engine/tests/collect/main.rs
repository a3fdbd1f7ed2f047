//! Packets into connections: whose they are, what they rest on, and what was only asked for.
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says where"
)]

mod asked;
mod device;
mod lab;
mod naming;
mod observed;
mod source;
