//! Operations on a registry, and the text of registry files that says them: version 5.00, as the registry editor writes
//! it, in UTF-16LE with a byte order mark and line ends of Windows.

use crate::plane::Comment;
use crate::plane::registry_value::{Value, kind};

/// The first line of files of version 5.00.
pub(super) const HEADER: &str = "Windows Registry Editor Version 5.00";

/// After how many columns the editor breaks a line of bytes.
const COLUMNS: usize = 76;

/// What a registry file does. Keys are whole, the root first: `HKEY_LOCAL_MACHINE\SOFTWARE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Make a key and those above it, where they are not there.
    CreateKey(String),
    /// Delete a key and all below it.
    DeleteKey(String),
    /// Set a value; its key is made. The empty name is that of the key's default value.
    SetValue {
        /// The key.
        key: String,
        /// The value's name.
        name: String,
        /// What it is set to.
        value: Value,
    },
    /// Delete a value. The key is made even then.
    DeleteValue {
        /// The key.
        key: String,
        /// The value's name.
        name: String,
    },
}

impl Operation {
    /// The key that it is about.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::CreateKey(key)
            | Self::DeleteKey(key)
            | Self::SetValue { key, .. }
            | Self::DeleteValue { key, .. } => key,
        }
    }
}

/// Whether a key or a value's name can stand in a registry file: a line break in it would begin a line of its own.
#[must_use]
pub fn sayable(name: &str) -> bool {
    !name.chars().any(char::is_control)
}

/// The text of a registry file while it is written.
pub(super) struct Writer {
    text: String,
    section: Option<String>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            text: format!("{HEADER}\r\n\r\n"),
            section: None,
        }
    }

    /// Adds lines that do nothing.
    pub(super) fn comment<T: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = T>) {
        self.text.push_str(&Comment::SEMICOLON.crlf().lines(lines));
    }

    /// Adds an empty line; the key is named again after it.
    pub(super) fn blank(&mut self) {
        self.section = None;
        self.text.push_str("\r\n");
    }

    /// Adds an operation. Keys and names must be [`sayable`]; one that is not is left out.
    pub(super) fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateKey(key) => {
                self.section = None;
                self.enter(key);
            }
            Operation::DeleteKey(key) if sayable(key) => {
                self.section = None;
                self.text.push_str(&format!("\r\n[-{key}]\r\n"));
            }
            Operation::SetValue { key, name, value } if sayable(key) && sayable(name) => {
                self.enter(key);
                let start = format!("{}=", quoted_name(name));
                let data = data(value, start.chars().count());
                self.text.push_str(&format!("{start}{data}\r\n"));
            }
            Operation::DeleteValue { key, name } if sayable(key) && sayable(name) => {
                self.enter(key);
                self.text.push_str(&format!("{}=-\r\n", quoted_name(name)));
            }
            _ => {}
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(self.text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    }

    fn enter(&mut self, key: &str) {
        if sayable(key) && self.section.as_deref() != Some(key) {
            self.text.push_str(&format!("\r\n[{key}]\r\n"));
            self.section = Some(key.to_owned());
        }
    }
}

/// The bytes of a registry file with these operations, after comment lines.
#[must_use]
pub fn write(comments: &[String], operations: &[Operation]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.comment(comments);
    for operation in operations {
        writer.operation(operation);
    }
    writer.finish()
}

fn quoted_name(name: &str) -> String {
    if name.is_empty() {
        "@".to_owned()
    } else {
        quoted(name)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// Data in the form that keeps every byte; `column` is where the line stands.
fn data(value: &Value, column: usize) -> String {
    if let Some(number) = value.as_dword() {
        return format!("dword:{number:08x}");
    }
    if value.kind == kind::TEXT
        && let Some(text) = value.as_text().filter(|it| sayable(it))
    {
        return quoted(&text);
    }
    let mut line = match value.kind {
        kind::BINARY => "hex:".to_owned(),
        kind => format!("hex({kind:x}):"),
    };
    let mut column = column + line.len();
    for (at, byte) in value.data.iter().enumerate() {
        if at > 0 {
            line.push(',');
            column += 1;
            if column > COLUMNS {
                line.push_str("\\\r\n  ");
                column = 2;
            }
        }
        line.push_str(&format!("{byte:02x}"));
        column += 2;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, value: Value) -> String {
        let mut writer = Writer::new();
        writer.operation(&Operation::SetValue {
            key: "HKEY_CURRENT_USER\\A".to_owned(),
            name: name.to_owned(),
            value,
        });
        writer
            .text
            .split("[HKEY_CURRENT_USER\\A]\r\n")
            .nth(1)
            .unwrap()
            .to_owned()
    }

    #[test]
    fn a_file_begins_with_its_mark_and_version() {
        let bytes = write(&[], &[]);
        assert_eq!(bytes.get(..4), Some(&[0xff, 0xfe, b'W', 0][..]));
    }

    #[test]
    fn names_and_texts_cannot_leave_their_quotation_marks() {
        let text = Value::text(r#"C:\x" ; "y"=dword:1"#);
        assert_eq!(
            said(r#"a\"b"#, text),
            "\"a\\\\\\\"b\"=\"C:\\\\x\\\" ; \\\"y\\\"=dword:1\"\r\n"
        );
    }

    #[test]
    fn a_text_with_a_line_break_is_said_in_bytes() {
        assert_eq!(
            said("a", Value::text("x\n")),
            "\"a\"=hex(1):78,00,0a,00,00,00\r\n"
        );
    }

    #[test]
    fn a_name_with_a_line_break_is_not_said() {
        let mut writer = Writer::new();
        writer.operation(&Operation::DeleteValue {
            key: "HKEY_CURRENT_USER\\A".to_owned(),
            name: "a\r\n\"b".to_owned(),
        });
        assert!(!writer.text.contains("\"b"), "{}", writer.text);
    }

    #[test]
    fn a_comment_cannot_become_a_key() {
        let mut writer = Writer::new();
        writer.comment(["title\r\n[-HKEY_LOCAL_MACHINE\\SOFTWARE]"]);
        assert!(writer.text.lines().all(|line| !line.starts_with('[')));
    }

    #[test]
    fn long_bytes_are_broken_as_the_editor_breaks_them() {
        let value = Value {
            kind: kind::BINARY,
            data: vec![0xab; 40],
        };
        let text = said("a", value);
        assert!(text.contains(",\\\r\n  ab"), "{text}");
        assert!(text.lines().all(|line| line.len() <= 80), "{text}");
    }

    #[test]
    fn numbers_have_eight_digits_and_the_default_value_is_an_at_sign() {
        assert_eq!(said("", Value::dword(10)), "@=dword:0000000a\r\n");
    }
}
