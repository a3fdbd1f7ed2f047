//! What planes claim, against what was meant.

use backchat_engine::intent::{List, Strength};
use backchat_engine::plane::{Fidelity, GapKind, NamePlan, PLANES, PlaneError, Ruled};
use backchat_engine::rules::Action;

use crate::{policies, question};

#[test]
fn no_plane_blocks_what_must_stay() {
    policies::each(|policy, order| {
        let asked = question::names(order.intent);
        for plane in PLANES {
            let Some(forms) = plane.forms(order.intent.list) else {
                continue;
            };
            let Ok(plan) = NamePlan::of(order, forms) else {
                continue;
            };
            for kept in order
                .intent
                .kept
                .iter()
                .filter(|it| it.strength == Strength::Hard)
            {
                for host in asked.iter().filter(|host| kept.names.holds(host)) {
                    // A list of what is allowed may lack what its plane cannot say; that is told below.
                    if order.intent.list == List::Block {
                        assert_eq!(
                            plan.verdict(host),
                            Action::Pass,
                            "{policy}, {}: {host}",
                            plane.id()
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn every_difference_from_what_was_meant_is_stated() {
    policies::each(|policy, order| {
        let asked = question::names(order.intent);
        for plane in PLANES {
            let Some(forms) = plane.forms(order.intent.list) else {
                continue;
            };
            if order.fits(*plane).is_err() {
                continue;
            }
            let plan = match NamePlan::of(order, forms) {
                Ok(plan) => plan,
                Err(PlaneError::Nothing(_)) => continue,
                Err(error) => panic!("{policy}, {}: {error}", plane.id()),
            };
            let states = |kind: GapKind| {
                let has = |rule: &Ruled| rule.gaps.iter().any(|gap| gap.kind == kind);
                plan.rules.iter().any(has)
            };
            let refuses = plan
                .rules
                .iter()
                .any(|rule| rule.fidelity == Fidelity::Refused);
            for host in &asked {
                let stated = match (question::meant(order.intent, host), plan.verdict(host)) {
                    (meant, claimed) if meant == claimed => continue,
                    // A list of what is allowed is wider where it lets more pass.
                    (Action::Pass, _) if order.intent.list == List::Block => states(GapKind::Wider),
                    (Action::Block, _) if order.intent.list == List::Allow => {
                        states(GapKind::Wider)
                    }
                    _ => states(GapKind::Narrower) || refuses,
                };
                assert!(
                    stated,
                    "{policy}, {}: {host} is treated otherwise than meant",
                    plane.id()
                );
            }
        }
    });
}

#[test]
fn a_plane_without_differences_does_what_was_meant() {
    policies::each(|policy, order| {
        let asked = question::names(order.intent);
        for plane in PLANES {
            let Some(forms) = plane.forms(order.intent.list) else {
                continue;
            };
            let Ok(plan) = NamePlan::of(order, forms) else {
                continue;
            };
            if plan
                .rules
                .iter()
                .any(|rule| !rule.gaps.is_empty() || rule.fidelity == Fidelity::Refused)
            {
                continue;
            }
            for host in &asked {
                assert_eq!(
                    plan.verdict(host),
                    question::meant(order.intent, host),
                    "{policy}, {}: {host}",
                    plane.id()
                );
            }
        }
    });
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    policies::each(|policy, order| {
        for plane in PLANES {
            let (one, two) = (plane.compile(order), plane.compile(order));
            assert_eq!(one, two, "{policy}, {}", plane.id());
        }
    });
}

#[test]
fn every_artefact_has_its_undo() {
    policies::each(|policy, order| {
        for plane in PLANES.iter().filter(|plane| order.fits(**plane).is_ok()) {
            if let Ok(artefact) = plane.compile(order) {
                assert!(!artefact.undo.is_empty(), "{policy}, {}", plane.id());
                assert!(!artefact.apply.is_empty(), "{policy}, {}", plane.id());
            }
        }
    });
}

/// ipset and dnsmasq read lines into 1024 bytes, and take the rest of a longer comment for a line of its own.
#[test]
fn no_comment_is_longer_than_the_smallest_buffer() {
    let policy = format!(
        "release = \"2004\"\noff = [\"maps\"]\n[[exception]]\noff = \"a-*.x.example\"\nreason = \"{}\"\n\
         until = 2030-01-01\n",
        "\u{20ac}\u{20ac}\u{20ac} ".repeat(2000)
    );
    policies::with("long", &policy, |order| {
        for plane in PLANES {
            let Ok(artefact) = plane.compile(order) else {
                continue;
            };
            for text in artefact.files.iter().filter_map(|file| file.text()) {
                let comment = |line: &&str| line.trim_start().starts_with(['#', ';', '!', '/']);
                let long = text.lines().filter(comment).find(|it| it.len() >= 1024);
                assert_eq!(long, None, "{}", plane.id());
            }
        }
    });
}
