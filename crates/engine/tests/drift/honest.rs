//! How often a claim is made where nothing changed, and how often one is missed where something did: calls at random and in
//! bursts, at rates from once a month to every hour, over many fleets.

use backchat_engine::drift::{Class, Drift};
use backchat_testkit::build::RunRecord;
use backchat_testkit::mutation::Random;

use crate::fleet::{BUILDS, DAY, HOUR, WEEK, drift, lasting};

/// Names of a fleet: each kind of call at each rate.
const NAMES: usize = 48;

/// Mean calls, or bursts, a week.
const RATES: [f64; 6] = [0.25, 1.0, 3.0, 7.0, 20.0, 100.0];

/// Calls of a name in a run: at random hours, or in bursts of six hours.
fn calls(random: &mut Random, name: usize, seconds: i64) -> Vec<i64> {
    let rate = RATES[name % RATES.len()];
    let bursts = name / RATES.len() % 2 == 1;
    let chance = rate / (7.0 * 24.0);
    let mut at = Vec::new();
    let mut hour = 0;
    while hour * HOUR < seconds {
        let drawn = random.below(1_000_000) as f64 / 1e6;
        if drawn < chance && bursts {
            at.extend((0..12).map(|it| hour * HOUR + it * 1800));
            hour += 6;
        } else {
            if drawn < chance {
                at.push(hour * HOUR + 1800);
            }
            hour += 1;
        }
    }
    at
}

/// Two hosts with three builds, twice each, of a week or two days; names that `there` lets call.
fn fleet(random: &mut Random, there: impl Fn(usize) -> bool) -> Drift {
    let mut records = Vec::new();
    for (host, build, again) in (0..2).flat_map(|host| {
        (0..3).flat_map(move |build| (0..2_i64).map(move |again| (host, build, again)))
    }) {
        let seconds = if random.below(4) == 0 { 2 * DAY } else { WEEK };
        let mut run: RunRecord = lasting(host, build, seconds);
        for name in 0..NAMES {
            let drawn = calls(random, name, seconds);
            if there(build) {
                run = run.calls(&format!("n{name}.example"), drawn);
            }
        }
        // The second run of a build differs in its packets, so it is another run.
        run = run.calls("again.example", [600 + again]);
        records.push(run.record());
    }
    drift(&records)
}

fn claims(drift: &Drift) -> (usize, usize) {
    let names = drift.destinations.iter();
    let names = names.filter(|it| it.title.starts_with('n'));
    let claimed = |class: Class| !matches!(class, Class::Rare | Class::Some | Class::Everywhere);
    let made = names
        .clone()
        .filter(|it| claimed(it.class) && !it.claims.is_empty());
    (made.count(), names.count())
}

#[test]
fn where_nothing_changed_few_claims_are_made() {
    let mut random = Random::new(11);
    let (mut made, mut of) = (0, 0);
    for _ in 0..25 {
        let (claims, names) = claims(&fleet(&mut random, |_| true));
        made += claims;
        of += names;
    }
    assert!(of > 1000, "{of}");
    // Several statements can be made of builds and of hosts, each wrong once in a hundred times at most by its own reckoning;
    // destinations that are everywhere, and the rarest, make none.
    assert!(made * 100 <= of, "{made} of {of}");
}

#[test]
fn what_is_new_and_called_daily_is_found() {
    let mut random = Random::new(12);
    let (mut found, mut of) = (0, 0);
    for _ in 0..10 {
        let drift = fleet(&mut random, |build| build == 2);
        for it in &drift.destinations {
            let name = it
                .title
                .strip_prefix('n')
                .and_then(|it| it.split('.').next());
            let name = name.and_then(|it| it.parse::<usize>().ok());
            if name.is_some_and(|it| RATES[it % RATES.len()] >= 7.0) {
                of += 1;
                let new = it.claims.iter().any(|claim| {
                    claim.kind == Class::New && claim.since.as_deref() == Some(BUILDS[2])
                });
                found += usize::from(new);
            }
        }
    }
    assert!(of > 200, "{of}");
    assert!(found * 100 >= of * 95, "{found} of {of}");
}
