//! Times of the page as people read them, in UTC: only what tells the moments of this run apart.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::Serialize;

const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;

/// A moment, for people, for machines and for sorting.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Moment<'a> {
    /// For people: `23 Nov 04:42`.
    pub text: String,
    /// RFC 3339.
    pub iso: &'a str,
    /// Seconds since 1970.
    pub seconds: f64,
}

/// How the moments of one run are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    year: bool,
    date: bool,
    seconds: bool,
}

impl Clock {
    /// The clock for a run, from its first and last packet in seconds since 1970.
    pub(super) fn of_run(first: f64, last: f64) -> Self {
        Self {
            year: last - first > 300.0 * DAY,
            date: (first / DAY).floor() < (last / DAY).floor(),
            seconds: last - first < HOUR,
        }
    }

    /// A moment given as RFC 3339.
    pub(super) fn moment(self, iso: &str) -> Moment<'_> {
        let seconds = seconds(iso);
        Moment {
            text: self.text(seconds),
            iso,
            seconds,
        }
    }

    /// A moment given in seconds since 1970.
    pub(super) fn text(self, seconds: f64) -> String {
        let Some(at) = civil(seconds) else {
            return String::new();
        };
        let time = if self.seconds {
            format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
        } else {
            format!("{:02}:{:02}", at.hour(), at.minute())
        };
        match (self.year, self.date) {
            (true, _) => format!("{} {time}", full_date(at)),
            (false, true) => format!("{} {time}", date(at)),
            (false, false) => time,
        }
    }

    /// The day of a moment.
    pub(super) fn day(self, seconds: f64) -> String {
        let write = if self.year { full_date } else { date };
        civil(seconds).map(write).unwrap_or_default()
    }
}

/// Seconds since 1970 of an RFC 3339 time; 0 where it is none.
pub(super) fn seconds(iso: &str) -> f64 {
    iso.parse::<Timestamp>().map_or(0.0, |at| {
        at.as_second() as f64 + f64::from(at.subsec_nanosecond()) / 1e9
    })
}

/// A date and time with everything, for headings: `23 Nov 2026, 04:42`.
pub(super) fn in_full(iso: &str) -> String {
    civil(seconds(iso)).map_or_else(String::new, |at| {
        format!("{}, {:02}:{:02}", full_date(at), at.hour(), at.minute())
    })
}

/// The time of day as `04:42`.
pub(super) fn time_of_day(seconds: f64) -> String {
    civil(seconds).map_or_else(String::new, |at| {
        format!("{:02}:{:02}", at.hour(), at.minute())
    })
}

/// The time of day as `04:42:17`.
pub(super) fn time_with_seconds(seconds: f64) -> String {
    civil(seconds).map_or_else(String::new, |at| {
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    })
}

fn civil(seconds: f64) -> Option<DateTime> {
    // Out of range saturates and is then refused by the calendar.
    #[expect(clippy::cast_possible_truncation)]
    let whole = seconds.floor() as i64;
    let stamp = Timestamp::from_second(whole).ok()?;
    Some(Offset::UTC.to_datetime(stamp))
}

fn date(at: DateTime) -> String {
    format!("{} {}", at.day(), month(at))
}

fn full_date(at: DateTime) -> String {
    format!("{} {} {}", at.day(), month(at), at.year())
}

fn month(at: DateTime) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    usize::try_from(at.month() - 1)
        .ok()
        .and_then(|at| MONTHS.get(at).copied())
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(first: &str, last: &str) -> String {
        Clock::of_run(seconds(first), seconds(last))
            .moment(first)
            .text
    }

    #[test]
    fn a_run_over_midnight_needs_dates() {
        assert_eq!(
            text("2026-11-23T00:04:17.5Z", "2026-11-24T01:50:00Z"),
            "23 Nov 00:04"
        );
    }

    #[test]
    fn a_short_run_needs_seconds_and_no_date() {
        assert_eq!(
            text("2017-01-13T14:50:30.7Z", "2017-01-13T14:52:00Z"),
            "14:50:30"
        );
    }

    #[test]
    fn a_run_over_years_needs_the_year() {
        assert_eq!(
            text("1970-01-01T00:01:34Z", "2025-10-03T05:38:27Z"),
            "1 Jan 1970 00:01"
        );
    }

    #[test]
    fn moments_outside_the_calendar_are_blank() {
        assert_eq!(Clock::of_run(0.0, 1e300).text(1e300), "");
    }
}
