//! The vendor's switches as registry values: for the planes that write registry files and policies.
//!
//! Rules of the firewall are taken as the values that policies keep them in ([MS-GPFAS] 2.2.2.19), services as the
//! `Start` value that the service manager reads when the system starts.

use super::registry_value::Value;
use super::setting_plan::{SettingPlan, hive};
use super::{Order, PlaneError, Ruled};
use crate::catalog::file::{Data, Setting, SettingKind, Undo, UndoWord};
use crate::catalog::switch::{Hive, Start, Switch};

/// The kinds of settings that are registry values.
pub const KINDS: &[SettingKind] = &[
    SettingKind::Registry,
    SettingKind::RegistryDelete,
    SettingKind::FirewallRule,
    SettingKind::Service,
];

/// Where services are described, below the machine's hive.
const SERVICES: &str = r"SYSTEM\CurrentControlSet\Services";

/// What takes a change back where nothing is known of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Back {
    /// The value is deleted.
    Delete,
    /// It gets what a fresh system has.
    Set(Value),
    /// Nobody knows; what was there before must be kept.
    Unknown,
}

/// A registry value that is set or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The hive.
    pub hive: Hive,
    /// The key below it.
    pub path: String,
    /// The value's name.
    pub name: String,
    /// What it is set to; none where it is deleted.
    pub to: Option<Value>,
    /// What takes it back.
    pub back: Back,
    /// Whether it is where policies live.
    pub policy: bool,
}

impl Change {
    /// Where it is, for people: `HKLM\…\name`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}\\{}\\{}", self.hive.short(), self.path, self.name)
    }

    /// Why nothing takes it back, as a sentence for the undo.
    #[must_use]
    pub fn unknown(&self) -> String {
        format!(
            "Not known what was there before, so it stays as it was set: {}",
            self.place()
        )
    }
}

/// One thing that is turned off, as registry values.
#[derive(Clone, Debug)]
pub struct Changes {
    /// `<control>/<group>`, or the control's id.
    pub id: String,
    /// What is turned off.
    pub title: String,
    /// The values.
    pub changes: Vec<Change>,
}

/// What a plane writes into the registry.
#[derive(Clone, Debug)]
pub struct RegistryPlan {
    /// What is turned off.
    pub groups: Vec<Changes>,
    /// How each came out.
    pub rules: Vec<Ruled>,
    /// What else to know, in sentences.
    pub notes: Vec<String>,
}

impl RegistryPlan {
    /// Works out the values. `sayable` gives the reason why the format cannot hold one.
    ///
    /// # Errors
    /// Where no value is left.
    pub fn of(
        order: &Order<'_>,
        sayable: impl Fn(&Change) -> Result<(), String>,
    ) -> Result<Self, PlaneError> {
        let plan = SettingPlan::of(order, KINDS, |setting, switch| {
            change(setting, switch).map_or(Ok(()), |it| sayable(&it))
        })?;
        let groups = plan.chosen.iter().map(|chosen| Changes {
            id: chosen.id.clone(),
            title: chosen.title.clone(),
            changes: chosen
                .settings
                .iter()
                .filter_map(|(setting, switch)| change(setting, switch))
                .collect(),
        });
        Ok(Self {
            groups: groups.collect(),
            rules: plan.rules,
            notes: plan.notes,
        })
    }

    /// Every change in order.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.groups.iter().flat_map(|it| &it.changes)
    }

    /// What is turned off with the changes in one hive; what has none there is left out.
    #[must_use]
    pub fn in_hive(&self, hive: Hive) -> Vec<(&Changes, Vec<&Change>)> {
        let groups = self.groups.iter().map(|group| {
            let own = group.changes.iter().filter(|it| it.hive == hive);
            (group, own.collect::<Vec<_>>())
        });
        groups.filter(|(_, own)| !own.is_empty()).collect()
    }

    /// The notes with what is to be known where the values are a policy's.
    #[must_use]
    pub fn notes_of_policy(&self, order: &Order<'_>) -> Vec<String> {
        let mut notes = self.notes.clone();
        notes.extend(SettingPlan::edition_note(order, "Group Policy"));
        // Windows leaves them when a policy goes.
        let tattoos = self.changes().filter(|it| !it.policy).count();
        if tattoos > 0 {
            notes.push(format!(
                "{tattoos} of {} values are outside of the keys that Windows empties when a policy goes: they stay when it \
                 does, until the undo takes them back.",
                self.changes().count()
            ));
        }
        let unknown = self.changes().filter(|it| it.back == Back::Unknown);
        notes.extend(unknown.map(|it| {
            format!(
                "Not in the undo, as it is not known what was there before: {}.",
                it.place()
            )
        }));
        notes
    }
}

/// A setting as a registry value; none where it is of another kind.
fn change(setting: &Setting, switch: &Switch<'_>) -> Option<Change> {
    let (path, name, to, policy) = match switch {
        Switch::SetValue { key, name, data } => (
            key.path.to_owned(),
            (*name).to_owned(),
            Some(Value::from(data)),
            key.is_policy(),
        ),
        Switch::DeleteValue { key, name } => (
            key.path.to_owned(),
            (*name).to_owned(),
            None,
            key.is_policy(),
        ),
        Switch::Firewall { key, name, .. } => {
            let data = setting.registry_data(setting.set.as_ref()?).ok()?;
            (
                key.path.to_owned(),
                (*name).to_owned(),
                Some(Value::from(&data)),
                key.is_policy(),
            )
        }
        Switch::Service { name, start } => (
            format!("{SERVICES}\\{name}"),
            "Start".to_owned(),
            Some(Value::dword(*start as u32)),
            false,
        ),
        _ => return None,
    };
    Some(Change {
        hive: hive(switch),
        path,
        name,
        to,
        back: back(setting),
        policy,
    })
}

fn back(setting: &Setting) -> Back {
    match &setting.undo {
        Some(Undo::Word(UndoWord::Delete)) => Back::Delete,
        Some(Undo::Set { set }) if setting.kind == SettingKind::Service => {
            start(set).map_or(Back::Unknown, |it| Back::Set(Value::dword(it as u32)))
        }
        Some(Undo::Set { set }) => setting
            .registry_data(set)
            .map_or(Back::Unknown, |it| Back::Set(Value::from(&it))),
        _ => Back::Unknown,
    }
}

/// A start type by its word.
pub(super) fn start(set: &Data) -> Option<Start> {
    match set {
        Data::Text(word) if word == "Automatic" => Some(Start::Automatic),
        Data::Text(word) if word == "Manual" => Some(Start::Manual),
        Data::Text(word) if word == "Disabled" => Some(Start::Disabled),
        _ => None,
    }
}
