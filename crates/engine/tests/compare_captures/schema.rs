//! The schema of the answer against what is really answered.

use std::collections::BTreeSet;
use std::path::Path;

use backchat_engine::catalog::Catalog;
use backchat_engine::compare::{Comparison, Order};
use backchat_engine::observe::Choice;
use backchat_testkit::mutation::Random;
use backchat_testkit::schema::{errors, undescribed, unused};

use crate::pair::Pair;
use crate::{ATTRIBUTOR, RELEASE, compared, recorded};

fn pair(number: usize) -> Pair {
    Pair::new(number, &mut Random::new(900 + number as u64))
}

/// Without a policy: two runs of which something was said, with a release that was found, and one run by itself.
fn without_a_policy() -> [Comparison; 2] {
    let mut records = pair(2).captures().map(|bytes| recorded(&bytes));
    for record in &mut records {
        record.observation.attribute(&ATTRIBUTOR);
        record.conditions.say("edition", "Enterprise");
    }
    let catalog = Catalog::embedded();
    let seen = records.iter().map(|it| &it.observation);
    let chosen = Choice::of_all(seen, catalog, RELEASE);
    let [before, after] = &records;
    let alone = Order {
        before: None,
        after,
        policy: None,
        catalog,
        release: catalog.release(RELEASE),
        chosen: chosen.as_ref(),
        comparable: false,
    };
    let both = Order {
        before: Some(before),
        ..alone
    };
    [Comparison::of(both), Comparison::of(alone)]
}

#[test]
fn answers_are_as_their_schema_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/compare.schema.json");
    let text = std::fs::read_to_string(path).unwrap();
    let schema = serde_json::from_str(&text).unwrap();
    assert_eq!(undescribed(&schema), Vec::<String>::new());
    let mut answers = vec![compared(&pair(1), false), compared(&pair(3), false)];
    answers.extend(without_a_policy());
    let mut used = BTreeSet::new();
    for answer in answers {
        let answer = serde_json::to_value(answer).unwrap();
        let wrong = errors(&schema, &schema, &answer, "", &mut used);
        assert_eq!(wrong, Vec::<String>::new());
    }
    assert_eq!(unused(&schema, &used), Vec::<String>::new());
}
