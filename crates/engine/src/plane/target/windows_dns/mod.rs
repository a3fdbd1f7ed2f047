//! Query resolution policies of Windows Server's DNS server (`Add-DnsServerQueryResolutionPolicy`, MS-DNSP 3.1.8.3), as a
//! PowerShell script.
//!
//! On incoming questions a policy of the server can only deny or ignore, so nothing is allowed by a policy of its own: what stays
//! is named in the policy that blocks around it, as `EQ,…;NE,…`, where one of the first and none of the second has to hold.
//! Denying answers REFUSED; ignoring would leave clients waiting. `*.x` is what is below x without x.
//!
//! A list of what is allowed is a policy on recursion: one on questions would deny the zones that the server holds itself.

use crate::plane::powershell;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Names, Shapes};

/// The plane.
pub struct WindowsDns;

const FORMS: Forms = Forms {
    block: Shapes::LABELS,
    pass: Shapes::LABELS,
    allow_list: true,
};

impl Plane for WindowsDns {
    fn id(&self) -> &'static str {
        "windows-dns"
    }

    fn about(&self) -> &'static str {
        "query resolution policies for the DNS server of Windows Server"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Dns,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "names that are resolved elsewhere (DNS over HTTPS, another server) or addresses called without a name pass",
            "clients ask the next server that they know after a refusal, so all of their servers need the policies",
            "policies of the server that were there before are evaluated first",
            "needs Windows Server 2016 or later",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let comment = Comment::HASH.crlf();
        let mut lines = vec![
            "#Requires -Modules DnsServer".to_owned(),
            "$ErrorActionPreference = 'Stop'".to_owned(),
            REMOVE.to_owned(),
        ];
        for (at, policy) in policies(&plan).iter().enumerate() {
            lines.push(policy.line(at + 1));
        }
        let mut notes: Vec<String> = order.unanswered().into_iter().collect();
        if plan.default == Action::Block {
            lines.push("Clear-DnsServerCache -Force".to_owned());
            notes.push(
                "what the server answers from zones of its own passes: the list holds for names that it asks others for"
                    .to_owned(),
            );
        }
        let mut text = comment.header(self, order, &plan.rules, &notes);
        text.push_str(&powershell::lines(lines));
        let undo = [
            "# backchat windows-dns: takes the policies away".to_owned(),
            REMOVE.to_owned(),
        ];
        Ok(Artefact {
            files: vec![
                File::apply("windows-dns.ps1", text),
                File::undo("undo-windows-dns.ps1", powershell::lines(undo)),
            ],
            apply: vec![
                "On the DNS server, in PowerShell as an administrator: .\\windows-dns.ps1. It takes away what it made before, and needs no restart".to_owned(),
                "See what is in force: Get-DnsServerQueryResolutionPolicy".to_owned(),
            ],
            undo: vec!["On the DNS server: .\\undo-windows-dns.ps1".to_owned()],
            rules: plan.rules,
            notes,
        })
    }
}

/// Takes away the policies that the script made, and no others.
const REMOVE: &str = "Get-DnsServerQueryResolutionPolicy | Where-Object { $_.Name -like 'backchat-*' } | Remove-DnsServerQueryResolutionPolicy -Force";

/// How many sets one policy denies: long lines are hard to read, and many policies are slow to take away.
const SETS: usize = 50;

/// One policy: it denies what is in one of `eq` and in none of `ne`; without `eq`, all that is in none of `ne`.
struct Policy<'p> {
    eq: Vec<&'p Names>,
    ne: Vec<&'p Names>,
    on_recursion: bool,
}

fn policies(plan: &NamePlan) -> Vec<Policy<'_>> {
    let mut policies = Vec::new();
    let on_recursion = plan.default == Action::Block;
    // Each block with what passes before it.
    let (mut plain, mut holed) = (Vec::new(), Vec::new());
    for (entry, ne) in plan.blocks() {
        if ne.is_empty() {
            plain.push(&entry.names);
        } else {
            holed.push(Policy {
                eq: vec![&entry.names],
                ne,
                on_recursion,
            });
        }
    }
    for sets in plain.chunks(SETS) {
        policies.push(Policy {
            eq: sets.to_vec(),
            ne: Vec::new(),
            on_recursion,
        });
    }
    policies.append(&mut holed);
    if on_recursion {
        policies.push(Policy {
            eq: Vec::new(),
            ne: plan.of_action(Action::Pass).map(|it| &it.names).collect(),
            on_recursion,
        });
    }
    policies
}

impl Policy<'_> {
    fn line(&self, number: usize) -> String {
        let parts = [("EQ", &self.eq), ("NE", &self.ne)];
        let parts = parts.iter().filter(|(_, sets)| !sets.is_empty());
        let parts = parts.map(|(operator, sets)| {
            let values: Vec<String> = sets.iter().flat_map(|names| names.starred()).collect();
            format!("{operator},{}", values.join(","))
        });
        let fqdn = parts.collect::<Vec<_>>().join(";");
        let recursion = if self.on_recursion {
            " -ApplyOnRecursion"
        } else {
            ""
        };
        format!(
            "Add-DnsServerQueryResolutionPolicy -Name 'backchat-{number}' -Action DENY -Condition AND -Fqdn '{fqdn}'{recursion}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{compile, lines, off};

    #[test]
    fn what_stays_is_named_in_the_policy_around_it() {
        let lines = lines(
            &compile(&WindowsDns, &off("**.x.example", &["ok.x.example"])),
            "#",
        );
        let wanted = "-Fqdn 'EQ,x.example,*.x.example;NE,ok.x.example'";
        assert!(lines.iter().any(|line| line.ends_with(wanted)), "{lines:?}");
    }

    #[test]
    fn names_are_denied_and_never_ignored() {
        let lines = lines(&compile(&WindowsDns, "preset = \"quiet\""), "#");
        assert!(lines.iter().any(|line| line.contains("-Action DENY")));
        assert!(lines.iter().all(|line| !line.contains("IGNORE")));
    }

    #[test]
    fn a_list_of_what_is_allowed_holds_for_recursion() {
        let lines = lines(&compile(&WindowsDns, "preset = \"updates-only\""), "#");
        let safe = lines.iter().find(|line| line.contains("-Fqdn 'NE,"));
        assert!(safe.unwrap().ends_with("-ApplyOnRecursion"), "{lines:?}");
    }

    #[test]
    fn a_reason_cannot_leave_the_comment() {
        let policy = "release = \"2004\"\noff = [\"apps\"]\n[[exception]]\noff = \"x.example\"\n\
                      reason = \"a\\r\\nRemove-Item C:\"\nuntil = 2030-01-01\n";
        let lines = lines(&compile(&WindowsDns, policy), "#");
        assert!(
            lines.iter().all(|line| !line.contains("Remove-Item")),
            "{lines:?}"
        );
    }
}
