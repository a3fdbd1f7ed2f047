//! Entries as lists of one action each, for consumers that look a name up in whole lists one after the other.
//!
//! Entries of one action that follow each other can be asked in any order, so each such run is one list; between runs the
//! order is kept, as a list of what is allowed can hold passes, blocks and passes again.

use super::NamePlan;
use crate::rules::{Action, Entry};

/// Entries of one action in a row.
#[derive(Clone, Debug)]
pub struct Run<'p> {
    /// `pass`, `block`, and from the second of an action on with its number: `pass_2`.
    pub name: String,
    /// What becomes of names that it holds and no run before it.
    pub action: Action,
    /// Its entries, each with what it is for.
    pub entries: Vec<(&'p Entry, &'p str)>,
}

/// What a consumer that only denies says: names of one list, or all, unless they are on others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial<'r> {
    /// The list's name; none for all names.
    pub of: Option<&'r str>,
    /// The lists before it that let names pass.
    pub unless: Vec<&'r str>,
}

/// The runs of a plan, in the order of precedence.
#[must_use]
pub fn runs(plan: &NamePlan) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (entry, purpose) in plan.commented() {
        match runs.last_mut() {
            Some(last) if last.action == entry.action => last.entries.push((entry, purpose)),
            _ => {
                let word = match entry.action {
                    Action::Pass => "pass",
                    Action::Block => "block",
                };
                let before = runs.iter().filter(|it| it.action == entry.action).count();
                let name = match before {
                    0 => word.to_owned(),
                    before => format!("{word}_{}", before + 1),
                };
                runs.push(Run {
                    name,
                    action: entry.action,
                    entries: vec![(entry, purpose)],
                });
            }
        }
    }
    runs
}

/// The runs as denials, of which any one denies: they come to the same as going through the runs until one holds a name.
#[must_use]
pub fn denials<'r>(runs: &'r [Run<'_>], default: Action) -> Vec<Denial<'r>> {
    let (mut denials, mut passes) = (Vec::new(), Vec::new());
    for run in runs {
        match run.action {
            Action::Pass => passes.push(run.name.as_str()),
            Action::Block => denials.push(Denial {
                of: Some(&run.name),
                unless: passes.clone(),
            }),
        }
    }
    if default == Action::Block {
        denials.push(Denial {
            of: None,
            unless: passes,
        });
    }
    denials
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, action: Action) -> Run<'static> {
        Run {
            name: name.to_owned(),
            action,
            entries: Vec::new(),
        }
    }

    #[test]
    fn every_denial_spares_the_passes_before_it() {
        let runs = [
            run("pass", Action::Pass),
            run("block", Action::Block),
            run("pass_2", Action::Pass),
        ];
        let denial = |of, unless: &[&'static str]| Denial {
            of,
            unless: unless.to_vec(),
        };
        assert_eq!(
            denials(&runs, Action::Block),
            [
                denial(Some("block"), &["pass"]),
                denial(None, &["pass", "pass_2"])
            ]
        );
        assert_eq!(
            denials(&runs[..2], Action::Pass),
            [denial(Some("block"), &["pass"])]
        );
    }
}
