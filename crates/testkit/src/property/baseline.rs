//! Baselines of checks.

use backchat_engine::catalog::Catalog;
use backchat_engine::check::{Baseline, Check, Order, Reach, Sources, drafted};
use backchat_engine::compare::{self, Comparison};
use backchat_engine::record::Record;
use jiff::civil::date;

/// The largest input that is looked at, in bytes: each acceptance is held against all before it.
const LIMIT: usize = 4096;

/// What errors call the input.
const FILE: &str = "fuzzed.toml";

/// Any bytes are a baseline, or none at a line that they have. What was read names its lines; no destination is there twice, and none
/// is everything. A check takes it, and drafts written into it lose nothing.
pub(super) fn reads_or_says_why(bytes: &[u8]) {
    let bytes = bytes.get(..LIMIT).unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split('\n').count();
    let read = Baseline::read(FILE, &text);
    assert_eq!(read, Baseline::read(FILE, &text), "the same every time");
    let baseline = match read {
        Ok(baseline) => baseline,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let line = error.line().expect("a file has lines");
            assert!((1..=lines).contains(&line), "{error}");
            return;
        }
    };
    for (at, it) in baseline.accept.iter().enumerate() {
        let line = it.origin.line().expect("a file has lines");
        assert!((1..=lines).contains(&line), "{}", it.origin);
        assert!(
            !baseline.accept[..at]
                .iter()
                .any(|other| other.reach == it.reach)
        );
        assert_eq!(Reach::read(&it.destination).as_ref(), Ok(&it.reach));
        let both = ["com", "example.net", "[2001:db8::1]:443", "192.0.2.1:80"];
        let held = both.map(|title| it.reach.holds(title, title.contains(':')));
        assert!(!held.iter().all(|it| *it), "{}", it.destination);
    }
    let check = check(&baseline);
    assert_eq!(check.acceptances.len(), baseline.accept.len());
    let made = drafted(&check, FILE, Some(&text)).expect("it was read before");
    assert_eq!(made.added, Vec::<String>::new(), "nothing was seen");
    assert_eq!(Baseline::read(FILE, &made.text), Ok(baseline));
}

/// A run in which nothing was seen, held against it.
fn check(baseline: &Baseline) -> Check {
    let run = Record::default();
    let comparison = Comparison::of(compare::Order {
        before: None,
        after: &run,
        policy: None,
        catalog: Catalog::embedded(),
        release: None,
        chosen: None,
        comparable: false,
    });
    Check::of(&Order {
        comparison: &comparison,
        run: &run,
        before: None,
        baselines: std::slice::from_ref(baseline),
        day: date(2026, 1, 2),
        min_hours: None,
        strict: false,
        sources: &Sources::default(),
    })
}
