//! The hosts file of Windows: `0.0.0.0 name` and `:: name`, so that neither family of addresses leads anywhere.
//!
//! The lines stand between two markers, so that they can be taken out exactly and the rest of the file stays as it is.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Shapes};

/// The plane.
pub struct Hosts;

/// The most lines that are written. Windows reads the file into one table of its DNS client, which is slow with many.
pub const MAX_LINES: usize = 2000;

/// The line before what is written.
pub const BEGIN: &str = "# begin backchat";

/// The line after it.
pub const END: &str = "# end backchat";

const FORMS: Forms = Forms {
    block: Shapes::HOSTS,
    pass: Shapes::NONE,
    allow_list: false,
};

const COMMENT: Comment = Comment::HASH.crlf();

impl Plane for Hosts {
    fn id(&self) -> &'static str {
        "hosts"
    }

    fn about(&self) -> &'static str {
        "lines for the hosts file of one machine"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Machine,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Names,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "wildcards cannot be said: only hosts that are spelled out or were seen are here",
            "programs that resolve names themselves (DNS over HTTPS in browsers) do not ask this file",
            "Microsoft Defender takes a file with some of Microsoft's hosts for an attack (SettingsModifier:Win32/HostsFileHijack) and empties it",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let answers = &order.intent.answers;
        let answered: BTreeSet<&str> = answers.iter().map(|it| it.name).collect();
        let mut lines = String::new();
        let mut count = 0;
        let mut line = |address: IpAddr, name: &str| {
            count += 1;
            lines.push_str(&format!("{address} {name}\r\n"));
        };
        for answer in answers {
            for address in &answer.addresses {
                line(*address, answer.name);
            }
        }
        let blocked = plan.of_action(Action::Block).map(|it| it.names.host());
        let blocked: BTreeSet<&str> = blocked.collect();
        for host in blocked.difference(&answered) {
            line(IpAddr::from([0, 0, 0, 0]), host);
            line(IpAddr::from([0_u16; 8]), host);
        }
        if count > MAX_LINES {
            return Err(PlaneError::TooMuch(format!(
                "{count} lines are more than the {MAX_LINES} that a hosts file should have; take a name server's plane"
            )));
        }
        let head = COMMENT.header(self, order, &plan.rules, &[]);
        // PowerShell 5.1 and Windows read the file in different code pages beyond ASCII.
        let head = head.replace(|letter: char| !letter.is_ascii(), "?");
        // The first line end is taken out with the rest: a file whose last line has none stays as it was too.
        let text = format!("\r\n{BEGIN}\r\n{head}{lines}{END}\r\n");
        Ok(Artefact {
            files: vec![File::apply("hosts.txt", text), File::undo("undo-hosts.ps1", UNDO)],
            apply: vec![
                "Run undo-hosts.ps1 first where an older version of these lines is there".to_owned(),
                "In PowerShell as an administrator: Get-Content -LiteralPath hosts.txt | Add-Content -Encoding Ascii \
                 -LiteralPath $env:SystemRoot\\System32\\drivers\\etc\\hosts"
                    .to_owned(),
                "ipconfig /flushdns".to_owned(),
            ],
            undo: vec![
                "In PowerShell as an administrator: powershell -ExecutionPolicy Bypass -File undo-hosts.ps1".to_owned(),
                "ipconfig /flushdns".to_owned(),
            ],
            rules: plan.rules,
            notes: Vec::new(),
        })
    }
}

/// Takes out what stands between the markers, and leaves every other byte: texts are read as Latin-1, which keeps each.
const UNDO: &str = "# backchat hosts: takes the lines between the markers out of the hosts file, and leaves the others as they are.\r
$ErrorActionPreference = 'Stop'\r
$Path = Join-Path $env:SystemRoot 'System32\\drivers\\etc\\hosts'\r
$Bytes = [Text.Encoding]::GetEncoding(28591)\r
$Text = $Bytes.GetString([IO.File]::ReadAllBytes($Path))\r
$Left = [regex]::Replace($Text, '(?ms)(\\r?\\n)?^# begin backchat\\r?\\n.*?^# end backchat(\\r?\\n|\\z)', '')\r
if ($Left -ne $Text) {\r
    [IO.File]::WriteAllBytes($Path, $Bytes.GetBytes($Left))\r
}\r
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_undo_looks_for_the_same_markers() {
        assert!(UNDO.contains(&format!("^{BEGIN}")) && UNDO.contains(&format!("^{END}")));
    }

    #[test]
    fn the_undo_is_ascii_with_line_ends_of_windows() {
        assert!(UNDO.is_ascii());
        assert!(UNDO.lines().count() == UNDO.matches("\r\n").count());
    }
}
