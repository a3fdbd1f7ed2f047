//! Sets of addresses for iptables, as `ipset restore` reads them (ipset(8)). A set is filled beside the one in use and put
//! in its place by a swap, so that at no time a part of it counts.

use std::fmt::Write as _;

use crate::plane::{
    Ability, AddressPlan, Answering, Artefact, Comment, Family, File, Listed, Order, Plane,
    PlaneError, SEEN_DAYS,
};

/// The plane.
pub struct Ipset;

/// What a set holds where nothing is said, and the least that ours hold.
const USUAL_SIZE: usize = 65_536;

/// Seconds of a day.
const DAY: u32 = 86_400;

impl Plane for Ipset {
    fn id(&self) -> &'static str {
        "ipset"
    }

    fn about(&self) -> &'static str {
        "ipset sets for iptables with documented and seen addresses"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Firewall,
            names: None,
            settings: &[],
            addresses: true,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "captures show what was there while they ran: something else may share a seen address all the same",
            "it knows addresses only: a destination whose addresses no vendor lists and no capture shows is not blocked",
            "an address is blocked on all ports, whatever else answers there",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = AddressPlan::of(order)?;
        if plan.listed.is_empty() {
            return Err(plan.nothing(order));
        }
        let rules = plan.rules();
        let more = [format!(
            "A seen address is dropped {SEEN_DAYS} days after the file is loaded; documented ranges stay."
        )];
        let mut text = Comment::HASH.header(self, order, &rules, &more);
        let mut undo =
            Comment::HASH.lines(["backchat ipset: takes the sets away, once no rule uses them"]);
        for (number, family, v6) in [("4", "inet", false), ("6", "inet6", true)] {
            let (set, fresh) = (format!("backchat{number}"), format!("backchat{number}-new"));
            let all = [false, true].map(|seen| plan.of_kind(v6, seen));
            let all: Vec<&Listed> = all.into_iter().flatten().collect();
            let size = all.len().max(USUAL_SIZE);
            for name in [&set, &fresh] {
                let create = format!(
                    "create {name} hash:net family {family} maxelem {size} timeout 0 -exist\n"
                );
                text.push_str(&create);
            }
            let _ = writeln!(text, "flush {fresh}");
            for listed in all {
                text.push_str(&Comment::HASH.lines([&listed.purpose]));
                let timeout = match listed.until {
                    Some(_) => DAY * SEEN_DAYS.unsigned_abs(),
                    None => 0,
                };
                let _ = writeln!(
                    text,
                    "add {fresh} {} timeout {timeout} -exist",
                    listed.network
                );
            }
            let _ = writeln!(text, "swap {fresh} {set}\ndestroy {fresh}");
            // A set that is made where there is none can be destroyed without an error.
            let _ = writeln!(
                undo,
                "create {set} hash:net family {family} timeout 0 -exist\ndestroy {set}"
            );
        }
        Ok(Artefact {
            files: vec![
                File::apply("backchat.ipset", text),
                File::undo("undo-backchat.ipset", undo),
            ],
            apply: std::iter::once("ipset restore < backchat.ipset".to_owned())
                .chain(commands("-I"))
                .collect(),
            undo: commands("-D")
                .chain(["ipset restore < undo-backchat.ipset".to_owned()])
                .collect(),
            rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}

/// The commands that put the rules of iptables in or take them out.
fn commands(verb: &'static str) -> impl Iterator<Item = String> {
    let families = [
        ("iptables", "backchat4", "icmp-admin-prohibited"),
        ("ip6tables", "backchat6", "icmp6-adm-prohibited"),
    ];
    families.into_iter().flat_map(move |(program, set, answer)| {
        ["OUTPUT", "FORWARD"].map(|chain| {
            format!(
                "{program} {verb} {chain} -m set --match-set {set} dst -j REJECT --reject-with {answer}"
            )
        })
    })
}
