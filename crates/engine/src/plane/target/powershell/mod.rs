//! One script for Windows PowerShell 5.1 and later: registry values, services' start types, rules of the firewall, and
//! apps to remove.
//!
//! The settings stand at the top as a table of literals, with one line each; what is below it is the same in every
//! script. Before it changes anything the script keeps what was there in a journal, from which `-Undo` puts it back: the
//! way back is exact wherever the machine came from. `-WhatIf` only says what would be done. The file is UTF-8 with a byte
//! order mark, without which version 5.1 takes it for the local code page.

use crate::catalog::file::{AppScope, SettingKind};
use crate::catalog::switch::{FirewallRule, Hive, RegistryData, RegistryKey, Start, Switch};
use crate::plane::powershell::quoted;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, Order, Plane, PlaneError, SettingPlan,
};

/// The plane.
pub struct PowerShell;

const KINDS: &[SettingKind] = &[
    SettingKind::Registry,
    SettingKind::RegistryDelete,
    SettingKind::FirewallRule,
    SettingKind::Service,
    SettingKind::App,
];

const PARAMETERS: &str = "
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    # Puts back what was there before.
    [switch] $Undo,
    # Where it is kept what was there before.
    [string] $Journal = (Join-Path $env:ProgramFiles 'backchat\\journal.json')
)

";

/// What does the work; the same in every script.
const BODY: &str = include_str!("body.ps1");

const UNDO: &str = "# backchat powershell: puts back what backchat.ps1 found on this machine.
& (Join-Path $PSScriptRoot 'backchat.ps1') -Undo @args
exit $LASTEXITCODE
";

impl Plane for PowerShell {
    fn id(&self) -> &'static str {
        "powershell"
    }

    fn about(&self) -> &'static str {
        "script for PowerShell that keeps what was there, with -Undo and -WhatIf"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Machine,
            names: None,
            settings: KINDS,
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "values of the user are those of the account that runs the script; every other account needs it too",
            "apps that are removed are not put back: install them again from the Store",
            "a service keeps running until the machine restarts",
            "a value that a domain's or an MDM's policy sets wins over these again and again",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = SettingPlan::of(order, KINDS, |_, switch| {
            let said = step(switch);
            said.map(drop)
                .ok_or_else(|| "this plane has no form for it".to_owned())
        })?;
        let mut text = Comment::HASH.header(self, order, &plan.rules, &plan.notes);
        text.push_str(PARAMETERS);
        text.push_str("$Controls = @(\n");
        for chosen in plan.chosen.iter().filter(|it| !it.settings.is_empty()) {
            text.push_str(&format!(
                "    @{{\n        Id = {}; Title = {}\n        Steps = @(\n",
                quoted(&chosen.id),
                quoted(&chosen.title)
            ));
            for (_, switch) in &chosen.settings {
                if let Some(step) = step(switch) {
                    text.push_str(&format!("            @{{ {step} }}\n"));
                }
            }
            text.push_str("        )\n    }\n");
        }
        text.push_str(")\n");
        text.push_str(BODY);
        Ok(Artefact {
            files: vec![
                File::apply("backchat.ps1", script(&text)),
                File::undo("undo-backchat.ps1", script(UNDO)),
            ],
            apply: vec![
                "See what it would do: powershell -ExecutionPolicy Bypass -File backchat.ps1 -WhatIf".to_owned(),
                "In a prompt of an administrator, of the account that it is for: powershell -ExecutionPolicy Bypass -File backchat.ps1".to_owned(),
                "Keep the folder; the undo calls the same script. Restart the machine".to_owned(),
            ],
            undo: vec![
                "As the same account: powershell -ExecutionPolicy Bypass -File undo-backchat.ps1, which is backchat.ps1 -Undo".to_owned(),
                "Install removed apps again from the Store; the undo names them".to_owned(),
                "Restart the machine".to_owned(),
            ],
            rules: plan.rules,
            notes: plan.notes,
        })
    }
}

/// A file as version 5.1 reads it.
fn script(text: &str) -> Vec<u8> {
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat()
}

