//! Walks length-prefixed structures of a handshake message whose end may be missing from the capture.
//!
//! A cursor is *closed* where all bytes of its structure are there, so that running out of them contradicts the
//! structure, and *open* where the structure may go on beyond what was captured. What is nested in an open
//! structure and reaches beyond its last byte is open too.

/// Why a walk ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The bytes ended where more may have been sent.
    Cut,
    /// A length reaches beyond the structure that it stands in.
    Overrun,
}

/// The bytes of a structure that are still to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    open: bool,
}

impl<'a> Cursor<'a> {
    /// Reads a structure of which perhaps only the first bytes are there.
    pub(super) const fn open(bytes: &'a [u8]) -> Self {
        Self { bytes, open: true }
    }

    /// Whether nothing is left to read, be it the end of the structure or a cut.
    pub(super) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Whether another element follows; an error where the structure goes on behind a cut.
    pub(super) const fn more(&self) -> Result<bool, Stop> {
        match (self.bytes.is_empty(), self.open) {
            (false, _) => Ok(true),
            (true, false) => Ok(false),
            (true, true) => Err(Stop::Cut),
        }
    }

    /// Takes `length` bytes, all of them there.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Stop> {
        let Some((head, rest)) = self.bytes.split_at_checked(length) else {
            return Err(self.shortage());
        };
        self.bytes = rest;
        Ok(head)
    }

    /// Takes a structure of `length` bytes, of which an open cursor may hold only the first.
    pub(super) fn nested(&mut self, length: usize) -> Result<Self, Stop> {
        if let Some((head, rest)) = self.bytes.split_at_checked(length) {
            self.bytes = rest;
            return Ok(Self {
                bytes: head,
                open: false,
            });
        }
        if !self.open {
            return Err(Stop::Overrun);
        }
        let head = std::mem::take(&mut self.bytes);
        Ok(Self::open(head))
    }

    /// Takes one byte.
    pub(super) fn u8(&mut self) -> Result<u8, Stop> {
        match self.bytes.split_first() {
            Some((&byte, rest)) => {
                self.bytes = rest;
                Ok(byte)
            }
            None => Err(self.shortage()),
        }
    }

    /// Takes two bytes in network order.
    pub(super) fn u16(&mut self) -> Result<u16, Stop> {
        match self.bytes.split_first_chunk() {
            Some((&pair, rest)) => {
                self.bytes = rest;
                Ok(u16::from_be_bytes(pair))
            }
            None => Err(self.shortage()),
        }
    }

    /// Takes a structure behind a length of one byte.
    pub(super) fn nested8(&mut self) -> Result<Self, Stop> {
        let length = self.u8()?;
        self.nested(usize::from(length))
    }

    /// Takes a structure behind a length of two bytes.
    pub(super) fn nested16(&mut self) -> Result<Self, Stop> {
        let length = self.u16()?;
        self.nested(usize::from(length))
    }

    /// Takes bytes behind a length of one byte, all of them there.
    pub(super) fn bytes8(&mut self) -> Result<&'a [u8], Stop> {
        let length = self.u8()?;
        self.take(usize::from(length))
    }

    /// Takes bytes behind a length of two bytes, all of them there.
    pub(super) fn bytes16(&mut self) -> Result<&'a [u8], Stop> {
        let length = self.u16()?;
        self.take(usize::from(length))
    }

    const fn shortage(&self) -> Stop {
        if self.open { Stop::Cut } else { Stop::Overrun }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_out_of_an_open_structure_is_a_cut() {
        assert_eq!(Cursor::open(&[1]).u16(), Err(Stop::Cut));
    }

    #[test]
    fn running_out_of_a_closed_structure_is_an_overrun() {
        let mut outer = Cursor::open(&[1, 9, 9]);
        let mut inner = outer.nested8().unwrap();
        assert_eq!(inner.bytes8(), Err(Stop::Overrun));
    }

    #[test]
    fn what_reaches_beyond_a_cut_is_open_itself() {
        let mut outer = Cursor::open(&[5, 2, 7]);
        let mut inner = outer.nested8().unwrap();
        assert_eq!(inner.bytes8(), Err(Stop::Cut));
    }

    #[test]
    fn the_end_of_a_closed_structure_is_an_end_and_of_an_open_one_a_cut() {
        let mut outer = Cursor::open(&[0]);
        assert_eq!(outer.nested8().unwrap().more(), Ok(false));
        assert_eq!(outer.more(), Err(Stop::Cut));
    }
}
