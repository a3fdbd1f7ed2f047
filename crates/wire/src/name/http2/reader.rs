//! Cuts the client's half of an HTTP/2 connection into frames (RFC 9113 section 4) and reads the requests out of
//! HEADERS and CONTINUATION. All other frames are skipped by counting, and so is the server's half.

use super::PREFACE;
use super::hpack::{Decoder, Field, HpackError};
use crate::name::http1::authority::Authority;
use crate::name::http1::naming::{Naming, fact};
use crate::name::{Progress, StreamReader};
use crate::{Absence, Finding, NameKind, Protocol, Side};

/// The largest block of compressed fields, over all its frames. A larger one cannot be skipped, since later blocks
/// build on it, so that the connection is given up as [`Absence::Bounded`].
const BLOCK_LIMIT: usize = 64 * 1024;

const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 0x4;
const PADDED: u8 = 0x8;
const PRIORITY: u8 = 0x20;

/// Reads one connection.
#[derive(Default)]
pub(super) struct Reader {
    /// How much of the preface was passed.
    preface: usize,
    /// The header of a frame, as far as it came; at most [`HEADER_LENGTH`] bytes.
    header: Vec<u8>,
    /// The frame that is being read, once its header is complete.
    frame: Option<Frame>,
    /// The payload of a HEADERS or CONTINUATION frame, as far as it came.
    payload: Vec<u8>,
    /// The payloads of the earlier frames of one block.
    block: Vec<u8>,
    decoder: Decoder,
    naming: Naming,
    trouble: Option<Absence>,
    finished: bool,
}

const HEADER_LENGTH: usize = 9;

#[derive(Clone, Copy)]
struct Frame {
    kind: u8,
    flags: u8,
    /// Bytes of the payload still to come.
    left: usize,
}

impl Frame {
    fn parse(header: &[u8]) -> Option<Self> {
        let &[a, b, c, kind, flags, ..] = header.first_chunk::<HEADER_LENGTH>()?;
        let left = usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()?;
        Some(Self { kind, flags, left })
    }

    fn holds_fields(self) -> bool {
        matches!(self.kind, HEADERS | CONTINUATION)
    }
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if self.finished {
            return Progress::Done;
        }
        if from == Side::Responder {
            return Progress::Reading;
        }
        let mut rest = bytes;
        if self.preface < PREFACE.len() {
            if self.preface == 0 {
                findings.push(Finding::Protocol(Protocol("HTTP")));
                findings.push(fact("http.version", "2".to_owned()));
            }
            let (skipped, after) = cut(rest, PREFACE.len().saturating_sub(self.preface));
            self.preface = self.preface.saturating_add(skipped.len());
            rest = after;
        }
        match self.frames(rest, findings) {
            Ok(()) => Progress::Reading,
            Err(trouble) => self.give_up(trouble, findings),
        }
    }

    fn gap(&mut self, from: Side, findings: &mut Vec<Finding>) -> Progress {
        match from {
            // Neither the next frame nor the decoder's state can be found again.
            Side::Initiator => self.give_up(Absence::Gap, findings),
            Side::Responder => Progress::Reading,
        }
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if self.finished {
            return;
        }
        self.finished = true;
        if let Some(absence) = self.naming.absence(self.trouble) {
            findings.push(Finding::NoName(absence));
        }
    }
}

impl Reader {
    fn give_up(&mut self, trouble: Absence, findings: &mut Vec<Finding>) -> Progress {
        self.trouble = Some(trouble);
        self.finish(findings);
        Progress::Done
    }

