//! What holds for every message: what is built is read again, and nothing is fatal.

use super::build::{Build, QUESTION, lines, lookup, pointer, wire};
use super::{Parser, RecordType, plausible};

const ADDRESS: [u8; 4] = [192, 0, 2, 1];

/// A small generator of numbers that are all the same on every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

/// Names in a message as `Build` writes them, for pointing at: where, and the text of the name there.
struct Written(Vec<(u16, String)>);

impl Written {
    /// Makes a name of a few new labels of any bytes and, perhaps, a pointer to an earlier one.
    fn name(&mut self, numbers: &mut Numbers, at: u16) -> (Vec<u8>, String) {
        let (mut bytes, mut parts, mut starts) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..numbers.below(4) {
            starts.push(at + u16::try_from(bytes.len()).unwrap());
            let length = 1 + numbers.below(10);
            let label: Vec<u8> = (0..length).map(|_| numbers.byte()).collect();
            bytes.push(u8::try_from(length).unwrap());
            bytes.extend_from_slice(&label);
            parts.push(label.iter().map(|&byte| escaped(byte)).collect::<String>());
        }
        let short: Vec<_> = self.0.iter().filter(|(_, text)| text.len() < 100).collect();
        let pick = numbers.below(1 + short.len() as u64);
        match short.get(usize::try_from(pick).unwrap()) {
            Some((target, text)) => {
                bytes.extend_from_slice(&pointer(*target));
                if text != "." {
                    parts.push(text.clone());
                }
            }
            None => bytes.push(0),
        }
        for (index, start) in starts.into_iter().enumerate() {
            self.0.push((start, parts[index..].join(".")));
        }
        let text = if parts.is_empty() {
            ".".to_owned()
        } else {
            parts.join(".")
        };
        (bytes, text)
    }
}

/// Written apart from the code under test, from RFC 1035 section 5.1.
fn escaped(byte: u8) -> String {
    match byte {
        b'.' => "\\.".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b'!'..=b'~' => char::from(byte).to_lowercase().to_string(),
        _ => format!("\\{byte:03}"),
    }
}

#[test]
fn what_is_built_is_read_again() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let mut parser = Parser::default();
    for _ in 0..2000 {
        let mut written = Written(Vec::new());
        let mut message = Build::response();
        let (name, text) = written.name(&mut numbers, message.position());
        message = message.question(&name, RecordType::A);
        let mut expected = vec![text];
        for _ in 0..numbers.below(12) {
            let (owner, owner_text) = written.name(&mut numbers, message.position());
            let data = message.position() + u16::try_from(owner.len()).unwrap() + 10;
            if numbers.below(2) == 0 {
                let (target, target_text) = written.name(&mut numbers, data);
                message = message.answer(&owner, RecordType::CNAME, &target);
                expected.push(format!("{owner_text} -> {target_text}"));
            } else {
                message = message.answer(&owner, RecordType::A, &ADDRESS);
                expected.push(format!("{owner_text} 192.0.2.1"));
            }
        }
        let message = message.finish();
        let message = parser.parse(&message, false).unwrap();
        assert_eq!(lines(message), expected);
        assert_eq!(message.damaged, None);
    }
}

/// Calls everything that reads a message with it; debug builds check the arithmetic too.
fn exercise(parser: &mut Parser, bytes: &[u8]) {
    for cut in [false, true] {
        let _ = plausible(bytes, cut);
        if let Ok(message) = parser.parse(bytes, cut) {
            lines(message);
            let _ = message.block_answer();
        }
    }
}

#[test]
fn no_prefix_and_no_changed_byte_is_fatal() {
    let service = b"\0\x01\0\0\x01\0\x03\x02h2\0\x04\0\x04\xc0\0\x02\x01\0\x05\0\x01\0";
    let (query, response) = lookup();
    let everything = Build::response()
        .question(&wire("a.example"), RecordType::HTTPS)
        .answer(&QUESTION, RecordType::HTTPS, service)
        .authority(&QUESTION, RecordType::SOA, 60, &[0; 22])
        .additional(&[0], RecordType::OPT, &[0, 15, 0, 2, 0, 15])
        .finish();
    let mut parser = Parser::default();
    for message in [query, response, everything] {
        for end in 0..message.len() {
            exercise(&mut parser, &message[..end]);
        }
        for at in 0..message.len() {
            for byte in 0..=255 {
                let mut message = message.clone();
                message[at] = byte;
                exercise(&mut parser, &message);
            }
        }
    }
}

#[test]
fn noise_is_not_fatal() {
    let mut numbers = Numbers(88_172_645_463_325_252);
    let mut parser = Parser::default();
    for _ in 0..5000 {
        let length = numbers.below(300);
        let mut noise: Vec<u8> = (0..length).map(|_| numbers.byte()).collect();
        exercise(&mut parser, &noise);
        // With few kinds of bytes there are many pointers, roots and short labels.
        for byte in &mut noise {
            *byte = [0, 1, 5, 12, 64, 0xc0, 0xc1, 28][usize::from(*byte % 8)];
        }
        exercise(&mut parser, &noise);
    }
}
