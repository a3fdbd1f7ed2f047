//! What holds of every pair of runs.

use backchat_engine::rate::{Calls, Change, Sample, Verdict};
use proptest::prelude::*;

/// Width of buckets, calls in buckets, times that were watched.
type Run = (u32, Vec<(i64, u64)>, Vec<(i64, i64)>);

/// Runs of up to two weeks with up to three pauses, and calls anywhere in them, hourly buckets and finer.
fn run() -> impl Strategy<Value = Run> {
    let width = prop::sample::select(vec![1_u32, 16, 1024, 4096]);
    let calls = prop::collection::btree_map(0_i64..1_300_000, 1_u64..200, 0..40);
    let edges = prop::collection::btree_set(0_i64..1_300_000, 0..8);
    (width, calls, edges).prop_map(|(width, calls, edges)| {
        let mut buckets: Vec<(i64, u64)> = Vec::new();
        for (second, count) in calls {
            let start = second - second % i64::from(width);
            match buckets.last_mut() {
                Some(last) if last.0 == start => last.1 += count,
                _ => buckets.push((start, count)),
            }
        }
        let edges: Vec<i64> = edges.into_iter().collect();
        let watched = edges.chunks_exact(2).map(|it| (it[0], it[1])).collect();
        (width, buckets, watched)
    })
}

fn sample((width, buckets, watched): &Run) -> Sample {
    let calls = Calls {
        width: *width,
        buckets,
    };
    Sample::new(calls, watched)
}

proptest! {
    #[test]
    fn limits_hold_what_was_measured(before in run(), after in run()) {
        let (before, after) = (sample(&before), sample(&after));
        if let Some(change) = Change::between(&before, &after) {
            for rate in [change.before, change.after] {
                prop_assert!(rate.interval.low <= rate.per_hour, "{rate:?}");
                prop_assert!(rate.per_hour <= rate.interval.high, "{rate:?}");
                prop_assert!(rate.events <= rate.calls as f64);
            }
            if change.before.hours > 0.0 && change.before.calls > 0 && change.after.hours > 0.0 {
                let ratio = change.after.per_hour / change.before.per_hour;
                prop_assert!(change.ratio.low <= ratio && ratio <= change.ratio.high, "{change:?}");
            }
        }
    }

    #[test]
    fn a_longer_silence_never_proves_less(
        before in run(),
        start in 1_300_000_i64..1_400_000,
        seconds in 1_i64..2_000_000,
        more in 1_i64..1_000_000,
    ) {
        prop_assume!(!before.1.is_empty());
        let before = sample(&before);
        let silence = |seconds: i64| {
            let after = Sample::new(Calls::default(), &[(start, start + seconds)]);
            match Change::between(&before, &after).map(|it| it.verdict) {
                Some(Verdict::Silent(silence)) => silence,
                other => panic!("not silent: {other:?}"),
            }
        };
        let (shorter, longer) = (silence(seconds), silence(seconds + more));
        prop_assert!(!shorter.proven() || longer.proven());
        if let (Some(first), Some(second)) = (shorter.needed, longer.needed) {
            prop_assert!(second <= first + first / 500 + 1, "{first} {second}");
        }
        if let (Some(first), Some(second)) = (shorter.bound, longer.bound) {
            prop_assert!(second <= first * (1.0 + 1e-9));
        }
        prop_assert_eq!(shorter.proven(), shorter.needed == Some(0));
    }
}
