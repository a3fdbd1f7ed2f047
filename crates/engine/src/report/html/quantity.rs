//! Numbers as people read them: bytes, counts and spans of time.

/// Bytes with three significant digits and a decimal prefix: `727 kB`, `1.25 MB`.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut value = count as f64;
    let mut unit = 0;
    // 999.5 would round to 1000 of this unit, so it is the next one's.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or("EB");
    let digits = match value {
        _ if unit == 0 => 0,
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    let number = format!("{value:.digits$}");
    let number = if digits > 0 {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        &number
    };
    format!("{number} {name}")
}

/// A count with its thousands apart: `12,345`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun: `1 name`, `2 names`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A part of a whole: `12 %`, `less than 1 %`; empty where the whole is nothing.
pub(super) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let percent = 100.0 * part as f64 / whole as f64;
    match percent {
        _ if part == 0 => "0 %".to_owned(),
        p if p < 1.0 => "less than 1 %".to_owned(),
        p if p > 99.0 && part < whole => "more than 99 %".to_owned(),
        p => format!("{p:.0} %"),
    }
}

/// A span of time in its two largest units: `1 day 2 h`, `26 min 40 s`, `90 s`.
pub(super) fn span(seconds: f64) -> String {
    const UNITS: [(u64, &str, &str); 4] = [
        (86_400, "day", "days"),
        (3_600, "h", "h"),
        (60, "min", "min"),
        (1, "s", "s"),
    ];
    if seconds < 1.0 {
        return if seconds > 0.0 {
            "less than a second".to_owned()
        } else {
            "0 s".to_owned()
        };
    }
    // Spans of captures are far below 2^53 seconds; `as` saturates in any case.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = seconds.round() as u64;
    // Seconds matter in minutes, minutes in hours and days, hours in days; more would be noise.
    let whole = match whole {
        w if w >= 86_400 => w / 60 * 60,
        w if w >= 3_600 => w / 60 * 60,
        w => w,
    };
    let mut rest = whole;
    let mut parts = Vec::new();
    for (size, one, many) in UNITS {
        let number = rest / size;
        rest %= size;
        if number > 0 {
            parts.push(counted(number, one, many));
        }
    }
    parts.truncate(if whole >= 86_400 { 3 } else { 2 });
    parts.join(" ")
}

/// Words as a list: `a`, `a and b`, `a, b and c`.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_three_digits_at_most() {
        let texts = [
            0,
            1,
            999,
            1000,
            1_250,
            12_340,
            727_484,
            999_499,
            999_500,
            1_234_567,
            u64::MAX,
        ]
        .map(bytes);
        assert_eq!(
            texts,
            [
                "0 B", "1 B", "999 B", "1 kB", "1.25 kB", "12.3 kB", "727 kB", "999 kB", "1 MB",
                "1.23 MB", "18.4 EB"
            ]
        );
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn shares_never_round_something_to_nothing_or_all() {
        assert_eq!(share(1, 1000), "less than 1 %");
        assert_eq!(share(999, 1000), "more than 99 %");
        assert_eq!(share(1000, 1000), "100 %");
        assert_eq!(share(0, 0), "");
    }

    #[test]
    fn spans_use_the_units_that_matter() {
        let texts = [0.0, 0.5, 90.0, 3_600.0, 93_000.9, 604_800.0].map(span);
        assert_eq!(
            texts,
            [
                "0 s",
                "less than a second",
                "1 min 30 s",
                "1 h",
                "1 day 1 h 50 min",
                "7 days"
            ]
        );
    }

    #[test]
    fn a_list_has_one_and() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&words), "a, b and c");
        assert_eq!(list(&words[..1]), "a");
    }
}
