//! A setting in types: what compilers of registry files, policies, MDM profiles and scripts read.
//!
//! Files say `at`, `name`, `type` and `set` in one form for all kinds, so that they are pleasant to edit;
//! [`Setting::switch`] takes them apart and says what does not fit.

mod firewall;
mod registry;
mod version;

use std::collections::BTreeMap;

use super::file::{AppScope, Data, Setting, SettingKind};

pub use firewall::FirewallRule;
pub use registry::{Hive, RegistryData, RegistryKey};
pub(crate) use version::last_windows_build;
pub use version::windows_build;

/// A setting, taken apart.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Switch<'a> {
    /// Set a registry value.
    SetValue {
        /// The key.
        key: RegistryKey<'a>,
        /// The value's name.
        name: &'a str,
        /// The data.
        data: RegistryData<'a>,
    },
    /// Delete a registry value.
    DeleteValue {
        /// The key.
        key: RegistryKey<'a>,
        /// The value's name.
        name: &'a str,
    },
    /// Set a Group Policy.
    Policy {
        /// Whose half of the policy it is in.
        owner: Owner,
        /// The folders below the class, `Administrative Templates` first.
        path: Vec<&'a str>,
        /// The policy's name.
        name: &'a str,
        /// Its state.
        state: PolicyState,
        /// The choices inside it, by label.
        elements: &'a BTreeMap<String, Data>,
    },
    /// Set an MDM policy.
    Mdm {
        /// Whose it is.
        owner: Owner,
        /// The address, `./Device/Vendor/…` or `./User/Vendor/…`; case matters.
        uri: &'a str,
        /// The data.
        data: MdmData<'a>,
    },
    /// Add a rule to the system's own firewall.
    Firewall {
        /// The key that keeps it.
        key: RegistryKey<'a>,
        /// The name of the value that keeps it.
        name: &'a str,
        /// The rule.
        rule: FirewallRule<'a>,
    },
    /// Set a service's start type.
    Service {
        /// The service's short name.
        name: &'a str,
        /// When it starts.
        start: Start,
    },
    /// Remove an app.
    App {
        /// The package's name; it may begin with `*.`, for any publisher.
        package: &'a str,
        /// From what.
        scope: AppScope,
    },
    /// By hand.
    Hand {
        /// Where.
        place: &'a str,
        /// What to do there.
        what: &'a str,
    },
}

/// Whose setting it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The machine's.
    Machine,
    /// Each user's: it must be set for every account that signs in.
    User,
}

/// A Group Policy's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyState {
    /// Enabled.
    Enabled,
    /// Disabled, which is not the same as leaving it alone.
    Disabled,
}

/// When a service starts; the numbers of the registry value `Start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Start {
    /// With the system.
    Automatic = 2,
    /// When asked for.
    Manual = 3,
    /// Never.
    Disabled = 4,
}

/// The data of an MDM policy, by the format that its CSP asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MdmData<'a> {
    /// `int`.
    Int(i64),
    /// `bool`.
    Bool(bool),
    /// `chr`: also the small XML of policies that come from administrative templates.
    Text(&'a str),
}

/// Why a setting cannot be taken apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SwitchError {
    /// A part is missing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A part does not belong to this kind of setting.
    #[error("`{0}` means nothing for this kind of setting")]
    Stray(&'static str),
    /// A registry key is not written as one.
    #[error("{at:?} is not a registry key: {why}")]
    Key {
        /// What is written.
        at: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Data do not fit their type.
    #[error("{set} does not fit {wanted}")]
    Data {
        /// The data.
        set: String,
        /// What is asked for.
        wanted: String,
    },
    /// A type that is not known.
    #[error("the type {0:?} is not known")]
    Type(String),
    /// A policy's path does not say whose it is.
    #[error(
        "{0:?} is not a policy's path: it begins with \"Computer Configuration > \" or \"User Configuration > \""
    )]
    Path(String),
    /// An address is not an OMA-URI.
    #[error(
        "{0:?} is not an OMA-URI: it begins with ./Device/Vendor/MSFT/, ./User/Vendor/MSFT/ or ./Vendor/MSFT/"
    )]
    Uri(String),
    /// A firewall rule cannot be read.
    #[error("the firewall rule cannot be read: {0}")]
    Rule(&'static str),
}

