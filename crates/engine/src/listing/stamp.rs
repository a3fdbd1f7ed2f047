//! Times as RFC 3339 text in UTC with microseconds.
//!
//! A listing prints two of them per record, nearly all of the same day: the date is worked out once per day and the rest
//! is arithmetic.

use backchat_wire::Time;

const DAY: i64 = 86_400;

/// Prints times, remembering the last day's date.
#[derive(Debug, Default)]
pub struct Stamper {
    day: Option<i64>,
    date: String,
}

impl Stamper {
    /// The time as text, such as `2026-11-23T04:42:17.000001Z`.
    pub fn text(&mut self, time: Time) -> String {
        let seconds = time.seconds();
        let day = seconds.div_euclid(DAY);
        if self.day != Some(day) {
            self.day = Some(day);
            self.date = jiff::Timestamp::from_second(day * DAY)
                .map(|midnight| {
                    midnight
                        .to_string()
                        .chars()
                        .take_while(|&c| c != 'T')
                        .collect()
                })
                .unwrap_or_default();
        }
        let second = seconds.rem_euclid(DAY);
        let micros = time.0.rem_euclid(1_000_000_000) / 1000;
        let mut text = String::with_capacity(28);
        text.push_str(&self.date);
        for (separator, value) in [
            ('T', second / 3600),
            (':', second / 60 % 60),
            (':', second % 60),
        ] {
            text.push(separator);
            digits(&mut text, value, 10);
        }
        text.push('.');
        digits(&mut text, micros, 100_000);
        text.push('Z');
        text
    }
}

/// Appends the decimal digits of `value` from that of `highest` (a power of ten) down; cheaper than formatting.
fn digits(text: &mut String, value: i64, mut highest: i64) {
    while highest > 0 {
        // `0 <= value / highest % 10 <= 9` for the non-negative values passed here.
        let digit = u8::try_from(value / highest % 10).unwrap_or_default();
        text.push(char::from(b'0' + digit));
        highest /= 10;
    }
}

/// One time as text; use a [`Stamper`] for many.
#[must_use]
pub fn stamp(time: Time) -> String {
    Stamper::default().text(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_microseconds() {
        assert_eq!(
            stamp(Time::new(1_795_408_937, 1_999)),
            "2026-11-23T04:42:17.000001Z"
        );
    }

    #[test]
    fn times_before_1970_are_times_too() {
        assert_eq!(
            stamp(Time::new(-1, 500_000_000)),
            "1969-12-31T23:59:59.500000Z"
        );
    }
}
