//! The script's text. Every text in it is in single quotes, and nothing is made that it does not remove first.

use std::collections::BTreeMap;

use crate::plane::powershell;
use crate::plane::uuid::uuid;
use crate::plane::{AddressPlan, Listed, NamePlan};
use crate::report::wording::clean;
use crate::rules::Action;

/// Line ends of Windows.
const END: &str = "\r\n";

/// What begins the name of every group of rules.
const GROUP: &str = "backchat:";

/// The area of what belongs to none: exceptions of the policy.
const NO_AREA: &str = "exceptions";

/// What a script makes, by area.
#[derive(Default)]
pub(super) struct Script {
    /// The keywords of each area.
    keywords: BTreeMap<String, Vec<String>>,
    /// The networks of each area, with what each is.
    networks: BTreeMap<String, Vec<(String, String)>>,
}

impl Script {
    /// Sorts what plans say by areas. What belongs to several stands with the first: once is enough.
    pub(super) fn of(names: Option<&NamePlan>, addresses: &AddressPlan) -> Self {
        let mut script = Self::default();
        for (entry, areas) in names.iter().flat_map(|plan| plan.by_area()) {
            if entry.action == Action::Block {
                let keywords = script.keywords.entry(first(areas)).or_default();
                keywords.extend(entry.names.starred());
            }
        }
        for Listed {
            network,
            areas,
            purpose,
            ..
        } in &addresses.listed
        {
            let networks = script.networks.entry(first(areas)).or_default();
            networks.push((network.to_string(), purpose.clone()));
        }
        script
    }

    /// Takes away every rule of a group of ours, then the keywords: one that a rule uses cannot be removed.
    pub(super) fn remove(&self) -> String {
        let mut lines = vec![
            format!(
                "Get-NetFirewallRule -ErrorAction SilentlyContinue | Where-Object {{ $_.Group -like {} }} | Remove-NetFirewallRule",
                quoted(&format!("{GROUP}*"))
            ),
            "$keywords = @(".to_owned(),
        ];
        for (area, words) in &self.keywords {
            for word in words {
                let item = format!(
                    "  @{{ Id = {}; Keyword = {} }}",
                    quoted(&id(area, word)),
                    quoted(word)
                );
                lines.push(item);
            }
        }
        lines.push(")".to_owned());
        lines.push("foreach ($keyword in $keywords) {".to_owned());
        lines.push("  Get-NetFirewallDynamicKeywordAddress -Id $keyword.Id -ErrorAction SilentlyContinue | Remove-NetFirewallDynamicKeywordAddress".to_owned());
        lines.push("}".to_owned());
        powershell::lines(lines)
    }

    /// Makes the keywords and the rules.
    pub(super) fn make(&self) -> String {
        let mut lines = vec![
            "foreach ($keyword in $keywords) {".to_owned(),
            "  New-NetFirewallDynamicKeywordAddress -Id $keyword.Id -Keyword $keyword.Keyword -AutoResolve $true | Out-Null".to_owned(),
            "}".to_owned(),
        ];
        for (area, words) in &self.keywords {
            let ids: Vec<String> = words.iter().map(|word| quoted(&id(area, word))).collect();
            lines.push(rule(area, "names"));
            lines.push(format!(
                "  -RemoteDynamicKeywordAddresses @({}) | Out-Null",
                ids.join(", ")
            ));
        }
        for (area, networks) in &self.networks {
            lines.push("$addresses = @(".to_owned());
            for (network, purpose) in networks {
                lines.push(format!("  # {}", clean(purpose)));
                lines.push(format!("  {}", quoted(network)));
            }
            lines.push(")".to_owned());
            lines.push(rule(area, "addresses"));
            lines.push("  -RemoteAddress $addresses | Out-Null".to_owned());
        }
        powershell::lines(lines)
    }
}

/// A whole file. The mark at its start tells Windows PowerShell that it is UTF-8: read in another encoding, a letter could
/// become a quote.
pub(super) fn file(head: &str, body: &str) -> String {
    format!(
        "\u{feff}#Requires -RunAsAdministrator{END}{head}$ErrorActionPreference = 'Stop'{END}{body}"
    )
}

fn first(areas: &[String]) -> String {
    areas.first().map_or(NO_AREA, String::as_str).to_owned()
}

/// The id of a keyword, in the braces without which it is refused.
fn id(area: &str, word: &str) -> String {
    format!("{{{}}}", uuid(&format!("windows-firewall/{area}/{word}")))
}

/// The first line of a rule; the next one says what it is about.
fn rule(area: &str, what: &str) -> String {
    format!(
        "New-NetFirewallRule -DisplayName {} -Group {} -Direction Outbound -Action Block `",
        quoted(&format!("backchat: {area}, {what}")),
        quoted(&format!("{GROUP}{area}"))
    )
}

/// Text as a literal, with what is not seen written out.
fn quoted(text: &str) -> String {
    powershell::quoted(&clean(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written_out() {
        assert_eq!(
            quoted("a'; evil\r\n\u{200b}"),
            r"'a''; evil\u{d}\u{a}\u{200b}'"
        );
    }

    #[test]
    fn rules_go_before_the_keywords_that_they_use() {
        let mut script = Script::default();
        script
            .keywords
            .insert("maps".to_owned(), vec!["x.example".to_owned()]);
        let text = script.remove();
        let at = |what: &str| text.find(what).unwrap();
        assert!(at("Remove-NetFirewallRule") < at("Remove-NetFirewallDynamicKeywordAddress"));
        assert!(text.contains(&format!("Id = '{}'", id("maps", "x.example"))));
        assert!(script.make().contains("-Group 'backchat:maps' -Direction Outbound -Action Block `\r\n  -RemoteDynamicKeywordAddresses @('{"));
    }
}
