//! Registry Policy files ([MS-GPREG] 2.2.1): `Machine/Registry.pol` and `User/Registry.pol`, for local policy or a domain's.
//!
//! Registry values, the firewall's rules and services' start types are entries; a value that must not be there is an
//! entry `**del.NAME`. The format has no comments: what is to be known is in the report beside the files.

mod file;

use crate::catalog::switch::Hive;
use crate::plane::registry_plan::{Back, Change, KINDS, RegistryPlan};
use crate::plane::registry_value::Value;
use crate::plane::{Ability, Answering, Artefact, Family, File, Order, Plane, PlaneError};

pub use file::{DELETE, Entry, MAX_DATA, MAX_NAME, Malformed, read, sayable, write};

/// The plane.
pub struct RegistryPol;

impl Plane for RegistryPol {
    fn id(&self) -> &'static str {
        "registry-pol"
    }

    fn about(&self) -> &'static str {
        "Registry.pol files for Group Policy, local or of a domain"
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
            "Home editions have no Group Policy editor, and apply local policy only when a tool such as LGPO.exe brings it in",
            "an entry that deletes a value keeps deleting it for as long as the policy has it",
            "a policy of the domain wins over local policy",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = RegistryPlan::of(order, |change| {
            let size = change.to.as_ref().map_or(0, |it| it.data.len());
            sayable(&change.path, &change.name, size)
        })?;
        let mut files = Vec::new();
        let (mut apply, mut undo) = (Vec::new(), Vec::new());
        for (hive, folder, option) in [
            (Hive::LocalMachine, "Machine", "/m"),
            (Hive::CurrentUser, "User", "/u"),
        ] {
            let groups = plan.in_hive(hive);
            let changes: Vec<&Change> = groups.into_iter().flat_map(|(_, own)| own).collect();
            if changes.is_empty() {
                continue;
            }
            let entries: Vec<Entry> = changes.iter().map(|it| entry(it, it.to.as_ref())).collect();
            files.push(File::apply(
                format!("{folder}/Registry.pol"),
                write(&entries),
            ));
            let back: Vec<Entry> = changes.iter().filter_map(|it| back(it)).collect();
            files.push(File::undo(
                format!("Undo/{folder}/Registry.pol"),
                write(&back),
            ));
            apply.push(format!(
                "Bring it into local policy, which keeps what is there already: LGPO.exe {option} {folder}\\Registry.pol"
            ));
            undo.push(format!(
                "LGPO.exe {option} Undo\\{folder}\\Registry.pol, then gpupdate /force, which deletes the values"
            ));
        }
        files.sort_by_key(|file| file.role as u8);
        apply.insert(
            0,
            "Keep the local policy that is there: LGPO.exe /b BACKUP-FOLDER".to_owned(),
        );
        apply.push("gpupdate /force, then restart the machine".to_owned());
        undo.push(
            "Set the policies to Not Configured afterwards, or import the backup with LGPO.exe /g BACKUP-FOLDER: the entries \
             that delete stay in the policy otherwise, and keep the values away"
                .to_owned(),
        );
        let notes = plan.notes_of_policy(order);
        Ok(Artefact {
            files,
            apply,
            undo,
            rules: plan.rules,
            notes,
        })
    }
}

fn entry(change: &Change, to: Option<&Value>) -> Entry {
    match to {
        Some(value) => Entry {
            key: change.path.clone(),
            name: change.name.clone(),
            value: value.clone(),
        },
        None => Entry::delete(&change.path, &change.name),
    }
}

/// The entry that takes a change back; none where nobody knows what was there.
fn back(change: &Change) -> Option<Entry> {
    match &change.back {
        Back::Delete => Some(entry(change, None)),
        Back::Set(value) => Some(entry(change, Some(value))),
        Back::Unknown => None,
    }
}
