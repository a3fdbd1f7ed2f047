//! The text of registry files as operations. Total: every input gives operations, and for each line that was not used
//! why; only what does not begin as a registry file gives nothing.
//!
//! The registry editor skips malformed lines without a word. Here each is told with the key that it stands under, as a
//! value that was not read must not be taken for one that is not there.

use std::fmt;

use super::decode;
use super::text::{HEADER, Operation};
use crate::plane::registry_value::{Value, kind};

/// The first line of files of Windows 9x and NT 4, which hold texts in bytes of the code page.
const OLD_HEADER: &str = "REGEDIT4";

/// The roots by their long and their short name.
const ROOTS: [(&str, &str); 5] = [
    ("HKEY_LOCAL_MACHINE", "HKLM"),
    ("HKEY_CURRENT_USER", "HKCU"),
    ("HKEY_CLASSES_ROOT", "HKCR"),
    ("HKEY_USERS", "HKU"),
    ("HKEY_CURRENT_CONFIG", "HKCC"),
];

/// What a registry file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What it does, in order.
    pub operations: Vec<Operation>,
    /// Lines that were not used; all others were.
    pub problems: Vec<Problem>,
}

/// A line that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its number, the first being 1.
    pub line: usize,
    /// The key that it stands under; none where that is not known.
    pub key: Option<String>,
    /// What is wrong, as a clause.
    pub what: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: {}; it was not used, the rest was",
            self.line, self.what
        )
    }
}

/// It is no registry file, and nothing of it was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "line 1: it does not begin with \"Windows Registry Editor Version 5.00\" or \"REGEDIT4\"; nothing of it was used"
)]
pub struct NotRegistryFile;

/// Reads a registry file.
///
/// # Errors
/// Where the first line is not that of a registry file.
pub fn read(bytes: &[u8]) -> Result<Reading, NotRegistryFile> {
    let lines = decode::lines(bytes);
    let first = lines.first().and_then(|line| line.as_deref().ok());
    let old = match first.unwrap_or_default().trim_end() {
        HEADER => false,
        OLD_HEADER => true,
        _ => return Err(NotRegistryFile),
    };
    let mut reading = Reading::default();
    let mut key: Option<String> = None;
    let mut at = 1;
    while let Some(line) = lines.get(at) {
        let number = at + 1;
        at += 1;
        let line = line.as_deref().map_err(|broken| {
            if broken.trim_start().starts_with('[') {
                // The values below it are of a key that nobody knows.
                key = None;
            }
            "it is not well-formed text"
        });
        let done = line.and_then(|line| match line.trim_start().chars().next() {
            None | Some(';') => Ok(None),
            Some('[') => section(line.trim_start(), &mut key).map(Some),
            Some('"' | '@') => {
                let joined = joined(line, &lines, at);
                let key = key
                    .as_deref()
                    .ok_or("it stands under no key that could be read")?;
                value(key, &joined.text, old).map(|done| {
                    at = joined.next;
                    Some(done)
                })
            }
            Some(_) => Err("it is neither a key nor a value nor a comment"),
        });
        match done {
            Ok(operation) => reading.operations.extend(operation),
            Err(what) => reading.problems.push(Problem {
                line: number,
                key: key.clone(),
                what,
            }),
        }
    }
    Ok(reading)
}

/// `[key]` or `[-key]`. What cannot be read leaves no key, so that the values below it are not put under another.
fn section(line: &str, current: &mut Option<String>) -> Result<Operation, &'static str> {
    *current = None;
    let inner = line.strip_prefix('[').unwrap_or(line);
    // A key may hold a bracket; what follows the last one is no part of it.
    let (inner, _) = inner.rsplit_once(']').ok_or("the bracket is not closed")?;
    let (path, delete) = match inner.strip_prefix('-') {
        Some(path) => (path, true),
        None => (inner, false),
    };
    let path = path.trim_end_matches('\\');
    let (root, rest) = path.split_once('\\').unwrap_or((path, ""));
    let known = ROOTS
        .iter()
        .find(|(long, short)| root.eq_ignore_ascii_case(long) || root.eq_ignore_ascii_case(short));
    let (root, _) = known.ok_or("the key's root is not known")?;
    if !rest.is_empty() && rest.split('\\').any(str::is_empty) {
        return Err("two backslashes follow each other in the key");
    }
    if rest.chars().any(char::is_control) {
        return Err("the key holds a control character");
    }
    let key = if rest.is_empty() {
        (*root).to_owned()
    } else {
        format!("{root}\\{rest}")
    };
    if delete {
        return Ok(Operation::DeleteKey(key));
    }
    *current = Some(key.clone());
    Ok(Operation::CreateKey(key))
}

/// A value's line with those that continue it, and the number of the line after them.
struct Joined {
    text: String,
    next: usize,
}

