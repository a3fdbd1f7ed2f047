//! One DNS message (RFC 1035 section 4) from its bytes, leniently: one odd name or record does not cost the others.

use super::message::{DnsError, ExtendedError, Message, Opcode, ResponseCode};
use super::name::{HEADER, Names, skip};
use super::record::{
    Class, DataSpans, QuestionSpans, RecordSpans, RecordType, Sink, read_data, read_u16, read_u32,
};

/// Bytes of a message that are read. Longer ones cannot exist, as both carriers count their length in 16 bits.
const MESSAGE_LIMIT: usize = 65_535;
/// The EDNS option that says why (RFC 8914).
const EXTENDED_ERROR: u16 = 15;

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

#[cfg(test)]
mod tests {
    use super::super::build::{Build, QUESTION, labels, lines, lookup, pointer, wire};
    use super::*;

    fn read(message: &[u8]) -> (Vec<String>, Option<DnsError>) {
        let mut parser = Parser::default();
        let message = parser.parse(message, false).unwrap();
        (lines(message), message.damaged)
    }

    fn response() -> Build {
        Build::response().question(&wire("a.example"), RecordType::A)
    }

    const ADDRESS: [u8; 4] = [192, 0, 2, 1];

    #[test]
    fn a_query_says_what_is_asked() {
        let (query, _) = lookup();
        let mut parser = Parser::default();
        let message = parser.parse(&query, false).unwrap();
        assert_eq!((message.id, message.response), (0x1234, false));
        let question = message.questions().next().unwrap();
        assert_eq!(question.name, Some("settings-win.data.example"));
        assert_eq!(question.kind, RecordType::A);
    }

    #[test]
    fn a_response_tells_the_whole_chain() {
        let (_, response) = lookup();
        assert_eq!(
            read(&response),
            (
                vec![
                    "settings-win.data.example".to_owned(),
                    "settings-win.data.example -> geo.balance.example".to_owned(),
                    "geo.balance.example -> edge-1.balance.example".to_owned(),
                    "edge-1.balance.example 192.0.2.1".to_owned(),
                ],
                None
            )
        );
    }

    #[test]
    fn one_odd_record_does_not_cost_the_others() {
        let message = response()
            .answer(&QUESTION, RecordType::A, &ADDRESS[..3])
            .answer(&pointer(0x3ff), RecordType::A, &ADDRESS)
            .answer(&QUESTION, RecordType::CNAME, &pointer(0x3ff))
            .answer(&QUESTION, RecordType::A, &ADDRESS)
            .finish();
        let (lines, damaged) = read(&message);
        assert_eq!(
            lines[1..],
            [
                "a.example 1",
                "? 192.0.2.1",
                "a.example 5",
                "a.example 192.0.2.1"
            ]
        );
        assert_eq!(damaged, Some(DnsError::RecordData));
    }

    #[test]
    fn a_name_does_not_read_past_the_data_of_its_record() {
        let message = response()
            .answer(&QUESTION, RecordType::CNAME, &labels("b"))
            .answer(&[0], RecordType::A, &ADDRESS)
            .finish();
        assert_eq!(read(&message).0[1], "a.example 5");
    }

    #[test]
    fn a_cut_response_keeps_the_answers_before_the_cut() {
        let (_, response) = lookup();
        let mut parser = Parser::default();
        let message = parser
            .parse(&response[..response.len() - 20], true)
            .unwrap();
        assert_eq!(message.answers().len(), 2);
        assert_eq!(message.damaged, Some(DnsError::Cut));
    }

    #[test]
    fn a_message_with_nothing_to_report_is_an_error() {
        let (query, _) = lookup();
        let mut parser = Parser::default();
        assert_eq!(
            parser.parse(&query[..11], false).err(),
            Some(DnsError::Short)
        );
        assert_eq!(parser.parse(&query[..20], true).err(), Some(DnsError::Cut));
    }

    #[test]
    fn the_other_sections_are_not_answers() {
        let message = response()
            .authority(&QUESTION, RecordType::A, 60, &ADDRESS)
            .additional(&QUESTION, RecordType::A, &ADDRESS)
            .finish();
        assert_eq!(read(&message).0, ["a.example"]);
    }

    #[test]
    fn what_an_update_requires_is_not_an_answer() {
        let message = response()
            .flags(5 << 11)
            .answer(&QUESTION, RecordType::A, &ADDRESS)
            .finish();
        assert_eq!(read(&message).0, ["a.example"]);
    }

    #[test]
    fn a_chaos_address_is_no_ip_address() {
        let message = response().answer(&QUESTION, RecordType::A, &ADDRESS);
        let mut bytes = message.finish();
        let class = bytes.len() - 4 - 2 - 4 - 1;
        bytes[class] = 3;
        assert_eq!(read(&bytes).0[1], "a.example 1");
    }

    #[test]
    fn a_negative_answer_holds_for_the_lesser_of_its_times() {
        let soa = [&[0, 0][..], &[0; 16], &600_u32.to_be_bytes()].concat();
        for (ttl, expected) in [(900, 600), (300, 300), (u32::MAX, 0)] {
            let message = response().authority(&[0], RecordType::SOA, ttl, &soa);
            let mut parser = Parser::default();
            let message = message.finish();
            let message = parser.parse(&message, false).unwrap();
            assert_eq!(message.negative_ttl, Some(expected));
        }
    }

    #[test]
    fn edns_extends_the_response_code() {
        let message = response().flags(7).additional(&[0], RecordType::OPT, &[]);
        let mut bytes = message.finish();
        let upper = bytes.len() - 2 - 4;
        bytes[upper] = 1;
        let mut parser = Parser::default();
        let message = parser.parse(&bytes, false).unwrap();
        assert_eq!(message.code, ResponseCode(0x17));
    }

    #[test]
    fn of_several_reasons_a_block_is_preferred() {
        let options = [
            0, 15, 0, 2, 0, 3, 0, 15, 0, 5, 0, 15, b'a', b'd', b's', 0, 15, 0, 2, 0, 4,
        ];
        let message = response().additional(&[0], RecordType::OPT, &options);
        let mut parser = Parser::default();
        let message = message.finish();
        let message = parser.parse(&message, false).unwrap();
        assert_eq!(message.extended_error, Some(ExtendedError::BLOCKED));
    }

    #[test]
    fn nothing_of_a_message_is_left_in_the_next() {
        let (query, response) = lookup();
        let mut parser = Parser::default();
        parser.parse(&response, false).unwrap();
        assert_eq!(
            lines(parser.parse(&query, false).unwrap()),
            ["settings-win.data.example"]
        );
    }

    #[test]
    fn many_long_names_are_kept_within_bounds() {
        let long = [[63_u8].to_vec(), vec![0x01; 63]].concat().repeat(3);
        let mut message = Build::response().question(&[long, vec![0]].concat(), RecordType::A);
        let name = [&[1, b'a'][..], &pointer(12)].concat();
        for _ in 0..255 {
            message = message.answer(&name, RecordType::A, &ADDRESS);
        }
        let (lines, damaged) = read(&message.finish());
        assert_eq!(damaged, Some(DnsError::Bounded));
        assert_eq!(lines.last().map(String::as_str), Some("? 192.0.2.1"));
    }
}
