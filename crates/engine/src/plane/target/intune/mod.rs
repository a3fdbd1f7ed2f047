//! A custom profile for Intune: OMA-URIs in the JSON that Microsoft Graph takes
//! (`#microsoft.graph.windows10CustomConfiguration`).
//!
//! Numbers are `omaSettingInteger`, texts and the small XML of administrative templates `omaSettingString`, truth values
//! `omaSettingBoolean`. JSON has no comments: the profile's description says what it is, the rest is in the report beside
//! the files. No service judged the JSON: the tests check it against what Graph documents.

use serde::Serialize;

use crate::catalog::file::SettingKind;
use crate::catalog::switch::{MdmData, Owner, Switch};
use crate::plane::{
    Ability, Answering, Artefact, Family, File, Order, Plane, PlaneError, SettingPlan, Tally,
};

/// The plane.
pub struct Intune;

/// How many settings a profile may have, as the administration center says.
pub const MAX_SETTINGS: usize = 1000;

const KINDS: &[SettingKind] = &[SettingKind::Mdm];

#[derive(Serialize)]
struct Profile<'a> {
    #[serde(rename = "@odata.type")]
    kind: &'static str,
    #[serde(rename = "displayName")]
    name: &'static str,
    description: String,
    #[serde(rename = "omaSettings")]
    settings: Vec<OmaSetting<'a>>,
}

#[derive(Serialize)]
struct OmaSetting<'a> {
    #[serde(rename = "@odata.type")]
    kind: &'static str,
    #[serde(rename = "displayName")]
    name: &'a str,
    description: &'a str,
    #[serde(rename = "omaUri")]
    uri: &'a str,
    value: OmaValue<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum OmaValue<'a> {
    Int(i32),
    Bool(bool),
    Text(&'a str),
}

/// What is to be deleted, for the undo.
#[derive(Serialize)]
struct Deletions<'a> {
    about: &'static str,
    #[serde(rename = "profile")]
    name: &'static str,
    delete: Vec<&'a str>,
}

const NAME: &str = "backchat";

impl Plane for Intune {
    fn id(&self) -> &'static str {
        "intune"
    }

    fn about(&self) -> &'static str {
        "custom profile (OMA-URI) for Intune, as JSON for Microsoft Graph"
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
            "many policies work on some editions only, and Windows reports an error for the others",
            "what a policy of the vendor's settings catalog sets too is in conflict with this profile",
            "some policies stay on the machine when the profile goes, until a Delete is sent for them",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = SettingPlan::of(order, KINDS, |_, switch| oma(switch).map(drop))?;
        let mut settings = Vec::new();
        let mut users = 0;
        for chosen in &plan.chosen {
            for (_, switch) in &chosen.settings {
                let Ok((owner, uri, kind, value)) = oma(switch) else {
                    continue;
                };
                users += usize::from(owner == Owner::User);
                settings.push(OmaSetting {
                    kind,
                    name: &chosen.id,
                    description: &chosen.title,
                    uri,
                    value,
                });
            }
        }
        if settings.len() > MAX_SETTINGS {
            return Err(PlaneError::TooMuch(format!(
                "{} settings are more than the {MAX_SETTINGS} that a custom profile may have",
                settings.len()
            )));
        }
        let deletions = Deletions {
            about: "OMA-URIs to delete where they stay on a machine after the profile is gone",
            name: NAME,
            delete: settings.iter().map(|it| it.uri).collect(),
        };
        let profile = Profile {
            kind: "#microsoft.graph.windows10CustomConfiguration",
            name: NAME,
            description: format!(
                "Made by backchat on {} from {}. {}.",
                order.date,
                order.policy,
                Tally::of(&plan.rules)
            ),
            settings,
        };
        let files = vec![
            File::apply("intune.json", json(&profile)),
            File::undo("undo-intune.json", json(&deletions)),
        ];
        let mut notes = plan.notes;
        notes.extend(SettingPlan::edition_note(order, "management by Intune"));
        if users > 0 {
            notes.push(format!(
                "{users} settings are of the user (./User/…): assign the profile to groups of users for them."
            ));
        }
        Ok(Artefact {
            files,
            apply: vec![
                "POST intune.json to https://graph.microsoft.com/v1.0/deviceManagement/deviceConfigurations".to_owned(),
                "Assign the profile to a group, a small one first".to_owned(),
            ],
            undo: vec![
                "Take the assignment away, wait until the machines have synchronized, and delete the profile".to_owned(),
                "Where a machine keeps a policy after that, send it a SyncML Delete for the OMA-URI; undo-intune.json lists them".to_owned(),
            ],
            rules: plan.rules,
            notes,
        })
    }
}

/// A setting as Graph types it, or why not.
fn oma<'s>(switch: &Switch<'s>) -> Result<(Owner, &'s str, &'static str, OmaValue<'s>), String> {
    let Switch::Mdm { owner, uri, data } = switch else {
        return Err("it is no policy of mobile device management".to_owned());
    };
    let (kind, value) = match data {
        MdmData::Int(number) => (
            "#microsoft.graph.omaSettingInteger",
            // Graph's integers have 32 bits.
            OmaValue::Int(
                i32::try_from(*number)
                    .map_err(|_| "its number has more than 32 bits".to_owned())?,
            ),
        ),
        MdmData::Bool(truth) => ("#microsoft.graph.omaSettingBoolean", OmaValue::Bool(*truth)),
        MdmData::Text(text) => ("#microsoft.graph.omaSettingString", OmaValue::Text(text)),
    };
    Ok((*owner, uri, kind, value))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("texts and numbers are JSON");
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_more_than_32_bits_is_refused() {
        let switch = |number| Switch::Mdm {
            owner: Owner::Machine,
            uri: "./Device/Vendor/MSFT/Policy/Config/A/B",
            data: MdmData::Int(number),
        };
        assert!(oma(&switch(i64::MAX)).is_err());
        assert!(oma(&switch(-1)).is_ok());
    }

    #[test]
    fn texts_cannot_leave_their_quotation_marks() {
        let setting = OmaSetting {
            kind: "#microsoft.graph.omaSettingString",
            name: "a\"b",
            description: "c\nd",
            uri: "./x",
            value: OmaValue::Text("<enabled/>\",\"x\":1"),
        };
        let back: serde_json::Value = serde_json::from_slice(&json(&setting)).unwrap();
        assert_eq!(back.as_object().unwrap().len(), 5);
    }
}
