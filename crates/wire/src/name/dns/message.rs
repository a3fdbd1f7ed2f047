//! One DNS message (RFC 1035 section 4) from its bytes, as far as they can be read.

use std::net::IpAddr;

use super::name::{HEADER, Names, skip};
use super::record::{
    Class, DataSpans, Question, QuestionSpans, Record, RecordSpans, RecordType, Sink, read_data,
    read_u16, read_u32,
};

/// Bytes of a message that are read. Longer ones cannot exist, as both carriers count their length in 16 bits.
const MESSAGE_LIMIT: usize = 65_535;
/// The EDNS option that says why (RFC 8914).
const EXTENDED_ERROR: u16 = 15;

/// How a message contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DnsError {
    /// The message ends before what its counts and lengths promise.
    Short,
    /// The capture kept only the first part of the message.
    Cut,
    /// A compression pointer leads forwards, into the header, in circles, or there are too many.
    Pointer,
    /// A label of a kind that does not exist.
    Label,
    /// A name of more than 255 bytes.
    NameTooLong,
    /// The data of a record contradicts its type.
    RecordData,
    /// The names are longer than this program keeps for one message.
    Bounded,
}

/// What a message is for (RFC 1035 section 4.1.1 and IANA's registry).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opcode(pub u8);

impl Opcode {
    /// A question and its answer.
    pub const QUERY: Self = Self(0);
    /// A change of a zone (RFC 2136): its sections hold other things than questions and answers.
    pub const UPDATE: Self = Self(5);
}

/// How a question fared, with the upper bits that EDNS adds: 12 bits (RFC 6891 section 6.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResponseCode(pub u16);

impl ResponseCode {
    /// It was answered, if perhaps with nothing.
    pub const NO_ERROR: Self = Self(0);
    /// The name does not exist.
    pub const NAME_ERROR: Self = Self(3);
    /// The server does not want to answer.
    pub const REFUSED: Self = Self(5);
}

/// Why a question fared so (RFC 8914).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExtendedError(pub u16);

impl ExtendedError {
    /// The server's own policy.
    pub const BLOCKED: Self = Self(15);
    /// Somebody else's order.
    pub const CENSORED: Self = Self(16);
    /// The client's own wish.
    pub const FILTERED: Self = Self(17);

    /// True where the answer was withheld on purpose.
    #[must_use]
    pub const fn is_block(self) -> bool {
        matches!(self, Self::BLOCKED | Self::CENSORED | Self::FILTERED)
    }
}

/// A message, as far as it could be read.
#[derive(Debug, Default)]
pub struct Message {
    /// Pairs a response with its query.
    pub id: u16,
    /// True for a response.
    pub response: bool,
    /// What the message is for.
    pub opcode: Opcode,
    /// How the question fared; meaningless in a query.
    pub code: ResponseCode,
    /// True where the server had more to say than fitted: the asker will ask again over TCP.
    pub truncated: bool,
    /// How long a negative answer holds, in seconds (RFC 2308 section 5), where the authority section says it.
    pub negative_ttl: Option<u32>,
    /// Why the question fared so; of several, one that tells of a block is preferred.
    pub extended_error: Option<ExtendedError>,
    /// The first contradiction found. Everything else that could be read is there: the message was read up to it, or,
    /// where it concerns one name or record only, past it.
    pub damaged: Option<DnsError>,
    /// True where the authority section only says whom else to ask.
    pub(super) referral: bool,
    questions: Vec<QuestionSpans>,
    answers: Vec<RecordSpans>,
    /// The names of the questions and answers, one after the other.
    text: String,
    /// The addresses that service bindings suggest, one binding after the other.
    hints: Vec<IpAddr>,
}

impl Default for Opcode {
    fn default() -> Self {
        Self::QUERY
    }
}

impl Default for ResponseCode {
    fn default() -> Self {
        Self::NO_ERROR
    }
}

