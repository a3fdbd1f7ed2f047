//! Judged pairs added up, and printed as tables.

use std::fmt::Write as _;

use super::stream::Process;
use super::trial::{LENGTHS, Length, Outcome, Trial, Truth, trial};
use crate::mutation::Random;

/// What the documented tables' random numbers come from.
pub const SEED: u64 = 1;

/// How many pairs of each process, length and truth are behind the documented tables.
pub const ROUNDS: u32 = 200;

/// Judged pairs.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    trials: Vec<Trial>,
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that are meant.
    pub part: usize,
    /// All.
    pub all: usize,
}

impl Share {
    /// The share, in percent; 0 of nothing.
    #[must_use]
    pub fn percent(self) -> f64 {
        100.0 * self.part as f64 / self.all.max(1) as f64
    }
}

impl Tally {
    /// Makes and judges `rounds` pairs of every process, length and truth, with a rate between once a week and once a minute
    /// each.
    #[must_use]
    pub fn run(seed: u64, rounds: u32, lengths: &[Length]) -> Self {
        let trials = std::thread::scope(|scope| {
            let each = Process::ALL.map(|process| {
                scope.spawn(move || {
                    let lengths = lengths.iter();
                    lengths
                        .flat_map(|&length| trials(seed, rounds, process, length))
                        .collect::<Vec<_>>()
                })
            });
            let joined = each.map(|it| it.join().expect("a trial's panic is the test's"));
            joined.concat()
        });
        Self { trials }
    }

    /// How many pairs have a call in either run.
    #[must_use]
    pub const fn pairs(&self) -> usize {
        self.trials.len()
    }

    /// The share of pairs with `what`, of those with `which`.
    pub fn share(&self, which: impl Fn(&Trial) -> bool, what: impl Fn(&Trial) -> bool) -> Share {
        let mut share = Share::default();
        for trial in self.trials.iter().filter(|it| which(it)) {
            share.all += 1;
            share.part += usize::from(what(trial));
        }
        share
    }

    /// The share of streams called quiet, of those with `truth` that the first run saw.
    pub fn quiet(&self, truth: Truth, which: impl Fn(&Trial) -> bool) -> Share {
        self.share(
            |it| it.truth == truth && it.seen_before && which(it),
            |it| it.quiet,
        )
    }

    /// Rows of a table: wrong verdicts and withheld ones by truth, one row for each of `lengths`.
    #[must_use]
    pub fn by_length(&self, lengths: &[Length]) -> String {
        let mut out = String::new();
        for &length in lengths {
            let cells = Truth::ALL.map(|truth| self.verdicts(length, truth));
            let _ = writeln!(out, "| {} | {} |", length.words, cells.join(" | "));
        }
        out
    }

    /// The tables of the documentation.
    #[must_use]
    pub fn markdown(&self) -> String {
        let truths = Truth::ALL.map(Truth::words).join(" | ");
        let mut out = format!(
            "Verdicts that are wrong / withheld, in percent of {} pairs in all:\n\n\
             | recorded before and after | {truths} |\n|---|{}\n{}\n",
            self.pairs(),
            "--:|".repeat(Truth::ALL.len()),
            self.by_length(&LENGTHS)
        );
        out.push_str(
            "Called quiet, in percent of the streams that the first run saw and that still call:\n\n\
             | stream | unchanged | halved | a tenth | rate above the bound | unchanged, hours ignored |\n\
             |---|--:|--:|--:|--:|--:|\n",
        );
        for process in Process::ALL {
            self.row(&mut out, process.words(), |it| it.process == process);
        }
        self.row(&mut out, "all", |_| true);
        out
    }

    fn verdicts(&self, length: Length, truth: Truth) -> String {
        let which = |it: &Trial| it.length == length && it.truth == truth;
        let wrong = self.share(which, |it| it.outcome == Outcome::Wrong);
        let withheld = self.share(which, |it| it.outcome == Outcome::Withheld);
        format!("{:.1} / {:.0}", wrong.percent(), withheld.percent())
    }

    fn row(&self, out: &mut String, words: &str, which: impl Fn(&Trial) -> bool) {
        let quiet =
            [Truth::Unchanged, Truth::Halved, Truth::Tenth].map(|truth| self.quiet(truth, &which));
        let alike = self.share(
            |it| it.truth == Truth::Unchanged && it.seen_before && which(it),
            |it| it.quiet_if_alike,
        );
        let _ = write!(out, "| {words} |");
        for share in quiet.into_iter().chain([self.above_bound(&which), alike]) {
            let _ = write!(out, " {:.2} |", share.percent());
        }
        out.push('\n');
    }

    /// The share of streams whose true rate lies above the bound of their silence, of those that still call.
    pub fn above_bound(&self, which: impl Fn(&Trial) -> bool) -> Share {
        self.share(
            |it| it.seen_before && it.truth != Truth::Dead && which(it),
            |it| it.above_bound,
        )
    }
}

/// Every truth `rounds` times. The numbers depend on process and length, so that those of one length can be made alone.
fn trials(seed: u64, rounds: u32, process: Process, length: Length) -> Vec<Trial> {
    let runs = u64::from(length.before) * 1_000_000 + u64::from(length.after);
    let mut random = Random::new((seed * 10 + process as u64) << 48 ^ runs);
    let mut trials = Vec::new();
    for _ in 0..rounds {
        for truth in Truth::ALL {
            trials.extend(trial(process, length, truth, &mut random));
        }
    }
    trials
}
