//! What a DNS message says (RFC 1035 section 4.1), as far as it could be read.

use std::net::IpAddr;

use super::record::{Question, QuestionSpans, Record, RecordSpans};

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
    pub(super) questions: Vec<QuestionSpans>,
    pub(super) answers: Vec<RecordSpans>,
    /// The names of the questions and answers, one after the other.
    pub(super) text: String,
    /// The addresses that service bindings suggest, one binding after the other.
    pub(super) hints: Vec<IpAddr>,
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

    /// Notes a contradiction, unless there was one before.
    pub(super) fn note(&mut self, damage: DnsError) {
        self.damaged = self.damaged.or(Some(damage));
    }
}
