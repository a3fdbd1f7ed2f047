//! The machine's own planes: real readers take each policy's files, hold what they say, and come back to what was there.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skipped"
)]

mod hive;
mod plan;

mod hosts;
mod intune;
mod lgpo;
mod powershell;
mod registry_file;
mod registry_pol;
mod undo;

use backchat_engine::plane::{self, Artefact, Fidelity, Order, PlaneError};

use crate::policies;

/// Calls `test` with what a plane makes of each policy for which there is something to make; tells how many there were.
fn each(id: &str, mut test: impl FnMut(&str, &Order<'_>, &Artefact)) {
    let plane = plane::find(id).unwrap();
    let mut count = 0;
    policies::each(|policy, order| {
        if order.fits(plane).is_err() {
            return;
        }
        match plane.compile(order) {
            Ok(artefact) => {
                count += 1;
                test(policy, order, &artefact);
            }
            Err(PlaneError::Nothing(why)) => println!("{id}, {policy}: nothing: {why}"),
            Err(error) => panic!("{id}, {policy}: {error}"),
        }
    });
    println!("{id}: {count} policies");
    assert!(count >= 3, "{count}");
}

#[test]
fn what_a_plane_cannot_set_says_what_to_do_instead() {
    // A reason why a plane cannot, or ways that others have.
    let reasons = [
        "do it ",
        "for this system",
        "it is not said whether LGPO.exe keeps that",
    ];
    policies::each(|policy, order| {
        for id in [
            "registry-file",
            "registry-pol",
            "lgpo",
            "powershell",
            "intune",
        ] {
            let Ok(artefact) = plane::find(id).unwrap().compile(order) else {
                continue;
            };
            for rule in &artefact.rules {
                let note = rule.note.as_deref().unwrap_or_default();
                match rule.fidelity {
                    Fidelity::Exact => {}
                    Fidelity::Refused => assert!(
                        reasons.iter().any(|it| note.contains(it)),
                        "{id}, {policy}, {}: {note}",
                        rule.id
                    ),
                    other => panic!("{id}, {policy}, {}: {other}", rule.id),
                }
            }
        }
    });
}
