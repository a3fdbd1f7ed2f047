//! The columns of the heat map: equal periods of whole hours, aligned to the clock, few enough to be seen.

use crate::report::wording::count;

/// The most columns: ten days of hours.
const MOST: i64 = 240;

/// Periods of hours that people count in; beyond the last, whole multiples of it.
const UNITS: [i64; 10] = [1, 2, 3, 4, 6, 8, 12, 24, 48, WEEK];

const WEEK: i64 = 168;

/// The column grid of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Periods {
    /// Hours in a period.
    pub unit: i64,
    /// How many there are, at least one.
    pub count: usize,
    /// The number of the first one, in units since 1970.
    first: i64,
}

impl Periods {
    /// The periods that hold the hours from `first` to `last`, both in hours since 1970.
    pub(in super::super) fn new(first: i64, last: i64) -> Self {
        let last = last.max(first);
        let columns = |unit: i64| last.div_euclid(unit) - first.div_euclid(unit) + 1;
        let unit = UNITS
            .into_iter()
            .find(|&unit| columns(unit) <= MOST)
            .unwrap_or_else(|| {
                let mut unit = 2 * WEEK;
                while columns(unit) > MOST {
                    unit = unit.saturating_mul(2);
                }
                unit
            });
        Self {
            unit,
            count: usize::try_from(columns(unit)).unwrap_or(1).max(1),
            first: first.div_euclid(unit),
        }
    }

    /// The column of an hour since 1970; the nearest one where it lies outside.
    pub(in super::super) fn column(&self, hour: i64) -> usize {
        let column = hour.div_euclid(self.unit) - self.first;
        usize::try_from(column.max(0)).map_or(0, |column| column.min(self.count - 1))
    }

    /// When a column starts, in seconds since 1970.
    pub(in super::super) fn start(&self, column: usize) -> f64 {
        (self.first as f64 + column as f64) * self.unit as f64 * 3_600.0
    }

    /// `hours`, `days`, `6-hour periods`…
    pub(in super::super) fn words(&self, number: u64) -> String {
        let one = match self.unit {
            1 => "hour".to_owned(),
            24 => "day".to_owned(),
            WEEK => "week".to_owned(),
            unit if unit % WEEK == 0 => {
                format!("{}-week period", count((unit / WEEK).unsigned_abs()))
            }
            unit if unit % 24 == 0 => format!("{}-day period", unit / 24),
            unit => format!("{unit}-hour period"),
        };
        if number == 1 { one } else { format!("{one}s") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_days_are_shown_by_the_hour() {
        let periods = Periods::new(1000, 1239);
        assert_eq!((periods.unit, periods.count), (1, 240));
    }

    #[test]
    fn longer_runs_have_longer_periods() {
        let week_later = |days: i64| Periods::new(0, days * 24 - 1).unit;
        assert_eq!([11, 14, 28, 60, 365].map(week_later), [2, 2, 3, 6, 48]);
    }

    #[test]
    fn any_span_fits() {
        for last in [0, 1_000_000, 5_000_000, i64::MAX / 4] {
            let periods = Periods::new(0, last);
            assert!((1..=240).contains(&periods.count), "{last}");
        }
    }

    #[test]
    fn periods_are_aligned_to_the_clock() {
        let periods = Periods::new(5, 24 * 14);
        assert_eq!(periods.start(0), 4.0 * 3600.0);
        assert_eq!((periods.column(5), periods.column(6)), (0, 1));
    }

    #[test]
    fn hours_outside_fall_to_the_edge() {
        let periods = Periods::new(10, 20);
        assert_eq!((periods.column(0), periods.column(99)), (0, 10));
    }

    #[test]
    fn periods_have_names() {
        assert_eq!(Periods::new(0, 1).words(2), "hours");
        assert_eq!(Periods::new(0, 24 * 14).words(1), "2-hour period");
        assert_eq!(Periods::new(0, 490_000).words(3), "16-week periods");
    }
}