impl Setting {
    /// The setting in types.
    ///
    /// # Errors
    /// Where it is not complete or contradicts itself; `check` reports that with its place. A setting that is
    /// `unusable` often is neither.
    pub fn switch(&self) -> Result<Switch<'_>, SwitchError> {
        self.stray()?;
        let name = || self.name.as_deref().ok_or(SwitchError::Missing("name"));
        let set = || self.set.as_ref().ok_or(SwitchError::Missing("set"));
        Ok(match self.kind {
            SettingKind::Registry => Switch::SetValue {
                key: RegistryKey::read(&self.at)?,
                name: name()?,
                data: self.registry_data(set()?)?,
            },
            SettingKind::RegistryDelete => Switch::DeleteValue {
                key: RegistryKey::read(&self.at)?,
                name: name()?,
            },
            SettingKind::FirewallRule => Switch::Firewall {
                key: RegistryKey::read(&self.at)?,
                name: name()?,
                rule: match self.registry_data(set()?)? {
                    RegistryData::Text(text) => FirewallRule::read(text)?,
                    _ => return Err(misfit(set()?, "REG_SZ")),
                },
            },
            SettingKind::GroupPolicy => {
                let (owner, path) = policy_path(&self.at)?;
                let (name, elements) = (name()?, &self.elements);
                let state = match text(set()?)? {
                    "Enabled" => PolicyState::Enabled,
                    "Disabled" => PolicyState::Disabled,
                    _ => return Err(misfit(set()?, "Enabled or Disabled")),
                };
                Switch::Policy {
                    owner,
                    path,
                    name,
                    state,
                    elements,
                }
            }
            SettingKind::Mdm => Switch::Mdm {
                owner: uri_owner(&self.at)?,
                uri: &self.at,
                data: self.mdm_data(set()?)?,
            },
            SettingKind::Service => Switch::Service {
                name: &self.at,
                start: match text(set()?)? {
                    "Automatic" => Start::Automatic,
                    "Manual" => Start::Manual,
                    "Disabled" => Start::Disabled,
                    _ => return Err(misfit(set()?, "Automatic, Manual or Disabled")),
                },
            },
            SettingKind::App => Switch::App {
                package: &self.at,
                scope: self.scope.ok_or(SwitchError::Missing("scope"))?,
            },
            SettingKind::Ui => Switch::Hand {
                place: &self.at,
                what: text(set()?)?,
            },
        })
    }

    /// Whose setting it is, as far as that can be read.
    #[must_use]
    pub fn owner(&self) -> Owner {
        let of_user = match self.kind {
            SettingKind::GroupPolicy => self.at.starts_with("User Configuration"),
            SettingKind::Mdm => self.at.starts_with("./User/"),
            SettingKind::App => self.scope == Some(AppScope::User),
            SettingKind::Service | SettingKind::Ui => false,
            SettingKind::Registry | SettingKind::RegistryDelete | SettingKind::FirewallRule => {
                RegistryKey::read(&self.at).is_ok_and(|key| key.hive == Hive::CurrentUser)
            }
        };
        if of_user { Owner::User } else { Owner::Machine }
    }

    /// Keys of the file that say nothing about a setting of this kind, and so were meant otherwise.
    fn stray(&self) -> Result<(), SwitchError> {
        let kind = self.kind;
        let is_policy = kind == SettingKind::GroupPolicy;
        let typed = matches!(
            kind,
            SettingKind::Registry | SettingKind::FirewallRule | SettingKind::Mdm
        );
        let named = matches!(
            kind,
            SettingKind::Registry
                | SettingKind::RegistryDelete
                | SettingKind::FirewallRule
                | SettingKind::GroupPolicy
        );
        let valued = !matches!(kind, SettingKind::RegistryDelete | SettingKind::App);
        for (key, present, fits) in [
            ("type", self.r#type.is_some(), typed),
            ("name", self.name.is_some(), named),
            ("set", self.set.is_some(), valued),
            ("elements", !self.elements.is_empty(), is_policy),
            ("admx", self.admx.is_some(), is_policy),
            ("policy", self.policy.is_some(), is_policy),
            ("scope", self.scope.is_some(), kind == SettingKind::App),
        ] {
            if present && !fits {
                return Err(SwitchError::Stray(key));
            }
        }
        Ok(())
    }

    /// The data of a registry value, or of its undo.
    pub(crate) fn registry_data<'a>(
        &'a self,
        set: &'a Data,
    ) -> Result<RegistryData<'a>, SwitchError> {
        let kind = self.r#type.as_deref().ok_or(SwitchError::Missing("type"))?;
        RegistryData::read(kind, set)
    }

    fn mdm_data<'a>(&'a self, set: &'a Data) -> Result<MdmData<'a>, SwitchError> {
        let kind = self.r#type.as_deref().ok_or(SwitchError::Missing("type"))?;
        match (kind, set) {
            ("int", Data::Number(number)) => Ok(MdmData::Int(*number)),
            ("bool", Data::Text(text)) if text == "true" => Ok(MdmData::Bool(true)),
            ("bool", Data::Text(text)) if text == "false" => Ok(MdmData::Bool(false)),
            ("string", Data::Text(text)) => Ok(MdmData::Text(text)),
            ("int" | "bool" | "string", set) => Err(misfit(set, kind)),
            (kind, _) => Err(SwitchError::Type(kind.to_owned())),
        }
    }
}

