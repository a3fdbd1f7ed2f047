//! Servers of domains in dnsmasq (dnsmasq(8), `--server` and `--local`, from 2.86 on).
//!
//! `local=/x/` answers x and what is below it from nothing: NXDOMAIN, for every type. `server=/x/#` sends both to the
//! servers that are configured anyway, and `/*.x/` is what is below alone. The longest domain that fits decides, and
//! `*.x` is longer than `x`, so two lines say a host and what is below it apart.
//!
//! Nothing stands for all names: `/#/` means what no other line holds, and gives way to any `server=` without a domain.
//! A `*` may be glued to what follows, though, so one line for each character that a name can end in blocks the rest.

use crate::plane::nodes::{Node, nodes};
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Shapes};

/// The plane.
pub struct Dnsmasq;

const FORMS: Forms = Forms {
    block: Shapes::LABELS,
    pass: Shapes::LABELS,
    allow_list: true,
};

impl Plane for Dnsmasq {
    fn id(&self) -> &'static str {
        "dnsmasq"
    }

    fn about(&self) -> &'static str {
        "dnsmasq configuration, also for OpenWrt"
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
            "names see no further than the question: aliases that an answer leads to are not looked at",
            "names in /etc/hosts and of DHCP clients are answered before these lines",
            "dnsmasq before 2.86 reads the stars otherwise",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let more = [
            "NXDOMAIN for what is blocked; what stays goes to the configured servers.".to_owned(),
        ];
        let mut text = Comment::HASH.header(self, order, &plan.rules, &more);
        for answer in &order.intent.answers {
            let addresses: Vec<String> = answer.addresses.iter().map(ToString::to_string).collect();
            text.push_str(&format!(
                "host-record={},{}\n",
                answer.name,
                addresses.join(",")
            ));
        }
        if plan.default == Action::Block {
            text.push_str("# everything else, by the character that it ends in\n");
            for last in ENDS.chars() {
                text.push_str(&format!("local=/*{last}/\n"));
            }
        }
        let answers = &order.intent.answers;
        let answered: Vec<&str> = answers.iter().map(|answer| answer.name).collect();
        for mut node in nodes(&plan, &answered) {
            // A host record answers for its own types only: without this, the others would be asked for upstream.
            if answered.contains(&node.host.as_str()) {
                node.own = Action::Block;
            }
            if !node.purpose.is_empty() {
                text.push_str(&Comment::HASH.lines([&node.purpose]));
            }
            text.push_str(&said(&node));
        }
        Ok(Artefact {
            files: vec![
                File::apply("dnsmasq.conf", text),
                File::undo(
                    "undo-dnsmasq.conf",
                    "# backchat dnsmasq: nothing, in place of the lines that block\n",
                ),
            ],
            apply: vec![
                "Copy dnsmasq.conf to /etc/dnsmasq.d/backchat.conf; on OpenWrt to a folder that confdir names".to_owned(),
                "Check that it can be read: dnsmasq --test -C /etc/dnsmasq.d/backchat.conf".to_owned(),
                "Restart dnsmasq: a reload does not read these lines".to_owned(),
            ],
            undo: vec![
                "Remove /etc/dnsmasq.d/backchat.conf, or put undo-dnsmasq.conf in its place, and restart dnsmasq".to_owned(),
            ],
            rules: plan.rules,
            notes: Vec::new(),
        })
    }
}

/// The characters that a name can end in.
const ENDS: &str = "abcdefghijklmnopqrstuvwxyz0123456789-_";

fn said(node: &Node) -> String {
    let host = &node.host;
    let line = |action: Action, star: &str| match action {
        Action::Block => format!("local=/{star}{host}/\n"),
        Action::Pass => format!("server=/{star}{host}/#\n"),
    };
    let mut lines = line(node.own, "");
    if node.below != node.own {
        lines.push_str(&line(node.below, "*."));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{compile, lines, off};

    #[test]
    fn a_single_host_is_blocked_and_what_is_below_it_passes() {
        let lines = lines(&compile(&Dnsmasq, &off("x.example", &[])), "#");
        assert!(lines.contains(&"local=/x.example/".to_owned()), "{lines:?}");
        assert!(
            lines.contains(&"server=/*.x.example/#".to_owned()),
            "{lines:?}"
        );
    }

    #[test]
    fn what_is_below_is_blocked_and_the_host_passes() {
        let lines = lines(&compile(&Dnsmasq, &off("*.x.example", &[])), "#");
        assert!(
            lines.contains(&"server=/x.example/#".to_owned()),
            "{lines:?}"
        );
        assert!(
            lines.contains(&"local=/*.x.example/".to_owned()),
            "{lines:?}"
        );
    }

    #[test]
    fn a_kept_host_passes_alone() {
        let lines = lines(
            &compile(&Dnsmasq, &off("**.x.example", &["ok.x.example"])),
            "#",
        );
        assert!(
            lines.contains(&"server=/ok.x.example/#".to_owned()),
            "{lines:?}"
        );
        assert!(
            lines.contains(&"local=/*.ok.x.example/".to_owned()),
            "{lines:?}"
        );
    }

    #[test]
    fn without_undocumented_names_the_rest_is_blocked_by_its_last_character() {
        let lines = lines(&compile(&Dnsmasq, "preset = \"updates-only\""), "#");
        assert!(lines.contains(&"local=/*m/".to_owned()), "{lines:?}");
    }
}
