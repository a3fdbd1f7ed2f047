//! An nftables table of its own (nft(8), sections "Sets" and "Reject statement"), for this machine and for what it
//! forwards, and lines for dnsmasq (dnsmasq(8), `--nftset`) that fill its sets by name.
//!
//! A firewall knows addresses only. Those that a vendor lists, and those that captures show and nothing else is known to
//! have, stand in the file. Every other address comes in when dnsmasq answers a name; addresses that it gave for what
//! stays are let through first, so that a shared one breaks nothing.

mod dnsmasq;
mod table;

use crate::plane::{
    Ability, AddressPlan, Answering, Artefact, Comment, Family, File, Order, Plane, PlaneError,
};
use crate::rules::{Forms, Shapes};

/// The plane.
pub struct Nftables;

/// dnsmasq takes a name always with what is below it, and the most specific line counts.
const FORMS: Forms = Forms {
    block: Shapes::ZONES,
    pass: Shapes::ZONES,
    allow_list: false,
};

impl Plane for Nftables {
    fn id(&self) -> &'static str {
        "nftables"
    }

    fn about(&self) -> &'static str {
        "nftables table with documented and seen addresses, filled by name through dnsmasq"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Firewall,
            names: Some(FORMS),
            settings: &[],
            addresses: true,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "captures show what was there while they ran: something else may share a seen address all the same",
            "without dnsmasq, or for devices that ask another name server, only the addresses in the file are blocked",
            "an address is blocked on all ports, whatever else answers there, unless dnsmasq gave it for what stays",
            "addresses that devices already know when the table is loaded pass until they ask again",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let addresses = AddressPlan::of(order)?;
        let names = addresses.with_names(order, FORMS)?;
        let rules = addresses.rules_with(
            names.as_ref(),
            "what else has the addresses that dnsmasq gives for it",
        );
        let more = [format!(
            "Addresses in this file: {} of vendors' lists, {} seen. A seen one is dropped {} days after the file is loaded.",
            count(&addresses, false),
            count(&addresses, true),
            crate::plane::SEEN_DAYS
        )];
        let head = Comment::HASH.header(self, order, &rules, &more);
        let mut files = vec![File::apply(
            "backchat.nft",
            format!("{head}{}", table::table(&addresses)),
        )];
        let mut apply = vec![
            "Check it, then load it: nft -c -f backchat.nft && nft -f backchat.nft".to_owned(),
        ];
        let mut undo = vec!["nft -f undo-backchat.nft".to_owned()];
        if let Some(plan) = &names {
            files.push(File::apply(
                "dnsmasq-nftset.conf",
                dnsmasq::lines(order.intent, plan),
            ));
            apply.push("To fill it by name: copy dnsmasq-nftset.conf to /etc/dnsmasq.d on the name server of the network, which must run on the same machine, and restart dnsmasq. Do so after the table is loaded, and load it at every start before dnsmasq.".to_owned());
            undo.insert(
                0,
                "Remove /etc/dnsmasq.d/dnsmasq-nftset.conf and restart dnsmasq".to_owned(),
            );
        }
        files.push(File::undo("undo-backchat.nft", table::UNDO));
        Ok(Artefact {
            files,
            apply,
            undo,
            rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}

fn count(addresses: &AddressPlan, seen: bool) -> usize {
    let listed = addresses.listed.iter();
    listed.filter(|it| it.until.is_some() == seen).count()
}
