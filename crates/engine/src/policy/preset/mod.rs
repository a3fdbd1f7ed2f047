//! Policies worth starting from, as the files that users would write: [`Preset::text`] is there to be copied.

use super::{Draft, Origin, PolicyError, Said};
use crate::suggest::nearest;

/// A policy that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name.
    pub id: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// The file.
    pub text: &'static str,
}

/// Every preset, in the order of the help.
pub static PRESETS: &[Preset] = &[
    Preset {
        id: "quiet",
        about: "as quiet as possible without weakening security: updates, Defender, certificates and the clock stay",
        text: include_str!("quiet.toml"),
    },
    Preset {
        id: "updates-only",
        about: "only updates, and what guards the machine's security, reach the Internet: a list of what is allowed",
        text: include_str!("updates-only.toml"),
    },
    Preset {
        id: "restricted-traffic",
        about: "what Microsoft's restricted traffic baseline turns off, updates and Defender included; certificates stay",
        text: include_str!("restricted-traffic.toml"),
    },
    Preset {
        id: "observe",
        about: "nothing is stopped: everything documented is only reported, by planes that can",
        text: include_str!("observe.toml"),
    },
];

impl Preset {
    /// The preset of a name.
    pub(super) fn find(name: &Said<String>) -> Result<&'static Self, PolicyError> {
        let asked = name.value.trim();
        PRESETS
            .iter()
            .find(|preset| preset.id == asked)
            .ok_or_else(|| {
                let ids: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
                PolicyError::Unknown {
                    origin: name.origin.clone(),
                    kind: "preset",
                    asked: name.value.clone(),
                    hint: match nearest(asked, ids.iter().copied()).as_slice() {
                        [] => format!("there are {}", ids.join(", ")),
                        near => format!("did you mean {}?", near.join(", or ")),
                    },
                }
            })
    }

    /// The preset as a draft.
    pub(super) fn draft(&self) -> Draft {
        let mut draft = Draft::read(self.id, self.text).expect("a test reads every preset");
        let here = Origin::Preset(self.id);
        for said in draft
            .keep
            .iter_mut()
            .chain(&mut draft.off)
            .chain(&mut draft.planes)
        {
            said.origin = here.clone();
        }
        draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_preset_is_a_policy() {
        let today = jiff::civil::date(2026, 1, 1);
        for preset in PRESETS {
            let draft = Draft {
                preset: Some(Said::option("--preset", preset.id.to_owned())),
                ..Draft::default()
            };
            let policy = draft.resolve(Catalog::embedded(), today).unwrap();
            assert!(
                !policy.off.is_empty() || policy.off_others.is_some(),
                "{}",
                preset.id
            );
        }
    }

    #[test]
    fn a_misspelt_preset_finds_the_right_one() {
        let error = Preset::find(&Said::option("--preset", "quite".to_owned())).unwrap_err();
        assert_eq!(error.hint().as_deref(), Some("did you mean quiet?"));
    }
}
