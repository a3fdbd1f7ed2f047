//! Local zones of Unbound (unbound.conf(5), `local-zone` and `local-data`).
//!
//! The zone nearest above a name decides, and a zone always holds what is below its name. One host alone can be blocked all
//! the same: in a `transparent` zone, a name that has data of any type has no others, and names below it are resolved. So
//! a text record takes the addresses and the HTTPS record away. Nothing lets one host pass alone, or blocks what is below
//! a host without the host: both come out as zones.
//!
//! `unbound-checkconf` takes zones that never match for good, so the tests ask a running Unbound.

use crate::plane::nodes::{Node, nodes};
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Shape, Shapes};

/// The plane.
pub struct Unbound;

const FORMS: Forms = Forms {
    block: Shapes {
        exact: Some(Shape::Exact),
        ..Shapes::ZONES
    },
    pass: Shapes {
        below: Some(Shape::Below),
        ..Shapes::ZONES
    },
    allow_list: true,
};

impl Plane for Unbound {
    fn id(&self) -> &'static str {
        "unbound"
    }

    fn about(&self) -> &'static str {
        "local zones for Unbound"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Dns,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Names,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "names that are resolved elsewhere (DNS over HTTPS, another server) or addresses called without a name pass",
            "zones see the name that is asked for, not the aliases that it leads to",
            "a zone of the same name elsewhere in the configuration takes the place of one here or gives way to it",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let more = [
            "NXDOMAIN for zones that are blocked; single hosts keep only a text record, so they have no address.".to_owned(),
        ];
        let mut text = Comment::HASH.header(self, order, &plan.rules, &more);
        text.push_str("server:\n");
        if plan.default == Action::Block {
            text.push_str("  # everything else\n  local-zone: \".\" always_nxdomain\n");
        }
        let answers = &order.intent.answers;
        let answered: Vec<&str> = answers.iter().map(|answer| answer.name).collect();
        for node in nodes(&plan, &answered) {
            if !node.purpose.is_empty() {
                text.push_str(&Comment::HASH.indented("  ").lines([&node.purpose]));
            }
            let host = &node.host;
            match answers.iter().find(|answer| answer.name == host) {
                Some(answer) => {
                    // Neither kind asks upstream for a name that has data; `static` ends what is below it, too.
                    let zone = match node.below {
                        Action::Pass => "transparent",
                        Action::Block => "static",
                    };
                    text.push_str(&format!("  local-zone: \"{host}.\" {zone}\n"));
                    for (kind, address) in answer.records() {
                        text.push_str(&format!(
                            "  local-data: \"{host}. {TTL} IN {kind} {address}\"\n"
                        ));
                    }
                }
                None => text.push_str(&zone(&node)),
            }
        }
        let empty = "# backchat unbound: nothing, in place of the zones that block\nserver:\n";
        Ok(Artefact {
            files: vec![
                File::apply("unbound.conf", text),
                File::undo("undo-unbound.conf", empty),
            ],
            apply: vec![
                "Copy unbound.conf to /etc/unbound/unbound.conf.d/backchat.conf, or name it in an include: line of unbound.conf".to_owned(),
                "Check that it can be read: unbound-checkconf (it does not notice zones that never match)".to_owned(),
                "Load it: unbound-control reload".to_owned(),
            ],
            undo: vec![
                "Remove /etc/unbound/unbound.conf.d/backchat.conf, or put undo-unbound.conf in its place, and run unbound-control reload".to_owned(),
            ],
            rules: plan.rules,
            notes: Vec::new(),
        })
    }
}

/// How long clients may keep an answer, in seconds: short, so that going back takes effect soon.
const TTL: u32 = 300;

fn zone(node: &Node) -> String {
    let host = &node.host;
    match (node.own, node.below) {
        (Action::Block, Action::Block) => format!("  local-zone: \"{host}.\" always_nxdomain\n"),
        (Action::Block, Action::Pass) => format!(
            "  local-zone: \"{host}.\" transparent\n  local-data: \"{host}. {TTL} IN TXT blocked\"\n"
        ),
        // A host that passes above what is blocked has no form, so `FORMS` never gives one.
        (Action::Pass, _) => format!("  local-zone: \"{host}.\" always_transparent\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{compile, lines, off};

    #[test]
    fn a_single_host_loses_its_addresses_and_leaves_what_is_below() {
        let lines = lines(&compile(&Unbound, &off("x.example", &[])), "#");
        assert!(
            lines.contains(&"local-zone: \"x.example.\" transparent".to_owned()),
            "{lines:?}"
        );
        assert!(
            lines.contains(&"local-data: \"x.example. 300 IN TXT blocked\"".to_owned()),
            "{lines:?}"
        );
    }

    #[test]
    fn what_stays_is_a_zone_in_the_zone() {
        let lines = lines(
            &compile(&Unbound, &off("**.x.example", &["ok.x.example"])),
            "#",
        );
        assert!(
            lines.contains(&"local-zone: \"x.example.\" always_nxdomain".to_owned()),
            "{lines:?}"
        );
        assert!(
            lines.contains(&"local-zone: \"ok.x.example.\" always_transparent".to_owned()),
            "{lines:?}"
        );
    }

    #[test]
    fn reasons_of_exceptions_stay_in_comments() {
        let policy = "release = \"2004\"\noff = [\"apps\"]\n[[exception]]\noff = \"x.example\"\n\
                      reason = \"a\\nlocal-zone: \\\".\\\" refuse\"\nuntil = 2030-01-01\n";
        let lines = lines(&compile(&Unbound, policy), "#");
        assert!(
            lines.iter().all(|line| !line.contains("refuse")),
            "{lines:?}"
        );
    }
}
