//! The lab as a proof: a scripted device in a closed internet is captured, a policy is made, real programs enforce it with what
//! the planes wrote, and the device is captured again. What is off must be quiet, what stays must work, and every leak must
//! be found and named.
//!
//! All captures are made once, for all tests, and stay in `target/tmp/lab`. docs/lab.md says what is needed.
//!
//! From top to bottom: `lab` makes the captures; `scenario` says under what; `phase` is one of them, with an `internet`, a
//! `gateway` that enforces `rules`, and a `device` with its `client`s; `enforced` and `leaks` say what must be in the `record`s and what
//! the `verdict`s on them must be.

mod client;
mod device;
mod enforced;
mod gateway;
mod internet;
mod lab;
mod leaks;
mod phase;
mod program;
mod record;
mod rules;
mod scenario;
mod table;
mod verdict;
