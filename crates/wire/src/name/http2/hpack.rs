//! Decodes the compressed fields of HTTP/2 requests (HPACK, RFC 7541).

use std::collections::VecDeque;
use std::sync::Arc;

use super::huffman;
use super::static_table::STATIC_TABLE;

/// The largest dynamic table followed, in the units of RFC 7541 section 4.1. Clients use 4 KiB, or the 64 KiB that
/// some servers offer; a larger one is [`HpackError::TableTooLarge`].
const TABLE_LIMIT: usize = 64 * 1024;

/// The largest list of fields in one block, in the same units. A block of a few bytes can name a large field of the
/// table many times; past this the block is [`HpackError::ListTooLarge`].
const LIST_LIMIT: usize = 256 * 1024;

/// What each field costs beside its bytes (RFC 7541 section 4.1).
const FIELD_COST: usize = 32;

/// The dynamic table's size before either side changes it.
const DEFAULT_CAPACITY: usize = 4096;

/// What the client's encoder did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HpackError {
    /// The block ends in the middle of a field.
    Truncated,
    /// It refers to a field that is in neither table.
    NoSuchField,
    /// It holds an integer of more than 28 bits, or a string that is no Huffman code.
    Unreadable,
    /// It asks for a table beyond [`TABLE_LIMIT`].
    TableTooLarge,
    /// It expands beyond [`LIST_LIMIT`].
    ListTooLarge,
}

/// A name or a value.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Known(&'static [u8]),
    /// Shared, since the dynamic table may give it out many times.
    Sent(Arc<[u8]>),
}

impl Text {
    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Known(bytes) => bytes,
            Self::Sent(bytes) => bytes,
        }
    }
}

/// Name and value.
pub(super) type Field = (Text, Text);

/// The state of one direction of a connection; every block must be decoded, in order, or later ones read wrong.
#[derive(Debug)]
pub(super) struct Decoder {
    /// The newest first. Invariant: `size` is the sum of the entries' costs, and `size <= capacity`.
    table: VecDeque<Field>,
    size: usize,
    capacity: usize,
}

impl Default for Decoder {
    fn default() -> Self {
        Self {
            table: VecDeque::new(),
            size: 0,
            capacity: DEFAULT_CAPACITY,
        }
    }
}

impl Decoder {
    /// Decodes one block.
    ///
    /// # Errors
    /// After an error the decoder is of no more use.
    pub(super) fn decode(&mut self, block: &[u8]) -> Result<Vec<Field>, HpackError> {
        let mut rest = Block(block);
        let mut fields = Vec::new();
        let mut list = 0_usize;
        while let Some(&first) = rest.0.first() {
            // The leading bits give the representation (RFC 7541 section 6).
            let field = if first & 0x80 != 0 {
                let index = rest.integer(7)?;
                self.field(index)?
            } else if first & 0xc0 == 0x40 {
                let field = self.literal(&mut rest, 6)?;
                self.insert(field.clone());
                field
            } else if first & 0xe0 == 0x20 {
                let capacity = rest.integer(5)?;
                if capacity > TABLE_LIMIT {
                    return Err(HpackError::TableTooLarge);
                }
                self.capacity = capacity;
                self.evict(0);
                continue;
            } else {
                self.literal(&mut rest, 4)?
            };
            list = list.saturating_add(cost(&field));
            if list > LIST_LIMIT {
                return Err(HpackError::ListTooLarge);
            }
            fields.push(field);
        }
        Ok(fields)
    }

    fn literal(&self, rest: &mut Block<'_>, prefix: u8) -> Result<Field, HpackError> {
        let name = match rest.integer(prefix)? {
            0 => rest.string()?,
            index => self.field(index)?.0,
        };
        Ok((name, rest.string()?))
    }

    fn field(&self, index: usize) -> Result<Field, HpackError> {
        let at = index.checked_sub(1).ok_or(HpackError::NoSuchField)?;
        if let Some((name, value)) = STATIC_TABLE.get(at) {
            return Ok((Text::Known(name), Text::Known(value)));
        }
        at.checked_sub(STATIC_TABLE.len())
            .and_then(|at| self.table.get(at))
            .cloned()
            .ok_or(HpackError::NoSuchField)
    }

    /// Adds a field; one larger than the whole table empties it (RFC 7541 section 4.4).
    fn insert(&mut self, field: Field) {
        let cost = cost(&field);
        self.evict(cost);
        if cost <= self.capacity {
            self.size = self.size.saturating_add(cost);
            self.table.push_front(field);
        }
    }

    /// Makes room for `cost`.
    fn evict(&mut self, cost: usize) {
        while self.size.saturating_add(cost) > self.capacity {
            let Some(oldest) = self.table.pop_back() else {
                return;
            };
            self.size = self.size.saturating_sub(self::cost(&oldest));
        }
    }
}

fn cost((name, value): &Field) -> usize {
    let bytes = name.bytes().len().saturating_add(value.bytes().len());
    bytes.saturating_add(FIELD_COST)
}

/// What is left of a block.
struct Block<'a>(&'a [u8]);

