//! Whether bytes are plainly DNS, where the port does not say so.
//!
//! Stricter than the parser: everything that ordinary software sends passes, and next to nothing else does.

use super::name::{HEADER, skip};
use super::record::read_u16;

/// Length of the shortest question: the root, a type and a class.
const QUESTION: usize = 5;
/// Length of the shortest record: the root and ten fixed bytes.
const RECORD: usize = 11;
/// Bytes after the message that are forgiven whatever they are; any number of zeros is, as some home routers fill
/// their answers up to 512 bytes.
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
    let after = bytes.get(at..).unwrap_or_default();
    if after.len() > TRAILING && after.iter().any(|&byte| byte != 0) {
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

#[cfg(test)]
mod tests {
    use super::super::RecordType;
    use super::super::build::{Build, lookup, wire};
    use super::*;

    #[test]
    fn a_lookup_is_plainly_dns() {
        let (query, response) = lookup();
        assert!(plausible(&query, false));
        assert!(plausible(&response, false));
    }

    #[test]
    fn a_datagram_filled_up_with_zeros_still_is() {
        let (mut query, _) = lookup();
        query.resize(512, 0);
        assert!(plausible(&query, false));
    }

    #[test]
    fn a_message_before_something_else_is_not() {
        let (mut query, _) = lookup();
        query.resize(512, 1);
        assert!(!plausible(&query, false));
    }

    #[test]
    fn a_shortened_message_is_only_where_the_capture_cut_it() {
        let (_, mut response) = lookup();
        response.truncate(60);
        assert!(!plausible(&response, false));
        assert!(plausible(&response, true));
    }

    #[test]
    fn a_name_with_control_characters_is_not() {
        let query = Build::query().question(b"\x02a\x01\0", RecordType::A);
        assert!(!plausible(&query.finish(), false));
    }

    #[test]
    fn an_unknown_type_is_not() {
        let query = Build::query().question(&wire("a.example"), RecordType(4000));
        assert!(!plausible(&query.finish(), false));
    }

    #[test]
    fn a_query_with_a_response_code_is_not() {
        let query = Build::query().flags(2).question(&wire("a"), RecordType::A);
        assert!(!plausible(&query.finish(), false));
    }

    #[test]
    fn other_protocols_are_not() {
        // RTP, NTP, STUN, SIP, and zeros.
        let rtp = [&[0x80, 0, 0x12, 0x34, 0, 0, 0, 1][..], &[0x55; 160]].concat();
        let ntp = [&[0x23, 0, 6, 0xec][..], &[0; 44]].concat();
        let stun = [
            &[0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42][..],
            b"abcdefghijklmnop123456",
        ]
        .concat();
        let sip = b"REGISTER sip:a.example SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n".to_vec();
        for bytes in [rtp, ntp, stun, sip, vec![0; 100]] {
            assert!(!plausible(&bytes, false), "{bytes:?}");
        }
    }
}
