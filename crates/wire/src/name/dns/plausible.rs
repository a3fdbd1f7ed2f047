//! Whether bytes are plainly DNS, where the port does not say so.
//!
//! Stricter than the parser: everything that ordinary software sends passes, and next to nothing else does.

use super::name::{HEADER, skip};
use super::record::read_u16;

/// Length of the shortest question: the root, a type and a class.
const QUESTION: usize = 5;
/// Length of the shortest record: the root and ten fixed bytes.
const RECORD: usize = 11;
/// Bytes after the message that are forgiven: some stacks round a datagram up.
const TRAILING: usize = 16;
/// The last type of IANA's ordinary ones, with room for some years.
const LAST_TYPE: u16 = 300;
/// The highest code that an ordinary response has (RFC 8490; later ones need EDNS).
const LAST_CODE: u8 = 11;

/// How far the bytes of a message look like DNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// A whole message.
    Whole,
    /// The question is whole and the rest so far fits; bytes are missing at the end.
    Question,
    /// Nothing wrong so far, but not even the question is whole.
    Header,
    /// Something in it that ordinary DNS does not have.
    None,
}

/// Says whether the bytes are plainly a DNS message: one question with a printable name, records that fit, nothing
/// behind them. Where the capture `cut` the message, the whole question is enough.
#[must_use]
pub fn plausible(bytes: &[u8], cut: bool) -> bool {
    match likeness(bytes) {
        Likeness::Whole => true,
        Likeness::Question => cut,
        Likeness::Header | Likeness::None => false,
    }
}

/// Says whether what the header promises fits into `length` bytes of message, of which `bytes` are the first: all
/// that is asked where the port says DNS already. False too for a header that promises nothing.
pub(super) fn promises_fit(bytes: &[u8], length: usize) -> bool {
    let Some(header) = Header::read(bytes) else {
        return false;
    };
    let promised = header.promised();
    header.opcode <= 6 && promised > HEADER && promised <= length
}

/// Says how far the first bytes of a message look like DNS.
pub(super) fn likeness(bytes: &[u8]) -> Likeness {
    let Some(header) = Header::read(bytes) else {
        return Likeness::Header;
    };
    if !header.is_ordinary() {
        return Likeness::None;
    }
    let mut at = match question(bytes) {
        Ok(end) => end,
        Err(likeness) => return likeness,
    };
    for _ in 0..header.records() {
        let Ok(name_end) = skip(bytes, at) else {
            return Likeness::Question;
        };
        let Some(length) = read_u16(bytes, name_end.saturating_add(8)) else {
            return Likeness::Question;
        };
        at = name_end
            .saturating_add(10)
            .saturating_add(usize::from(length));
        if at > bytes.len() {
            return Likeness::Question;
        }
    }
    if bytes.len().saturating_sub(at) > TRAILING {
        return Likeness::None;
    }
    Likeness::Whole
}

struct Header {
    response: bool,
    opcode: u8,
    truncated: bool,
    reserved: bool,
    code: u8,
    questions: u16,
    answers: u16,
    authorities: u16,
    additionals: u16,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let header = bytes.first_chunk::<HEADER>()?;
        let [
            _,
            _,
            flags_0,
            flags_1,
            qd_0,
            qd_1,
            an_0,
            an_1,
            ns_0,
            ns_1,
            ar_0,
            ar_1,
        ] = *header;
        Some(Self {
            response: flags_0 & 0x80 != 0,
            opcode: (flags_0 >> 3) & 0xf,
            truncated: flags_0 & 0x02 != 0,
            reserved: flags_1 & 0x40 != 0,
            code: flags_1 & 0xf,
            questions: u16::from_be_bytes([qd_0, qd_1]),
            answers: u16::from_be_bytes([an_0, an_1]),
            authorities: u16::from_be_bytes([ns_0, ns_1]),
            additionals: u16::from_be_bytes([ar_0, ar_1]),
        })
    }

    fn records(&self) -> usize {
        usize::from(self.answers)
            .saturating_add(usize::from(self.authorities))
            .saturating_add(usize::from(self.additionals))
    }

    /// The least length of a message with such a header.
    fn promised(&self) -> usize {
        usize::from(self.questions)
            .saturating_mul(QUESTION)
            .saturating_add(self.records().saturating_mul(RECORD))
            .saturating_add(HEADER)
    }

    fn is_ordinary(&self) -> bool {
        // QUERY, NOTIFY (RFC 1996), UPDATE (RFC 2136).
        let known = matches!(self.opcode, 0 | 4 | 5);
        if !known || self.reserved || self.questions != 1 {
            return false;
        }
        if self.response {
            return self.code <= LAST_CODE;
        }
        // An incremental transfer brings one record (RFC 1995), EDNS and a signature one each.
        let light = self.answers == 0 && self.authorities <= 1 && self.additionals <= 3;
        self.code == 0 && !self.truncated && (light || self.opcode != 0)
    }
}

/// Finds the end of the one question, or says how far it goes.
fn question(bytes: &[u8]) -> Result<usize, Likeness> {
    let mut at = HEADER;
    loop {
        let length = usize::from(*bytes.get(at).ok_or(Likeness::Header)?);
        let label = at.saturating_add(1);
        at = label.saturating_add(length);
        if length == 0 {
            break;
        }
        // A question has nothing to point back to.
        if length > 63 || at.saturating_sub(HEADER) > 254 {
            return Err(Likeness::None);
        }
        let seen = bytes.get(label..at.min(bytes.len())).unwrap_or_default();
        if !seen.iter().all(u8::is_ascii_graphic) {
            return Err(Likeness::None);
        }
    }
    let kind = read_u16(bytes, at).ok_or(Likeness::Header)?;
    let class = read_u16(bytes, at.saturating_add(2)).ok_or(Likeness::Header)?;
    // 32768 and 32769 are DNSSEC's; IN, CH, HS, NONE, ANY.
    let known = matches!(kind, 1..=LAST_TYPE | 32_768 | 32_769 | 65_280..)
        && matches!(class, 1 | 3 | 4 | 254 | 255);
    if known {
        Ok(at.saturating_add(4))
    } else {
        Err(Likeness::None)
    }
}
