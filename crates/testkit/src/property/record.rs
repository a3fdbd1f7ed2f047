//! Stored records of runs.

use backchat_engine::attribute::Attributor;
use backchat_engine::catalog::Catalog;
use backchat_engine::drift::Drift;
use backchat_engine::record::Record;

/// The largest input that is looked at, in bytes.
const LIMIT: usize = 1 << 16;

/// Any text is a record or none. What was read and written again is read the same, and is the same run; and runs can be
/// compared whatever they hold.
pub(super) fn reads_what_it_writes(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes.get(..LIMIT).unwrap_or(bytes)) else {
        return;
    };
    let Ok(record) = Record::from_json(text) else {
        return;
    };
    let written = record.to_json();
    assert!(Record::looks_like(written.as_bytes()));
    let again = Record::from_json(&written).expect("what was written is a record");
    assert_eq!(again.to_json(), written);
    let catalog = Catalog::default();
    let attributor = Attributor::new(&catalog, None).expect("no release was asked for");
    let seen = record.observation.destinations.len();
    let drift = Drift::of(&[record, again], &attributor, &[]);
    // A run and its copy are one run.
    assert_eq!(drift.runs.len(), 1);
    let counts = drift.runs.iter().any(|it| it.usable);
    assert_eq!(drift.destinations.len(), if counts { seen } else { 0 });
    drop(drift.document());
}