    fn frames(&mut self, bytes: &[u8], findings: &mut Vec<Finding>) -> Result<(), Absence> {
        let mut rest = bytes;
        loop {
            let Some(mut frame) = self.frame else {
                let (taken, after) = cut(rest, HEADER_LENGTH.saturating_sub(self.header.len()));
                self.header.extend_from_slice(taken);
                rest = after;
                self.frame = Frame::parse(&self.header);
                if self.frame.is_none() {
                    return Ok(());
                }
                self.header.clear();
                continue;
            };
            let (taken, after) = cut(rest, frame.left);
            if frame.holds_fields() {
                if self.payload.len().saturating_add(taken.len()) > BLOCK_LIMIT {
                    return Err(Absence::Bounded);
                }
                self.payload.extend_from_slice(taken);
            }
            rest = after;
            frame.left = frame.left.saturating_sub(taken.len());
            self.frame = (frame.left > 0).then_some(frame);
            if frame.left > 0 {
                return Ok(());
            }
            if frame.holds_fields() {
                self.fields(frame, findings)?;
            }
        }
    }

    /// Takes a complete HEADERS or CONTINUATION frame.
    fn fields(&mut self, frame: Frame, findings: &mut Vec<Finding>) -> Result<(), Absence> {
        let payload = std::mem::take(&mut self.payload);
        let fragment = match frame.kind {
            HEADERS => fragment(&payload, frame.flags).ok_or(Absence::Malformed)?,
            _ => &payload,
        };
        if self.block.len().saturating_add(fragment.len()) > BLOCK_LIMIT {
            return Err(Absence::Bounded);
        }
        self.block.extend_from_slice(fragment);
        if frame.flags & END_HEADERS == 0 {
            return Ok(());
        }
        let block = std::mem::take(&mut self.block);
        let fields = self.decoder.decode(&block).map_err(|error| match error {
            HpackError::ListTooLarge | HpackError::TableTooLarge => Absence::Bounded,
            HpackError::Truncated | HpackError::NoSuchField | HpackError::Unreadable => {
                Absence::Malformed
            }
        })?;
        self.request(&fields, findings);
        Ok(())
    }

    fn request(&mut self, fields: &[Field], findings: &mut Vec<Finding>) {
        let value = |wanted: &[u8]| {
            let field = fields.iter().find(|(name, _)| name.bytes() == wanted);
            field.map(|(_, value)| value.bytes())
        };
        // Trailers have no method.
        let Some(method) = value(b":method") else {
            return;
        };
        self.naming
            .request(method, value(b":path"), value(b"user-agent"), findings);
        let kind = match method {
            b"CONNECT" => NameKind::CONNECT,
            _ => NameKind::HTTP,
        };
        if let Some(authority) = value(b":authority").or_else(|| value(b"host")) {
            let authority = Authority::parse(authority);
            self.naming.name(kind, authority, Side::Initiator, findings);
        }
    }
}

/// The compressed fields in a HEADERS frame, without padding and priority (RFC 9113 section 6.2). `None` where the
/// frame is shorter than they are.
fn fragment(payload: &[u8], flags: u8) -> Option<&[u8]> {
    let mut rest = payload;
    if flags & PADDED != 0 {
        let (&padding, after) = rest.split_first()?;
        rest = after.get(..after.len().checked_sub(usize::from(padding))?)?;
    }
    if flags & PRIORITY != 0 {
        rest = rest.get(5..)?;
    }
    Some(rest)
}

