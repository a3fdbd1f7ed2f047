//! Judged pairs added up, and printed as tables.

use std::fmt::Write as _;

use super::stream::{Process, RATES};
use super::trial::{LENGTHS, Length, Outcome, Trial, Truth, trial};
use crate::mutation::Random;

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
    /// Makes and judges `rounds` pairs of every process, rate, length and truth.
    #[must_use]
    pub fn run(seed: u64, rounds: u32) -> Self {
        let mut random = Random::new(seed);
        let mut trials = Vec::new();
        for _ in 0..rounds {
            for process in Process::ALL {
                for period in RATES {
                    for length in LENGTHS {
                        for truth in Truth::ALL {
                            trials.extend(trial(process, period, length, truth, &mut random));
                        }
                    }
                }
            }
        }
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

    /// The tables of the documentation.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "Wrong verdicts / withheld ones, in percent of {} pairs in all:\n",
            self.pairs()
        );
        let _ = writeln!(
            out,
            "| recorded before and after | {} |",
            Truth::ALL.map(Truth::words).join(" | ")
        );
        let _ = writeln!(out, "|---|{}", "--:|".repeat(Truth::ALL.len()));
        for length in LENGTHS {
            let cells = Truth::ALL.map(|truth| self.verdicts(length, truth));
            let _ = writeln!(out, "| {} | {} |", length.words, cells.join(" | "));
        }
        let _ = writeln!(
            out,
            "\nCalled quiet, in percent of streams that the first run saw and that still call:\n"
        );
        let _ = writeln!(
            out,
            "| stream | unchanged | unchanged, 1 and 6 hours | halved | a tenth | true rate above the bound |"
        );
        let _ = writeln!(out, "|---|--:|--:|--:|--:|--:|");
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
        let short = |it: &Trial| which(it) && it.length.before < 86_400;
        let above = self.share(
            |it| it.seen_before && it.truth != Truth::Dead && which(it),
            |it| it.above_bound,
        );
        let _ = writeln!(
            out,
            "| {words} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            self.quiet(Truth::Unchanged, &which).percent(),
            self.quiet(Truth::Unchanged, short).percent(),
            self.quiet(Truth::Halved, &which).percent(),
            self.quiet(Truth::Tenth, &which).percent(),
            above.percent()
        );
    }
}
