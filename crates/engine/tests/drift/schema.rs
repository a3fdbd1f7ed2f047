//! The schema of the answer against what is really answered.

use std::collections::BTreeSet;
use std::path::Path;

use backchat_testkit::build::RunRecord;
use backchat_testkit::schema::{errors, undescribed, unused};

use crate::fleet::{START, WEEK, drift, grid, hourly, run};

#[test]
fn answers_are_as_their_schema_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/drift.schema.json");
    let text = std::fs::read_to_string(path).unwrap();
    let schema = serde_json::from_str(&text).unwrap();
    assert_eq!(undescribed(&schema), Vec::<String>::new());
    let changed = grid(|run, host, build| {
        let run = match build {
            1..4 => run.calls("passing.example", hourly()),
            _ => run,
        };
        let run = run.said("release", if build < 3 { "2004" } else { "20H2" });
        match host {
            1 => run.calls("arc.msn.com", hourly()),
            _ => run,
        }
    });
    let odd = [
        run(0, 0),
        run(0, 0).said("host", "other"),
        RunRecord::new("empty", START, 0, 9),
        RunRecord::new("unset", 60, WEEK, 9).calls("old.example", hourly()),
    ];
    let mut used = BTreeSet::new();
    for records in [changed, odd.map(|it| it.record()).to_vec()] {
        let answer = serde_json::to_value(drift(&records)).unwrap();
        let wrong = errors(&schema, &schema, &answer, "", &mut used);
        assert_eq!(wrong, Vec::<String>::new());
    }
    assert_eq!(unused(&schema, &used), Vec::<String>::new());
}
