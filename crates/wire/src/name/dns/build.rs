//! Builds DNS messages for the tests, sections in order and names as given, and shows what was read of them.

use super::{Message, RecordData, RecordType};

/// A message being built.
pub(super) struct Build(Vec<u8>);

/// Offset of a section's count within the header.
const ANSWERS: usize = 6;
const AUTHORITIES: usize = 8;
const ADDITIONALS: usize = 10;

impl Build {
    pub(super) fn query() -> Self {
        Self(vec![0x12, 0x34, 0x01, 0x00, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    pub(super) fn response() -> Self {
        Self(vec![0x12, 0x34, 0x81, 0x80, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// Sets bits of the two bytes of flags.
    pub(super) fn flags(mut self, bits: u16) -> Self {
        let [first, second] = bits.to_be_bytes();
        self.0[2] |= first;
        self.0[3] |= second;
        self
    }

    pub(super) fn question(mut self, name: &[u8], kind: RecordType) -> Self {
        self.0[5] += 1;
        self.0.extend_from_slice(name);
        self.0.extend_from_slice(&kind.0.to_be_bytes());
        self.0.extend_from_slice(&[0, 1]);
        self
    }

    pub(super) fn answer(self, name: &[u8], kind: RecordType, data: &[u8]) -> Self {
        self.record(ANSWERS, name, kind, 300, data)
    }

    pub(super) fn authority(self, name: &[u8], kind: RecordType, ttl: u32, data: &[u8]) -> Self {
        self.record(AUTHORITIES, name, kind, ttl, data)
    }

    pub(super) fn additional(self, name: &[u8], kind: RecordType, data: &[u8]) -> Self {
        self.record(ADDITIONALS, name, kind, 0, data)
    }

    pub(super) fn record(
        mut self,
        section: usize,
        name: &[u8],
        kind: RecordType,
        ttl: u32,
        data: &[u8],
    ) -> Self {
        self.0[section + 1] += 1;
        self.0.extend_from_slice(name);
        self.0.extend_from_slice(&kind.0.to_be_bytes());
        self.0.extend_from_slice(&[0, 1]);
        self.0.extend_from_slice(&ttl.to_be_bytes());
        let length = u16::try_from(data.len()).unwrap();
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(data);
        self
    }

    /// Where the next byte will be: to point at later.
    pub(super) fn position(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap()
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    /// Finishes the message for a stream.
    pub(super) fn framed(self) -> Vec<u8> {
        let length = self.position();
        [&length.to_be_bytes()[..], &self.0].concat()
    }
}

/// A name of plain labels in wire form, with its root.
pub(super) fn wire(name: &str) -> Vec<u8> {
    let mut bytes = labels(name);
    bytes.push(0);
    bytes
}

/// Plain labels in wire form, without the root.
pub(super) fn labels(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend_from_slice(label.as_bytes());
    }
    bytes
}

/// A pointer to a name.
pub(super) fn pointer(target: u16) -> [u8; 2] {
    (0xc000 | target).to_be_bytes()
}

/// The pointer to the question.
pub(super) const QUESTION: [u8; 2] = [0xc0, 12];

/// An ordinary lookup of a Windows machine: two aliases and an address.
pub(super) fn lookup() -> (Vec<u8>, Vec<u8>) {
    let name = wire("Settings-Win.data.example");
    let query = Build::query().question(&name, RecordType::A).finish();
    let response = Build::response().question(&name, RecordType::A);
    let first = response.position() + 12;
    let response = response.answer(&QUESTION, RecordType::CNAME, &wire("geo.balance.example"));
    let second = response.position() + 12;
    let mut edge = labels("edge-1");
    // Behind the label `geo`.
    edge.extend_from_slice(&pointer(first + 4));
    let response = response
        .answer(&pointer(first), RecordType::CNAME, &edge)
        .answer(&pointer(second), RecordType::A, &[192, 0, 2, 1])
        .additional(&[0], RecordType::OPT, &[]);
    (query, response.finish())
}

/// The names and data of a message as lines.
pub(super) fn lines(message: &Message) -> Vec<String> {
    let questions = message
        .questions()
        .map(|question| question.name.unwrap_or("?").to_owned());
    let answers = message.answers().map(|record| {
        let owner = record.owner.unwrap_or("?");
        match record.data {
            RecordData::Address(address) => format!("{owner} {address}"),
            RecordData::Cname(target) => format!("{owner} -> {target}"),
            RecordData::Service(service) => format!("{owner} => {}", service.target),
            RecordData::Other => format!("{owner} {}", record.kind.0),
        }
    });
    questions.chain(answers).collect()
}
