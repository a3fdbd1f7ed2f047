//! The order in which runs are named changes nothing.

use backchat_engine::record::Record;
use backchat_testkit::build::RunRecord;
use backchat_testkit::mutation::Random;

use crate::fleet::{BUILDS, DAY, HOSTS, START, drift};

/// Runs at random: lengths, builds, hosts, names and times.
fn runs(random: &mut Random) -> Vec<Record> {
    let pick = |random: &mut Random, of: usize| random.below(of);
    let count = 2 + pick(random, 8);
    let each = (0..count).map(|_| {
        let host = pick(random, HOSTS.len());
        let days = [0, 1, 7, 7][pick(random, 4)];
        let from = START + DAY * i64::try_from(pick(random, 20)).unwrap();
        let label = ["a", "b"][pick(random, 2)];
        let device = u8::try_from(host).unwrap() + 10;
        let mut run = RunRecord::new(label, from, days * DAY, device);
        if pick(random, 4) > 0 {
            run = run.said("host", HOSTS[host]);
        }
        if pick(random, 4) > 0 {
            run = run.said("build", BUILDS[pick(random, 5)]);
        }
        for name in ["one.example", "two.example", "arc.msn.com"] {
            let every = [600, 7200, 5 * DAY][pick(random, 3)];
            if pick(random, 3) > 0 {
                run = run.calls(name, (0..100).map(|it| 60 + it * every));
            }
        }
        run.record()
    });
    let mut made: Vec<Record> = each.collect();
    if pick(random, 2) == 0 {
        made.push(made[0].clone());
    }
    made
}

#[test]
fn any_order_gives_the_same() {
    let mut random = Random::new(7);
    for _ in 0..60 {
        let mut records = runs(&mut random);
        let before = serde_json::to_string(&drift(&records)).unwrap();
        for at in (1..records.len()).rev() {
            records.swap(at, random.below(at + 1));
        }
        let after = serde_json::to_string(&drift(&records)).unwrap();
        assert_eq!(before, after);
    }
}

#[test]
fn runs_given_again_change_no_verdict() {
    let mut random = Random::new(9);
    for _ in 0..20 {
        let mut records = runs(&mut random);
        let before = drift(&records);
        let again: Vec<Record> = records.iter().take(3).cloned().collect();
        records.extend(again);
        let after = drift(&records);
        assert_eq!(before.destinations, after.destinations);
    }
}
