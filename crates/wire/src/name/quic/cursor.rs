//! Takes integers and byte strings off the front of a slice; every step is `None` where the slice is too short.
//!
//! QUIC has its own variable-length integers (RFC 9000 section 16), and Google's versions before Q039 little-endian
//! ones, which is why the readers of other protocols do not share this.

/// What is left to read of a slice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// Starts at the first byte.
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// The next bytes as an array.
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    /// One byte.
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Two bytes, little-endian.
    pub(super) fn u16_little(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// Four bytes in network order.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// Four bytes, little-endian.
    pub(super) fn u32_little(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// A variable-length integer of QUIC: the two highest bits of the first byte say how long it is.
    pub(super) fn varint(&mut self) -> Option<u64> {
        let first = *self.rest.first()?;
        let length = 1_usize << (first >> 6);
        let (&first, others) = self.take(length)?.split_first()?;
        Some(others.iter().fold(u64::from(first & 0x3f), |value, &byte| {
            value << 8 | u64::from(byte)
        }))
    }

    /// A variable-length integer that counts bytes of this slice.
    pub(super) fn length(&mut self) -> Option<usize> {
        usize::try_from(self.varint()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_integers_of_rfc_9000_are_read() {
        // RFC 9000 appendix A.1.
        for (bytes, value) in [
            (
                &[0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c][..],
                151_288_809_941_952_652,
            ),
            (&[0x9d, 0x7f, 0x3e, 0x7d], 494_878_333),
            (&[0x7b, 0xbd], 15_293),
            (&[0x25], 37),
            (&[0x40, 0x25], 37),
        ] {
            assert_eq!(Cursor::new(bytes).varint(), Some(value));
        }
    }

    #[test]
    fn an_integer_that_is_cut_is_none() {
        assert_eq!(Cursor::new(&[0x9d, 0x7f, 0x3e]).varint(), None);
    }
}
