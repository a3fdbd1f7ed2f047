//! Cuts a growing buffer of bytes into captured frames: pcap and pcapng, told apart by their first bytes.
//!
//! The caller owns the buffer and the reading; a [`Container`] only says what the bytes at its front are and how
//! many of them are used up. Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.

mod damage;
mod pcap;
mod pcapng;
mod resolution;

use crate::{Time, link::LinkType};

pub use damage::Damage;
use pcap::Pcap;
use pcapng::Pcapng;

/// The longest record or block read, in bytes. What claims to be longer is [`Damage::TooLong`]: captures in the wild
/// stop at 256 KiB a packet, so that a longer one is a broken length field.
pub const RECORD_LIMIT: u32 = 16 << 20;

/// Reads one capture, from its first byte to its last.
#[derive(Debug, Default)]
pub struct Container {
    format: Format,
}

#[derive(Debug, Default)]
enum Format {
    /// Nothing was read yet.
    #[default]
    Unknown,
    Pcap(Pcap),
    Pcapng(Pcapng),
}

/// What stands at the front of the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'b> {
    /// A frame, in the first `used` bytes.
    Frame {
        /// The frame itself.
        frame: Frame<'b>,
        /// Bytes to drop from the front of the buffer before the next call.
        used: usize,
    },
    /// Something that is no frame: a file header, a block of statistics.
    Skip {
        /// Bytes to drop from the front of the buffer before the next call.
        used: usize,
    },
    /// Too few bytes are buffered to tell.
    More {
        /// How many bytes the buffer must hold in all for the next call to get further.
        at_least: usize,
    },
    /// The capture ended where it should.
    End,
    /// The rest cannot be read. Every frame given so far stands.
    Damaged(Damage),
}

/// One captured frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'b> {
    /// When it was captured; pcapng's simple packet blocks do not say.
    pub time: Option<Time>,
    /// What `data` begins with.
    pub link: LinkType,
    /// Bytes on the wire; more than `data` holds where the capture was made with a snap length.
    pub original_len: u32,
    /// The bytes that were kept.
    pub data: &'b [u8],
}

impl Container {
    /// Starts before the first byte of a capture of either format.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads what stands at the front of `bytes`, the part of the capture that is buffered and not used up.
    /// `at_end` says that nothing will follow them.
    pub fn next<'b>(&mut self, bytes: &'b [u8], at_end: bool) -> Step<'b> {
        let step = match &mut self.format {
            Format::Pcap(pcap) => pcap.next(bytes),
            Format::Pcapng(pcapng) => pcapng.next(bytes),
            Format::Unknown => self.open(bytes),
        };
        match step {
            Step::More { at_least } if at_end => self.cut_short(bytes.len(), at_least),
            step => step,
        }
    }

    fn open<'b>(&mut self, bytes: &'b [u8]) -> Step<'b> {
        let Some(magic) = bytes.first_chunk() else {
            return Step::More { at_least: 4 };
        };
        if *magic == pcapng::SECTION {
            let mut pcapng = Pcapng::default();
            let step = pcapng.next(bytes);
            self.format = Format::Pcapng(pcapng);
            return step;
        }
        match Pcap::open(*magic, bytes) {
            Ok((pcap, used)) => {
                self.format = Format::Pcap(pcap);
                Step::Skip { used }
            }
            Err(step) => step,
        }
    }

    fn cut_short(&self, present: usize, needed: usize) -> Step<'static> {
        match (&self.format, present) {
            (Format::Unknown, 0) => Step::Damaged(Damage::Empty),
            (Format::Unknown, 1..4) => Step::Damaged(Damage::NotACapture),
            (_, 0) => Step::End,
            _ => Step::Damaged(Damage::Cut {
                missing: needed.saturating_sub(present),
            }),
        }
    }
}

/// The byte order of a file or section, which is that of the machine that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        }
    }
}

#[cfg(test)]
mod tests;