fn policy_path(at: &str) -> Result<(Owner, Vec<&str>), SwitchError> {
    let mut parts = at.split(" > ");
    let owner = match parts.next() {
        Some("Computer Configuration") => Owner::Machine,
        Some("User Configuration") => Owner::User,
        _ => return Err(SwitchError::Path(at.to_owned())),
    };
    let path: Vec<&str> = parts.collect();
    if path.is_empty()
        || path
            .iter()
            .any(|part| part.trim() != *part || part.is_empty())
    {
        return Err(SwitchError::Path(at.to_owned()));
    }
    Ok((owner, path))
}

fn uri_owner(at: &str) -> Result<Owner, SwitchError> {
    let bad = || SwitchError::Uri(at.to_owned());
    let (owner, rest) = ["./Device/", "./User/", "./"]
        .into_iter()
        .find_map(|start| Some((start, at.strip_prefix(start)?)))
        .ok_or_else(bad)?;
    let plain = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    // Vendor/MSFT/<CSP>/<node>: anything shorter addresses no policy.
    let deep = rest.split('/').count() >= 4 && rest.split('/').all(plain);
    if !rest.starts_with("Vendor/MSFT/") || !deep {
        return Err(bad());
    }
    Ok(if owner == "./User/" {
        Owner::User
    } else {
        Owner::Machine
    })
}

fn text(set: &Data) -> Result<&str, SwitchError> {
    match set {
        Data::Text(text) => Ok(text),
        other => Err(misfit(other, "text")),
    }
}

fn misfit(set: &Data, wanted: &str) -> SwitchError {
    SwitchError::Data {
        set: set.to_string(),
        wanted: wanted.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(text: &str) -> Setting {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_dword_is_a_number() {
        let setting = setting(
            "kind = \"registry\"\nat = 'HKCU\\Software\\A'\nname = \"N\"\ntype = \"REG_DWORD\"\nset = 4",
        );
        let Ok(Switch::SetValue { key, name, data }) = setting.switch() else {
            panic!("{:?}", setting.switch());
        };
        assert_eq!(
            (key.hive, key.path, name),
            (Hive::CurrentUser, "Software\\A", "N")
        );
        assert_eq!(data, RegistryData::Dword(4));
    }

    #[test]
    fn a_value_of_the_current_user_is_each_users() {
        let setting = setting("kind = \"registry-delete\"\nat = 'HKCU\\Software\\A'\nname = \"N\"");
        assert_eq!(setting.owner(), Owner::User);
    }

    #[test]
    fn a_policy_knows_whose_it_is_and_where() {
        let setting = setting(
            "kind = \"group-policy\"\nat = \"User Configuration > Administrative Templates > X\"\nname = \"N\"\n\
             set = \"Disabled\"",
        );
        let Ok(Switch::Policy {
            owner, path, state, ..
        }) = setting.switch()
        else {
            panic!("{:?}", setting.switch());
        };
        assert_eq!((owner, state), (Owner::User, PolicyState::Disabled));
        assert_eq!(path, ["Administrative Templates", "X"]);
    }

    #[test]
    fn a_policy_without_a_class_is_refused() {
        let setting = setting(
            "kind = \"group-policy\"\nat = \"Administrative Templates > X\"\nname = \"N\"\nset = \"Enabled\"",
        );
        assert!(matches!(setting.switch(), Err(SwitchError::Path(_))));
    }

    #[test]
    fn an_mdm_address_names_a_vendor_and_a_policy() {
        for (at, right) in [
            (
                "./Device/Vendor/MSFT/Policy/Config/Search/AllowCortana",
                true,
            ),
            ("./Vendor/MSFT/Policy/Config/Defender/X", true),
            ("./User/Vendor/MSFT/Policy", false),
            ("Experience/AllowCortana", false),
            (
                "./Device/Vendor/MSFT/Policy/Config/Search/Allow Cortana",
                false,
            ),
        ] {
            assert_eq!(uri_owner(at).is_ok(), right, "{at}");
        }
    }

    #[test]
    fn a_key_that_means_nothing_for_a_kind_is_refused() {
        let setting =
            setting("kind = \"service\"\nat = \"X\"\nset = \"Disabled\"\nadmx = \"x.admx\"");
        assert_eq!(setting.switch(), Err(SwitchError::Stray("admx")));
    }
}
