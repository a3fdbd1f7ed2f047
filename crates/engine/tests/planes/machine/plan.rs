//! What the switches of a policy should come out as, worked out from the intent alone.

use backchat_engine::catalog::file::{Setting, SettingKind};
use backchat_engine::catalog::switch::{RegistryData, Start, Switch};
use backchat_engine::plane::registry_value::Value;
use backchat_engine::plane::{Artefact, Fidelity, Order};

/// The settings that a plane of these kinds should set: of every switch the first way of its kinds, unless the plane
/// refuses the switch.
pub(super) fn settings<'o>(
    order: &Order<'o>,
    artefact: &Artefact,
    kinds: &[SettingKind],
) -> Vec<&'o Setting> {
    let mut settings = Vec::new();
    // A switch that this system does not have is told in the notes, and is no rule.
    let mut here = Vec::new();
    for switchable in &order.intent.switches {
        let absent = switchable.ways.is_empty() && !switchable.left_out.is_empty();
        let told = |note: &String| note.contains(&format!("[{}]", switchable.id()));
        if absent {
            assert!(artefact.notes.iter().any(told), "{}", switchable.id());
        } else {
            here.push(switchable);
        }
    }
    assert_eq!(here.len(), artefact.rules.len());
    for (switchable, rule) in here.into_iter().zip(&artefact.rules) {
        assert_eq!(switchable.id(), rule.id);
        let way = switchable.ways.iter().find(|it| kinds.contains(&it.kind));
        match (way, rule.fidelity) {
            (Some(way), Fidelity::Exact) => settings.extend(way.settings.iter().copied()),
            (None, Fidelity::Refused) | (Some(_), Fidelity::Refused) => {
                assert!(rule.note.is_some());
            }
            (_, other) => panic!("{}: {other}", rule.id),
        }
    }
    settings
}

/// A registry value as a setting wants it: key with the long root, name, and data; none where it is to be absent.
pub(super) fn value(setting: &Setting) -> Option<(String, String, Option<Value>)> {
    let whole = |hive: &str, path: &str| format!("{hive}\\{path}");
    Some(match setting.switch().unwrap() {
        Switch::SetValue { key, name, data } => (
            whole(key.hive.long(), key.path),
            name.to_owned(),
            Some(Value::from(&data)),
        ),
        Switch::DeleteValue { key, name } => {
            (whole(key.hive.long(), key.path), name.to_owned(), None)
        }
        Switch::Firewall { key, name, .. } => {
            let text = setting.set.as_ref().unwrap();
            let data = RegistryData::read("REG_SZ", text).unwrap();
            (
                whole(key.hive.long(), key.path),
                name.to_owned(),
                Some(Value::from(&data)),
            )
        }
        Switch::Service { name, start } => {
            let number = match start {
                Start::Automatic => 2,
                Start::Manual => 3,
                Start::Disabled => 4,
            };
            let key = format!("HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\{name}");
            (key, "Start".to_owned(), Some(Value::dword(number)))
        }
        _ => return None,
    })
}
