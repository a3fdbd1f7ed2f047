//! From the bytes of a page to text with one kind of line end, keeping the lines that an editor would count.

use super::ImportError;
use super::note::{Note, NoteCode, Quirks};

/// Turns bytes into text: UTF-8, or UTF-16 with a byte order mark. Line ends become `\n`.
pub(super) fn decode(
    bytes: &[u8],
    doubts: &mut Vec<Note>,
    quirks: &mut Quirks,
) -> Result<String, ImportError> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            quirks.recoded = true;
            utf8(rest, doubts)
        }
        [0xFF, 0xFE, rest @ ..] => {
            quirks.recoded = true;
            utf16(rest, u16::from_le_bytes)
        }
        [0xFE, 0xFF, rest @ ..] => {
            quirks.recoded = true;
            utf16(rest, u16::from_be_bytes)
        }
        _ => utf8(bytes, doubts),
    };
    if let Some(at) = text.find('\0') {
        let line = line_at(&text, at);
        return Err(ImportError::NotText { line });
    }
    Ok(unify_line_ends(text, quirks))
}

/// The line, counted from 1, that a byte of the text is in.
pub(super) fn line_at(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let ends = before.iter().filter(|&&byte| byte == b'\n').count();
    u32::try_from(ends + 1).unwrap_or(u32::MAX)
}

fn utf8(bytes: &[u8], doubts: &mut Vec<Note>) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            doubts.push(Note {
                line: line_at(&text, error.valid_up_to()),
                code: NoteCode::NotUtf8,
                what: "bytes that are not UTF-8 were replaced, here and maybe below".to_owned(),
            });
            text
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        // A byte is missing at the end of the file.
        _ => 0xFFFD,
    });
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn unify_line_ends(text: String, quirks: &mut Quirks) -> String {
    quirks.carriage_returns = text.bytes().filter(|&byte| byte == b'\r').count();
    if quirks.carriage_returns == 0 {
        return text;
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> String {
        decode(bytes, &mut Vec::new(), &mut Quirks::default()).unwrap()
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(decoded(b"\xEF\xBB\xBF# x"), "# x");
    }

    #[test]
    fn utf_16_of_both_orders_is_read() {
        assert_eq!(decoded(b"\xFF\xFE#\0x\0"), "#x");
        assert_eq!(decoded(b"\xFE\xFF\0#\0x"), "#x");
    }

    #[test]
    fn line_ends_of_all_systems_keep_their_lines() {
        assert_eq!(decoded(b"a\r\nb\rc\nd"), "a\nb\nc\nd");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_a_doubt_with_their_line() {
        let mut doubts = Vec::new();
        let text = decode(b"a\nwon\x92t", &mut doubts, &mut Quirks::default()).unwrap();
        assert_eq!(text, "a\nwon\u{FFFD}t");
        assert_eq!((doubts[0].line, doubts[0].code), (2, NoteCode::NotUtf8));
    }

    #[test]
    fn zero_bytes_are_no_text() {
        let error = decode(b"a\n\0", &mut Vec::new(), &mut Quirks::default());
        assert_eq!(error, Err(ImportError::NotText { line: 2 }));
    }
}
