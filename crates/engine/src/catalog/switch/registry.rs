//! Registry keys and data.

use super::{SwitchError, misfit};
use crate::catalog::file::Data;

/// The part of the registry that a key is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hive {
    /// `HKEY_LOCAL_MACHINE`.
    LocalMachine,
    /// `HKEY_CURRENT_USER`.
    CurrentUser,
}

/// A registry key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistryKey<'a> {
    /// The hive.
    pub hive: Hive,
    /// What is below the hive, parts between single backslashes.
    pub path: &'a str,
}

/// What a registry value holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryData<'a> {
    /// `REG_DWORD`.
    Dword(u32),
    /// `REG_QWORD`.
    Qword(u64),
    /// `REG_SZ`.
    Text(&'a str),
    /// `REG_EXPAND_SZ`: text with variables between percent signs.
    Expand(&'a str),
    /// `REG_MULTI_SZ`.
    Texts(&'a [String]),
    /// `REG_BINARY`.
    Binary(Vec<u8>),
}

impl Hive {
    /// As administrators write it.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::LocalMachine => "HKLM",
            Self::CurrentUser => "HKCU",
        }
    }

    /// As registry files write it.
    #[must_use]
    pub const fn long(self) -> &'static str {
        match self {
            Self::LocalMachine => "HKEY_LOCAL_MACHINE",
            Self::CurrentUser => "HKEY_CURRENT_USER",
        }
    }
}

impl<'a> RegistryKey<'a> {
    /// Reads `HKLM\…` or `HKCU\…`.
    ///
    /// # Errors
    /// Where it is anything else, or is written so that it would name another key than it seems to.
    pub fn read(at: &'a str) -> Result<Self, SwitchError> {
        let bad = |why| SwitchError::Key {
            at: at.to_owned(),
            why,
        };
        let (hive, path) = at.split_once('\\').ok_or_else(|| bad("it has no hive"))?;
        let hive = match hive {
            "HKLM" => Hive::LocalMachine,
            "HKCU" => Hive::CurrentUser,
            _ => return Err(bad("the hive is neither HKLM nor HKCU")),
        };
        if path.ends_with('\\') {
            return Err(bad("it ends in a backslash"));
        }
        for part in path.split('\\') {
            if part.is_empty() {
                return Err(bad("two backslashes follow each other"));
            }
            if part.trim() != part {
                return Err(bad("a part begins or ends with a blank"));
            }
            if part.contains('/') || part.chars().any(char::is_control) {
                return Err(bad("a part holds a slash or a control character"));
            }
        }
        Ok(Self { hive, path })
    }

    /// Whether policies live there: Windows takes such values back when the policy goes, other values stay.
    #[must_use]
    pub fn is_policy(self) -> bool {
        let path = self.path.to_ascii_lowercase();
        [
            r"software\policies\",
            r"software\microsoft\windows\currentversion\policies\",
        ]
        .iter()
        .any(|start| path.starts_with(start))
    }
}

impl<'a> RegistryData<'a> {
    /// Reads data of a type as the registry editor calls it.
    ///
    /// # Errors
    /// Where the type is not known or the data do not fit it.
    pub fn read(kind: &str, set: &'a Data) -> Result<Self, SwitchError> {
        let bad = || misfit(set, kind);
        Ok(match (kind, set) {
            ("REG_DWORD", Data::Number(number)) => {
                Self::Dword(u32::try_from(*number).map_err(|_| bad())?)
            }
            ("REG_QWORD", Data::Number(number)) => {
                Self::Qword(u64::try_from(*number).map_err(|_| bad())?)
            }
            ("REG_SZ", Data::Text(text)) => Self::Text(text),
            ("REG_EXPAND_SZ", Data::Text(text)) => Self::Expand(text),
            ("REG_MULTI_SZ", Data::List(texts)) => Self::Texts(texts),
            ("REG_BINARY", Data::Text(text)) => Self::Binary(bytes(text).ok_or_else(bad)?),
            (
                "REG_DWORD" | "REG_QWORD" | "REG_SZ" | "REG_EXPAND_SZ" | "REG_MULTI_SZ"
                | "REG_BINARY",
                _,
            ) => return Err(bad()),
            (kind, _) => return Err(SwitchError::Type(kind.to_owned())),
        })
    }
}

/// `00 1f ff`: two digits a byte, blanks between them or not.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|letter| *letter != ' ')
        .map(|letter| u8::try_from(letter.to_digit(16)?).ok())
        .collect();
    let digits = digits?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_name_another_key_than_they_seem_to_are_refused() {
        for at in [
            "HKLM",
            r"HKEY_LOCAL_MACHINE\Software",
            r"HKLM\Software\",
            r"HKLM\\Software",
            r"HKLM\Software\Microsoft \Edge",
            r"HKLM\ Software",
            r"HKLM/Software",
        ] {
            assert!(RegistryKey::read(at).is_err(), "{at}");
        }
    }

    #[test]
    fn blanks_within_a_part_are_right() {
        assert!(RegistryKey::read(r"HKCU\Control Panel\International\User Profile").is_ok());
    }

    #[test]
    fn the_weekly_period_of_the_guide_does_not_fit_a_dword() {
        assert!(RegistryData::read("REG_DWORD", &Data::Number(6_048_000_000_000)).is_err());
        assert!(RegistryData::read("REG_DWORD", &Data::Number(-1)).is_err());
        assert!(RegistryData::read("REG_DWORD", &Data::Number(4_294_967_295)).is_ok());
    }

    #[test]
    fn a_number_in_quotation_marks_is_not_a_dword() {
        assert!(RegistryData::read("REG_DWORD", &Data::Text("1".to_owned())).is_err());
    }

    #[test]
    fn bytes_are_pairs_of_digits() {
        assert_eq!(bytes("00 1f FF"), Some(vec![0, 0x1f, 0xff]));
        assert_eq!(bytes("1"), None);
        assert_eq!(bytes("0g"), None);
    }

    #[test]
    fn policies_live_below_two_keys() {
        let is_policy = |at| RegistryKey::read(at).unwrap().is_policy();
        assert!(is_policy(r"HKLM\Software\Policies\Microsoft\MRT"));
        assert!(is_policy(
            r"HKLM\Software\Microsoft\Windows\CurrentVersion\Policies\Explorer"
        ));
        assert!(!is_policy(r"HKLM\SOFTWARE\Microsoft\OneDrive"));
    }
}
