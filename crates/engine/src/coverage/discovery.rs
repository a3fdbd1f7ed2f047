//! How many destinations were known after each hour watched.

use serde::Serialize;

/// Steps of the curve in seconds, the finest first. A long run has wider ones, so that the curve stays readable.
const STEPS: [i64; 8] = [60, 300, 900, 3600, 21_600, 86_400, 604_800, 31_536_000];

/// Points at most.
const POINTS: i64 = 400;

/// What is known of a destination: groups of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A page documents it.
    Documented,
    /// No page documents its name.
    Undocumented,
    /// It is an address that nothing names.
    Unnamed,
}

/// Destinations known at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Seconds watched until then.
    pub watched_seconds: u64,
    /// All.
    pub all: u64,
    /// Those that a page documents.
    pub documented: u64,
    /// Names that no page documents.
    pub undocumented: u64,
    /// Addresses that nothing names.
    pub unnamed: u64,
}

/// The curve.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Discovery {
    /// Seconds between points.
    pub step_seconds: u64,
    /// Destinations known at the end of each step; the last point is the end of the run.
    pub points: Vec<Known>,
    /// How many were first seen in each quarter of the run.
    pub quarters: [u64; 4],
    /// After how many seconds half of them were known.
    pub half_seconds: Option<u64>,
}

impl Discovery {
    /// The curve of destinations first seen after so many seconds watched, in a run that watched `watched` of them.
    #[must_use]
    pub fn of(firsts: &[(i64, Standing)], watched: i64) -> Self {
        let step = STEPS.into_iter().find(|step| watched / step < POINTS);
        let step = step.unwrap_or(STEPS[STEPS.len() - 1]);
        let mut sorted: Vec<(i64, Standing)> = firsts
            .iter()
            .map(|(at, standing)| ((*at).clamp(0, watched), *standing))
            .collect();
        sorted.sort_by_key(|it| it.0);
        let whole = (1..=watched / step).map(|it| it * step);
        let ends = whole.filter(|it| *it < watched).take(unsigned(POINTS));
        let mut curve = Self {
            step_seconds: unsigned(step) as u64,
            half_seconds: sorted
                .get(sorted.len().div_ceil(2).wrapping_sub(1))
                .map(|it| unsigned(it.0) as u64),
            ..Self::default()
        };
        let mut known = Known::default();
        let mut rest = sorted.iter().peekable();
        for end in ends.chain([watched]) {
            while let Some((_, standing)) = rest.next_if(|it| it.0 <= end) {
                known.all += 1;
                match standing {
                    Standing::Documented => known.documented += 1,
                    Standing::Undocumented => known.undocumented += 1,
                    Standing::Unnamed => known.unnamed += 1,
                }
            }
            known.watched_seconds = unsigned(end) as u64;
            curve.points.push(known);
        }
        for (at, _) in &sorted {
            let quarter = (at * 4 / watched.max(1)).clamp(0, 3);
            curve.quarters[unsigned(quarter)] += 1;
        }
        curve
    }

    /// What was known in the end.
    #[must_use]
    pub fn end(&self) -> Known {
        self.points.last().copied().unwrap_or_default()
    }
}

/// A length of time, which is not negative.
fn unsigned(seconds: i64) -> usize {
    usize::try_from(seconds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    #[test]
    fn the_curve_rises_to_all() {
        let firsts = [
            (0, Standing::Documented),
            (5 * HOUR, Standing::Unnamed),
            (HOUR, Standing::Undocumented),
            (200 * HOUR, Standing::Documented),
        ];
        let curve = Discovery::of(&firsts, 200 * HOUR);
        assert_eq!(curve.step_seconds, 3600);
        assert_eq!(curve.points.len(), 200);
        assert_eq!((curve.points[0].all, curve.points[4].all), (2, 3));
        assert_eq!(
            curve.end(),
            Known {
                watched_seconds: 720_000,
                all: 4,
                documented: 2,
                undocumented: 1,
                unnamed: 1
            }
        );
        assert_eq!(curve.quarters, [3, 0, 0, 1]);
        assert_eq!(curve.half_seconds, Some(3600));
    }

    #[test]
    fn a_run_of_one_packet_has_one_point() {
        let curve = Discovery::of(&[(0, Standing::Unnamed)], 0);
        assert_eq!(curve.points.len(), 1);
        assert_eq!((curve.end().all, curve.quarters[0]), (1, 1));
        assert_eq!(Discovery::of(&[], 0).half_seconds, None);
    }

    #[test]
    fn a_run_of_centuries_has_few_points() {
        let curve = Discovery::of(&[], 400 * 366 * 86_400);
        assert!(curve.points.len() <= 402);
    }
}