impl Block<'_> {
    fn byte(&mut self) -> Result<u8, HpackError> {
        let (&first, rest) = self.0.split_first().ok_or(HpackError::Truncated)?;
        self.0 = rest;
        Ok(first)
    }

    /// An integer whose first `prefix` bits end the next byte (RFC 7541 section 5.1); `1 <= prefix <= 7`.
    fn integer(&mut self, prefix: u8) -> Result<usize, HpackError> {
        let full = (1_u8 << prefix) - 1;
        let first = self.byte()? & full;
        let mut value = usize::from(first);
        if first < full {
            return Ok(value);
        }
        // 28 bits are more than any length or index here.
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            value = value.saturating_add(usize::from(byte & 0x7f) << shift);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(HpackError::Unreadable)
    }

    /// A string, Huffman-coded or not (RFC 7541 section 5.2).
    fn string(&mut self) -> Result<Text, HpackError> {
        let coded = self.0.first().is_some_and(|first| first & 0x80 != 0);
        let length = self.integer(7)?;
        let (bytes, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(HpackError::Truncated)?;
        self.0 = rest;
        Ok(Text::Sent(if coded {
            huffman::decode(bytes).ok_or(HpackError::Unreadable)?.into()
        } else {
            bytes.into()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(decoder: &mut Decoder, block: &[u8]) -> Vec<(String, String)> {
        let text = |text: &Text| String::from_utf8(text.bytes().to_vec()).unwrap();
        let fields = decoder.decode(block).unwrap();
        fields
            .iter()
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    }

    /// RFC 7541, appendix C.3 (plain) and C.4 (Huffman): three requests on one connection.
    fn check(blocks: [&[u8]; 3]) {
        let mut decoder = Decoder::default();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = |scheme, path| {
            vec![
                pair(":method", "GET"),
                pair(":scheme", scheme),
                pair(":path", path),
                pair(":authority", "www.example.com"),
            ]
        };
        assert_eq!(decode(&mut decoder, blocks[0]), request("http", "/"));
        let mut second = request("http", "/");
        second.push(pair("cache-control", "no-cache"));
        assert_eq!(decode(&mut decoder, blocks[1]), second);
        let mut third = request("https", "/index.html");
        third.push(pair("custom-key", "custom-value"));
        assert_eq!(decode(&mut decoder, blocks[2]), third);
        assert_eq!(decoder.size, 164);
    }

    #[test]
    fn the_plain_examples_of_the_specification_decode() {
        check([
            b"\x82\x86\x84\x41\x0fwww.example.com",
            b"\x82\x86\x84\xbe\x58\x08no-cache",
            b"\x82\x87\x85\xbf\x40\x0acustom-key\x0ccustom-value",
        ]);
    }

    #[test]
    fn the_huffman_examples_of_the_specification_decode() {
        check([
            b"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff",
            b"\x82\x86\x84\xbe\x58\x86\xa8\xeb\x10\x64\x9c\xbf",
            b"\x82\x87\x85\xbf\x40\x88\x25\xa8\x49\xe9\x5b\xa9\x7d\x7f\x89\x25\xa8\x49\xe9\x5b\xb8\xe8\xb4\xbf",
        ]);
    }

    #[test]
    fn the_oldest_fields_leave_a_full_table() {
        let mut decoder = Decoder::default();
        // A table of 70 holds two fields of 34, not three.
        decode(
            &mut decoder,
            b"\x3f\x27\x40\x01a\x01x\x40\x01b\x01y\x40\x01c\x01z",
        );
        assert_eq!(
            decode(&mut decoder, b"\xbe"),
            [("c".to_owned(), "z".to_owned())]
        );
        assert_eq!(
            decode(&mut decoder, b"\xbf"),
            [("b".to_owned(), "y".to_owned())]
        );
        assert_eq!(
            decoder.decode(b"\xc0").unwrap_err(),
            HpackError::NoSuchField
        );
    }

    #[test]
    fn a_field_larger_than_the_table_empties_it() {
        let mut decoder = Decoder::default();
        decode(
            &mut decoder,
            b"\x3f\x09\x40\x01a\x01x\x40\x0aaaaaaaaaaa\x01x",
        );
        assert!(decoder.table.is_empty());
        assert_eq!(decoder.size, 0);
    }

    #[test]
    fn a_block_that_names_a_large_field_over_and_over_is_refused() {
        let mut decoder = Decoder::default();
        let mut block = b"\x40\x7f\x81\x1d".to_vec();
        block.resize(block.len() + 3840, b'a');
        block.push(0);
        block.resize(block.len() + 1000, 0xbe);
        assert_eq!(
            decoder.decode(&block).unwrap_err(),
            HpackError::ListTooLarge
        );
    }

    #[test]
    fn a_table_beyond_the_limit_is_refused() {
        assert_eq!(
            Decoder::default().decode(b"\x3f\xff\xff\x7f").unwrap_err(),
            HpackError::TableTooLarge
        );
    }

    #[test]
    fn an_endless_integer_is_refused() {
        assert_eq!(
            Decoder::default().decode(&[0xff; 9]).unwrap_err(),
            HpackError::Unreadable
        );
    }
}