impl Message {
    /// What is asked. Names are lower case, without a trailing dot, odd bytes as `\DDD`, a dot inside a label as
    /// `\.`; the root is `.`.
    pub fn questions(&self) -> impl ExactSizeIterator<Item = Question<'_>> {
        self.questions.iter().map(|question| Question {
            name: question.name.map(|name| name.within(&self.text)),
            kind: question.kind,
            class: question.class,
        })
    }

    /// The answer section, in order; empty for a change of a zone. Queries can carry one too: it proves nothing.
    pub fn answers(&self) -> impl ExactSizeIterator<Item = Record<'_>> {
        self.answers.iter().map(|record| Record {
            owner: record.owner.map(|owner| owner.within(&self.text)),
            kind: record.kind,
            class: record.class,
            ttl: record.ttl,
            data: record.data.within(&self.text, &self.hints),
        })
    }

    fn note(&mut self, damage: DnsError) {
        self.damaged = self.damaged.or(Some(damage));
    }
}

/// Reads messages, one at a time, into buffers that it reuses.
#[derive(Debug, Default)]
pub struct Parser {
    message: Message,
    names: Names,
}

/// Which part of a message a record is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Answer,
    Authority,
    Additional,
}

/// The part of a record before its data.
struct Head {
    kind: RecordType,
    class: Class,
    ttl: u32,
    data: usize,
    end: usize,
}

impl Parser {
    /// Reads the message in `bytes`, which the capture shortened where `cut`. Fails where there is no whole header,
    /// or where the header promises something and nothing of it is there.
    ///
    /// # Errors
    ///
    /// The contradiction that left nothing to report.
    pub fn parse(&mut self, bytes: &[u8], cut: bool) -> Result<&Message, DnsError> {
        let bytes = bytes.get(..MESSAGE_LIMIT).unwrap_or(bytes);
        let counts = self.read_header(bytes).ok_or(ended(cut))?;
        let sections = self.read_sections(bytes, counts);
        if let Err(error) = sections {
            let error = if error == DnsError::Short {
                ended(cut)
            } else {
                error
            };
            if self.message.questions.is_empty() && self.message.answers.is_empty() {
                return Err(error);
            }
            self.message.note(error);
        }
        Ok(&self.message)
    }

