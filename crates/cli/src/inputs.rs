//! The arguments that every command over captures shares.

use std::path::PathBuf;

use backchat_engine::model::DeviceFilter;
use backchat_engine::pipeline::Window;
use backchat_engine::source::capture::Inputs;
use backchat_wire::Time;
use clap::Args;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The release that is compared with where the user names none: the model page's.
pub(crate) const RELEASE: &str = "windows-10-2004-enterprise";

/// What to read, and which part of it.
#[derive(Args, Debug)]
pub(crate) struct InputArguments {
    /// Capture files (pcap or pcapng, plain, gzip or zstd), folders of them, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Leave out packets before this time (RFC 3339, or a date; UTC where no zone is given)
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Time>,
    /// Leave out packets after this time; a date means its end
    #[arg(long, value_name = "TIME", value_parser = until)]
    until: Option<Time>,
}

impl InputArguments {
    pub(crate) fn inputs(&self) -> anyhow::Result<Inputs> {
        Ok(Inputs::expand(&self.inputs)?)
    }

    pub(crate) const fn window(&self) -> Window {
        Window {
            since: self.since,
            until: self.until,
        }
    }
}

/// Which machines to look at.
#[derive(Args, Debug)]
pub(crate) struct DeviceArguments {
    /// Only this machine, by IP address or MAC; may be repeated. Without it, whoever starts a connection is a device
    #[arg(long = "device", value_name = "ADDRESS")]
    pub(crate) devices: Vec<DeviceFilter>,
}

fn since(text: &str) -> Result<Time, String> {
    time(text, 0)
}

fn until(text: &str) -> Result<Time, String> {
    // The last nanosecond of the day.
    time(text, 86_400 * 1_000_000_000 - 1)
}

fn time(text: &str, into_day: i64) -> Result<Time, String> {
    let nanoseconds = |stamp: jiff::Timestamp| {
        i64::try_from(stamp.as_nanosecond())
            .map(Time)
            .map_err(|_| format!("`{text}` lies outside the years 1677 to 2262"))
    };
    let utc = |civil: DateTime| civil.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return nanoseconds(stamp);
    }
    // jiff reads a plain date as a date and time too, so the date is asked first.
    if !text.contains([':', 'T', 't'])
        && let Ok(stamp) = text
            .parse::<Date>()
            .and_then(|date| utc(date.at(0, 0, 0, 0)))
    {
        return nanoseconds(stamp).map(|time| time.plus(into_day));
    }
    if let Ok(stamp) = text.parse::<DateTime>().and_then(utc) {
        return nanoseconds(stamp);
    }
    Err(format!(
        "`{text}` is no time; write 2026-11-23, 2026-11-23T04:42:00 or 2026-11-23T04:42:00Z"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_begins_at_midnight_and_ends_with_the_day() {
        assert_eq!(since("1970-01-02"), Ok(Time::from_seconds(86_400)));
        assert_eq!(until("1970-01-01"), Ok(Time(86_400_000_000_000 - 1)));
    }

    #[test]
    fn a_time_without_a_zone_is_utc() {
        assert_eq!(since("1970-01-01T00:01:00"), Ok(Time::from_seconds(60)));
        assert_eq!(
            since("1970-01-01T01:01:00+01:00"),
            Ok(Time::from_seconds(60))
        );
    }

    #[test]
    fn what_is_no_time_is_refused_with_examples() {
        assert!(since("yesterday").unwrap_err().contains("2026-11-23"));
    }
}
