//! LGPO text, as Microsoft's LGPO.exe reads it (`LGPO.exe /t`): for each value four lines, `Computer` or `User`, the key,
//! the name and the action, and an empty line; `;` begins a comment.
//!
//! The tool's documentation does not say in which code page it reads texts, so only ASCII is written. Actions used:
//! `DWORD:`, `QWORD:`, `SZ:`, `EXSZ:`, `MULTISZ:` (parts between `\0`), `BINARY:`, `DELETE`. No real program judged the
//! text: the tests read it back with a grammar of their own.

use crate::catalog::switch::Hive;
use crate::plane::registry_plan::{Back, Change, KINDS, RegistryPlan};
use crate::plane::registry_value::{Value, kind};
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, Order, Plane, PlaneError, header,
};

/// The plane.
pub struct Lgpo;

const COMMENT: Comment = Comment::SEMICOLON.crlf();

impl Plane for Lgpo {
    fn id(&self) -> &'static str {
        "lgpo"
    }

    fn about(&self) -> &'static str {
        "text for LGPO.exe, Microsoft's tool for local Group Policy"
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
            "LGPO.exe is a download from Microsoft, not a part of Windows",
            "DELETE in the undo becomes a part of local policy and keeps the value away until the policy is set to Not Configured",
            "a policy of the domain wins over local policy",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = RegistryPlan::of(order, sayable)?;
        let notes = plan.notes_of_policy(order);
        let head = header(self, order, &plan.rules, &notes);
        let mut text = comment(&head);
        for group in &plan.groups {
            if !group.changes.is_empty() {
                text.push_str(&format!(
                    "\r\n{}",
                    comment([format!("{} [{}]", group.title, group.id)])
                ));
            }
            for change in &group.changes {
                text.push_str(&entry(change, change.to.as_ref()));
            }
        }
        let mut undo = comment(["backchat lgpo: takes back what the other file sets"]);
        for change in plan
            .groups
            .iter()
            .rev()
            .flat_map(|it| it.changes.iter().rev())
        {
            match &change.back {
                Back::Delete => undo.push_str(&entry(change, None)),
                Back::Set(value) => undo.push_str(&entry(change, Some(value))),
                Back::Unknown => undo.push_str(&comment([change.unknown()])),
            }
        }
        Ok(Artefact {
            files: vec![File::apply("lgpo.txt", text), File::undo("undo-lgpo.txt", undo)],
            apply: vec![
                "Keep the local policy that is there: LGPO.exe /b BACKUP-FOLDER".to_owned(),
                "In a prompt of an administrator: LGPO.exe /t lgpo.txt".to_owned(),
                "gpupdate /force, then restart the machine".to_owned(),
            ],
            undo: vec![
                "In a prompt of an administrator: LGPO.exe /t undo-lgpo.txt, then gpupdate /force".to_owned(),
                "Set the policies to Not Configured afterwards, or import the backup with LGPO.exe /g BACKUP-FOLDER".to_owned(),
            ],
            rules: plan.rules,
            notes,
        })
    }
}

/// Comment lines in ASCII.
fn comment<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> String {
    let text = COMMENT.lines(lines);
    text.replace(|letter: char| !letter.is_ascii(), "?")
}

/// Whether a change can be said in lines, or why not.
fn sayable(change: &Change) -> Result<(), String> {
    // A line of blanks, or one that begins as a comment, would be read as something else.
    let plain = |text: &str| {
        text.chars().all(|it| it == ' ' || it.is_ascii_graphic())
            && text.trim() == text
            && !text.is_empty()
            && !text.starts_with(';')
    };
    if !plain(&change.path) || !plain(&change.name) || change.name == "*" {
        return Err("its key or name cannot stand in a line of LGPO text".to_owned());
    }
    let back = match &change.back {
        Back::Set(value) => Some(value),
        Back::Delete | Back::Unknown => None,
    };
    for value in change.to.iter().chain(back) {
        let Some(action) = action(value) else {
            return Err("LGPO text has no form for its data".to_owned());
        };
        if !action.chars().all(|it| it == ' ' || it.is_ascii_graphic()) {
            return Err(
                "its data are not ASCII, and it is not said how LGPO text is read beyond that"
                    .to_owned(),
            );
        }
        let (_, data) = action.split_once(':').unwrap_or_default();
        if data.trim() != data {
            return Err(
                "its data begin or end with a blank, and it is not said whether LGPO.exe keeps that".to_owned(),
            );
        }
    }
    Ok(())
}

/// Four lines after an empty one.
fn entry(change: &Change, to: Option<&Value>) -> String {
    let owner = match change.hive {
        Hive::LocalMachine => "Computer",
        Hive::CurrentUser => "User",
    };
    let action = match to {
        Some(value) => action(value).unwrap_or_default(),
        None => "DELETE".to_owned(),
    };
    format!(
        "\r\n{owner}\r\n{}\r\n{}\r\n{action}\r\n",
        change.path, change.name
    )
}

/// The action that sets a value; none where there is none.
fn action(value: &Value) -> Option<String> {
    match value.kind {
        kind::DWORD => Some(format!("DWORD:{}", value.as_dword()?)),
        kind::QWORD => {
            let bytes = value.data.as_slice().try_into().ok()?;
            Some(format!("QWORD:{}", u64::from_le_bytes(bytes)))
        }
        kind::TEXT => Some(format!("SZ:{}", value.as_text()?)),
        kind::EXPAND => Some(format!("EXSZ:{}", value.as_text()?)),
        kind::TEXTS => {
            let (units, _) = value.data.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|it| u16::from_le_bytes(*it)).collect();
            let text = String::from_utf16(&units).ok()?;
            let text = text.trim_end_matches('\0').replace('\0', r"\0");
            Some(format!("MULTISZ:{text}"))
        }
        kind::BINARY => {
            let digits = value.data.iter().map(|byte| format!("{byte:02x}"));
            Some(format!("BINARY:{}", digits.collect::<String>()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(name: &str, to: Value) -> Change {
        Change {
            hive: Hive::LocalMachine,
            path: r"Software\Policies\A".to_owned(),
            name: name.to_owned(),
            to: Some(to),
            back: Back::Delete,
            policy: true,
        }
    }

    #[test]
    fn a_value_is_four_lines() {
        let change = change("B", Value::dword(1));
        assert_eq!(
            entry(&change, change.to.as_ref()),
            "\r\nComputer\r\nSoftware\\Policies\\A\r\nB\r\nDWORD:1\r\n"
        );
        assert!(entry(&change, None).ends_with("\r\nDELETE\r\n"));
    }

    #[test]
    fn what_would_be_read_as_other_lines_is_refused() {
        assert!(sayable(&change("a\r\nDELETE", Value::dword(1))).is_err());
        assert!(sayable(&change("*", Value::dword(1))).is_err());
        assert!(sayable(&change("; a", Value::dword(1))).is_err());
        assert!(sayable(&change("a", Value::text("x\r\nUser"))).is_err());
        assert!(sayable(&change("a", Value::text("\u{e9}"))).is_err());
        assert!(sayable(&change("a", Value::text("plain text"))).is_ok());
    }

    #[test]
    fn comments_are_ascii() {
        assert_eq!(comment(["a\u{2019}s\nUser"]).lines().count(), 1);
        assert!(comment(["a\u{2019}s"]).is_ascii());
    }
}