/// A setting as the inside of a table; none where the script has no form for it.
fn step(switch: &Switch<'_>) -> Option<String> {
    Some(match switch {
        Switch::SetValue { key, name, data } => {
            let (kind, data) = typed(data);
            format!(
                "Kind = 'Value'; {}; Type = '{kind}'; Data = {data}",
                place(*key, name)
            )
        }
        Switch::DeleteValue { key, name } => format!("Kind = 'NoValue'; {}", place(*key, name)),
        Switch::Firewall { name, rule, .. } => firewall(name, rule),
        Switch::Service { name, start } => {
            let start = match start {
                Start::Automatic => "Automatic",
                Start::Manual => "Manual",
                Start::Disabled => "Disabled",
            };
            format!(
                "Kind = 'Service'; Name = {}; Start = '{start}'",
                quoted(name)
            )
        }
        Switch::App { package, scope } => {
            let kind = match scope {
                AppScope::Image => "ImageApp",
                AppScope::User => "UserApp",
            };
            format!("Kind = '{kind}'; Name = {}", quoted(package))
        }
        Switch::Policy { .. } | Switch::Mdm { .. } | Switch::Hand { .. } => return None,
    })
}

fn place(key: RegistryKey<'_>, name: &str) -> String {
    let hive = match key.hive {
        Hive::LocalMachine => "LocalMachine",
        Hive::CurrentUser => "CurrentUser",
    };
    format!(
        "Hive = '{hive}'; Path = {}; Name = {}",
        quoted(key.path),
        quoted(name)
    )
}

/// The type by .NET's name, and a literal of it.
fn typed(data: &RegistryData<'_>) -> (&'static str, String) {
    match data {
        // .NET takes numbers of these types with their sign; the bits are the same.
        RegistryData::Dword(number) => ("DWord", format!("[int] {}", number.cast_signed())),
        RegistryData::Qword(number) => ("QWord", long(number.cast_signed())),
        RegistryData::Text(text) => ("String", quoted(text)),
        RegistryData::Expand(text) => ("ExpandString", quoted(text)),
        RegistryData::Texts(texts) => {
            let texts: Vec<String> = texts.iter().map(|it| quoted(it)).collect();
            ("MultiString", format!("[string[]] @({})", texts.join(", ")))
        }
        RegistryData::Binary(bytes) => {
            let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
            ("Binary", format!("[byte[]] @({})", bytes.join(", ")))
        }
    }
}

/// The smallest number is no literal of the type.
fn long(number: i64) -> String {
    if number == i64::MIN {
        "[long]::MinValue".to_owned()
    } else {
        format!("[long] {number}")
    }
}

fn firewall(name: &str, rule: &FirewallRule<'_>) -> String {
    let protocol = match rule.protocol {
        None => "Any".to_owned(),
        Some(6) => "TCP".to_owned(),
        Some(17) => "UDP".to_owned(),
        Some(number) => number.to_string(),
    };
    format!(
        "Kind = 'Firewall'; Name = {}; DisplayName = {}; Program = {}; Direction = '{}'; Action = '{}'; Protocol = '{protocol}'",
        quoted(&format!("backchat-{name}")),
        quoted(rule.name),
        quoted(rule.program),
        if rule.outbound { "Outbound" } else { "Inbound" },
        if rule.block { "Block" } else { "Allow" },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_mark_and_line_ends_of_windows() {
        let bytes = script("a\nb\n");
        assert_eq!(bytes, b"\xef\xbb\xbfa\r\nb\r\n");
    }

    #[test]
    fn large_numbers_keep_their_bits() {
        assert_eq!(typed(&RegistryData::Dword(u32::MAX)).1, "[int] -1");
        assert_eq!(typed(&RegistryData::Qword(1 << 63)).1, "[long]::MinValue");
    }

    #[test]
    fn the_body_is_ascii() {
        assert!(BODY.is_ascii() && PARAMETERS.is_ascii() && UNDO.is_ascii());
    }
}
