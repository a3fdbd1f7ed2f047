//! The bytes of a registry file as lines of text: UTF-16 with a byte order mark, UTF-8, or else the code page of Western
//! Windows. Which code page a file without a mark was written in is not said anywhere; another one reads wrongly beyond
//! ASCII.

/// A line without its end. Where it is not well-formed, what can be read of it is the error: it still tells whether it was
/// to be a key.
pub(super) type Line = Result<String, String>;

/// The lines of a file, the first numbered 1 by its place.
pub(super) fn lines(bytes: &[u8]) -> Vec<Line> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => match std::str::from_utf8(bytes) {
            Ok(_) => utf8(bytes),
            Err(_) => split(bytes, b'\n')
                .map(|line| Ok(line.iter().map(|byte| western(*byte)).collect()))
                .map(trimmed)
                .collect(),
        },
    }
}

/// A byte of code page 1252; the five bytes that it leaves open are control characters, as Windows reads them.
pub(super) const fn western(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}',
        '\u{2021}', '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}',
        '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}',
        '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}',
        '\u{178}',
    ];
    match byte {
        0x80..=0x9f => HIGH[(byte - 0x80) as usize],
        _ => byte as char,
    }
}

fn utf8(bytes: &[u8]) -> Vec<Line> {
    let lines = split(bytes, b'\n');
    lines.map(utf8_line).map(trimmed).collect()
}

fn utf8_line(line: &[u8]) -> Line {
    let read = std::str::from_utf8(line).map(str::to_owned);
    read.map_err(|_| String::from_utf8_lossy(line).into_owned())
}

/// A last byte without its partner makes the last line one that is not well-formed.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<Line> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|it| unit(*it)).collect();
    let lines = split(&units, u16::from(b'\n'));
    let mut lines: Vec<Line> = lines
        .map(|line| String::from_utf16(line).map_err(|_| String::from_utf16_lossy(line)))
        .map(trimmed)
        .collect();
    if !rest.is_empty() {
        let last = lines.pop().map(|line| line.unwrap_or_else(|broken| broken));
        lines.push(Err(last.unwrap_or_default()));
    }
    lines
}

fn split<T: PartialEq + Copy>(text: &[T], end: T) -> impl Iterator<Item = &[T]> {
    text.split(move |it| *it == end)
}

fn trimmed(line: Line) -> Line {
    line.map(|mut line| {
        if line.ends_with('\r') {
            line.pop();
        }
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<String> {
        let lines = lines(bytes).into_iter();
        lines
            .map(|line| line.unwrap_or_else(|_| "?".to_owned()))
            .collect()
    }

    #[test]
    fn both_orders_of_bytes_are_read() {
        assert_eq!(texts(b"\xff\xfea\0\r\0\n\0b\0"), ["a", "b"]);
        assert_eq!(texts(b"\xfe\xff\0a\0\r\0\n\0b"), ["a", "b"]);
    }

    #[test]
    fn utf8_is_read_with_and_without_its_mark() {
        assert_eq!(texts("\u{feff}\u{e9}".as_bytes()), ["\u{e9}"]);
        assert_eq!(texts("\u{e9}\r\n".as_bytes()), ["\u{e9}", ""]);
    }

    #[test]
    fn other_bytes_are_of_the_western_code_page() {
        assert_eq!(texts(b"\x80\xe9"), ["\u{20ac}\u{e9}"]);
    }

    #[test]
    fn a_line_with_half_a_letter_is_marked_and_the_others_stay() {
        assert_eq!(texts(b"\xff\xfe\x00\xd8\n\0b\0"), ["?", "b"]);
        assert_eq!(texts(b"\xff\xfea\0\n\0b"), ["a", "?"]);
    }
}
