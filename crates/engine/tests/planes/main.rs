//! Every plane against many policies: what it claims of names is what was meant, up to the differences that it states; and
//! the real programs do what it claims.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skipped"
)]

mod claims;
mod policies;
mod question;

mod detection;
mod dns;
mod firewall;
mod machine;
mod proxy;

use backchat_testkit::consumer;
