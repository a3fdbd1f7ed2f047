//! Lists whose programs are not packaged: read here as their documentation says, by code that knows nothing of how they are
//! made, and compared with what the plane claims, name by name. Expressions are judged by real programs.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use backchat_engine::plane::{self, File, NamePlan, PlaneError};
use backchat_engine::rules::Action;

use crate::consumer::{Place, run};
use crate::{policies, question};

/// Compares what `read` makes of a plane's files and the names that are asked with what the plane claims.
pub(crate) fn reads_as_claimed(
    id: &str,
    read: impl Fn(&[File], &BTreeSet<String>) -> BTreeMap<String, Action>,
) {
    let plane = plane::find(id).unwrap();
    let mut compared = 0;
    policies::each(|policy, order| {
        if order.fits(plane).is_err() {
            return;
        }
        let forms = plane.forms(order.intent.list).unwrap();
        let (artefact, plan) = match (plane.compile(order), NamePlan::of(order, forms)) {
            (Ok(artefact), Ok(plan)) => (artefact, plan),
            (Err(PlaneError::Nothing(_)), _) => return,
            (Err(error), _) | (_, Err(error)) => panic!("{policy}: {error}"),
        };
        let asked = question::names(order.intent);
        let really = read(&artefact.files, &asked);
        for name in &asked {
            assert_eq!(
                really[name],
                plan.verdict(name),
                "{id}, {policy}: {name} (read, claimed)"
            );
        }
        compared += asked.len();
    });
    assert!(compared > 300, "{compared}");
}

/// The text of a file, without lines that begin with `comment`; empty where there is no such file.
pub(crate) fn lines<'f>(files: &'f [File], name: &str, comment: char) -> Vec<&'f str> {
    let file = files.iter().find(|file| file.name == name);
    let text = file.map_or("", |file| file.text().unwrap());
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with(comment))
        .collect()
}

/// The names that an extended regular expression matches, as `grep` or `tre-agrep` says.
pub(crate) fn matching(
    program: &str,
    expression: &str,
    asked: &BTreeSet<String>,
) -> BTreeSet<String> {
    let place = Place::new("names");
    let all: Vec<&str> = asked.iter().map(String::as_str).collect();
    let names = place.file("names", all.join("\n") + "\n");
    let mut command = Command::new(program);
    if program == "grep" {
        command.arg("-E");
    }
    let (found, said) = run(command.arg("-e").arg(expression).arg(names));
    let matched: BTreeSet<String> = said.lines().map(str::to_owned).collect();
    assert!(matched.is_subset(asked), "{program}, {expression}: {said}");
    assert_eq!(found, !matched.is_empty(), "{program}, {expression}");
    matched
}

/// Whether a name is a host or below it.
pub(crate) fn in_tree(name: &str, host: &str) -> bool {
    name == host || is_below(name, host)
}

/// Whether a name is below a host.
pub(crate) fn is_below(name: &str, host: &str) -> bool {
    name.len() > host.len() && name.ends_with(&format!(".{host}"))
}
