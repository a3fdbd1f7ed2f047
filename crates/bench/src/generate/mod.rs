//! Captures of an idle fleet, made of nothing but a seed: same version, same scale, same bytes.

mod capture;
mod certificate;
mod conversation;
mod dns;
mod fleet;
mod frame;
mod http;
mod lookup;
mod questions;
mod quic;
mod sessions;
mod tls;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::str::FromStr;

use anyhow::Context;

pub(crate) use capture::Written;

use crate::random::Random;

/// 2026-03-02T00:00:00Z, a Monday, in microseconds since 1970: when every generated capture begins.
const START: u64 = 1_772_409_600_000_000;

/// Microseconds in an hour.
const HOUR: u64 = 3_600_000_000;

/// The file with payload; its recipe is [`sessions`].
pub(crate) const SESSIONS: &str = "sessions.pcap";

/// The file of questions and failed attempts; its recipe is [`questions`].
pub(crate) const QUESTIONS: &str = "dns.pcap";

/// How much of the full size to generate, in millionths. The time span shrinks with it, so that the rate of new
/// connections, and with it the number of live ones, stays the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale(u64);

impl Scale {
    /// Applies the scale to a full-size number.
    #[must_use]
    pub(crate) const fn of(self, full: u64) -> u64 {
        full * self.0 / 1_000_000
    }
}

impl FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{text}` is not a number like 0.01, 1 or 2.5");
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        if part.len() > 6 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(refuse());
        }
        let whole: u64 = whole.parse().map_err(|_| refuse())?;
        let part: u64 = format!("{part:0<6}").parse().map_err(|_| refuse())?;
        match whole
            .checked_mul(1_000_000)
            .and_then(|w| w.checked_add(part))
        {
            Some(millionths @ 1..=1_000_000_000) => Ok(Self(millionths)),
            _ => Err(refuse()),
        }
    }
}

/// Writes both captures into `folder` and says on `log` what they hold.
///
/// # Errors
/// Where the folder or a file in it cannot be written.
pub(crate) fn run(folder: &Path, scale: Scale, log: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    for (name, write) in [
        (SESSIONS, sessions::write::<BufWriter<File>> as Recipe),
        (QUESTIONS, questions::write::<BufWriter<File>>),
    ] {
        let path = folder.join(name);
        let told = || format!("cannot write {}", path.display());
        let file = BufWriter::with_capacity(1 << 20, File::create(&path).with_context(told)?);
        let written = write(file, scale).with_context(told)?;
        writeln!(
            log,
            "{}: {} packets, {} bytes",
            path.display(),
            written.packets,
            written.bytes
        )?;
    }
    Ok(())
}

type Recipe = fn(BufWriter<File>, Scale) -> std::io::Result<Written>;

/// Draws `count` moments within `span` microseconds, in order. Half of them fall into the first minute of an hour,
/// because that is when the timers of idle machines fire.
fn moments(count: u64, span: u64, random: &mut Random) -> Vec<u64> {
    let mut moments: Vec<_> = (0..count)
        .map(|_| {
            let moment = random.below(span);
            let moment = if random.in_ten_thousand(5_000) {
                moment - moment % HOUR + random.below(60_000_000)
            } else {
                moment
            };
            START + moment
        })
        .collect();
    moments.sort_unstable();
    moments
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use sha2::{Digest, Sha256};

    use super::*;

    fn fingerprint(bytes: &[u8]) -> String {
        Sha256::digest(bytes)
            .iter()
            .take(8)
            .fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap();
                text
            })
    }

    fn small() -> Scale {
        "0.002".parse().unwrap()
    }

    // These two change whenever the recipe does; then every measurement in the README must be repeated.

    #[test]
    fn the_sessions_are_the_same_bytes_on_every_machine() {
        let mut file = Vec::new();
        sessions::write(&mut file, small()).unwrap();
        assert_eq!(fingerprint(&file), "afe1ea7787eb0ab3");
    }

    #[test]
    fn the_questions_are_the_same_bytes_on_every_machine() {
        let mut file = Vec::new();
        questions::write(&mut file, small()).unwrap();
        assert_eq!(fingerprint(&file), "49a551c3fc63e05e");
    }

    #[test]
    fn a_scale_is_read_to_the_millionth() {
        assert_eq!("0.01".parse(), Ok(Scale(10_000)));
        assert_eq!("2".parse(), Ok(Scale(2_000_000)));
    }

    #[test]
    fn a_scale_of_nothing_is_refused() {
        assert!("0".parse::<Scale>().is_err());
        assert!("-1".parse::<Scale>().is_err());
        assert!("1e3".parse::<Scale>().is_err());
    }
}
