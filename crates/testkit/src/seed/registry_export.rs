//! Small exports of a registry, in each encoding that the registry editor writes.

use super::Seed;

/// One export an encoding, and one with lines that cannot be used.
pub(super) fn seeds() -> Vec<Seed> {
    let mark = std::iter::once(0xfeff);
    let wide = mark.chain(EXPORT.encode_utf16());
    let wide = wide.flat_map(u16::to_le_bytes).collect();
    let mut western = OLD.as_bytes().to_vec();
    western.extend(b"\"Caf\xe9\"=\"\x80\"\r\n");
    [
        ("wide", wide),
        ("utf8", EXPORT.as_bytes().to_vec()),
        ("western", western),
        ("wrong", WRONG.as_bytes().to_vec()),
    ]
    .into_iter()
    .map(|(name, bytes)| Seed::new("registry_export", name, bytes))
    .collect()
}

const EXPORT: &str = "Windows Registry Editor Version 5.00\r
\r
[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies]\r
\r
; what was there before\r
[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\A]\r
@=\"default\"\r
\"Number\"=dword:0000000a\r
\"Path\"=\"C:\\\\x \\\"y\\\"\"\r
\"Bytes\"=hex:01,02,\\\r
  03\r
\"Texts\"=hex(7):61,00,00,00,00,00\r
\"Lines\"=\"one\r
two\"\r
\"Gone\"=-\r
\r
[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\a\\[B]]\r
\"Large\"=hex(b):01,00,00,00,00,00,00,00\r
\r
[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\C]\r
";

const OLD: &str = "REGEDIT4\r
\r
[HKEY_CURRENT_USER\\A]\r
\"Expand\"=hex(2):25,78,25,00\r
";

const WRONG: &str = "Windows Registry Editor Version 5.00
[HKLM\\SOFTWARE\\A
\"x\"=dword:1
[HKCU\\A\\\\B]
[HKCU\\A]
\"x\"=dword:123456789
\"y\"=hex:1,100
\"z\"=\"C:\\x\"
word
\"open\"=\"
";
