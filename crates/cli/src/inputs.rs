//! The arguments that every command over captures shares, and what to tell the user where they match nothing.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use backchat_engine::catalog::Release;
use backchat_engine::collect::Unmatched;
use backchat_engine::model::DeviceFilter;
use backchat_engine::observe::{Choice, Observation};
use backchat_engine::pipeline::{Passage, Window};
use backchat_engine::source::capture::{Input, Inputs};
use backchat_wire::Time;
use clap::Args;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::catalogs::{CatalogArguments, release};
use crate::failure::{UseError, say};
use crate::output::Output;

/// The release that is compared with where the user names none and the names seen do not tell: the model page's.
pub(crate) use backchat_engine::policy::USUAL_RELEASE;

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
    /// What to read; refuses what cannot be meant.
    pub(crate) fn inputs(&self) -> anyhow::Result<Inputs> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && until < since
        {
            return Err(UseError::new(format!(
                "nothing can be since {} and until {}: the end lies before the beginning",
                stamp(since),
                stamp(until)
            ))
            .into());
        }
        let inputs = Inputs::expand(&self.inputs)?;
        Self::refuse_keyboard(&inputs)?;
        Ok(inputs)
    }

    /// Nobody types a capture.
    pub(crate) fn refuse_keyboard(inputs: &Inputs) -> anyhow::Result<()> {
        if inputs.0.contains(&Input::Standard) && std::io::stdin().is_terminal() {
            return Err(UseError::new("standard input is the keyboard")
                .hint("pipe a capture in: tcpdump -w - | backchat … -")
                .into());
        }
        Ok(())
    }

    /// Opens the output, which must not be one of the inputs.
    pub(crate) fn output(inputs: &Inputs, place: Option<&Path>) -> anyhow::Result<Output> {
        let same = |input: &&Input| match (input, place) {
            (Input::File { path, .. }, Some(place)) => {
                let real = std::fs::canonicalize(place);
                real.is_ok_and(|real| std::fs::canonicalize(path).is_ok_and(|path| path == real))
            }
            _ => false,
        };
        if place.is_some_and(Path::is_file)
            && let Some(input) = inputs.0.iter().find(same)
        {
            return Err(UseError::new(format!(
                "{} is an input: writing there would destroy it",
                input.name()
            ))
            .into());
        }
        Output::open(place)
    }

    pub(crate) const fn window(&self) -> Window {
        Window {
            since: self.since,
            until: self.until,
        }
    }
}

/// Tells what the user must know about what was read: what could not be, and where the time asked for holds nothing.
pub(crate) fn tell_passage(passage: &Passage) {
    for warning in &passage.totals.warnings {
        warn(&format!("{}: {}", warning.input, warning.message));
    }
    if passage.packets == 0
        && let Some((first, last)) = passage.outside
    {
        warn(&format!(
            "no packet lies in the time asked for; the capture runs from {} to {}",
            stamp(first),
            stamp(last)
        ));
    }
}

/// Which machines to look at.
#[derive(Args, Debug)]
pub(crate) struct DeviceArguments {
    /// Only this machine, by MAC or by any of its IP addresses; may be repeated. Without it, whoever starts a connection is a device
    #[arg(long = "device", value_name = "ADDRESS")]
    pub(crate) devices: Vec<DeviceFilter>,
}

impl DeviceArguments {
    /// Tells which devices were asked for in vain, and which there are.
    pub(crate) fn warn(unmatched: &Unmatched) {
        if unmatched.filters.is_empty() {
            return;
        }
        let asked = unmatched.filters.iter().map(|filter| match filter {
            DeviceFilter::Address(address) => address.to_string(),
            DeviceFilter::Mac(mac) => mac.to_string(),
        });
        // One address a machine, IPv4 before IPv6, is enough to ask for it.
        let mut machines = BTreeSet::new();
        let others = unmatched
            .others
            .iter()
            .filter_map(|(address, mac)| match mac {
                Some(mac) => machines.insert(*mac).then(|| format!("{address} ({mac})")),
                None => Some(address.to_string()),
            });
        let asked: Vec<String> = asked.collect();
        let others: Vec<String> = others.collect();
        warn(&match others.as_slice() {
            [] => format!("no connection of {} was captured", asked.join(", ")),
            _ => format!(
                "no connection of {} was captured; others that have some: {}",
                asked.join(", "),
                others.join(", ")
            ),
        });
    }
}

/// The page to compare with, and the catalog that it is in.
#[derive(Args, Debug)]
pub(crate) struct ReleaseArgument {
    /// The release whose page to compare with, by id or name (1909, `Windows 11 Pro`; Enterprise where no edition is
    /// named); `backchat catalog list releases` shows all
    #[arg(long = "release", value_name = "RELEASE")]
    asked: Option<String>,
    #[command(flatten)]
    pub(crate) catalog: CatalogArguments,
}

impl ReleaseArgument {
    /// The release that was asked for.
    pub(crate) fn resolve(&self) -> anyhow::Result<Option<&'static Release>> {
        let asked = self.asked.as_deref();
        asked
            .map(|asked| release(self.catalog.load()?, asked))
            .transpose()
    }

    /// The one release that observations are compared with: the one that was asked for, else the one that fits what they
    /// saw, with how it was chosen. Attributing them from its view is left to the caller.
    pub(crate) fn choose_for(
        &self,
        observations: &mut [&mut Observation],
    ) -> anyhow::Result<(Option<&'static Release>, Option<Choice>)> {
        match self.resolve()? {
            Some(asked) => Ok((Some(asked), None)),
            None => fitting(&self.catalog, observations),
        }
    }
}

/// The release that fits what observations saw, with how it was chosen.
pub(crate) fn fitting(
    catalog: &CatalogArguments,
    observations: &mut [&mut Observation],
) -> anyhow::Result<(Option<&'static Release>, Option<Choice>)> {
    let every = catalog.attributor(None)?;
    for observation in &mut *observations {
        observation.attribute(&every);
    }
    let each = observations.iter().map(|it| &**it);
    let choice = Choice::of_all(each, every.catalog(), USUAL_RELEASE);
    let choice = choice.ok_or_else(|| {
        UseError::new("the catalog has no release to compare with")
            .hint("your own catalogs take all of them away; `backchat catalog list` shows where")
    })?;
    Ok((catalog.load()?.release(&choice.release), Some(choice)))
}

/// Tells the user something that does not stop the work.
pub(crate) fn warn(text: &str) {
    say("1;33", "warning", text);
}

/// A time for people, in whole seconds; a last nanosecond of a day is that day's last second.
fn stamp(time: Time) -> String {
    let seconds = time.0.div_euclid(1_000_000_000);
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |it| it.to_string())
}

pub(crate) fn since(text: &str) -> Result<Time, String> {
    time(text, 0)
}

pub(crate) fn until(text: &str) -> Result<Time, String> {
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
