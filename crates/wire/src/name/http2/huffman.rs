//! The Huffman code of HPACK (RFC 7541 section 5.2 and appendix B).
//!
//! The code is canonical: codes of one length are consecutive, in the order of their symbols, and a longer code
//! begins where the shorter ones end. So the number of codes of each length and the symbols in that order say it all.

/// How many codes have 1, 2, 3… bits. The end-of-string symbol, which must not occur, is left out.
const COUNTS: [u16; 30] = [
    0, 0, 0, 0, 10, 26, 32, 6, 0, 5, 3, 2, 6, 2, 3, 0, 0, 0, 3, 8, 13, 26, 29, 12, 4, 15, 19, 29,
    0, 3,
];

/// The symbols in the order of their codes.
const SYMBOLS: [u8; 256] = [
    48, 49, 50, 97, 99, 101, 105, 111, 115, 116, 32, 37, 45, 46, 47, 51, 52, 53, 54, 55, 56, 57,
    61, 65, 95, 98, 100, 102, 103, 104, 108, 109, 110, 112, 114, 117, 58, 66, 67, 68, 69, 70, 71,
    72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 89, 106, 107, 113, 118, 119,
    120, 121, 122, 38, 42, 44, 59, 88, 90, 33, 34, 40, 41, 63, 39, 43, 124, 35, 62, 0, 36, 64, 91,
    93, 126, 94, 125, 60, 96, 123, 92, 195, 208, 128, 130, 131, 162, 184, 194, 224, 226, 153, 161,
    167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230, 129, 132, 133, 134, 136, 146, 154, 156,
    160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187, 189, 190, 196, 198, 228, 232, 233, 1,
    135, 137, 138, 139, 140, 141, 143, 147, 149, 150, 151, 152, 155, 157, 158, 165, 166, 168, 174,
    175, 180, 182, 183, 188, 191, 197, 231, 239, 9, 142, 144, 145, 148, 159, 171, 206, 215, 225,
    236, 237, 199, 207, 234, 235, 192, 193, 200, 201, 202, 205, 210, 213, 218, 219, 238, 240, 242,
    243, 255, 203, 204, 211, 212, 214, 221, 222, 223, 241, 244, 245, 246, 247, 248, 250, 251, 252,
    253, 254, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 127, 220, 249, 10, 13, 22,
];

/// Decodes a string. `None` where it holds what is no code, or ends in the middle of one. The result has at most
/// 8 / 5 of the input's length, since the shortest code has 5 bits.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len().saturating_mul(8) / 5);
    let mut bits = Bits {
        bytes,
        left: 0,
        byte: 0,
    };
    loop {
        match bits.symbol() {
            Next::Symbol(symbol) => text.push(symbol),
            Next::End => return Some(text),
            Next::Invalid => return None,
        }
    }
}

enum Next {
    Symbol(u8),
    End,
    Invalid,
}

/// The bits of a string, highest first.
struct Bits<'a> {
    bytes: &'a [u8],
    /// The byte that is being read, and how many of its bits are left.
    byte: u8,
    left: u8,
}

impl Bits<'_> {
    fn bit(&mut self) -> Option<u16> {
        if self.left == 0 {
            let (first, rest) = self.bytes.split_first()?;
            (self.byte, self.bytes, self.left) = (*first, rest, 8);
        }
        self.left -= 1;
        Some(u16::from(self.byte >> self.left & 1))
    }

    /// Reads one code. Invariant at each length: `offset` is the code read so far less the first one of that
    /// length, and `before` is how many codes are shorter.
    fn symbol(&mut self) -> Next {
        let (mut offset, mut before, mut ones) = (0_u16, 0_u16, true);
        for (length, count) in COUNTS.into_iter().enumerate() {
            let Some(bit) = self.bit() else {
                // What is left over in the last byte is less than a byte of ones.
                return if length < 8 && ones {
                    Next::End
                } else {
                    Next::Invalid
                };
            };
            ones &= bit == 1;
            // What is left of `offset` is less than the number of longer codes, at most 256: this never saturates.
            offset = offset.saturating_mul(2).saturating_add(bit);
            if offset < count {
                let at = usize::from(before.saturating_add(offset));
                return SYMBOLS
                    .get(at)
                    .map_or(Next::Invalid, |&symbol| Next::Symbol(symbol));
            }
            offset -= count;
            before = before.saturating_add(count);
        }
        Next::Invalid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_specification_decode() {
        // RFC 7541, appendices C.4.1 to C.6.1.
        for (code, text) in [
            (
                &[
                    0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff,
                ][..],
                "www.example.com",
            ),
            (&[0xa8, 0xeb, 0x10, 0x64, 0x9c, 0xbf], "no-cache"),
            (
                &[0x25, 0xa8, 0x49, 0xe9, 0x5b, 0xb8, 0xe8, 0xb4, 0xbf],
                "custom-value",
            ),
            (&[0xae, 0xc3, 0x77, 0x1a, 0x4b], "private"),
            (
                &[
                    0xd0, 0x7a, 0xbe, 0x94, 0x10, 0x54, 0xd4, 0x44, 0xa8, 0x20, 0x05, 0x95, 0x04,
                    0x0b, 0x81, 0x66, 0xe0, 0x82, 0xa6, 0x2d, 0x1b, 0xff,
                ],
                "Mon, 21 Oct 2013 20:13:21 GMT",
            ),
        ] {
            assert_eq!(decode(code).as_deref(), Some(text.as_bytes()));
        }
    }

    #[test]
    fn the_code_is_complete() {
        // Kraft's sum, in units of the longest code: all codes, and the end-of-string symbol, which has 30 bits.
        let sum: u32 = (1..=30)
            .zip(COUNTS)
            .map(|(length, count)| u32::from(count) << (30 - length))
            .sum();
        assert_eq!(sum + 1, 1 << 30);
    }

    #[test]
    fn every_symbol_has_one_code() {
        let mut symbols = SYMBOLS;
        symbols.sort_unstable();
        assert!((0..=255).eq(symbols));
    }

    #[test]
    fn the_end_of_string_symbol_is_invalid() {
        assert_eq!(decode(&[0xff; 4]), None);
    }

    #[test]
    fn padding_is_less_than_a_byte_of_ones() {
        // `a` is 00011.
        assert_eq!(decode(&[0b0001_1111]).as_deref(), Some(&b"a"[..]));
        assert_eq!(decode(&[0b0001_1000]), None);
        assert_eq!(decode(&[0b0001_1111, 0xff]), None);
    }
}
