//! Lengths and times as this answer words them.

use backchat_wire::Time;

use crate::listing::stamp;

pub(super) use super::period::length;

/// A time to the minute: `2026-11-23 04:42 UTC`.
pub(super) fn stamp_minute(second: i64) -> String {
    minute(&stamp(Time::from_seconds(second)))
}

/// An RFC 3339 time to the minute.
pub(super) fn minute(stamp: &str) -> String {
    let head: String = stamp.chars().take(16).collect();
    format!("{} UTC", head.replace('T', " "))
}

/// A length of time, in days from two on.
pub(super) fn days(seconds: f64) -> String {
    if seconds >= 172_800.0 {
        format!("{:.1} days", seconds / 86_400.0).replace(".0 ", " ")
    } else if seconds >= 7200.0 {
        format!("{:.0} hours", seconds / 3600.0)
    } else {
        format!("{:.0} minutes", seconds / 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_end_with_their_minute() {
        assert_eq!(stamp_minute(1_795_408_937), "2026-11-23 04:42 UTC");
    }

    #[test]
    fn long_times_are_days() {
        assert_eq!(days(187_200.0), "2.2 days");
        assert_eq!(days(1_209_600.0), "14 days");
        assert_eq!(days(90_000.0), "25 hours");
        assert_eq!(days(0.0), "0 minutes");
    }
}
