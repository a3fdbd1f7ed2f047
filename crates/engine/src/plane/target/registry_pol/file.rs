//! The Registry Policy file format ([MS-GPREG] 2.2.1): `PReg`, version 1, and `[key;value;type;size;data]` with the
//! brackets and semicolons in UTF-16LE, key and value ended by NUL, type and size as little-endian numbers of 32 bits.

use std::fmt;

use crate::plane::registry_value::{Value, kind};

/// The signature and the version.
const HEADER: &[u8] = b"PReg\x01\0\0\0";

/// The longest data, in bytes ([MS-GPREG] 2.2.1).
pub const MAX_DATA: usize = 0xffff;

/// The longest name of a value, in UTF-16 units: 260 with its NUL.
pub const MAX_NAME: usize = 259;

/// What begins the name of an entry that deletes the value named after it.
pub const DELETE: &str = "**del.";

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, without a hive.
    pub key: String,
    /// The value's name, or a command.
    pub name: String,
    /// What it is set to.
    pub value: Value,
}

impl Entry {
    /// Deletes a value. The data are one blank, as the Group Policy editor writes them.
    #[must_use]
    pub fn delete(key: &str, name: &str) -> Self {
        Self {
            key: key.to_owned(),
            name: format!("{DELETE}{name}"),
            value: Value::text(" "),
        }
    }
}

/// Whether an entry can be written, or why not, as a clause.
///
/// # Errors
/// Where the key or name is empty, too long, or would be read as something else.
pub fn sayable(key: &str, name: &str, size: usize) -> Result<(), String> {
    let units = name.encode_utf16().count();
    if key.is_empty() || key.contains(';') || key.contains(']') || key.chars().any(char::is_control)
    {
        return Err("its key cannot stand in a policy file".to_owned());
    }
    if name.is_empty() || name.contains(';') || name.chars().any(char::is_control) {
        return Err("its name cannot stand in a policy file".to_owned());
    }
    if name.starts_with("**") {
        return Err("its name would be a command in a policy file".to_owned());
    }
    if units + DELETE.len() > MAX_NAME {
        return Err("its name is too long for a policy file".to_owned());
    }
    if size > MAX_DATA {
        return Err("its data are too long for a policy file".to_owned());
    }
    Ok(())
}

/// The bytes of a file.
#[must_use]
pub fn write(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = HEADER.to_vec();
    let unit = |bytes: &mut Vec<u8>, letter: u8| bytes.extend([letter, 0]);
    for entry in entries {
        let size = u32::try_from(entry.value.data.len()).unwrap_or(u32::MAX);
        unit(&mut bytes, b'[');
        for text in [&entry.key, &entry.name] {
            bytes.extend(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
            unit(&mut bytes, b';');
        }
        bytes.extend(entry.value.kind.to_le_bytes());
        unit(&mut bytes, b';');
        bytes.extend(size.to_le_bytes());
        unit(&mut bytes, b';');
        bytes.extend(&entry.value.data);
        unit(&mut bytes, b']');
    }
    bytes
}

/// Why a file cannot be read. Windows skips such a file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where, in bytes from its start.
    pub at: usize,
    /// What is wrong, as a clause.
    pub what: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "byte {}: {}; nothing of the file is used",
            self.at, self.what
        )
    }
}

impl std::error::Error for Malformed {}

/// Reads a file.
///
/// # Errors
/// Where it is not of the format, or an entry is of a type that the format does not have.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Malformed> {
    let mut rest = Rest { bytes, at: 0 };
    if rest.take(HEADER.len(), "the file ends in its header")? != HEADER {
        return Err(Malformed {
            at: 0,
            what: "it does not begin with PReg and version 1",
        });
    }
    let mut entries = Vec::new();
    while rest.at < bytes.len() {
        let start = rest.at;
        rest.unit(b'[', "an entry does not begin with [")?;
        let key = rest.text()?;
        rest.unit(b';', "there is no ; after the key")?;
        let name = rest.text()?;
        rest.unit(b';', "there is no ; after the name")?;
        let kind = rest.number()?;
        rest.unit(b';', "there is no ; after the type")?;
        let size = rest.number()?;
        rest.unit(b';', "there is no ; after the size")?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > MAX_DATA {
            return Err(Malformed {
                at: start,
                what: "the data are longer than the format allows",
            });
        }
        let data = rest.take(size, "the file ends in data")?.to_vec();
        rest.unit(b']', "an entry does not end with ]")?;
        let fits = match kind {
            kind::DWORD | 5 => data.len() == 4,
            kind::QWORD => data.len() == 8,
            // REG_NONE stands in the files of the editor for keys that are deleted.
            0..=3 | kind::TEXTS => true,
            _ => false,
        };
        if !fits {
            return Err(Malformed {
                at: start,
                what: "the type is not of the format, or the data do not fit it",
            });
        }
        entries.push(Entry {
            key,
            name,
            value: Value { kind, data },
        });
    }
    Ok(entries)
}

/// What is not read yet.
struct Rest<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Rest<'b> {
    fn take(&mut self, length: usize, what: &'static str) -> Result<&'b [u8], Malformed> {
        let at = self.at;
        let end = at.checked_add(length);
        let taken = end.and_then(|end| self.bytes.get(at..end));
        let taken = taken.ok_or(Malformed { at, what })?;
        self.at += length;
        Ok(taken)
    }

    fn unit(&mut self, letter: u8, what: &'static str) -> Result<(), Malformed> {
        let at = self.at;
        if self.take(2, what)? == [letter, 0] {
            Ok(())
        } else {
            Err(Malformed { at, what })
        }
    }

    fn number(&mut self) -> Result<u32, Malformed> {
        let bytes = self.take(4, "the file ends in a number")?;
        let bytes = bytes.try_into().expect("four bytes were taken");
        Ok(u32::from_le_bytes(bytes))
    }

    fn text(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        let mut units = Vec::new();
        loop {
            match self.take(2, "the file ends in a text")? {
                [0, 0] => break,
                [low, high] => units.push(u16::from_le_bytes([*low, *high])),
                _ => {}
            }
        }
        String::from_utf16(&units).map_err(|_| Malformed {
            at: start,
            what: "a text is not well-formed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            key: r"SOFTWARE\Policies\A".to_owned(),
            name: "B".to_owned(),
            value: Value::dword(1),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let entries = [entry(), Entry::delete("K", "\u{e9}")];
        assert_eq!(read(&write(&entries)).as_deref(), Ok(&entries[..]));
    }

    #[test]
    fn every_shortened_file_is_refused_or_holds_whole_entries() {
        let bytes = write(&[entry(), entry()]);
        for end in 0..bytes.len() {
            let entries = read(&bytes[..end]);
            assert!(
                entries.is_err() || matches!(end, 8) || end == 8 + (bytes.len() - 8) / 2,
                "{end}"
            );
        }
    }

    #[test]
    fn a_size_that_is_too_large_is_refused() {
        let mut bytes = write(&[entry()]);
        let at = bytes.len() - 2 - 4 - 2 - 4;
        bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(read(&bytes).is_err());
    }

    #[test]
    fn a_name_that_would_be_a_command_is_refused() {
        assert!(sayable("K", "**del.other", 4).is_err());
        assert!(sayable("K", "**DeleteKeys", 4).is_err());
        assert!(sayable("K", "a;b", 4).is_err());
        assert!(sayable("K", "plain", 4).is_ok());
    }
}
