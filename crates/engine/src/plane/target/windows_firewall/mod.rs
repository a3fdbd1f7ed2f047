//! A PowerShell script with rules for the firewall of Windows (Microsoft, "Windows Firewall dynamic keywords", and the
//! NetSecurity module's New-NetFirewallRule and New-NetFirewallDynamicKeywordAddress): for each area one rule over the
//! addresses that it may block, and one over the names that it turns off.
//!
//! A rule that blocks wins over every rule that allows, so names have no exceptions. No program of Windows judged this
//! script here; tests look at its syntax.

mod script;

use crate::plane::{
    Ability, AddressPlan, Answering, Artefact, Comment, Family, File, Order, Plane, PlaneError,
};
use crate::rules::{Forms, Shape, Shapes};
use script::Script;

/// The plane.
pub struct WindowsFirewall;

/// A keyword is a name, or `*.` and what is below it; a name with what is below it takes two.
const FORMS: Forms = Forms {
    block: Shapes {
        exact: Some(Shape::Exact),
        below: Some(Shape::Below),
        tree: Some(Shape::Tree),
        glob: None,
    },
    pass: Shapes::NONE,
    allow_list: false,
};

impl Plane for WindowsFirewall {
    fn id(&self) -> &'static str {
        "windows-firewall"
    }

    fn about(&self) -> &'static str {
        "PowerShell script with Windows Firewall rules, by name and by address"
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
            "rules by name need Windows 10 20H2 or Windows 11 with current updates, Microsoft Defender Antivirus as the active one and its network protection in block or audit mode",
            "rules by name work on the answers of plain DNS that programs ask for: not with DNS over HTTPS, not before the first lookup after a start, and the first packet can slip through",
            "a rule by name blocks the address that the name has, whatever else answers there",
            "a rule that blocks wins over every rule that allows: no exception can be made",
            "an address that was seen counts 14 days, and Windows does not remove it by itself",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let addresses = AddressPlan::of(order)?;
        let names = addresses.with_names(order, FORMS)?;
        let rules = addresses.rules_with(
            names.as_ref(),
            "what else has the addresses that its names resolve to",
        );
        let script = Script::of(names.as_ref(), &addresses);
        let head = Comment::HASH.crlf().header(self, order, &rules, &[]);
        let undo = Comment::HASH
            .crlf()
            .lines(["backchat windows-firewall: takes away what windows-firewall.ps1 made"]);
        Ok(Artefact {
            files: vec![
                File::apply(
                    "windows-firewall.ps1",
                    script::file(&head, &(script.remove() + &script.make())),
                ),
                File::undo(
                    "undo-windows-firewall.ps1",
                    script::file(&undo, &script.remove()),
                ),
            ],
            apply: vec![
                "Run the undo script of an earlier export first, if there is one".to_owned(),
                "In PowerShell as an administrator: powershell -ExecutionPolicy Bypass -File .\\windows-firewall.ps1. Run again, it replaces what it made".to_owned(),
            ],
            undo: vec![
                "In PowerShell as an administrator: powershell -ExecutionPolicy Bypass -File .\\undo-windows-firewall.ps1".to_owned(),
            ],
            rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}
