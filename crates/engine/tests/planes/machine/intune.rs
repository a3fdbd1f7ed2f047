//! Profiles for Intune. No service judged them: they are checked here against what Microsoft Graph documents of
//! `windows10CustomConfiguration` and its OMA settings.

use backchat_engine::catalog::file::SettingKind;
use backchat_engine::catalog::switch::{MdmData, Switch};
use backchat_engine::plane::target::intune::MAX_SETTINGS;
use serde_json::Value;

use super::{each, plan};

/// The members that Graph knows of a profile, and of a setting.
const PROFILE: [&str; 4] = ["@odata.type", "displayName", "description", "omaSettings"];
const SETTING: [&str; 5] = [
    "@odata.type",
    "displayName",
    "description",
    "omaUri",
    "value",
];

fn members<'v>(value: &'v Value, known: &[&str]) -> &'v serde_json::Map<String, Value> {
    let object = value.as_object().unwrap();
    assert!(
        object.keys().all(|it| known.contains(&it.as_str())),
        "{object:?}"
    );
    assert_eq!(object.len(), known.len());
    object
}

#[test]
fn every_profile_is_as_graph_documents_it_and_says_what_was_meant() {
    each("intune", |policy, order, artefact| {
        let profile: Value = serde_json::from_slice(&artefact.files[0].content).unwrap();
        let profile = members(&profile, &PROFILE);
        assert_eq!(
            profile["@odata.type"],
            "#microsoft.graph.windows10CustomConfiguration"
        );
        let settings = profile["omaSettings"].as_array().unwrap();
        assert!((1..=MAX_SETTINGS).contains(&settings.len()));
        let mut said: Vec<(&str, String)> = Vec::new();
        for setting in settings {
            let setting = members(setting, &SETTING);
            let uri = setting["omaUri"].as_str().unwrap();
            assert!(
                uri.starts_with("./") && !uri.contains(char::is_whitespace),
                "{uri}"
            );
            let value = &setting["value"];
            let fits = match setting["@odata.type"].as_str().unwrap() {
                "#microsoft.graph.omaSettingInteger" => {
                    value.as_i64().is_some_and(|it| i32::try_from(it).is_ok())
                }
                "#microsoft.graph.omaSettingString" => value.is_string(),
                "#microsoft.graph.omaSettingBoolean" => value.is_boolean(),
                other => panic!("{other}"),
            };
            assert!(fits, "{setting:?}");
            said.push((uri, value.to_string()));
        }
        let mut wanted: Vec<(&str, String)> = plan::settings(order, artefact, &[SettingKind::Mdm])
            .into_iter()
            .map(|it| match it.switch().unwrap() {
                Switch::Mdm { uri, data, .. } => (
                    uri,
                    match data {
                        MdmData::Int(number) => number.to_string(),
                        MdmData::Bool(truth) => truth.to_string(),
                        MdmData::Text(text) => Value::from(text).to_string(),
                    },
                ),
                other => panic!("{other:?}"),
            })
            .collect();
        said.sort();
        wanted.sort();
        wanted.dedup();
        assert_eq!(said, wanted, "{policy}");
        let undo: Value = serde_json::from_slice(&artefact.files[1].content).unwrap();
        assert_eq!(undo["delete"].as_array().unwrap().len(), said.len());
    });
}
