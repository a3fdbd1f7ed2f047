//! How often the limits of an estimate hold the truth, and how far it lies off on average.

use backchat_engine::coverage::{Estimate, measure};
use backchat_testkit::machine::{Caller, DAY, Dice, HOUR, MINUTE, observation};

/// The table's head.
const HEAD: &str = "\
| machine | run | missed | estimate | held | Chao2 | held | ICE | new in as long again | held | next is new | said |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
";

/// Machines of each kind and length of run.
const MACHINES: u32 = 40;

/// Lengths of runs.
const RUNS: [(&str, f64); 6] = [
    ("6 h", 6.0 * HOUR),
    ("13 h", 13.0 * HOUR),
    ("26 h", 26.0 * HOUR),
    ("3½ d", 3.5 * DAY),
    ("7 d", 7.0 * DAY),
    ("14 d", 14.0 * DAY),
];

/// Periods that programs are given by people.
const USUAL: [f64; 14] = [
    15.0 * MINUTE,
    HOUR,
    HOUR,
    4.0 * HOUR,
    6.0 * HOUR,
    8.0 * HOUR,
    12.0 * HOUR,
    DAY,
    DAY,
    DAY,
    3.0 * DAY,
    7.0 * DAY,
    7.0 * DAY,
    30.0 * DAY,
];

/// Makes the callers of one machine.
type Kind = fn(&mut Dice) -> Vec<Caller>;

/// Kinds of machines.
const KINDS: [(&str, Kind); 6] = [
    ("timers of usual periods", |dice| usual(50, dice)),
    ("timers of a day only, 20 others", |dice| only(DAY, dice)),
    ("timers of a week only, 20 others", |dice| {
        only(7.0 * DAY, dice)
    }),
    ("timers of all periods alike", |dice| {
        each(
            50,
            |dice| Caller::Drifting(dice.log_between(10.0 * MINUTE, 60.0 * DAY)),
            dice,
        )
    }),
    ("random callers", |dice| {
        each(
            50,
            |dice| Caller::Random(dice.log_between(10.0 * MINUTE, 60.0 * DAY)),
            dice,
        )
    }),
    ("a mixture, 15 at the start", |dice| {
        let mut callers = usual(25, dice);
        callers.extend(each(
            20,
            |dice| Caller::Random(dice.log_between(10.0 * MINUTE, 60.0 * DAY)),
            dice,
        ));
        callers.extend([Caller::Start; 15]);
        callers
    }),
];

fn each(count: usize, caller: fn(&mut Dice) -> Caller, dice: &mut Dice) -> Vec<Caller> {
    (0..count).map(|_| caller(dice)).collect()
}

fn usual(count: usize, dice: &mut Dice) -> Vec<Caller> {
    each(count, |dice| Caller::Clock(dice.pick(&USUAL)), dice)
}

/// Thirty of one period among twenty that are easily seen.
fn only(period: f64, dice: &mut Dice) -> Vec<Caller> {
    let mut callers = vec![Caller::Clock(period); 30];
    callers.extend(each(20, |_| Caller::Clock(HOUR), dice));
    callers
}

/// What came out of all machines of a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    machines: f64,
    missed: f64,
    estimated: f64,
    /// How often the limits held what was missed.
    pub(crate) held: f64,
    chao: f64,
    /// How often Chao2's did.
    pub(crate) chao_held: f64,
    ice: f64,
    ice_known: f64,
    new: f64,
    /// How often the limits held what as long again brought.
    pub(crate) new_held: f64,
    next: f64,
    next_said: f64,
}

impl Tally {
    /// The share of machines, in hundredths.
    #[must_use]
    pub(crate) fn percent(&self, count: f64) -> f64 {
        100.0 * count / self.machines.max(1.0)
    }

    fn add(&mut self, callers: &[Caller], length: f64, dice: &mut Dice) {
        let calls: Vec<Vec<f64>> = callers
            .iter()
            .map(|it| it.calls(2.0 * length, dice))
            .collect();
        let measured = measure(&observation(length, &calls));
        let unseen = measured.unseen.expect("all runs are long enough");
        let seen = |calls: &[f64]| calls.first().is_some_and(|it| *it < length);
        let both = callers.iter().zip(&calls);
        let missed = both.filter(|(it, calls)| it.period() < 2.0 * length && !seen(calls));
        let missed = missed.count() as f64;
        let new = calls
            .iter()
            .filter(|it| !seen(it) && !it.is_empty())
            .count() as f64;
        self.machines += 1.0;
        self.missed += missed;
        self.estimated += unseen.destinations.value;
        self.held += f64::from(holds(unseen.destinations, missed));
        self.chao += unseen.chao2.value;
        self.chao_held += f64::from(holds(unseen.chao2, missed));
        if let Some(ice) = unseen.ice {
            self.ice += ice;
            self.ice_known += 1.0;
        }
        self.new += new;
        self.new_held += f64::from(holds(unseen.as_long_again, new));
        // The first hundred calls of what follows.
        let mut after: Vec<(f64, bool)> = calls
            .iter()
            .flat_map(|it| it.iter().map(|call| (*call, !seen(it))))
            .filter(|it| it.0 >= length)
            .collect();
        after.sort_by(|a, b| a.0.total_cmp(&b.0));
        after.truncate(100);
        let unknown = after.iter().filter(|it| it.1).count() as f64;
        self.next += unknown / after.len().max(1) as f64;
        self.next_said += unseen.next_is_new.unwrap_or_default();
    }

    fn row(&self, kind: &str, run: &str) -> String {
        let mean = |sum: f64| format!("{:.1}", sum / self.machines.max(1.0));
        let percent = |count: f64| format!("{:.0} %", self.percent(count));
        let ice = match self.ice_known {
            0.0 => "–".to_owned(),
            known => format!("{:.0}", self.ice / known),
        };
        let cells = [
            kind.to_owned(),
            run.to_owned(),
            mean(self.missed),
            mean(self.estimated),
            percent(self.held),
            mean(self.chao),
            percent(self.chao_held),
            ice,
            mean(self.new),
            percent(self.new_held),
            format!("{:.1} %", self.percent(self.next)),
            format!("{:.1} %", self.percent(self.next_said)),
        ];
        format!("| {} |\n", cells.join(" | "))
    }
}

/// Whether the limits hold a number; those of half a destination are widened to the whole one.
fn holds(estimate: Estimate, truth: f64) -> bool {
    estimate.low.floor() <= truth && truth <= estimate.high.ceil()
}

/// A kind of machine and a length of run.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The kind.
    pub(crate) kind: &'static str,
    /// The length.
    pub(crate) run: &'static str,
    /// What came out.
    pub(crate) tally: Tally,
}

/// All kinds and lengths.
#[must_use]
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (kind, (name, callers)) in KINDS.into_iter().enumerate() {
        for (run, (long, length)) in RUNS.into_iter().enumerate() {
            let mut dice = Dice::new((kind * 100 + run) as u64);
            let mut tally = Tally::default();
            for _ in 0..MACHINES {
                let callers = callers(&mut dice);
                tally.add(&callers, length, &mut dice);
            }
            rows.push(Row {
                kind: name,
                run: long,
                tally,
            });
        }
    }
    rows
}

/// The table.
#[must_use]
pub(crate) fn table(rows: &[Row]) -> String {
    let mut table = String::from(HEAD);
    for Row { kind, run, tally } in rows {
        table.push_str(&tally.row(kind, run));
    }
    table
}
