//! A response policy zone ([draft-vixie-dnsop-dns-rpz]), as BIND, Unbound, Knot Resolver and PowerDNS Recursor load it.
//!
//! In a zone, a wildcard covers only what has no nearer node: an entry below `*.x`, and every name between the two, takes
//! away from it what is below that entry, and the resolvers differ in what they make of it. So every node of the zone
//! says both what happens to itself and to what is below it.

mod zone;

use crate::intent::List;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Shapes};
use zone::{Node, zone};

/// The plane.
pub struct Rpz;

/// The zone's name. Short, as names in it must fit into 255 octets together with it.
const ZONE: &str = "rpz.local";

/// The longest name that has room in 255 octets (RFC 1035, section 2.3.4) beside the zone's and the star for what is below it.
/// Each label has one octet more, and so has the root.
const LONGEST: usize = 255 - (ZONE.len() + 2) - 1 - 2;

const FORMS: Forms = Forms {
    block: Shapes::LABELS,
    pass: Shapes::LABELS,
    allow_list: true,
};

impl Plane for Rpz {
    fn id(&self) -> &'static str {
        "rpz"
    }

    fn about(&self) -> &'static str {
        "response policy zone for BIND, Unbound, Knot Resolver, PowerDNS Recursor"
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
            "Unbound answers its own local zones before any policy zone",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let more = [format!(
            "Zone name: {ZONE}. NXDOMAIN for what is blocked; the records of what stays are rpz-passthru."
        )];
        let mut text = Comment::SEMICOLON.header(self, order, &plan.rules, &more);
        text.push_str(&format!(
            "$TTL 300\n@ SOA localhost. nobody.invalid. {} 3600 600 86400 300\n@ NS localhost.\n",
            order.serial
        ));
        // An answer is data of its own; a block at the same owner would be an error.
        for answer in &order.intent.answers {
            for (kind, address) in answer.records() {
                text.push_str(&format!("{} {kind} {address}\n", answer.name));
            }
        }
        let answered: Vec<&str> = order
            .intent
            .answers
            .iter()
            .map(|answer| answer.name)
            .collect();
        for Node {
            host,
            own,
            below,
            purpose,
        } in zone(&plan)
        {
            if host.len() > LONGEST {
                return Err(PlaneError::TooMuch(format!(
                    "{host} is longer than the {LONGEST} characters that fit into a name of the zone, which no server would load"
                )));
            }
            if !purpose.is_empty() {
                text.push_str(&Comment::SEMICOLON.lines([&purpose]));
            }
            if let Some(action) = own.filter(|_| !answered.contains(&host.as_str())) {
                text.push_str(&format!("{host} CNAME {}\n", target(action)));
            }
            if let Some(action) = below {
                text.push_str(&format!("*.{host} CNAME {}\n", target(action)));
            }
        }
        if order.intent.list == List::Allow {
            text.push_str("; everything else\n* CNAME .\n");
        }
        let empty = format!(
            "; backchat rpz: an empty zone, in place of the one that blocks\n$TTL 300\n\
             @ SOA localhost. nobody.invalid. {} 3600 600 86400 300\n@ NS localhost.\n",
            order.serial.wrapping_add(1)
        );
        Ok(Artefact {
            files: vec![File::apply("rpz.zone", text), File::undo("undo-rpz.zone", empty)],
            apply: vec![
                format!("BIND: zone \"{ZONE}\" {{ type primary; file \"rpz.zone\"; allow-query {{ none; }}; }}; and in options: response-policy {{ zone \"{ZONE}\"; }};"),
                format!("Unbound: module-config: \"respip validator iterator\" in server:, then rpz: name: \"{ZONE}.\" and zonefile: \"rpz.zone\""),
                format!("Check it first: named-checkzone {ZONE} rpz.zone"),
            ],
            undo: vec![
                "Put undo-rpz.zone in the place of rpz.zone and reload, or take the zone out of the configuration".to_owned(),
            ],
            rules: plan.rules,
            notes: Vec::new(),
        })
    }
}

const fn target(action: Action) -> &'static str {
    match action {
        Action::Block => ".",
        Action::Pass => "rpz-passthru.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{off, with};

    #[test]
    fn a_name_without_room_in_the_zone_is_refused_and_one_with_room_is_not() {
        let made = |last: usize| {
            let label = "a".repeat(60);
            let host = format!("{label}.{label}.{label}.{}.example", "b".repeat(last));
            assert_eq!(host.len(), 191 + last);
            with(&off(&host, &[]), |order| Rpz.compile(order).map(drop))
        };
        assert_eq!(made(LONGEST - 191), Ok(()));
        assert!(matches!(made(LONGEST - 190), Err(PlaneError::TooMuch(_))));
    }
}
