//! Small policies for the unit tests of planes.

use jiff::civil::date;

use super::{Artefact, Order, Plane, known_hosts};
use crate::catalog::Catalog;
use crate::intent::Intent;
use crate::policy::Draft;

/// Calls `test` with the order of a policy.
pub(super) fn with<T>(policy: &str, test: impl FnOnce(&Order<'_>) -> T) -> T {
    let catalog = Catalog::embedded();
    let day = date(2026, 1, 2);
    let draft = Draft::read("trial", policy).unwrap();
    let policy = draft.resolve(catalog, day).unwrap();
    let intent = Intent::of(&policy).unwrap();
    let known = known_hosts(catalog, []);
    test(&Order {
        intent: &intent,
        policy: "trial",
        date: day,
        serial: 1,
        known: &known,
        observation: None,
        before: None,
    })
}

/// A policy that turns off one set of names, and keeps others.
pub(super) fn off(off: &str, keep: &[&str]) -> String {
    let mut text = format!(
        "release = \"2004\"\noff = [\"apps\"]\n[[exception]]\noff = \"{off}\"\nreason = \"tried\"\nuntil = 2030-01-01\n"
    );
    for keep in keep {
        text.push_str(&format!(
            "[[exception]]\nkeep = \"{keep}\"\nreason = \"tried\"\nuntil = 2030-01-01\n"
        ));
    }
    text
}

/// What a plane makes of a policy.
pub(super) fn compile(plane: &dyn Plane, policy: &str) -> Artefact {
    with(policy, |order| plane.compile(order).unwrap())
}

/// The main file, without its comments.
pub(super) fn lines(artefact: &Artefact, comment: &str) -> Vec<String> {
    let text = artefact.files[0].text().unwrap();
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(comment));
    lines.map(str::to_owned).collect()
}