/// Whether a line's data go on in the next one: it ends in a backslash that is in no comment.
fn continues(line: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for letter in line.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return false,
            _ => {}
        }
    }
    line.trim_end().ends_with('\\')
}

/// Bytes are continued after a backslash; a text that holds a line break goes on until its quotation mark.
fn joined(line: &str, lines: &[decode::Line], mut next: usize) -> Joined {
    let mut text = line.trim_start().to_owned();
    if open(&text) {
        while let Some(Ok(more)) = lines.get(next) {
            next += 1;
            text.push_str("\r\n");
            text.push_str(more);
            if more.contains('"') {
                break;
            }
        }
    } else {
        let mut goes_on = continues(line);
        while goes_on {
            let Some(Ok(more)) = lines.get(next) else {
                break;
            };
            next += 1;
            text.truncate(text.trim_end().len() - 1);
            text.push_str(more.trim_start());
            goes_on = continues(more);
        }
    }
    Joined { text, next }
}

/// Whether a quotation mark is open at the end of a value's line.
fn open(line: &str) -> bool {
    let (mut open, mut escaped) = (false, false);
    for letter in line.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if open => escaped = true,
            '"' => open = !open,
            ';' if !open => return false,
            _ => {}
        }
    }
    open
}

fn value(key: &str, line: &str, old: bool) -> Result<Operation, &'static str> {
    let (name, rest) = match line.strip_prefix('@') {
        Some(rest) => (String::new(), rest),
        None => string(line)?,
    };
    if name.chars().any(char::is_control) {
        return Err("the value's name holds a control character");
    }
    let rest = rest.trim_start();
    let data = rest
        .strip_prefix('=')
        .ok_or("there is no = after the name")?;
    let data = data.trim_start();
    let key = key.to_owned();
    if let Some(rest) = data.strip_prefix('-') {
        ended(rest)?;
        return Ok(Operation::DeleteValue { key, name });
    }
    let value = if data.starts_with('"') {
        let (text, rest) = string(data)?;
        ended(rest)?;
        Value::text(&text)
    } else {
        let data = data.split(';').next().unwrap_or_default().trim();
        let (word, data) = data.split_once(':').ok_or("the data have no type")?;
        number_or_bytes(&word.to_ascii_lowercase(), data.trim(), old)?
    };
    Ok(Operation::SetValue { key, name, value })
}

/// What follows a value is a comment, or nothing.
fn ended(rest: &str) -> Result<(), &'static str> {
    let rest = rest.trim_start();
    if rest.is_empty() || rest.starts_with(';') {
        Ok(())
    } else {
        Err("something follows the data")
    }
}

/// A text in quotation marks, and what follows it.
fn string(text: &str) -> Result<(String, &str), &'static str> {
    let mut letters = text.strip_prefix('"').unwrap_or(text).chars();
    let mut out = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Ok((out, letters.as_str())),
            '\\' => match letters.next() {
                Some(escaped @ ('\\' | '"')) => out.push(escaped),
                // The editor writes no other; a path that was typed with single backslashes cannot be told from it.
                _ => return Err("a backslash in quotation marks is not doubled"),
            },
            '\0' => return Err("there is a NUL in quotation marks"),
            letter => out.push(letter),
        }
    }
    Err("the quotation mark is not closed")
}

fn number_or_bytes(word: &str, data: &str, old: bool) -> Result<Value, &'static str> {
    let hexadecimal = |text: &str| {
        let digits =
            !text.is_empty() && text.len() <= 8 && text.bytes().all(|it| it.is_ascii_hexdigit());
        digits.then(|| u32::from_str_radix(text, 16).ok()).flatten()
    };
    if word == "dword" {
        let number =
            hexadecimal(data).ok_or("the number is not one of up to eight hexadecimal digits")?;
        return Ok(Value::dword(number));
    }
    let kind = match word.strip_prefix("hex") {
        Some("") => kind::BINARY,
        Some(kind) => kind
            .strip_prefix('(')
            .and_then(|kind| hexadecimal(kind.strip_suffix(')')?))
            .ok_or("the type is not a number in brackets")?,
        None => return Err("the type is not known"),
    };
    let mut bytes = Vec::with_capacity(data.len() / 3 + 1);
    let data = data.strip_suffix(',').unwrap_or(data);
    for pair in data.split(',').map(str::trim).filter(|_| !data.is_empty()) {
        let byte = hexadecimal(pair).filter(|_| pair.len() <= 2);
        let byte = byte.and_then(|it| u8::try_from(it).ok());
        bytes.push(byte.ok_or("a byte is not one or two hexadecimal digits")?);
    }
    if old && matches!(kind, kind::TEXT | kind::EXPAND | kind::TEXTS) {
        let letters = bytes.iter().map(|byte| decode::western(*byte));
        let text: String = letters.collect();
        bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    Ok(Value { kind, data: bytes })
}
