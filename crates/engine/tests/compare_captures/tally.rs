//! Verdicts held against the truth, added up and printed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use backchat_engine::compare::{Comparison, DestinationView, Expectation, Verdict};

use crate::pair::{Pair, Stream};
use crate::truth::{Mark, Truth};

/// How verdicts on streams of one truth turned out.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    streams: usize,
    right: usize,
    withheld: usize,
    wrong: usize,
    /// Called quiet or gone.
    quiet: usize,
}

/// All verdicts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rows: BTreeMap<Truth, Row>,
    /// What must never happen, in words.
    never: Vec<String>,
    /// Verdicts that are wrong by chance, in words.
    wrong: Vec<String>,
}

impl Tally {
    /// Adds the verdicts on one pair.
    pub(crate) fn add(&mut self, pair: &Pair, told: &Comparison) {
        let withholds = told.cautions.iter().find(|it| it.withholds);
        if let Some(caution) = withholds {
            self.never
                .push(format!("a good pair is withheld: {}", caution.words));
        }
        for stream in &pair.streams {
            let calls = stream.calls.each_ref().map(Vec::len);
            if calls == [0, 0] {
                continue;
            }
            let name = &stream.server.name;
            let Some(it) = find(told, name) else {
                self.never.push(format!("{name} is missing"));
                continue;
            };
            let truth = stream.truth;
            let mark = truth.mark(it, calls);
            let row = self.rows.entry(truth).or_default();
            row.streams += 1;
            row.quiet += usize::from(matches!(it.verdict, Verdict::Quiet | Verdict::Gone));
            match mark {
                Mark::Right => row.right += 1,
                Mark::Withheld => row.withheld += 1,
                Mark::Wrong => row.wrong += 1,
            }
            let words = format!(
                "{name}: {truth:?}, {} calls before and {} after, {:?} is told {:?} {:?} because of {:?}",
                calls[0], calls[1], it.expected, it.verdict, it.doubt, it.causes
            );
            if mark == Mark::Wrong {
                self.wrong.push(words.clone());
            }
            if calls[1] > 0 && !heard_right(truth, it) || !causes_right(stream, it, told) {
                self.never.push(words);
            }
        }
    }

    pub(crate) fn with(mut self, other: Self) -> Self {
        for (truth, it) in other.rows {
            let row = self.rows.entry(truth).or_default();
            row.streams += it.streams;
            row.right += it.right;
            row.withheld += it.withheld;
            row.wrong += it.wrong;
            row.quiet += it.quiet;
        }
        self.never.extend(other.never);
        self.wrong.extend(other.wrong);
        self
    }

    /// What was found, for people.
    pub(crate) fn table(&self) -> String {
        let mut out = String::from("truth         streams  right  withheld  wrong  quiet\n");
        for (truth, it) in &self.rows {
            let percent = |part: usize| 100.0 * part as f64 / it.streams.max(1) as f64;
            let _ = writeln!(
                out,
                "{:12} {:8} {:5.1}% {:8.1}% {:5.1}% {:5.1}%",
                format!("{truth:?}"),
                it.streams,
                percent(it.right),
                percent(it.withheld),
                percent(it.wrong),
                percent(it.quiet)
            );
        }
        for it in &self.wrong {
            let _ = writeln!(out, "wrong: {it}");
        }
        out
    }

    /// Fails where more is wrong than is claimed.
    pub(crate) fn hold(&self) {
        assert!(self.never.is_empty(), "{}", self.never.join("\n"));
        let calling = self.rows.iter().filter(|(truth, _)| **truth != Truth::Dead);
        let sum = |of: fn(&Row) -> usize| calling.clone().map(|(_, it)| of(it)).sum::<usize>();
        let (quiet, streams) = (sum(|it| it.quiet), sum(|it| it.streams));
        assert!(streams > 1000, "{streams}");
        assert!(
            quiet * 100 <= streams,
            "{quiet} of {streams} are called quiet and still call"
        );
        let all = |of: fn(&Row) -> usize| self.rows.values().map(of).sum::<usize>();
        let (wrong, streams) = (all(|it| it.wrong), all(|it| it.streams));
        assert!(
            wrong * 100 <= streams,
            "{wrong} of {streams} verdicts are wrong"
        );
        for (truth, it) in &self.rows {
            assert!(it.right > 0, "{truth:?} is never recognized");
        }
    }
}

fn find<'c>(told: &'c Comparison, name: &str) -> Option<&'c DestinationView> {
    let named = |it: &&DestinationView| it.names.iter().any(|it| it.name == name);
    told.destinations.iter().find(named)
}

/// What was tried in the second run is never called silent, and what got through is never called blocked, or the other way.
fn heard_right(truth: Truth, it: &DestinationView) -> bool {
    let failing = matches!(it.verdict, Verdict::Blocked | Verdict::Broken);
    let talking = matches!(
        it.verdict,
        Verdict::Talking | Verdict::Reduced | Verdict::More | Verdict::New
    );
    if truth.blocked() { failing } else { talking }
}

/// Whether the causes are the truth's where there is something to explain, and none elsewhere.
fn causes_right(stream: &Stream, it: &DestinationView, told: &Comparison) -> bool {
    let truth = stream.truth;
    let causes = |it: &DestinationView| it.causes.iter().map(|it| it.cause).collect::<Vec<_>>();
    let called = !stream.calls[1].is_empty();
    let stopped = it.expected == Expectation::Stopped;
    if truth == Truth::ByAddress && called {
        let address = format!("{}:443", stream.server.v4);
        // Only a run that saw the name resolved tells whose address it is.
        let known = stopped && !stream.calls[0].is_empty();
        let wanted: &[&str] = if known { &[truth.cause()] } else { &[] };
        let Some(nameless) = find(told, &address) else {
            return false;
        };
        if nameless.verdict != Verdict::New || causes(nameless) != wanted {
            return false;
        }
    }
    // With a single call there is nothing that could come after a late block.
    if truth == Truth::Late && stream.calls[1].len() < 2 {
        return true;
    }
    let wanted: &[&str] = match it.expected {
        Expectation::Stopped if called && !truth.blocked() => &[truth.cause()],
        Expectation::Shared if called && !truth.blocked() => &["kept-for-another"],
        _ => &[],
    };
    causes(it) == wanted
}
