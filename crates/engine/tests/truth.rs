//! Names and flows of other people's captures against what tshark found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use backchat_engine::names::NameTable;
use backchat_engine::pipeline::{self, Window};
use backchat_engine::source::capture::{Input, InputError, Inputs, Silent};
use backchat_testkit::truth::exception::{Difference, Exceptions, Side};
use backchat_testkit::truth::name::{Row, expected, found};
use backchat_testkit::{shared, truth};

/// What of the truth must be found, in thousandths, by kind.
const RECALL: &[(&str, u64)] = &[
    ("connect", 995),
    ("dns", 995),
    ("dns-cname", 995),
    ("dns-query", 995),
    ("http", 995),
    ("quic", 970),
    ("tls", 995),
];

#[derive(Clone, Copy, Debug, Default)]
struct Score {
    expected: u64,
    found: u64,
    both: u64,
    /// Extra, and nothing explains it.
    wrong: u64,
}

#[test]
fn names_are_those_that_tshark_finds() {
    let Some(folder) = shared::folder("captures") else {
        return;
    };
    let mut exceptions = Exceptions::read(include_str!("../../testkit/exceptions/names.tsv"));
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for file in truth::captures(&folder) {
        let expected = expected(&truth::lines(&folder, &file, "tsv"));
        let found = names(folder.join(&file));
        for row in &expected {
            scores.entry(row.kind.clone()).or_default().expected += 1;
        }
        for row in &found {
            let score = scores.entry(row.kind.clone()).or_default();
            score.found += 1;
            score.both += u64::from(expected.contains(row));
        }
        let missing = expected.difference(&found).map(|row| (Side::Missing, row));
        let extra = found.difference(&expected).map(|row| (Side::Extra, row));
        for (side, row) in missing.chain(extra) {
            let difference = Difference {
                file: file.clone(),
                side,
                row: row.clone(),
            };
            if exceptions.reason(&difference).is_none() {
                if side == Side::Extra {
                    scores.entry(row.kind.clone()).or_default().wrong += 1;
                }
                let side = if side == Side::Extra {
                    "extra"
                } else {
                    "missing"
                };
                unexplained.push(format!("{file}\t{row}\t{side}"));
            }
        }
    }
    println!("kind       truth  found   both   recall  precision  wrong");
    for (kind, score) in &scores {
        println!(
            "{kind:9} {:6} {:6} {:6} {:7.2}%  {:8.2}%  {:5}",
            score.expected,
            score.found,
            score.both,
            percent(score.both, score.expected),
            percent(score.both, score.found),
            score.wrong,
        );
    }
    println!("differences explained:");
    for (reason, count) in exceptions.reasons() {
        println!("{count:4}  {reason}");
    }
    for (kind, least) in RECALL {
        let score = scores.get(*kind).copied().unwrap_or_default();
        assert!(score.expected > 0, "the truth has {kind}");
        assert!(
            score.both * 1000 >= score.expected * least,
            "recall of {kind}: {score:?}"
        );
    }
    assert!(
        unexplained.is_empty(),
        "neither we nor the truth should differ without a reason:\n{}",
        unexplained.join("\n")
    );
    let unused: Vec<&Difference> = exceptions.unused().collect();
    assert!(
        unused.is_empty(),
        "differences that are no more: {unused:#?}"
    );
}

fn names(path: PathBuf) -> BTreeSet<Row> {
    let inputs = Inputs(vec![Input::File { path, found: true }]);
    let mut table = NameTable::default();
    match pipeline::run(&inputs, Window::default(), &mut Silent, &mut table) {
        // A file of a version that nobody knows has no names.
        Ok(_) | Err(InputError::NoCaptures { .. }) => {}
        Err(error) => panic!("{error}"),
    }
    assert_eq!(table.dropped, 0, "no row was dropped at the bound");
    found(&table)
}

fn percent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
