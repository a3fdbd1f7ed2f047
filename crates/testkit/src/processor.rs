//! Time spent on a processor, for examples that measure.

use std::time::{Duration, Instant};

/// Time that this process has spent on a processor, so that other work on the machine does not count; where the system does
/// not say, the time since the first call.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "measuring is about time, and nothing but a measurement comes of it"
)]
pub fn now() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let schedule = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let spent = schedule.split(' ').next().and_then(|it| it.parse().ok());
    spent.map_or_else(
        || START.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}
