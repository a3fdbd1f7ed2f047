//! Pairs of captures with a known truth through the whole pipeline: packets, connections, record, record read back, verdicts.
//!
//! `verdicts_of_counts` tries the statistics on far more pairs; here it is the packets that are made, so that what is held to
//! the truth is also what blocks of each kind look like on the wire, and why something still talks.
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says where"
)]

mod machine;
mod pair;
mod schema;
mod tally;
mod truth;

use std::sync::LazyLock;

use backchat_engine::attribute::Attributor;
use backchat_engine::catalog::Catalog;
use backchat_engine::collect::Collector;
use backchat_engine::compare::{Comparison, Order};
use backchat_engine::intent::Intent;
use backchat_engine::observe::Observer;
use backchat_engine::pipeline::{self, Window};
use backchat_engine::policy::Draft;
use backchat_engine::record::{Conditions, Record};
use backchat_engine::source::capture::Silent;
use backchat_testkit::mutation::Random;
use backchat_testkit::report::in_memory;

use crate::pair::{PAIRS, Pair};
use crate::tally::Tally;

const RELEASE: &str = "windows-10-2004-enterprise";

/// What is off and what stays by name, so that streams enough have each; documented ones are off, kept and left alone.
const POLICY: &str = "release = \"2004\"
off = [\"diagnostic-data\", \"windows-spotlight\", \"office\", \"teams\", \"skype\"]
keep = [\"windows-update\", \"certificates\"]
[[exception]]
off = \"*.off.example\"
reason = \"made\"
until = 2030-01-01
[[exception]]
keep = \"*.stays.example\"
reason = \"made\"
until = 2030-01-01
";

static ATTRIBUTOR: LazyLock<Attributor<'static>> =
    LazyLock::new(|| Attributor::new(Catalog::embedded(), Some(RELEASE)).unwrap());

static INTENT: LazyLock<Intent<'static>> = LazyLock::new(|| {
    let draft = Draft::read("policy.toml", POLICY).unwrap();
    let policy = draft.resolve(Catalog::embedded(), "2026-11-28".parse().unwrap());
    Intent::of(&policy.unwrap()).unwrap()
});

#[test]
fn verdicts_on_made_captures_are_true() {
    let each = |part: usize| {
        let numbers = (0..PAIRS).filter(move |number| number % 2 == part);
        let mut tally = Tally::default();
        for number in numbers {
            let mut random = Random::new(900 + number as u64);
            let pair = Pair::new(number, &mut random);
            tally.add(&pair, &compared(&pair, number < 6));
        }
        tally
    };
    let tally = std::thread::scope(|scope| {
        let other = scope.spawn(|| each(1));
        let one = each(0);
        one.with(other.join().unwrap())
    });
    println!("{}", tally.table());
    tally.hold();
}

/// Both captures held against each other, from records that were kept and read back. Where `twice`, what was not kept is
/// compared as well and has to say the same.
fn compared(pair: &Pair, twice: bool) -> Comparison {
    let records = pair.captures().map(|bytes| recorded(&bytes));
    let kept = records.each_ref().map(|it| {
        let text = it.to_json();
        let read = Record::from_json(&text).unwrap();
        assert_eq!(read.to_json(), text);
        read
    });
    let told = held(kept);
    if twice {
        let text = |it: &Comparison| serde_json::to_string(it).unwrap();
        assert_eq!(text(&held(records)), text(&told));
    }
    told
}

fn held([mut before, mut after]: [Record; 2]) -> Comparison {
    before.observation.attribute(&ATTRIBUTOR);
    after.observation.attribute(&ATTRIBUTOR);
    let catalog = Catalog::embedded();
    Comparison::of(Order {
        before: Some(&before),
        after: &after,
        policy: Some((&INTENT, "policy.toml")),
        catalog,
        release: catalog.release(RELEASE),
        chosen: None,
        comparable: false,
    })
}

fn recorded(capture: &[u8]) -> Record {
    let mut observer = Observer::new(false);
    let mut collector = Collector::new(Vec::new(), &mut observer);
    let inputs = in_memory(capture);
    let passage = pipeline::run(&inputs, Window::default(), &mut Silent, &mut collector).unwrap();
    let counters = collector.finish();
    Record {
        label: "made".to_owned(),
        conditions: Conditions::default(),
        observation: observer.finish(passage, counters),
    }
}
