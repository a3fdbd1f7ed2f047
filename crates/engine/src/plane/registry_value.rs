//! A registry value as a hive keeps it: a type's number and bytes.

use crate::catalog::switch::RegistryData;

/// The numbers of types in the registry (winnt.h).
pub mod kind {
    /// `REG_SZ`
    pub const TEXT: u32 = 1;
    /// `REG_EXPAND_SZ`
    pub const EXPAND: u32 = 2;
    /// `REG_BINARY`
    pub const BINARY: u32 = 3;
    /// `REG_DWORD`
    pub const DWORD: u32 = 4;
    /// `REG_MULTI_SZ`
    pub const TEXTS: u32 = 7;
    /// `REG_QWORD`
    pub const QWORD: u32 = 11;
}

/// A registry value's type and data as a hive keeps them: texts in UTF-16LE with their final NUL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Value {
    /// The type's number.
    pub kind: u32,
    /// The bytes.
    pub data: Vec<u8>,
}

impl Value {
    /// `REG_DWORD`
    #[must_use]
    pub fn dword(number: u32) -> Self {
        Self {
            kind: kind::DWORD,
            data: number.to_le_bytes().to_vec(),
        }
    }

    /// `REG_SZ`
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self {
            kind: kind::TEXT,
            data: terminated(text),
        }
    }

    /// The text of a `REG_SZ` or `REG_EXPAND_SZ` that is one: well-formed, with one NUL, at its end.
    #[must_use]
    pub fn as_text(&self) -> Option<String> {
        if !matches!(self.kind, kind::TEXT | kind::EXPAND) {
            return None;
        }
        let (pairs, rest) = self.data.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|it| u16::from_le_bytes(*it)).collect();
        let (last, units) = units.split_last()?;
        if !rest.is_empty() || *last != 0 || units.contains(&0) {
            return None;
        }
        String::from_utf16(units).ok()
    }

    /// The number of a `REG_DWORD` of four bytes.
    #[must_use]
    pub fn as_dword(&self) -> Option<u32> {
        let bytes: [u8; 4] = self.data.as_slice().try_into().ok()?;
        (self.kind == kind::DWORD).then(|| u32::from_le_bytes(bytes))
    }
}

/// UTF-16LE with a NUL at its end.
fn terminated(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().chain([0]);
    units.flat_map(u16::to_le_bytes).collect()
}

impl From<&RegistryData<'_>> for Value {
    fn from(data: &RegistryData<'_>) -> Self {
        let (kind, data) = match data {
            RegistryData::Dword(number) => return Self::dword(*number),
            RegistryData::Qword(number) => (kind::QWORD, number.to_le_bytes().to_vec()),
            RegistryData::Text(text) => return Self::text(text),
            RegistryData::Expand(text) => (kind::EXPAND, terminated(text)),
            RegistryData::Texts(texts) => {
                let mut data: Vec<u8> = texts.iter().flat_map(|it| terminated(it)).collect();
                data.extend([0, 0]);
                (kind::TEXTS, data)
            }
            RegistryData::Binary(bytes) => (kind::BINARY, bytes.clone()),
        };
        Self { kind, data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_in_nul() {
        let value = Value::text("ab");
        assert_eq!(value.data, b"a\0b\0\0\0");
        assert_eq!(value.as_text().as_deref(), Some("ab"));
    }

    #[test]
    fn texts_end_in_two_nuls() {
        let texts = ["a".to_owned(), "b".to_owned()];
        let value = Value::from(&RegistryData::Texts(&texts));
        assert_eq!(value.data, b"a\0\0\0b\0\0\0\0\0");
    }

    #[test]
    fn what_holds_nul_or_half_a_letter_is_no_text() {
        for data in [
            &b"a\0\0\0b\0\0\0"[..],
            b"a\0",
            b"a\0\0",
            b"\x00\xd8\0\0",
            b"",
        ] {
            let value = Value {
                kind: kind::TEXT,
                data: data.to_vec(),
            };
            assert_eq!(value.as_text(), None, "{data:?}");
        }
    }
}
