//! What a page to look at says of numbers beyond [`wording`](crate::report::wording): shares, spans in full words, lists.

use crate::report::wording::counted;

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
