//! Captures and corpora out of the archives in which other projects keep them.

use std::io::Read;

/// What is kept of a compressed file, in bytes; test material is smaller.
const LIMIT: u64 = 1 << 30;

/// The inputs in a file: the members of a zip archive, else the file itself.
#[must_use]
pub fn inputs(bytes: Vec<u8>) -> Vec<Vec<u8>> {
    members(&bytes).unwrap_or_else(|| vec![bytes])
}

/// The bytes behind gzip; others as they are. What a damaged file still holds is what counts.
#[must_use]
pub fn inflated(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes;
    }
    let mut out = Vec::new();
    let decoder = flate2::read::MultiGzDecoder::new(&bytes[..]);
    let _ = decoder.take(LIMIT).read_to_end(&mut out);
    out
}

/// The members of a zip archive, stored and deflated ones, through the central directory; `None` where it is none.
fn members(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let number = |at: usize, width: usize| {
        let field = bytes.get(at..at.checked_add(width)?)?;
        let bytes = field.iter().rev();
        Some(bytes.fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
    };
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let mut at = number(end + 16, 4)?;
    let mut members = Vec::new();
    while bytes.get(at..)?.starts_with(b"PK\x01\x02") {
        let local = number(at + 42, 4)?;
        let start = local + 30 + number(local + 26, 2)? + number(local + 28, 2)?;
        let packed = bytes.get(start..start + number(at + 20, 4)?)?;
        let mut member = Vec::new();
        match number(at + 10, 2)? {
            8 => {
                let decoder = flate2::read::DeflateDecoder::new(packed);
                decoder.take(LIMIT).read_to_end(&mut member).ok()?;
            }
            _ => member.extend_from_slice(packed),
        }
        members.push(member);
        at += 46 + number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?;
    }
    Some(members)
}