/// Cuts off at most `length` bytes.
fn cut(bytes: &[u8], length: usize) -> (&[u8], &[u8]) {
    bytes.split_at_checked(length).unwrap_or((bytes, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: Side = Side::Initiator;

    fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = vec![length[1], length[2], length[3], kind, flags, 0, 0, 0, 1];
        frame.extend_from_slice(payload);
        frame
    }

    const REQUEST: &[u8] = b"\x82\x86\x84\x41\x0fwww.example.com";
    const AGAIN: &[u8] = b"\x82\x86\x84\xbe";

    fn run(slices: &[&[u8]]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut reader = Reader::default();
        for bytes in [PREFACE].iter().chain(slices) {
            reader.read(CLIENT, bytes, &mut findings);
        }
        reader.finish(&mut findings);
        findings
    }

    fn names(findings: &[Finding]) -> Vec<&str> {
        findings
            .iter()
            .filter_map(|finding| match finding {
                Finding::Name(name) => Some(name.host.as_str()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_request_names_its_authority() {
        let findings = run(&[&frame(4, 0, &[0; 6]), &frame(HEADERS, END_HEADERS, REQUEST)]);
        assert_eq!(names(&findings), ["www.example.com"]);
        assert_eq!(findings[0], Finding::Protocol(Protocol("HTTP")));
    }

    #[test]
    fn frames_may_come_byte_by_byte() {
        let bytes = [
            frame(4, 0, &[0; 6]),
            frame(0, 0, &[9; 99]),
            frame(HEADERS, END_HEADERS, REQUEST),
        ]
        .concat();
        let slices: Vec<_> = bytes.chunks(1).collect();
        assert_eq!(names(&run(&slices)), ["www.example.com"]);
    }

    #[test]
    fn padding_and_priority_are_no_fields() {
        let payload = [b"\x02\0\0\0\0\x10", REQUEST, b"\0\0"].concat();
        let findings = run(&[&frame(HEADERS, END_HEADERS | PADDED | PRIORITY, &payload)]);
        assert_eq!(names(&findings), ["www.example.com"]);
    }

    #[test]
    fn a_block_may_go_on_in_further_frames() {
        let (first, second) = REQUEST.split_at(9);
        let findings = run(&[
            &frame(HEADERS, 0, first),
            &frame(CONTINUATION, END_HEADERS, second),
        ]);
        assert_eq!(names(&findings), ["www.example.com"]);
    }

    #[test]
    fn later_requests_build_on_earlier_ones() {
        let other = b"\x82\x86\x84\x41\x09b.example\xbf";
        let findings = run(&[
            &frame(HEADERS, END_HEADERS, REQUEST),
            &frame(HEADERS, END_HEADERS, AGAIN),
            &frame(HEADERS, END_HEADERS, other),
        ]);
        assert_eq!(names(&findings), ["www.example.com", "b.example"]);
    }

    #[test]
    fn a_gap_ends_the_reading() {
        let mut findings = Vec::new();
        let mut reader = Reader::default();
        reader.read(CLIENT, PREFACE, &mut findings);
        assert_eq!(reader.gap(CLIENT, &mut findings), Progress::Done);
        reader.finish(&mut findings);
        assert_eq!(findings.last(), Some(&Finding::NoName(Absence::Gap)));
        assert_eq!(findings.len(), 3);
    }

    #[test]
    fn a_block_beyond_the_limit_is_bounded() {
        let big = frame(HEADERS, 0, &[0; BLOCK_LIMIT + 1]);
        assert_eq!(
            run(&[&big]).last(),
            Some(&Finding::NoName(Absence::Bounded))
        );
        let half = frame(HEADERS, 0, &[0; BLOCK_LIMIT / 2 + 1]);
        assert_eq!(
            run(&[&half, &half]).last(),
            Some(&Finding::NoName(Absence::Bounded))
        );
    }

    #[test]
    fn no_input_is_fatal() {
        let bytes = [
            frame(4, 0, &[0; 6]),
            frame(HEADERS, END_HEADERS | PADDED | PRIORITY, &[&b"\x02\0\0\0\0\x10"[..], REQUEST, b"\0\0"].concat()),
            frame(CONTINUATION, END_HEADERS, b"\x82\x87\x85\xbf\x40\x88\x25\xa8\x49\xe9\x5b\xa9\x7d\x7f\x89\x25\xa8\x49\xe9\x5b\xb8\xe8\xb4\xbf"),
            frame(HEADERS, END_HEADERS, AGAIN),
        ]
        .concat();
        for length in 0..bytes.len() {
            run(&[&bytes[..length]]);
        }
        for at in 0..bytes.len() {
            for value in 0..=255 {
                let mut changed = bytes.clone();
                changed[at] = value;
                run(&[&changed]);
            }
        }
    }
}
