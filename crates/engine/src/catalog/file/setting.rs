//! One setting of a control as its file writes it. [`Setting::switch`] says the same in types.
//!
//! [`Setting::switch`]: crate::catalog::file::Setting::switch

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One setting of a control.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// What kind of switch.
    pub kind: SettingKind,
    /// What it is for: a group of the control, where that has some.
    pub group: Option<String>,
    /// Which of several ways of one kind, where one of them is enough.
    pub way: Option<String>,
    /// Where: a registry key with its hive, a policy's path with its class, an OMA-URI, a package, a service, a page of
    /// the settings.
    pub at: String,
    /// The registry value's or the policy's name.
    pub name: Option<String>,
    /// The type of the data: of the registry, or of MDM.
    pub r#type: Option<String>,
    /// What to set it to; absent where the vendor recommends nothing.
    pub set: Option<Data>,
    /// What to choose inside a policy, by label.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elements: BTreeMap<String, Data>,
    /// The file of the administrative template that has the policy.
    pub admx: Option<String>,
    /// The policy's name in that file.
    pub policy: Option<String>,
    /// From what an app is removed.
    pub scope: Option<AppScope>,
    /// What takes it back.
    pub undo: Option<Undo>,
    /// The first version of the system that knows it.
    pub minimum: Option<String>,
    /// The last version of the system that it works on.
    pub maximum: Option<String>,
    /// The editions that it works on; empty where on all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<String>,
    /// What the guide says wrongly, what is right and how that is known. The setting is as it should be.
    pub correction: Option<String>,
    /// Why it must not be used; it stands here because the guide has it.
    pub unusable: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// Where a setting comes from that the guide does not have.
    pub from: Option<String>,
    /// The line in the source.
    pub line: Option<u32>,
}

/// Kinds of switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    /// A registry value.
    Registry,
    /// A registry value that must not be there.
    RegistryDelete,
    /// A Group Policy.
    GroupPolicy,
    /// A policy of mobile device management (CSP).
    Mdm,
    /// A rule of the system's own firewall, in the form that policies keep it in the registry.
    FirewallRule,
    /// A service's start type.
    Service,
    /// An app package to remove.
    App,
    /// Something to do by hand.
    Ui,
}

impl SettingKind {
    /// The token used in files and machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::RegistryDelete => "registry-delete",
            Self::GroupPolicy => "group-policy",
            Self::Mdm => "mdm",
            Self::FirewallRule => "firewall-rule",
            Self::Service => "service",
            Self::App => "app",
            Self::Ui => "ui",
        }
    }
}

/// From what an app is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppScope {
    /// From the image, so that new users do not get it.
    Image,
    /// From the user who is signed in.
    User,
}

/// A value to set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Data {
    /// A number.
    Number(i64),
    /// A text; of a binary value the bytes in hexadecimal.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

/// What takes a setting back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Undo {
    /// As the word says.
    Word(UndoWord),
    /// Set it to what a fresh system has.
    Set {
        /// That.
        set: Data,
    },
}

/// What takes a setting back, where that is not a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UndoWord {
    /// Delete the value, the rule or the MDM policy.
    Delete,
    /// Set the policy to Not Configured.
    NotConfigured,
    /// Put back what was there before, which must be kept first: nobody knows it.
    Restore,
    /// Install the package again.
    Reinstall,
    /// By hand, where it was set.
    ByHand,
}

impl Setting {
    /// What of its group it belongs to: settings of one way are needed together, different ways are alternatives.
    /// Setting a registry value and deleting another are one way.
    #[must_use]
    pub fn alternative(&self) -> (SettingKind, Option<&str>) {
        let kind = match self.kind {
            SettingKind::RegistryDelete => SettingKind::Registry,
            kind => kind,
        };
        (kind, self.way.as_deref())
    }

    /// One line for people, without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (at, set) = (&self.at, self.shown());
        let name = self.name.as_deref().unwrap_or("(default)");
        match self.kind {
            SettingKind::Registry => {
                let kind = self.r#type.as_deref().unwrap_or("value");
                format!("{at}\\{name} = {set} ({kind})")
            }
            SettingKind::RegistryDelete => format!("delete {at}\\{name}"),
            SettingKind::GroupPolicy => format!("{at} > {name}: {set}"),
            SettingKind::Mdm => format!("MDM {at} = {set}"),
            SettingKind::FirewallRule => format!("firewall rule {at}\\{name} = {set}"),
            SettingKind::Service => format!("service {at}: {set}"),
            SettingKind::App => match self.scope {
                Some(AppScope::Image) => format!("remove the app {at} from the image"),
                Some(AppScope::User) => format!("remove the app {at} from the user"),
                None => format!("remove the app {at}"),
            },
            SettingKind::Ui => format!("by hand: {at}: {set}"),
        }
    }

    /// What to set it to, for people: with the choices inside a policy.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = self
            .set
            .as_ref()
            .map_or_else(|| "no value recommended".to_owned(), Data::to_string);
        for (label, choice) in &self.elements {
            shown.push_str(&format!("; {label}: {choice}"));
        }
        shown
    }
}

/// As people read it; a text of blanks, which cannot be seen, is named.
impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) if text.is_empty() => f.write_str("empty"),
            Self::Text(text) if text.trim().is_empty() => f.write_str("one blank"),
            Self::Text(text) => f.write_str(text),
            Self::List(list) => f.write_str(&list.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(text: &str) -> Setting {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn one_blank_can_be_seen() {
        let setting = setting(
            "kind = \"registry\"\nat = 'HKLM\\A'\nname = \"WUServer\"\ntype = \"REG_SZ\"\nset = \" \"",
        );
        assert_eq!(setting.sentence(), r"HKLM\A\WUServer = one blank (REG_SZ)");
    }

    #[test]
    fn a_policy_is_said_with_its_choices() {
        let setting = setting(
            "kind = \"group-policy\"\nat = \"Computer Configuration > X\"\nname = \"N\"\nset = \"Enabled\"\n\
             elements = { \"Default for all apps\" = \"Force Deny\" }",
        );
        assert_eq!(
            setting.sentence(),
            "Computer Configuration > X > N: Enabled; Default for all apps: Force Deny"
        );
    }

    #[test]
    fn an_undo_is_a_word_or_a_value() {
        let undo = |text: &str| setting(&format!("kind = \"ui\"\nat = \"x\"\nundo = {text}")).undo;
        assert_eq!(
            undo("\"not-configured\""),
            Some(Undo::Word(UndoWord::NotConfigured))
        );
        assert_eq!(
            undo("{ set = 3 }"),
            Some(Undo::Set {
                set: Data::Number(3)
            })
        );
    }

    #[test]
    fn setting_and_deleting_values_are_one_way_and_a_policy_is_another() {
        let way = |kind: &str| {
            setting(&format!("kind = \"{kind}\"\nat = \"x\""))
                .alternative()
                .0
        };
        assert_eq!(way("registry"), way("registry-delete"));
        assert_ne!(way("registry"), way("group-policy"));
    }
}
