//! When one destination talked, as bars in the size of a word.

use std::fmt::Write;

use super::periods::Periods;
use super::svg::number;
use crate::report::page::HourView;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 16.0;
/// More bars than this could not be told apart.
const BARS: usize = 60;
/// Fewer periods than this say no more than the first and the last time.
const WORTHWHILE: usize = 4;

/// The bars as markup, with their meaning in words; nothing where the run has too few periods.
pub(in super::super) fn spark(periods: &Periods, hours: &[HourView]) -> Option<String> {
    if periods.count < WORTHWHILE {
        return None;
    }
    let merged = periods.count.div_ceil(BARS);
    let bars = periods.count.div_ceil(merged);
    let mut counts = vec![0_u64; bars];
    let mut active = vec![false; periods.count];
    for hour in hours {
        let column = periods.column(hour.hour);
        if let Some(count) = counts.get_mut(column / merged) {
            *count = count.saturating_add(hour.connections);
        }
        if let Some(active) = active.get_mut(column) {
            *active = true;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let pitch = WIDTH / bars as f64;
    let mut path = String::new();
    for (at, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = bar(count, most) * HEIGHT;
        let _ = write!(
            path,
            "M{} {}v-{}",
            number((at as f64 + 0.5) * pitch),
            number(HEIGHT),
            number(height)
        );
    }
    let active = active.into_iter().filter(|it| *it).count() as u64;
    let all = periods.count as u64;
    Some(format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" \
         aria-label=\"active in {active} of {all} {}\"><path d=\"{path}\" stroke-width=\"{}\"/></svg>",
        periods.words(all),
        number((pitch * 0.8).max(1.0)),
    ))
}

/// A bar's height as a part of the whole: by the logarithm, so that one call beside a thousand can be seen.
fn bar(count: u64, most: u64) -> f64 {
    let part = (count as f64).ln_1p() / (most as f64).ln_1p();
    0.25 + 0.75 * part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(numbers: &[i64]) -> Vec<HourView> {
        numbers
            .iter()
            .map(|&hour| HourView {
                hour,
                connections: 1,
                bytes: 0,
            })
            .collect()
    }

    #[test]
    fn it_says_how_often_in_words() {
        let text = spark(&Periods::new(0, 25), &hours(&[0, 12, 25])).unwrap();
        assert!(text.contains("active in 3 of 26 hours"));
        assert_eq!(text.matches('M').count(), 3);
    }

    #[test]
    fn a_long_run_has_no_more_bars_than_can_be_seen() {
        let all: Vec<i64> = (0..240).collect();
        let text = spark(&Periods::new(0, 239), &hours(&all)).unwrap();
        assert_eq!(text.matches('M').count(), 60);
        assert!(text.contains("active in 240 of 240 hours"));
    }

    #[test]
    fn a_short_run_has_none() {
        assert!(spark(&Periods::new(0, 2), &hours(&[0])).is_none());
    }
}
