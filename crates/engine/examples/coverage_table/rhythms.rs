//! How often ways of calling are told rightly.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use backchat_engine::coverage::{Called, Pattern, measure};
use backchat_testkit::machine::{Caller, DAY, Dice, HOUR, MINUTE, observation};

/// Machines for each length of run.
const MACHINES: u32 = 5;

/// Callers of each way on a machine.
const EACH: usize = 5;

/// Lengths of runs in days.
const RUNS: [f64; 4] = [1.0, 3.5, 7.0, 21.0];

/// Makes a caller.
type Way = fn(&mut Dice) -> Caller;

/// Ways of calling, and what they are to be taken for in a run of so many days.
const WAYS: [(&str, Way); 8] = [
    ("each 20 min, by the clock", |_| {
        Caller::Clock(20.0 * MINUTE)
    }),
    ("each 25 to 95 min, drifting", |dice| {
        Caller::Drifting(dice.between(25.0, 95.0) * MINUTE)
    }),
    ("each hour, by the clock", |_| Caller::Clock(HOUR)),
    ("each 6 h, by the clock", |_| Caller::Clock(6.0 * HOUR)),
    ("each day, by the clock", |_| Caller::Clock(DAY)),
    ("each week, by the clock", |_| Caller::Clock(7.0 * DAY)),
    ("at random, each hour", |_| Caller::Random(HOUR)),
    ("at random, each half a day", |_| Caller::Random(DAY / 2.0)),
];

/// What became of the callers of a way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    /// Those that were seen.
    pub(crate) seen: u32,
    /// Those of which the right timer was told.
    pub(crate) right: u32,
    /// Those of which a timer was told that is not theirs.
    pub(crate) wrong: u32,
}

impl Told {
    fn add(&mut self, caller: Caller, called: &Called) {
        self.seen += 1;
        if !called.period.is_timer() {
            return;
        }
        let period = called.period.seconds.map_or(0.0, |it| it as f64);
        let own = caller.period();
        let timer = matches!(caller, Caller::Clock(_) | Caller::Drifting(_));
        // What is told as "at least every" holds where the period is no longer.
        let fits = if called.period.pattern == Pattern::AtLeast {
            own <= period * 1.1
        } else {
            (period / own - 1.0).abs() < 0.1
        };
        if timer && fits {
            self.right += 1;
        } else {
            self.wrong += 1;
        }
    }
}

/// What was told in runs of so many days, by way of calling.
#[must_use]
fn told(days: f64) -> Vec<Told> {
    let mut told = vec![Told::default(); WAYS.len()];
    let mut dice = Dice::new(days.to_bits());
    for _ in 0..MACHINES {
        let callers: Vec<(usize, Caller)> = (0..WAYS.len() * EACH)
            .map(|at| (at / EACH, WAYS[at / EACH].1(&mut dice)))
            .collect();
        let length = days * DAY;
        let calls: Vec<Vec<f64>> = callers
            .iter()
            .map(|it| it.1.calls(length, &mut dice))
            .collect();
        let measured = measure(&observation(length, &calls));
        let by_name: BTreeMap<&str, &Called> = measured
            .destinations
            .iter()
            .map(|it| (it.title.as_str(), it))
            .collect();
        for (number, (way, caller)) in callers.iter().enumerate() {
            let name = format!("host-{number:03}.example");
            if let Some(called) = by_name.get(name.as_str()) {
                told[*way].add(*caller, called);
            }
        }
    }
    told
}

/// What was told in runs of each length.
#[must_use]
pub(crate) fn columns() -> Vec<Vec<Told>> {
    RUNS.into_iter().map(told).collect()
}

/// The table of all ways and lengths: of those seen, how many were told rightly and wrongly to be timers.
#[must_use]
pub(crate) fn table(columns: &[Vec<Told>]) -> String {
    let mut table = String::from("| called |");
    for days in RUNS {
        let _ = write!(table, " {days} d: right | wrong |");
    }
    table.push_str("\n|---|");
    table.push_str(&"--:|--:|".repeat(RUNS.len()));
    table.push('\n');
    for (way, (name, _)) in WAYS.iter().enumerate() {
        let _ = write!(table, "| {name} |");
        for column in columns {
            let Told { seen, right, wrong } = column[way];
            let percent = |count: u32| match seen {
                0 => "–".to_owned(),
                seen => format!("{:.0} %", f64::from(100 * count) / f64::from(seen)),
            };
            let _ = write!(table, " {} | {} |", percent(right), percent(wrong));
        }
        table.push('\n');
    }
    table
}