    fn read_header(&mut self, bytes: &[u8]) -> Option<[u16; 4]> {
        let header = bytes.first_chunk::<HEADER>()?;
        let [
            id_0,
            id_1,
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
        let message = &mut self.message;
        message.id = u16::from_be_bytes([id_0, id_1]);
        message.response = flags_0 & 0x80 != 0;
        message.opcode = Opcode((flags_0 >> 3) & 0xf);
        message.truncated = flags_0 & 0x02 != 0;
        message.code = ResponseCode(u16::from(flags_1 & 0xf));
        message.questions.clear();
        message.answers.clear();
        message.negative_ttl = None;
        message.extended_error = None;
        message.damaged = None;
        message.referral = false;
        message.text.clear();
        message.hints.clear();
        self.names.begin();
        Some([
            u16::from_be_bytes([qd_0, qd_1]),
            u16::from_be_bytes([an_0, an_1]),
            u16::from_be_bytes([ns_0, ns_1]),
            u16::from_be_bytes([ar_0, ar_1]),
        ])
    }

    fn read_sections(&mut self, bytes: &[u8], counts: [u16; 4]) -> Result<(), DnsError> {
        let [questions, answers, authorities, additionals] = counts;
        let mut at = HEADER;
        for _ in 0..questions {
            at = self.read_question(bytes, at)?;
        }
        if self.message.opcode == Opcode::UPDATE {
            return Ok(());
        }
        for _ in 0..answers {
            at = self.read_record(bytes, at, Section::Answer)?;
        }
        for _ in 0..authorities {
            at = self.read_record(bytes, at, Section::Authority)?;
        }
        for _ in 0..additionals {
            at = self.read_record(bytes, at, Section::Additional)?;
        }
        Ok(())
    }

    fn read_question(&mut self, bytes: &[u8], at: usize) -> Result<usize, DnsError> {
        let name = self.names.read(bytes, at, &mut self.message.text)?;
        let (Some(kind), Some(class)) = (
            read_u16(bytes, name.end),
            read_u16(bytes, name.end.saturating_add(2)),
        ) else {
            return Err(DnsError::Short);
        };
        if let Err(error) = name.name {
            self.message.note(error);
        }
        self.message.questions.push(QuestionSpans {
            name: name.name.ok(),
            kind: RecordType(kind),
            class: Class(class),
        });
        Ok(name.end.saturating_add(4))
    }

    fn read_record(
        &mut self,
        bytes: &[u8],
        at: usize,
        section: Section,
    ) -> Result<usize, DnsError> {
        if section != Section::Answer {
            let head = read_head(bytes, skip(bytes, at)?)?;
            if let Some(bytes) = bytes.get(..head.end) {
                match section {
                    Section::Authority => self.read_authority(bytes, &head),
                    _ => self.read_additional(bytes, &head),
                }
            }
            return Ok(head.end);
        }
        let owner = self.names.read(bytes, at, &mut self.message.text)?;
        let head = read_head(bytes, owner.end)?;
        let message = &mut self.message;
        let mut sink = Sink {
            names: &mut self.names,
            text: &mut message.text,
            hints: &mut message.hints,
        };
        let bytes = bytes.get(..head.end).unwrap_or_default();
        let (data, odd) = match head.class {
            Class::CHAOS => (DataSpans::Other, None),
            _ => read_data(head.kind, bytes, head.data, &mut sink),
        };
        if let Some(error) = owner.name.err().or(odd) {
            message.note(error);
        }
        message.answers.push(RecordSpans {
            owner: owner.name.ok(),
            kind: head.kind,
            class: head.class,
            ttl: seconds(head.ttl),
            data,
        });
        Ok(head.end)
    }

    /// A negative answer holds as long as the zone's SOA record or its last field says, whichever is less.
    fn read_authority(&mut self, bytes: &[u8], head: &Head) {
        match head.kind {
            RecordType::SOA => {
                self.message.referral = false;
                let minimum = head.end.checked_sub(4).filter(|&at| at >= head.data);
                if let Some(minimum) = minimum.and_then(|at| read_u32(bytes, at)) {
                    self.message.negative_ttl = Some(seconds(head.ttl).min(seconds(minimum)));
                }
            }
            RecordType::NS => self.message.referral = self.message.negative_ttl.is_none(),
            _ => {}
        }
    }

    fn read_additional(&mut self, bytes: &[u8], head: &Head) {
        if head.kind != RecordType::OPT {
            return;
        }
        let [upper, ..] = head.ttl.to_be_bytes();
        let code = &mut self.message.code.0;
        *code = (*code & 0xf) | (u16::from(upper) << 4);
        let mut options = bytes.get(head.data..).unwrap_or_default();
        while let Some((header, rest)) = options.split_first_chunk::<4>() {
            let [code_0, code_1, length_0, length_1] = *header;
            let length = usize::from(u16::from_be_bytes([length_0, length_1]));
            let Some((value, rest)) = rest.split_at_checked(length) else {
                return self.message.note(DnsError::RecordData);
            };
            options = rest;
            if u16::from_be_bytes([code_0, code_1]) == EXTENDED_ERROR
                && let Some(reason) = read_u16(value, 0).map(ExtendedError)
            {
                let so_far = self.message.extended_error;
                if so_far.is_none_or(|so_far| !so_far.is_block() && reason.is_block()) {
                    self.message.extended_error = Some(reason);
                }
            }
        }
    }
}

const fn ended(cut: bool) -> DnsError {
    if cut { DnsError::Cut } else { DnsError::Short }
}

/// Reads what follows a record's name; the data it announces is there.
fn read_head(bytes: &[u8], at: usize) -> Result<Head, DnsError> {
    let head = bytes.get(at..).and_then(<[u8]>::first_chunk::<10>);
    let [
        kind_0,
        kind_1,
        class_0,
        class_1,
        t0,
        t1,
        t2,
        t3,
        length_0,
        length_1,
    ] = *head.ok_or(DnsError::Short)?;
    let data = at.saturating_add(10);
    let length = usize::from(u16::from_be_bytes([length_0, length_1]));
    let end = data.saturating_add(length);
    if end > bytes.len() {
        return Err(DnsError::Short);
    }
    Ok(Head {
        kind: RecordType(u16::from_be_bytes([kind_0, kind_1])),
        class: Class(u16::from_be_bytes([class_0, class_1])),
        ttl: u32::from_be_bytes([t0, t1, t2, t3]),
        data,
        end,
    })
}

/// A time to live; one with its highest bit set is 0 (RFC 2181 section 8).
const fn seconds(ttl: u32) -> u32 {
    if ttl > i32::MAX.cast_unsigned() {
        0
    } else {
        ttl
    }
}
