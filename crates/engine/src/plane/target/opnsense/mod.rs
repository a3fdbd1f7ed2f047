//! An alias of hosts for [OPNsense](https://docs.opnsense.org/manual/aliases.html), as its alias import takes it
//! (`/api/firewall/alias/import`).
//!
//! An alias of the type host holds names, which the firewall looks up every five minutes, and its rules compare addresses. So
//! only single hosts can be said; and what is blocked is whatever has one of their addresses at that time.
//!
//! The import wants an id for each alias. It is made from the alias' name, so the same alias has the same id each time.

use serde_json::json;

use crate::plane::uuid::uuid;
use crate::plane::{
    Ability, Answering, Artefact, Family, File, NamePlan, Order, Plane, PlaneError, Tally,
};
use crate::rules::{Action, Forms, Shapes};

/// The plane.
pub struct Opnsense;

const FORMS: Forms = Forms {
    block: Shapes::HOSTS,
    // Entries are single hosts, which have no holes; and a rule that lets addresses pass would let what shares them pass.
    pass: Shapes::NONE,
    // Addresses change between two lookups, so a list of what alone is allowed would cut off what stays.
    allow_list: false,
};

/// The alias' name: at most 31 letters, digits and underscores.
const ALIAS: &str = "backchat_block";

impl Plane for Opnsense {
    fn id(&self) -> &'static str {
        "opnsense"
    }

    fn about(&self) -> &'static str {
        "alias of hosts for OPNsense"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Firewall,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "addresses are blocked, not names: whatever shares an address with a listed host is blocked with it, what stays included",
            "the firewall looks names up by itself every five minutes: an address that only the client was told passes",
            "prefer a DNS plane (OPNsense runs Unbound) where names are meant",
            "no firewall judged this file: it follows the vendor's documents and source",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let rules = plan.rules_by_address("what else has its addresses");
        let mut hosts: Vec<&str> = plan
            .of_action(Action::Block)
            .map(|entry| entry.names.host())
            .collect();
        hosts.sort_unstable();
        hosts.dedup();
        let description: String = format!(
            "backchat, {}, {}: {}",
            order.date,
            order.policy,
            Tally::of(&rules)
        )
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
        let document = json!({ "aliases": { "alias": { (uuid(&format!("opnsense/{ALIAS}"))): {
            "enabled": "1",
            "name": ALIAS,
            "type": "host",
            "proto": "",
            "counters": "0",
            "updatefreq": "",
            "content": hosts.join("\n"),
            "description": description,
        } } } });
        Ok(Artefact {
            files: vec![
                File::apply("aliases.json", format!("{document:#}\n")),
                File::undo("undo.sh", UNDO),
            ],
            apply: vec![
                "Firewall, Aliases, Import: aliases.json (an alias of the same name is replaced), then Apply".to_owned(),
                format!("Firewall, Rules, LAN: a rule that rejects what goes to the alias {ALIAS}, above those that pass, limited to the machines that are meant"),
            ],
            undo: vec![
                format!("Delete or turn off the rule first; then delete the alias {ALIAS}, by hand or with undo.sh: OPNSENSE=https://firewall KEY=… SECRET=… sh undo.sh"),
            ],
            rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}

/// Deletes the alias over the API, and loads what is left.
const UNDO: &str = r#"#!/bin/sh
# backchat opnsense: delete the alias. The rule that uses it has to be gone: an alias in use cannot be deleted.
# OPNSENSE is the firewall's address (https://...), KEY and SECRET are those of a user of its API.
set -eu
api="$OPNSENSE/api/firewall/alias"
uuid=$(curl -fsS -u "$KEY:$SECRET" "$api/getAliasUUID/backchat_block" | sed -n 's/.*"uuid":"\([0-9a-f-]*\)".*/\1/p')
[ -n "$uuid" ] || { echo "there is no alias backchat_block" >&2; exit 1; }
curl -fsS -u "$KEY:$SECRET" -X POST -d '' "$api/delItem/$uuid"
curl -fsS -u "$KEY:$SECRET" -X POST -d '' "$api/reconfigure"
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Fidelity;
    use crate::plane::trial::{compile, off};

    #[test]
    fn no_rule_is_exact_as_addresses_are_shared() {
        let made = compile(&Opnsense, &off("x.example", &[]));
        let rule = made.rules.iter().find(|it| it.what == "x.example").unwrap();
        assert_eq!(rule.fidelity, Fidelity::Wider, "{rule:?}");
        assert_eq!(made.tally().exact, 0);
    }
}
