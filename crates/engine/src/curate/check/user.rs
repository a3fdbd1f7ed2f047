//! Users' catalogs on top of the ground: what is wrong in them, and what they make wrong or easy to trip over below.
//!
//! Problems that the ground has by itself are not the user's and are left out, unless there is nothing else.

use std::collections::BTreeSet;

use super::{Files, Findings, Problem, Severity, problems};
use crate::catalog::Layer;
use crate::catalog::load::is_unreviewed;

/// Checks layers; the first is the ground.
pub(super) fn check(layers: &[Layer]) -> Vec<Problem> {
    let (ground, users) = layers.split_at(layers.len().min(1));
    if users.is_empty() {
        return problems(ground);
    }
    let known: BTreeSet<Problem> = problems(ground).into_iter().collect();
    let mut found: Vec<Problem> = problems(layers)
        .into_iter()
        .filter(|problem| !known.contains(problem))
        .collect();
    let mut findings = Findings::default();
    let files = Files::join(layers, &mut Findings::default());
    for problem in &mut found {
        // Not an error of the ground, which was whole before: a reference to something that the user took away.
        if problem.code == "dangling" && !files.users.contains_key(&*problem.file) {
            problem.severity = Severity::Warning;
            "a user's catalog removed it".clone_into(&mut problem.hint);
        }
    }
    check_reviewed(&files, &mut findings);
    found.append(&mut findings.problems);
    found.sort();
    found.dedup();
    found
}

/// What was proposed from a capture counts only once somebody has said what it is for.
fn check_reviewed(files: &Files<'_>, findings: &mut Findings) {
    for (_, entry, place) in files.endpoints() {
        let below = files.users.get(&*place.file.path);
        if below.is_some_and(|path| is_unreviewed(path, entry)) {
            findings.error(
                "unreviewed",
                place,
                format!("{} is a proposal without a purpose", entry.id.get_ref()),
                "find out what it is for and say so in `purpose`, or delete the entry",
            );
        }
    }
}
