//! Registry files for Windows' registry editor: `machine.reg` for the machine's hive, `user.reg` for the account that
//! imports it.
//!
//! Registry values, the firewall's rules as policies keep them ([MS-GPFAS] 2.2.2.19) and services' start types come out
//! as values. The undo files are made from what the vendor documents; [`undo_file`] makes better ones from an export.

mod decode;
mod read;
mod state;
mod text;

use crate::catalog::switch::Hive;
use crate::plane::registry_plan::{Back, Change, KINDS, RegistryPlan};
use crate::plane::registry_value::Value;
use crate::plane::{Ability, Answering, Artefact, Family, File, Order, Plane, PlaneError, header};
use text::Writer;

pub use read::{NotRegistryFile, Problem, Reading, read};
pub use state::{RegistryState, UndoError, undo_file, undo_from};
pub use text::{Operation, sayable, write};

/// The plane.
pub struct RegistryFile;

impl Plane for RegistryFile {
    fn id(&self) -> &'static str {
        "registry-file"
    }

    fn about(&self) -> &'static str {
        "registry files (.reg) for one machine, imported by hand"
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
            "user.reg is for the account that imports it; every other account needs it too",
            "a value that a domain's or an MDM's policy sets wins over these again and again",
            "the undo files delete values and leave the keys, which may then be empty",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = RegistryPlan::of(order, |change| {
            if sayable(&change.path) && sayable(&change.name) {
                Ok(())
            } else {
                Err(
                    "its key or name holds a control character, which no registry file can say"
                        .to_owned(),
                )
            }
        })?;
        let mut files = Vec::new();
        let (mut apply, mut undo) = (Vec::new(), Vec::new());
        for (hive, name) in [(Hive::LocalMachine, "machine"), (Hive::CurrentUser, "user")] {
            if plan.in_hive(hive).is_empty() {
                continue;
            }
            let head = header(self, order, &plan.rules, &plan.notes);
            let applied = file(&plan, hive, &head);
            let back = match order.before {
                Some(before) => undo_file(before, &applied)?,
                None => plain_undo(&plan, hive),
            };
            files.push(File::apply(format!("{name}.reg"), applied));
            files.push(File::undo(format!("undo-{name}.reg"), back));
            let who = match hive {
                Hive::LocalMachine => "in a prompt of an administrator",
                Hive::CurrentUser => "as every account that it is for",
            };
            for part in parts(&plan, hive) {
                let saved = part.rsplit('\\').next().unwrap_or(part).to_lowercase();
                apply.push(format!(
                    "Keep what was there, {who}: reg export {part} before-{saved}.reg /y /reg:64"
                ));
            }
            apply.push(format!("Import {who}: reg import {name}.reg /reg:64"));
            undo.push(format!("Import {who}: reg import undo-{name}.reg /reg:64"));
        }
        apply.push("Restart the machine".to_owned());
        if order.before.is_none() {
            undo.push(
                "Where an undo file says that a value is not known, take it from the export made before; \
                 `backchat export registry-file --before EXPORT` makes exact undo files from it"
                    .to_owned(),
            );
        }
        undo.push("Restart the machine".to_owned());
        files.sort_by_key(|file| file.role as u8);
        Ok(Artefact {
            files,
            apply,
            undo,
            rules: plan.rules,
            notes: plan.notes,
        })
    }
}

/// The keys to export before: those that all changes of a hive are below.
fn parts(plan: &RegistryPlan, hive: Hive) -> Vec<&'static str> {
    let below = |start: &str| {
        let start = start.to_lowercase();
        let changes = plan.changes().filter(|it| it.hive == hive);
        let paths = changes.map(|it| it.path.to_lowercase());
        paths.filter(|it| it.starts_with(&start)).count()
    };
    match hive {
        Hive::CurrentUser => vec!["HKCU"],
        Hive::LocalMachine => [
            (r"HKLM\SOFTWARE", "software\\"),
            (
                r"HKLM\SYSTEM\CurrentControlSet",
                "system\\currentcontrolset\\",
            ),
        ]
        .into_iter()
        .filter(|(_, start)| below(start) > 0)
        .map(|(part, _)| part)
        .collect(),
    }
}

fn file(plan: &RegistryPlan, hive: Hive, head: &[String]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.comment(head);
    for (group, changes) in plan.in_hive(hive) {
        writer.blank();
        writer.comment([format!("{} [{}]", group.title, group.id)]);
        for change in changes {
            writer.operation(&operation(change, change.to.clone()));
        }
    }
    writer.finish()
}

/// The way back as far as the vendor documents it, last things first.
fn plain_undo(plan: &RegistryPlan, hive: Hive) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.comment([
        "backchat registry-file: takes back what the other file sets, as far as it is known what a fresh system has.",
        "It does not know what this machine had. An export made before does.",
    ]);
    for (group, changes) in plan.in_hive(hive).into_iter().rev() {
        writer.blank();
        writer.comment([format!("{} [{}]", group.title, group.id)]);
        for change in changes.into_iter().rev() {
            match &change.back {
                Back::Delete => writer.operation(&operation(change, None)),
                Back::Set(value) => writer.operation(&operation(change, Some(value.clone()))),
                Back::Unknown => writer.comment([change.unknown()]),
            }
        }
    }
    writer.finish()
}

/// A change with the value that it leads to; none where it deletes.
fn operation(change: &Change, to: Option<Value>) -> Operation {
    let key = format!("{}\\{}", change.hive.long(), change.path);
    let name = change.name.clone();
    match to {
        Some(value) => Operation::SetValue { key, name, value },
        None => Operation::DeleteValue { key, name },
    }
}
